"""Writing files so that they are either wholly there or not there at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sharedesk.vault.errors import DiskFull, ReadOnly, StorageFailed

INBOX, DRAFTS, BACKUPS = "inbox", "drafts", "backups"
"""The folders in a log's own."""
_LEFT_OVER = {
    ".": (".*.new*", ".*.rotated*"),  # a database's journal too
    DRAFTS: (".*.new",),
    BACKUPS: (".*.new", ".*.rotated", ".*.anew", ".*.copy*", ".*.packed", ".*.part"),
}
"""What work that was cut short leaves behind. (In the inbox somebody may be writing while the log is locked.)"""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_BUSY_ON_WINDOWS = (5, 32, 33)
_TRIES = 20


@contextlib.contextmanager
def storage() -> Iterator[None]:
    """Turns what the system reports into the error a person reads. FileNotFoundError and FileExistsError pass."""
    try:
        yield
    except (FileNotFoundError, FileExistsError):
        raise
    except OSError as problem:
        raise storage_error(problem) from problem


def storage_error(problem: OSError) -> DiskFull | ReadOnly | StorageFailed:
    """The error that fits an OSError: full, read-only or anything else."""
    if problem.errno in _FULL:
        return DiskFull()
    return ReadOnly() if problem.errno in _READ_ONLY else StorageFailed()


def make_private_folder(folder: Path) -> None:
    """A folder that only this account may enter, as each of its parents that had to be made; all durably there."""
    with storage():
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        try:
            for each in reversed(missing):
                each.mkdir(mode=0o700, exist_ok=True)
                sync_folder(each.parent)
            folder.mkdir(exist_ok=True)  # says so where a file is in its place
            os.chmod(folder, 0o700)
        except BaseException:
            for each in missing:
                with contextlib.suppress(OSError):  # somebody else has put something in it
                    each.rmdir()
            raise


def clear_left_overs(folder: Path) -> None:
    """Remove from a log's folder what work that was cut short left in it. Its lock is held and nothing under way."""
    with storage():
        for inner, patterns in _LEFT_OVER.items():
            for path in (path for pattern in patterns for path in (folder / inner).glob(pattern)):
                remove(path)


def discard(path: Path) -> None:
    """Remove a file of work that is over, where there is one; if the disk refuses it is cleared away later."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Remove a file or a whole folder. None there is as good."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes, *, proof: Callable[[Path], None] | None = None) -> None:
    """Replace `path` by `data`: a temporary file beside it, fsync, `proof`, rename, fsync of the folder.

    `proof` reopens the temporary file and raises if it does not hold what it should; then nothing has changed.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}.new")
    with storage():
        try:
            write_new(temporary, data)
            if proof is not None:
                proof(temporary)
            replace(temporary, path)
        finally:
            discard(temporary)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet, readable by this account only, and wait until it is on the disk."""
    with storage():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with open(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            discard(path)
            raise
        sync_folder(path.parent)


def copy_new(source: Path, target: Path) -> None:
    """Copy a file to one that must not exist yet, readable by this account only; on the disk when this returns."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with open(descriptor, "wb") as copy, open(source, "rb") as file:
            shutil.copyfileobj(file, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
    except BaseException:
        discard(target)
        raise


def replace(source: Path, target: Path) -> None:
    """Rename over `target`, durably. On Windows a scanner may hold a file for a moment: try again."""
    for attempt in range(_TRIES):
        try:
            os.replace(source, target)
            break
        except OSError as problem:
            if getattr(problem, "winerror", None) not in _BUSY_ON_WINDOWS or attempt == _TRIES - 1:
                raise
            time.sleep(0.05)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make renames and new names in `folder` durable, where the system has such a thing (Windows has not)."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
