"""Windows: the messages about power and about the session, as they come to the window. This was never run on Windows.

The tests read made messages; the calls themselves rest on Microsoft's pages of WM_POWERBROADCAST,
WM_WTSSESSION_CHANGE, WTSRegisterSessionNotification and RegisterSuspendResumeNotification.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication

KIND = b"windows_generic_MSG"
"""What Qt calls the messages that come to a window; it shows those of its dispatcher by another name."""
_WM_POWERBROADCAST, _WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
_PBT_APMSUSPEND, _PBT_APMRESUMESUSPEND, _PBT_APMRESUMEAUTOMATIC = 0x4, 0x7, 0x12
_WTS_CONSOLE_DISCONNECT, _WTS_REMOTE_DISCONNECT, _WTS_SESSION_LOGOFF, _WTS_SESSION_LOCK = 0x2, 0x4, 0x6, 0x7
_LOCKS = {
    _WM_POWERBROADCAST: (_PBT_APMSUSPEND, _PBT_APMRESUMESUSPEND, _PBT_APMRESUMEAUTOMATIC),
    _WM_WTSSESSION_CHANGE: (_WTS_CONSOLE_DISCONNECT, _WTS_REMOTE_DISCONNECT, _WTS_SESSION_LOGOFF, _WTS_SESSION_LOCK),
}
_THIS_SESSION, _BY_WINDOW = 0, 0


def locks(message: wintypes.MSG) -> bool:
    """Does a message say that the computer sleeps or slept, or that the session is locked or left?"""
    return message.wParam in _LOCKS.get(message.message, ())


class Messages(QAbstractNativeEventFilter):
    """Looks through the program's messages from now on; `window` is the handle of the one that they are sent to."""

    def __init__(self, window: int, heard: Callable[[], object], libraries: Any = None) -> None:
        super().__init__()
        self._heard = heard
        system = libraries or getattr(ctypes, "windll")  # noqa: B009  # mypy looks at it on other systems too
        with contextlib.suppress(OSError, AttributeError):  # a Windows without these services: the clocks remain
            system.wtsapi32.WTSRegisterSessionNotification(wintypes.HWND(window), _THIS_SESSION)
        with contextlib.suppress(OSError, AttributeError):
            system.user32.RegisterSuspendResumeNotification(wintypes.HANDLE(window), _BY_WINDOW)
        if app := QCoreApplication.instance():
            app.installNativeEventFilter(self)

    def close(self) -> None:
        """Listen no more. (What was asked of Windows ends with the window.)"""
        if app := QCoreApplication.instance():
            app.removeNativeEventFilter(self)

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> tuple[bool, int]:
        """Qt's own: it looks on, and keeps nothing from anybody."""
        if kind == KIND and locks(wintypes.MSG.from_address(int(message))):
            self._heard()
        return False, 0
