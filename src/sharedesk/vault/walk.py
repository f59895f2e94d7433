"""Reading a stretch of a log from one entry to another: each word against its commit, each entry against the chain.

Stretches can be read in any order, and by several processes at once, because every entry is filed with the head that it
led to; `joined` sees that together they are one log. On the way each record is compared with what the lists say of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from msgspec import Struct, field

from sharedesk.domain import entry as entries
from sharedesk.domain.entry import GENESIS, AlteredEntry, Entry, Leaf
from sharedesk.domain.erasure import erased_by
from sharedesk.vault import lists
from sharedesk.vault.database import database_errors
from sharedesk.vault.schema import PART_BITS
from sharedesk.vault.store import Progress, Store, part_from

Area = Literal["file", "entries", "imports", "lists", "locks", "backups"]
"""Where a fault was found. What is found in `lists`, `locks` or `backups` can be made anew from what is whole."""
Slot = tuple[str, str, str]
"""Entity, part and slot."""
MOST_SAID = 20
"""Faults of a stretch that are told one by one: more say nothing more."""

ELSEWHERE = "An entry is filed under another record than its own."
GONE = "An entry is missing from the log."


class Fault(Struct, frozen=True):
    """One thing that was found, as a sentence without any text of a record. `entry`: at which position; 0: at none."""

    area: Area
    sentence: str
    entry: int = 0


class Stretch(Struct, kw_only=True):
    """What was read of a stretch. `writers` in the order met, each with the first and last number it counted."""

    count: int = 0
    imported: int = 0
    writers: list[tuple[str, int, int]] = []
    gone: set[Slot] = set()
    """The parts whose words are not there."""
    named: dict[Slot, set[str]] = {}
    """The parts that an erasure says it removed, with the logs that say so."""
    listed: lists.Counts = field(default_factory=lists.Counts)
    faults: list[Fault] = []


class _Filed(NamedTuple):
    """An entry as it is filed: what stands beside its leaf."""

    pos: int
    id: bytes
    row: int
    kind: str
    raw: bytes
    head: bytes | None
    entity: bytes | None


def walk(
    store: Store, first: int, last: int, progress: Progress = lambda done, of: None, *, with_lists: bool = True
) -> Stretch:
    """Read the entries from position `first` to `last`, both included. `progress` may raise Cancelled."""
    read = Stretch()
    head = _head_before(store, first)
    several = lists.several_entries(store) if with_lists else {}
    expected = first
    for filed, parts in _rows(store, first, last):
        if filed.pos != expected:
            _tell(read, Fault("entries", GONE, expected))
        expected = filed.pos + 1
        entry = _verified(store, read, filed, parts, head)
        head = filed.head or head
        if entry is not None and with_lists and several.get(filed.row, filed.pos) == filed.pos:
            whole = store.entries_of(entry.leaf.entity) if filed.row in several else [entry]
            if not lists.agree(store, filed.row, whole, read.listed):
                _tell(read, Fault("lists", lists.DIFFERENT, filed.pos))
        progress(filed.pos - first + 1, last - first + 1)
    if expected != last + 1:
        _tell(read, Fault("entries", GONE, expected))
    return read


def _tell(read: Stretch, fault: Fault) -> None:
    if len(read.faults) < MOST_SAID:
        read.faults.append(fault)


def _verified(store: Store, read: Stretch, filed: _Filed, parts: list[tuple[Any, ...]], head: bytes) -> Entry | None:
    """One entry, read; None where it is not what was recorded, which is told."""
    read.count += 1
    try:
        leaf = entries.decode_leaf(filed.raw)
        entry = Entry(
            leaf=leaf, raw=filed.raw, parts=tuple(part_from(*part[1:]) for part in parts), head=filed.head or b""
        )
        if filed.head is None:
            read.imported += 1
        else:
            _link(store, read, filed, leaf, head)
        entries.verify_parts(leaf, entry.parts)
        _see_erasures(read, entry)
    except AlteredEntry as problem:
        _tell(read, Fault("entries", problem.sentence, filed.pos))
        return None
    if (filed.id.hex(), (filed.entity or b"").hex(), filed.kind) != (leaf.entry, leaf.entity, leaf.kind):
        _tell(read, Fault("entries", ELSEWHERE, filed.pos))
        return None
    return entry


def _link(store: Store, read: Stretch, filed: _Filed, leaf: Leaf, head: bytes) -> None:
    if leaf.log != store.log:
        raise AlteredEntry("an entry belongs to another log")
    last = read.writers[-1] if read.writers else None
    if last is not None and last[0] == leaf.writer and last[2] + 1 == leaf.seq:
        read.writers[-1] = (last[0], last[1], leaf.seq)
    else:  # another writer, or not the next number, which `joined` finds
        read.writers.append((leaf.writer, leaf.seq, leaf.seq))
    if entries.next_head(head, filed.raw) != filed.head:
        raise AlteredEntry("the chain does not join")


def _see_erasures(read: Stretch, entry: Entry) -> None:
    leaf = entry.leaf
    read.gone.update((leaf.entity, part.id, part.slot) for part in entry.parts if entries.content_of(part) is None)
    if leaf.kind == "erased":
        for part, slot in erased_by(entry):
            read.named.setdefault((leaf.entity, part, slot), set()).add(leaf.log)


def _head_before(store: Store, first: int) -> bytes:
    with database_errors():
        found = store.connection.execute(
            "SELECT head FROM entry WHERE pos < ? AND head IS NOT NULL ORDER BY pos DESC LIMIT 1", (first,)
        ).fetchone()
    return found[0] if found else GENESIS


def _rows(store: Store, first: int, last: int) -> Iterator[tuple[_Filed, list[tuple[Any, ...]]]]:
    """Every entry of a stretch with its parts, as they are filed."""
    with database_errors():
        rows = store.connection.execute(
            "SELECT e.pos, e.id, e.entity, e.kind, e.leaf, e.head, n.id FROM entry e LEFT JOIN entity n "
            "ON n.row = e.entity WHERE e.pos BETWEEN ? AND ? ORDER BY e.pos",
            (first, last),
        )
        parts = store.connection.execute(
            "SELECT place, id, slot, digest, salt, content FROM part WHERE place >= ? AND place < ? ORDER BY place",
            (first << PART_BITS, last + 1 << PART_BITS),
        )
        waiting = parts.fetchone()
        for row in rows:
            filed = _Filed._make(row)
            own = []
            while waiting and waiting[0] >> PART_BITS <= filed.pos:
                own.append(waiting)
                waiting = parts.fetchone()
            yield filed, own


class Whole(Struct, frozen=True, kw_only=True):
    """A log as its stretches say it is. `unmet`: what an erasure names whose words are not gone, with the logs."""

    imported: int
    erased: int
    unmet: dict[Slot, set[str]]
    listed: lists.Counts
    faults: tuple[Fault, ...]


def joined(stretches: Iterable[Stretch]) -> Whole:
    """Stretches that follow one another, from the first entry to the last, as one log."""
    stretches = list(stretches)
    faults = [fault for read in stretches for fault in read.faults]
    gone = {slot for read in stretches for slot in read.gone}
    named: dict[Slot, set[str]] = {}
    listed = lists.Counts()
    for read in stretches:
        listed.add(read.listed)
        for slot, logs in read.named.items():
            named.setdefault(slot, set()).update(logs)
    counted: dict[str, int] = {}
    for writer, first, last in (row for read in stretches for row in read.writers):
        if first != counted.get(writer, 0) + 1:
            faults.append(
                Fault("entries", AlteredEntry("the entries of a writer are not in one unbroken row").sentence)
            )
            break
        counted[writer] = last
    if gone - named.keys():
        faults.append(Fault("entries", "Words are gone that no erasure in the log names."))
    return Whole(
        imported=sum(read.imported for read in stretches),
        erased=len(gone),
        unmet={slot: logs for slot, logs in named.items() if slot not in gone},
        listed=listed,
        faults=tuple(faults),
    )


def words_again(store: Store, unmet: dict[Slot, set[str]]) -> list[Fault]:
    """Is anything there again that an erasure removed? It may name parts of a log that was never imported whole."""
    for (entity, part, _), logs in unmet.items():
        if any(e.leaf.log in logs and any(p.id == part for p in e.parts) for e in store.entries_of(entity)):
            return [Fault("entries", "Words are there again that were erased.")]
    return []
