"""Chains of entries: replaying one, and how a log's entries travel to another log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Annotated

from msgspec import Meta, Struct

from sharedesk.domain.entry import GENESIS, AlteredEntry, Digest, Entry, Id, Leaf, next_head

Number = Annotated[int, Meta(ge=1, lt=2**53)]


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
    """A log's chain: which entries, in order, and the head that they lead to.

    Entries are numbered from 1 as they stand in the log or its export; `runs` are the unbroken rows of numbers, each by
    its first and last, so that a chain of any length is a few numbers.
    """

    log: Id
    head: Digest
    runs: tuple[tuple[Number, Number], ...]

    @property
    def numbers(self) -> Iterator[int]:
        """The numbers of the entries, one by one."""
        return chain.from_iterable(range(first, last + 1) for first, last in self.runs)

    @property
    def count(self) -> int:
        """How many entries there are."""
        return sum(max(last - first + 1, 0) for first, last in self.runs)


def runs_of(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Rising numbers as unbroken rows: 1, 2, 3, 7 is (1, 3), (7, 7)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return tuple(runs)


class Incoming(Struct, frozen=True, kw_only=True):
    """An export as it is read: which log, for practice or not, its entries one by one, then its chains, own first."""

    log: str
    practice: bool
    records: Iterator[Entry | ChainOf]
