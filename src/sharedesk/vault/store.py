"""Entries and parts in the database: appended, read, never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from sharedesk import __version__
from sharedesk.domain import entry as entries
from sharedesk.domain.entry import GENESIS, Entry, EntryKind, Leaf, Part
from sharedesk.domain.ids import Dice, new_id
from sharedesk.vault.database import Connection, database_errors
from sharedesk.vault.moment import Clock, Moment
from sharedesk.vault.schema import PART_BITS

Progress = Callable[[int, int], None]
"""`progress(done, of)`; raising Cancelled from it stops the work."""
WALKED_AT_ONCE = 2_000
"""Entries that a walk through the parts looks at before it tells how far it is."""
NO_GUIDANCE = "none"
"""Stands for the guidance in use where an entry has to do with none."""


class NewEntry(Struct, frozen=True, kw_only=True):
    """What is to be appended. `follows` are the ids of the entries it comes after; `guidance` is the pack in use."""

    kind: EntryKind
    entity: str
    parts: tuple[Part, ...] = ()
    follows: tuple[str, ...] = ()
    guidance: str = NO_GUIDANCE


class Tip(Struct, frozen=True, kw_only=True):
    """Where the log's own chain stands: position and head of the last entry, the writer and how far it has counted."""

    pos: int
    head: bytes
    writer: str
    seq: int
    at: datetime


