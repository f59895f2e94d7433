"""Putting another database or another folder in the place of a log's, so that at every moment one of them is whole.

A stale journal beside a swapped file would silently mix both, so the old database is opened once more (which rolls a
hot journal back), closed, and its journal seen to be gone before the new file takes its name.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from sharedesk.domain.entry import new_part
from sharedesk.domain.ids import Dice
from sharedesk.vault import database, errors, files, restoring, schema
from sharedesk.vault.check import check
from sharedesk.vault.keys import Root
from sharedesk.vault.lock import VaultLock
from sharedesk.vault.migrations import MIGRATIONS, Migration
from sharedesk.vault.moment import Clock
from sharedesk.vault.store import NewEntry, Progress, Store

PAGES_A_STEP = 256
BEFORE = "before-schema-"
"""How the name of a database in backups/ begins that was kept when a log was brought to a later schema."""


def open_database(folder: Path, root: Root, log: str) -> database.Connection:
    """The database of a log, of this program's schema and with the log's own id in it.

    Raises NewerVersion, HeaderForeign, and what `database.open_existing` does.
    """
    connection = _open(folder, root)
    try:
        schema.check_version(connection)
        if stored_log(connection) != log:
            raise errors.HeaderForeign
    except BaseException:
        connection.close()
        raise
    return connection


def _open(folder: Path, root: Root) -> database.Connection:
    path = folder / database.NAME
    try:
        return database.open_existing(path, root.database_key)
    except errors.DatabaseDamaged:
        if not database.is_salted_by(path, root.database_key):
            raise errors.HeaderForeign from None
        raise


def stored_log(connection: database.Connection) -> str:
    """The log id that the database itself holds."""
    with database.database_errors():
        row = connection.execute("SELECT value FROM meta WHERE name = 'log'").fetchone()
    if row is None:
        raise errors.DatabaseDamaged
    log: bytes = row[0]
    return log.hex()


def copy_database(
    connection: database.Connection, target: Path, key: str, progress: Progress, *, lasting: bool = True
) -> None:
    """An encrypted copy of an open database, a step at a time between writes. `target` must not exist.

    With `lasting` it is on the disk when this returns; else it is only for somebody to read from now.
    """
    copy = database.create(target, key)
    try:
        with database.database_errors():
            if not lasting:
                copy.execute("PRAGMA synchronous = OFF")
            connection.backup(copy, pages=PAGES_A_STEP, progress=lambda _, left, of: progress(of - left, of))
    except BaseException:
        copy.close()
        files.discard(target)
        raise
    copy.close()
    if lasting:
        with files.storage(), open(target, "rb+") as file:
            os.fsync(file.fileno())


def swap_database(folder: Path, new: Path, key: str) -> None:
    """Put `new` in the place of a log's database. The lock is held and nothing has the old one open."""
    old = folder / database.NAME
    database.open_existing(old, key).close()
    with files.storage():
        _remove_spent_journal(old.with_name(old.name + "-journal"))
        files.replace(new, old)


def _remove_spent_journal(journal: Path) -> None:
    """Remove a journal that SQLite has done with: empty, or with a zeroed head. Raises StorageFailed for any other.

    A process that dies between the two syncs of a save leaves one; SQLite passes it over and does not remove it.
    """
    if not journal.exists():
        return
    with journal.open("rb") as file:
        if file.read(1) not in (b"", b"\0"):
            raise errors.StorageFailed
    journal.unlink()
    files.sync_folder(journal.parent)


