"""A log that is open: made, unlocked, written, read and locked again."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct

from sharedesk.domain.entry import Entry, Part, new_part
from sharedesk.domain.ids import Dice, new_id
from sharedesk.domain.person import Author, LogAgreement
from sharedesk.vault import database, errors, files, header, keys, projections, recovery, schema, succession, swap
from sharedesk.vault.header import Body, Header, Slot
from sharedesk.vault.keys import Cost, Root
from sharedesk.vault.lock import NAME as LOCK
from sharedesk.vault.lock import VaultLock
from sharedesk.vault.moment import Clock, device_clock
from sharedesk.vault.recovery import RecoverySheet
from sharedesk.vault.store import NewEntry, Progress, Store

INBOX, DRAFTS, BACKUPS = files.INBOX, files.DRAFTS, files.BACKUPS


class Receipt(Struct, frozen=True, kw_only=True):
    """What a write did: the entries as they now stand on the disk. It is given only after they do."""

    entries: tuple[Entry, ...]

    @property
    def changed(self) -> frozenset[str]:
        """The ids of what was written about, so that a page knows whether to read again."""
        return frozenset(entry.leaf.entity for entry in self.entries)


class Vault:
    """An open log. Made by `create`, `unlock` or `recover`; a context manager that locks at the end.

    It belongs to one worker: calls do not overlap. After `lock` every call raises Locked.
    """

    def __init__(self, folder: Path, head: Header, root: Root, lock: VaultLock, store: Store) -> None:
        self.folder, self.header, self.root = folder, head, root
        self._lock, self._store = lock, store

    @property
    def store(self) -> Store:
        """The entries. Raises Locked, and after the disk had failed what opening the database anew does."""
        if self._lock.released:
            raise errors.Locked
        if self._store.connection.failed:
            self._open_anew()
        return self._store

    @property
    def log(self) -> str:
        """The log's id."""
        return self.header.body.log

    @property
    def practice(self) -> bool:
        """Is this a practice log? Fixed when it was made."""
        return self.header.body.practice

    @property
    def has_recovery(self) -> bool:
        """Is there a recovery slot?"""
        return any(slot.kind == "recovery" for slot in self.header.body.slots)

    @property
    def author(self) -> str:
        """The id of whoever writes this log."""
        author = next((slot.author for slot in self.header.body.slots if slot.author), None)
        if author is None:
            raise errors.HeaderDamaged
        return author

    def append(self, new: Iterable[NewEntry], *, with_it: Callable[[], None] = lambda: None) -> Receipt:
        """Append entries with all that follows from them, in one transaction; on the disk when this returns.

        `with_it` is done just before the commit; what it raises takes the entries back.
        Raises WrongText, DiskFull, ReadOnly, StorageFailed, Locked; then nothing of it was written.
        """
        if self.store.is_behind:
            self._open_anew()  # a commit that was said to have failed came through after all
        store = self.store
        before, written = store.tip, list[Entry]()
        new = list(new)
        try:
            with database.transaction(store.connection):
                fresh = frozenset(one.entity for one in new if not one.follows and store.row_of(one.entity) is None)
                written = store.append(new, self.author)
                projections.refresh(store, written, new_entities=fresh)
                with_it()
        except BaseException:
            store.back_to(before)
            if not self._came_through(written):
                raise
        return Receipt(entries=tuple(written))

    def _came_through(self, written: list[Entry]) -> bool:
        """Are entries on the disk, although it failed as they were committed? It may fail after all is written."""
        if not written or not self._store.connection.failed:
            return False
        try:
            store = self.store
            with files.storage():
                files.sync_folder(self.folder)
        except errors.VaultError:
            return False
        return store.tip.head == written[-1].head

    def _open_anew(self) -> None:
        """The database once more, after the disk had failed under it. What was not committed is rolled back."""
        with contextlib.suppress(database.DatabaseError):
            self._store.connection.close()
        self._store.goes_on_with(swap.open_database(self.folder, self.root, self.log))

    def goes_on_with(self, head: Header, root: Root, connection: database.Connection) -> None:
        """The log's key was changed: the same log, opened anew, is this one from now on."""
        store = Store(connection, self.log, self._store.now, secrets.token_bytes)
        self.header, self.root, self._store = head, root, store

    def lock(self) -> None:
        """Close the database and let go of the folder. Twice is once."""
        if not self._lock.released:
            try:
                self._store.connection.close()
            finally:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.lock()


class Beginning(Struct, frozen=True, kw_only=True):
    """The keys of a log that is not made yet, so that its recovery sheet can be kept before there is a log to lose."""

    root: Root
    log: str
    author: str
    slot: Slot
    sheet: RecoverySheet
    practice: bool


def begin(
    passphrase: str, *, practice: bool = False, cost: Cost | None = None, dice: Dice = secrets.token_bytes
) -> Beginning:
    """Draw the keys of a new log; nothing is written. Takes about a second. Raises NotEnoughMemory."""
    root, log, author = Root(secrets.token_bytes(keys.ROOT_BYTES)), new_id(dice), new_id(dice)
    slot = header.passphrase_slot(passphrase, root, log, cost or keys.calibrated(), author)
    return Beginning(
        root=root, log=log, author=author, slot=slot, sheet=recovery.new_sheet(root, log), practice=practice
    )


def create(
    folder: Path, passphrase: str, author: Author, *, practice: bool = False, with_recovery: bool = True,
    cost: Cost | None = None, clock: Clock = device_clock, dice: Dice = secrets.token_bytes,
) -> tuple[Vault, RecoverySheet | None]:  # fmt: skip
    """Make a log in a folder that is new or empty, and open it. The sheet is the only copy of the recovery code.

    Raises AlreadyThere, ReadOnly, DiskFull, NotEnoughMemory; then nothing of the log is left.
    """
    see_that_free(folder)
    begun = begin(passphrase, practice=practice, cost=cost, dice=dice)
    vault = make(folder, begun, author, with_recovery=with_recovery, clock=clock, dice=dice)
    return vault, begun.sheet if with_recovery else None


