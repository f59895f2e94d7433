"""What lies beside the records in a log's folder: its locks, sealed notes and drafts, and its backups.

Anybody at this computer could have put a file there or taken one away, so what does not open is told of and left alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from sharedesk.domain.entry import AlteredEntry
from sharedesk.domain.erasure import erased_by
from sharedesk.vault import backup_shelf, erase, errors, files, header, inbox, sealed, ways
from sharedesk.vault.backup_file import read_manifest
from sharedesk.vault.backup_shelf import Kept
from sharedesk.vault.store import Progress
from sharedesk.vault.vault import BACKUPS, DRAFTS, Vault
from sharedesk.vault.walk import Fault

LOCKS_GONE = "The file that holds the log's locks (sharedesk.header) is missing."
LOCKS_DIFFER = "The file that holds the log's locks (sharedesk.header) is not the one that this log was opened with."
COPY_GONE = "The copy of the file that holds the log's locks is missing."
COPY_DIFFERS = "The copy of the file that holds the log's locks is not the one that this log was opened with."
LOCKS_OLDER = (
    "The file that holds the log's locks is older than the last change of what opens the log, so an old passphrase or "
    "sheet may open it again. Change the passphrase, and make a new recovery sheet."
)
LIST_DAMAGED = "The list of what was erased, beside the backups, is damaged: a backup could bring erased words back."
LIST_SHORT = (
    "The list of what was erased, beside the backups, does not name everything: a backup could bring words back."
)
NEWEST_BROKEN = "The newest backup cannot be read whole. Make a new one now; it changes nothing of the older ones."


class Beside(Struct, frozen=True, kw_only=True):
    """What was found beside the records. `strange`: files that do not open with this log's key."""

    notes: int
    strange_notes: int
    drafts: int
    strange_drafts: int
    backups: int
    strange_backups: int
    newest: datetime | None
    """When the newest backup of this log was made; all of it was read."""
    found: tuple[Fault, ...]


def backups_of(vault: Vault, folders: Sequence[Path]) -> tuple[list[Kept], list[Kept]]:
    """The backups of a log in some folders, the last made first, and what is no backup of it."""
    kept = backup_shelf.kept_in([vault.folder / BACKUPS, *folders])
    own = [one for one in kept if one.manifest is not None and one.manifest.log == vault.log]
    return own, [one for one in kept if one not in own]


def look_at_backup(tell: Progress, path: str) -> list[Fault]:
    """In a process of its own: is a backup whole?"""
    try:
        read_manifest(Path(path), progress=tell)
    except errors.VaultError:
        return [Fault("backups", NEWEST_BROKEN)]
    return []


def look_beside(vault: Vault, own: Sequence[Kept], strange: Sequence[Kept], found: Sequence[Fault]) -> Beside:
    """What lies beside the records, with what is known of the backups and was `found` in the newest."""
    notes = inbox.notes(vault.folder, vault.root)
    drafts, others = sealed.drafts(vault.folder / DRAFTS, vault.root)
    newest = own[0].manifest if own else None
    return Beside(
        notes=sum(note.words is not None for note in notes),
        strange_notes=sum(note.words is None for note in notes),
        drafts=len(drafts),
        strange_drafts=len(others),
        backups=len(own),
        strange_backups=len(strange),
        newest=newest.made_at if newest else None,
        found=(*_locks(vault), *found, *_erasures(vault)),
    )


def mend(vault: Vault) -> None:
    """Put back what this log knows for certain: its locks as they were proved, and the list of what was erased.

    A list that cannot be read is kept beside the new one. Raises NotNoted, DiskFull, ReadOnly, StorageFailed.
    """
    header.mend(vault.folder, vault.header)
    backups = vault.folder / BACKUPS
    try:
        erase.noted(backups)
    except errors.BackupDamaged:
        with files.storage():
            files.replace(backups / erase.LIST, backups / f"damaged-{secrets.token_hex(4)}-{erase.LIST}")
    erase.note_all(vault)


def _locks(vault: Vault) -> list[Fault]:
    found = [Fault("locks", LOCKS_OLDER)] if _is_rolled_back(vault) else []
    for name, gone, differs in ((header.NAME, LOCKS_GONE, LOCKS_DIFFER), (header.COPY, COPY_GONE, COPY_DIFFERS)):
        try:
            with files.storage(), open(vault.folder / name, "rb") as file:
                there = file.read(header.LARGEST + 1)
        except FileNotFoundError:
            found.append(Fault("locks", gone))
        else:
            found += [Fault("locks", differs)] if there != vault.header.data else []
    return found


def _is_rolled_back(vault: Vault) -> bool:
    """In a log that is damaged or altered that cannot be told, and is told of otherwise."""
    try:
        return ways.is_rolled_back(vault)
    except (AlteredEntry, errors.DatabaseDamaged, msgspec.ValidationError):
        return False


def _erasures(vault: Vault) -> list[Fault]:
    try:
        noted = {(one.entity, one.part) for one in erase.noted(vault.folder / BACKUPS)}
    except errors.BackupDamaged:
        return [Fault("backups", LIST_DAMAGED)]
    try:
        erased = {(one.entity, one.part) for one in erase.erased_parts(vault.store)}
        short = any(_erased_here(vault, *one) for one in erased - noted)
    except (AlteredEntry, errors.DatabaseDamaged):
        return []  # the log itself is not whole, which is told of otherwise
    return [Fault("backups", LIST_SHORT)] if short else []


def _erased_here(vault: Vault, entity: str, part: str) -> bool:
    """Did this log erase it? What came without its words in an import is in no backup of ours."""
    return any(
        part in dict(erased_by(entry))
        for entry in vault.store.entries_of(entity)
        if entry.leaf.kind == "erased" and entry.leaf.log == vault.log
    )