def upgrade(
    folder: Path, root: Root, log: str, *, clock: Clock, dice: Dice,
    target: int = schema.VERSION, migrations: Mapping[int, Migration] = MIGRATIONS,
    progress: Progress = lambda done, of: None,
) -> bool:  # fmt: skip
    """Bring an older database to this program's schema: copy, migrate the copy, verify it, swap. True if it did.

    The old file stays in backups/ as it was. `progress` counts pages that are copied, and as many again while the
    copy is checked; it may raise Cancelled. Raises NewerVersion, or whatever went wrong, with the old log in place.
    """
    connection = _open(folder, root)
    fresh = folder / f".{secrets.token_hex(8)}.new"
    try:
        version = schema.check_version(connection, target)
        if version == target:
            return False
        if stored_log(connection) != log:
            raise errors.HeaderForeign
        pages = 1

        def copying(done: int, of: int) -> None:
            nonlocal pages
            pages = of
            progress(done, 2 * of)

        copy_database(connection, fresh, root.database_key, copying)
    finally:
        connection.close()
    try:
        _migrate_copy(
            fresh, root.database_key, target, migrations, lambda copy: Store(copy, log, clock, dice),
            lambda done, of: progress(pages + pages * done // max(of, 1), 2 * pages),
        )  # fmt: skip
        with _kept(folder, f"{BEFORE}{target}-{secrets.token_hex(4)}.db"):
            swap_database(folder, fresh, root.database_key)
    finally:
        files.discard(fresh)
    return True


@contextlib.contextmanager
def _kept(folder: Path, name: str) -> Iterator[None]:
    """Give the present database a second name in backups/, which is all that is left of it once it is replaced.

    Where the disk knows no second names it is copied. Nothing has the database open.
    """
    live, backups = folder / database.NAME, folder / "backups"
    files.make_private_folder(backups)
    with files.storage():
        for second in backups.glob(f"{BEFORE}*.db"):
            if second.samefile(live):  # left by a crash in this very place: it would go on changing with the log
                second.unlink()
        try:
            os.link(live, backups / name)
        except OSError:
            files.copy_new(live, backups / name)
        files.sync_folder(backups)
    try:
        yield
    except BaseException:
        files.discard(backups / name)
        raise


def _migrate_copy(
    path: Path, key: str, target: int, migrations: Mapping[int, Migration],
    read: Callable[[database.Connection], Store], progress: Progress,
) -> None:  # fmt: skip
    connection = database.open_existing(path, key)
    try:
        version = schema.version_of(connection)
        schema.migrate(connection, target, migrations)
        store = read(connection)
        author = store.entry(store.tip.pos).leaf.author
        part = new_part("@migrated", {"from": version, "to": target})
        with database.transaction(connection):
            store.append([NewEntry(kind="migrated", entity=store.log, parts=(part,))], author)
        if check(store, progress).faults:
            raise errors.DatabaseDamaged
    finally:
        connection.close()


class _Marker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an exchange of folders leaves beside them until it is done: plain names in the same parent."""

    aside: str
    fresh: str


def _marker_of(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.exchange")


def is_being_exchanged(folder: Path) -> bool:
    """Is another folder about to take this one's place? Asked once more after the lock was got."""
    with files.storage():
        return _marker_of(folder).exists()


def exchange_folders(folder: Path, fresh: Path, aside: Path, let_go: Callable[[], None]) -> None:
    """`folder` becomes `aside` and `fresh` becomes `folder`: two renames that start-up finishes or undoes.

    The marker is locked meanwhile, so nobody opens or "finishes" what is still under way. `let_go` closes what is open
    in `folder`, because Windows does not rename a folder with open files.
    """
    marker = _marker_of(folder)
    with files.storage():
        files.write_new(marker, msgspec.json.encode(_Marker(aside.name, fresh.name)))
        guard = VaultLock(marker.parent, marker.name)
        try:
            let_go()
            os.rename(folder, aside)
            os.rename(fresh, folder)
            try:
                files.sync_folder(folder.parent)
            except OSError as problem:  # it may not last, so it has not been done
                try:
                    os.rename(folder, fresh)
                except OSError:
                    raise errors.RestoredNotOpened from problem
                os.rename(aside, folder)
                raise
        finally:
            guard.release()
        with contextlib.suppress(OSError):  # both are in their places: the next opening removes it
            marker.unlink(missing_ok=True)
            files.sync_folder(folder.parent)


def finish_interrupted(folder: Path) -> None:
    """Complete an exchange of folders that a crash interrupted, or take it back where nothing had moved yet.

    What a restore that was ended left beside the log is removed. Raises VaultInUse while the exchange is under way.
    """
    _finish_exchange(folder)
    if not is_being_exchanged(folder):
        restoring.clear(folder)


def _finish_exchange(folder: Path) -> None:
    marker = _marker_of(folder)
    if not is_being_exchanged(folder):
        return
    guard = VaultLock(marker.parent, marker.name)
    with files.storage():
        try:
            names = _named_by(marker.read_bytes(), folder)
        finally:
            guard.release()
        if names is not None:
            fresh, aside = names
            source = next((path for path in (fresh, aside) if path.exists()), None)
            if not folder.exists() and source is not None:
                os.rename(source, folder)
            elif fresh.exists():
                shutil.rmtree(fresh)  # nothing had moved: what was restored goes, the log stays
        marker.unlink(missing_ok=True)
        files.sync_folder(folder.parent)


def _named_by(marker: bytes, folder: Path) -> tuple[Path, Path] | None:
    """The folder that was put together and the one kept aside, as a marker beside a log names them.

    None where it names no such folders: it was interrupted while it was written, or it is none of ours. Nothing moved.
    """
    try:
        names = msgspec.json.decode(marker, type=_Marker)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if any(Path(name).name != name for name in (names.fresh, names.aside)):
        return None
    ours = names.fresh.startswith(f".{folder.name}.") and names.fresh.endswith(restoring.ENDING)
    if not ours or not names.aside.startswith(f"{folder.name} "):
        return None
    return folder.with_name(names.fresh), folder.with_name(names.aside)
