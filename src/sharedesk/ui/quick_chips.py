"""Chips: reasons to press, one stop for Tab, moved among by the arrow keys and pressed by their numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from sharedesk.domain.urgencies import Urgency
from sharedesk.ui import look

_MOST_ACROSS = 3
_ON = "\N{CHECK MARK}"


class Chip(QPushButton):
    """One reason: a number before it while it is not chosen, and a tick while it is."""

    def __init__(self, number: int, words: str) -> None:
        super().__init__(f"{number}  {words}")
        self._words = words
        self.setCheckable(True)
        self.setAccessibleName(words)
        self.setAccessibleDescription(f"Keys: Ctrl+{number}")
        self.setMinimumHeight(look.TARGET)

    def sizeHint(self) -> QSize:  # Qt's own
        """A tick is no wider than a number and its gap."""
        return super().sizeHint() + QSize(self.fontMetrics().horizontalAdvance(_ON), 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        if self.isChecked():
            option.features |= QStyleOptionButton.ButtonFeature.DefaultButton
            option.state &= ~QStyle.StateFlag.State_On
            option.text = f"{_ON}  {self._words}"
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)


class Chips(QWidget):
    """Chips in rows as wide as there is room. `pressed` is called at every change by hand.

    Ctrl with a chip's number presses it from anywhere in `page`; the number alone while the focus is among them.
    """

    def __init__(self, page: QWidget, reasons: Mapping[Urgency, str], pressed: Callable[[], None]) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(look.SPACE[0])
        self._chips = {code: Chip(number, words) for number, (code, words) in enumerate(reasons.items(), 1)}
        self._across = 0
        for number, chip in enumerate(self.buttons, 1):
            chip.clicked.connect(lambda _=False: pressed())
            chip.installEventFilter(self)
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(chip.click)
        self._stop_at(self.buttons[0])
        self._arrange()

    @property
    def buttons(self) -> list[Chip]:
        """The chips in their order."""
        return list(self._chips.values())

    @property
    def chosen(self) -> tuple[Urgency, ...]:
        """The codes of those that are chosen."""
        return tuple(code for code, chip in self._chips.items() if chip.isChecked())

    def choose(self, codes: tuple[Urgency, ...]) -> None:
        """Choose these and no others."""
        for code, chip in self._chips.items():
            chip.setChecked(code in codes)

    def press(self, number: int) -> bool:
        """Press the chip of a number, from 1. False where there is none."""
        if not 1 <= number <= len(self._chips):
            return False
        self.buttons[number - 1].click()
        return True

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]  # only chips are watched
        """Whichever chip has the focus is the one that Tab comes back to; Home and End are the first and the last."""
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusIn:
            self._stop_at(watched)
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            moves = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
            if step := moves.get(Qt.Key(event.key())):
                at = self.buttons.index(watched) + step  # type: ignore[arg-type]
                self.buttons[at % len(self.buttons)].setFocus()
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:  # Qt's own
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:  # Qt's own
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    def minimumSizeHint(self) -> QSize:  # Qt's own
        """One chip wide, and as high as they are in the rows they are in now."""
        return QSize(max(chip.sizeHint().width() for chip in self.buttons), super().minimumSizeHint().height())

    def _arrange(self) -> None:
        widest = max(chip.sizeHint().width() for chip in self.buttons) + look.SPACE[0]
        across = min(max(1, (self.width() + look.SPACE[0]) // widest), _MOST_ACROSS)
        if across == self._across:
            return
        self._across = across
        for chip in self.buttons:
            self._grid.removeWidget(chip)
        for at, chip in enumerate(self.buttons):
            self._grid.addWidget(chip, at // across, at % across)
        for column in range(_MOST_ACROSS):
            self._grid.setColumnStretch(column, int(column < across))

    def _stop_at(self, stop: QWidget) -> None:
        for chip in self.buttons:
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chip is stop else Qt.FocusPolicy.ClickFocus)
