"""Beside a log that is being restored: the folder that is put together there, and the lock that keeps others out."""

from __future__ import annotations

import contextlib
import glob
import secrets
import shutil
import sys
from pathlib import Path

from sharedesk.vault import errors, files
from sharedesk.vault.lock import VaultLock

ENDING = ".restoring"


def new_folder(folder: Path) -> Path:
    """A name for what is to take a log's place."""
    return folder.with_name(f".{folder.name}.{secrets.token_hex(4)}{ENDING}")


class Guard:
    """One restoring a folder at a time, by a lock beside it; what an earlier one that was ended left there goes.

    Raises VaultInUse.
    """

    def __init__(self, folder: Path) -> None:
        self._path = _lock_of(folder)
        self._lock = VaultLock(folder.parent, self._path.name)
        try:
            with files.storage():
                for left in folder.parent.glob(f".{glob.escape(folder.name)}.????????{ENDING}"):
                    shutil.rmtree(left, ignore_errors=True)  # the next one tries again
        except BaseException:
            self._lock.release()
            raise

    def release(self) -> None:
        """Let go. Twice is once."""
        if not self._lock.released:
            if sys.platform == "win32":  # which removes no file that is open
                self._lock.release()
            with contextlib.suppress(OSError):  # it says nothing once nobody holds it
                self._path.unlink(missing_ok=True)
            self._lock.release()


def clear(folder: Path) -> None:
    """Remove what a restore built that was ended in the midst of it: an encrypted copy that nobody knows of.

    None where no lock of one lies there. What a restore under way builds stays.
    """
    with files.storage():
        there = _lock_of(folder).exists()
    if there:
        with contextlib.suppress(errors.VaultError, OSError):  # it is under way, or the next start tries again
            Guard(folder).release()


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.restore-lock")
