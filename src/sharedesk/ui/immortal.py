"""Python 3.11 and PySide6 6.12: calls to Qt give back None, True and False without a reference of their own.

PySide6 6.12 is built as for Python 3.12, where these cannot die; on 3.11 each call of a method that gives nothing takes
one of None's references, and some four thousand of them end the program ("deallocating None"). So each is given, once,
more references than a program can use up, which is what 3.12 does.
"""

from __future__ import annotations

import ctypes
import sys

_PLENTY = 1 << 60


def keep_constants() -> None:
    """Make the constants immortal where Python does not do so itself. Twice is once."""
    if sys.version_info >= (3, 12):
        return
    for constant in (None, True, False, NotImplemented):
        count = ctypes.c_ssize_t.from_address(id(constant))  # a CPython object begins with its count of references
        known = sys.getrefcount(constant)
        if known < _PLENTY and abs(count.value - known) < 100:  # or this is not a CPython that we know
            count.value += _PLENTY
