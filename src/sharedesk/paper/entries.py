"""The entries of a decision as the full record lists them: each with its time and author, and what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from sharedesk.domain.check_run import CheckRun
from sharedesk.domain.decision import PersonInvolved
from sharedesk.domain.entry import Entry
from sharedesk.domain.fold import DecisionState, Version, about_entry
from sharedesk.domain.parts import decision_from
from sharedesk.domain.person import Author
from sharedesk.domain.retention import REVIEWED
from sharedesk.domain.stated_time import StatedTime
from sharedesk.domain.two_texts import began_in_emergency, new_in
from sharedesk.domain.words import entry_said, field_said, said
from sharedesk.paper.describe import Names, called, day, moment, pairs, when
from sharedesk.paper.document import Block, Facts, Heading, Note, Table, line
from sharedesk.paper.emergency import ADDED, as_noted
from sharedesk.paper.runs import brief

_NOTHING = "nothing"
"""What stood in a slot that was not filled before."""


def entries(
    state: DecisionState, authors: Mapping[str, Author | None], names: Names, taken_in: Entry | None = None
) -> Iterator[Block]:
    """A table of the entries, then each later one with its reason and what it changed; an emergency's note in full.

    `taken_in`: the entry that says that a sealed note became this decision.
    """
    first, *later = state.entries
    listed = (first, taken_in, *later) if taken_in else state.entries
    yield Table(
        ("Entry", "Recorded", "By"),
        tuple((entry_said(e.leaf.kind), moment(e), author_said(authors.get(e.leaf.entry))) for e in listed),
        widths=(3, 5, 3),
    )
    if began_in_emergency(state):
        yield Heading(f"{entry_said(first.leaf.kind)}, {moment(first)}", 2)
        yield from as_noted(first)
    for entry in later:
        if entry.leaf.kind == "released_copy":
            continue  # told of under the copies
        yield Heading(f"{entry_said(entry.leaf.kind)}, {moment(entry)}", 2)
        about = about_entry(entry)
        if because := about.get("@because"):
            yield Facts((("Because", str(because)),))
        if reviewed := about.get(REVIEWED):
            yield Facts((("Kept until", day(datetime.fromisoformat(reviewed["keep_until"]))),))
        if erased := about.get("@erased"):
            facts = (
                ("Parts erased", str(len(erased["parts"]))),
                ("Ground", said(erased["category"])),
                ("Authority", erased.get("authority", "")),
            )
            yield Facts(tuple(row for row in facts if row[1]))
        if entry.leaf.kind == "reasons_added" and _stands_whole(state, entry):
            yield Note(f"All that was added stands above, under “{ADDED}”.")
            continue
        rows = tuple(_change(state, slot, version, names) for slot, version in _filled_by(state, entry))
        if rows and all(row[1] == _NOTHING for row in rows):
            yield Table(("What", "Added"), tuple((row[0], row[2]) for row in rows), widths=(2, 8))
        elif rows:
            yield Table(("What", "Before", "Now"), rows, widths=(2, 4, 4))


def _stands_whole(state: DecisionState, entry: Entry) -> bool:
    """Is this the only entry after the first that says anything, and does everything that it says stand?"""
    after = {v.entry.leaf.entry for held in state.versions.values() for v in held if v.entry is not state.recorded}
    told = [state.versions[slot][number] for slot, number in _filled_by(state, entry)]
    return after == {entry.leaf.entry} and all(version.value is not None for version in told)


def _filled_by(state: DecisionState, entry: Entry) -> Iterator[tuple[str, int]]:
    for slot, versions in state.versions.items():
        for number, version in enumerate(versions):
            if version.entry.leaf.entry == entry.leaf.entry:
                yield slot, number


def _change(state: DecisionState, slot: str, number: int, names: Names) -> tuple[str, str, str]:
    """What, before and now. Where reasons were added, only what is new or was put otherwise, not all that stands."""
    field, versions = field_said(slot.partition("/")[0]), state.versions[slot]
    if not number:
        return field, _NOTHING, _version(slot, versions[0], names)
    before, now = versions[number - 1], versions[number]
    if now.entry.leaf.kind != "reasons_added":
        return field, _version(slot, before, names), _version(slot, now, names)
    gone, new = (_filled(slot, before), _filled(slot, now))
    if not (isinstance(gone, Struct) and isinstance(new, Struct)) or isinstance(new, StatedTime | CheckRun):
        return field, _version(slot, before, names), _version(slot, now, names)
    return field, _besides(new, gone, names) or _NOTHING, _besides(gone, new, names)


def _besides(one: Struct, other: Struct, names: Names) -> str:
    """What the other says besides what the one says."""
    more = new_in(one, other, frozenset(("key",)))
    same_kind = isinstance(other, PersonInvolved) and isinstance(one, PersonInvolved) and one.who.kind == other.who.kind
    skip = ("kind",) if same_kind else ()
    return "\n".join(line(*pair) for pair in pairs(more, names, skip=skip)) if more else ""


def _filled(slot: str, version: Version) -> Any:
    """What a version put into its slot; None where it was taken back or is erased."""
    if version.value is None:
        return None
    filled = getattr(decision_from({slot: version.value}), slot.partition("/")[0])
    return filled[0] if isinstance(filled, tuple) else filled


def _version(slot: str, version: Version, names: Names) -> str:
    filled = _filled(slot, version)
    if filled is None:
        return "erased" if version.erased else "withdrawn"
    if isinstance(filled, CheckRun):
        return brief(filled, names)
    if not isinstance(filled, Struct):
        return str(filled) if slot != "own_initiative" else said(str(filled))
    if isinstance(filled, StatedTime):
        return when(filled)
    if isinstance(filled, PersonInvolved):
        return "\n".join(line(*pair) for pair in (("Who", called(filled.who)), *pairs(filled, names)))
    return "\n".join(line(*pair) for pair in pairs(filled, names))


def author_said(author: Author | None) -> str:
    """Who wrote an entry, in words."""
    return (
        ", ".join(part for part in (author.name, author.role, author.organisation) if part)
        if author
        else "not known here"
    )