def see_that_free(folder: Path) -> None:
    """Raise AlreadyThere unless a folder is new or empty."""
    with files.storage():
        if folder.exists() and (not folder.is_dir() or {path.name for path in folder.iterdir()} - {LOCK}):
            raise errors.AlreadyThere


def make(
    folder: Path, begun: Beginning, author: Author, agreement: LogAgreement | None = None, *,
    with_recovery: bool = True, clock: Clock = device_clock, dice: Dice = secrets.token_bytes,
) -> Vault:  # fmt: skip
    """Make the log that was begun, in a folder that is new or empty, and open it.

    Database first, header last: until the header is there the folder is unfinished, never opened, never overwritten.
    After a failure nothing of the log is left. Raises AlreadyThere, ReadOnly, DiskFull, WrongText.
    """
    see_that_free(folder)
    root = begun.root
    slots = (begun.slot, begun.sheet.slot) if with_recovery else (begun.slot,)
    body = Body(log=begun.log, sequence=1, practice=begun.practice, inbox=root.inbox_public, slots=slots)
    files.make_private_folder(folder)
    lock = VaultLock(folder)
    try:
        connection = database.create(folder / database.NAME, root.database_key)
    except BaseException:
        lock.release()
        raise
    try:
        for inner in (INBOX, DRAFTS, BACKUPS):
            files.make_private_folder(folder / inner)
        schema.create_tables(connection)
        stated = [new_part("author", author, dice)]
        if agreement is not None:
            stated.append(new_part("agreement", agreement, dice))
        store = _first_entries(connection, begun, tuple(stated), clock, dice)
        written = header.write(folder, body, root)
    except BaseException:
        connection.close()
        _take_back(folder)
        lock.release()
        raise
    return Vault(folder, written, root, lock, store)


def _first_entries(
    connection: database.Connection, begun: Beginning, stated: tuple[Part, ...], clock: Clock, dice: Dice
) -> Store:
    with database.transaction(connection):
        connection.execute("INSERT INTO meta VALUES ('log', ?), ('writer', ?)", (bytes.fromhex(begun.log), dice(16)))
        store = Store(connection, begun.log, clock, dice)
        about = {"practice": begun.practice, "program": "sharedesk"}
        store.append(
            [
                NewEntry(kind="log_created", entity=begun.log, parts=(new_part("log", about, dice),)),
                NewEntry(kind="author_stated", entity=begun.author, parts=stated),
            ],
            begun.author,
        )
    return store


def _take_back(folder: Path) -> None:
    """Remove what a failed `create` made in a folder that had been empty and is locked."""
    for name in (header.NAME, header.COPY, database.NAME):
        (folder / name).unlink(missing_ok=True)
    for inner in (INBOX, DRAFTS, BACKUPS):
        shutil.rmtree(folder / inner, ignore_errors=True)


def unlock(
    folder: Path, passphrase: str, *,
    clock: Clock = device_clock, dice: Dice = secrets.token_bytes, progress: Progress = lambda done, of: None,
) -> Vault:  # fmt: skip
    """Open a log. Until the passphrase has proved right nothing is created or changed.

    `progress` is told only where an older version's log is brought to this version's, and may raise Cancelled; then
    it is as it was. Raises NoLogHere, HeaderMissing, HeaderDamaged, HeaderAltered, HeaderForeign, UnsafeParameters,
    WrongPassphrase, NotEnoughMemory, DatabaseMissing, DatabaseEmpty, DatabasePlain, DatabaseDamaged, NewerVersion,
    VaultInUse, LockingNotProved, ReadOnly.
    """
    head = look(folder)
    try:
        root = head.unlock(passphrase)
    except errors.HeaderAltered:
        head = header.twin(folder, head)
        root = head.unlock(passphrase)
    return open_with_root(folder, head, root, clock=clock, dice=dice, progress=progress)


def look(folder: Path) -> Header:
    """The header of a folder that seems to hold a log; the cheap refusals come from here."""
    with files.storage():
        swap.finish_interrupted(folder)
        if not folder.is_dir():
            raise errors.NoLogHere
        there = {path.name for path in folder.iterdir()}
    if not there & {header.NAME, header.COPY, database.NAME}:
        raise errors.NoLogHere
    head = header.read(folder)
    database.look_before_opening(folder / database.NAME)
    return head


def open_with_root(
    folder: Path, head: Header, root: Root, *,
    clock: Clock = device_clock, dice: Dice = secrets.token_bytes, progress: Progress = lambda done, of: None,
) -> Vault:  # fmt: skip
    """Open a log whose ROOT is known, migrating an older schema first."""
    lock = VaultLock(folder)
    connection = None
    try:
        if swap.is_being_exchanged(folder) or header.read(folder).signed != head.signed:
            raise errors.VaultInUse  # somebody was quicker, and has changed it since it was looked at
        head, root = succession.settle(folder, head, root)
        swap.upgrade(folder, root, head.body.log, clock=clock, dice=dice, progress=progress)
        connection = swap.open_database(folder, root, head.body.log)
        store = Store(connection, head.body.log, clock, dice)
        root = succession.knowing_former(root, store)
        with contextlib.suppress(errors.DiskFull, errors.StorageFailed):  # the log opens; next time it is tried again
            header.mend(folder, head)
            files.clear_left_overs(folder)
    except BaseException:
        if connection is not None:
            connection.close()
        lock.release()
        raise
    return Vault(folder, head, root, lock, store)
