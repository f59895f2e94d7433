"""A copy of an open log's database as it stands at one moment, encrypted as it is, made while the log stays in use.

Another process copies the file byte for byte, which takes a second for each gigabyte. Where something is written
meanwhile it begins again; where somebody saves again and again, SQLite makes the copy in steps between the saves.
"""

from __future__ import annotations

import os
from pathlib import Path

from sharedesk.vault import apart, database, files, swap
from sharedesk.vault.store import Progress
from sharedesk.vault.vault import Vault

SMALL = 32 << 20
"""Bytes of a database that SQLite copies sooner than another process would have started."""
_TRIES = 3
_LOCKS_AT, _PAGE = 1 << 30, 4096
"""Where SQLite's locks lie, on a page that it never uses (https://sqlite.org/fileformat.html, the lock-byte page)."""
_AT_ONCE = 4 << 20


def take(vault: Vault, copy: Path, progress: Progress = lambda done, of: None, *, page_for_page: bool = True) -> None:
    """Make the copy, which must not exist yet; it is for somebody to read from now, not made to last.

    Without `page_for_page` SQLite copies a small database: the pages' seals are then new ones.
    `progress` may raise Cancelled, and others may write wherever it is told. Whatever goes wrong, the caller removes
    what is there of the copy. Raises DiskFull, ReadOnly, StorageFailed, DatabaseDamaged, WorkEnded.
    """
    path = vault.folder / database.NAME
    by_itself = page_for_page or path.stat().st_size >= SMALL
    for _ in range(_TRIES if by_itself else 0):
        before = writes(vault)
        apart.apart(copy_bytes, str(path), str(copy), told=progress)
        if writes(vault) == before:
            return
        files.discard(copy)
    swap.copy_database(vault.store.connection, copy, vault.root.database_key, progress, lasting=False)


def writes(vault: Vault) -> tuple[int, int]:
    """Differs once something was written: which connection, and how many rows it ever changed."""
    return id(vault.store.connection), vault.store.connection.total_changes


def copy_bytes(tell: Progress, path: str, target: str) -> None:
    """A file as it is, but for the page that only locks lie on, which nobody else may read. Not made to last."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with files.storage(), open(path, "rb", buffering=0) as source, open(descriptor, "wb", buffering=0) as copy:
        size, at = os.fstat(source.fileno()).st_size, 0
        while at < size:
            if at == _LOCKS_AT:
                at += _PAGE
                source.seek(at)
                copy.seek(at)
            end = _LOCKS_AT if at < _LOCKS_AT else size
            data = source.read(min(_AT_ONCE, end - at))
            if not data:
                break
            view = memoryview(data)
            while view:
                view = view[copy.write(view) :]
            at += len(data)
            tell(at, size)
        copy.truncate(size)
