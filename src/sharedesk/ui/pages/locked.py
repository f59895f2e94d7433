"""The locked page: a passphrase and nothing else. It shows nothing of the log but an opaque label."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from sharedesk.errors import ShareDeskError
from sharedesk.ui._forms.locked import Ui_Locked
from sharedesk.ui.page import Page
from sharedesk.ui.window import Window
from sharedesk.vault.vault import Vault, unlock


class LockedPage(Page):
    """Asks for the passphrase; the key is derived on the worker's thread."""

    title = "Locked"
    outside = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_Locked()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.form.which.setText(f"Log in “{window.folder.name}” on this computer")
        self.form.problem.hide()
        self.form.other.hide()
        self.form.show_words.toggled.connect(self._show_words)
        self.form.unlock.clicked.connect(self._unlock)
        self.form.passphrase.returnPressed.connect(self._unlock)
        self.built()

    def entered(self) -> None:
        self.form.passphrase.setFocus()

    def _show_words(self, shown: bool) -> None:  # noqa: FBT001  # Qt's signal
        echo = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.form.passphrase.setEchoMode(echo)

    def _unlock(self) -> None:
        words, folder = self.form.passphrase.text(), self.desk.folder
        if not words or not self.form.unlock.isEnabled():
            return
        self._busy(True)
        self.say(self.form.problem, "Opening the log…")
        self.desk.worker.open(lambda: unlock(folder, words), self._opened, self._refused)

    def _opened(self, vault: Vault) -> None:
        self.form.passphrase.clear()
        self.form.problem.hide()
        self._busy(False)
        self.desk.opened(practice=vault.practice, has_recovery=vault.has_recovery)

    def _refused(self, problem: ShareDeskError) -> None:
        self._busy(False)
        self.trouble(self.form.problem, problem)
        self.form.passphrase.selectAll()
        self.form.passphrase.setFocus()

    def _busy(self, busy: bool) -> None:  # noqa: FBT001
        self.form.unlock.setEnabled(not busy)
        self.form.passphrase.setReadOnly(busy)


make = LockedPage
