"""Every decision in the log, the last recorded first, without names."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent

from sharedesk.ui import tables
from sharedesk.ui._forms.decisions import Ui_Decisions
from sharedesk.ui.decisions_model import SHOWN, SPARE
from sharedesk.ui.page import Page
from sharedesk.ui.rows import Rows, opener
from sharedesk.ui.window import Window
from sharedesk.vault import search


class DecisionsPage(Page):
    """The list of all decisions."""

    title = "Decisions"
    wide = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_Decisions()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.form.empty.hide()
        self.model = Rows(window.worker, SHOWN)
        tables.prepare(
            self.form.all,
            self.model,
            opener(self.model, lambda listed: window.show_page("reading", decision=listed.id, back=self._again)),
        )
        self.model.counted.connect(self._counted)
        self._stale = True
        window.worker.changed.connect(lambda _: self._changed())
        self.form.column.addStretch()
        self.built()

    def entered(self) -> None:
        if self._stale:
            self._read()
        self.form.all.setFocus()

    def _changed(self) -> None:
        """A long list is read anew only when it is, or will be, looked at."""
        self._stale = True
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        self.model.read(lambda vault: search.every_row(vault.store))

    def _again(self) -> None:
        self.desk.show_page("decisions")

    def changeEvent(self, event: QEvent) -> None:  # Qt's own
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            tables.measure(self.form.all)
            tables.squeeze(self.form.all, SPARE)

    def _counted(self, count: int) -> None:
        self._stale = False
        self.form.count.setText("1 decision" if count == 1 else f"{count:,} decisions")
        self.form.count.setVisible(bool(count))
        self.form.empty.setVisible(not count)
        self.form.all.setVisible(bool(count))
        tables.fit(self.form.all)
        tables.squeeze(self.form.all, SPARE)
        tables.select_first(self.form.all)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tables.squeeze(self.form.all, SPARE)


make = DecisionsPage
