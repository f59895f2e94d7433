"""Putting a backup in the place of a log, with the present log kept aside and erasures kept erased.

What is to be restored is built and proved in a folder beside the log; nothing of the log is touched until somebody,
told what would be missing, says so. Then two folders change places.
"""

from __future__ import annotations

import contextlib
import itertools
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from sharedesk.domain import outside
from sharedesk.domain.entry import AlteredEntry, Entry, content_of, new_part
from sharedesk.domain.ids import new_id
from sharedesk.domain.outside import CopiedOutside
from sharedesk.domain.quick_share import decode_note
from sharedesk.vault import backup, backup_shelf, database, erase, errors, files, header, inbox, restoring, sealed, swap
from sharedesk.vault.erase import Erased, Erasure
from sharedesk.vault.header import Header
from sharedesk.vault.keys import Root
from sharedesk.vault.lock import NAME as LOCK
from sharedesk.vault.lock import VaultLock
from sharedesk.vault.moment import device_clock
from sharedesk.vault.store import NewEntry, Progress, Store
from sharedesk.vault.vault import BACKUPS, DRAFTS, INBOX, Vault, open_with_root

Opener = Callable[[Header], Root]
"""ROOT from a header: by passphrase (`lambda head: head.unlock(words)`) or by recovery code."""

_UNPACKED, _CHECKED = 350, 900
"""Steps of backup.STEPS after which the backup is unpacked, and checked."""
ASIDE = " kept aside "
"""Between the name of a log's folder and the moment it was kept aside at, UTC."""
_BROUGHT = ("copied_outside",)
"""Kinds of entry that come along where the backup does not have them, so that they are not missing."""
_EVERY = 500
"""Entries between two tellings of the progress."""


class Plan(Struct, frozen=True, kw_only=True):
    """What restoring would do, to be said before it is done."""

    made_at: datetime
    entries: int
    present_entries: int | None
    """Entries of the log that is there now; None where there is none or it cannot be opened."""
    would_be_missing: int | None
    """Entries of the present log that the backup does not have, which stay in the folder kept aside. None as above."""
    replaces: bool
    """Is there a log in that place now, whether it can be opened or not? It is kept aside."""
    practice: bool


class Restored(Struct, frozen=True, kw_only=True):
    """What restoring did."""

    vault: Vault
    plan: Plan
    kept_aside: Path | None


def restore(
    backup_file: Path, folder: Path, opener: Opener, agree: Callable[[Plan], bool],
    progress: Progress = lambda done, of: None,
) -> Restored:  # fmt: skip
    """Restore a backup into `folder`. `agree` is asked with the plan first; if not, Cancelled is raised.

    Raises what `prepare` and `Prepared.finish` do; then nothing was changed.
    """
    prepared = prepare(backup_file, folder, opener, progress)
    try:
        agreed = agree(prepared.plan)
    except BaseException:
        prepared.abandon()
        raise
    if not agreed:
        prepared.abandon()
        raise errors.Cancelled
    return prepared.finish()


