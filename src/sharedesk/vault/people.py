"""The list of the people of a log, by name, and the names that find one. People linked as the same are listed once."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from msgspec import Struct

from sharedesk.domain.people import folded_name
from sharedesk.vault.database import database_errors
from sharedesk.vault.search import query_of
from sharedesk.vault.store import Store

_FEW = 1_000
"""So many that were found are put in order by themselves; more are picked out of the list of all."""


class ListedPerson(Struct, frozen=True, kw_only=True):
    """A person's row and id, everybody linked as the same, and the rows of their decisions, the last first."""

    row: int
    id: str
    members: tuple[str, ...]
    decisions: tuple[int, ...]


def every_row(store: Store, words: str = "") -> array[int]:
    """The row of every person, by name: 8 bytes each, to page through with `people_at`. Those without a name come last.

    With `words` only those of whose names each word is one, or begins one if it is the last. No accents, no case.
    """
    found = _found(store, words) if words.strip() else None
    if found is not None and len(found) < _FEW:
        return array("q", _by_name(store, found))
    run = store.connection.execute
    with database_errors():  # by the index on names alone: to look at each row besides takes twenty times as long
        rows = array("q", (row for (row,) in run("SELECT row FROM person WHERE folded > '' ORDER BY folded, row")))
        rows.extend(row for (row,) in run("SELECT row FROM person WHERE folded = '' ORDER BY row"))
    linked = _linked(store)
    return array("q", (row for row in rows if row not in linked and (found is None or row in found)))


def beginning(store: Store, name: str, limit: int) -> list[int]:
    """Rows of up to `limit` people whose name is, or begins with, what was typed so far; the exact ones first."""
    folded = folded_name(name)
    if not folded:
        return []
    with database_errors():
        rows = store.connection.execute(
            "SELECT h.row FROM (SELECT same_as, folded FROM person WHERE folded >= ?1 AND folded < ?1 || char(1114111) "
            "ORDER BY folded, row LIMIT ?2) p JOIN person h ON h.row = p.same_as ORDER BY p.folded, h.row",
            (folded, limit),
        ).fetchall()
    return list(dict.fromkeys(row for (row,) in rows))


def people_at(store: Store, rows: Sequence[int]) -> list[ListedPerson]:
    """The people of some rows (a page of them), in the order asked for."""
    run = store.connection.execute
    linked = _linked(store)
    with database_errors():
        found = []
        for row in rows:
            members = [row, *(member for member, group in linked.items() if group == row)]
            marks = ", ".join("?" * len(members))
            asked = f"SELECT DISTINCT decision FROM person_in WHERE person IN ({marks}) ORDER BY decision DESC"
            decisions = tuple(decision for (decision,) in run(asked, members))
            ids = tuple(map(store.entity_of, members))
            found.append(ListedPerson(row=row, id=ids[0], members=ids, decisions=decisions))
    return found


def row_of(store: Store, person: str) -> int | None:
    """The row that stands for a person and all those linked as the same; None where there is no such person."""
    with database_errors():
        found = store.connection.execute(
            "SELECT p.same_as FROM entity e JOIN person p USING (row) WHERE e.id = ?", (bytes.fromhex(person),)
        ).fetchone()
    return found[0] if found else None


def _found(store: Store, words: str) -> set[int]:
    """Rows of those whose names hold every one of some words."""
    query = query_of(words, "called")
    with database_errors():
        asked = "SELECT rowid FROM search WHERE search MATCH ?"
        rows = {row for (row,) in store.connection.execute(asked, (query,))} if query else set()
    linked = _linked(store)
    return {linked.get(row, row) for row in rows}


def _by_name(store: Store, rows: set[int]) -> list[int]:
    with database_errors():
        asked = "SELECT folded = '', folded, row FROM person WHERE row = ?"
        return [row for *_, row in sorted(store.connection.execute(asked, (row,)).fetchone() for row in rows)]


def _linked(store: Store) -> dict[int, int]:
    """For everybody who is linked to somebody else the row of who stands for both. There are few."""
    with database_errors():
        return dict(store.connection.execute("SELECT row, same_as FROM person WHERE same_as <> row").fetchall())
