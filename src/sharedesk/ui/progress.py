"""How far a long piece of work has come, told from the worker's thread, and stopping it."""

from __future__ import annotations

import threading
import time

from PySide6.QtCore import QObject, Qt, Signal

from sharedesk.vault.errors import Cancelled

_BETWEEN = 0.05
"""Seconds between two tellings: the window is not asked to paint more often."""


class Progress(QObject):
    """Call it as `progress(done, of)` on the worker's thread; it raises Cancelled there once `stop` was called."""

    told = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._stopped = threading.Event()
        self._last = 0.0

    def __call__(self, done: int, of: int) -> None:
        """Tell how far the work is."""
        if self._stopped.is_set():
            raise Cancelled
        now = time.monotonic()
        if done >= of or now - self._last >= _BETWEEN:
            self._last = now
            self.told.emit(done, of)

    def stop(self) -> None:
        """Stop the work the next time it tells."""
        self._stopped.set()

    def hear(self, listener: object) -> None:
        """Connect a method of a widget; it is called in the window's thread."""
        self.told.connect(listener, Qt.ConnectionType.QueuedConnection)
