"""Keeping the log: exported for another log, imported from one. (Checks and backups are the vault's own verbs.)"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from sharedesk.domain.entry import AlteredEntry, Entry
from sharedesk.exchange import log_export
from sharedesk.vault import errors, files, segments
from sharedesk.vault.segments import Imported
from sharedesk.vault.store import Progress
from sharedesk.vault.vault import Vault

_OPEN_FILES = "/proc/self/fd"


class NoSuchFile(errors.VaultError):
    """The file to read, or the folder to write into, is not there."""

    exit_code = 5
    sentence_text = "There is no such file or folder."
    advice_text = "Check the name."


class NotReadable(errors.VaultError):
    """The file to read is a folder, or this account may not read it."""

    exit_code = 8
    sentence_text = "That file cannot be read."
    advice_text = "Check that it is a file, not a folder, and that you are allowed to read it."


def export_lines(vault: Vault, progress: Progress = lambda done, of: None) -> Iterator[bytes]:
    """The lines of an export of the whole log: plain text. `progress` may raise Cancelled."""
    store = vault.store
    total = store.count()

    def stored() -> Iterator[Entry]:
        for pos, entry in store.every_entry():
            progress(pos, total)
            yield entry

    front = log_export.Front(log=vault.log, practice=vault.practice, exported_at=store.now().at)
    return log_export.write_lines(front, stored(), segments.chains_of(store))


def export_log(vault: Vault, target: Path, progress: Progress = lambda done, of: None) -> int:
    """Write the whole log as plain text, readable by this account only; gives the number of entries.

    The file has its name only once it is whole. Raises AlreadyThere, NoSuchFile, DiskFull, ReadOnly, Cancelled.
    """
    write_new_file(target, export_lines(vault, progress))
    return vault.store.count()


def import_log(vault: Vault, source: Path, progress: Progress = lambda done, of: None) -> Imported:
    """Import another log's export, all of it or nothing. Raises NotAnExport, ImportRefused and others."""
    try:
        with open_to_read(source) as file, files.storage():
            return segments.import_log(vault, log_export.read_lines(file), progress)
    except AlteredEntry as problem:
        what = problem.sentence.partition(": ")[2]
        raise errors.ImportRefused(
            f"The export has been altered or damaged, so nothing was imported: {what}",
            "Ask for it to be exported again.",
        ) from None


def open_to_read(source: Path) -> IO[bytes]:
    """A file that a person named, open. Raises NoSuchFile or NotReadable."""
    try:
        return source.open("rb")
    except FileNotFoundError:
        raise NoSuchFile from None
    except OSError:
        raise NotReadable from None


def free(target: Path) -> None:
    """See that a file may be made there. Raises AlreadyThere, NoSuchFile (no such folder) or what the disk says."""
    with files.storage():
        if os.path.lexists(target):
            raise errors.AlreadyThere
        if not target.parent.is_dir():
            raise NoSuchFile


def write_new_file(target: Path, data: Iterable[bytes]) -> None:
    """Write a file that a person chose: whole or not at all, readable by this account only, never over another.

    Raises AlreadyThere, NoSuchFile (no such folder), DiskFull, ReadOnly, StorageFailed.
    """
    free(target)
    try:
        with files.storage():
            if (nameless := _nameless(target.parent)) is not None:
                _write_and_name(nameless, data, target)
            else:
                _write_and_rename(data, target)
    except errors.ReadOnly:
        raise errors.ReadOnly(
            "That place cannot be written to, so nothing was saved.", "Choose another folder, or check its permissions."
        ) from None


def _nameless(folder: Path) -> IO[bytes] | None:
    """A file that has no name yet: plain words in it go with this process, however it ends. None: there is no such."""
    if sys.platform != "linux" or not Path(_OPEN_FILES).is_dir():
        return None
    try:
        return os.fdopen(os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600), "wb")
    except OSError:  # a memory stick's file system has none; whatever else is wrong shows at the next try
        return None


def _write_and_name(nameless: IO[bytes], data: Iterable[bytes], target: Path) -> None:
    with nameless as file:
        file.writelines(data)
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(f"{_OPEN_FILES}/{file.fileno()}", target, src_dir_fd=file.fileno())  # so that it follows the link
        except FileExistsError:
            raise errors.AlreadyThere from None
    files.sync_folder(target.parent)


def _write_and_rename(data: Iterable[bytes], target: Path) -> None:
    temporary = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with open(temporary, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.writelines(data)
            file.flush()
            os.fsync(file.fileno())
        files.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
