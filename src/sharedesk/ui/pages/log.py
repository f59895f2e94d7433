"""This log as a whole: backed up, checked, countersigned; how one gets back in; how the window looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any, get_args

from msgspec import Struct

from sharedesk import __version__
from sharedesk.desk import release
from sharedesk.desk.drafting import day_said
from sharedesk.desk.pack_read import summary_of
from sharedesk.desk.settings import IDLE_MINUTES
from sharedesk.domain.entry import Entry
from sharedesk.errors import ShareDeskError
from sharedesk.ui import asking
from sharedesk.ui._forms.log import Ui_Log
from sharedesk.ui.appearance import PERCENTS, Choice
from sharedesk.ui.page import Page
from sharedesk.ui.progress import Progress
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.window import Window
from sharedesk.vault import backup
from sharedesk.vault.backup import Manifest
from sharedesk.vault.check import Report, check
from sharedesk.vault.errors import Cancelled
from sharedesk.vault.fingerprint import fingerprint
from sharedesk.vault.moment import device_clock
from sharedesk.vault.store import Progress as Telling
from sharedesk.vault.vault import Vault

CHOICES: tuple[Choice, ...] = get_args(Choice)


class About(Struct, frozen=True, kw_only=True):
    """What the page says of the log. `words` are the inbox's four words."""

    log: str
    entries: int
    words: str
    has_recovery: bool
    made_at: str
    """When the log was made, and its recovery sheet with it: there is no way yet to make another."""


