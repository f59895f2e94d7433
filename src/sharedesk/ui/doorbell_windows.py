"""The doorbell on Windows: an event with a name, in this session alone. This was never run on Windows.

The event goes with the last process that has it, so none is ever stale. It is not known whether a window that is stuck
has heard it. Tested with a made library; the calls rest on Microsoft's pages of CreateEventW, OpenEventW, SetEvent,
WaitForSingleObject and AllowSetForegroundWindow.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

_MAY_SET, _ANYBODY, _FOR_EVER, _SIGNALLED = 0x0002, 0xFFFFFFFF, 0xFFFFFFFF, 0


def _system() -> Any:
    return getattr(ctypes, "windll")  # noqa: B009  # mypy looks at it on other systems too


def _event(name: str) -> str:
    return f"Local\\{name}"


def ring(name: str, libraries: Any = None) -> bool:
    """Ring where a window listens. True where one does."""
    system = libraries or _system()
    kernel = system.kernel32
    kernel.OpenEventW.restype = wintypes.HANDLE
    event = kernel.OpenEventW(wintypes.DWORD(_MAY_SET), False, _event(name))
    if not event:
        return False
    system.user32.AllowSetForegroundWindow(wintypes.DWORD(_ANYBODY))  # or Windows lets nobody come forward
    done = kernel.SetEvent(wintypes.HANDLE(event))
    kernel.CloseHandle(wintypes.HANDLE(event))
    return bool(done)


class Bell(threading.Thread):
    """Calls `rung`, on a thread of its own, each time. Raises OSError where Windows gives no event."""

    def __init__(self, name: str, rung: Callable[[], object], libraries: Any = None) -> None:
        super().__init__(name="Bell", daemon=True)
        self._rung, self._down = rung, False
        self._kernel = (libraries or _system()).kernel32
        self._kernel.CreateEventW.restype = wintypes.HANDLE
        self._event = self._kernel.CreateEventW(None, False, False, _event(name))
        if not self._event:
            raise OSError
        self.start()

    def run(self) -> None:
        """Wait for it again and again."""
        handle = wintypes.HANDLE(self._event)
        while self._kernel.WaitForSingleObject(handle, wintypes.DWORD(_FOR_EVER)) == _SIGNALLED and not self._down:
            self._rung()
        self._kernel.CloseHandle(handle)

    def take_down(self) -> None:
        """Listen no more."""
        self._down = True
        self._kernel.SetEvent(wintypes.HANDLE(self._event))
