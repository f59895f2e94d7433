"""Everything typed, laid out to be written down or copied: for when it cannot be saved, or paper is wanted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from sharedesk.ui import look
from sharedesk.ui.clipboard import UNTIL

_LINES = 9


class PaperWords:
    """The words in a holder, which is hidden until they are asked for. Nothing of them is written to the disk."""

    def __init__(self, holder: QWidget, put: Callable[[str], None]) -> None:
        """`put` puts words on the clipboard."""
        self._holder, self._put = holder, put
        down = QVBoxLayout(holder)
        down.setContentsMargins(0, 0, 0, 0)
        label = QLabel("Words for &paper")
        label.setFont(look.bold())
        self.box = QPlainTextEdit()
        self.box.setReadOnly(True)
        self.box.setTabChangesFocus(True)
        self.box.setAccessibleName("Words for paper")
        label.setBuddy(self.box)
        self.copy, self.hide = QPushButton("Cop&y these words"), QPushButton("Hide these words")
        across = QHBoxLayout()
        for button in (self.copy, self.hide):
            button.setMinimumHeight(look.TARGET)
            across.addWidget(button)
        across.addStretch(1)
        self.copied = QLabel()
        self.copied.setWordWrap(True)
        self.copied.hide()
        for shown in (label, self.box):
            down.addWidget(shown)
        down.addLayout(across)
        down.addWidget(self.copied)
        self.copy.clicked.connect(self._copy)
        self.hide.clicked.connect(holder.hide)
        holder.hide()

    @property
    def is_shown(self) -> bool:
        """Are they asked for?"""
        return not self._holder.isHidden()

    def follow(self, words: str) -> None:
        """What to write down now."""
        self.box.setPlainText(words)
        self.box.setFixedHeight(_LINES * self.box.fontMetrics().lineSpacing() + look.SPACE[2])
        self.copied.hide()

    def show(self, words: str) -> None:
        """Show them, and go there."""
        self.follow(words)
        self._holder.show()
        self.box.setFocus()

    def _copy(self) -> None:
        self._put(self.box.toPlainText())
        self.copied.setText(f"Copied. {UNTIL}")
        self.copied.show()
