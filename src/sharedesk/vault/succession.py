"""A change of the log's key that was begun, finished or undone: what opening a log does first.

While the key is being changed the header holds slots of both ROOTs (`header.Pending`). Until the database is the new
ROOT's, an old passphrase undoes the change and a new one finishes it; from then on only the new ROOT opens the log, and
all that is left to do can be done again and again: sealing what waits anew, exchanging the backups, the last header.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sharedesk.domain import entry as entries
from sharedesk.errors import ShareDeskError
from sharedesk.vault import backup_file, backup_shelf, database, errors, files, header, inbox, sealed, swap
from sharedesk.vault.header import Body, Header
from sharedesk.vault.keys import Root
from sharedesk.vault.moment import device_clock
from sharedesk.vault.store import Store

FORMER = "former_inboxes"
"""The row of `meta` with the identities of the inboxes before, a line each."""


def settle(folder: Path, head: Header, root: Root, *, elsewhere: Path | None = None) -> tuple[Header, Root]:
    """Finish or undo what was begun; header and ROOT as they then are. The log's lock is held and nothing is open.

    Raises KeyChanged (an old way in, and the new ROOT holds already), KeyNotChanged (a new one, and it never can).
    """
    pending = head.body.pending
    if pending is None:
        return head, root
    live = folder / database.NAME
    if root.before is None:
        if not _opens(live, root):
            raise errors.KeyChanged  # or damage: to whoever has only the old key both look the same
        return _undone(folder, head, root), root
    if not _opens(live, root):
        if not _opens(live, root.before):
            raise errors.DatabaseDamaged
        fresh = folder / pending.database
        if not (fresh.exists() and _opens(fresh, root) and _follows(fresh, root, live, root.before, head.body.log)):
            raise errors.KeyNotChanged
        swap.swap_database(folder, fresh, root.before.database_key)
    head = finish(folder, head, root, elsewhere=elsewhere)
    return head, Root(root.secret)


def finish(folder: Path, head: Header, root: Root, *, elsewhere: Path | None = None) -> Header:
    """All that follows once the database is the new ROOT's. Done twice it does nothing more."""
    pending, log = head.body.pending, head.body.log
    if pending is None:
        return head
    connection = swap.open_database(folder, root, log)
    try:
        store = Store(connection, log, device_clock, secrets.token_bytes)
        inbox.reseal(folder, root, lambda note: store.row_of(note) is not None, elsewhere=elsewhere)
        sealed.reseal_drafts(folder / files.DRAFTS, root)
        _exchange_backups(folder / files.BACKUPS, pending.backup, store, pending.generation)
    finally:
        connection.close()
    return header.write(folder, settled_body(head.body, root), Root(root.secret))


def settled_body(body: Body, root: Root) -> Body:
    """What the header says when the change is done: the new ROOT's slots, and nothing of the one before."""
    pending = body.pending
    if pending is None:
        return body
    kept = tuple(slot for slot in body.slots if slot.generation == pending.generation)
    return msgspec.structs.replace(
        body, slots=kept, inbox=root.inbox_public, pending=None, sequence=body.sequence + 1
    )  # fmt: skip


def knowing_former(root: Root, store: Store) -> Root:
    """ROOT with the identities of the inboxes that the log had before."""
    with database.database_errors():
        row = store.connection.execute("SELECT value FROM meta WHERE name = ?", (FORMER,)).fetchone()
    return Root(root.secret, former=tuple(bytes(row[0]).decode("ascii").split("\n"))) if row else root


def note_former(connection: database.Connection, root: Root) -> None:
    """Have a database remember the inbox of the ROOT before, and those before that."""
    before = root.before
    if before is not None:
        kept = "\n".join((before.inbox_secret, *before.former))
        connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (FORMER, kept.encode("ascii")))


def _opens(path: Path, root: Root) -> bool:
    try:
        database.open_existing(path, root.database_key).close()
    except errors.DatabaseDamaged:
        return False
    return True


def _follows(fresh: Path, root: Root, live: Path, before: Root, log: str) -> bool:
    """Is the new database the live one and one entry more? If not, something was written since it was made."""
    with _reading(fresh, root, log) as new, _reading(live, before, log) as old:
        if new.count() != old.count() + 1:
            return False
        last = new.entry(new.count())
        return entries.next_head(old.tip.head, last.raw) == last.head


@contextlib.contextmanager
def _reading(path: Path, root: Root, log: str) -> Iterator[Store]:
    connection = database.open_existing(path, root.database_key)
    try:
        yield Store(connection, log, device_clock, secrets.token_bytes)
    finally:
        connection.close()


def _undone(folder: Path, head: Header, root: Root) -> Header:
    """The header without what was begun, and its files gone."""
    pending = head.body.pending
    if pending is None:
        return head
    kept = tuple(slot for slot in head.body.slots if slot.generation < pending.generation)
    body = msgspec.structs.replace(head.body, slots=kept, pending=None, sequence=head.body.sequence + 1)
    written = header.write(folder, body, root)
    with contextlib.suppress(OSError):  # they are cleared away at the next opening too
        (folder / pending.database).unlink(missing_ok=True)
        (folder / files.BACKUPS / pending.backup).unlink(missing_ok=True)
    return written


def _exchange_backups(place: Path, packed: str, store: Store, generation: int) -> None:
    """The new backup takes its name; then those of the ROOT before go, and what was kept of earlier schemas."""
    fresh = place / packed
    with files.storage():
        if fresh.exists():
            kept = backup_shelf.kept_in([place])
            files.replace(fresh, place / backup_shelf.name_for(kept, device_clock().at))
        if any(head.body.generation >= generation for _, _, head in _fronts(place, store.log)):
            remove_older(place, store, generation)
            for path in place.glob(f"{swap.BEFORE}*.db"):
                files.discard(path)
            files.sync_folder(place)


def remove_older(place: Path, store: Store, generation: int, *, ours_alone: bool = False) -> None:
    """Remove a log's backups under earlier ROOTs, unless one holds what the log does not: that is for a person to see.

    So is one that the disk does not let go of. `ours_alone`: only those that ShareDesk named itself.
    """
    for path, manifest, head in _fronts(place, store.log):
        may = backup_shelf.is_ours(path.name) or not ours_alone
        if may and head.body.generation < generation and _is_in(store, manifest.head):
            files.discard(path)


def _fronts(place: Path, log: str) -> list[tuple[Path, backup_file.Manifest, Header]]:
    """Path, manifest and header of a log's backups in a place, as far as they can be read."""
    found = []
    for one in backup_shelf.kept_in([place]):
        with contextlib.suppress(ShareDeskError):
            manifest, head = backup_file.header_in(one.path)
            if manifest.log == log:
                found.append((one.path, manifest, head))
    return found


def _is_in(store: Store, head: str) -> bool:
    """Did the log's own chain once stand where a backup says that it stood?"""
    with database.database_errors():
        row = store.connection.execute("SELECT 1 FROM entry WHERE head = ? LIMIT 1", (bytes.fromhex(head),)).fetchone()
    return row is not None
