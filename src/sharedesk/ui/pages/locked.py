"""The locked page: a passphrase and nothing else. It shows nothing of the log but an opaque label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit

from sharedesk.desk.settings import label_of
from sharedesk.errors import ShareDeskError
from sharedesk.ui import opening
from sharedesk.ui._forms.locked import Ui_Locked
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.window import Window

if TYPE_CHECKING:
    from pathlib import Path

    from sharedesk.ui.progress import Progress
    from sharedesk.vault.header import Header
    from sharedesk.vault.vault import Vault

PRACTICE = "PRACTICE. Everybody in this log is made up. Its passphrase is “practice”, if you have not chosen another."
UPGRADING = (
    "An earlier ShareDesk wrote this log. It is being brought up to date, and a copy as it was is kept: {share} %."
)
CAPS = "Caps Lock seems to be on."
_MAY_RESTORE = (5, 7, 10)
"""Exit codes of what a backup may put right: something is not there, is damaged, or may have been planted."""
_LOOK_AFTER = 150
"""Milliseconds: looking loads the vault, which would take half the processor from the window that is coming up."""


class LockedPage(Page):
    """Asks for the passphrase; the key is derived on the worker's thread, where the vault is loaded meanwhile."""

    title = "Locked"
    outside = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_Locked()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.problems = ErrorSummary(self.form.problem)
        self._progress: Progress | None = None
        self._upgrading: Progress | None = None
        for empty in (self.form.practice, self.form.which, self.form.notice, self.form.caps, self.form.restore):
            empty.hide()
        self.form.show_words.toggled.connect(self._show_words)
        self.form.unlock.clicked.connect(self._unlock)
        self.form.share.clicked.connect(window.share)
        self.form.other.clicked.connect(lambda: window.show_page("logs"))
        self.form.cannot.clicked.connect(lambda: window.show_page("recover"))
        self.form.restore.clicked.connect(lambda: opening.restoring(window))
        self.form.passphrase.returnPressed.connect(self._unlock)
        self.form.passphrase.caps.connect(self._caps)
        self.built()

    def entered(self) -> None:
        self.problems.clear()
        self.say(self.form.notice, "\n".join(self.desk.notices))
        self.desk.notices.clear()
        self.form.passphrase.setFocus()
        folder = self.desk.folder
        if folder is not None:
            QTimer.singleShot(_LOOK_AFTER, self, lambda: self._look(folder))

    def _look(self, folder: Path) -> None:
        window = self.desk

        def looked(head: Header) -> None:
            if not window.is_inside:  # opened meanwhile: this page is gone
                self._looked(head)

        def nothing_there(problem: ShareDeskError) -> None:
            if not window.is_inside and not self.isHidden():  # on another page the focus is somebody's already
                self._nothing_there(problem)

        window.worker.run(lambda: _look(folder), looked, nothing_there)

    def _looked(self, head: Header) -> None:
        """What is known before anything is unlocked; none of it is proved yet."""
        self.say(self.form.which, f"{label_of(head.body.log)}, on this computer.", aloud=False)
        self.say(self.form.practice, PRACTICE if head.body.practice else "", aloud=False)

    def _nothing_there(self, problem: ShareDeskError) -> None:
        self.form.which.hide()
        self.form.practice.hide()
        self.form.restore.setVisible(problem.exit_code in _MAY_RESTORE)
        self.problems.show_problems([(str(problem), None)])

    def _show_words(self, shown: bool) -> None:  # Qt's signal
        echo = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.form.passphrase.setEchoMode(echo)

    def _unlock(self) -> None:
        words, folder = self.form.passphrase.text(), self.desk.folder
        if self._upgrading is not None:
            self._upgrading.stop()
            return
        if folder is None or not self.form.unlock.isEnabled():
            return
        if not words:
            self.problems.show_problems([("Type the passphrase.", self.form.passphrase.setFocus)])
            return

        from sharedesk.ui.progress import Progress

        progress = Progress()
        progress.hear(self._upgrade)
        self._progress = progress

        def opener() -> Vault:
            from sharedesk.vault.vault import unlock

            return unlock(folder, words, progress=progress)

        self._busy(True)
        self.problems.clear()
        self.say(self.form.notice, "Opening the log…")
        self.desk.worker.open(opener, self._opened, self._refused)

    def _upgrade(self, done: int, of: int) -> None:
        """An older program's log takes minutes where it is large: how far it is, and a way to stop."""
        if self._upgrading is None:
            if self.form.unlock.isEnabled():
                return  # it ended meanwhile
            self._upgrading = self._progress
            self.form.unlock.setText("Stop")
            self.form.unlock.setEnabled(True)
        self.say(self.form.notice, UPGRADING.format(share=100 * done // max(of, 1)), aloud=not done)

    def _opened(self, vault: Vault) -> None:
        self.form.passphrase.clear()
        self.form.notice.hide()
        self._busy(False)
        self.desk.opened(
            practice=vault.practice, has_recovery=vault.has_recovery, log=vault.log, inbox=vault.root.inbox_public
        )

    def _refused(self, problem: ShareDeskError) -> None:
        from sharedesk.vault.errors import WrongPassphrase

        self._busy(False)
        self.form.notice.hide()
        self.form.restore.setVisible(problem.exit_code in _MAY_RESTORE)
        self.problems.show_problems([(str(problem), None)])
        if isinstance(problem, WrongPassphrase):
            self.form.passphrase.setFocus()  # what comes next is always the same
            self.form.passphrase.selectAll()

    def _busy(self, busy: bool) -> None:
        self._upgrading = None
        self.form.unlock.setText("Unlock")
        self.form.unlock.setEnabled(not busy)
        for way in (self.form.other, self.form.cannot, self.form.restore):
            way.setEnabled(not busy)
        self.form.passphrase.setReadOnly(busy)

    def _caps(self, seem_on: bool) -> None:
        if seem_on != self.form.caps.isVisible():
            self.say(self.form.caps, CAPS if seem_on else "")


def _look(folder: Path) -> Header:
    from sharedesk.vault.vault import look

    return look(folder)


make = LockedPage
