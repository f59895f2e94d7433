"""What was found for the words in the bar, as they are typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QResizeEvent

from sharedesk.ui import tables
from sharedesk.ui._forms.found import Ui_Found
from sharedesk.ui.decisions_model import PAGE, DecisionsModel
from sharedesk.ui.page import Page
from sharedesk.ui.window import Window
from sharedesk.vault import search

_SPARE = (1, 2, 3)
"""Columns that large text does without: the reference and what was found stay."""
_PAUSE = 80
"""Milliseconds after the last key before the log is asked."""


class FoundPage(Page):
    """Results of the find box."""

    title = "Find"
    wide = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_Found()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.model = DecisionsModel(with_words=True)
        tables.prepare(
            self.form.results, self.model,
            lambda index: window.show_page("reading", decision=self.model.listed(index).id),
        )  # fmt: skip
        self._words = ""
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._find)
        self.form.column.addStretch()
        self.built()

    def show_about(self, words: str) -> None:
        self._words = words
        self._pause.start()

    def _find(self) -> None:
        words, worker = self._words, self.desk.worker
        self.model.show(
            lambda before, then: worker.read(lambda vault: search.find(vault.store, words, PAGE, before), then),
            self._found,
        )

    def _found(self, count: int) -> None:
        some = f"{count} decisions" if count < PAGE else f"{PAGE} decisions or more"
        self.say(self.form.count, "1 decision" if count == 1 else some if count else "No decision holds all of that.")
        if count:
            self.form.results.setCurrentIndex(self.model.index(0, 0))
            tables.fit(self.form.results)
            tables.squeeze(self.form.results, _SPARE)
        self.form.results.setVisible(bool(count))

    def changeEvent(self, event: QEvent) -> None:  # Qt's own
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            tables.measure(self.form.results)
            tables.squeeze(self.form.results, _SPARE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tables.squeeze(self.form.results, _SPARE)


make = FoundPage
