"""What the log says of how long each decision was kept: one walk through it, for the list of what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from msgspec import Struct

from sharedesk.domain.decision import PersonInvolved
from sharedesk.domain.entry import OF_A_DECISION, Entry, content_of
from sharedesk.domain.person import PersonChange, PersonStatement
from sharedesk.domain.retention import REVIEWED, AboutReview
from sharedesk.vault.store import Progress, Store

_OFTEN = 64
"""Entries between two tellings of how far the walk is."""


class Held(Struct, kw_only=True):
    """One decision that still says something: its times, and the children it is about."""

    id: str
    recorded: datetime
    """UTC, as each of these."""
    last: datetime
    """The last entry that said something of the case; a look at how long it is kept does not count, nor an erasure."""
    keep_until: date | None = None
    children: dict[str, PersonStatement] = {}
    """Each by their id, as they are known now."""
    answers: int = 0
    """Parts that still say something."""


def every_held(store: Store, progress: Progress = lambda done, of: None) -> list[Held]:
    """Every decision that is not erased, in the order they were recorded. `progress` counts entries."""
    held: dict[str, Held] = {}
    known: dict[str, PersonStatement | None] = {}
    total = store.count()
    for pos, entry in store.every_entry():
        if pos % _OFTEN == 0 or pos == total:
            progress(pos, total)
        kind = entry.leaf.kind
        if kind in OF_A_DECISION or kind == "erased":
            _take(held, entry)
        elif kind in ("person_stated", "person_changed"):
            known[entry.leaf.entity] = _stated(entry) or known.get(entry.leaf.entity)
        elif kind == "retention_reviewed" and entry.leaf.entity in held:
            held[entry.leaf.entity].keep_until = _until(entry)
    for one in held.values():
        one.children = {key: known.get(key) or who for key, who in one.children.items()}
    return [one for one in held.values() if one.answers]


def _take(held: dict[str, Held], entry: Entry) -> None:
    leaf = entry.leaf
    one = held.get(leaf.entity)
    if one is None:
        if leaf.kind == "erased":
            return  # of a person, or of a note
        one = held[leaf.entity] = Held(id=leaf.entity, recorded=leaf.at, last=leaf.at)
    if leaf.kind != "erased":
        one.last = max(one.last, leaf.at)
    for part in entry.parts:
        if part.slot.startswith("@") or part.content is None:
            continue
        one.answers += 1
        if part.slot.startswith("people/"):
            content = content_of(part)
            person = msgspec.convert(content.value, PersonInvolved) if content and content.value else None
            one.children.pop(part.slot.partition("/")[2], None)  # said anew: perhaps no longer a child of this
            if person is not None and ("child" in person.roles or person.who.kind in ("child", "unborn")):
                one.children[person.key] = person.who


def _stated(entry: Entry) -> PersonStatement | None:
    contents = [content_of(part) for part in entry.parts if part.slot == "who"]
    return next((msgspec.convert(content.value, PersonChange).who for content in contents if content), None)


def _until(entry: Entry) -> date | None:
    contents: Sequence[object] = [c.value for part in entry.parts if part.slot == REVIEWED and (c := content_of(part))]
    return next((msgspec.convert(value, AboutReview).keep_until for value in contents), None)
