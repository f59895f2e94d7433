"""Putting a backup in the place of a log, with the present log kept aside and erasures kept erased."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from sharedesk.domain.entry import Entry, content_of, new_part
from sharedesk.domain.ids import new_id
from sharedesk.vault import backup, database, erase, errors, files, header, swap
from sharedesk.vault.check import check
from sharedesk.vault.erase import Erased, Erasure
from sharedesk.vault.header import Header
from sharedesk.vault.keys import Root
from sharedesk.vault.lock import VaultLock
from sharedesk.vault.moment import device_clock
from sharedesk.vault.store import NewEntry, Store
from sharedesk.vault.vault import BACKUPS, DRAFTS, INBOX, Vault, open_with_root

Opener = Callable[[Header], Root]
"""ROOT from a header: by passphrase (`lambda head: head.unlock(words)`) or by recovery code."""


class Plan(Struct, frozen=True, kw_only=True):
    """What restoring would do, to be said before it is done."""

    made_at: datetime
    entries: int
    present_entries: int | None
    """Entries of the log that is there now; None where there is none or it cannot be opened."""
    would_be_missing: int
    """Entries of the present log that the backup does not have. They stay in the folder kept aside."""


class Restored(Struct, frozen=True, kw_only=True):
    """What restoring did."""

    vault: Vault
    plan: Plan
    kept_aside: Path | None


def restore(backup_file: Path, folder: Path, opener: Opener, agree: Callable[[Plan], bool]) -> Restored:
    """Restore a backup into `folder`. `agree` is asked with the plan first; if not, Cancelled is raised.

    A complete sibling folder is built and proved before anything is moved. Raises BackupDamaged, ForeignBackup,
    WrongPassphrase, WrongRecoveryCode, VaultInUse, AlreadyThere (the folder holds something else), DiskFull.
    """
    fresh = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.restoring")
    occupied = folder.exists() and any(folder.iterdir())
    if occupied and not any((folder / name).exists() for name in (header.NAME, header.COPY, database.NAME)):
        raise errors.AlreadyThere
    files.make_private_folder(fresh)
    for inner in (INBOX, DRAFTS, BACKUPS):
        files.make_private_folder(fresh / inner)
    try:
        manifest = backup.read_manifest(backup_file, fresh)
        head = header.read(fresh)
        root = opener(head)
        head.verify(root)
        with open_with_root(fresh, head, root) as restored:
            if check(restored.store).faults:
                raise errors.BackupDamaged
            present = _Present(folder, head, root) if occupied else None
            try:
                plan = _plan(manifest, restored, present)
                if not agree(plan):
                    raise errors.Cancelled
                _go_on(restored, present)
            finally:
                if present:
                    present.close()
        header.write(fresh, head.body, root)
        aside = _put_in_place(folder, fresh, occupied)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return Restored(vault=open_with_root(folder, head, root), plan=plan, kept_aside=aside)


class _Present:
    """The log that is to be replaced: locked meanwhile, and read if it can be."""

    def __init__(self, folder: Path, head: Header, root: Root) -> None:
        self.folder = folder
        self._lock = VaultLock(folder)
        self.store: Store | None = None
        try:
            if header.read(folder).body.log != head.body.log:
                raise errors.ForeignBackup
            connection = swap.open_database(folder, root, head.body.log)
            self.store = Store(connection, head.body.log, device_clock, secrets.token_bytes)
        except (errors.HeaderMissing, errors.HeaderDamaged, errors.DatabaseMissing, errors.DatabaseEmpty,
                errors.DatabasePlain, errors.DatabaseDamaged):  # fmt: skip
            pass  # a damaged log is the usual reason to restore; it is kept aside as it is
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self.store:
            self.store.connection.close()
        self._lock.release()


def _plan(manifest: backup.Manifest, restored: Vault, present: _Present | None) -> Plan:
    missing = 0
    if present and present.store:
        missing = sum(restored.store.position_of(entry.leaf) is None for _, entry in present.store.every_entry())
    return Plan(
        made_at=manifest.made_at, entries=restored.store.count(), would_be_missing=missing,
        present_entries=present.store.count() if present and present.store else None,
    )  # fmt: skip


def _go_on(restored: Vault, present: _Present | None) -> None:
    """Begin a new writer, say what was restored, and erase again what had been erased since."""
    store = restored.store
    lost = present.store.tip.head.hex() if present and present.store else None
    about = {"from_head": store.tip.head.hex(), "lost_to_head": lost if lost != store.tip.head.hex() else None}
    before = store.tip
    try:
        with database.transaction(store.connection):
            store.begin_writer(new_id())
            store.append(
                [NewEntry(kind="restored", entity=restored.log, parts=(new_part("@restored", about),))], restored.author
            )
    except BaseException:
        store.back_to(before)
        raise
    again = _erasures_since(store, present) if present else []
    if again:
        erase.erase(restored, again)


def _erasures_since(store: Store, present: _Present) -> list[Erasure]:
    """What the replaced log, or the list beside its backups, knows as erased and the backup still holds."""
    known = {(e.entity, e.part) for e in erase.noted(present.folder)}
    rewordings: dict[str, dict[str, object]] = {}
    if present.store:
        known |= {(e.entity, e.part) for e in erase.erased_parts(present.store)}
        for entry in present.store.entries_of_kind(["erased"]):
            if store.position_of(entry.leaf) is None:
                rewordings.setdefault(entry.leaf.entity, {}).update(_reworded(entry))
    still = _held(store, known)
    return [
        Erasure(
            entity=entity, parts=tuple(e.part for e in still if e.entity == entity), category="other",
            authority="Erased before; erased again when a backup was restored.", reworded=rewordings.get(entity, {}),
        )
        for entity in sorted({e.entity for e in still})
    ]  # fmt: skip


def _reworded(entry: Entry) -> dict[str, object]:
    contents = [content_of(part) for part in entry.parts if not part.slot.startswith("@")]
    return {content.slot: content.value for content in contents if content}


def _held(store: Store, known: set[tuple[str, str]]) -> list[Erased]:
    held = []
    for entity in sorted({entity for entity, _ in known}):
        for entry in store.entries_of(entity):
            held += [Erased(entity, p.id) for p in entry.parts if p.content is not None and (entity, p.id) in known]
    return held


def _put_in_place(folder: Path, fresh: Path, occupied: bool) -> Path | None:
    if not occupied:
        with files.storage():
            if folder.exists():
                folder.rmdir()
            fresh.rename(folder)
            files.sync_folder(folder.parent)
        return None
    for path in (folder / INBOX).glob("*.sealed"):  # notes sealed since: they open with the same key
        if not (fresh / INBOX / path.name).exists():
            shutil.copy2(path, fresh / INBOX / path.name)
    erase.note(fresh, erase.noted(folder))
    aside = folder.with_name(f"{folder.name} kept aside {device_clock().at:%Y-%m-%d-%H%M%S}")
    swap.exchange_folders(folder, fresh, aside)
    return aside
