"""The list of decisions, and the words that find one."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from sharedesk.domain import checked_base32 as base32
from sharedesk.domain.people import folded_name
from sharedesk.domain.reference import LONG, SHORT, NotAReference, read_reference, reference_of, stem_of
from sharedesk.vault import errors
from sharedesk.vault.database import database_errors
from sharedesk.vault.schema import TOKENIZER
from sharedesk.vault.store import Store

MOST_WORDS = 64
"""Words of a search that count; the index itself takes no more than some two hundred."""
SHARES_REFERENCE = (
    # is there another decision whose id begins with the same 40 bits? A reference that is shared is shown longer
    "EXISTS (SELECT 1 FROM entity x JOIN decision y USING (row) WHERE x.id >= substr(e.id, 1, 5) "
    f"AND x.id <= CAST(substr(e.id, 1, 5) || x'{'ff' * 11}' AS BLOB) AND x.row <> e.row)"
)
"""As part of a query in which `e` is a decision's entity."""
_COLUMNS = (
    "d.row, e.id, d.recorded, d.changed, d.decided, d.outcome, d.missing, d.children, d.entries, d.imported_from, "
    f"{SHARES_REFERENCE}, EXISTS (SELECT 1 FROM owed o WHERE o.row = d.row)"
)


class Listed(Struct, frozen=True, kw_only=True):
    """A decision as a list shows it: no names. Times in seconds since 1970, UTC."""

    row: int
    id: str
    recorded: float
    changed: float
    decided: float | None
    outcome: str
    missing: int
    children: int
    entries: int
    imported_from: str | None
    reference: str
    owed: bool = False
    """Is it an emergency share whose reasons are not complete?"""
    snippet: str = ""
    """Some of the words that were found, with U+0002 and U+0003 round each."""


def newest(store: Store, limit: int, before_row: int | None = None) -> list[Listed]:
    """Up to `limit` decisions, the last recorded first; with `before_row` the page after that row."""
    with database_errors():
        rows = store.connection.execute(
            f"SELECT {_COLUMNS}, '' FROM decision d JOIN entity e USING (row) WHERE d.row < ? "
            "ORDER BY d.row DESC LIMIT ?",
            (before_row or 1 << 62, limit),
        ).fetchall()
    return [_listed(row) for row in rows]


def decisions_at(store: Store, rows: Iterable[int]) -> list[Listed]:
    """The decisions of some rows (a page of them), in the order asked for."""
    rows = list(rows)
    marks = ", ".join("?" * len(rows))
    with database_errors():
        found = store.connection.execute(
            f"SELECT {_COLUMNS}, '' FROM decision d JOIN entity e USING (row) WHERE d.row IN ({marks})", rows
        ).fetchall()
    by_row = {row[0]: _listed(row) for row in found}
    return [by_row[row] for row in rows if row in by_row]


def every_row(store: Store) -> array[int]:
    """The row of every decision, the last recorded first: 8 bytes each, to page through with `newest`."""
    with database_errors():
        return array("q", (row for (row,) in store.connection.execute("SELECT row FROM decision ORDER BY row DESC")))


def oldest(store: Store) -> float | None:
    """When the first decision of the list was recorded, in seconds since 1970; None where there is none."""
    with database_errors():
        found = store.connection.execute("SELECT min(recorded) FROM decision").fetchone()[0]
    return None if found is None else float(found)


class Waiting(Struct, frozen=True, kw_only=True):
    """What waits to be done, as counts."""

    incomplete: int


def waiting(store: Store) -> Waiting:
    """What home shows first."""
    with database_errors():
        incomplete = store.connection.execute("SELECT count(*) FROM decision WHERE missing > 0").fetchone()[0]
    return Waiting(incomplete=incomplete)


def find(store: Store, words: str, limit: int = 50, before_row: int | None = None) -> list[Listed]:
    """Decisions that hold every one of some words, the last recorded first. The last word may be unfinished.

    What reads as a reference finds its decision. Case and accents do not matter. No words find nothing.
    """
    query = query_of(words, "body")
    if not query:
        return []
    with database_errors():
        rows = store.connection.execute(
            f"SELECT {_COLUMNS}, snippet(search, 0, char(2), char(3), '…', 16) FROM search "
            "JOIN decision d ON d.row = search.rowid JOIN entity e ON e.row = search.rowid "
            "WHERE search MATCH ? AND search.rowid < ? ORDER BY search.rowid DESC LIMIT ?",
            (query, before_row or 1 << 62, limit),
        ).fetchall()
    by_reference = [] if before_row else _by_reference(store, words)
    seen = {listed.id for listed in by_reference}
    return by_reference + [listed for row in rows if (listed := _listed(row)).id not in seen]


