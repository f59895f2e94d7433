"""Somebody at the keyboard: types on whatever has the focus and finds the way with Tab, as a screen reader names it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_FURTHEST = 160


class Typist:
    """Key events only, counted. Nothing is set, clicked or called."""

    def __init__(self) -> None:
        self.keys = 0

    @staticmethod
    def focus() -> QWidget:
        """What has the focus."""
        focus = QApplication.focusWidget()
        if focus is None:
            pytest.fail(
                f"nothing has the focus, so somebody with only a keyboard is stuck: {QApplication.activeWindow()}"
            )
        return focus

    def at(self) -> str:
        """What has the focus, as it is named."""
        focus = self.focus()
        return focus.accessibleName() or str(getattr(focus, "text", str)()).replace("&", "")

    def type(self, words: str) -> None:
        """Type words."""
        for letter in words:
            QTest.keyClick(self.focus(), letter)
        self.keys += len(words)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key."""
        QTest.keyClick(self.focus(), key, held)
        self.keys += 1

    def to(self, name: str) -> None:
        """Tab on to what is named so (or begins so, for names that end in an ellipsis)."""
        met: list[str] = []
        for _ in range(_FURTHEST):
            called = self.at()
            if called == name or (name.endswith("…") and called.startswith(name[:-1])):
                return
            met.append(called)
            self.press(Qt.Key.Key_Tab)
        pytest.fail(f"{name!r} is not among the next stops: {met[-70:]}")

    def answer(self, name: str, words: str) -> None:
        """Go to a box and type into it."""
        self.to(name)
        self.type(words)

    def push(self, name: str) -> None:
        """Go to a button and press it."""
        self.to(name)
        self.press(Qt.Key.Key_Space)
