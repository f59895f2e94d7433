"""The entries of a decision as the full record lists them: each with its time and author, and what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from sharedesk.domain.check_run import CheckRun
from sharedesk.domain.entry import Entry
from sharedesk.domain.fold import DecisionState, Version, about_entry
from sharedesk.domain.parts import decision_from
from sharedesk.domain.person import Author
from sharedesk.domain.two_texts import began_in_emergency
from sharedesk.domain.words import entry_said, field_said, said
from sharedesk.paper.describe import Names, called, moment, pairs, when
from sharedesk.paper.document import Block, Facts, Heading, Table, line
from sharedesk.paper.emergency import as_noted
from sharedesk.paper.runs import brief


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
        if erased := about.get("@erased"):
            facts = (
                ("Parts erased", str(len(erased["parts"]))),
                ("Ground", said(erased["category"])),
                ("Authority", erased.get("authority", "")),
            )
            yield Facts(tuple(row for row in facts if row[1]))
        rows = tuple(_change(state, slot, version, names) for slot, version in _filled_by(state, entry))
        if rows:
            yield Table(("What", "Before", "Now"), rows, widths=(2, 4, 4))


def _filled_by(state: DecisionState, entry: Entry) -> Iterator[tuple[str, int]]:
    for slot, versions in state.versions.items():
        for number, version in enumerate(versions):
            if version.entry.leaf.entry == entry.leaf.entry:
                yield slot, number


def _change(state: DecisionState, slot: str, number: int, names: Names) -> tuple[str, str, str]:
    versions = state.versions[slot]
    before = _version(slot, versions[number - 1], names) if number else "nothing"
    return field_said(slot.partition("/")[0]), before, _version(slot, versions[number], names)


def _version(slot: str, version: Version, names: Names) -> str:
    if version.erased:
        return "erased"
    if version.value is None:
        return "withdrawn"
    filled: Any = getattr(decision_from({slot: version.value}), slot.partition("/")[0])
    filled = filled[0] if isinstance(filled, tuple) else filled
    if isinstance(filled, CheckRun):
        return brief(filled, names)
    if not isinstance(filled, Struct):
        return filled if slot != "own_initiative" else said(filled)
    if hasattr(filled, "who") and hasattr(filled.who, "kind"):
        return "\n".join(line(*pair) for pair in (("Who", called(filled.who)), *pairs(filled, names)))
    if hasattr(filled, "said"):
        return when(filled)  # type: ignore[arg-type]  # a stated time
    return "\n".join(line(*pair) for pair in pairs(filled, names))


def author_said(author: Author | None) -> str:
    """Who wrote an entry, in words."""
    return (
        ", ".join(part for part in (author.name, author.role, author.organisation) if part)
        if author
        else "not known here"
    )
