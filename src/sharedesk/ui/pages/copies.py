"""Copies to hand over: which copy, for whom, and what was sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sharedesk.domain.copies import CopyKind
from sharedesk.domain.visible import visible
from sharedesk.errors import ShareDeskError
from sharedesk.paper.copies import KINDS
from sharedesk.ui._forms.copies import Ui_Copies
from sharedesk.ui.fields import chain
from sharedesk.ui.lines import Lines
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.window import Window
from sharedesk.vault.vault import Vault

if TYPE_CHECKING:
    from sharedesk.desk.copies_made import Copies

_HINTS: dict[CopyKind, str] = {
    "recipient": "What was decided to share with one recipient. Each gets their own.",
    "family": "What may be told to one person about what was shared, with whom and why.",
    "subject_access": "A person asks for what is held about them. Others are protected, and each thing that is held "
    "back has its reason.",
    "answer": "The answer to whoever made the request: what is shared, or the reason as it is given to them.",
}


class CopiesPage(Page):
    """The copies of one decision."""

    title = "Copies to hand over"
    shelved = "released-copies"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_Copies()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.heading(self.form.sent_title, 1)
        self.problems = ErrorSummary(self.form.problems)
        self._sent = Lines(self.form.sent)
        self._decision, self._notice = "", ""
        self._problem: ShareDeskError | None = None
        self._copies: Copies | None = None
        self._chosen: tuple[str, str] = ("", "")
        self._back: Callable[[], object] | None = None
        self.form.back.clicked.connect(self._go_back)
        self.form.go_on.clicked.connect(self._go_on)
        self.form.kind.currentIndexChanged.connect(lambda _: self._offer())
        self.form.who.currentIndexChanged.connect(lambda _: self._say_begun())
        self.built()

    def show_about(
        self, decision: str, back: Callable[[], object] | None = None, notice: str = "",
        problem: ShareDeskError | None = None,
    ) -> None:  # fmt: skip
        """The decision's id; where Back leads, if not to the decision; what was done, or why a copy was not made."""
        if decision != self._decision:
            self._chosen, self._back = ("", ""), None
        self._decision, self._notice, self._problem = decision, notice, problem
        self._back = back or self._back

    def entered(self) -> None:
        decision = self._decision
        self.problems.clear()
        self.form.notice.hide()
        self.form.go_on.setEnabled(False)

        def read(vault: Vault) -> Copies:
            from sharedesk.desk import copies_made  # what finds people is slow to load

            return copies_made.copies(vault, decision)

        self.desk.worker.read(read, self._show)

    def _show(self, copies: Copies) -> None:
        self._copies = copies
        self.form.which.setText(f"Decision {copies.reference}")
        kind, whose = self._chosen
        self.form.kind.clear()
        for offered in copies.offered:
            self.form.kind.addItem(KINDS[offered], offered)
        self.form.kind.setCurrentIndex(max(self.form.kind.findData(kind), 0 if copies.offered else -1))
        self._offer()
        self.form.who.setCurrentIndex(max(self.form.who.findData(whose), 0 if copies.offered else -1))
        form = self.form
        for widget in (form.kind_label, form.kind, form.hint, form.who_label, form.who, form.go_on):
            widget.setVisible(bool(copies.offered))
        form.none.setVisible(not copies.offered)
        form.go_on.setEnabled(bool(copies.offered))
        form.nothing_sent.setVisible(not copies.sent)
        self._sent.show([(one.said, partial(self._open, one.entry)) for one in copies.sent])
        chain(self.column)
        (form.kind if copies.offered else form.back).setFocus()
        if self._problem is not None:
            self.problems.show_problems([(str(self._problem), None)])
        elif self._notice:
            self.say(form.notice, self._notice)
        self._notice, self._problem = "", None

    def _offer(self) -> None:
        kind = self.form.kind.currentData()
        if self._copies is None or kind is None:
            return
        self.form.hint.setText(_HINTS[kind])
        self.form.who.clear()
        for key, name in self._copies.offered[kind]:
            self.form.who.addItem(visible(name), key)
        self._say_begun()

    def _say_begun(self) -> None:
        chosen = (self.form.kind.currentData(), self.form.who.currentData())
        begun = self._copies is not None and chosen in self._copies.begun
        self.form.begun.setVisible(begun)
        self.form.begun.setText("You began to look through this copy. Continue goes on where you left it.")

    def _go_on(self) -> None:
        kind, whose = self.form.kind.currentData(), self.form.who.currentData()
        if kind and whose:
            self._chosen = (kind, whose)
            self.desk.show_page("protect", decision=self._decision, kind=kind, whose=whose)

    def _open(self, entry: str) -> None:
        self.desk.show_page("sent", decision=self._decision, entry=entry)

    def _go_back(self) -> None:
        if self._back is not None:
            self._back()
        else:
            self.desk.show_page("reading", decision=self._decision)


make = CopiesPage
