"""Lawful erasure of single parts: their words go, the entries, the chain and every other part stay.

What goes is taken out of the search index with its old words first, then out of the projections and the parts; pages
are zeroed by `secure_delete`. A list of the erased parts (random ids only) lies beside the backups, so that restoring
an older backup erases them again before anything is shown.

An emergency share also keeps its note word for word, as one part. Words cannot be taken out of the middle of it, so the
whole note goes with any part that it filled: what else it said stands in the other parts, which stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from sharedesk.domain.entry import Entry, new_part
from sharedesk.domain.erasure import SLOT, AboutErasure, Category, erased_by
from sharedesk.domain.order import tips
from sharedesk.domain.quick_share import NOTE
from sharedesk.vault import database, errors, files, projections, search
from sharedesk.vault.database import database_errors
from sharedesk.vault.schema import PART_BITS
from sharedesk.vault.store import NewEntry, Progress, Store
from sharedesk.vault.vault import BACKUPS, Receipt, Vault

LIST = "erased.json"
KEPT = frozenset(
    ("log", SLOT, "@imported", "@restored", "@migrated", "@recovered", "@copied_outside", "@keys_changed",
     "@retention_reviewed")
)  # fmt: skip
"""Slots of parts that say how the log itself came about, and hold nothing about a child or family."""


class Erasure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Parts of one entity that are to go. `reworded` fills slots anew: what may be said instead."""

    entity: str
    parts: tuple[str, ...]
    category: Category
    authority: str = ""
    reworded: dict[str, object] = {}


