"""Backups: on this computer and outside it, how old and how sound, what was kept aside; making, copying, restoring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from sharedesk.desk import backup_words, backups
from sharedesk.desk.backups import Aside, CopyMade, Made
from sharedesk.domain.outside import CopiedOutside
from sharedesk.domain.visible import visible
from sharedesk.errors import ShareDeskError
from sharedesk.ui import asking, tables
from sharedesk.ui._forms.backups import Ui_Backups
from sharedesk.ui.backing_up import backing_of
from sharedesk.ui.backups_model import SPARE, BackupsModel
from sharedesk.ui.fields import chain
from sharedesk.ui.long_work import LongWork
from sharedesk.ui.page import Page
from sharedesk.ui.progress import Progress
from sharedesk.ui.window import Window
from sharedesk.vault import backup
from sharedesk.vault.backup_shelf import DAYS, WEEKS, Kept
from sharedesk.vault.errors import Cancelled

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QResizeEvent

    from sharedesk.vault.store import Progress as Telling
    from sharedesk.vault.vault import Vault

KIND = f"ShareDesk backup (*{backup.ENDING})"
SAME_DISK = "It lies on the disk that the log is on: if that is lost, so is the copy. Take it to another place."
_ROOMY = 55
"""Characters across which all columns have room."""
_MOST = 12
"""Copies and folders that are listed; of more the latest."""


class Found(Struct, frozen=True, kw_only=True):
    """What the page shows, read on the worker."""

    log: str
    kept: list[Kept]
    place: backups.Place
    outside: list[CopiedOutside]
    aside: list[Aside]


class BackupsPage(Page):
    """Long work goes on in turns: the rest of the window can be used, and leaving the page stops it."""

    title = "Backups"
    place = "log"
    wide = False

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Backups()
        form.setupUi(self.column)
        self.heading(form.title)
        for title in (form.here_title, form.away_title, form.aside_title):
            self.heading(title, 1)
        self._backing = backing_of(window)
        self.model = BackupsModel(self._backing.proved.known)
        tables.prepare(form.kept, self.model, lambda _: self._restore())
        form.kept.selectionModel().currentRowChanged.connect(lambda *_: self._say_file())
        for hidden in (form.problem, form.done, form.trouble, form.none, form.file):
            hidden.hide()
        self._reading: Progress | None = None
        self.work = LongWork(self, form, self._busy)
        form.back.clicked.connect(lambda: window.show_page("log"))
        form.copy.clicked.connect(self._copy)
        form.back_up.clicked.connect(self._back_up)
        form.restore.clicked.connect(self._restore)
        form.other.clicked.connect(self._restore_another)
        self._backing.told.connect(self._told)
        window.before_lock(self.work.stop)
        form.column.addStretch()
        self.built()

    def show_about(self, *_: Any, restored: str = "", **__: Any) -> None:
        """`restored`: what became of a log that was just restored."""
        self.form.problem.hide()
        self.say(self.form.done, restored, aloud=False)

    def entered(self) -> None:
        self._read()
        self.form.copy.setFocus()

    def leaving(self) -> None:
        """What can be stopped is stopped, and said when one comes back."""
        self.work.stop()
        if self._reading is not None:
            self._reading.stop()
        self.form.done.hide()

    # ---- what there is -----------------------------------------------------------------------------------------------

    def _read(self) -> None:
        place = self._backing.place
        self.desk.worker.read(lambda vault: _find(vault, place), self._show)

    def _told(self) -> None:
        if self.isVisible():
            self._read()

    def _show(self, found: Found) -> None:
        form, now = self.form, datetime.now(UTC)
        last = found.outside[-1] if found.outside else None
        self.say(form.outside, backup_words.outside_said(last, now), aloud=False)
        trouble = self._backing.trouble
        said = f"The last backup that ShareDesk made by itself did not work. {trouble}" if trouble else ""
        self.say(form.trouble, said, aloud=False)
        form.here_words.setText(visible(_here(found.place)))
        self.model.show(found.kept, found.log)
        some = bool(found.kept)
        for shown in (form.kept, form.kept_label, form.restore):
            shown.setVisible(some)
        form.none.setHidden(some)
        if some:
            tables.fit(form.kept)
            self._squeeze()
            tables.select_first(form.kept)
        self._say_file()
        copies = [f"{backup_words.moment_said(one.at)}: “{one.place}”" for one in reversed(found.outside)]
        _say_lines(form.away_title, form.away, copies)
        asides = [f"{backup_words.aside_said(one)} It is in “{one.path}”." for one in found.aside]
        _say_lines(form.aside_title, form.aside, asides)
        chain(self.column)
        self._read_through(found.kept, found.log)

    def _say_file(self) -> None:
        one = self._chosen()
        self.say(self.form.file, f"It is the file “{one.path}”." if one else "", aloud=False)

    def _chosen(self) -> Kept | None:
        index = self.form.kept.currentIndex()
        return self.model.rows[index.row()] if index.isValid() and index.row() < len(self.model.rows) else None

    def _read_through(self, kept: Sequence[Kept], log: str) -> None:
        """Read those through that were not yet, in turns; what is found out of each is shown as it comes."""
        proved = self._backing.proved
        left = [one for one in kept if one.manifest and one.manifest.log == log and proved.known(one) is None]
        if not left or self._reading is not None:
            return
        self._reading = progress = Progress()
        progress.hear(lambda *_: self.model.said_anew())

        def read(_vault: Vault, tell: Telling) -> None:
            for one in left:
                proved.read(one, tell)

        def ended(_: object) -> None:
            self._reading = None
            self.model.said_anew()

        self.desk.worker.turns(read, ended, ended, progress, gives_way=True)

    # ---- what is done ------------------------------------------------------------------------------------------------

    def _back_up(self) -> None:
        place, proved = self._backing.place, self._backing.proved

        def done(made: Made) -> None:
            entries = _entries(made.manifest.entries)
            self._is_done(f"A backup is made: {entries}, read back and checked. It is the file “{made.path}”.")

        self._start("Backing up…", lambda vault, tell: backups.back_up(vault, place, proved, tell), done)

    def _copy(self) -> None:
        proposed = backups.proposed_name(datetime.now(UTC))
        target = asking.where_to_save(self, "Copy outside this computer", proposed, KIND)
        if target is None:
            return
        if target.suffix != backup.ENDING:
            target = target.with_name(target.name + backup.ENDING)
        place, proved = self._backing.place, self._backing.proved

        def done(made: CopyMade) -> None:
            more = f" {SAME_DISK}" if made.same_disk else " Keep it away from this computer."
            entries = _entries(made.manifest.entries)
            self._is_done(f"The copy is made: {entries}, read back from “{made.path}” and checked.{more}")
            self.desk.worker.changed.emit(made)

        self._start(
            "Backing up, and copying it…",
            lambda vault, tell: backups.copy_outside(vault, target, place, proved, tell), done,
        )  # fmt: skip

    def _start(self, words: str, work: Callable[[Vault, Telling], Any], done: Callable[[Any], None]) -> None:
        self.form.problem.hide()
        self.form.done.hide()
        self.work.start(words, work, done, self._failed)

    def _is_done(self, words: str) -> None:
        self._backing.is_well()  # it is heard here too, and reads anew
        self.say(self.form.done, words)
        self.reveal(self.form.done)

    def _failed(self, problem: ShareDeskError) -> None:
        if isinstance(problem, Cancelled):
            self.say(self.form.done, "Stopped. What was copied so far is removed; the log is as it was.")
        else:
            self.trouble(self.form.problem, problem)
        self._read()

    def _busy(self, busy: bool) -> None:
        form = self.form
        for button in (form.copy, form.back_up, form.restore, form.other, form.back):
            button.setEnabled(not busy)
        if not busy and self.isVisible():
            form.copy.setFocus()

    def _restore(self) -> None:
        if (one := self._chosen()) is not None:
            self._leave_for(one.path)

    def _restore_another(self) -> None:
        if file := asking.which_file(self, "Restore a backup", KIND):
            self._leave_for(file)

    def _leave_for(self, file: Path) -> None:
        """The log is locked first, and the page for it comes up in the next process."""
        self.desk.renew(restore=file)

    def _squeeze(self) -> None:
        """Where large text leaves no room for all, the times and the states are what one looks for."""
        table = self.form.kept
        narrow = table.viewport().width() < table.fontMetrics().averageCharWidth() * _ROOMY
        for column in SPARE:
            table.setColumnHidden(column, narrow)

    def changeEvent(self, event: QEvent) -> None:  # Qt's own
        super().changeEvent(event)
        if event.type() == event.Type.FontChange:
            tables.measure(self.form.kept)
            self._squeeze()
            tables.fit(self.form.kept)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._squeeze()


def _find(vault: Vault, place: str) -> Found:
    return Found(
        log=vault.log,
        kept=backups.listed(vault.folder, place),
        place=backups.place_for(vault.folder, place),
        outside=backups.outside_copies(vault),
        aside=backups.kept_aside(vault.folder),
    )


def _here(place: backups.Place) -> str:
    words = (
        f"ShareDesk makes a backup by itself after changes and once a day, in “{place.folder}”. It keeps the last of "
        f"each of {DAYS} days and {WEEKS} weeks; other files there it leaves alone."
    )
    if place.missing:
        words = f"The place chosen for backups, “{place.missing}”, is not there at the moment. Until it is: {words}"
    return words


def _say_lines(title: Any, label: Any, lines: list[str]) -> None:
    more = len(lines) - _MOST
    shown = [*lines[:_MOST], *([f"And {more:,} more, made before."] if more > 0 else [])]
    label.setText(visible("\n".join(shown)))
    for widget in (title, label):
        widget.setVisible(bool(lines))


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number:,} entries"


make = BackupsPage
