"""Is the log what was recorded? Both integrity checks, then every entry against the chain.

The claim is "nothing has been altered since these entries were recorded on the way to this head": it proves nothing
against somebody who holds the passphrase and makes the whole chain again, which is what a witness slip is for.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from sharedesk.domain import entry as entries
from sharedesk.domain.chain import Chain
from sharedesk.domain.entry import OF_A_DECISION, AlteredEntry, Digest, Entry, Id
from sharedesk.domain.erasure import erased_by
from sharedesk.vault.database import DatabaseError, database_errors, integrity_faults
from sharedesk.vault.schema import PART_BITS
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
    chain, erasures = Chain(store.log), _Erasures()
    imported = 0
    total = store.count()
    try:
        for pos, entry in store.every_entry():
            if pos != imported + chain.count + 1:
                break
            entries.verify_parts(entry.leaf, entry.parts)
            erasures.see(entry)
            if entry.head:
                chain.add(entry.raw, entry.leaf, entry.head)
            else:
                imported += 1
            progress(pos, total)
        if imported + chain.count != total:
            faults.append("An entry is missing from the log.")
        if not faults:
            faults += erasures.faults(store)
            faults += _filing_faults(store)
            faults += _segment_faults(store)
            faults += _projection_faults(store)
    except AlteredEntry as problem:
        faults.append(problem.sentence)
    tip = store.tip
    return Report(
        entries=total, imported=imported, erased_parts=len(erasures.gone), head=tip.head.hex(), writer=tip.writer,
        sequence=tip.seq, faults=tuple(faults),
    )  # fmt: skip


class _Erasures:
    """Words may be gone only where an erasure says so, and must be gone where the log that wrote them says so."""

    def __init__(self) -> None:
        self.gone: set[tuple[str, str, str]] = set()
        self._named: dict[tuple[str, str, str], set[str]] = {}

    def see(self, entry: Entry) -> None:
        leaf = entry.leaf
        self.gone.update((leaf.entity, p.id, p.slot) for p in entry.parts if entries.content_of(p) is None)
        if leaf.kind == "erased":
            for part, slot in erased_by(entry):
                self._named.setdefault((leaf.entity, part, slot), set()).add(leaf.log)

    def faults(self, store: Store) -> list[str]:
        faults = []
        if self.gone - self._named.keys():
            faults.append("Words are gone that no erasure in the log names.")
        for entity, part, slot in self._named.keys() - self.gone:
            logs = self._named[entity, part, slot]
            held = [e for e in store.entries_of(entity) if e.leaf.log in logs and any(p.id == part for p in e.parts)]
            if held:
                faults.append("Words are there again that were erased.")
                break
        return faults


def _filing_faults(store: Store) -> list[str]:
    """What is filed beside the leaves has to say what they say, or an entry could be hidden without being touched."""
    with database_errors():
        (misfiled,) = store.connection.execute(
            "SELECT count(*) FROM (SELECT e.id, n.id AS entity, e.kind, CAST(e.leaf AS TEXT) AS leaf FROM entry e "
            "LEFT JOIN entity n ON n.row = e.entity) WHERE lower(hex(id)) IS NOT leaf ->> 'entry' "
            "OR lower(hex(entity)) IS NOT leaf ->> 'entity' OR kind IS NOT leaf ->> 'kind'"
        ).fetchone()
        (loose,) = store.connection.execute(
            "SELECT count(*) FROM part WHERE place >= (SELECT max(pos) + 1 FROM entry) << ?", (PART_BITS,)
        ).fetchone()
    faults = ["An entry is filed under another record than its own."] if misfiled else []
    return [*faults, "There are parts that belong to no entry."] if loose else faults


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


def _projection_faults(store: Store) -> list[str]:
    """What can be seen cheaply of the index and the lists; `rebuild` makes them anew."""
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
        faults += ["The list of reasons that are owed does not fit the entries."] if strange else []
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
