"""Is the log what was recorded? Both integrity checks, then every entry against the chain.

The claim is "nothing has been altered since these entries were recorded on the way to this head": it proves nothing
against somebody who holds the passphrase and makes the whole chain again, which is what a witness slip is for.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from sharedesk.domain import entry as entries
from sharedesk.domain.chain import Chain
from sharedesk.domain.entry import AlteredEntry, Digest, Entry, Id
from sharedesk.vault import lists
from sharedesk.vault.database import database_errors, integrity_faults
from sharedesk.vault.schema import PART_BITS
from sharedesk.vault.store import Progress, Store, Tip
from sharedesk.vault.walk import Fault, Whole, joined, walk, words_again

DATABASE_SAYS = "The database reports: "


class Report(Struct, frozen=True, kw_only=True):
    """What a check found. Nothing in `found`: nothing was found."""

    entries: int
    imported: int
    erased_parts: int
    head: str
    writer: str
    sequence: int
    found: tuple[Fault, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """The sentences of what was found, without any text of a record."""
        return tuple(dict.fromkeys(fault.sentence for fault in self.found))


def check(store: Store, progress: Progress = lambda done, of: None, *, with_lists: bool = False) -> Report:
    """Check a whole log in this process. `progress` counts entries and may raise Cancelled.

    The lists are compared with the entries record by record `with_lists`, else only counted: they can be made anew, and
    another version of the program may have listed a record in another way.
    """
    found = [Fault("file", f"{DATABASE_SAYS}{fault}") for fault in integrity_faults(store.connection)]
    whole = joined([walk(store, 1, store.count(), progress, with_lists=with_lists)])
    found += whole.faults
    if is_whole(found):
        found += rest(store, whole, with_lists=with_lists) + imports(store)
        found += [Fault("lists", fault) for fault in lists.search_faults(store)]
    return report(store.tip, whole, found)


def is_whole(found: Iterable[Fault]) -> bool:
    """Was nothing found but lists to be made anew? Only then does it make sense to look further."""
    return all(fault.area == "lists" for fault in found)


def report(tip: Tip, whole: Whole, found: Iterable[Fault]) -> Report:
    """What was found, with where the log stands."""
    return Report(
        entries=tip.pos, imported=whole.imported, erased_parts=whole.erased, head=tip.head.hex(), writer=tip.writer,
        sequence=tip.seq, found=tuple(found),
    )  # fmt: skip


def rest(store: Store, whole: Whole, *, with_lists: bool) -> list[Fault]:
    """What only the whole of a log shows."""
    found = words_again(store, whole.unmet)
    with database_errors():
        (loose,) = store.connection.execute(
            "SELECT (SELECT count(*) FROM part WHERE place < 1 << ?1 OR place >= ?2 + 1 << ?1) "
            "+ (SELECT count(*) FROM entry WHERE pos < 1)",
            (PART_BITS, store.count()),
        ).fetchone()
    if loose:
        found.append(Fault("entries", "There are parts that belong to no entry."))
    said = lists.faults_of_whole(store, whole.listed) if with_lists else lists.quick_faults(store)
    return found + [Fault("lists", sentence) for sentence in said]


def imports(store: Store) -> list[Fault]:
    """The chains of the logs that were imported."""
    try:
        return [Fault("imports", sentence) for sentence in _segment_faults(store)]
    except AlteredEntry as problem:
        return [Fault("imports", problem.sentence)]


def _segment_faults(store: Store) -> list[str]:
    """Each imported log's chain, that it is as long as when it came, and that no other entry stands among them."""
    faults = []
    came = {(c.log, c.count, c.head) for e in store.entries_of_kind(["imported"]) if e.head for c in _came_with(e)}
    met: set[tuple[str, int, str]] = set()
    with database_errors():
        run = store.connection.execute
        for row, log in run("SELECT row, log FROM segment ORDER BY row").fetchall():
            chain = Chain(log.hex())
            try:
                for raw, head in run(
                    "SELECT e.leaf, l.head FROM segment_link l JOIN entry e ON e.pos = l.entry "
                    "WHERE l.segment = ? ORDER BY l.number",
                    (row,),
                ):
                    chain.add(raw, entries.decode_leaf(raw), head)
                    met |= came & {(chain.log, chain.count, head.hex())}
            except AlteredEntry as problem:
                faults.append(f"In an imported log: {problem.sentence}")
        if any(log == store.log for log, _, _ in came):  # what an export of this log's own brought back
            own = run("SELECT head FROM entry WHERE head IS NOT NULL ORDER BY pos")
            for number, (head,) in enumerate(own, 1):
                met |= came & {(store.log, number, head.hex())}
    if without_a_chain(store):
        faults.append("An entry stands among the imported ones that came with no import.")
    if came - met:
        faults.append("An imported log is not as it was when it came.")
    return faults


def without_a_chain(store: Store) -> int:
    """How many entries stand neither in the log's own chain nor in an imported one."""
    with database_errors():
        row = store.connection.execute(
            "SELECT count(*) FROM entry WHERE head IS NULL AND pos NOT IN (SELECT entry FROM segment_link)"
        ).fetchone()
    return int(row[0])


class _Came(Struct, frozen=True):
    """A chain as the entry that brought it in says it was."""

    log: Id
    head: Digest
    count: int


def _came_with(entry: Entry) -> list[_Came]:
    for part in entry.parts:
        content = entries.content_of(part)
        if part.slot == "@imported" and content is not None:
            try:
                return msgspec.convert(content.value["chains"], list[_Came])
            except (msgspec.ValidationError, KeyError, TypeError):
                break
    raise AlteredEntry("an import does not say what it brought")


def head_after(store: Store, writer: str, sequence: int, progress: Progress = lambda done, of: None) -> bytes | None:
    """The chain's head after a writer's entry, replayed from the first; None where there is no such entry.

    `progress` counts entries and may raise Cancelled. Raises AlteredEntry where the chain does not join.
    """
    chain = Chain(store.log)
    with database_errors():
        for raw, head in store.connection.execute("SELECT leaf, head FROM entry WHERE head IS NOT NULL ORDER BY pos"):
            leaf = entries.decode_leaf(raw)
            chain.add(raw, leaf, head)
            if (leaf.writer, leaf.seq) == (writer, sequence):
                return chain.head
            progress(chain.count, store.count())
    return None
