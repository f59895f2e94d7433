"""When the log is locked: by key, after idle time, and as the computer sleeps. It works with any dialog open.

Keys and idle time are seen by a filter over the whole program, because a dialog keeps a window's own shortcuts from it.
What the system itself says (going to sleep, its screen lock) comes by `ui.heeding`; that it slept is seen by two clocks
as soon as anything happens, before it is painted.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from sharedesk.ui import clocks
from sharedesk.ui.window import Lock

_LOOKS = 1000
"""Milliseconds between two looks at the clock."""
_NAP = 1.0
"""Seconds of sleep that are one; less may be two clocks that do not tick together."""
_MADE_BY_A_PERSON = frozenset(
    (
        QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
        QEvent.Type.TouchBegin, QEvent.Type.TabletPress, QEvent.Type.InputMethod,
    )
)  # fmt: skip
_KEYS = frozenset((QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress))
_BEFORE_PAINTING = frozenset((QEvent.Type.Expose, QEvent.Type.UpdateRequest))
_LOOKED_AT = _KEYS | _MADE_BY_A_PERSON | _BEFORE_PAINTING
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Locking(QObject):
    """Filters the program's events. `is_open` says whether there is anything to lock, `minutes` how long idle is.

    `now` goes on while the computer sleeps, `awake` stands still; both in seconds.
    """

    def __init__(
        self, lock: Lock, is_open: Callable[[], bool], minutes: Callable[[], float], parent: QObject | None = None,
        now: Callable[[], float] = clocks.through_sleep, awake: Callable[[], float] = clocks.awake,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.is_open, self._lock, self._minutes, self._now, self._awake = is_open, lock, minutes, now, awake
        self._active = now()
        self._asleep = self._active - awake()
        self._timer = QTimer(self, interval=_LOOKS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> bool:
        """Lock if nobody has done anything for too long, or the computer slept. True where it did."""
        slept, idle = self._slept(), self._now() - self._active
        if not self.is_open() or not (slept or idle >= self._minutes() * 60):
            return False
        self._lock()
        return True

    def heard(self) -> None:
        """The system said that it goes to sleep, or that its screen is locked."""
        if self.is_open():
            self._lock()

    def _slept(self) -> bool:
        """Has the computer slept since this was last asked? Not where this process alone was held up in between."""
        before, now, after = self._awake(), self._now(), self._awake()
        slept = now - after - self._asleep > _NAP  # at least this long; and then what it can have been at most
        self._asleep = now - before
        return slept

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # Qt's own
        """Sees what happens before anything else. What comes after too long locks, and is not carried out."""
        kind = event.type()
        if kind not in _LOOKED_AT:
            return False
        if kind in _BEFORE_PAINTING:
            return self.look()
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