def holding(store: Store, words: str) -> list[str]:
    """Ids of every decision whose text holds all of some words, in the order they came. The last may go on."""
    query = query_of(words, "body")
    if not query:
        return []
    with database_errors():
        rows = store.connection.execute(
            "SELECT e.id FROM search JOIN decision d ON d.row = search.rowid JOIN entity e ON e.row = search.rowid "
            "WHERE search MATCH ? ORDER BY search.rowid",
            (query,),
        ).fetchall()
    return [row[0].hex() for row in rows]


def how_many_hold(store: Store, words: str) -> int:
    """In how many decisions' text all of some words stand. The last may go on."""
    query = query_of(words, "body")
    if not query:
        return 0
    with database_errors():
        found = store.connection.execute("SELECT count(*) FROM search WHERE search MATCH ?", (query,)).fetchone()[0]
    return int(found)


def decision_by_reference(store: Store, typed: str) -> str:
    """The id of the decision with a reference. Raises NotAReference, NoSuchRecord, AmbiguousReference."""
    stem = read_reference(typed)
    found = [entity for entity in _with_stem(store, stem[:SHORT]) if _long_stem(entity).startswith(stem)]
    if not found:
        raise errors.NoSuchRecord
    if len(found) > 1:
        raise errors.AmbiguousReference
    return found[0]


def mentioning(store: Store, entity: str) -> list[str]:
    """Ids of other decisions in whose words the reference of a decision stands, short or long, in the order they came.

    By the words alone: whoever asks looks at what the words are there for.
    """
    stem = stem_of(entity)
    with database_errors():
        rows = store.connection.execute(
            "SELECT e.id FROM search JOIN decision d ON d.row = search.rowid JOIN entity e ON e.row = search.rowid "
            "WHERE search MATCH ? AND e.id <> ? ORDER BY search.rowid",
            (f'body : ("{stem[:4]} {stem[4:]}" OR "{stem}"*)', bytes.fromhex(entity)),
        ).fetchall()
    return [row[0].hex() for row in rows]


def shown_reference(store: Store, entity: str) -> str:
    """The reference to show: the short one, or the long one where two decisions of merged logs share it."""
    alike = _with_stem(store, stem_of(entity))
    return reference_of(entity, length=LONG if len(alike) > 1 else SHORT)


def possible_duplicates(store: Store, name: str, besides: str) -> list[str]:
    """Ids of other people with the same name, but for case, accents and punctuation: offered, never merged."""
    folded = folded_name(name)
    if not folded:
        return []
    with database_errors():
        rows = store.connection.execute(
            "SELECT e.id FROM person p JOIN entity e USING (row) WHERE p.folded = ? AND e.id <> ? LIMIT 20",
            (folded, bytes.fromhex(besides)),
        ).fetchall()
    return [row[0].hex() for row in rows]


def decisions_of_person(store: Store, person: str) -> list[str]:
    """Ids of the decisions that name a person or anyone linked as the same."""
    with database_errors():
        rows = store.connection.execute(
            "SELECT DISTINCT de.id FROM entity me JOIN person m ON m.row = me.row "
            "JOIN person p ON p.same_as = m.same_as JOIN person_in i ON i.person = p.row "
            "JOIN entity de ON de.row = i.decision WHERE me.id = ? ORDER BY de.row",
            (bytes.fromhex(person),),
        ).fetchall()
    return [row[0].hex() for row in rows]


def same_person(store: Store, person: str) -> str:
    """The id that stands for a person and all those linked as the same."""
    with database_errors():
        row = store.connection.execute(
            "SELECT h.id FROM entity e JOIN person p ON p.row = e.row JOIN entity h ON h.row = p.same_as "
            "WHERE e.id = ?",
            (bytes.fromhex(person),),
        ).fetchone()
    return row[0].hex() if row else person


