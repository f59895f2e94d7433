"""What scrolls inside a page, known by its class.

To ask Qt for the parents in between, which it made itself, would have PySide6 make every class of widgets there is to
see which of them it has been given: 20 ms at the first time.
"""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget


class Scrolled(QWidget):
    """What holds a page's column in its scroll area, `edge` pixels from each side."""

    def __init__(self, area: QScrollArea, column: QWidget, edge: int) -> None:
        super().__init__()
        self.area = area
        inside = _Growing(self, column)
        inside.setContentsMargins(edge, edge, edge, edge)
        inside.addWidget(column)


class _Growing(QVBoxLayout):
    """Keeps its widget as tall as the words in it need at the width they have, which Qt's scroll area does not see to.

    Qt lays out again whenever the width or something inside has changed. To hear of the same by events would have
    PySide6 make the class of every event there is: 5 ms at the first one.
    """

    def __init__(self, holder: QWidget, column: QWidget) -> None:
        super().__init__(holder)
        self._holder, self._column = holder, column

    def setGeometry(self, place: QRect) -> None:  # Qt's own
        super().setGeometry(place)
        inside = self._column.layout()
        if inside is not None and inside.hasHeightForWidth():
            edges = self.contentsMargins()
            width = min(place.width() - edges.left() - edges.right(), self._column.maximumWidth())
            needed = inside.totalMinimumHeightForWidth(width) + edges.top() + edges.bottom()
            if needed != self._holder.minimumHeight():
                self._holder.setMinimumHeight(needed)


def scrolled_with(widget: QWidget) -> Scrolled | None:
    """What scrolls with a widget in it; None where nothing does."""
    step = widget.parentWidget()
    while step is not None and not isinstance(step, Scrolled):
        step = step.parentWidget() if not step.isWindow() else None
    return step
