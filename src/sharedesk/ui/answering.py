"""The window comes forward when its doorbell is rung."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QSocketNotifier, Qt, Signal
from PySide6.QtWidgets import QApplication

from sharedesk.ui import doorbell
from sharedesk.ui.window import Window


class Hanging(Protocol):
    """A bell of either kind."""

    def take_down(self) -> None:
        """Listen no more."""
        ...


class Answering(QObject):
    """Hangs a bell for the log that the window is about, and another one when another log is opened in it."""

    rung = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._log: Path | None = None
        self._bell: Hanging | None = None
        self._notifier: QSocketNotifier | None = None
        self.rung.connect(self._forward, Qt.ConnectionType.QueuedConnection)
        window.unlocked.connect(self.hang)
        self.hang()

    def hang(self) -> None:
        """Hang a bell for the window's log. Where none can hang, a second start opens a second window."""
        log = self._window.folder
        if log is None or log == self._log:
            return
        self.close()
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                from sharedesk.ui import doorbell_windows

                self._bell = doorbell_windows.Bell(doorbell.name_of(log), self.rung.emit)
            else:
                self._bell = bell = doorbell.Bell(log)
                self._notifier = QSocketNotifier(bell.pipe, QSocketNotifier.Type.Read, self)
                self._notifier.activated.connect(lambda *_: self._heard(bell))
            self._log = log

    def close(self) -> None:
        """Take it down."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
        if self._bell is not None:
            self._bell.take_down()
        self._bell = self._log = self._notifier = None

    def _heard(self, bell: doorbell.Bell) -> None:
        if self._window.folder != self._log:
            self.close()  # the window turned to another log: whoever rings has one opened
            return
        bell.answer()
        self.rung.emit()

    def _forward(self) -> None:
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        QApplication.alert(window)  # where the desktop gives nobody the focus
