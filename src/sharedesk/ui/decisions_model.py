"""Some decisions as a table: references, dates and what is still to add, never names. Rows come as they are needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from sharedesk.domain.visible import visible
from sharedesk.domain.words import said
from sharedesk.ui.rows import Index, Shown
from sharedesk.vault import search
from sharedesk.vault.search import Listed

HEADERS = ("Reference", "Recorded", "Outcome", "State", "Found in")
SPARE = (2,)
"""Columns that large text does without, so that what is to add can be read."""
PAGE = 100
More = Callable[[int | None, Callable[[list[Listed]], None]], None]
"""`more(before_row, then)` reads the page after a row and hands it to `then`, in the window's thread."""


def cell(listed: Listed, column: int) -> str:
    """What a decision shows in a column of `HEADERS`."""
    when = datetime.fromtimestamp(listed.recorded, UTC).astimezone()
    state = f"{listed.missing} to add" if listed.missing else "" if listed.outcome == "erased" else "Complete"
    if listed.owed:
        state = "Emergency: reasons to add"
    words = " ".join(listed.snippet.replace("\x02", "").replace("\x03", "").split())
    return (listed.reference, f"{when:%d/%m/%Y %H:%M}", said(listed.outcome), state, words)[column]


SHOWN: Shown[Listed] = Shown(HEADERS[:-1], lambda vault, rows: search.decisions_at(vault.store, rows), cell)
"""Decisions as a table of rows that are read when they are looked at."""


class DecisionsModel(QAbstractTableModel):
    """Decisions, the last recorded first. `with_words` adds the column of what was found."""

    def __init__(self, *, with_words: bool = False) -> None:
        super().__init__()
        self._columns = len(HEADERS) if with_words else len(HEADERS) - 1
        self._rows: list[Listed] = []
        self._more: More | None = None
        self._waiting = self._complete = False

    def show(self, more: More, then: Callable[[int], None] | None = None) -> None:
        """Begin anew with the rows that `more` gives; `then` hears how many came first."""
        self._more = more

        def first(rows: list[Listed]) -> None:
            self.beginResetModel()
            self._rows, self._complete = list(rows), len(rows) < PAGE
            self.endResetModel()
            if then:
                then(len(rows))

        more(None, first)

    def listed(self, index: Index) -> Listed:
        """The decision in a row."""
        return self._rows[index.row()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._columns

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        return (
            HEADERS[section]
            if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
            else None
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return visible(cell(self._rows[index.row()], index.column()))

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._complete and not self._waiting and self._more is not None

    def fetchMore(self, parent: Index) -> None:
        if not self.canFetchMore(parent) or self._more is None:
            return
        self._waiting, reading = True, self._more

        def came(rows: list[Listed]) -> None:
            self._waiting = False
            if reading is not self._more:
                return  # another list was asked for meanwhile
            self._complete = len(rows) < PAGE
            if rows:
                self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
                self._rows += rows
                self.endInsertRows()

        reading(self._rows[-1].row if self._rows else None, came)
