"""Backups: a log in one file, which proves itself before it is called one.

The database is copied as it is at one moment (`snapshot`); all that comes after (both integrity checks, the chain,
packing, reading back) is done in a process of its own, so that saving stays possible.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from sharedesk.errors import ShareDeskError
from sharedesk.vault import database, errors, files, snapshot
from sharedesk.vault.apart import apart
from sharedesk.vault.backup_file import (
    ENDING,
    FORMAT,
    Contents,
    Manifest,
    Member,
    copy_backup,
    glance,
    pack,
    read_manifest,
)  # fmt: skip
from sharedesk.vault.check import Report, check
from sharedesk.vault.keys import Root
from sharedesk.vault.moment import device_clock
from sharedesk.vault.store import Progress, Store
from sharedesk.vault.vault import BACKUPS, Vault

__all__ = [
    "ENDING", "FORMAT", "STEPS", "Manifest", "Member", "back_up", "copy_file", "glance", "part_of", "proposed_name",
    "read_manifest", "verify_apart",
]  # fmt: skip

STEPS = 1000
"""Of how many steps a backup's progress is told, however large the log is."""
_COPIED = 100
"""Steps after which the database is copied and the rest begins."""


@files.storage()
def back_up(vault: Vault, target: Path, progress: Progress = lambda done, of: None) -> Manifest:
    """Make a backup file, which must not exist yet; it has its name only once it has proved itself.

    `progress` counts STEPS and may raise Cancelled. Raises AlreadyThere, DatabaseDamaged (then no file is made),
    DiskFull, ReadOnly, BackupNotProved.
    """
    if target.exists():
        raise errors.AlreadyThere
    if not target.parent.is_dir():
        raise errors.ReadOnly("The folder for the backup is not there.", "Choose a folder that exists.")
    copy = vault.folder / BACKUPS / f".{secrets.token_hex(8)}.copy"  # here: SQLite wants a disk that can be relied on
    packed = target.parent / f".{secrets.token_hex(8)}.packed"
    try:
        with files.storage():
            files.make_private_folder(copy.parent)
            snapshot.take(vault, copy, part_of(progress, 0, _COPIED), page_for_page=False)
            manifest = _prove_and_pack(vault, copy, packed, part_of(progress, _COPIED, STEPS - 1))
            _give_name(packed, target)
    finally:
        files.discard(copy)
        files.discard(packed)
    progress(STEPS, STEPS)
    return manifest