def linked_with(store: Store, person: str) -> list[str]:
    """The ids of a person and of all those linked as the same, in the order they came."""
    with database_errors():
        rows = store.connection.execute(
            "SELECT h.id FROM entity e JOIN person p ON p.row = e.row JOIN person o ON o.same_as = p.same_as "
            "JOIN entity h ON h.row = o.row WHERE e.id = ? ORDER BY h.row",
            (bytes.fromhex(person),),
        ).fetchall()
    return [row[0].hex() for row in rows]


def words_left(store: Store, entity: str, gone: Iterable[bytes]) -> bool:
    """Is a record still found by a word of some parts' bytes, now erased, that is not in its text as it now stands?

    Asks the index itself, word by word, about this one record; the words are compared in memory. Part of a transaction.
    """
    row = store.row_of(entity)
    run = store.connection.execute
    run(f'CREATE VIRTUAL TABLE temp.compared USING fts5 (gone, now, tokenize = "{TOKENIZER}")')
    run("CREATE VIRTUAL TABLE temp.compared_words USING fts5vocab (temp, compared, col)")
    (now,) = run("SELECT body || char(10) || called FROM search_text WHERE row = ?", (row,)).fetchone() or ("",)
    words = "\n".join(text for content in gone for text in _texts_in(msgspec.json.decode(content)))
    run("INSERT INTO temp.compared VALUES (?, ?)", (words, now))
    terms = run(
        "SELECT term FROM temp.compared_words WHERE col = 'gone' EXCEPT "
        "SELECT term FROM temp.compared_words WHERE col = 'now'"
    ).fetchall()
    run("DROP TABLE temp.compared_words")
    run("DROP TABLE temp.compared")
    ask = "SELECT count(*) FROM search WHERE search MATCH ? AND rowid = ?"
    return any(run(ask, (f'"{term}"', row)).fetchone()[0] for (term,) in terms)


def _texts_in(plain: object) -> Iterator[str]:
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, dict | list):
        for held in plain.values() if isinstance(plain, dict) else plain:
            yield from _texts_in(held)


def _by_reference(store: Store, words: str) -> list[Listed]:
    try:
        entity = decision_by_reference(store, words)
    except (NotAReference, errors.NoSuchRecord, errors.AmbiguousReference):
        return []  # not a reference: words like any other
    with database_errors():
        row = store.connection.execute(
            f"SELECT {_COLUMNS}, '' FROM decision d JOIN entity e USING (row) WHERE e.id = ?", (bytes.fromhex(entity),)
        ).fetchone()
    return [_listed(row)]


def _with_stem(store: Store, stem: str) -> list[str]:
    """Ids of decisions whose reference begins so: the first 40 bits of an id."""
    first = base32.decode(stem, 5)
    with database_errors():
        rows = store.connection.execute(
            "SELECT e.id FROM entity e JOIN decision d USING (row) WHERE e.id >= ? AND e.id <= ?",
            (first + bytes(11), first + b"\xff" * 11),
        ).fetchall()
    return [row[0].hex() for row in rows]


def _long_stem(entity: str) -> str:
    return base32.encode(bytes.fromhex(entity))[:LONG]


def query_of(words: str, column: str) -> str:
    """What the index is asked for words of a column; empty where there are none. The last may be unfinished."""
    plain = words.encode("utf-8", "ignore").decode("utf-8")  # half a character is nowhere in the log
    terms = [word.replace('"', "").replace("\0", "") for word in plain.split()]
    terms = [term for term in terms if any(c.isalnum() for c in term)][:MOST_WORDS]
    return f"{column} : (" + " ".join(f'"{term}"' for term in terms) + "*)" if terms else ""


def _listed(row: tuple) -> Listed:  # type: ignore[type-arg]  # one row of _COLUMNS
    number, entity, recorded, changed, decided, outcome, missing, children, entries, imported, alike, owed, words = row
    return Listed(
        row=number, id=entity.hex(), recorded=recorded, changed=changed, decided=decided, outcome=outcome,
        missing=missing, children=children, entries=entries, imported_from=imported.hex() if imported else None,
        reference=reference_of(entity.hex(), length=LONG if alike else SHORT), owed=bool(owed), snippet=words,
    )  # fmt: skip
