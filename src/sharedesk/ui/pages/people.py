"""The people of the log, by name, with a box that finds one. Names are shown here inside, never in a title."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent

from sharedesk.desk import people
from sharedesk.desk.people import Known
from sharedesk.ui import tables
from sharedesk.ui._forms.people import Ui_People
from sharedesk.ui.page import Page
from sharedesk.ui.rows import Rows, Shown, opener
from sharedesk.ui.window import Window
from sharedesk.vault import people as listing

_PAUSE = 80
"""Milliseconds after the last key before the log is asked."""
_SPARE = (3, 4)
"""Columns that large text does without."""
HEADERS = ("Name", "Born or age", "Last part", "Last decision", "Decisions")


def cell(known: Known, column: int) -> str:
    """What a person shows in a column of `HEADERS`."""
    last = known.last.reference if known.last else "none"
    return (known.name, known.born or "not said", known.part or "not said", last, f"{known.decisions:,}")[column]


class PeoplePage(Page):
    """The list of all people."""

    title = "People"
    shelved = "people"
    wide = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_People()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.form.empty.hide()
        self.model: Rows[Known] = Rows(window.worker, Shown(HEADERS, people.known_at, cell))
        tables.prepare(self.form.all, self.model, opener(self.model, self._open))
        self.form.all.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model.counted.connect(self._counted)
        self._stale = True
        window.worker.changed.connect(lambda _: self._changed())
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._read)
        self.form.find.textEdited.connect(lambda _: self._pause.start())
        self.form.find.setClearButtonEnabled(True)
        self.form.find.returnPressed.connect(self.form.all.setFocus)
        self.form.column.addStretch()
        self.built()

    def entered(self) -> None:
        if self._stale:
            self._read()
        self.form.find.setFocus()

    def _changed(self) -> None:
        """A long list is read anew only when it is, or will be, looked at."""
        self._stale = True
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        words = self.form.find.text()
        self.model.read(lambda vault: listing.every_row(vault.store, words))

    def _counted(self, count: int) -> None:
        self._stale = False
        found = bool(self.form.find.text().strip())
        some = "1 person" if count == 1 else f"{count:,} people"
        self.say(
            self.form.count, some if count else "Nobody of that name is in this log." if found else "", aloud=found
        )
        self.form.empty.setVisible(not count and not found)
        self.form.all.setVisible(bool(count))
        tables.fit(self.form.all)
        self._squeeze()
        tables.select_first(self.form.all)

    def _open(self, known: Known) -> None:
        self.desk.show_page("person", person=known.id)

    def changeEvent(self, event: QEvent) -> None:  # Qt's own
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            tables.measure(self.form.all)
            self._squeeze()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._squeeze()

    def _squeeze(self) -> None:
        """Name, age and part tell people apart: they stay, and no name takes all the room."""
        self.form.all.horizontalHeader().setMaximumSectionSize(self.form.all.viewport().width() * 2 // 5)
        tables.squeeze(self.form.all, _SPARE)


make = PeoplePage
