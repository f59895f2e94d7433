"""The program's own log: what it did and when, as codes. There is no way to put a text into it.

One line an event: the time in UTC, the code, and where it was a failure its class and the places in our own source
that it went through. Two files of a bounded size in the account's own folder for logs; the older one goes when both are
full.
Nothing is kept before `begin` was called, which only the program itself does: a test, or another program that uses one
of our rooms, keeps none.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from sharedesk import __version__

NAME, OLDER = "events.log", "events-older.log"
LARGEST = 64 * 1024
"""Bytes of one file: some thousand lines."""
_PLACES = re.compile(r"[A-Za-z0-9_]{1,60}\.py:\d{1,6}( < [A-Za-z0-9_]{1,60}\.py:\d{1,6}){0,7}", re.ASCII)
_CLASS = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,60}", re.ASCII)


class Event(StrEnum):
    """What can be told: each a code of its own, said in words where the settings list them."""

    STARTED = "started"
    CRASHED = "crashed_last_time"
    UNLOCKED = "unlocked"
    LOCKED = "locked"
    RENEWED = "renewed"
    CLOSED = "closed"
    REFUSED = "said_a_problem"
    FAULT = "fault"
    UNSEALED = "words_not_sealed"
    SETTINGS_SET_ASIDE = "settings_set_aside"
    CLIPBOARD_CLEARED = "clipboard_cleared"
    QT_WARNED = "qt_warned"
    BACKED_UP = "backed_up"
    BACKUP_FAILED = "backup_failed"


_folder: Path | None = None


def place() -> Path:
    """The folder of the log, of this account."""
    import platformdirs

    return Path(platformdirs.user_log_dir("ShareDesk", appauthor=False))


def begin(folder: Path | None = None) -> None:
    """Keep events from now on, in `folder` or in this account's own, which is made when there is something to keep."""
    global _folder  # noqa: PLW0603  # one process has one log
    _folder = folder or place()


def end() -> None:
    """Keep no more events."""
    global _folder  # noqa: PLW0603
    _folder = None


def note(event: Event, kind: type[BaseException] | None = None, where: str = "") -> None:
    """Keep one event: its code, a failure's class, and the places in our source as `places` of `quiet` gives them.

    It never raises: what the program is there for does not wait for its diary.
    """
    if _folder is None:
        return
    words = [f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", str(Event(event))]
    if event is Event.STARTED:
        words += [__version__, f"python-{sys.version_info.major}.{sys.version_info.minor}", sys.platform]
    if kind is not None:
        words.append(kind.__name__ if _CLASS.fullmatch(kind.__name__) else "other")
    if where:
        words.append(where if _PLACES.fullmatch(where) else "elsewhere")
    with contextlib.suppress(OSError):
        _append(_folder, f"{' '.join(words)}\n".encode("ascii"))


def _append(folder: Path, line: bytes) -> None:
    """One write to the end of the file, whole beside that of another process; a file that is full steps back first."""
    path = folder / NAME
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size + len(line) > LARGEST:
            path.replace(folder / OLDER)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)
