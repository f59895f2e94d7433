"""A decision to read: everything recorded of it, every entry and correction with its time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from sharedesk.desk import owed, reconsidering, record, release, telling_later
from sharedesk.desk.reconsidering import Links
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.two_texts import began_in_emergency
from sharedesk.paper.document import Document
from sharedesk.paper.plain import plain_text
from sharedesk.ui import look
from sharedesk.ui._forms.reading import Ui_Reading
from sharedesk.ui.clipboard import UNTIL
from sharedesk.ui.fields import chain
from sharedesk.ui.lines import Lines, Way
from sharedesk.ui.owed_lines import finish
from sharedesk.ui.page import Page
from sharedesk.ui.story import html
from sharedesk.ui.window import Window
from sharedesk.vault.vault import Vault

MORE_REASONS = "Emergency share, the reasons are there: add more to them"

LONGER, ERASE = "Keep this record longer than usual", "Erase this record, or some of it"


class _Read(NamedTuple):
    document: Document
    links: Links
    may_be_told: bool
    reasons_owed: bool
    emergency: bool
    erased: bool


class ReadingPage(Page):
    """The record of one decision."""

    title = "Decision"
    place = "decisions"
    shelved = "reasons"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._decision = ""
        self._back: Callable[[], object] | None = None
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
        self.form.copies.clicked.connect(self._copies)
        self.form.correct.clicked.connect(lambda: window.show_page("correction", decision=self._decision))
        self.form.reconsider.clicked.connect(lambda: window.show_page("short_route", reconsider=self._decision))
        self.form.back.clicked.connect(self._go_back)
        self.links = Lines(self.form.links)
        self._document: Document | None = None
        self.built()

    def show_about(self, decision: str, back: Callable[[], object] | None = None) -> None:
        """The id of the decision, and the way back to where it was opened from, if there is one to go."""
        self._decision, self._back = decision, back

    def entered(self) -> None:
        decision = self._decision
        self.say(self.form.copied, "")
        self.form.back.setVisible(self._back is not None)

        def read(vault: Vault) -> _Read:
            state = fold_decision(vault.store.entries_of(decision))
            return _Read(
                release.rationale(vault, record.reference_of(vault, decision)),
                reconsidering.links(vault, decision),
                telling_later.may_be_told(state.decision),
                owed.is_owed(vault, decision),
                began_in_emergency(state),
                state.is_erased,
            )

        self.desk.worker.read(read, self._show)

    def _go_back(self) -> None:
        if self._back is not None:
            self._back()

    def _show(self, read: _Read) -> None:
        document, links = read.document, read.links
        self._document = document
        earlier = [(f"Takes up again {links.earlier.reference}: open it", links.earlier)] if links.earlier else []
        later = [(f"Taken up again in {one.reference}: open it", one) for one in links.later]
        ways: list[Way] = [(words, partial(self._open, one.id)) for words, one in earlier + later]
        tell = partial(self.desk.show_page, "told", decision=self._decision)
        if read.reasons_owed:
            ways.insert(0, ("Emergency share: reasons to add", partial(finish, self, self._decision)))
        elif read.emergency and not read.erased:
            ways.append((MORE_REASONS, partial(finish, self, self._decision)))
        if read.may_be_told:
            ways.append(("Add that somebody was told, and what they said", tell))
        if not read.erased:
            ways.append((LONGER, partial(self.desk.show_page, "keep_longer", decision=self._decision)))
            ways.append((ERASE, partial(self.desk.show_page, "erase", decision=self._decision)))
        self.links.show(ways)
        chain(self.column)
        self.form.title.setText(f"Decision {document.reference}")
        self.form.story.setHtml(html(document))
        self.form.story.setFocus()

    def _open(self, decision: str) -> None:
        here, back = self._decision, self._back
        self.desk.show_page(
            "reading", decision=decision, back=lambda: self.desk.show_page("reading", decision=here, back=back)
        )

    def _preview(self) -> None:
        decision, back = self._decision, self._back
        self.desk.show_page(
            "preview",
            make=lambda vault: release.rationale(vault, record.reference_of(vault, decision)),
            back=lambda: self.desk.show_page("reading", decision=decision, back=back),
        )

    def _copies(self) -> None:
        decision, back = self._decision, self._back
        self.desk.show_page(
            "copies", decision=decision, back=lambda: self.desk.show_page("reading", decision=decision, back=back)
        )

    def _copy(self) -> None:
        if self._document is not None:
            self.desk.clipboard.put(plain_text(self._document))
            self.say(self.form.copied, f"Copied. {UNTIL}")


make = ReadingPage
