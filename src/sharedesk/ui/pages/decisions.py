"""Every decision in the log, the last recorded first, without names."""

from __future__ import annotations

from PySide6.QtCore import QEvent

from sharedesk.ui import tables
from sharedesk.ui._forms.decisions import Ui_Decisions
from sharedesk.ui.all_decisions import AllDecisions, opener
from sharedesk.ui.page import Page
from sharedesk.ui.window import Window


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
        self.model = AllDecisions(window.worker)
        tables.prepare(
            self.form.all,
            self.model,
            opener(self.model, lambda decision: window.show_page("reading", decision=decision)),
        )
        self.model.counted.connect(self._counted)
        self._stale = True
        window.worker.changed.connect(lambda _: self._changed())
        self.form.column.addStretch()
        self.built()

    def entered(self) -> None:
        if self._stale:
            self.model.read()
        self.form.all.setFocus()

    def _changed(self) -> None:
        """A long list is read anew only when it is, or will be, looked at."""
        self._stale = True
        if self.isVisible():
            self.model.read()

    def changeEvent(self, event: QEvent) -> None:  # Qt's own
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            tables.measure(self.form.all)

    def _counted(self, count: int) -> None:
        self._stale = False
        self.form.count.setText("1 decision" if count == 1 else f"{count:,} decisions")
        self.form.count.setVisible(bool(count))
        self.form.empty.setVisible(not count)
        self.form.all.setVisible(bool(count))
        tables.fit(self.form.all)
        tables.select_first(self.form.all)


make = DecisionsPage
