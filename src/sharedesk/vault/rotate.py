"""Changing the log's own key: every file is sealed anew under another ROOT, so that who had the old one has nothing.

    copy     the database is copied under the new ROOT, checked, and packed as a backup; the log is used meanwhile
    begin    the header holds both generations (`header.Pending`), under the MAC of the old ROOT
    swap     the new database takes the old one's place: from here on the new ROOT alone opens the log
    finish   what waits sealed is sealed anew, backups are exchanged, the header is the new ROOT's (`succession.finish`)

Cut off at any moment, opening the log undoes what was begun before the swap, or finishes what follows it.
"""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

import msgspec
from msgspec import Struct

from sharedesk.domain.entry import new_part
from sharedesk.vault import backup, database, errors, escrow, files, header, keys, recovery, sealed, succession, swap
from sharedesk.vault.apart import apart
from sharedesk.vault.header import Body, Pending, Slot
from sharedesk.vault.keys import Cost, Root
from sharedesk.vault.recovery import RecoverySheet
from sharedesk.vault.schema import check_version
from sharedesk.vault.store import NewEntry, Progress, Store
from sharedesk.vault.vault import BACKUPS, DRAFTS, INBOX, Vault
from sharedesk.vault.ways import SLOT, DrawnBefore, KeysChanged, next_sequence, put_back

_COPIED = backup.STEPS * 2 // 5
"""Steps of the progress after which the database is copied."""


class NewKeys(Struct, frozen=True, kw_only=True):
    """A new ROOT with its ways in, drawn and not used yet."""

    root: Root
    generation: int
    slots: tuple[Slot, ...]
    sheet: RecoverySheet | None
    since: int
    """The header's sequence when it was drawn: nobody's way in may have been taken out since."""


def begin(
    vault: Vault, passphrase: str, new_passphrase: str = "", *, with_sheet: bool = True, cost: Cost | None = None
) -> NewKeys:
    """Draw a new ROOT with a passphrase (the old one unless there is a new one), a sheet, and the organisations' keys.

    Takes about two seconds; nothing is written. Raises WrongPassphrase, NotEnoughMemory.
    """
    vault.header.unlock(passphrase)
    generation = vault.header.body.generation + 1
    root = Root(secrets.token_bytes(keys.ROOT_BYTES), before=vault.root)
    words = new_passphrase or passphrase
    opening = header.passphrase_slot(words, root, vault.log, cost or keys.calibrated(), vault.author, generation)
    sheet = recovery.new_sheet(root, vault.log, generation) if with_sheet else None
    held = [slot.recipient for slot in vault.header.body.slots_of("escrow") if slot.recipient]
    holders = [escrow.slot_for(recipient, root, vault.log, generation) for recipient in held]
    slots = (opening, *([sheet.slot] if sheet else []), *holders)
    since = vault.header.body.sequence
    return NewKeys(root=root, generation=generation, slots=slots, sheet=sheet, since=since)


def rotate(
    vault: Vault, new: NewKeys, progress: Progress = lambda done, of: None, *, elsewhere: Path | None = None
) -> None:
    """Change the log's key; the same `vault` is open with the new one afterwards.

    `progress` may be held up in turns, while the log is used, and may raise Cancelled: then nothing has changed, as
    with DiskFull, ReadOnly, StorageFailed, DatabaseDamaged and BackupNotProved. KeyChangeInterrupted: the vault is
    locked, and opening it finishes or undoes what was begun. DrawnBefore: what opens the log has changed since `begin`.
    """
    if new.since != vault.header.body.sequence:
        raise DrawnBefore
    names = _names()
    fresh, packed = vault.folder / names.database, vault.folder / BACKUPS / names.backup
    body = _with_both(vault, new, names)
    try:
        files.make_private_folder(packed.parent)
        while True:  # until nothing was written while the copy was made
            written = vault.store.connection.total_changes
            _copy(vault, new, fresh, backup.part_of(progress, 0, _COPIED))
            _prove_and_pack(vault, new, body, fresh, packed, backup.part_of(progress, _COPIED, backup.STEPS))
            progress(backup.STEPS, backup.STEPS)  # the last moment at which it can be stopped
            if vault.store.connection.total_changes == written:
                break
            fresh.unlink()
            packed.unlink()
        with files.storage():
            files.sync_folder(packed.parent)
        head = _begun(vault, body)
    except BaseException:
        files.discard(fresh)
        files.discard(packed)
        raise
    try:
        vault.store.connection.close()
        swap.swap_database(vault.folder, fresh, vault.root.database_key)
        settled = succession.finish(vault.folder, head, new.root, elsewhere=elsewhere)
        connection = swap.open_database(vault.folder, new.root, vault.log)
        vault.goes_on_with(settled, Root(new.root.secret), connection)
        vault.root = succession.knowing_former(vault.root, vault.store)
        sealed.reseal_drafts(vault.folder / DRAFTS, new.root)  # one may have been saved from another thread meanwhile
    except BaseException as problem:
        vault.lock()
        if isinstance(problem, OSError | errors.VaultError):
            raise errors.KeyChangeInterrupted from problem
        raise


