"""Drafts to go on with: what each is and when it was saved, never whom it is about."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sharedesk.desk.drafting import Draft, Drafts
from sharedesk.desk.requests import is_request
from sharedesk.ui import look
from sharedesk.ui._forms.drafts import Ui_DraftsForm
from sharedesk.ui.fields import chain
from sharedesk.ui.page import Page
from sharedesk.ui.recording import recording_of, saved_said
from sharedesk.ui.window import Window
from sharedesk.ui.wrapped import WrappedButton, let_go
from sharedesk.vault.vault import Vault


class DraftsPage(Page):
    """One button a draft."""

    title = "Drafts"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_DraftsForm()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        recording_of(window)
        self._down = QVBoxLayout(self.form.list)
        self._down.setContentsMargins(0, 0, 0, 0)
        self._down.setSpacing(look.SPACE[0])
        self.lines: list[QWidget] = []
        self.form.back.clicked.connect(lambda: window.show_page("home"))
        self.built()

    def entered(self) -> None:
        self.form.none.hide()
        self.desk.worker.read(_read, self._show)

    def _show(self, drafts: list[Draft]) -> None:
        for line in self.lines:
            let_go(line)
        self.lines = []
        for draft in drafts:
            what, page = _kind(draft)
            line = WrappedButton(f"{what}, last saved on {saved_said(draft.saved_at)}")
            line.clicked.connect(lambda _=False, to=page, which=draft.id: self.desk.show_page(to, draft=which))
            self._down.addWidget(line)
            self.lines.append(line)
        self.form.none.setVisible(not drafts)
        chain(self.column)
        (self.lines[0] if self.lines else self.form.back).setFocus()


def _read(vault: Vault) -> list[Draft]:
    drafts = Drafts(vault).all()
    if any(draft.kind == "copy" for draft in drafts):
        import_module("sharedesk.desk.copy_looking")  # what its page needs is slow to load
    return drafts


def _kind(draft: Draft) -> tuple[str, str]:
    """What a draft is, and the page that goes on with it."""
    if draft.kind == "correction":
        return "An addition: somebody was told" if draft.page == "told" else "A correction", draft.page
    if draft.kind == "quick":
        return "An emergency share that is not saved yet", "quick"
    if draft.kind == "afterwards":
        return "The reasons for an emergency share", "afterwards"
    if draft.kind == "copy":
        return "A copy to hand over", "protect"
    if draft.kind == "erasure":
        return "An erasure that is not done yet", draft.page
    if draft.kind == "keep":
        return "A reason for keeping a record longer", draft.page
    if draft.kind == "notes":
        return "A reason for turning notes away", draft.page
    return ("A request", "request") if is_request(draft) else ("A decision", "short_route")


make = DraftsPage
