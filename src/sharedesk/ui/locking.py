"""When the log is locked: by key, after idle time, or because the window closes. It works with any dialog open.

Keys and idle time are seen by a filter over the whole program, because a dialog keeps a window's own shortcuts from it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from sharedesk.ui.window import Lock

_LOOKS = 1000
"""Milliseconds between two looks at the clock."""
_MADE_BY_A_PERSON = frozenset(
    (
        QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
        QEvent.Type.TouchBegin, QEvent.Type.TabletPress, QEvent.Type.InputMethod,
    )
)  # fmt: skip
_KEYS = frozenset((QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress))
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def clock() -> float:
    """Seconds that go on while the computer sleeps, where the system has such a clock, and that nobody can set."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boot) if boot is not None else time.monotonic()


class Locking(QObject):
    """Filters the program's events. `is_open` says whether there is anything to lock, `minutes` how long idle is."""

    def __init__(
        self, lock: Lock, is_open: Callable[[], bool], minutes: Callable[[], float], parent: QObject | None = None,
        now: Callable[[], float] = clock,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._lock, self._is_open, self._minutes, self._now = lock, is_open, minutes, now
        self._active = now()
        self._timer = QTimer(self, interval=_LOOKS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> bool:
        """Lock if nobody has done anything for too long. True where it did."""
        idle = self._now() - self._active
        if not self._is_open() or idle < self._minutes() * 60:
            return False
        self._lock()
        return True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # Qt's own
        """Sees what a person does before anything else. What comes after too long locks, and is not carried out."""
        kind = event.type()
        if kind in _KEYS and isinstance(event, QKeyEvent) and self._asked(event):
            return True
        if kind in _MADE_BY_A_PERSON:
            if self.look():
                return True
            self._active = self._now()
        return False

    def _asked(self, event: QKeyEvent) -> bool:
        """Ctrl+L locks and Ctrl+Shift+H hides, wherever the focus is."""
        key, held = event.key(), event.modifiers()
        hide = key == Qt.Key.Key_H and held == _CTRL | _SHIFT
        if not (hide or (key == Qt.Key.Key_L and held == _CTRL)):
            return False
        if event.type() == QEvent.Type.KeyPress:
            self._lock(hidden=hide)
        event.accept()
        return True
