"""A new passphrase for an open log; the present one is asked for first."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from sharedesk.desk import ways_in
from sharedesk.desk.ways_in import Changed
from sharedesk.errors import ShareDeskError
from sharedesk.ui._forms.change_passphrase import Ui_ChangePassphrase
from sharedesk.ui.changed_ways import refused, tell
from sharedesk.ui.long_work import LongWork
from sharedesk.ui.new_passphrase import NewPassphrase
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.window import Window
from sharedesk.vault.errors import WrongPassphrase

NOT_IT = "The present passphrase is not that. Nothing was changed. Check Caps Lock and type it again."


class ChangePassphrasePage(Page):
    """Nothing typed here stays when it is left."""

    title = "Change the passphrase"
    place = "log"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_ChangePassphrase()
        form.setupUi(self.column)
        self.heading(form.title)
        self.problems = ErrorSummary(form.problem)
        self._new = NewPassphrase(self, form, "Change it")
        self._long = LongWork(self, form, self._busy)
        form.go_on.clicked.connect(self._go_on)
        form.repeat.returnPressed.connect(self._go_on)
        form.show_words.toggled.connect(self._show_words)
        form.back.clicked.connect(lambda: window.show_page("ways_in"))
        self.built()

    def entered(self) -> None:
        self.problems.clear()
        self.form.old.setFocus()

    def leaving(self) -> None:
        self._long.stop()
        self.form.old.clear()
        self._new.clear()

    def _show_words(self, shown: bool) -> None:  # Qt's signal
        self.form.old.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _go_on(self) -> None:
        old, wrong = self.form.old.text(), self._new.wrong()
        if not old:
            wrong.insert(0, ("Type the present passphrase.", self.form.old.setFocus))
        self.problems.show_problems(wrong)
        if wrong or not self.form.go_on.isEnabled():
            return
        new, place = self._new.words, self.desk.settings.backup_place
        self._long.start(
            "Changing the passphrase…",
            lambda vault, tell: ways_in.change_passphrase(vault, old, new, tell, chosen=place),
            self._changed, self._refused,
        )  # fmt: skip

    def _changed(self, changed: Changed) -> None:
        tell(self, changed)

    def _refused(self, problem: ShareDeskError) -> None:
        if isinstance(problem, WrongPassphrase) and not self.isHidden():
            self.problems.show_problems([(NOT_IT, self.form.old.setFocus)])
            self.form.old.selectAll()
        else:
            refused(self, self.problems, problem, self._busy)

    def _busy(self, busy: bool) -> None:
        form = self.form
        for button in (form.go_on, form.back, form.take, form.again):
            button.setEnabled(not busy)
        for box in (form.old, form.passphrase, form.repeat):
            box.setReadOnly(busy)


make = ChangePassphrasePage
