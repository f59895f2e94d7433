"""Do the lists, and the words that a search finds, say what the entries say? And making all of them anew.

What the lists hold follows from the entries alone, so nothing is ever lost with them.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from sharedesk.domain.entry import OF_A_DECISION, AlteredEntry, Entry
from sharedesk.domain.fold import fold_decision
from sharedesk.vault import database, errors, projections
from sharedesk.vault.database import DatabaseError, database_errors
from sharedesk.vault.projections import OF_A_PERSON
from sharedesk.vault.store import Progress, Store

DIFFERENT = "The lists do not say of a record what its entries say."
MORE = "The lists hold something that no entry says."
LINKED = "The list of people who are the same does not fit the entries."
_CORRUPT = 11  # SQLITE_CORRUPT, which FTS5 answers where an index and its text differ
UNFINDABLE = "The search index does not fit the records."


_ROWS = (
    "SELECT d.recorded, d.changed, d.decided, d.outcome, d.missing, d.children, d.entries, d.imported_from, "
    "o.recorded, o.shared, o.missing, p.folded, s.body, s.called FROM (SELECT ? AS row) k "
    "LEFT JOIN decision d USING (row) LEFT JOIN owed o USING (row) LEFT JOIN person p USING (row) "
    "LEFT JOIN search_text s USING (row)"
)
_NONE = (None,) * 14
_STEPS_BETWEEN = 200_000
"""Steps of SQLite's own machine between two looks at whether to go on: some milliseconds."""


class Counts(Struct):
    """How many rows the entries ask for: the lists may hold no others."""

    decisions: int = 0
    people: int = 0
    people_in: int = 0
    owed: int = 0

    def add(self, other: Counts) -> None:
        """Count those too."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def several_entries(store: Store) -> dict[int, int]:
    """The row of each thing that more than one entry is about, with the position of the first."""
    with database_errors():
        return dict(
            store.connection.execute(
                "SELECT entity, min(pos) FROM entry INDEXED BY entry_of_entity GROUP BY entity HAVING count(*) > 1"
            ).fetchall()
        )


def agree(store: Store, row: int, entries: list[Entry], counts: Counts) -> bool:
    """Do the lists say of one thing what all entries about it say? `counts` takes note of what it asks for."""
    kinds = {entry.leaf.kind for entry in entries}
    try:
        if kinds & OF_A_DECISION:
            said, people = _of_decision(store, entries, counts)
        elif kinds & OF_A_PERSON:
            said, people = _of_person(entries, counts), set()
        else:
            return True
    except (AlteredEntry, msgspec.ValidationError):
        return False  # what was recorded cannot be read, so nothing can be listed
    with database_errors():
        if store.connection.execute(_ROWS, (row,)).fetchone() != said:
            return False
        ask = "SELECT count(*) FROM person_in WHERE person = ? AND decision = ?"
        return all(store.connection.execute(ask, (person, row)).fetchone()[0] for person in people)


def _of_decision(store: Store, entries: list[Entry], counts: Counts) -> tuple[tuple[object, ...], set[int]]:
    said = projections.listed(fold_decision(entries), store.log)
    people = {row for person in said.people if (row := store.row_of(person)) is not None}
    counts.decisions += 1
    counts.people_in += len(people)
    counts.owed += said.owed is not None
    return (*said.decision, *(said.owed or _NONE[:3]), None, said.body, ""), people


def _of_person(entries: list[Entry], counts: Counts) -> tuple[object, ...]:
    folded, names = projections.called(entries)
    counts.people += 1
    return (*_NONE[:11], folded, "", names)


def faults_of_whole(store: Store, counts: Counts) -> list[str]:
    """What no single record shows: rows too many, and who is linked with whom."""
    asked = (counts.decisions, counts.people, counts.people_in, counts.owed, counts.decisions + counts.people)
    tables = ("decision", "person", "person_in", "owed", "search_text")
    with database_errors():
        held = tuple(store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)
        same = dict(store.connection.execute("SELECT row, same_as FROM person WHERE same_as <> row").fetchall())
    faults = [MORE] if held != asked else []
    try:
        linked = {row: first for row, first in projections.linked(store).items() if row != first}
    except (AlteredEntry, msgspec.ValidationError):
        return [*faults, LINKED]
    return [*faults, LINKED] if same != linked else faults


def quick_faults(store: Store) -> list[str]:
    """What can be seen cheaply, where the entries are what matters: a log about to be put in the place of another."""
    kinds = ", ".join(f"'{kind}'" for kind in sorted(OF_A_DECISION))  # ours
    with database_errors():
        counts = store.connection.execute(
            "SELECT (SELECT count(*) FROM decision), "
            f"(SELECT count(DISTINCT entity) FROM entry WHERE kind IN ({kinds})), "
            "(SELECT count(*) FROM search_text) - (SELECT count(*) FROM person)"
        ).fetchone()
        (strange,) = store.connection.execute(
            "SELECT count(*) FROM owed o WHERE NOT EXISTS "
            "(SELECT 1 FROM entry e WHERE e.entity = o.row AND e.kind = 'quick_share')"
        ).fetchone()
    faults = [] if len(set(counts)) == 1 else ["The list of decisions does not fit the entries."]
    return [*faults, "The list of reasons that are owed does not fit the entries."] if strange else faults


def search_faults(store: Store) -> list[str]:
    """Does the search index hold just the words of the records' texts? Writes nothing, but needs to be allowed to."""
    with database_errors():
        try:
            store.connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        except DatabaseError as problem:
            if getattr(problem, "sqlite_errorcode", 0) & 0xFF != _CORRUPT:
                raise
            return [UNFINDABLE]
    return []


def make_anew(store: Store, progress: Progress = lambda done, of: None) -> int:
    """Make the lists and the search index anew from the entries, all of them or none; gives how many are listed.

    One transaction, so nobody else may use the log meanwhile. `progress` is told often and may raise Cancelled. Raises
    AlteredEntry where an entry is not what was recorded, DiskFull, ReadOnly, StorageFailed; then nothing has changed.
    """
    far = (0, 1)
    stopped = False

    def tell(done: int, of: int) -> None:
        nonlocal far
        far = done, of
        progress(done, of)

    def still() -> bool:
        """Within a statement that takes long; an exception would be lost there."""
        nonlocal stopped
        try:
            progress(*far)
        except errors.Cancelled:
            stopped = True
        return stopped

    connection = store.connection
    connection.set_progress_handler(still, _STEPS_BETWEEN)
    try:
        with database.transaction(connection):
            projections.rebuild(store, tell)
    except msgspec.ValidationError:
        raise AlteredEntry("a record cannot be read by this version") from None
    finally:
        connection.set_progress_handler(None, _STEPS_BETWEEN)
    with database_errors():
        return int(
            connection.execute("SELECT (SELECT count(*) FROM decision) + (SELECT count(*) FROM person)").fetchone()[0]
        )
