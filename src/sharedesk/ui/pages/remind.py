"""When to be reminded of emergency shares whose reasons are to be added: a day, never “never”."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import date
from functools import partial

from sharedesk.desk import owed, owed_words
from sharedesk.desk.owed import NothingOwed, NotThatDay, Owed
from sharedesk.errors import ShareDeskError
from sharedesk.ui._forms.remind import Ui_Remind
from sharedesk.ui.fields import bring, chain
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.window import Window
from sharedesk.vault.vault import Vault


class RemindPage(Page):
    """One question: on which day?"""

    title = "Remind me on a date"
    shelved = "emergency-afterwards"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Remind()
        form.setupUi(self.column)
        self.heading(form.title)
        form.day.look_ahead()
        self.problems = ErrorSummary(form.problems)
        form.go.clicked.connect(self._go)
        form.back.clicked.connect(self._home)
        for box in form.day.boxes():
            box.returnPressed.connect(self._go)
        self._which: Sequence[Owed] = ()
        chain(self.column)
        self.built()

    def show_about(self, which: Sequence[Owed]) -> None:
        """The shares to be reminded of."""
        self._which = list(which)
        self.form.day.setText("")

    def entered(self) -> None:
        if not self._which:
            self._home()
            return
        self.problems.clear()
        self.form.go.setEnabled(True)
        self.form.which.setText(owed_words.put_off(self._which))
        bring(self.form.day)

    def _go(self) -> None:
        if not self.form.go.isEnabled():
            return
        today, which = date.today(), list(self._which)  # noqa: DTZ011  # the day where they are
        try:
            day = owed_words.day_meant(self.form.day.text(), today)
        except NotThatDay as problem:
            self._failed(problem)
            return

        def put_off(vault: Vault) -> None:
            for one in which:
                with contextlib.suppress(NothingOwed):  # its reasons were added meanwhile
                    owed.remind_on(vault, one.id, day, today)

        self.form.go.setEnabled(False)
        self.desk.worker.write(put_off, lambda _: self._home(), self._failed)

    def _failed(self, problem: ShareDeskError) -> None:
        self.form.go.setEnabled(True)
        self.problems.show_problems([(str(problem), partial(bring, self.form.day))])

    def _home(self) -> None:
        self.desk.show_page("home")


make = RemindPage
