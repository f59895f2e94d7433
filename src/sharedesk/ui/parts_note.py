"""Where one is on a long page: its parts by number and word, each a key away, the one with the keyboard marked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)  # fmt: skip

from sharedesk.ui import look

_ANY = 16_777_215
"""Qt's own for: as wide as you like."""


class PartsNote(QWidget):
    """A note of a page's parts. Beside the page where there is room, else a strip of numbers above it.

    `go` is called with the number of a part, from 0. Ctrl with the part's number does the same anywhere in `page`.
    """

    def __init__(self, page: QWidget, names: tuple[str, ...], go: Callable[[int], object]) -> None:
        super().__init__(page)
        self.setAccessibleName("Parts of this page")
        self._names, self._beside = names, True
        self._along = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._along.setSpacing(look.SPACE[0])
        self.now = QLabel()
        self.now.setTextFormat(Qt.TextFormat.PlainText)
        self._along.addWidget(self.now)
        self.buttons: list[QToolButton] = []
        for number, name in enumerate(names):
            button = _PartButton()
            button.setAutoRaise(True)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setMinimumSize(look.TARGET, look.TARGET)
            button.setAccessibleName(f"Part {number + 1}: {name}")
            button.setToolTip(f"{name} (Ctrl+{number + 1})")
            button.clicked.connect(lambda _=False, at=number: go(at))
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number + 1}"), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda at=number: go(at))
            self._along.addWidget(button)
            self.buttons.append(button)
        self._along.addStretch(1)
        self.mark(0)
        self._dress()

    def mark(self, number: int) -> None:
        """Say that this is the part one is in."""
        self.now.setText(f"Part {number + 1} of {len(self._names)}")
        for at, button in enumerate(self.buttons):
            button.setChecked(at == number)
            button.setAccessibleDescription("You are here" if at == number else "")

    def width_beside(self) -> int:
        """How wide it is beside a page, in the size that text has now."""
        metrics = QFontMetrics(QApplication.font())
        return max(metrics.horizontalAdvance(f"{9}  {name}") for name in self._names) + look.SPACE[3] + look.SPACE[2]

    def stand(self, *, beside: bool) -> None:
        """Stand beside the page, with words, or above it, with numbers."""
        self._beside = beside
        self._dress()

    def _dress(self) -> None:
        beside = self._beside
        ways = QBoxLayout.Direction
        self._along.setDirection(ways.TopToBottom if beside else ways.LeftToRight)
        edge = look.SPACE[2]
        self.setMinimumWidth(self.width_beside() if beside else 0)
        self.setMaximumWidth(self.width_beside() if beside else _ANY)
        self._along.setContentsMargins(0 if beside else edge, edge if beside else look.SPACE[0], look.SPACE[1], 0)
        across = QSizePolicy.Policy.Expanding if beside else QSizePolicy.Policy.Maximum
        for number, (name, button) in enumerate(zip(self._names, self.buttons, strict=True), 1):
            button.setText(f"{number}  {name}" if beside else str(number))
            button.setSizePolicy(across, QSizePolicy.Policy.Fixed)


class _PartButton(QToolButton):
    """Words from the left, a lone number in the middle; Qt would centre both."""

    def paintEvent(self, _event: QPaintEvent) -> None:  # Qt's own
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_PanelButtonTool, option)
        number = self.text().isdigit()
        side = Qt.AlignmentFlag.AlignHCenter if number else Qt.AlignmentFlag.AlignLeft
        inside = self.rect().adjusted(0 if number else look.SPACE[1], 0, 0, 0)
        painter.setPen(self.palette().buttonText().color())
        painter.drawText(inside, int(side | Qt.AlignmentFlag.AlignVCenter), self.text())
