"""Tables of decisions for reading: whole rows, lines rather than boxes, tall enough to press; Enter opens."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from sharedesk.ui import look

_NO_LIMIT = (1 << 24) - 1
_FEW, _MANY = 5, 50
_ROOMY = 90
"""Characters across which all columns have room."""
_WIDEST_PRECISION = 50
"""Rows that are looked at for a column's width."""


def prepare(table: QTableView, model: QAbstractItemModel, chosen: Callable[[QModelIndex], object]) -> None:
    """Dress a table; `chosen` hears the row that was opened by Enter or a double click."""
    table.setModel(model)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setTextElideMode(Qt.TextElideMode.ElideRight)
    table.activated.connect(chosen)
    down = table.verticalHeader()
    down.hide()
    down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    across = table.horizontalHeader()
    across.setHighlightSections(False)
    across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    across.setStretchLastSection(True)
    across.setResizeContentsPrecision(_WIDEST_PRECISION)
    table.setMinimumHeight(look.TARGET * 2)
    measure(table)


def measure(table: QTableView) -> None:
    """Row heights for the size that text has now."""
    height = max(look.TARGET, table.fontMetrics().height() + look.SPACE[1])
    table.verticalHeader().setDefaultSectionSize(height)
    table.horizontalHeader().setFixedHeight(height)


def fit(table: QTableView) -> None:
    """As tall as its rows where they are few; else as tall as there is room."""
    rows, each = table.model().rowCount(), table.verticalHeader().defaultSectionSize()
    around = table.horizontalHeader().height() + 2 * table.frameWidth()
    table.setMinimumHeight(min(rows, _FEW) * each + around)
    table.setMaximumHeight(rows * each + around if rows <= _MANY else _NO_LIMIT)


def squeeze(table: QTableView, spare: tuple[int, ...]) -> None:
    """Where large text leaves the last column too little room, do without some of the others."""
    narrow = table.viewport().width() < table.fontMetrics().averageCharWidth() * _ROOMY
    for column in spare:
        table.setColumnHidden(column, narrow)


def select_first(table: QTableView) -> None:
    """A screen reader needs a current row before it reads a table."""
    if table.model().rowCount() and not table.currentIndex().isValid():
        table.setCurrentIndex(table.model().index(0, 0))
