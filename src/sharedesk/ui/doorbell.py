"""A doorbell: who starts ShareDesk again on a log whose window is open has that window come forward, and ends.

It is only a bell. What keeps two programs from writing is the log's own lock; a bell that nobody answers is as good as
none. On Windows it is an event with a name (`ui.doorbell_windows`). Elsewhere it is a named pipe, not a socket, in a
folder that is this account's alone: it needs no network module, and one whose window is gone is known at once.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import time
from pathlib import Path

_NO_ANSWER = 1.0
"""Seconds after which a window that does not answer is thought to be stuck: then another one opens."""
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


def name_of(log: Path) -> str:
    """What the bell of a log's folder is called; it says nothing of where that is. Raises OSError where it is gone."""
    folder = log.stat()
    return f"sharedesk-{folder.st_dev:x}-{folder.st_ino:x}"


def ring(log: Path) -> bool:
    """Ring where a window is open on this log. True where it was answered."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            from sharedesk.ui import doorbell_windows

            return doorbell_windows.ring(name_of(log))
        return _ring(place() / name_of(log))
    return False


def _ring(bell: Path) -> bool:
    try:
        pipe = os.open(bell, os.O_WRONLY | os.O_NONBLOCK | _NO_FOLLOW)
    except FileNotFoundError:
        return False
    except OSError:  # its window is gone, or it is no bell
        bell.unlink()
        return False
    try:
        if not stat.S_ISFIFO(os.fstat(pipe).st_mode):
            return False
        os.write(pipe, b"!")
        return _was_heard(pipe)
    finally:
        os.close(pipe)


def _somebody_listens(bell: Path) -> bool:
    try:
        os.close(os.open(bell, os.O_WRONLY | os.O_NONBLOCK | _NO_FOLLOW))
    except OSError:
        return False
    return True


def _was_heard(pipe: int) -> bool:
    """Has the window taken out what was put in? Waits for it a little; where the system does not tell, it has."""
    import fcntl
    import termios

    end = time.monotonic() + _NO_ANSWER
    while time.monotonic() < end:
        try:
            left = fcntl.ioctl(pipe, termios.FIONREAD, bytes(4))
        except OSError:
            return True
        if not any(left):
            return True
        time.sleep(0.005)
    return False


def place() -> Path:
    """The folder of the bells: this session's own, where the system has one that nobody else can look into."""
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    if given:
        with contextlib.suppress(OSError):
            folder = Path(given).stat()
            if folder.st_uid == os.getuid() and not stat.S_IMODE(folder.st_mode) & 0o077:
                return Path(given)
    from sharedesk.desk import settings

    return settings.place()


class Bell:
    """A bell that hangs, readable at `pipe` when it is rung. Raises OSError where none can, or another one hangs."""

    def __init__(self, log: Path) -> None:
        self.log, self._path = log, place() / name_of(log)
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _somebody_listens(self._path):
            raise FileExistsError
        self._path.unlink(missing_ok=True)
        os.mkfifo(self._path, 0o600)
        self.pipe = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | _NO_FOLLOW)  # its own writer: it never ends

    def answer(self) -> None:
        """Take out what was put in."""
        with contextlib.suppress(BlockingIOError):
            os.read(self.pipe, 4096)

    def take_down(self) -> None:
        """Leave nothing behind, unless another one hangs there by now."""
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(self.pipe), self._path.lstat()):
                self._path.unlink()
        os.close(self.pipe)
