"""Putting a backup in the place of a log, with the present log kept aside and erasures kept erased."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from sharedesk.domain.entry import AlteredEntry, Entry, content_of, new_part
from sharedesk.domain.ids import new_id
from sharedesk.domain.quick_share import decode_note
from sharedesk.vault import backup, database, erase, errors, files, header, inbox, sealed, swap
from sharedesk.vault.check import check
from sharedesk.vault.erase import Erased, Erasure
from sharedesk.vault.header import Header
from sharedesk.vault.keys import Root
from sharedesk.vault.lock import NAME as LOCK
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
    would_be_missing: int | None
    """Entries of the present log that the backup does not have, which stay in the folder kept aside. None as above."""


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
    occupied = _is_occupied(folder)
    fresh = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}{swap.RESTORING}")
    files.make_private_folder(fresh)
    present = None
    try:
        for inner in (INBOX, DRAFTS, BACKUPS):
            files.make_private_folder(fresh / inner)
        manifest = backup.read_manifest(backup_file, fresh)
        head = header.read(fresh)
        root = opener(head)
        head.verify(root)
        present = _Present(folder, head, root) if occupied else None
        erased = set(erase.noted(backup_file.parent)) | (present.erased if present else set())
        plan = _build(fresh, head, root, manifest, present, erased, agree)
        if present:
            _bring_notes(folder / INBOX, fresh / INBOX)
        _drop_notes_of(fresh / INBOX, root, {one.entity for one in erased if one.note})
        aside = _put_in_place(folder, fresh, present)
    except BaseException:
        if present:
            present.close()
        shutil.rmtree(fresh, ignore_errors=True)
        with contextlib.suppress(OSError, errors.VaultError):  # what went wrong first is what is said
            swap.finish_interrupted(folder)
        raise
    return Restored(vault=open_with_root(folder, head, root), plan=plan, kept_aside=aside)


def _is_occupied(folder: Path) -> bool:
    swap.finish_interrupted(folder)
    with files.storage():
        names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if (
        names - {LOCK}
        and not names & {header.NAME, header.COPY, database.NAME}
        or folder.exists()
        and not folder.is_dir()
    ):
        raise errors.AlreadyThere
    return bool(names)


class _Present:
    """The log that is to be replaced: locked meanwhile, and read as far as it can be."""

    def __init__(self, folder: Path, head: Header, root: Root) -> None:
        self.folder = folder
        self._lock = VaultLock(folder)
        self.store: Store | None = None
        self.erased: set[Erased] = set()
        self.rewordings: dict[str, dict[str, object]] = {}
        self.count: int | None = None
        self._connection: database.Connection | None = None
        try:
            self.erased.update(erase.noted(folder / BACKUPS))
            known = _log_in(folder)
            if known not in (None, head.body.log):
                raise errors.ForeignBackup
            try:
                self._read(head.body.log, root)
            except errors.HeaderForeign:
                if known is None:
                    raise errors.ForeignBackup from None
            except _DAMAGED:
                pass  # the usual reason to restore; it is kept aside as it is
        except BaseException:
            self.close()
            raise

    def _read(self, log: str, root: Root) -> None:
        self._connection = swap.open_database(self.folder, root, log)
        store = Store(self._connection, log, device_clock, secrets.token_bytes)
        self.erased.update(erase.erased_parts(store))
        for _, entry in store.every_entry():
            if entry.leaf.kind == "erased":
                self.rewordings.setdefault(entry.leaf.entity, {}).update(_reworded(entry))
        self.count, self.store = store.count(), store

    def close(self) -> None:
        try:
            if self._connection is not None:
                self._connection.close()
        finally:
            self._lock.release()


def _log_in(folder: Path) -> str | None:
    """Which log the header in a folder says it is, if it can be read."""
    try:
        return header.read(folder).body.log
    except (errors.HeaderMissing, errors.HeaderDamaged):
        return None


_DAMAGED = (
    errors.DatabaseMissing,
    errors.DatabaseEmpty,
    errors.DatabasePlain,
    errors.DatabaseDamaged,
    AlteredEntry,
)


def _build(
    fresh: Path, head: Header, root: Root, manifest: backup.Manifest, present: _Present | None, erased: set[Erased],
    agree: Callable[[Plan], bool],
) -> Plan:  # fmt: skip
    """Prove the unpacked backup, ask, and make it go on as a log of its own; erasures first, before it is shown."""
    with open_with_root(fresh, head, root) as restored:
        if manifest.log != restored.log or check(restored.store).faults:
            raise errors.BackupDamaged
        plan = _plan(manifest, restored, present)
        if not agree(plan):
            raise errors.Cancelled
        _go_on(restored, present)
        known = {(one.entity, one.part) for one in erased}
        again = _still_held(restored.store, known, present.rewordings if present else {})
        if again:
            erase.erase(restored, again)
        erase.note(fresh / BACKUPS, erased)
    return plan


def _plan(manifest: backup.Manifest, restored: Vault, present: _Present | None) -> Plan:
    missing = None if present else 0
    if present and present.store:
        here = restored.store
        missing = sum(here.position_of(entry.leaf) is None for _, entry in present.store.every_entry())
    return Plan(
        made_at=manifest.made_at,
        entries=restored.store.count(),
        would_be_missing=missing,
        present_entries=present.count if present else None,
    )


def _go_on(restored: Vault, present: _Present | None) -> None:
    """Begin a new writer and say what was restored."""
    store = restored.store
    lost = present.store.tip.head.hex() if present and present.store else None
    about = {"from_head": store.tip.head.hex(), "lost_to_head": lost if lost != store.tip.head.hex() else None}
    before = store.tip
    try:
        with database.transaction(store.connection):
            store.begin_writer(new_id())
            entry = NewEntry(kind="restored", entity=restored.log, parts=(new_part("@restored", about),))
            store.append([entry], restored.author)
    except BaseException:
        store.back_to(before)
        raise


def _still_held(store: Store, known: set[tuple[str, str]], rewordings: dict[str, dict[str, object]]) -> list[Erasure]:
    """What was erased since the backup was made, and the backup still holds."""
    again = []
    for entity in sorted({entity for entity, _ in known}):
        held = [
            p.id for e in store.entries_of(entity) for p in e.parts if p.content is not None and (entity, p.id) in known
        ]
        if held:
            again.append(
                Erasure(
                    entity=entity,
                    parts=tuple(held),
                    category="other",
                    authority="Erased before; erased again when a backup was restored.",
                    reworded=rewordings.get(entity, {}),
                )
            )
    return again


def _reworded(entry: Entry) -> dict[str, object]:
    contents = [content_of(part) for part in entry.parts if not part.slot.startswith("@")]
    return {content.slot: content.value for content in contents if content}


def _bring_notes(present: Path, fresh: Path) -> None:
    """Take over notes that were sealed since the backup: they open with the same key."""
    with files.storage():
        for path in present.glob("*.sealed"):
            if not (fresh / path.name).exists():
                files.write_new(fresh / path.name, path.read_bytes())


def _drop_notes_of(inbox_folder: Path, root: Root, erased: set[str]) -> None:
    """Remove sealed notes whose words were erased since, under the record or the file that they were known by."""
    with files.storage():
        for path, file in sealed.sealed_in(inbox_folder, inbox.SIZES):
            words = sealed.opened(root, file)
            note = decode_note(words) if words is not None else None
            if sealed.note_of(path, file, words).entity in erased or note and note.decision in erased:
                path.unlink()


def _put_in_place(folder: Path, fresh: Path, present: _Present | None) -> Path | None:
    if present is None:
        with files.storage():
            if folder.exists():
                (folder / LOCK).unlink(missing_ok=True)
                folder.rmdir()
            fresh.rename(folder)
            files.sync_folder(folder.parent)
        return None
    aside = folder.with_name(f"{folder.name} kept aside {device_clock().at:%Y-%m-%d-%H%M%S}")
    swap.exchange_folders(folder, fresh, aside, present.close)
    return aside