class Erased(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One erased part, as the list beside the backups holds it."""

    entity: str
    part: str
    note: bool = False
    """Was it an emergency note? Then sealed files that hold it go too, where a backup brings them back."""


class NothingToErase(errors.VaultError):
    """A part that is not there, or is erased already."""

    exit_code = 5
    sentence_text = "There is nothing there to erase."
    advice_text = "It may have been erased already."


class MayNotBeErased(errors.VaultError):
    """A part that the log itself rests on: how it began, what was imported, restored, recovered, erased."""

    exit_code = 10
    sentence_text = (
        "That part says how the log itself came about, so it stays. It holds nothing about a child or family."
    )
    advice_text = "Erase the parts that hold the words."


class NotNoted(errors.VaultError):
    """Erased, but the list beside the backups could not be written."""

    exit_code = 8
    sentence_text = "The parts are erased, but this could not be noted beside the backups."
    advice_text = "Make room, then erase something else or make a new backup: an older one would bring the words back."


def erase(vault: Vault, erasures: Iterable[Erasure], progress: Progress = lambda done, of: None) -> Receipt:
    """Erase parts, in one transaction; with any part that an emergency note filled, the note.

    `progress` counts erasures; Cancelled from it leaves everything as it was.
    The receipt's entries name every part that went (`domain.erasure.erased_by`).
    Raises NothingToErase, MayNotBeErased, and what a save raises; then nothing has gone. NotNoted: then it has.
    """
    store, written = vault.store, []
    before, erasures = store.tip, list(erasures)
    if not all(erasure.parts for erasure in erasures):
        raise NothingToErase
    try:
        with database.transaction(store.connection):
            for done, erasure in enumerate(_with_notes(store, erasure) for erasure in erasures):
                progress(done, len(erasures))
                held = [p for e in store.entries_of(erasure.entity) for p in e.parts if p.id in erasure.parts]
                slots = [_drop(store, erasure.entity, part) for part in erasure.parts]
                written += store.append([_entry(store, erasure, slots)], vault.author)
                projections.refresh(store, written[-1:])
                if search.words_left(store, erasure.entity, [part.content for part in held if part.content]):
                    raise errors.DatabaseDamaged  # the index held words that the text beside it did not
    except BaseException:
        store.back_to(before)
        raise
    note_all(vault)
    return Receipt(entries=tuple(written))


def erase_again(store: Store, erased: Entry) -> bool:
    """Do here what an imported `erased` entry says, as far as its own log wrote those parts. True if any went.

    Part of the import's transaction, before the projections are made.
    """
    parts = {part for part, _ in erased_by(erased)}
    gone = False
    for entry in store.entries_of(erased.leaf.entity):
        for part in entry.parts:
            if part.id in parts and part.content is not None and entry.leaf.log == erased.leaf.log:
                _drop(store, erased.leaf.entity, part.id)
                gone = True
    return gone


def erased_parts(store: Store) -> list[Erased]:
    """Every erased part of a log."""
    with database_errors():
        rows = store.connection.execute(
            "SELECT n.id, p.id, p.slot FROM part p JOIN entry e ON e.pos = p.place >> ? "
            "JOIN entity n ON n.row = e.entity WHERE p.content IS NULL ORDER BY p.place",
            (PART_BITS,),
        ).fetchall()
    return [Erased(entity.hex(), part.hex(), slot == NOTE) for entity, part, slot in rows]


def noted(backups: Path) -> list[Erased]:
    """What the list in a folder of backups says was erased. Raises BackupDamaged where the list cannot be read."""
    try:
        with files.storage():
            return msgspec.json.decode((backups / LIST).read_bytes(), type=list[Erased])
    except FileNotFoundError:
        return []
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise errors.BackupDamaged(
            f"The list of what was erased ({LIST}, beside the backups) is damaged.",
            "Without it a backup could bring erased words back. Ask for help before you move it away.",
        ) from None


def note(backups: Path, more: Iterable[Erased]) -> None:
    """Add to the list in a folder of backups."""
    before = noted(backups)
    listed = {(e.entity, e.part): e for e in [*before, *more]}
    if len(listed) > len(before):
        files.make_private_folder(backups)
        files.write_whole(backups / LIST, msgspec.json.encode([listed[key] for key in sorted(listed)]))


def note_all(vault: Vault) -> None:
    """Bring the list beside a log's backups up to date with all that was ever erased in it. Raises NotNoted."""
    try:
        note(vault.folder / BACKUPS, erased_parts(vault.store))
    except errors.VaultError as problem:
        raise NotNoted from problem


def _with_notes(store: Store, erasure: Erasure) -> Erasure:
    """The erasure with the notes that stand in the same entries as its parts and still have their words."""
    parts = list(erasure.parts)
    for entry in store.entries_of(erasure.entity):
        if any(part.id in erasure.parts for part in entry.parts):
            parts += [part.id for part in entry.parts if part.slot == NOTE and part.content and part.id not in parts]
    return msgspec.structs.replace(erasure, parts=tuple(parts))


def _entry(store: Store, erasure: Erasure, slots: list[str]) -> NewEntry:
    about = AboutErasure(
        parts=erasure.parts, slots=tuple(slots), category=erasure.category, authority=erasure.authority
    )
    parts = [new_part(SLOT, about)] + [new_part(slot, value) for slot, value in erasure.reworded.items()]
    follows = tips(store.entries_of(erasure.entity))
    return NewEntry(kind="erased", entity=erasure.entity, parts=tuple(parts), follows=follows)


def _drop(store: Store, entity: str, part: str) -> str:
    """Remove a part's bytes and salt; gives its slot."""
    run = store.connection.execute
    found = run(
        "SELECT p.place, p.slot FROM entry e JOIN part p ON p.place >= e.pos << ? AND p.place < (e.pos + 1) << ? "
        "WHERE e.entity = ? AND p.id = ? AND p.content IS NOT NULL",
        (PART_BITS, PART_BITS, store.row_of(entity), bytes.fromhex(part)),
    ).fetchall()
    if len(found) != 1:
        raise NothingToErase
    ((place, slot),) = found
    if slot in KEPT:
        raise MayNotBeErased
    run("UPDATE part SET salt = NULL, content = NULL WHERE place = ?", (place,))
    return str(slot)


def see_that_it_is_gone(store: Store) -> None:
    """The whole index holds just the words of the text as it now is: FTS5 compares them, which takes its time."""
    store.connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
