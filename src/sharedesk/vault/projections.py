"""What is read often, kept beside the entries: the list of decisions, who is in them, and the text to search.

A projection says nothing that the entries do not; `rebuild` makes all of them anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from sharedesk.domain.completeness import by_rule, what_is_missing
from sharedesk.domain.copies import copies_of, texts_sent
from sharedesk.domain.decision import Decision
from sharedesk.domain.entry import OF_A_DECISION, Entry, EntryKind
from sharedesk.domain.fold import DecisionState, about_entry, fold_decision
from sharedesk.domain.outcome import overall_outcome
from sharedesk.domain.owed import is_emergency_share, reasons_missing, shared_when
from sharedesk.domain.parts import decision_from, people_in, texts_of
from sharedesk.domain.people import fold_person, folded_name, same_people
from sharedesk.domain.stated_time import order_key
from sharedesk.vault.schema import MERGE_PAGES
from sharedesk.vault.store import Store

_OF_A_PERSON = {"person_stated", "person_changed"}
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


def rebuild(store: Store) -> None:
    """Make every projection anew from the entries. Part of one transaction."""
    run = store.connection.execute
    for table in ("decision", "person", "person_in", "owed"):
        run(f"DELETE FROM {table}")
    run("INSERT INTO search (search) VALUES ('delete-all')")
    run("DELETE FROM search_text")
    for (entity,) in run("SELECT id FROM entity ORDER BY row").fetchall():
        _refresh_one(store, entity.hex(), store.entries_of(entity.hex()))
    run("DELETE FROM reminder WHERE decision NOT IN (SELECT row FROM owed)")
    refresh_links(store)
    run("INSERT INTO search (search) VALUES ('optimize')")


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
    elif kinds & _OF_A_PERSON:
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


def _refresh_decision(store: Store, entity: str, entries: list[Entry]) -> None:
    state = fold_decision(entries)
    row = store.row_of(entity)
    run = store.connection.execute
    owed = _refresh_owed(store, row, state) if is_emergency_share(state) else 0
    run(
        "INSERT OR REPLACE INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row,
            state.recorded.leaf.at.timestamp(),
            state.entries[-1].leaf.at.timestamp(),
            _finite(order_key(state.decision.decided_at)),
            overall_outcome(state.decision),
            max(len(what_is_missing(state.decision)), owed),
            _children(state.decision),
            len(entries),
            None if state.recorded.leaf.log == store.log else bytes.fromhex(state.recorded.leaf.log),
        ),
    )
    if any(version.erased for held in state.versions.values() for version in held):
        run("DELETE FROM person_in WHERE decision = ?", (row,))  # whom erased words named is no longer known
    elif len(entries) > 1:
        for person in _ever_in(state):
            run("DELETE FROM person_in WHERE person = ? AND decision = ?", (store.row_of(person), row))
    for person in people_in(state.decision):
        person_row = store.row_of(person)
        if person_row is not None:
            run("INSERT OR IGNORE INTO person_in VALUES (?, ?)", (person_row, row))
    _index(store, row, body=searchable(state))


def _refresh_owed(store: Store, row: int | None, state: DecisionState) -> int:
    """Keep an emergency share among those that are owed until its reasons are there; gives how many are missing."""
    missing = len(by_rule(reasons_missing(state)))
    run = store.connection.execute
    if missing:
        recorded = state.recorded.leaf.at.timestamp()
        run("INSERT OR REPLACE INTO owed VALUES (?, ?, ?, ?)", (row, recorded, shared_when(state).timestamp(), missing))
    else:
        run("DELETE FROM owed WHERE row = ?", (row,))
        run("DELETE FROM reminder WHERE decision = ?", (row,))
    return missing


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
    state = fold_person(entries)
    row = store.row_of(entity)
    folded = folded_name(state.who.name) if state.who else ""
    store.connection.execute(
        "INSERT INTO person (row, same_as, folded) VALUES (?1, ?1, ?2) ON CONFLICT (row) DO UPDATE SET folded = ?2",
        (row, folded),
    )
    names = {
        name: None for who in (state.who, *state.earlier) if who for name in (who.name, *who.also_known_as) if name
    }
    _index(store, row, called="\n".join(names))


def refresh_links(store: Store) -> None:
    """Each person's group is known by the row of one of its people; a link may name people who were never stated."""
    run = store.connection.execute
    run("UPDATE person SET same_as = row WHERE same_as <> row")
    stands_for: dict[str, int] = {}
    for member, group in sorted(same_people(store.entries_of_kind(LINKS)).items()):
        found = run(
            "SELECT p.row FROM person p JOIN entity e USING (row) WHERE e.id = ?", (bytes.fromhex(member),)
        ).fetchone()
        if found is not None:
            first = stands_for.setdefault(group, found[0])
            run("UPDATE person SET same_as = ? WHERE row = ?", (first, found[0]))


def _children(decision: Decision) -> int:
    return sum("child" in person.roles or person.who.kind == "child" for person in decision.people)


def _finite(seconds: float) -> float | None:
    return None if seconds == float("inf") else seconds
