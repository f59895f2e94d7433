"""What somebody sets for themselves: look, idle minutes, where backups go, whose pack; and what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

from sharedesk import events
from sharedesk.desk import settings
from sharedesk.desk.event_words import last_events
from sharedesk.desk.pack_read import summary_of
from sharedesk.desk.settings import IDLE_MINUTES
from sharedesk.ui import asking
from sharedesk.ui._forms.settings import Ui_Settings
from sharedesk.ui.appearance import PERCENTS, Choice
from sharedesk.ui.page import Page
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.window import Window
from sharedesk.vault.places import PlaceForBackups, for_backups

CHOICES: tuple[Choice, ...] = get_args(Choice)
_LINES = 12
BESIDE = (
    "Backups that ShareDesk makes by itself are kept in the log’s own folder. If this computer is lost, so are they: "
    "copy one outside now and then."
)
NOTHING_YET = "Nothing is kept yet."
KEPT = (
    "These settings are in “{settings}”, for all logs of this account: which logs were opened, the window’s size and "
    "what is chosen above. What the program did is in “{events}”: times and codes, such as locked, or a fault and its "
    "place in the program. Neither holds anything of a record, and neither leaves this computer."
)


class SettingsPage(Page):
    """Everything holds as soon as it is chosen."""

    title = "Settings"
    place = "log"
    shelved = "organisation"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Settings()
        form.setupUi(self.column)
        self.heading(form.title)
        for label in (
            form.look_title, form.idle_title, form.backup_title, form.organisation_title, form.kept_title
        ):  # fmt: skip
            self.heading(label, 1)
        for hidden in (form.problem, form.backup_warning, form.events, form.events_label):
            hidden.hide()
        form.kept_words.setText(KEPT.format(settings=settings.place() / settings.NAME, events=events.place()))
        self._connect()
        self._show_look()
        form.column.addStretch()
        self.built()

    def _connect(self) -> None:
        form, appearance = self.form, self.desk.appearance
        form.back.clicked.connect(lambda: self.desk.show_page("log"))
        form.scheme.activated.connect(lambda number: appearance.choose(CHOICES[number]))
        form.percent.activated.connect(lambda number: appearance.enlarge(PERCENTS[number]))
        form.idle.activated.connect(self._idle)
        form.choose_place.clicked.connect(self._choose_place)
        form.usual_place.clicked.connect(lambda: self._keep_place(None))
        form.open_organisation.clicked.connect(
            lambda: self.desk.show_page("organisation", back=lambda: self.desk.show_page("settings"))
        )
        form.show_events.clicked.connect(self._show_events)
        appearance.changed.connect(self._show_look)

    def entered(self) -> None:
        form = self.form
        form.problem.hide()
        form.events.hide()
        form.events_label.hide()
        form.idle.setCurrentIndex(_nearest(IDLE_MINUTES, self.desk.settings.idle_minutes))
        self._look_at_place()
        shelves_of(self.desk).ask(lambda shelf: form.organisation.setText(summary_of(shelf)))
        form.scheme.setFocus()

    def measure(self) -> None:
        super().measure()
        self.form.events.setFixedHeight(self.form.events.fontMetrics().lineSpacing() * _LINES)

    def _show_look(self) -> None:
        appearance = self.desk.appearance
        self.form.scheme.setCurrentIndex(CHOICES.index(appearance.choice))
        self.form.percent.setCurrentIndex(_nearest(PERCENTS, appearance.percent))

    def _idle(self, number: int) -> None:
        self.desk.prefer(replace(self.desk.settings, idle_minutes=IDLE_MINUTES[number]))

    def _choose_place(self) -> None:
        """A folder that cannot be written to is said now, and not when the first backup fails."""
        now = self.desk.settings.backup_place
        start = Path(now) if now and Path(now).is_dir() else Path.home()
        chosen = asking.folder(self, "Where backups go", start)
        if chosen is None:
            return

        def seen(place: PlaceForBackups) -> None:
            if place.refused is None:
                self._keep_place(chosen)
            else:
                self.trouble(self.form.problem, place.refused)
                self.form.choose_place.setFocus()

        log = self.desk.folder
        self.desk.worker.run(lambda: for_backups(chosen, log), seen)

    def _keep_place(self, place: Path | None) -> None:
        self.form.problem.hide()
        self.desk.prefer(replace(self.desk.settings, backup_place=str(place.absolute()) if place else ""))
        self._look_at_place(aloud=True)
        self.form.choose_place.setFocus()

    def _look_at_place(self, *, aloud: bool = False) -> None:
        form, kept = self.form, self.desk.settings.backup_place
        form.usual_place.setVisible(bool(kept))
        self.say(form.backup_state, f"Backups that ShareDesk makes by itself go to “{kept}”." if kept else BESIDE,
                 aloud=aloud)  # fmt: skip
        if not kept:
            form.backup_warning.hide()
            return
        log = self.desk.folder

        def seen(place: PlaceForBackups) -> None:
            words = [str(place.refused)] if place.refused else [*place.to_know]
            self.say(form.backup_warning, "\n".join(words), aloud=aloud)

        self.desk.worker.run(lambda: for_backups(Path(kept), log), seen)

    def _show_events(self) -> None:
        form = self.form

        def read(lines: list[str]) -> None:
            form.events.setPlainText("\n".join(lines) or NOTHING_YET)
            form.events.show()
            form.events_label.show()
            form.events.setFocus()
            self.reveal(form.events)

        self.desk.worker.run(last_events, read)


def _nearest(choices: tuple[int, ...], to: int) -> int:
    return min(range(len(choices)), key=lambda number: abs(choices[number] - to))


make = SettingsPage
