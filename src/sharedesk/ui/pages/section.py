"""One section of a decision, whole: a page of the task list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout

from sharedesk.desk.answers import Fault, section_of
from sharedesk.ui._forms.section import Ui_Section
from sharedesk.ui.fields import bring
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.recording import recording_of
from sharedesk.ui.sheet import SECTIONS, SHELVED, Sheet
from sharedesk.ui.window import Window

_FOLLOW = 400
"""Milliseconds after the last key before the people named are asked about."""


class SectionPage(Page):
    """Back at the top, Continue at the end; both keep what was typed."""

    title = "Task"
    name, list_page = "section", "tasks"
    """Under which the window knows this page, and the list that it is a page of."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_Section()
        self.form.setupUi(self.column)
        self.heading(self.form.heading)
        self.recording = recording_of(window)
        self.problems = ErrorSummary(self.form.problems)
        self._inside = QVBoxLayout(self.form.parts)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self.sheets: dict[str, Sheet] = {}
        self._follow = QTimer(self, singleShot=True, interval=_FOLLOW)
        self._follow.timeout.connect(self._collect)
        self._section, self._at = next(iter(SECTIONS)), ""
        self._faults: list[Fault] = []
        self.form.back.clicked.connect(self._leave)
        self.form.guidance.clicked.connect(window.show_guidance)
        self.form.go_on.clicked.connect(self._leave)
        self.recording.said.connect(lambda words: self.say(self.form.saved, words, aloud=not words.startswith("Saved")))
        self.built()

    def show_about(self, section: str, at: str = "", faults: tuple[Fault, ...] = ()) -> None:
        """Which section, where in it to begin, and what cannot stand as it is."""
        self._section, self._at = section, at
        self._faults = [fault for fault in faults if section_of(fault.where.replace(".", "/")) == section]

    def entered(self) -> None:
        draft = self.recording.draft
        if draft is None:
            self.desk.show_page("home")
            return
        for other in self.sheets.values():
            other.hide()
        if self._section not in self.sheets:
            made = self.sheets[self._section] = self.made(self._section)
            self._inside.addWidget(made)
        sheet = self.sheets[self._section]
        self.form.heading.setText(self.titled(self._section))
        sheet.fill(draft.answers, draft.usual)
        self.filled(sheet)
        sheet.show()
        self.recording.shown_by(sheet.collect)
        self.say(self.form.saved, "", aloud=False)
        self._show_faults(sheet)
        found = sheet.place(self._at) if self._at else None
        self._at = ""
        if not self.problems.isVisible():
            bring(found[0] if found else self.form.back)

    def made(self, section: str) -> Sheet:
        """The inputs of a section."""
        return Sheet(self, self._edited, [(section, "")], full=True, back=partial(self._come_back, section))

    def titled(self, section: str) -> str:
        """The heading of the page of a section."""
        return SECTIONS[section].title

    def filled(self, sheet: Sheet) -> None:
        """The answers are in the inputs."""

    def _come_back(self, section: str, at: str) -> None:
        self.desk.show_page(self.name, section=section, at=at)

    def _edited(self) -> None:
        self.recording.edited()
        self._follow.start()

    def _collect(self) -> None:
        self.sheets[self._section].collect()

    def on_the_shelf(self) -> str:
        return SHELVED.get(self._section, self._section)

    def leaving(self) -> None:
        self._follow.stop()
        if self.recording.draft is not None:
            self.recording.leave()

    def _show_faults(self, sheet: Sheet) -> None:
        sheet.unmark()
        self.problems.clear()
        faults, self._faults = self._faults, []
        lines: list[tuple[str, Callable[[], None] | None]] = []
        for fault in faults:
            found = sheet.place(fault.where)
            if found is not None:
                widget, fields, name = found
                fields.mark(widget, fault.sentence)
                lines.append((f"{name}: {fault.sentence}", partial(bring, widget)))
        if lines:
            self.problems.show_problems(lines)

    def _leave(self) -> None:
        self.desk.show_page(self.list_page, last=self._section)


make = SectionPage
