"""Lawful erasure of single parts: their words go, the entries, the chain and every other part stay.

What goes is taken out of the search index with its old words first, then out of the projections and the parts; pages
are zeroed by `secure_delete`. A list of the erased parts (random ids only) lies beside the backups, so that restoring
an older backup erases them again before anything is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from sharedesk.domain.entry import new_part
from sharedesk.domain.order import tips
from sharedesk.vault import database, errors, files, projections
from sharedesk.vault.database import database_errors
from sharedesk.vault.schema import PART_BITS
from sharedesk.vault.store import NewEntry, Store
from sharedesk.vault.vault import BACKUPS, Receipt, Vault

Category = Literal["right_to_erasure", "retention_over", "recorded_in_error", "court_order", "other"]
LIST = "erased.json"


class Erasure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Parts of one entity that are to go. `reworded` fills slots anew: what may be said instead."""

    entity: str
    parts: tuple[str, ...]
    category: Category
    authority: str = ""
    reworded: dict[str, object] = {}


class Erased(Struct, frozen=True, forbid_unknown_fields=True):
    """One erased part, as the list beside the backups holds it."""

    entity: str
    part: str


class NothingToErase(errors.VaultError):
    """A part that is not there, or is erased already."""

    exit_code = 5
    sentence_text = "There is nothing there to erase."
    advice_text = "It may have been erased already."


def erase(vault: Vault, erasures: Iterable[Erasure]) -> Receipt:
    """Erase parts, in one transaction. Raises NothingToErase, and what a save raises; then nothing has gone."""
    store, written = vault.store, []
    before, erasures = store.tip, list(erasures)
    try:
        with database.transaction(store.connection):
            for erasure in erasures:
                _drop(store, erasure)
                written += store.append([_entry(store, erasure)], vault.author)
                projections.refresh(store, written[-1:])
            _see_that_it_is_gone(store)
    except BaseException:
        store.tip = before
        raise
    note(vault.folder, (Erased(e.entity, part) for e in erasures for part in e.parts))
    return Receipt(entries=tuple(written))


def erased_parts(store: Store) -> list[Erased]:
    """Every erased part of a log."""
    with database_errors():
        rows = store.connection.execute(
            "SELECT n.id, p.id FROM part p JOIN entry e ON e.pos = p.place >> ? JOIN entity n ON n.row = e.entity "
            "WHERE p.content IS NULL ORDER BY p.place",
            (PART_BITS,),
        ).fetchall()
    return [Erased(entity.hex(), part.hex()) for entity, part in rows]


def noted(folder: Path) -> list[Erased]:
    """What the list beside the backups says was erased. Raises BackupDamaged where the list cannot be read."""
    try:
        with files.storage():
            return msgspec.json.decode((folder / BACKUPS / LIST).read_bytes(), type=list[Erased])
    except FileNotFoundError:
        return []
    except msgspec.DecodeError:
        raise errors.BackupDamaged("The list of what was erased, beside the backups, is damaged.") from None


def note(folder: Path, more: Iterable[Erased]) -> None:
    """Add to the list beside the backups."""
    listed = {(e.entity, e.part): e for e in [*noted(folder), *more]}
    files.write_whole(folder / BACKUPS / LIST, msgspec.json.encode([listed[key] for key in sorted(listed)]))


def _entry(store: Store, erasure: Erasure) -> NewEntry:
    about = {"parts": erasure.parts, "category": erasure.category, "authority": erasure.authority}
    parts = [new_part("@erased", about)] + [new_part(slot, value) for slot, value in erasure.reworded.items()]
    return NewEntry(
        kind="erased", entity=erasure.entity, parts=tuple(parts), follows=tips(store.entries_of(erasure.entity))
    )


def _drop(store: Store, erasure: Erasure) -> None:
    row = store.row_of(erasure.entity)
    for part in erasure.parts:
        changed = store.connection.execute(
            "UPDATE part SET salt = NULL, content = NULL WHERE id = ? AND content IS NOT NULL AND place IN "
            "(SELECT p.place FROM entry e JOIN part p ON p.place >= e.pos << ? AND p.place < (e.pos + 1) << ? WHERE e.entity = ?)",
            (bytes.fromhex(part), PART_BITS, PART_BITS, row),
        ).rowcount
        if changed != 1:
            raise NothingToErase


def _see_that_it_is_gone(store: Store) -> None:
    """The index holds just the words of the text as it now is: FTS5 compares them word by word."""
    store.connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
