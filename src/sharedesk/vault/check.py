"""Is the log what was recorded? Both integrity checks, then every entry against the chain.

The claim is "nothing has been altered since these entries were recorded on the way to this head": it proves nothing
against somebody who holds the passphrase and makes the whole chain again, which is what a witness slip is for.
"""

from __future__ import annotations

from msgspec import Struct

from sharedesk.domain import entry as entries
from sharedesk.domain.chain import Chain
from sharedesk.domain.entry import AlteredEntry
from sharedesk.vault.database import DatabaseError, database_errors, integrity_faults
from sharedesk.vault.store import Progress, Store


class Report(Struct, frozen=True, kw_only=True):
    """What a check found. `faults` are sentences without any text of a record; empty means that nothing was found."""

    entries: int
    imported: int
    erased_parts: int
    head: str
    writer: str
    sequence: int
    faults: tuple[str, ...]


def check(store: Store, progress: Progress = lambda done, of: None) -> Report:
    """Check a whole log. `progress` counts entries and may raise Cancelled."""
    faults = [f"The database reports: {fault}" for fault in integrity_faults(store.connection)]
    chain = Chain(store.log)
    erased = imported = 0
    total = store.count()
    try:
        for pos, entry in store.every_entry():
            if pos != imported + chain.count + 1:
                faults.append("An entry is missing from the log.")
                break
            entries.verify_parts(entry.leaf, entry.parts)
            for part in entry.parts:
                erased += entries.content_of(part) is None
            if entry.head:
                chain.add(entry.raw, entry.leaf, entry.head)
            else:
                imported += 1
            progress(pos, total)
    except AlteredEntry as problem:
        faults.append(problem.sentence)
    if not faults:
        faults += _segment_faults(store)
        faults += _projection_faults(store)
    tip = store.tip
    return Report(
        entries=total, imported=imported, erased_parts=erased, head=tip.head.hex(), writer=tip.writer,
        sequence=tip.seq, faults=tuple(faults),
    )  # fmt: skip


def _segment_faults(store: Store) -> list[str]:
    """Each imported log's own chain, and that the entry which brought it in says the same head."""
    faults = []
    with database_errors():
        segments = store.connection.execute("SELECT row, log FROM segment ORDER BY row").fetchall()
    for row, log in segments:
        chain = Chain(log.hex())
        with database_errors():
            links = store.connection.execute(
                "SELECT e.leaf, l.head FROM segment_link l JOIN entry e ON e.pos = l.entry WHERE l.segment = ? ORDER BY l.number",
                (row,),
            )
            try:
                for raw, head in links:
                    chain.add(raw, entries.decode_leaf(raw), head)
            except AlteredEntry as problem:
                faults.append(f"In an imported log: {problem.sentence}")
    return faults


def _projection_faults(store: Store) -> list[str]:
    """What can be seen cheaply of the index and the lists; `rebuild` makes them anew."""
    with database_errors():
        counts = store.connection.execute(
            "SELECT (SELECT count(*) FROM decision), (SELECT count(*) FROM search_text), "
            "(SELECT count(DISTINCT entity) FROM entry WHERE kind IN ('recorded', 'quick_share'))"
        ).fetchone()
        faults = [] if len(set(counts)) == 1 else ["The list of decisions does not fit the entries."]
        try:
            store.connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        except DatabaseError:
            faults.append("The search index does not fit the records.")
    return faults


def head_after(store: Store, writer: str, sequence: int) -> bytes | None:
    """The chain's head after a writer's entry, replayed from the first; None where there is no such entry."""
    chain = Chain(store.log)
    for _, entry in store.every_entry():
        if entry.head:
            chain.add(entry.raw, entry.leaf, entry.head)
            if (entry.leaf.writer, entry.leaf.seq) == (writer, sequence):
                return chain.head
    return None