def prepare(backup_file: Path, folder: Path, opener: Opener, progress: Progress = lambda done, of: None) -> Prepared:
    """Build and prove what is to be restored, in a folder beside `folder`, and find what would be missing.

    Whoever calls has to `finish` or `abandon` it; until then the present log is held locked. `progress` counts
    backup.STEPS and may raise Cancelled. Raises BackupDamaged, ForeignBackup, WrongPassphrase, WrongRecoveryCode,
    VaultInUse, AlreadyThere (the folder holds something else), DiskFull, WorkEnded.
    """
    occupied = _is_occupied(folder)
    with files.storage():
        files.make_private_folder(folder.parent)
    guard = restoring.Guard(folder)
    fresh = restoring.new_folder(folder)
    present = None
    try:
        files.make_private_folder(fresh)
        for inner in (INBOX, DRAFTS, BACKUPS):
            files.make_private_folder(fresh / inner)
        manifest = backup.read_manifest(backup_file, fresh, backup.part_of(progress, 0, _UNPACKED))
        progress(_UNPACKED, backup.STEPS)
        head = header.read(fresh)
        root = opener(head)
        head.verify(root)
        present = _Present(folder, head, root) if occupied else None
        _prove(fresh, head, root, manifest, backup.part_of(progress, _UNPACKED, _CHECKED))
        progress(_CHECKED, backup.STEPS)
        with open_with_root(fresh, head, root) as restored:
            if present:
                present.read(restored.store, backup.part_of(progress, _CHECKED, backup.STEPS))
            plan = _plan(manifest, restored, present)
        progress(backup.STEPS, backup.STEPS)
        erased = {*erase.noted(backup_file.parent), *(present.erased if present else ())}
    except BaseException:
        _give_up(folder, fresh, present, guard)
        raise
    return Prepared(
        plan=plan, _from=backup_file, _manifest=manifest, _folder=folder, _fresh=fresh, _head=head, _root=root,
        _present=present, _erased=frozenset(erased), _guard=guard,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A backup that is proved and would open, beside the log whose place it is to take. `plan` says what that means."""

    plan: Plan
    _from: Path
    _manifest: backup.Manifest
    _folder: Path
    _fresh: Path
    _head: Header
    _root: Root
    _present: _Present | None
    _erased: frozenset[Erased]
    _guard: restoring.Guard

    def abandon(self) -> None:
        """Leave everything as it was."""
        _give_up(self._folder, self._fresh, self._present, self._guard)

    def finish(self) -> Restored:
        """Put it in the log's place, and open it.

        After an error everything is as it was, but for RestoredNotOpened: then it is in its place.
        """
        folder, fresh, root, present = self._folder, self._fresh, self._root, self._present
        try:
            with open_with_root(fresh, self._head, root) as restored:
                _go_on(restored, present, self._is_outside())
                _erase_again(restored, self._erased, present)
            if present:
                _bring_notes(folder / INBOX, fresh / INBOX)
            _drop_notes_of(fresh / INBOX, root, {one.entity for one in self._erased if one.note})
            aside = _put_in_place(folder, fresh, present)
        except BaseException:
            self.abandon()
            raise
        self._guard.release()
        try:
            vault = open_with_root(folder, self._head, root)
        except errors.VaultError as problem:
            raise errors.RestoredNotOpened from problem
        return Restored(vault=vault, plan=self.plan, kept_aside=aside)

    def _is_outside(self) -> CopiedOutside | None:
        """The very file that is restored, as a copy that is outside: its log may not know of it."""
        kept_by_us = backup_shelf.is_ours(self._from.name) or self._from.absolute().parent == self._folder / BACKUPS
        if kept_by_us:
            return None
        return CopiedOutside(
            place=outside.said_place(str(self._from.absolute())), at=self._manifest.made_at.astimezone(UTC),
            entries=self._manifest.entries, head=self._manifest.head,
        )  # fmt: skip


def _give_up(folder: Path, fresh: Path, present: _Present | None, guard: restoring.Guard) -> None:
    if present:
        present.close()
    shutil.rmtree(fresh, ignore_errors=True)
    with contextlib.suppress(OSError, errors.VaultError):  # what went wrong first is what is said
        swap.finish_interrupted(folder)
    guard.release()


@files.storage()
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
        self._lock = VaultLock(folder)
        self.erased: set[Erased] = set()
        self.copies: list[CopiedOutside] = []
        self.rewordings: dict[str, dict[str, object]] = {}
        self.count: int | None = None
        self.missing: int | None = None
        self.head: str | None = None
        self._connection: database.Connection | None = None
        try:
            self.erased.update(erase.noted(folder / BACKUPS))
            known = _log_in(folder)
            if known not in (None, head.body.log):
                raise errors.ForeignBackup
            try:
                self._connection = swap.open_database(folder, root, head.body.log)
            except errors.HeaderForeign:
                if known is None:
                    raise errors.ForeignBackup from None
            except _DAMAGED:
                pass  # the usual reason to restore; it is kept aside as it is
        except BaseException:
            self.close()
            raise

    def read(self, restored: Store, progress: Progress) -> None:
        """Read all that has to be known of it, as far as it is not damaged."""
        if self._connection is None:
            return
        try:
            store = Store(self._connection, restored.log, device_clock, secrets.token_bytes)
            self.erased.update(erase.erased_parts(store))
            self.copies = outside.copies_outside(store.entries_of(restored.log))
            total, missing = store.count(), 0
            for pos, entry in store.every_entry():
                if entry.leaf.kind == "erased":
                    self.rewordings.setdefault(entry.leaf.entity, {}).update(_reworded(entry))
                missing += entry.leaf.kind not in _BROUGHT and restored.position_of(entry.leaf) is None
                if pos % _EVERY == 0:
                    progress(pos, total)
            self.count, self.missing, self.head = total, missing, store.tip.head.hex()
        except _DAMAGED:
            pass  # as above

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


def _prove(fresh: Path, head: Header, root: Root, manifest: backup.Manifest, progress: Progress) -> None:
    """Does what was unpacked open, of whatever schema, and is it what was recorded? Raises BackupDamaged."""
    with open_with_root(fresh, head, root) as restored:
        log = restored.log
    if manifest.log != log or backup.verify_apart(fresh / database.NAME, root, log, progress).faults:
        raise errors.BackupDamaged


def _plan(manifest: backup.Manifest, restored: Vault, present: _Present | None) -> Plan:
    return Plan(
        made_at=manifest.made_at,
        entries=restored.store.count(),
        would_be_missing=present.missing if present else 0,
        present_entries=present.count if present else None,
        replaces=present is not None,
        practice=restored.practice,
    )


def _go_on(restored: Vault, present: _Present | None, source: CopiedOutside | None) -> None:
    """Begin a new writer, and say what was restored and which copies outside are known."""
    store = restored.store
    here = store.tip.head.hex()
    lost = present.head if present and present.head != here else None
    about = {"from_head": here, "lost_to_head": lost}
    known = outside.copies_outside(store.entries_of(restored.log))
    more = [copy for copy in (present.copies if present else []) if copy not in known]
    if source and source.head not in {copy.head for copy in (*known, *more)}:
        more.append(source)
    new = [NewEntry(kind="restored", entity=restored.log, parts=(new_part("@restored", about),))]
    new += [NewEntry(kind="copied_outside", entity=restored.log, parts=(new_part(outside.SLOT, c),)) for c in more]
    before = store.tip
    try:
        with database.transaction(store.connection):
            store.begin_writer(new_id())
            store.append(new, restored.author)
    except BaseException:
        store.back_to(before)
        raise


def _erase_again(restored: Vault, erased: frozenset[Erased], present: _Present | None) -> None:
    """What was erased since the backup was made, before any of it is shown; and it is noted beside the backups."""
    known = {(one.entity, one.part) for one in erased}
    again = _still_held(restored.store, known, present.rewordings if present else {})
    if again:
        erase.erase(restored, again)
    erase.note(restored.folder / BACKUPS, erased)


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
        for path, file in sealed.sealed_in(present, inbox.SIZES):
            if not (fresh / path.name).exists():
                files.write_new(fresh / path.name, file)


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
            try:
                files.sync_folder(folder.parent)
            except OSError:  # it may not last, so it has not been done
                folder.rename(fresh)
                raise
        return None
    aside = _free_name(folder.with_name(f"{folder.name}{ASIDE}{device_clock().at:%Y-%m-%d-%H%M%S}"))
    swap.exchange_folders(folder, fresh, aside, present.close)
    return aside


def _free_name(path: Path) -> Path:
    """That name, or the first after it that nothing has: two may be kept aside in the same second."""
    beside = (path.with_name(f"{path.name}-{number}") for number in itertools.count(2))
    return next(one for one in itertools.chain((path,), beside) if not one.exists())
