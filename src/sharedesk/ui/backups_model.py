"""The backups on this computer as a table: when each was made, what it holds, and whether it is whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from sharedesk.desk.backup_words import size_said, state_said
from sharedesk.ui.rows import Index
from sharedesk.vault.backup_shelf import Kept

HEADERS = ("Made", "State", "Entries", "Size")
SPARE = (2, 3)
"""Columns that large text does without."""


class BackupsModel(QAbstractTableModel):
    """A few backups. `whole` says of each whether it was read through and found whole; None where it was not yet."""

    def __init__(self, whole: Callable[[Kept], bool | None]) -> None:
        super().__init__()
        self._whole = whole
        self._log = ""
        self.rows: Sequence[Kept] = ()

    def show(self, rows: Sequence[Kept], log: str) -> None:
        """Show others. `log`: whose backups are looked for."""
        self.beginResetModel()
        self.rows, self._log = rows, log
        self.endResetModel()

    def said_anew(self) -> None:
        """More is known of some of them."""
        if self.rows:
            self.dataChanged.emit(self.index(0, 1), self.index(len(self.rows) - 1, 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        shown = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return HEADERS[section] if shown else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        one = self.rows[index.row()]
        made, entries = ("Not known", "") if one.manifest is None else (
            f"{one.manifest.made_at.astimezone():%d/%m/%Y %H:%M}", f"{one.manifest.entries:,}"
        )  # fmt: skip
        return (made, state_said(one, self._log, self._whole(one)), entries, size_said(one.size))[index.column()]
