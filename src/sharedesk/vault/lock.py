"""One program a log: an operating system's lock on `sharedesk.lock`, held while the log is open.

The lock goes with the process, so a crash leaves nothing stale behind. Where a second lock is granted although the
first is held (some network folders), the place cannot keep writers apart and the log is not opened there.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from sharedesk.vault.errors import LockingNotProved, VaultInUse
from sharedesk.vault.files import storage

NAME = "sharedesk.lock"

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # a lock here forbids reading too, so it lies beyond what any file of ours holds

    def _try(descriptor: int) -> bool:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import errno
    import fcntl

    def _try(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            if problem.errno in (errno.EWOULDBLOCK, errno.EACCES):
                return False
            raise LockingNotProved from problem
        return True


class VaultLock:
    """Held from construction until `release`. Raises VaultInUse, LockingNotProved or ReadOnly."""

    def __init__(self, folder: Path, name: str = NAME) -> None:
        path = folder / name
        with storage():
            self._descriptor: int | None = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)  # close-on-exec by default
        try:
            if not _try(self._descriptor):
                raise VaultInUse
            with storage():
                self._prove(path)
        except BaseException:
            self.release()
            raise

    @property
    def released(self) -> bool:
        """Has it been let go?"""
        return self._descriptor is None

    def release(self) -> None:
        """Let go. Twice is once."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with contextlib.suppress(OSError):  # a failing disk may say so; it is let go of all the same
                os.close(descriptor)

    def _prove(self, path: Path) -> None:
        second = os.open(path, os.O_RDWR)
        try:
            if _try(second):
                raise LockingNotProved
        finally:
            os.close(second)
