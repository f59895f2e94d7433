"""A list of ways on: one button with wrapping words for each, under one another, made anew when they change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sharedesk.ui import look
from sharedesk.ui.wrapped import WrappedButton, let_go

Way = tuple[str, Callable[[], object]]
"""The words of a button, and what it does."""


class Lines:
    """The buttons inside a holder, which is hidden while there are none."""

    def __init__(self, holder: QWidget) -> None:
        self._holder = holder
        self._down = QVBoxLayout(holder)
        self._down.setContentsMargins(0, 0, 0, 0)
        self._down.setSpacing(look.SPACE[0])
        self.buttons: list[WrappedButton] = []
        holder.hide()

    def show(self, ways: Sequence[Way]) -> None:
        """Show a button for each, its words and what it does."""
        for button in self.buttons:
            let_go(button)
        self.buttons = [WrappedButton(words) for words, _ in ways]
        for button, (_, go) in zip(self.buttons, ways, strict=True):
            button.clicked.connect(lambda _=False, way=go: way())
            self._down.addWidget(button)
            button.show()  # now: whoever asked may want the focus there
        self._holder.setVisible(bool(ways))
