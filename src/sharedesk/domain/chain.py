"""Chains of entries: replaying one, and how a log's entries travel to another log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

from sharedesk.domain.entry import GENESIS, AlteredEntry, Digest, Entry, Id, Leaf, next_head


class Chain:
    """Replays one chain, leaf by leaf. `head` and `count` say where it stands."""

    def __init__(self, log: str) -> None:
        self.log, self.head, self.count = log, GENESIS, 0
        self._counts: dict[str, int] = {}

    def add(self, raw: bytes, leaf: Leaf, head: bytes | None = None) -> None:
        """Take the next leaf. Raises AlteredEntry unless it is the next, and `head`, where known, the one after it."""
        if leaf.log != self.log:
            raise AlteredEntry("an entry belongs to another log")
        self._counts[leaf.writer] = self._counts.get(leaf.writer, 0) + 1
        if leaf.seq != self._counts[leaf.writer]:
            raise AlteredEntry("the entries of a writer are not in one unbroken row")
        self.head = next_head(self.head, raw)
        self.count += 1
        if head is not None and self.head != head:
            raise AlteredEntry("the chain does not join")


class ChainOf(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A log's chain: the numbers of its entries in order (where they stand in the log or its export, from 1), and the
    head that they lead to.
    """

    log: Id
    head: Digest
    entries: tuple[Annotated[int, Meta(ge=1, lt=2**53)], ...]


class Incoming(Struct, frozen=True, kw_only=True):
    """An export as it is read: which log, for practice or not, its entries one by one, then its chains, own first."""

    log: str
    practice: bool
    records: Iterator[Entry | ChainOf]
