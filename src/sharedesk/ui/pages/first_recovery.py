"""First day, 2 of 3: the recovery sheet, kept and read back, or gone without on purpose."""

from __future__ import annotations

from typing import Any

from sharedesk.desk import first_run
from sharedesk.desk.first_run import Setup
from sharedesk.ui._forms.first_recovery import Ui_FirstRecovery
from sharedesk.ui.keeping_sheet import KeepingSheet, Problems
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.window import Window


class FirstRecoveryPage(Page):
    """The sheet is the only copy of the recovery code."""

    title = "Recovery sheet"
    outside = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_FirstRecovery()
        form.setupUi(self.column)
        self.heading(form.title)
        self.heading(form.type_title, 1)
        self.heading(form.without_title, 1)
        self.problems = ErrorSummary(form.problem)
        self._setup: Setup | None = None
        self.keeping = KeepingSheet(
            self, form, self.problems, lambda: window.show_page("first_recovery", setup=self._setup),
            lambda: form.without.setChecked(False),
        )  # fmt: skip
        form.without.toggled.connect(self._without)
        form.go_on.clicked.connect(self._go_on)
        form.second.returnPressed.connect(self._go_on)
        form.back.clicked.connect(lambda: window.show_page("first_passphrase"))
        self.built()

    def show_about(self, *_: Any, setup: Setup, **__: Any) -> None:
        if setup is not self._setup:  # another passphrase or place: the sheet saved before is not this log's
            self.keeping.begin(
                lambda: first_run.sheet_document(setup), lambda target: first_run.save_sheet(setup, target), setup.asked
            )
        self._setup = setup

    def entered(self) -> None:
        self.problems.clear()
        self.keeping.focus()

    def _without(self, without: bool) -> None:
        for box in (self.form.first, self.form.second):
            box.setEnabled(not without)

    def _wrong(self) -> Problems:
        if self.form.without.isChecked():
            return []
        if not self.keeping.is_kept:
            first = "Print or save the recovery sheet first, or say that you go on without one."
            return [(first, self.form.preview.setFocus)]
        return self.keeping.wrong()

    def _go_on(self) -> None:
        if self._setup is None or not self.form.go_on.isEnabled():
            return
        wrong = self._wrong()
        self.problems.show_problems(wrong)
        if not wrong:
            self._setup.with_recovery = not self.form.without.isChecked()
            self.desk.show_page("first_you", setup=self._setup)


make = FirstRecoveryPage
