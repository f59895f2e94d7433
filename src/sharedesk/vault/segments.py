"""Other logs' entries in this log: verified as chains of their own and filed without a word changed.

An import brings a log's entries, its chain, and the chains that it had imported itself. Entries that are here already
are not filed twice; a chain that goes on from one that is here is made longer; one that parts from it is a new segment.
"""

from __future__ import annotations

from array import array

import msgspec
from msgspec import Struct

from sharedesk.domain import entry as entries
from sharedesk.domain import shapes
from sharedesk.domain.chain import Chain, ChainOf, Incoming, runs_of
from sharedesk.domain.entry import AlteredEntry, Entry, content_of, new_part
from sharedesk.domain.erasure import erased_by
from sharedesk.vault import database, erase, errors, projections
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
        own = run("SELECT pos FROM entry WHERE head IS NOT NULL ORDER BY pos")
        chains = [ChainOf(log=store.log, head=store.tip.head.hex(), runs=runs_of(pos for (pos,) in own))]
        for row, log in run("SELECT row, log FROM segment ORDER BY row").fetchall():
            links = run("SELECT entry FROM segment_link WHERE segment = ? ORDER BY number", (row,))
            runs = runs_of(pos for (pos,) in links)
            (head,) = run(
                "SELECT head FROM segment_link WHERE segment = ? ORDER BY number DESC LIMIT 1", (row,)
            ).fetchone()
            chains.append(ChainOf(log=log.hex(), head=head.hex(), runs=runs))
    return chains


def import_log(vault: Vault, incoming: Incoming, progress: Progress = lambda done, of: None) -> Imported:
    """Import another log's export, all of it or nothing. Importing it again adds nothing.

    What the other log erased of its own words is erased here too, or the two would no longer say the same. Raises
    ImportRefused, PracticeRefused, RealIntoPractice, AlteredEntry, WrongText, and what a save raises; then nothing was
    imported. NotNoted: then it was.
    """
    if incoming.practice != vault.practice:
        raise errors.PracticeRefused if incoming.practice else errors.RealIntoPractice
    store = vault.store
    before = store.tip
    added: list[Entry] = []
    erasures: list[Entry] = []
    without_words: set[tuple[str, str, str]] = set()
    gone = False
    receipt = None
    try:
        with database.transaction(store.connection):
            links = []
            filed = array("q")
            for record in incoming.records:
                if isinstance(record, ChainOf):
                    links.append(_link(store, record, filed, incoming))
                    continue
                pos, is_new = _file(store, record)
                filed.append(pos)
                if is_new:
                    added.append(_without_words(record))
                    erasures += [record] if record.leaf.kind == "erased" else []
                    without_words.update((record.leaf.entity, p.id, p.slot) for p in record.parts if p.content is None)
                progress(len(filed), 0)
            if not links or links[0].log != incoming.log:
                raise errors.ImportRefused(
                    "The export ends before its end, so nothing was imported.", "Export it again."
                )
            if set(filed) - {pos for link in links for pos in link.places}:
                raise errors.ImportRefused(
                    "The export holds an entry that belongs to no chain, so nothing was imported.", "Export it again."
                )
            _see_that_an_erasure_names(store, without_words)
            for entry in erasures:
                gone = _erase_again(store, entry) or gone
            _refresh(store, added)
            if added:
                about = {
                    "log": incoming.log,
                    "chains": [{"log": link.log, "head": link.head.hex(), "count": len(link.places)} for link in links],
                }
                own = NewEntry(kind="imported", entity=incoming.log, parts=(new_part("@imported", about),))
                written = store.append([own], vault.author)
                projections.refresh(store, written)
                receipt = Receipt(entries=tuple(written))
            if gone:
                erase.see_that_it_is_gone(store)
    except BaseException:
        store.back_to(before)
        raise
    if gone:
        erase.note_all(vault)
    return Imported(log=incoming.log, added=len(added), known=len(filed) - len(added), receipt=receipt)


class _Link(Struct, frozen=True):
    """A chain that was replayed: where its entries stand here, the head after each, and the last."""

    log: str
    places: array[int]
    heads: tuple[bytes, ...]
    head: bytes


def _file(store: Store, entry: Entry) -> tuple[int, bool]:
    """File one entry unless it is here. Gives its place, and whether it is new."""
    _check_shape(entry)
    entries.verify_parts(entry.leaf, entry.parts)
    for part in entry.parts:
        content = content_of(part)
        if content is not None:
            entries.check_text(content.value, content.slot)
    shapes.see_that_it_reads(entry)
    here = store.position_of(entry.leaf)
    if here is None:
        return store.insert(entry, foreign=True), True
    if store.entry(here).raw != entry.raw:
        raise errors.ImportRefused(
            "An entry in the export differs from the same entry in this log.", "Nothing was imported. Ask for help."
        )
    return here, False


