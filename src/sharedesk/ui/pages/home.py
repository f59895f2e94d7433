"""Home: what waits first, by count and reference and never by name, then what was recorded last."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from sharedesk.ui import look
from sharedesk.ui._forms.home import Ui_Home
from sharedesk.ui.decisions_model import PAGE, DecisionsModel
from sharedesk.ui.page import Page
from sharedesk.ui.window import Window
from sharedesk.vault import search
from sharedesk.vault.search import Waiting


class HomePage(Page):
    """The first page after unlocking."""

    title = "Home"
    wide = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_Home()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.heading(self.form.waiting_title, 1)
        self.heading(self.form.recent_title, 1)
        self.model = DecisionsModel()
        prepare_table(self.form.recent, self.model)
        self.form.recent.activated.connect(lambda index: window.show_page("reading", decision=self.model.listed(index).id))
        self.form.record.clicked.connect(lambda: window.show_page("short_route"))
        window.worker.changed.connect(lambda _: self._read())
        self.built()

    def entered(self) -> None:
        self._read()
        self.form.record.setFocus()

    def _read(self) -> None:
        worker = self.desk.worker
        worker.read(lambda vault: search.waiting(vault.store), self._waiting)
        self.model.show(
            lambda before, then: worker.read(lambda vault: search.newest(vault.store, PAGE, before), then), self._listed
        )

    def _waiting(self, waiting: Waiting) -> None:
        lines = []
        if waiting.incomplete:
            records = "record" if waiting.incomplete == 1 else "records"
            lines.append(f"{waiting.incomplete:,} {records} to finish.")
        if not self.desk.has_recovery:
            lines.append("There is no recovery sheet for this log: if the passphrase is lost, so is everything in it.")
        self.form.waiting.setText("\n".join(lines) or "Nothing waits.")
        self.form.practice.setText("PRACTICE: everybody in this log is made up." if self.desk.practice else "")
        self.form.practice.setVisible(self.desk.practice)

    def _listed(self, count: int) -> None:
        self.form.empty.setVisible(not count)
        self.form.recent.setVisible(bool(count))
        if count:
            self.form.recent.setCurrentIndex(self.model.index(0, 0))  # a screen reader needs a current row


def prepare_table(table: QTableView, model: DecisionsModel) -> None:
    """A quiet table for reading: whole rows, no grid, tall enough to press, Enter opens."""
    table.setModel(model)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(max(look.TARGET, table.fontMetrics().height() + look.SPACE[1]))
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    header.setResizeContentsPrecision(50)
    table.setMinimumHeight(look.TARGET * 6)


make = HomePage
