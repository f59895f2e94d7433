"""The same decision as a task list: its sections, each Completed or Incomplete, in any order."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QVBoxLayout

from sharedesk.desk.answers import Unfit, is_untouched, place_of, to_decision
from sharedesk.domain.completeness import what_is_missing
from sharedesk.ui import look
from sharedesk.ui._forms.tasks import Ui_Tasks
from sharedesk.ui.fields import chain
from sharedesk.ui.page import Page
from sharedesk.ui.recording import recording_of
from sharedesk.ui.sheet import SECTIONS
from sharedesk.ui.window import Window
from sharedesk.ui.wrapped import WrappedButton


class TasksPage(Page):
    """One button a section, with its state."""

    title = "Task list"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_Tasks()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.recording = recording_of(window)
        down = QVBoxLayout(self.form.list)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(look.SPACE[0])
        self.buttons: dict[str, WrappedButton] = {}
        for name in SECTIONS:
            button = WrappedButton("")
            button.clicked.connect(lambda _=False, section=name: window.show_page("section", section=section))
            down.addWidget(button)
            self.buttons[name] = button
        self.form.saved.hide()
        self.form.check.clicked.connect(lambda: window.show_page("check", back="tasks"))
        self.form.short.clicked.connect(lambda: window.show_page("short_route"))
        self._last = next(iter(SECTIONS))
        chain(self.column)
        self.built()

    def show_about(self, last: str) -> None:
        """`last` is the section that was just left: the focus comes back to it."""
        self._last = last

    def entered(self) -> None:
        draft = self.recording.draft
        if draft is None:
            self.desk.show_page("home")
            return
        try:
            decision = to_decision(draft.answers, date.today())  # noqa: DTZ011  # the day where they are
            missing = {place_of(one, draft.answers)[0] for one in what_is_missing(decision)}
        except Unfit:
            missing = set(SECTIONS)  # what cannot stand is told on the next page
        self.buttons["reconsiders"].setVisible("reconsiders" in draft.answers)
        for name, button in self.buttons.items():
            state = "Incomplete" if name in missing else "Completed"
            button.set_words(f"{SECTIONS[name].title}: {'Optional' if is_untouched(name, draft.answers) else state}")
        last = self.buttons[self._last]
        (self.buttons["people"] if last.isHidden() else last).setFocus()


make = TasksPage
