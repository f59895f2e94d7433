"""Python's search for what nobody can reach any more, kept to the window's thread.

Left to itself Python makes it on whichever thread happens to allocate. On the worker's it would destroy what belongs to
the window (a table's model, a timer that only its page knew) while the window's thread may be using it.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_LOOKS = 500
"""Milliseconds between two looks at whether enough has gathered."""


class Collector(QObject):
    """While one is there, Python collects only when it says so. It lives in the window's thread."""

    _there = 0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stopped = False
        Collector._there += 1
        gc.disable()
        self._timer = QTimer(self, interval=_LOOKS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect what Python itself would have collected by now."""
        over = [one > most > 0 for one, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if over[0]:
            gc.collect(2 if all(over) else 1 if over[1] else 0)

    def stop(self) -> None:
        """Python may collect where it likes again, once the last one has stopped."""
        if self._stopped:
            return
        self._stopped = True
        Collector._there -= 1
        if Collector._there == 0:
            gc.enable()
