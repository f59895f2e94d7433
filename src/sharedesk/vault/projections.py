"""What is read often, kept beside the entries: the list of decisions, who is in them, and the text to search.

A projection says nothing that the entries do not; `rebuild` makes all of them anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sharedesk.domain.completeness import by_rule, still_to_add
from sharedesk.domain.copies import copies_of, texts_sent
from sharedesk.domain.decision import Decision
from sharedesk.domain.entry import OF_A_DECISION, Entry, EntryKind
from sharedesk.domain.fold import DecisionState, about_entry, fold_decision
from sharedesk.domain.outcome import outcome_of
from sharedesk.domain.owed import is_emergency_share, reasons_missing, shared_when
from sharedesk.domain.parts import decision_from, people_in, texts_of
from sharedesk.domain.people import fold_person, folded_name, same_people
from sharedesk.domain.stated_time import order_key
from sharedesk.vault.schema import MERGE_PAGES
from sharedesk.vault.store import Progress, Store

OF_A_PERSON: frozenset[EntryKind] = frozenset(("person_stated", "person_changed"))
_AT_ONCE = 500
"""Pages of the search index that are merged in a step: a tenth of a second."""
LINKS: tuple[EntryKind, ...] = ("people_linked", "people_unlinked")


def refresh(store: Store, touched: Iterable[Entry], *, new_entities: frozenset[str] = frozenset()) -> None:
    """Bring the projections up to date after entries were appended. Part of the same transaction.

    An entity in `new_entities` has no other entries than those in `touched`, so nothing has to be read back.
    """
    by_entity: dict[str, list[Entry]] = {}
    for entry in touched:
        by_entity.setdefault(entry.leaf.entity, []).append(entry)
    linked = False
    for entity, entries in by_entity.items():
        whole = entries if entity in new_entities else store.entries_of(entity)
        _refresh_one(store, entity, whole)
        linked = linked or any(entry.leaf.kind in LINKS for entry in whole)
    if linked:
        refresh_links(store)
    store.connection.execute("INSERT INTO search (search, rank) VALUES ('merge', ?)", (MERGE_PAGES,))


def rebuild(store: Store, progress: Progress = lambda done, of: None) -> None:
    """Make every projection anew from the entries. Part of one transaction. `progress` counts what is listed."""
    run = store.connection.execute
    for table in ("decision", "person", "person_in", "owed"):
        run(f"DELETE FROM {table}")
    run("INSERT INTO search (search) VALUES ('delete-all')")
    run("DELETE FROM search_text")
    (last,) = run("SELECT coalesce(max(row), 0) FROM entity").fetchone()
    row = 0
    while some := run("SELECT row, id FROM entity WHERE row > ? ORDER BY row LIMIT 100", (row,)).fetchall():
        for row, entity in some:
            _refresh_one(store, entity.hex(), store.entries_of(entity.hex()))
            progress(row, last + 1)
    run("DELETE FROM reminder WHERE decision NOT IN (SELECT row FROM owed)")
    refresh_links(store)
    _merge_all(store, lambda: progress(last, last + 1))
    progress(last + 1, last + 1)


def _merge_all(store: Store, still: Callable[[], None]) -> None:
    """Make the search index one piece, as its `optimize` does, but in steps (https://sqlite.org/fts5.html, merge)."""
    pages, run = -_AT_ONCE, store.connection.execute
    while True:
        before = store.connection.total_changes
        run("INSERT INTO search (search, rank) VALUES ('merge', ?)", (pages,))
        if store.connection.total_changes - before < 2:  # the statement itself counts as one
            return
        pages = _AT_ONCE
        still()


def refresh_emergency_shares(store: Store) -> None:
    """Bring the projections of every emergency share up to date: a walk through the log. Part of one transaction."""
    rows = store.connection.execute("SELECT DISTINCT entity FROM entry WHERE kind = 'quick_share'").fetchall()
    for (row,) in rows:
        entity = store.entity_of(row)
        _refresh_decision(store, entity, store.entries_of(entity))


def _refresh_one(store: Store, entity: str, entries: list[Entry]) -> None:
    kinds = {entry.leaf.kind for entry in entries}
    if kinds & OF_A_DECISION:
        _refresh_decision(store, entity, entries)
    elif kinds & OF_A_PERSON:
        _refresh_person(store, entity, entries)


def searchable(state: DecisionState) -> str:
    """The text that finds a decision: every word as it stands, as it stood before corrections, and as it was sent."""
    texts = list(texts_of(state.decision))
    for slot, versions in state.versions.items():
        for version in versions[:-1]:
            if version.value is not None:
                texts += texts_of(decision_from({slot: version.value}))
    for entry in state.entries[1:]:
        texts += [said for said in about_entry(entry).values() if isinstance(said, str)]
    for copy in copies_of(state.entries):
        texts += texts_sent(copy)
    return "\n".join(text for text in texts if text)


class Listed(NamedTuple):
    """What the lists say of a decision: its rows but for their number, the ids of those in it, and its words."""

    decision: tuple[object, ...]
    owed: tuple[float, float, int] | None
    people: set[str]
    body: str


def listed(state: DecisionState, log: str) -> Listed:
    """What the lists of a log have to say of a decision."""
    recorded, first = state.recorded.leaf.at.timestamp(), state.recorded.leaf.log
    owed = len(by_rule(reasons_missing(state))) if is_emergency_share(state) else 0
    decision = (
        recorded, state.entries[-1].leaf.at.timestamp(), _finite(order_key(state.decision.decided_at)),
        outcome_of(state), max(len(still_to_add(state)), owed), _children(state.decision), len(state.entries),
        None if first == log else bytes.fromhex(first),
    )  # fmt: skip
    return Listed(
        decision=decision,
        owed=(recorded, shared_when(state).timestamp(), owed) if owed else None,
        people=people_in(state.decision),
        body=searchable(state),
    )


def called(entries: list[Entry]) -> tuple[str, str]:
    """What the lists say of a person: the name to sort by, and every name that finds them."""
    state = fold_person(entries)
    names = {
        name: None for who in (state.who, *state.earlier) if who for name in (who.name, *who.also_known_as) if name
    }
    return folded_name(state.who.name) if state.who else "", "\n".join(names)


def _refresh_decision(store: Store, entity: str, entries: list[Entry]) -> None:
    state = fold_decision(entries)
    row, said = store.row_of(entity), listed(state, store.log)
    run = store.connection.execute
    run("INSERT OR REPLACE INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (row, *said.decision))
    if said.owed:
        run("INSERT OR REPLACE INTO owed VALUES (?, ?, ?, ?)", (row, *said.owed))
    elif is_emergency_share(state):
        run("DELETE FROM owed WHERE row = ?", (row,))
        run("DELETE FROM reminder WHERE decision = ?", (row,))
    if any(version.erased for held in state.versions.values() for version in held):
        run("DELETE FROM person_in WHERE decision = ?", (row,))  # whom erased words named is no longer known
    elif len(entries) > 1:
        for person in _ever_in(state):
            run("DELETE FROM person_in WHERE person = ? AND decision = ?", (store.row_of(person), row))
    for person in said.people:
        person_row = store.row_of(person)
        if person_row is not None:
            run("INSERT OR IGNORE INTO person_in VALUES (?, ?)", (person_row, row))
    _index(store, row, body=said.body)


def _ever_in(state: DecisionState) -> set[str]:
    """Everybody whom any version of any answer names."""
    versions = ((slot, v.value) for slot, held in state.versions.items() for v in held if v.value is not None)
    return {person for slot, value in versions for person in people_in(decision_from({slot: value}))}


def _index(store: Store, row: int | None, *, body: str = "", called: str = "") -> None:
    """Put words into the search index in the place of those that it holds for a row."""
    run = store.connection.execute
    before = run("SELECT body, called FROM search_text WHERE row = ?", (row,)).fetchone()
    if before == (body, called):
        return
    if before:
        # with the old words, before they change: else an erased word would stay in the index
        run("INSERT INTO search (search, rowid, body, called) VALUES ('delete', ?, ?, ?)", (row, *before))
    run("INSERT OR REPLACE INTO search_text VALUES (?, ?, ?)", (row, body, called))
    run("INSERT INTO search (rowid, body, called) VALUES (?, ?, ?)", (row, body, called))


def _refresh_person(store: Store, entity: str, entries: list[Entry]) -> None:
    row, (folded, names) = store.row_of(entity), called(entries)
    store.connection.execute(
        "INSERT INTO person (row, same_as, folded) VALUES (?1, ?1, ?2) ON CONFLICT (row) DO UPDATE SET folded = ?2",
        (row, folded),
    )
    _index(store, row, called=names)


def refresh_links(store: Store) -> None:
    """Each person's group is known by the row of one of its people."""
    run = store.connection.execute
    run("UPDATE person SET same_as = row WHERE same_as <> row")
    for row, first in linked(store).items():
        run("UPDATE person SET same_as = ? WHERE row = ?", (first, row))


def linked(store: Store) -> dict[int, int]:
    """The row of everybody who is linked, with the row that stands for all who are the same.

    A link may name people who were never stated: those are in no list.
    """
    stands_for: dict[str, int] = {}
    rows = {}
    for member, group in sorted(same_people(store.entries_of_kind(LINKS)).items()):
        found = store.connection.execute(
            "SELECT p.row FROM person p JOIN entity e USING (row) WHERE e.id = ?", (bytes.fromhex(member),)
        ).fetchone()
        if found is not None:
            rows[found[0]] = stands_for.setdefault(group, found[0])
    return rows


def _children(decision: Decision) -> int:
    return sum("child" in person.roles or person.who.kind == "child" for person in decision.people)


def _finite(seconds: float) -> float | None:
    return None if seconds == float("inf") else seconds
