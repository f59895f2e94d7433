"""What an erasure did, as a document to read, keep or hand to the data protection lead. It names nobody erased."""

from __future__ import annotations

from collections.abc import Iterator

from sharedesk.desk import release
from sharedesk.desk.erase_reach import Reach, Renewed
from sharedesk.desk.erasing import GROUNDS, Erased, Grounds
from sharedesk.desk.guidance_in_use import guidance_in_use
from sharedesk.paper.document import Block, Document, Facts, Heading, Items, Note, Text
from sharedesk.vault.vault import Vault

STAYS_ERASED = (
    "The record of the erasure stays, with its ground and authority. The log still proves that nothing else was "
    "changed, and restoring an older backup of it does not bring the words back."
)


def report(vault: Vault, done: Erased, grounds: Grounds, reach: Reach, renewed: Renewed | None) -> Document:
    """The document, as things stand now."""
    return Document(
        title="What was erased", reference=f"Log {vault.log[:8]}",
        copy_kind="For the file and the data protection lead",
        printed_at=release.said_now(vault), guidance=guidance_in_use(), practice=vault.practice,
        blocks=tuple(_blocks(done, grounds, reach, renewed)),
    )  # fmt: skip


def _blocks(done: Erased, grounds: Grounds, reach: Reach, renewed: Renewed | None) -> Iterator[Block]:
    rows = [
        ("Erased", _counted(done.parts, "piece", "pieces")),
        ("Said in other words", f"{done.reworded:,}" if done.reworded else ""),
        ("Left as they were", f"{done.kept:,}" if done.kept else ""),
        ("In the records", ", ".join(done.references)),
        ("Drafts that went too", f"{done.drafts:,}" if done.drafts else ""),
        ("Ground", dict(GROUNDS)[grounds.category]),
        ("Authority", grounds.authority.strip()),
    ]
    yield Facts(tuple((label, words) for label, words in rows if words))
    yield Text(STAYS_ERASED)
    if not done.noted:
        yield Note(
            "This could not be noted beside the backups, because the disk is full or cannot be written. Until it is, "
            "an older backup could bring the words back: make room, then make a new backup."
        )
    yield from _backups(reach, renewed)
    yield Heading("What could not be erased from here", 1)
    yield Items(reach.lines)


def _backups(reach: Reach, renewed: Renewed | None) -> Iterator[Block]:
    if renewed is not None:
        yield Heading("Backups here", 1)
        gone = _counted(len(renewed.removed), "older one that held the words is", "older ones that held the words are")
        yield Text(f"A new backup is made, read back and checked. {gone} removed.")
        if renewed.left:
            yield Note(f"{_counted(len(renewed.left), 'older one', 'older ones')} could not be removed.")
    elif reach.backups:
        yield Heading("Backups here", 1)
        holds = _counted(len(reach.backups), "backup still holds", "backups still hold")
        yield Text(f"{holds} the words, encrypted, until newer ones have taken their place.")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
