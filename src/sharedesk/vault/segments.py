"""Other logs' entries in this log: verified as chains of their own and filed without a word changed.

An import brings a log's entries, its chain, and the chains that it had imported itself. Entries that are here already
are not filed twice; a chain that goes on from one that is here is made longer; one that parts from it is a new segment.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from sharedesk.domain import entry as entries
from sharedesk.domain.chain import Chain, ChainOf, Incoming
from sharedesk.domain.entry import Entry, content_of, new_part
from sharedesk.vault import database, errors, projections
from sharedesk.vault.database import database_errors
from sharedesk.vault.store import NewEntry, Progress, Store
from sharedesk.vault.vault import Receipt, Vault


class Imported(Struct, frozen=True, kw_only=True):
    """What an import did: how many entries were new. `receipt` is None where none was."""

    log: str
    added: int
    known: int
    receipt: Receipt | None


def chains_of(store: Store) -> list[ChainOf]:
    """Every chain of a log: its own first, then those it imported."""
    run = store.connection.execute
    with database_errors():
        own = [row[0].hex() for row in run("SELECT id FROM entry WHERE head IS NOT NULL ORDER BY pos")]
        chains = [ChainOf(log=store.log, entries=tuple(own))]
        for row, log in run("SELECT row, log FROM segment ORDER BY row").fetchall():
            ids = run(
                "SELECT e.id FROM segment_link l JOIN entry e ON e.pos = l.entry WHERE l.segment = ? ORDER BY l.number",
                (row,),
            )
            chains.append(ChainOf(log=log.hex(), entries=tuple(i[0].hex() for i in ids)))
    return chains


def import_log(vault: Vault, incoming: Incoming, progress: Progress = lambda done, of: None) -> Imported:
    """Import another log's export, all of it or nothing. Importing it again adds nothing.

    Raises ImportRefused, PracticeRefused, RealIntoPractice, AlteredEntry, WrongText, and what a save raises.
    """
    if incoming.practice != vault.practice:
        raise errors.PracticeRefused if incoming.practice else errors.RealIntoPractice
    store = vault.store
    before = store.tip
    added: list[Entry] = []
    known = 0
    receipt = None
    try:
        with database.transaction(store.connection):
            links = []
            for record in incoming.records:
                if isinstance(record, ChainOf):
                    links.append(_link(store, record, incoming))
                    continue
                if _file(store, record):
                    added.append(_without_words(record))
                else:
                    known += 1
                progress(len(added) + known, 0)
            if not links or links[0][0] != incoming.log:
                raise errors.ImportRefused(
                    "The export ends before its end, so nothing was imported.", "Export it again."
                )
            _refresh(store, added)
            if added:
                about = {
                    "log": incoming.log,
                    "chains": [{"log": log, "head": head, "count": count} for log, head, count in links],
                }
                own = NewEntry(kind="imported", entity=incoming.log, parts=(new_part("@imported", about),))
                written = store.append([own], vault.author)
                projections.refresh(store, written)
                receipt = Receipt(entries=tuple(written))
    except BaseException:
        store.tip = before
        raise
    return Imported(log=incoming.log, added=len(added), known=known, receipt=receipt)


def _file(store: Store, entry: Entry) -> bool:
    """File one entry unless it is here. True if it is new."""
    entries.verify_parts(entry.leaf, entry.parts)
    for part in entry.parts:
        content = content_of(part)
        if content is not None:
            entries.check_text(content.value, content.slot)
    here = store.has(entry.leaf.entry)
    if here is None:
        store.insert(entry, foreign=True)
        return True
    if here != entry.raw:
        raise errors.ImportRefused(
            "An entry in the export differs from the same entry in this log.", "Nothing was imported. Ask for help."
        )
    return False


def _link(store: Store, chain: ChainOf, incoming: Incoming) -> tuple[str, str, int]:
    """Replay a chain over the filed entries and keep its links. Gives log, head and count."""
    replay = Chain(chain.log)
    links = []
    for number, entry in enumerate(chain.entries, 1):
        with database_errors():
            row = store.connection.execute(
                "SELECT pos, leaf FROM entry WHERE id = ?", (bytes.fromhex(entry),)
            ).fetchone()
        if row is None:
            raise errors.ImportRefused(
                "An entry is missing from the export, so nothing was imported.", "Export it again."
            )
        leaf = entries.decode_leaf(row[1])
        if number == 1:
            _check_first(store, row[0], leaf, incoming)
        replay.add(row[1], leaf)
        links.append((row[0], replay.head))
    if chain.log != store.log or not _is_own(store, chain):
        _keep(store, chain.log, links)
    return chain.log, replay.head.hex(), replay.count


def _check_first(store: Store, pos: int, leaf: entries.Leaf, incoming: Incoming) -> None:
    """A chain begins with the making of its log, which says whether it was for practice."""
    content = content_of(store.entry(pos).parts[0]) if leaf.kind == "log_created" and store.entry(pos).parts else None
    if content is None or not isinstance(content.value, dict) or content.value.get("practice") is not incoming.practice:
        raise errors.ImportRefused(
            "The export does not begin as a log does, so nothing was imported.", "Export it again."
        )


def _is_own(store: Store, chain: ChainOf) -> bool:
    own = chains_of(store)[0].entries
    return own[: len(chain.entries)] == chain.entries


def _keep(store: Store, log: str, links: list[tuple[int, bytes]]) -> None:
    run = store.connection.execute
    for (segment,) in run("SELECT row FROM segment WHERE log = ?", (bytes.fromhex(log),)).fetchall():
        held = run("SELECT entry, head FROM segment_link WHERE segment = ? ORDER BY number", (segment,)).fetchall()
        short = min(len(held), len(links))
        if held[:short] == links[:short]:
            _add_links(store, segment, links, len(held))
            return
    segment = run("INSERT INTO segment (log) VALUES (?)", (bytes.fromhex(log),)).lastrowid
    _add_links(store, segment, links, 0)


def _add_links(store: Store, segment: int, links: list[tuple[int, bytes]], start: int) -> None:
    store.connection.executemany(
        "INSERT INTO segment_link VALUES (?, ?, ?, ?)",
        [(segment, number, *link) for number, link in enumerate(links[start:], start + 1)],
    )


def _refresh(store: Store, added: Iterable[Entry]) -> None:
    try:
        projections.refresh(store, added)
    except msgspec.ValidationError:
        raise errors.ImportRefused(
            "The export holds a record that this version cannot read.", "Update ShareDesk and try again."
        ) from None


def _without_words(entry: Entry) -> Entry:
    """An entry to remember until the end of a long import: its leaf only, so that memory stays small."""
    return msgspec.structs.replace(entry, raw=b"", parts=())
