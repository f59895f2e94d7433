"""A window in a process of its own whose user is interrupted: `python interrupted.py FOLDER PASSPHRASE WORDS`.

Unlocks, begins a decision, types WORDS as a name and presses Ctrl+L at once: all by key events.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharedesk.desk import settings
from sharedesk.ui import application
from sharedesk.ui.process import Asked

folder, passphrase, words = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
CTRL = Qt.KeyboardModifier.ControlModifier


class User(QObject):
    """Does the next thing as soon as the window is ready for it."""

    def __init__(self, window: application.Window) -> None:
        super().__init__(window)
        self.window, self.step = window, 0
        self.timer = QTimer(self, interval=20)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self) -> None:
        focus = QApplication.focusWidget()
        called = focus.accessibleName() or getattr(focus, "text", str)() if focus else ""
        if self.step == 0 and called == "Passphrase":
            QTest.keyClicks(focus, passphrase)
            QTest.keyClick(focus, Qt.Key.Key_Return)
            self.step = 1
        elif self.step == 1 and self.window.windowTitle() == "ShareDesk: Home":
            QTest.keyClick(focus or self.window, Qt.Key.Key_N, CTRL)
            self.step = 2
        elif self.step == 2 and called == "Name or initials":
            self.timer.stop()
            QTest.keyClicks(focus, words)
            QTest.keyClick(focus, Qt.Key.Key_L, CTRL)


show = application.Window.show


def shown(self: application.Window) -> None:
    show(self)
    self.user = User(self)


application.Window.show = shown
sys.exit(application.run(Asked(folder), *settings.load()))