def _check_shape(entry: Entry) -> None:
    """No commit proves the name of an erased part, so its form at least has to be right; and sizes have limits."""
    if len(entry.parts) > entries.MOST_PARTS or any(len(p.content or b"") > entries.LONGEST_PART for p in entry.parts):
        raise AlteredEntry("an entry is larger than any can be")
    try:
        msgspec.convert([(part.id, part.slot) for part in entry.parts], list[tuple[entries.Id, entries.Slot]])
    except msgspec.ValidationError:
        raise AlteredEntry("a part is not named as parts are") from None


def _see_that_an_erasure_names(store: Store, gone: set[tuple[str, str, str]]) -> None:
    """Parts (entity, id, slot) that came without words: or every check from then on would call this log altered."""
    for entity in sorted({entity for entity, _, _ in gone}):
        erased = [entry for entry in store.entries_of(entity) if entry.leaf.kind == "erased"]
        gone -= {(entity, part, slot) for entry in erased for part, slot in erased_by(entry)}
    if gone:
        raise errors.ImportRefused(
            "Words are missing from the export that no erasure in it names, so nothing was imported.",
            "Export it again.",
        )


def _erase_again(store: Store, erased: Entry) -> bool:
    try:
        return erase.erase_again(store, erased)
    except (erase.NothingToErase, erase.MayNotBeErased):
        raise AlteredEntry("an erasure names what cannot be erased") from None


def _link(store: Store, chain: ChainOf, filed: array[int], incoming: Incoming) -> _Link:
    """Replay a chain over the filed entries and keep its links."""
    replay = Chain(chain.log)
    places, heads = array("q"), list[bytes]()
    if not chain.runs or any(first > last for first, last in chain.runs):
        raise errors.ImportRefused("The export holds an empty chain, so nothing was imported.", "Export it again.")
    for number in chain.numbers:
        if number > len(filed):
            raise errors.ImportRefused(
                "An entry is missing from the export, so nothing was imported.", "Export it again."
            )
        entry = store.entry(filed[number - 1])
        if not heads:
            _check_first(entry, incoming)
        replay.add(entry.raw, entry.leaf)
        places.append(filed[number - 1])
        heads.append(replay.head)
    if replay.head.hex() != chain.head:
        raise AlteredEntry("a chain does not lead to its head")
    link = _Link(chain.log, places, tuple(heads), replay.head)
    if chain.log != store.log or not _is_own(store, link):
        _keep(store, link)
    return link


def _check_first(entry: Entry, incoming: Incoming) -> None:
    """A chain begins with the making of its log, which says whether it was for practice."""
    content = content_of(entry.parts[0]) if entry.leaf.kind == "log_created" and entry.parts else None
    if content is None or not isinstance(content.value, dict) or content.value.get("practice") is not incoming.practice:
        raise errors.ImportRefused(
            "The export does not begin as a log does, so nothing was imported.", "Export it again."
        )


def _is_own(store: Store, link: _Link) -> bool:
    own = chains_of(store)[0]
    same = all(here == there for here, there in zip(link.places, own.numbers, strict=False))
    return same and len(link.places) <= own.count


def _keep(store: Store, link: _Link) -> None:
    """Make a segment of this log longer, where this chain goes on from it; else begin a new one."""
    run, log = store.connection.execute, bytes.fromhex(link.log)
    new = list(zip(link.places, link.heads, strict=True))
    for (segment,) in run("SELECT row FROM segment WHERE log = ?", (log,)).fetchall():
        held = run("SELECT entry, head FROM segment_link WHERE segment = ? ORDER BY number", (segment,)).fetchall()
        short = min(len(held), len(new))
        if held[:short] == new[:short]:
            _add_links(store, segment, new, len(held))
            return
    _add_links(store, run("INSERT INTO segment (log) VALUES (?)", (log,)).lastrowid, new, 0)


def _add_links(store: Store, segment: int | None, links: list[tuple[int, bytes]], start: int) -> None:
    store.connection.executemany(
        "INSERT INTO segment_link VALUES (?, ?, ?, ?)",
        [(segment, number, *link) for number, link in enumerate(links[start:], start + 1)],
    )


def _refresh(store: Store, added: list[Entry]) -> None:
    try:
        projections.refresh(store, added)
        if any(entry.leaf.kind == "person_stated" for entry in added):
            projections.refresh_links(store)  # a link that came earlier may name them
    except msgspec.ValidationError:
        raise errors.ImportRefused(
            "The export holds a record that this version cannot read.", "Update ShareDesk and try again."
        ) from None


def _without_words(entry: Entry) -> Entry:
    """An entry to remember until the end of a long import: its leaf only, so that memory stays small."""
    return msgspec.structs.replace(entry, raw=b"", parts=())
