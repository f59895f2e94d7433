"""The box for a passphrase, which notices Caps Lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class PassphraseBox(QLineEdit):
    """`caps` says at every letter whether Caps Lock seems to be on: a capital without Shift, or a small one with it."""

    caps = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # Qt's own
        letter = event.text()
        if letter.isalpha() and letter.upper() != letter.lower():
            shift = bool(event.modifiers() & QtCore.Qt.KeyboardModifier.ShiftModifier)
            self.caps.emit(letter.isupper() != shift)
        super().keyPressEvent(event)
