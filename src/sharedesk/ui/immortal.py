"""Python 3.11 and PySide6 6.12: each call of a Qt method that gives nothing takes a reference to None that is not its.

PySide6 6.12 is built as for Python 3.12, where None cannot die; on 3.11 some four thousand such calls end the program
("deallocating None"). So None is given, once, more references than a program can use up, which is what 3.12 does.
"""

from __future__ import annotations

import ctypes
import sys

_PLENTY = 1 << 60


def keep_none() -> None:
    """Make None immortal where Python does not do so itself. Twice is once."""
    if sys.version_info < (3, 12) and sys.getrefcount(None) < _PLENTY:
        count = ctypes.c_ssize_t.from_address(id(None))  # a CPython object begins with its count of references
        if abs(count.value - sys.getrefcount(None)) < 100:  # or this is not a CPython that we know
            count.value += _PLENTY
