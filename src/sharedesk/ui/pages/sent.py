"""What was sent: one copy that was handed over, as the log keeps it, and the same paper again."""

from __future__ import annotations

from sharedesk.desk import copies_made, release
from sharedesk.desk.copies_made import WhatWasSent
from sharedesk.errors import ShareDeskError
from sharedesk.paper.document import Document
from sharedesk.ui._forms.sent import Ui_SentForm
from sharedesk.ui.page import Page
from sharedesk.ui.story import html_of, read_whole
from sharedesk.ui.window import Window
from sharedesk.vault.vault import Vault


class SentPage(Page):
    """One copy of a decision."""

    title = "What was sent"
    shelved = "released-copies"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_SentForm()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        read_whole(self.form.story)
        self._decision, self._entry, self._reference = "", "", ""
        self.form.back.clicked.connect(lambda: window.show_page("copies", decision=self._decision))
        self.form.preview.clicked.connect(self._preview)
        self.built()

    def show_about(self, decision: str, entry: str) -> None:
        """The id of the decision, and of the entry that keeps the copy."""
        self._decision, self._entry = decision, entry

    def entered(self) -> None:
        decision, entry = self._decision, self._entry
        self.form.problem.hide()
        self.form.story.clear()
        self.form.preview.setEnabled(False)
        self.form.same.setText("Looking it up…")
        self.form.back.setFocus()
        self.desk.worker.read(
            lambda vault: copies_made.what_was_sent(vault, decision, entry), self._show, self._cannot
        )  # fmt: skip

    def _show(self, sent: WhatWasSent) -> None:
        self._reference = sent.reference
        self.form.which.setText(f"Decision {sent.reference}")
        self.form.story.setHtml(html_of(sent.blocks))
        self.form.preview.setVisible(sent.again)
        self.form.preview.setEnabled(sent.again)
        self.say(self.form.same, sent.same)
        (self.form.preview if sent.again else self.form.story).setFocus()

    def _cannot(self, problem: ShareDeskError) -> None:
        self.form.same.clear()
        self.trouble(self.form.problem, problem)

    def _preview(self) -> None:
        reference, decision, entry = self._reference, self._decision, self._entry

        def again(vault: Vault) -> Document:
            return release.reprint(vault, reference, entry).document

        back = lambda: self.desk.show_page("sent", decision=decision, entry=entry)  # noqa: E731
        self.desk.show_page("preview", make=again, back=back)


make = SentPage
