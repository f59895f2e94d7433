"""Which of several overlapping finds stands: the longest, and what it leaves uncovered is not lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

import msgspec

from sharedesk.domain.treatment import MarkKind
from sharedesk.identity.marks import Mark

_ORDER = {kind: number for number, kind in enumerate(get_args(MarkKind))}


def settled(text: str, found: Iterable[Mark]) -> list[Mark]:
    """The marks of a text that do not overlap, in order; the same ones for the same finds in whatever order.

    The longest stands (an address before the name in it), then the certain, then what is somebody's we know.
    What sticks out of the longer one stays marked by itself.
    """
    ranked = sorted(found, key=lambda m: (m.start - m.end, m.certainty, not m.whose, _ORDER[m.kind], m.start, m.whose))
    taken = bytearray(len(text))
    standing = []
    for mark in ranked:
        for stretch in _free(taken, mark.start, mark.end):
            if stretch == (mark.start, mark.end):
                standing.append(mark)
                continue
            start, end = _trimmed(text, *stretch)
            if start < end:
                standing.append(msgspec.structs.replace(mark, start=start, end=end))
        taken[mark.start : mark.end] = b"\1" * (mark.end - mark.start)
    return sorted(standing, key=lambda m: m.start)


def _free(taken: bytearray, start: int, end: int) -> Iterable[tuple[int, int]]:
    """The stretches between `start` and `end` that no mark has taken."""
    while start < end:
        start = taken.find(0, start, end)
        if start < 0:
            return
        stop = taken.find(1, start, end)
        stop = end if stop < 0 else stop
        yield start, stop
        start = stop


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
