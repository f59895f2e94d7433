"""What was written then beside what was added since, as a table: two columns where there is room, else one under the
other, each row saying which of the two it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from sharedesk.desk.written_then import Row
from sharedesk.ui import look, tables
from sharedesk.ui.scrolled import scrolled_with

NEW = "new"
_ROOMY = 80
"""Characters across which three columns have room."""
_SHARES = (3, 4, 4)
Index = QModelIndex | QPersistentModelIndex


class SideBySideModel(QAbstractTableModel):
    """Rows of a question and its answers; `then` and `now` are the headings of the two texts."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[Row] = ()
        self._titles = ("Written at the time", "Added afterwards")
        self._narrow = False
        self._cells: list[tuple[str, ...]] = []

    @property
    def narrow(self) -> bool:
        """Is one under the other?"""
        return self._narrow

    def show_rows(self, rows: Sequence[Row], then: str, now: str) -> None:
        """Show rows under these headings."""
        self._rows, self._titles = rows, (then, now)
        self._lay_out()

    def stand(self, *, narrow: bool) -> None:
        """One under the other, or beside each other."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._lay_out()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own
        return 0 if parent.isValid() else 2 if self._narrow else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        words = self._cells[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words or "nothing"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and index.column() == 0:
            return look.bold()
        return None

    def headerData(self, section: int, across: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if across != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return ("What", "Words")[section] if self._narrow else ("What", *self._titles)[section]

    def _lay_out(self) -> None:
        self.beginResetModel()
        if self._narrow:
            then, now = self._titles
            pairs = [(row.label, one) for row in self._rows for one in ((then, row.then), (now, _added(row)))]
            self._cells = [(f"{label}\n{title}", words) for label, (title, words) in pairs if words]
        else:
            self._cells = [(row.label, row.then, _added(row)) for row in self._rows]
        self.endResetModel()


class SideBySide(QTableView):
    """The table, as tall as its words: the page scrolls, never the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = SideBySideModel()
        tables.prepare(self, self.rows, lambda _: None)
        self.setWordWrap(True)
        self.setShowGrid(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        for off in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            off(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across = self.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setStretchLastSection(False)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        across.setDefaultAlignment(left | Qt.TextFlag.TextWordWrap)

    def show_rows(self, rows: Sequence[Row], then: str, now: str) -> None:
        """Show answers under the headings of the two texts."""
        self.rows.show_rows(rows, then, now)
        self._fit()
        tables.select_first(self)

    def resizeEvent(self, event: QResizeEvent) -> None:  # Qt's own
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:  # Qt's own
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "rows"):
            self._fit()

    def currentChanged(self, now: Index, before: Index) -> None:  # Qt's own
        """The page follows the row that the keyboard is in."""
        super().currentChanged(now, before)
        inside = scrolled_with(self)
        if inside is not None and self.hasFocus():
            at = self.mapTo(inside, self.visualRect(now).center() + self.viewport().pos())
            inside.area.ensureVisible(at.x(), at.y(), 0, self.visualRect(now).height() // 2 + look.SPACE[2])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # Qt's own
        """Enter is no press of anything here: it is the page's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        width = self.viewport().width()
        current = self.currentIndex().row()
        self.rows.stand(narrow=width < self.fontMetrics().averageCharWidth() * _ROOMY)
        if current >= 0 and not self.currentIndex().isValid():
            self.setCurrentIndex(self.rows.index(min(current, self.rows.rowCount() - 1), 0))
        shares = _SHARES[: self.rows.columnCount()]
        for column, share in enumerate(shares):
            self.setColumnWidth(column, width * share // sum(shares))
        header = self.horizontalHeader()
        header.setFixedHeight(max(look.TARGET, header.sizeHint().height()))
        self.resizeRowsToContents()
        for row in range(self.rows.rowCount()):
            self.setRowHeight(row, max(look.TARGET, self.rowHeight(row) + look.SPACE[1]))
        rows = sum(self.rowHeight(row) for row in range(self.rows.rowCount()))
        self.setFixedHeight(rows + header.height() + 2 * self.frameWidth())


def _added(row: Row) -> str:
    return f"{row.added}\n({row.on or NEW})" if row.added else ""
