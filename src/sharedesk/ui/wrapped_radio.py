"""A radio button whose words wrap: answers are sentences, and text may be twice its usual size."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from sharedesk.domain.visible import visible
from sharedesk.ui import look
from sharedesk.ui.wrapped import Heights

_FLAGS = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignVCenter)


class WrappedRadio(QRadioButton):
    """Its circle, and beside it words over as many lines as they need. `wide`: it takes the whole line."""

    def __init__(self, words: str, parent: QWidget | None = None, *, wide: bool = True) -> None:
        super().__init__(parent)
        across = QSizePolicy.Policy.Expanding if wide else QSizePolicy.Policy.Maximum
        policy = QSizePolicy(across, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(look.TARGET)
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
        room = QRect(0, 0, max(1, width - self._left()), 10_000)
        return max(look.TARGET, self.fontMetrics().boundingRect(room, _FLAGS, self._words).height() + look.SPACE[0])

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self._words) + self._left() + look.SPACE[0]
        return QSize(wide, look.TARGET)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._left() + look.SPACE[3], look.TARGET)

    def hitButton(self, _at: object) -> bool:  # Qt's own: all of it can be pressed
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:  # Qt's own
        option = QStyleOptionButton()
        self.initStyleOption(option)
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_ExclusiveIndicatorWidth, option, self)
        inside = self.rect()
        option.rect = QRect(2, (min(inside.height(), max(look.TARGET, side)) - side) // 2, side, side)
        painter = QStylePainter(self)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorRadioButton, option)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(inside.adjusted(self._left(), 0, 0, 0), _FLAGS, self._words)

    def _left(self) -> int:
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_ExclusiveIndicatorWidth, None, self)
        return int(side + self.style().pixelMetric(QStyle.PixelMetric.PM_RadioButtonLabelSpacing, None, self) + 2)
