"""A list of lines, each of which may have a box to tick: as long as it likes, for only what is seen is drawn."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QListView

from sharedesk.domain.visible import visible
from sharedesk.ui import look

Index = QModelIndex | QPersistentModelIndex


class Line(NamedTuple):
    """A line: its key, its words, and whether it is ticked; None where there is nothing to tick."""

    key: str
    words: str
    ticked: bool | None = None


class TickList(QAbstractListModel):
    """The lines. `ticked` carries the key of the line that was ticked or unticked by hand, and whether it is now."""

    ticked = Signal(str, bool)

    def __init__(self, view: QListView, rows: int) -> None:
        """`rows`: how many lines are seen at once, at most."""
        super().__init__(view)
        self.lines: list[Line] = []
        self._view, self._rows = view, rows
        view.setModel(self)
        view.setUniformItemSizes(True)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setTabKeyNavigation(False)
        view.installEventFilter(self)
        self.fit()

    def show(self, lines: list[Line]) -> None:
        """Show these; the current line stays where it was."""
        if [line.key for line in lines] == [line.key for line in self.lines]:
            before, self.lines = self.lines, lines
            for row, (old, new) in enumerate(zip(before, lines, strict=True)):
                if old != new:
                    self.dataChanged.emit(self.index(row), self.index(row))
            return
        at = max(self._view.currentIndex().row(), 0)
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()
        self.fit()
        if lines:
            self._view.setCurrentIndex(self.index(min(at, len(lines) - 1)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # Qt's own
        """The text is another size."""
        if event.type() == QEvent.Type.FontChange:
            self.fit()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """As tall as its lines where they are few, at the size that text has now."""
        height = self._height()
        self._view.setFixedHeight(min(max(len(self.lines), 1), self._rows) * height + 2 * self._view.frameWidth())
        self._view.doItemsLayout()

    def current(self) -> str:
        """The key of the current line; empty where there is none."""
        row = self._view.currentIndex().row()
        return self.lines[row].key if 0 <= row < len(self.lines) else ""

    def go(self, key: str) -> None:
        """Make a line the current one."""
        for row, line in enumerate(self.lines):
            if line.key == key:
                self._view.setCurrentIndex(self.index(row))
                return

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return usual if self.lines[index.row()].ticked is None else usual | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return visible(line.words)
        if role == Qt.ItemDataRole.CheckStateRole and line.ticked is not None:
            return Qt.CheckState.Checked if line.ticked else Qt.CheckState.Unchecked
        return QSize(0, self._height()) if role == Qt.ItemDataRole.SizeHintRole else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        done = Qt.CheckState(value) == Qt.CheckState.Checked
        line = self.lines[index.row()]
        self.lines[index.row()] = line._replace(ticked=done)
        self.dataChanged.emit(index, index)
        self.ticked.emit(line.key, done)
        return True

    @staticmethod
    def _height() -> int:
        return max(look.TARGET, QFontMetrics(QApplication.font()).height() + look.SPACE[1])
