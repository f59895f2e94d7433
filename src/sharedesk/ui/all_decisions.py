"""Every decision of the log as a table that knows where each row is but holds only the pages looked at last.

A hundred thousand decisions cost 8 bytes each here, and no more than a few pages of what the rows say.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from sharedesk.errors import ShareDeskError
from sharedesk.ui.decisions_model import HEADERS, Index, cell
from sharedesk.ui.worker import Worker
from sharedesk.vault import search
from sharedesk.vault.search import Listed

PAGE = 100
KEPT = 8
"""Pages held at once."""
_COLUMNS = len(HEADERS) - 1


class AllDecisions(QAbstractTableModel):
    """All decisions, the last recorded first. Rows that are still being read show an ellipsis."""

    counted = Signal(int)

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker
        self._rows: array[int] = array("q")
        self._pages: OrderedDict[int, list[Listed]] = OrderedDict()
        self._asked: set[int] = set()

    def read(self) -> None:
        """Read anew which decisions there are."""
        self._worker.read(lambda vault: search.every_row(vault.store), self._came)

    def listed(self, index: Index) -> Listed | None:
        """The decision in a row; None while it is being read."""
        number, place = divmod(index.row(), PAGE)
        page = self._pages.get(number)
        return page[place] if page is not None and place < len(page) else None

    def held(self) -> int:
        """How many rows are held in memory."""
        return sum(len(page) for page in self._pages.values())

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else _COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        shown = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return HEADERS[section] if shown else None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        listed = self.listed(index)
        if listed is None:
            self._ask(index.row() // PAGE)
            return "…"
        self._pages.move_to_end(index.row() // PAGE)
        return cell(listed, index.column())

    def _came(self, rows: array[int]) -> None:
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
        rows, first = self._rows, self._rows[number * PAGE]

        def then(page: list[Listed]) -> None:
            if rows is self._rows:
                self._keep(number, page)

        def failed(problem: ShareDeskError) -> None:
            self._worker.failed.emit(problem)  # and not asked again, or every paint would say it

        self._worker.read(lambda vault: search.newest(vault.store, PAGE, first + 1), then, failed)

    def _keep(self, number: int, page: list[Listed]) -> None:
        self._asked.discard(number)
        self._pages[number] = page
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)
        last = min((number + 1) * PAGE, len(self._rows)) - 1
        self.dataChanged.emit(self.index(number * PAGE, 0), self.index(last, _COLUMNS - 1))


def opener(model: AllDecisions, show: Callable[[str], object]) -> Callable[[QModelIndex], None]:
    """What to do when a row is opened: show its decision, if it has been read."""

    def chosen(index: QModelIndex) -> None:
        if listed := model.listed(index):
            show(listed.id)

    return chosen