def _names() -> Pending:
    """Names for the files, in a `Pending` that is still to be filled."""
    name = f".{secrets.token_hex(8)}.rotated"
    return Pending(generation=2, database=name, backup=name, nonce=b"", before=b"")


def _with_both(vault: Vault, new: NewKeys, names: Pending) -> Body:
    """The header's body while the change is under way."""
    nonce = secrets.token_bytes(keys.NONCE_BYTES)
    pending = msgspec.structs.replace(names, generation=new.generation, nonce=nonce)
    before = keys.wrap(new.root.succession_key, nonce, vault.root.secret, pending.bound_to(vault.log))
    held = vault.header.body
    return msgspec.structs.replace(
        held, slots=(*held.slots, *new.slots), sequence=next_sequence(vault.store, vault.header),
        pending=msgspec.structs.replace(pending, before=before),
    )  # fmt: skip


def _begun(vault: Vault, body: Body) -> header.Header:
    """Write the header with both generations; where that fails, the one before is there again."""
    try:
        return header.write(vault.folder, body, vault.root)
    except BaseException:
        with contextlib.suppress(errors.ChangeUncertain):  # the old way in undoes it either way
            put_back(vault)
        raise


def _copy(vault: Vault, new: NewKeys, fresh: Path, progress: Progress) -> None:
    """The database under the new ROOT, with the entry that tells of the change."""
    swap.copy_database(vault.store.connection, fresh, new.root.database_key, progress)
    connection = database.open_existing(fresh, new.root.database_key)
    try:
        check_version(connection)
        store = Store(connection, vault.log, vault.store.now, secrets.token_bytes)
        about = KeysChanged(
            what="rotated", sequence=next_sequence(vault.store, vault.header) + 1, generation=new.generation,
            with_sheet=new.sheet is not None,
        )  # fmt: skip
        with database.transaction(connection):
            succession.note_former(connection, new.root)
            entry = NewEntry(kind="keys_changed", entity=vault.log, parts=(new_part(SLOT, about),))
            store.append([entry], vault.author)
    finally:
        connection.close()


def _prove_and_pack(vault: Vault, new: NewKeys, body: Body, fresh: Path, packed: Path, progress: Progress) -> None:
    """Check the new database and pack it with the header that will be, and with all that waits sealed, sealed anew."""
    final = header.encode(succession.settled_body(body, new.root), Root(new.root.secret))
    waiting = packed.with_suffix(".anew")
    try:
        for inner in (INBOX, DRAFTS):
            files.make_private_folder(waiting / inner)
            _seal_copies(vault.folder / inner, waiting / inner, new.root)
        given = (str(fresh), new.root.secret, vault.log, str(packed), final, str(waiting))
        if isinstance(apart(backup.prove_and_pack, *given, told=progress), tuple):
            raise errors.DatabaseDamaged
    except errors.WorkEnded:
        raise errors.BackupNotProved from None
    finally:
        with contextlib.suppress(OSError):
            files.remove(waiting)


def _seal_copies(folder: Path, target: Path, root: Root) -> None:
    sizes = sealed.DRAFT_SIZES
    for path, file in sealed.sealed_in(folder, sizes):
        anew = sealed.resealed(root.before, root, file) if root.before else None
        files.write_new(target / path.name, anew or file)
