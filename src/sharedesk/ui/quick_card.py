"""What to say on the phone while typing, beside the form or, where there is no room, above it and foldable."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from sharedesk.desk.emergency_words import Line
from sharedesk.domain.visible import visible
from sharedesk.ui import look

TITLE = "To say on the phone"
_LEAST, _MOST = 34, 52
"""Characters across, beside the form."""
_ANY = 16_777_215
"""Qt's own for: as wide as you like."""
_LONGEST = 400
"""Characters of one thing to say; all of it stands in the form."""


class ScriptCard(QWidget):
    """The card: what to say in order, each under a word for it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(TITLE)
        self._beside, self._room = True, 0
        self.fold = QPushButton()
        self.fold.setMinimumHeight(look.TARGET)
        self.fold.setCheckable(True)
        self.fold.toggled.connect(lambda _: self._dress())
        self._title = QLabel(TITLE)
        self._frame = QFrame()
        self._frame.setFrameShape(QFrame.Shape.Box)
        self._inside = QVBoxLayout(self._frame)
        self._inside.setContentsMargins(*(look.SPACE[1],) * 4)
        self._inside.setSpacing(look.SPACE[0])
        self._inside.addWidget(self._title)
        self._lines: list[tuple[QLabel, QLabel]] = []
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        around = QVBoxLayout(holder)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._frame)
        around.addStretch(1)
        self._area.setWidget(holder)
        self._down = QVBoxLayout(self)
        self._down.addWidget(self.fold)
        self._down.addWidget(self._area, 1)
        self._dress()

    def say(self, lines: tuple[Line, ...]) -> None:
        """Show what to say; what is still open is said in brackets and quietly."""
        while len(self._lines) < len(lines):
            self._lines.append(self._add())
        for (caption, words), line in zip(self._lines, lines, strict=True):
            caption.setText(line.caption)
            words.setText(visible(line.words if len(line.words) <= _LONGEST else f"{line.words[:_LONGEST]}…"))

    def width_beside(self) -> int:
        """How wide it is beside the form, in the size that text has now."""
        return _characters(_LEAST) + 2 * look.SPACE[1]

    def stand(self, *, beside: bool, room: int = 0) -> None:
        """Stand beside the form in the `room` there is, in pixels, or above it, where it can be folded away."""
        if (beside, room) != (self._beside, self._room):
            self._beside, self._room = beside, room
            self._dress()

    def changeEvent(self, event: QEvent) -> None:  # Qt's own
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._dress()

    def _add(self) -> tuple[QLabel, QLabel]:
        caption, words = QLabel(), QLabel()
        for label in (caption, words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            self._inside.addWidget(label)
        caption.setFont(look.bold())
        self._inside.addSpacing(look.SPACE[0])
        return caption, words

    def _dress(self) -> None:
        shown = self._beside or self.fold.isChecked()
        self.fold.setVisible(not self._beside)
        self.fold.setText("&Fold the words away" if self.fold.isChecked() else f"&{TITLE}")
        self._area.setVisible(shown)
        self._title.setVisible(self._beside)
        self._title.setFont(look.sized(QApplication.font(), 1))
        for caption, _ in self._lines:
            caption.setFont(look.bold())
        edge, small = look.SPACE[2], look.SPACE[0]
        self._down.setContentsMargins(0 if self._beside else edge, edge if self._beside else small, edge, 0)
        wide = min(max(self.width_beside() + edge, self._room), _characters(_MOST))
        self.setMinimumWidth(wide if self._beside else 0)
        self.setMaximumWidth(wide if self._beside else _ANY)
        lines = QFontMetrics(QApplication.font()).lineSpacing()
        self.setMaximumHeight(_ANY if self._beside else lines * 8 + look.TARGET + edge)


def _characters(number: int) -> int:
    """How wide so many of them are, in the size that text has now."""
    return QFontMetrics(QApplication.font()).averageCharWidth() * number
