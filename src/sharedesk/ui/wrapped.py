"""Buttons and tick boxes whose words wrap, for names that are sentences; and letting go of what was shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import (
    QCheckBox,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)  # fmt: skip

from sharedesk.domain.visible import visible
from sharedesk.ui import look

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


def let_go(widget: QWidget) -> None:
    """Take a widget off its page. It stays its parent's until Qt is back in its loop: it may be what was just pressed,
    and without a parent Qt could yet show it as a window of its own.
    """
    widget.hide()
    above = widget.parentWidget()
    layout = above.layout() if above is not None else None
    if layout is not None:
        layout.removeWidget(widget)
    widget.deleteLater()


class Heights:
    """How high a widget's words are at each width, worked out once: Qt asks many times for every layout."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._known: dict[tuple[int, str], int] = {}

    def of(self, width: int, work_out: Callable[[], int]) -> int:
        """The height at a width, in the font that the widget has now."""
        key = (width, self._widget.font().key())
        if key not in self._known:
            self._known[key] = work_out()
        return self._known[key]

    def forget(self) -> None:
        """The words are others now."""
        self._known.clear()


class WrappedButton(QPushButton):
    """Left-aligned words over as many lines as they need."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._words = ""
        self._heights = Heights(self)
        self.set_words(words)

    def set_words(self, words: str) -> None:
        """What it says."""
        self._words = words = visible(words)
        self._heights.forget()
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(words)
        self.updateGeometry()

    def heightForWidth(self, width: int) -> int:  # Qt's own
        return self._heights.of(width, lambda: self._height(width))

    def _height(self, width: int) -> int:
        inside = self.fontMetrics().boundingRect(0, 0, width - 2 * look.SPACE[1], 10_000, _flags(), self._words)
        return max(look.TARGET, inside.height() + look.SPACE[1])

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(320))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, look.TARGET)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        inside = self.rect().adjusted(look.SPACE[1], 0, -look.SPACE[1], 0)
        painter.setPen(self.palette().buttonText().color())
        painter.drawText(inside, _flags(), self._words)


class WrappedCheck(QCheckBox):
    """A tick box with words over as many lines as they need."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.words = words
        self._shown = words = visible(words)
        self._heights = Heights(self)
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(words)

    def heightForWidth(self, width: int) -> int:  # Qt's own
        return self._heights.of(width, lambda: self._height(width))

    def _height(self, width: int) -> int:
        inside = self.fontMetrics().boundingRect(0, 0, width - self._beside(), 10_000, _flags(), self._shown)
        return max(look.TARGET, inside.height() + look.SPACE[0])

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(320))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, look.TARGET)

    def hitButton(self, pos: QPoint) -> bool:  # Qt's own
        """The words count as much as the box."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_CheckBox, option)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect().adjusted(self._beside(), 0, 0, 0), _flags(), self._shown)

    def _beside(self) -> int:
        """The pixels that the box itself takes."""
        return self.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth, None, self) + look.SPACE[1]


def _flags() -> int:
    every, side = QtCore.Qt.TextFlag, QtCore.Qt.AlignmentFlag
    return int(every.TextWordWrap) | int(side.AlignLeft) | int(side.AlignVCenter)
