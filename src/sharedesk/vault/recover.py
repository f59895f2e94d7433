"""Getting back in with the recovery sheet: a lost passphrase, or a header that is missing, damaged or foreign."""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec

from sharedesk.domain.entry import content_of, new_part
from sharedesk.domain.ids import Dice
from sharedesk.vault import database, errors, header, keys, recovery, swap
from sharedesk.vault.check import check
from sharedesk.vault.header import Body, Header, Slot
from sharedesk.vault.keys import Cost
from sharedesk.vault.lock import VaultLock
from sharedesk.vault.moment import Clock, device_clock
from sharedesk.vault.store import NewEntry, Progress, Store
from sharedesk.vault.vault import Vault


def needs_key_block(folder: Path) -> bool:
    """Is the header of no use, so that the key block on the sheet has to be typed as well as the code?"""
    try:
        head = header.read(folder)
    except (errors.HeaderMissing, errors.HeaderDamaged):
        return True
    return not any(slot.kind == "recovery" for slot in head.body.slots)


def recover(
    folder: Path, code: bytes, new_passphrase: str, *,
    key_block: tuple[str, Slot] | None = None, cost: Cost | None = None, clock: Clock = device_clock,
    dice: Dice = secrets.token_bytes, progress: Progress = lambda done, of: None,
) -> Vault:  # fmt: skip
    """Open a log by its recovery code and give it a new passphrase; the sheet stays good.

    Nothing is written until the code has opened ROOT, ROOT the database, both integrity checks and the chain have found
    nothing, and the database's log is the sheet's. Then the header is written anew, its copy too, so that no file of
    the log opens with the old passphrase. `progress` is told of upgrading an older log and of the check, and may raise
    Cancelled: then nothing has changed. Raises WrongRecoveryCode, HeaderMissing or HeaderDamaged (the key block is
    needed), DatabaseDamaged, and what opening a database raises.
    """
    swap.finish_interrupted(folder)
    if not folder.is_dir() or not any((folder / n).exists() for n in (header.NAME, header.COPY, database.NAME)):
        raise errors.NoLogHere
    database.look_before_opening(folder / database.NAME)
    old = _readable_header(folder)
    log, slot = key_block or _slot_of(folder, old)
    root = recovery.unlock_slot(code, slot, log)
    lock = VaultLock(folder)
    try:
        if swap.is_being_exchanged(folder):
            raise errors.VaultInUse
        swap.upgrade(folder, root, log, clock=clock, dice=dice, progress=progress)
        connection = swap.open_database(folder, root, log)
    except errors.HeaderForeign:
        lock.release()
        raise errors.WrongRecoveryCode from None  # code and key block fit each other, but not this database
    except BaseException:
        lock.release()
        raise
    try:
        store = Store(connection, log, clock, dice)
        if check(store, progress).faults:
            raise errors.DatabaseDamaged
        author, practice = _first_facts(store)
        new = header.passphrase_slot(new_passphrase, root, log, cost or keys.calibrated(), author)
        sequence = old.body.sequence + 1 if old and old.body.log == log else 1
        body = Body(log=log, sequence=sequence, practice=practice, inbox=root.inbox_public, slots=(new, slot))
        head = header.write(folder, body, root)
        vault = Vault(folder, head, root, lock, store)
        state = "kept" if old and old.body.log == log else "made anew"
        vault.append([NewEntry(kind="recovered", entity=log, parts=(new_part("@recovered", {"header": state}, dice),))])
    except BaseException:
        connection.close()
        lock.release()
        raise
    return vault


def _readable_header(folder: Path) -> Header | None:
    try:
        return header.read(folder)
    except (errors.HeaderMissing, errors.HeaderDamaged):
        return None


def _slot_of(folder: Path, head: Header | None) -> tuple[str, Slot]:
    head = head or header.read(folder)  # says what is wrong with it
    for slot in head.body.slots:
        if slot.kind == "recovery":
            return head.body.log, slot
    raise errors.HeaderDamaged(
        "This log's header holds no recovery slot.", "Type the key block from your recovery sheet as well."
    )


def _first_facts(store: Store) -> tuple[str, bool]:
    """The log's author and whether it is for practice, from its first entries: the header may be gone."""
    first, author = store.entry(1), store.entry(2)
    content = content_of(first.parts[0])
    if first.leaf.kind != "log_created" or content is None:
        raise errors.DatabaseDamaged
    about = msgspec.convert(content.value, dict[str, object])
    return author.leaf.author, bool(about["practice"])
