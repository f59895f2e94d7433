"""Locked out, last step: a new passphrase. Then everything in the log is checked, and it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sharedesk.desk.recovering import Way
from sharedesk.errors import ShareDeskError
from sharedesk.ui._forms.recover_new import Ui_RecoverNew
from sharedesk.ui.new_passphrase import NewPassphrase
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.progress import Progress
from sharedesk.ui.window import Window

if TYPE_CHECKING:
    from sharedesk.vault.vault import Vault

WHY = {
    "sheet": "Your recovery sheet opens this log.",
    "organisation": "Your organisation’s key opens this log.",
}
THEN = (
    "Choose the passphrase that you will type from now on. Everything in the log is checked first; then the old "
    "passphrase no longer opens it."
)
WORKING = "Checking everything in the log…"


class RecoverNewPage(Page):
    """Holds the way in that was found to fit until the log is open, or the page is left."""

    title = "Get back in"
    outside = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_RecoverNew()
        form.setupUi(self.column)
        self.heading(form.title)
        self.problems = ErrorSummary(form.problem)
        self._way: Way | None = None
        self._progress = Progress()
        self._new = NewPassphrase(self, form, "Open the log")
        form.go_on.clicked.connect(self._go_on)
        form.repeat.returnPressed.connect(self._go_on)
        form.stop.clicked.connect(self._stop)
        form.back.clicked.connect(lambda: window.show_page("recover"))
        self._busy(False)
        self.built()

    def show_about(self, *_: Any, way: Way, **__: Any) -> None:
        self._way = way
        self.form.why.setText(f"{WHY[way.by]} {THEN}")

    def entered(self) -> None:
        self.problems.clear()
        self.form.passphrase.setFocus()

    def leaving(self) -> None:
        self._stop()
        self._way = None
        self._new.clear()

    def _go_on(self) -> None:
        way, wrong = self._way, self._new.wrong()
        self.problems.show_problems(wrong)
        if wrong or way is None or not self.form.go_on.isEnabled():
            return
        words = self._new.words
        self._progress = progress = Progress()
        progress.hear(self._tell)
        self._busy(True)
        self.form.stop.setFocus()
        self.reveal(self.form.stop)
        self.desk.worker.open(lambda: way.open(words, progress), self._opened, self._refused)

    def _stop(self) -> None:
        self._progress.stop()

    def _tell(self, done: int, of: int) -> None:
        self.form.progress.setRange(0, max(of, 1))
        self.form.progress.setValue(done)

    def _opened(self, vault: Vault) -> None:
        by = self._way.by if self._way else "sheet"
        self.desk.made("recovered").show_about(by=by)
        self.desk.goes_on_at = "recovered"
        self.desk.opened(
            practice=vault.practice, has_recovery=vault.has_recovery, log=vault.log, inbox=vault.root.inbox_public
        )

    def _refused(self, problem: ShareDeskError) -> None:
        self._busy(False)
        self.problems.show_problems([(str(problem), None)])

    def _busy(self, busy: bool) -> None:
        form = self.form
        self.say(form.working, WORKING if busy else "")
        form.progress.setRange(0, 0)
        form.progress.setVisible(busy)
        form.stop.setVisible(busy)
        for widget in (form.go_on, form.back, form.take, form.again):
            widget.setEnabled(not busy)
        for box in (form.passphrase, form.repeat):
            box.setReadOnly(busy)


make = RecoverNewPage
