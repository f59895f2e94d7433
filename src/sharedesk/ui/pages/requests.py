"""The requests of others: those that wait to be decided, and those that were, with what became of them."""

from __future__ import annotations

from array import array
from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent

from sharedesk.desk import requests
from sharedesk.desk.drafting import Draft, Drafts
from sharedesk.desk.requests import Decided
from sharedesk.ui import tables
from sharedesk.ui._forms.requests import Ui_Requests
from sharedesk.ui.fields import chain
from sharedesk.ui.lines import Lines
from sharedesk.ui.page import Page
from sharedesk.ui.recording import recording_of, saved_said
from sharedesk.ui.rows import Rows, Shown, opener
from sharedesk.ui.window import Window
from sharedesk.vault import requests as listing
from sharedesk.vault.requests import Asked

HEADERS = ("Who asked", "Received", "Outcome", "Answer", "Reference")
_FIRST, _FURTHER = 2_000, 10_000
"""Decisions that are looked through for requests at first, and each time one looks further back."""
_SPARE = (1, 3)
"""Columns that large text does without."""


def cell(decided: Decided, column: int) -> str:
    """What a request shows in a column of `HEADERS`."""
    return (decided.asked_by, decided.received, decided.outcome, decided.answer, decided.reference)[column]


class RequestsPage(Page):
    """Waiting first, then decided."""

    title = "Requests"
    shelved = "requests"
    wide = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Requests()
        form.setupUi(self.column)
        self.heading(form.title)
        self.heading(form.waiting_title, 1)
        self.heading(form.decided_title, 1)
        recording_of(window)
        self.waiting = Lines(form.waiting)
        self.model: Rows[Decided] = Rows(window.worker, Shown(HEADERS, requests.decided_at, cell))
        tables.prepare(form.decided, self.model, opener(self.model, self._open))
        self.model.counted.connect(self._counted)
        self._rows = array("q")
        self._reached = 0
        window.worker.changed.connect(lambda _: self._read() if self.isVisible() else None)
        form.arrived.clicked.connect(lambda: window.show_page("request", draft=""))
        form.deeper.clicked.connect(self._deeper)
        for hidden in (form.deeper, form.empty, form.nothing):
            hidden.hide()
        form.column.addStretch()
        self.built()

    def entered(self) -> None:
        self.form.arrived.setFocus()
        self.desk.worker.read(lambda vault: list(filter(requests.is_request, Drafts(vault).all())), self._show_waiting)
        self._read()

    def _read(self) -> None:
        self.desk.worker.read(lambda vault: listing.rows_with_request(vault.store, _FIRST), self._begin)

    def _begin(self, asked: Asked) -> None:
        self._rows = array("q")
        self._go_on(asked)

    def _go_on(self, asked: Asked) -> None:
        rows = self._rows = self._rows + asked.rows
        self._reached = asked.reached
        self.form.deeper.setEnabled(True)
        self.form.deeper.setVisible(bool(asked.reached))
        self.model.read(lambda _: rows)

    def _show_waiting(self, drafts: list[Draft]) -> None:
        ways = [
            (
                f"{requests.asked_by(draft.answers['request'])}, last saved on {saved_said(draft.saved_at)}",
                partial(self.desk.show_page, "request", draft=draft.id),
            )
            for draft in drafts
        ]
        self.waiting.show(ways)
        self.form.nothing.setVisible(not ways)
        chain(self.column)

    def _counted(self, count: int) -> None:
        self.form.empty.setVisible(not count)
        self.form.decided.setVisible(bool(count))
        tables.fit(self.form.decided)
        tables.squeeze(self.form.decided, _SPARE)
        tables.select_first(self.form.decided)

    def _deeper(self) -> None:
        before = self._reached
        self.form.arrived.setFocus()
        self.form.deeper.setEnabled(False)
        self.desk.worker.read(lambda vault: listing.rows_with_request(vault.store, _FURTHER, before), self._go_on)

    def _open(self, decided: Decided) -> None:
        self.desk.show_page("reading", decision=decided.id, back=lambda: self.desk.show_page("requests"))

    def changeEvent(self, event: QEvent) -> None:  # Qt's own
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            tables.measure(self.form.decided)
            tables.squeeze(self.form.decided, _SPARE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tables.squeeze(self.form.decided, _SPARE)


make = RequestsPage
