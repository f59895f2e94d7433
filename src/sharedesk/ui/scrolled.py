"""What scrolls inside a page, known by its class.

To ask Qt for the parents in between, which it made itself, would have PySide6 make every class of widgets there is to
see which of them it has been given: 20 ms at the first time.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget


class Scrolled(QWidget):
    """As tall as its words need at the width they have, which Qt's scroll area does not see to."""

    def __init__(self, area: QScrollArea, column: QWidget) -> None:
        super().__init__()
        self.area = area
        self._column = column

    def resizeEvent(self, event: QResizeEvent) -> None:  # Qt's own
        super().resizeEvent(event)
        self._grow()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._grow()
        return done

    def _grow(self) -> None:
        outside, inside = self.layout(), self._column.layout()
        if outside is not None and inside is not None and inside.hasHeightForWidth():
            edges = outside.contentsMargins()
            width = min(self.width() - edges.left() - edges.right(), self._column.maximumWidth())
            needed = inside.totalMinimumHeightForWidth(width) + edges.top() + edges.bottom()
            if needed != self.minimumHeight():
                self.setMinimumHeight(needed)


def scrolled_with(widget: QWidget) -> Scrolled | None:
    """What scrolls with a widget in it; None where nothing does."""
    step = widget.parentWidget()
    while step is not None and not isinstance(step, Scrolled):
        step = step.parentWidget() if not step.isWindow() else None
    return step