class LogPage(Page):
    """What keeps a log safe, and what the window looks like."""

    title = "This log"
    shelved = "organisation"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_Log()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        for label in ("keep_title", "check_title", "recovery_title", "organisation_title", "look_title", "about_title"):
            self.heading(getattr(self.form, label), 1)
        for hidden in (self.form.problem, self.form.done):
            hidden.hide()
        self._progress: Progress | None = None
        self._busy(False)
        self._connect()
        self._show_look()
        self.built()

    def _connect(self) -> None:
        form, appearance = self.form, self.desk.appearance
        form.back_up.clicked.connect(self._back_up)
        form.check.clicked.connect(
            lambda: self._work("Checking", lambda vault, tell: check(vault.store, tell), self._checked)
        )
        form.slip.clicked.connect(
            lambda: self.desk.show_page("preview", make=release.slip, back=lambda: self.desk.show_page("log"))
        )
        form.stop.clicked.connect(self._stop)
        form.open_organisation.clicked.connect(lambda: self.desk.show_page("organisation"))
        form.scheme.activated.connect(lambda number: appearance.choose(CHOICES[number]))
        form.percent.activated.connect(lambda number: appearance.enlarge(PERCENTS[number]))
        form.idle.activated.connect(self._idle)
        appearance.changed.connect(self._show_look)
        self.desk.before_lock(self._stop)

    def entered(self) -> None:
        self.form.practice.setText("PRACTICE: everybody in this log is made up.")
        self.form.practice.setVisible(self.desk.practice)
        self.desk.worker.read(_about, self._say_about)
        shelves_of(self.desk).ask(lambda shelf: self.form.organisation.setText(summary_of(shelf)))
        self.form.back_up.setFocus()

    def leaving(self) -> None:
        """The log is wanted for other things: what can be stopped is stopped, and said."""
        self._stop()

    def _say_about(self, about: About) -> None:
        self.form.recovery.setText(
            f"A recovery sheet was made with this log, on {about.made_at}. It opens the log if the passphrase is lost. "
            f"Its four words are: {about.words}. A sheet with other words is another log’s."
            if about.has_recovery
            else "There is no recovery sheet for this log: if the passphrase is lost, so is everything in it."
        )
        entries = "1 entry" if about.entries == 1 else f"{about.entries:,} entries"
        self.form.about.setText(
            f"ShareDesk {__version__}. It works without any network. This log is {about.log[:8]} and holds {entries}. "
            f"It is kept in “{self.desk.folder}”."
        )

    def _back_up(self) -> None:
        target = asking.where_to_save(self, "Back up now", _proposed_name(), f"ShareDesk backup (*{backup.ENDING})")
        if target is None:
            return
        if target.suffix != backup.ENDING:
            target = target.with_name(target.name + backup.ENDING)
        self._work(
            "Backing up",
            lambda vault, tell: backup.back_up(vault, target, tell),
            lambda made: self._backed_up(target, made),
        )

    def _work(self, what: str, work: Callable[[Vault, Telling], Any], then: Callable[[Any], None]) -> None:
        """Long work on the log, with its progress shown and a way to stop it."""
        self._progress = progress = Progress()
        progress.hear(self._tell)
        self._busy(True)
        self.form.problem.hide()
        self.form.done.hide()
        self.form.progress.setRange(0, 0)
        self.say(self.form.working, f"{what}…")
        self.form.stop.setFocus()

        def finished(result: Any) -> None:
            self._busy(False)
            then(result)

        self.desk.worker.read(lambda vault: work(vault, progress), finished, self._failed)

    def _tell(self, done: int, of: int) -> None:
        self.form.progress.setRange(0, max(of, 1))
        self.form.progress.setValue(done)

    def _stop(self) -> None:
        if self._progress is not None:
            self._progress.stop()

    def _busy(self, busy: bool) -> None:
        for widget in (self.form.back_up, self.form.check, self.form.slip):
            widget.setEnabled(not busy)
        for shown in (self.form.working, self.form.progress, self.form.stop):
            shown.setVisible(busy)
        if not busy:
            self._progress = None

    def _failed(self, problem: ShareDeskError) -> None:
        self._busy(False)
        if isinstance(problem, Cancelled):
            self.say(self.form.done, str(problem))
        else:
            self.trouble(self.form.problem, problem)
        self.form.back_up.setFocus()

    def _backed_up(self, target: Path, made: Manifest) -> None:
        entries = "1 entry" if made.entries == 1 else f"{made.entries:,} entries"
        self.say(self.form.done, f"The backup “{target.name}” is made: {entries}, read back and checked.")
        self.form.back_up.setFocus()
        self.reveal(self.form.done)

    def _checked(self, report: Report) -> None:
        entries = "1 entry" if report.entries == 1 else f"{report.entries:,} entries"
        counts = f"{entries} read, {report.imported:,} of them imported; {report.erased_parts:,} parts erased."
        self.form.check.setFocus()
        if report.faults:
            faults = "\n".join(report.faults)
            advice = "Keep this log as it is, do not delete anything, and tell whoever looks after ShareDesk."
            self.say(
                self.form.problem,
                f"There is a problem. This log is not as it was recorded.\n{faults}\n{advice}\n{counts}",
            )
        else:
            self.say(self.form.done, f"Nothing was found that differs from what was recorded. {counts}")
        self.reveal(self.form.problem if report.faults else self.form.done)

    def _show_look(self) -> None:
        appearance = self.desk.appearance
        self.form.scheme.setCurrentIndex(CHOICES.index(appearance.choice))
        nearest = min(range(len(PERCENTS)), key=lambda number: abs(PERCENTS[number] - appearance.percent))
        self.form.percent.setCurrentIndex(nearest)
        minutes = self.desk.settings.idle_minutes
        self.form.idle.setCurrentIndex(min(range(len(IDLE_MINUTES)), key=lambda n: abs(IDLE_MINUTES[n] - minutes)))

    def _idle(self, number: int) -> None:
        self.desk.prefer(replace(self.desk.settings, idle_minutes=IDLE_MINUTES[number]))


def _about(vault: Vault) -> About:
    return About(
        log=vault.log,
        entries=vault.store.count(),
        words=fingerprint(vault.header.body.inbox),
        has_recovery=vault.has_recovery,
        made_at=_day_of(vault.store.entry(1)),
    )


def _day_of(entry: Entry) -> str:
    """The day of an entry, where it was written."""
    leaf = entry.leaf
    return day_said(leaf.at.astimezone(timezone(timedelta(minutes=leaf.offset))).date())


def _proposed_name() -> str:
    return f"{device_clock().at.astimezone():%Y-%m-%d-%H%M}{backup.ENDING}"


make = LogPage
