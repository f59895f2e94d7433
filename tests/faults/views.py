"""All that a person can be shown of a log, piece by piece, so that damage in one place hides nothing in another.

Each piece is either what it was, or refused in words (a `ShareDeskError`); anything else is found here: other words
(`WRONG`), or a fault of the program, which simply passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from sharedesk.domain.entry import OF_A_DECISION, content_of
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.people import fold_person
from sharedesk.errors import ShareDeskError
from sharedesk.vault import inbox, owed, people, sealed, search
from sharedesk.vault.database import database_errors
from sharedesk.vault.keys import Root
from sharedesk.vault.store import Store

REFUSED = "refused"
MANY = 1_000_000


class Told(NamedTuple):
    """What became of a log's pieces: how many were as they were, refused, and other than they were."""

    same: int
    refused: int
    wrong: tuple[str, ...]


def of(store: Store, words: tuple[str, ...] = ()) -> dict[str, Any]:
    """Every piece by a name of its own; `REFUSED` for one that is not shown. `words` are looked for."""
    shown = {name: said(piece) for name, piece in _whole(store, words)}
    entities = said(lambda: [row[0].hex() for row in store.connection.execute("SELECT id FROM entity").fetchall()])
    for entity in entities if isinstance(entities, list) else ():
        shown[f"entity {entity}"] = said(lambda entity=entity: _entity(store, entity))
    return shown


def _whole(store: Store, words: tuple[str, ...]) -> Iterator[tuple[str, Callable[[], Any]]]:
    yield "newest", lambda: msgspec.to_builtins(search.newest(store, MANY))
    yield "owed", lambda: repr(owed.owed(store))
    yield "people", lambda: repr(people.people_at(store, people.every_row(store)))
    yield "entities", lambda: [entry.leaf.entity for _, entry in store.every_entry()]
    for word in words:
        yield f"find {word}", lambda word=word: [one.reference for one in search.find(store, word, MANY)]


def _entity(store: Store, entity: str) -> Any:
    entries = store.entries_of(entity)
    every = [
        (p.id, p.slot, p.content, msgspec.to_builtins(content.value) if (content := content_of(p)) else None)
        for entry in entries
        for p in entry.parts
    ]
    kinds = {entry.leaf.kind for entry in entries}
    if kinds & OF_A_DECISION:
        return every, msgspec.to_builtins(fold_decision(entries).decision)
    return every, msgspec.to_builtins(fold_person(entries)) if "person_stated" in kinds else None


def of_sealed(folder: Path, root: Root) -> dict[str, Any]:
    """The words of every note and draft, by file; `REFUSED` for one that does not open."""
    shown: dict[str, Any] = {}
    for note in inbox.notes(folder, root, elsewhere=folder / "nowhere"):
        shown[note.path.name] = note.words if note.words is not None else REFUSED
    drafts, others = sealed.drafts(folder / "drafts", root)
    shown |= {f"{draft.draft}.sealed": draft for draft in drafts}
    return shown | {other.path.name: other.words if other.words is not None else REFUSED for other in others}


def said(piece: Callable[[], Any]) -> Any:
    """A piece, or `REFUSED`: in words, and not as a fault of the program."""
    try:
        with database_errors():
            return piece()
    except ShareDeskError:
        return REFUSED


def compared(was: dict[str, Any], now: dict[str, Any]) -> Told:
    """Each piece that was, beside what is shown now; one that is missing, or new, is wrong: nothing was said of it."""
    refused = [name for name in was if now.get(name) == REFUSED]
    same = [name for name in was if name in now and now[name] == was[name]]
    unsaid = () if now.get("entities") == REFUSED else tuple(was.keys() - now.keys())
    wrong = [name for name in now.keys() | set(unsaid) if name not in refused and name not in same]
    return Told(len(same), len(refused), tuple(sorted(wrong)))