class Store:
    """The entries of one open database. Calls that change belong inside a `transaction`."""

    def __init__(self, connection: Connection, log: str, clock: Clock, dice: Dice) -> None:
        self.connection, self.log, self._clock, self._dice = connection, log, clock, dice
        self._rows: dict[str, int] = {}  # rows met in the transaction under way
        self.tip = self._read_tip()

    @property
    def is_behind(self) -> bool:
        """Does the database hold an entry that this does not know of?"""
        with database_errors():
            (last,) = self.connection.execute("SELECT max(pos) FROM entry").fetchone()
        return (last or 0) > self.tip.pos

    # ---- reading ----------------------------------------------------------------------------------------------------

    def entries_of(self, entity: str) -> list[Entry]:
        """Every entry about one decision, person, author, request or log, in the order they came."""
        row = self.row_of(entity)
        if row is None:
            return []
        with database_errors():
            found = self.connection.execute(
                "SELECT e.pos, e.leaf, e.head, p.id, p.slot, p.digest, p.salt, p.content FROM entry e "
                "LEFT JOIN part p ON p.place >= e.pos << ? AND p.place < (e.pos + 1) << ? "
                "WHERE e.entity = ? ORDER BY e.pos, p.place",
                (PART_BITS, PART_BITS, row),
            ).fetchall()
        grouped: dict[int, tuple[bytes, bytes, list[Part]]] = {}
        for pos, leaf, head, *part in found:
            parts = grouped.setdefault(pos, (leaf, head, []))[2]
            if part[0] is not None:
                parts.append(part_from(*part))
        return [_entry(leaf, head, parts) for leaf, head, parts in grouped.values()]

    def entry(self, pos: int) -> Entry:
        """The entry at a position."""
        with database_errors():
            found = self.connection.execute("SELECT leaf, head FROM entry WHERE pos = ?", (pos,)).fetchone()
        if found is None:
            raise entries.AlteredEntry("an entry is missing")
        leaf, head = found
        return _entry(leaf, head, self._parts_at(pos))

    def every_entry(self, start: int = 1) -> Iterator[tuple[int, Entry]]:
        """All entries from a position on, in the order they came, a few at a time."""
        with database_errors():
            rows = self.connection.execute("SELECT pos, leaf, head FROM entry WHERE pos >= ? ORDER BY pos", (start,))
            parts = self.connection.execute(
                "SELECT place, id, slot, digest, salt, content FROM part WHERE place >= ? ORDER BY place",
                (start << PART_BITS,),
            )
            waiting = parts.fetchone()
            for pos, leaf, head in rows:
                own = []
                while waiting and waiting[0] >> PART_BITS <= pos:
                    own.append(part_from(*waiting[1:]))
                    waiting = parts.fetchone()
                yield pos, _entry(leaf, head, own)

    def entries_of_kind(self, kinds: Sequence[EntryKind]) -> list[Entry]:
        """Every entry of some kinds. Quick for links, a walk through the log for others."""
        marks = ", ".join(f"'{kind}'" for kind in kinds)  # literals of ours; written out so that the index serves
        with database_errors():
            found = self.connection.execute(f"SELECT pos FROM entry WHERE kind IN ({marks}) ORDER BY pos").fetchall()
        return [self.entry(pos) for (pos,) in found]

    def entities_with(self, slots: Sequence[str], progress: Progress = lambda done, of: None) -> list[str]:
        """Every entity that has a part in one of some slots, erased or not: a walk, told of in entries."""
        marks, rows = ", ".join("?" * len(slots)), dict[int, None]()
        for start in range(1, self.count() + 1, WALKED_AT_ONCE):
            progress(start - 1, self.count())
            with database_errors():
                found = self.connection.execute(
                    "SELECT DISTINCT e.entity FROM part p JOIN entry e ON e.pos = p.place >> ? "
                    f"WHERE p.place >= ? AND p.place < ? AND p.slot IN ({marks})",
                    (PART_BITS, start << PART_BITS, start + WALKED_AT_ONCE << PART_BITS, *slots),
                )
                rows.update(dict.fromkeys(row for (row,) in found))
        return [self.entity_of(row) for row in rows]

    def position_of(self, leaf: Leaf) -> int | None:
        """Where the entry with a leaf's entry id stands here, or None."""
        row = self.row_of(leaf.entity)
        with database_errors():
            found = self.connection.execute(
                "SELECT pos FROM entry WHERE entity = ? AND id = ?", (row, bytes.fromhex(leaf.entry))
            ).fetchone()
        return found[0] if found else None

    def row_of(self, entity: str) -> int | None:
        """The row that stands for an entity."""
        known = self._rows.get(entity)
        if known is not None:
            return known
        with database_errors():
            row = self.connection.execute("SELECT row FROM entity WHERE id = ?", (bytes.fromhex(entity),)).fetchone()
        return row[0] if row else None

    def entity_of(self, row: int) -> str:
        """The entity that a row stands for."""
        with database_errors():
            found = self.connection.execute("SELECT id FROM entity WHERE row = ?", (row,)).fetchone()
        if found is None:
            raise entries.AlteredEntry("a record that a list names is not there")
        entity: bytes = found[0]
        return entity.hex()

    def now(self) -> Moment:
        """The moment by this log's clock."""
        return self._clock()

    def count(self) -> int:
        """How many entries there are, imported ones included."""
        return self.tip.pos

    # ---- appending --------------------------------------------------------------------------------------------------

    def append(self, new: Iterable[NewEntry], author: str) -> list[Entry]:
        """Append entries to the own chain. The caller commits, or after an error goes `back_to` the tip before."""
        self._rows.clear()
        last = self.tip.at
        return [self._append_one(one, author, last) for one in new]

    def _append_one(self, new: NewEntry, author: str, last: datetime) -> Entry:
        if len(new.parts) > entries.MOST_PARTS:
            raise entries.WrongText(
                "This record has too many parts.", f"Up to {entries.MOST_PARTS:,} fit in one record."
            )
        tip, moment = self.tip, self._clock()
        leaf = Leaf(
            log=self.log, writer=tip.writer, seq=tip.seq + 1, entry=new_id(self._dice), entity=new.entity,
            follows=new.follows, kind=new.kind, author=author, parts=entries.digest_of(p.commit for p in new.parts),
            at=moment.at, offset=moment.offset, zone=moment.zone, clock_back=moment.at < max(last, tip.at),
            program=__version__, guidance=new.guidance,
        )  # fmt: skip
        raw = entries.encode_leaf(leaf)
        entry = Entry(leaf=leaf, raw=raw, parts=new.parts, head=entries.next_head(tip.head, raw))
        self.insert(entry)
        self.tip = Tip(pos=tip.pos + 1, head=entry.head, writer=tip.writer, seq=leaf.seq, at=moment.at)
        return entry

    def insert(self, entry: Entry, *, foreign: bool = False) -> int:
        """File an entry as the next one and return its position. `foreign`: it stands in another log's chain."""
        pos = self.tip.pos + 1
        run = self.connection.execute
        row = self._row_for(entry.leaf.entity)
        run(
            "INSERT INTO entry (pos, id, entity, kind, leaf, head) VALUES (?, ?, ?, ?, ?, ?)",
            (pos, bytes.fromhex(entry.leaf.entry), row, entry.leaf.kind, entry.raw, None if foreign else entry.head),
        )
        self.connection.executemany(
            "INSERT INTO part (place, id, slot, digest, salt, content) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (pos << PART_BITS | i, bytes.fromhex(p.id), p.slot, p.commit, p.salt, p.content)
                for i, p in enumerate(entry.parts)
            ],
        )
        if foreign:
            self.tip = Tip(pos=pos, head=self.tip.head, writer=self.tip.writer, seq=self.tip.seq, at=self.tip.at)
        return pos

    def _row_for(self, entity: str) -> int:
        """The row that stands for an entity, made where there is none yet: most are new, so that is tried first."""
        run, key = self.connection.execute, (bytes.fromhex(entity),)
        if entity not in self._rows:
            made = run("INSERT INTO entity (id) VALUES (?) ON CONFLICT DO NOTHING RETURNING row", key).fetchone()
            (self._rows[entity],) = made or run("SELECT row FROM entity WHERE id = ?", key).fetchone()
        return self._rows[entity]

    def goes_on_with(self, connection: Connection) -> None:
        """The same database, opened anew."""
        self.connection = connection
        self._rows.clear()
        self.tip = self._read_tip()

    def back_to(self, tip: Tip) -> None:
        """Forget what was appended since `tip`: the transaction did not commit."""
        self.tip = tip
        self._rows.clear()

    def begin_writer(self, writer: str) -> None:
        """Go on as another writer (after a restore): its count starts anew."""
        self.connection.execute(
            "INSERT OR REPLACE INTO meta (name, value) VALUES ('writer', ?)", (bytes.fromhex(writer),)
        )
        self.tip = Tip(pos=self.tip.pos, head=self.tip.head, writer=writer, seq=0, at=self.tip.at)

    def _read_tip(self) -> Tip:
        with database_errors():
            row = self.connection.execute("SELECT value FROM meta WHERE name = 'writer'").fetchone()
            writer = row[0].hex() if row else new_id(self._dice)
            count = self.connection.execute("SELECT max(pos) FROM entry").fetchone()[0] or 0
            # an import ends with an entry of the log's own, so this is the last row or close to it
            last = self.connection.execute(
                "SELECT leaf, head FROM entry WHERE head IS NOT NULL ORDER BY pos DESC LIMIT 1"
            ).fetchone()
        if last is None:
            return Tip(pos=count, head=GENESIS, writer=writer, seq=0, at=datetime.min.replace(tzinfo=UTC))
        leaf = entries.decode_leaf(last[0])
        return Tip(pos=count, head=last[1], writer=writer, seq=leaf.seq if leaf.writer == writer else 0, at=leaf.at)

    def _parts_at(self, pos: int) -> list[Part]:
        with database_errors():
            rows = self.connection.execute(
                "SELECT id, slot, digest, salt, content FROM part WHERE place >= ? AND place < ? ORDER BY place",
                (pos << PART_BITS, pos + 1 << PART_BITS),
            ).fetchall()
        return [part_from(*row) for row in rows]


def part_from(part_id: bytes, slot: str, digest: bytes, salt: bytes | None, content: bytes | None) -> Part:
    """A part as its row holds it. Raises AlteredEntry."""
    for held in (part_id, digest, *(one for one in (salt, content) if one is not None)):
        if type(held) is not bytes:  # SQLite lets any value stand in any column
            raise entries.AlteredEntry("a part is not stored as parts are")
    return Part(id=part_id.hex(), slot=slot, commit=digest, salt=salt, content=content)


def _entry(raw: bytes, head: bytes | None, parts: list[Part]) -> Entry:
    return Entry(leaf=entries.decode_leaf(raw), raw=raw, parts=tuple(parts), head=head or b"")
