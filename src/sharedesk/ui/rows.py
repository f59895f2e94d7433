"""A table that knows where each of its rows is but holds only the pages looked at last.

A hundred thousand rows cost 8 bytes each here, and no more than a few pages of what they say.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from sharedesk.domain.visible import visible
from sharedesk.errors import ShareDeskError
from sharedesk.ui.worker import Worker
from sharedesk.vault.vault import Vault

PAGE = 100
KEPT = 8
"""Pages held at once."""
T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex


class Shown(NamedTuple, Generic[T]):
    """What a table shows: its headers, the rows of a page read from the log, and the words of one in a column."""

    headers: tuple[str, ...]
    read: Callable[[Vault, Sequence[int]], Sequence[T]]
    cell: Callable[[T, int], str]


class Rows(QAbstractTableModel, Generic[T]):
    """Rows of the log by their numbers there. Those that are still being read show an ellipsis."""

    counted = Signal(int)

    def __init__(self, worker: Worker, shown: Shown[T]) -> None:
        super().__init__()
        self._worker, self._shown = worker, shown
        self._rows: Sequence[int] = array("q")
        self._pages: OrderedDict[int, Sequence[T]] = OrderedDict()
        self._asked: set[int] = set()
        self._turn = 0

    def read(self, rows: Callable[[Vault], Sequence[int]]) -> None:
        """Read anew which rows there are; of several that were asked for, the last stands."""
        self._turn += 1
        turn = self._turn

        def came(found: Sequence[int]) -> None:
            if turn == self._turn:
                self._came(found)

        self._worker.read(rows, came)

    def at(self, index: Index) -> T | None:
        """What is in a row; None while it is being read."""
        number, place = divmod(index.row(), PAGE)
        page = self._pages.get(number)
        return page[place] if page is not None and place < len(page) else None

    def held(self) -> int:
        """How many rows are held in memory."""
        return sum(len(page) for page in self._pages.values())

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown.headers)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        shown = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._shown.headers[section] if shown else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        found = self.at(index)
        if found is None:
            self._ask(index.row() // PAGE)
            return "…"
        self._pages.move_to_end(index.row() // PAGE)
        return visible(self._shown.cell(found, index.column()))

    def _came(self, rows: Sequence[int]) -> None:
        self.beginResetModel()
        self._rows = rows
        self._pages.clear()
        self._asked.clear()
        self.endResetModel()
        self.counted.emit(len(rows))

    def _ask(self, number: int) -> None:
        if number in self._asked:
            return
        self._asked.add(number)
        rows = self._rows
        wanted = list(rows[number * PAGE : (number + 1) * PAGE])

        def then(page: Sequence[T]) -> None:
            if rows is self._rows:
                self._keep(number, page)

        def failed(problem: ShareDeskError) -> None:
            self._worker.failed.emit(problem)  # and not asked again, or every paint would say it

        self._worker.read(lambda vault: self._shown.read(vault, wanted), then, failed)

    def _keep(self, number: int, page: Sequence[T]) -> None:
        self._asked.discard(number)
        self._pages[number] = page
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        last = min((number + 1) * PAGE, len(self._rows)) - 1
        self.dataChanged.emit(self.index(number * PAGE, 0), self.index(last, self.columnCount() - 1))


def opener(model: Rows[T], show: Callable[[T], object]) -> Callable[[QModelIndex], None]:
    """What to do when a row is opened: show what is in it, if it has been read."""

    def chosen(index: QModelIndex) -> None:
        if (found := model.at(index)) is not None:
            show(found)

    return chosen
