"""Getting back in with the recovery sheet or the organisation's key: a lost passphrase, a header of no use."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from sharedesk.domain.entry import content_of, new_part
from sharedesk.domain.ids import Dice
from sharedesk.vault import database, errors, escrow, files, header, keys, recovery, succession, swap
from sharedesk.vault.check import check
from sharedesk.vault.header import Body, Header, Slot
from sharedesk.vault.keys import Cost, Root
from sharedesk.vault.lock import VaultLock
from sharedesk.vault.moment import Clock, device_clock
from sharedesk.vault.store import NewEntry, Progress, Store
from sharedesk.vault.vault import Vault
from sharedesk.vault.ways import next_sequence


def needs_key_block(folder: Path) -> bool:
    """Is the header of no use, so that the key block on the sheet has to be typed as well as the code?"""
    try:
        head = header.read(folder)
    except (errors.HeaderMissing, errors.HeaderDamaged):
        return True
    return not any(slot.kind == "recovery" for slot in head.body.slots)


class _Way(Struct, frozen=True, kw_only=True):
    """What opened ROOT, and the slot that did, which stays."""

    log: str
    root: Root
    slot: Slot
    by: Literal["sheet", "organisation"]


def recover(
    folder: Path, code: bytes, new_passphrase: str, *,
    key_block: tuple[str, Slot] | None = None, cost: Cost | None = None, clock: Clock = device_clock,
    dice: Dice = secrets.token_bytes, progress: Progress = lambda done, of: None,
) -> Vault:  # fmt: skip
    """Open a log by its recovery code and give it a new passphrase; the sheet stays good.

    Nothing is written until the code has opened ROOT, ROOT the database, both integrity checks and the chain have found
    nothing, and the database's log is the sheet's. Then the header is written anew, its copy too, so that no file of
    the log opens with the old passphrase. `progress` counts entries and may raise Cancelled: then nothing has changed.
    Raises WrongRecoveryCode, HeaderMissing or HeaderDamaged (the key block is needed), DatabaseDamaged, KeyChanged,
    KeyNotChanged, and what opening a database raises.
    """
    _look(folder)
    way = _by_sheet(code, key_block, _readable_header(folder), folder)
    return _back_in(folder, way, new_passphrase, cost, clock, dice, progress)


def recover_with_key(
    folder: Path, key_file: bytes, new_passphrase: str, *, cost: Cost | None = None, clock: Clock = device_clock,
    dice: Dice = secrets.token_bytes, progress: Progress = lambda done, of: None,
) -> Vault:  # fmt: skip
    """The same by the file with the organisation's secret key, for which the header is needed.

    Raises NotAKeyFile, WrongKeyFile, HeaderAltered, HeaderMissing, HeaderDamaged and the rest as `recover` does.
    """
    identities = escrow.read_identities(key_file)
    _look(folder)
    head = header.read(folder)
    root, slot = escrow.unlock_by(identities, head)
    head.verify(root)
    way = _Way(log=head.body.log, root=root, slot=slot, by="organisation")
    return _back_in(folder, way, new_passphrase, cost, clock, dice, progress)


@files.storage()
def _look(folder: Path) -> None:
    swap.finish_interrupted(folder)
    if not folder.is_dir() or not any((folder / n).exists() for n in (header.NAME, header.COPY, database.NAME)):
        raise errors.NoLogHere
    database.look_before_opening(folder / database.NAME)


def _by_sheet(code: bytes, key_block: tuple[str, Slot] | None, head: Header | None, folder: Path) -> _Way:
    """ROOT by the header's recovery slot where that is this sheet's, else by the key block."""
    if head is not None and (not key_block or key_block[0] == head.body.log) and head.body.slots_of("recovery"):
        try:
            root, slot = recovery.unlock_by(code, head)
        except errors.WrongRecoveryCode:
            if key_block is None:
                raise
        else:
            return _Way(log=head.body.log, root=root, slot=slot, by="sheet")
    if key_block is None:
        header.read(folder)  # says what is wrong with it
        raise errors.HeaderDamaged(
            "This log's header holds no recovery slot.", "Type the key block from your recovery sheet as well."
        )
    log, slot = key_block
    return _Way(log=log, root=recovery.unlock_slot(code, slot, log), slot=slot, by="sheet")


def _back_in(
    folder: Path, way: _Way, new_passphrase: str, cost: Cost | None, clock: Clock, dice: Dice, progress: Progress
) -> Vault:
    """Prove the whole log under ROOT, and only then write a header with a new passphrase and what still holds."""
    lock = VaultLock(folder)
    connection = None
    try:
        if swap.is_being_exchanged(folder):
            raise errors.VaultInUse
        root, old = way.root, _readable_header(folder)
        proved = old is not None and old.body.log == way.log and _verifies(old, root)
        if old is not None and proved:
            old, root = succession.settle(folder, old, root)
        try:
            swap.upgrade(folder, root, way.log, clock=clock, dice=dice, progress=progress)
            connection = swap.open_database(folder, root, way.log)
        except errors.HeaderForeign:
            if way.by == "organisation":
                raise
            raise errors.WrongRecoveryCode from None  # code and key block fit each other, but not this database
        store = Store(connection, way.log, clock, dice)
        if check(store, progress).faults:
            raise errors.DatabaseDamaged
        author, practice = _first_facts(store)
        root = succession.knowing_former(root, store)
        generation = way.slot.generation
        new = header.passphrase_slot(new_passphrase, root, way.log, cost or keys.calibrated(), author, generation)
        same = old is not None and old.body.log == way.log
        kept = [slot for slot in old.body.slots if slot.kind != "passphrase"] if old is not None and proved else []
        if way.slot not in kept:
            kept = [slot for slot in kept if slot.kind != way.slot.kind] + [way.slot]
        sequence = next_sequence(store, old if same else None)
        body = Body(
            log=way.log, sequence=sequence, practice=practice, inbox=root.inbox_public, slots=(new, *kept)
        )  # fmt: skip
        head = header.write(folder, body, root)
        vault = Vault(folder, head, root, lock, store)
        about = {"header": "kept" if same else "made anew"} | ({"by": way.by} if way.by != "sheet" else {})
        vault.append([NewEntry(kind="recovered", entity=way.log, parts=(new_part("@recovered", about, dice),))])
    except BaseException:
        if connection is not None:
            connection.close()
        lock.release()
        raise
    return vault


def _verifies(head: Header, root: Root) -> bool:
    try:
        head.verify(root)
    except errors.HeaderAltered:
        return False
    return True


def _readable_header(folder: Path) -> Header | None:
    try:
        return header.read(folder)
    except (errors.HeaderMissing, errors.HeaderDamaged):
        return None


def _first_facts(store: Store) -> tuple[str, bool]:
    """The log's author and whether it is for practice, from its first entries: the header may be gone."""
    first, author = store.entry(1), store.entry(2)
    content = content_of(first.parts[0])
    if first.leaf.kind != "log_created" or content is None:
        raise errors.DatabaseDamaged
    about = msgspec.convert(content.value, dict[str, object])
    return author.leaf.author, bool(about["practice"])
