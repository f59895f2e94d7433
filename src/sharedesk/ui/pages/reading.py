"""A decision to read: everything recorded of it, every entry and correction with its time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut

from sharedesk.desk import record, release
from sharedesk.paper.document import Document
from sharedesk.paper.plain import plain_text
from sharedesk.ui import look
from sharedesk.ui._forms.reading import Ui_Reading
from sharedesk.ui.page import Page
from sharedesk.ui.story import html
from sharedesk.ui.window import Window


class ReadingPage(Page):
    """The record of one decision."""

    title = "Decision"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._decision = ""
        self.form = Ui_Reading()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.form.story.setMinimumHeight(look.TARGET * 5)
        self.form.story.document().setDocumentMargin(look.SPACE[1])
        self.form.story.setTabChangesFocus(True)
        self.form.copy.clicked.connect(self._copy)
        self.form.preview.clicked.connect(self._preview)
        keys = QShortcut(QKeySequence("Ctrl+P"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self._preview)
        self.form.correct.clicked.connect(lambda: window.show_page("correction", decision=self._decision))
        self._document: Document | None = None
        self.built()

    def show_about(self, decision: str) -> None:
        self._decision = decision

    def entered(self) -> None:
        decision = self._decision
        self.desk.worker.read(lambda vault: release.rationale(vault, record.reference_of(vault, decision)), self._show)

    def _show(self, document: Document) -> None:
        self._document = document
        self.form.title.setText(f"Decision {document.reference}")
        self.form.story.setHtml(html(document))
        self.form.story.setFocus()

    def _preview(self) -> None:
        decision = self._decision
        self.desk.show_page(
            "preview",
            make=lambda vault: release.rationale(vault, record.reference_of(vault, decision)),
            back=lambda: self.desk.show_page("reading", decision=decision),
        )

    def _copy(self) -> None:
        if self._document is not None:
            QGuiApplication.clipboard().setText(plain_text(self._document))


make = ReadingPage