def part_of(progress: Progress, first: int, last: int, of: int = STEPS) -> Progress:
    """Progress of a part of the work, told as steps from `first` to `last` of the whole."""
    return lambda done, all_: progress(first + (last - first) * min(done, all_) // max(all_, 1), of)


def proposed_name(vault: Vault) -> Path:
    """Where a backup goes unless somebody chooses: beside the log, named by the moment."""
    at = device_clock().at
    return vault.folder / BACKUPS / f"{at:%Y-%m-%d-%H%M%S}{ENDING}"


def copy_file(source: Path, target: Path, progress: Progress = lambda done, of: None) -> None:
    """Copy a backup elsewhere and read it back from there; it has its name only then. `target` must not exist.

    `progress` counts bytes and may raise Cancelled. Raises BackupDamaged, DiskFull, ReadOnly, StorageFailed, WorkEnded.
    """
    part = target.parent / f".{secrets.token_hex(8)}.part"
    try:
        apart(copy_and_read_back, str(source), str(part), told=progress)
        with files.storage():
            _give_name(part, target)
    finally:
        files.discard(part)


def _give_name(finished: Path, target: Path) -> None:
    """Rename what is finished, durably; where that cannot be made durable it is not there."""
    try:
        files.replace(finished, target)
    except BaseException:
        if not finished.exists():
            files.discard(target)
        raise


def copy_and_read_back(tell: Progress, source: str, part: str) -> None:
    """In a process of its own: a disk outside may take long to write."""
    copy_backup(Path(source), Path(part), tell)


def _prove_and_pack(vault: Vault, copy: Path, packed: Path, progress: Progress) -> Manifest:
    # the header as it was proved on unlocking: the file itself may have been damaged since
    given = (str(copy), vault.root.secret, vault.log, str(packed), vault.header.data, str(vault.folder))
    try:
        found = apart(prove_pack_and_remove, *given, told=progress)
    except errors.WorkEnded:
        raise errors.BackupNotProved from None
    if isinstance(found, tuple):
        raise errors.DatabaseDamaged
    return msgspec.json.decode(found, type=Manifest)


def prove_and_pack(
    tell: Progress, copy: str, secret: bytes, log: str, packed: str, head: bytes, folder: str
) -> bytes | tuple[str, ...]:
    """In a process of its own: a copy checked while it is packed. Gives the manifest, as JSON; or faults, and no file.

    Packing reads the file as it is, checking reads what it says: they do not wait for each other.
    """
    path = Path(copy)
    connection = database.open_existing(path, Root(secret).database_key)
    try:
        store = Store(connection, log, device_clock, secrets.token_bytes)
        tip, entries = store.tip, store.count()
    finally:
        connection.close()  # closing any reader of the file drops its locks, and nobody else knows of it
    contents = Contents(path, head, Path(folder), log, device_clock().at, entries, tip.head.hex())
    together = _Together(tell)
    packing = _Packing(contents, Path(packed), together.packing)
    report = _checked(path, secret, log, together.checking)
    manifest = packing.result()
    return report.faults or msgspec.json.encode(manifest)


def prove_pack_and_remove(
    tell: Progress, copy: str, secret: bytes, log: str, packed: str, head: bytes, folder: str
) -> bytes | tuple[str, ...]:
    """The same for a copy that nobody wants any more: to remove it takes the disk a while, and nobody waits here."""
    found = prove_and_pack(tell, copy, secret, log, packed, head, folder)
    Path(copy).unlink()
    return found


class _Together:
    """The progress of two things that are done at once, as one: checking takes most of the time."""

    def __init__(self, tell: Progress) -> None:
        self._tell, self._packed, self._checked = tell, 0, 0

    def packing(self, done: int, of: int) -> None:
        """How far packing is."""
        self._packed = STEPS // 5 * done // max(of, 1)
        self._tell(self._packed + self._checked, STEPS)

    def checking(self, done: int, of: int) -> None:
        """How far checking is."""
        self._checked = (STEPS - STEPS // 5) * done // max(of, 1)
        self._tell(self._packed + self._checked, STEPS)


class _Packing(threading.Thread):
    """Packs a backup while something else is done."""

    def __init__(self, contents: Contents, packed: Path, tell: Progress) -> None:
        super().__init__(daemon=True)
        self._work: Callable[[], Manifest] = lambda: pack(contents, packed, tell)
        self._made: Manifest | ShareDeskError = errors.BackupNotProved()
        self.start()

    def run(self) -> None:
        try:
            with files.storage():
                self._made = self._work()
        except ShareDeskError as problem:
            self._made = problem

    def result(self) -> Manifest:
        """Wait for the manifest. Raises what packing raised."""
        self.join()
        if isinstance(self._made, ShareDeskError):
            raise self._made
        return self._made


def verify_apart(path: Path, root: Root, log: str, told: Progress = lambda done, of: None) -> Report:
    """Check a copy of a database in a process of its own: both integrity checks and the chain.

    `told` is called while that lasts, and may raise Cancelled, which ends the process: SQLCipher's own check cannot be
    interrupted otherwise. Raises WorkEnded where it ended without an answer.
    """
    return msgspec.json.decode(apart(verify, str(path), root.secret, log, told=told), type=Report)


def verify(tell: Progress, path: str, secret: bytes, log: str) -> bytes:
    """In a process of its own: the report of a check, as JSON."""
    return msgspec.json.encode(_checked(Path(path), secret, log, tell))


def _checked(path: Path, secret: bytes, log: str, tell: Progress) -> Report:
    connection = database.open_existing(path, Root(secret).database_key)
    try:
        return check(Store(connection, log, device_clock, secrets.token_bytes), tell)
    finally:
        connection.close()
