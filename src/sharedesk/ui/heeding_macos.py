"""macOS: that the screen is locked, as the system tells every program. This was never run on macOS.

It is told by Core Foundation's distributed notifications, through the loop that Qt runs. The notification's name is in
no document of Apple's, though it has been sent for many years. That the computer is about to sleep is not heard: macOS
locks the screen as it sleeps where it asks for a password afterwards, and the clocks in `ui.locking` tell of a sleep.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Callable
from typing import Any

_FRAMEWORK = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
_LOCKED = b"com.apple.screenIsLocked"
_UTF8, _AT_ONCE = 0x08000100, 4
_POINTER = ctypes.c_void_p
_Called = ctypes.CFUNCTYPE(None, *(_POINTER,) * 5)


class Notifications:
    """Calls `heard` when the screen is locked. `core` is Core Foundation, loaded where none is given."""

    def __init__(self, heard: Callable[[], object], core: Any = None) -> None:
        self._called = _Called(lambda *_: heard())  # the system keeps no hold on it
        self._me = _POINTER(id(self))
        self._core, self._centre = core, None
        with contextlib.suppress(OSError, AttributeError):  # a macOS without it: the clocks remain
            core = self._core = core or ctypes.CDLL(_FRAMEWORK)
            core.CFNotificationCenterGetDistributedCenter.restype = _POINTER
            core.CFStringCreateWithCString.restype = _POINTER
            core.CFStringCreateWithCString.argtypes = (_POINTER, ctypes.c_char_p, ctypes.c_uint32)
            core.CFNotificationCenterAddObserver.argtypes = (*(_POINTER,) * 2, _Called, *(_POINTER,) * 2, ctypes.c_long)
            core.CFNotificationCenterAddObserver.restype = None
            core.CFNotificationCenterRemoveEveryObserver.argtypes = (_POINTER, _POINTER)
            core.CFNotificationCenterRemoveEveryObserver.restype = None
            centre = core.CFNotificationCenterGetDistributedCenter()
            name = core.CFStringCreateWithCString(None, _LOCKED, _UTF8)
            core.CFNotificationCenterAddObserver(centre, self._me, self._called, name, None, _AT_ONCE)
            self._centre = centre

    def close(self) -> None:
        """Listen no more."""
        if self._centre is not None:
            self._core.CFNotificationCenterRemoveEveryObserver(self._centre, self._me)
