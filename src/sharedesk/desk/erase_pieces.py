"""What would go in an erasure, piece by piece: a decision's parts, or one person's parts in every record of the log.

A piece is one part of an entry. What is about somebody else too, or only names the person, is for somebody to decide,
each by itself. A name that was not given cannot be found: `CANNOT` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import msgspec
from msgspec import Struct

from sharedesk.desk.drafting import day_said
from sharedesk.desk.erase_seek import Seeker
from sharedesk.domain.entry import Content, Entry, Part, content_of
from sharedesk.domain.fold import FOLDED, DecisionState
from sharedesk.domain.parts import decision_from, people_in, texts_at
from sharedesk.domain.person import PersonChange
from sharedesk.domain.quick_share import NOTE, decode_note
from sharedesk.domain.words import entry_said, field_said
from sharedesk.vault.erase import KEPT

Why = Literal["all_of_it", "only_here", "theirs", "shared", "named", "goes_with"]
"""`only_here`: of somebody whom no other decision names. `shared`: about them and others. `goes_with`: a note."""
CANNOT = (
    "ShareDesk finds the names, other names, addresses and numbers that the log knows of this person. It cannot find "
    "where they are called something else, or not by name at all; and in records that do not list them it finds no "
    "spelling mistakes and no initials. Read those records yourself."
)
COPIED = ("@copy", "@sha256", "@decision")
"""Parts without a name or a free text: codes, times and ids. They stay, so that it is still known what went out."""
_SLOTS = {
    "@because": "Why this was added", "@for_whom": "Copy handed over: for whom",
    "@released": "Copy handed over: words that were sent", "@left_out": "Copy handed over: what was left out",
    NOTE: "Emergency note, word for word", "who": "Who they are", "link": "That two entries are one person",
}  # fmt: skip


class Words(Struct, frozen=True, kw_only=True):
    """One text of a piece: its place there, what it is called, and where it names the person (start, end)."""

    at: str
    label: str
    text: str
    named: tuple[tuple[int, int], ...] = ()
    instead: str = ""
    """The same without them, as a proposal."""


class Piece(Struct, frozen=True, kw_only=True):
    """One part of an entry, as somebody decides about it.

    For people: `of` says of which record or person it is, `what` it is, and `when` it was recorded.
    """

    part: str
    entity: str
    entry: str
    slot: str
    of: str
    what: str
    when: str
    why: Why
    words: tuple[Words, ...] = ()
    may_reword: bool = False
    certain: bool = True
    """Where it only names them: is it surely them?"""

    @property
    def label(self) -> str:
        """`7KQ2-M9XP-R: Reasons (recorded 14 March 2026)`."""
        return f"{self.of}: {self.what} ({self.when})"

    @property
    def has_to_be_decided(self) -> bool:
        """Is it about others too, or does it only name the person?"""
        return self.why in ("shared", "named")

    @property
    def naming(self) -> tuple[Words, ...]:
        """Its texts that name the person; where none does, all of them."""
        return tuple(one for one in self.words if one.named) or self.words


def of_decision(state: DecisionState, reference: str) -> Iterator[Piece]:
    """Every part of a decision that can be erased."""
    for entry in state.entries:
        for part, content in _held(entry):
            last = _is_last(state, part)
            yield _piece(reference, entry, part, "all_of_it", _words(part, content), last=last, may_reword=last)


def of_person_alone(entries: Iterable[Entry], name: str, why: Why = "theirs") -> Iterator[Piece]:
    """Every part of what the log says of who one person is, apart from any decision."""
    for entry in entries:
        for part, content in _held(entry):
            yield _piece(name, entry, part, why, _words(part, content))


def of_person_in(state: DecisionState, reference: str, seeker: Seeker) -> Iterator[Piece]:
    """The parts of a decision that are about one person or name them, with an emergency note that goes with any."""
    for entry in state.entries:
        found = list(_in_entry(state, entry, reference, seeker))
        yield from found
        for part, content in _held(entry) if found else ():
            if part.slot == NOTE and part.id not in {one.part for one in found}:
                yield _piece(reference, entry, part, "goes_with", _words(part, content))


def elsewhere(entries: Iterable[Entry], called: str, seeker: Seeker) -> Iterator[Piece]:
    """The parts of something else, such as what is said of another person, that name them."""
    entries = list(entries)
    last = {part.slot: part.id for entry in entries for part, _ in _held(entry)}
    for entry in entries:
        for part, content in _held(entry):
            words, is_last = _looked(_words(part, content), seeker), last[part.slot] == part.id
            if any(one.named for one in words):
                may = part.slot == "who" and is_last
                piece = _piece(called, entry, part, "named", words, last=is_last, may_reword=may)
                yield msgspec.structs.replace(piece, certain=any(seeker.surely(one.text) for one in words))


def _in_entry(state: DecisionState, entry: Entry, reference: str, seeker: Seeker) -> Iterator[Piece]:
    for part, content in _held(entry):
        words = _looked(_words(part, content), seeker)
        why = _whose(part.slot, content, seeker.them, entry)
        if why is None and any(one.named for one in words):
            why = "named"
        if why is None:
            continue
        last = _is_last(state, part)
        piece = _piece(reference, entry, part, why, words, last=last, may_reword=last and why != "theirs")
        sure = why != "named" or any(seeker.surely(one.text) for one in words)
        yield msgspec.structs.replace(piece, certain=sure)


def _held(entry: Entry) -> Iterator[tuple[Part, Content]]:
    """The parts of an entry that say something and may be erased."""
    for part in entry.parts:
        content = content_of(part) if part.slot not in KEPT and part.slot not in COPIED else None
        if content is not None and part.slot not in ("author", "agreement"):
            yield part, content


def _piece(
    of: str, entry: Entry, part: Part, why: Why, words: Iterable[Words], *, last: bool = True, may_reword: bool = False
) -> Piece:
    field = part.slot.partition("/")[0]
    earlier = "" if last or field.startswith("@") else ", an earlier wording"
    return Piece(
        part=part.id, entity=entry.leaf.entity, entry=entry.leaf.entry, slot=part.slot, of=of,
        what=_SLOTS.get(field) or field_said(field.lstrip("@")),
        when=f"{entry_said(entry.leaf.kind).lower()} {day_said(entry.leaf.at.date())}{earlier}",
        why=why, words=tuple(words), may_reword=may_reword,
    )  # fmt: skip


def _is_last(state: DecisionState, part: Part) -> bool:
    """Does what this part says still stand? Only then can other words take its place."""
    held = state.versions.get(part.slot)
    return held is not None and held[-1].part == part.id and held[-1].entry.leaf.kind in FOLDED


def _whose(slot: str, content: Content, them: frozenset[str], entry: Entry) -> Why | None:
    """Is a part about them, about them and others, or about neither as far as its links say?"""
    field, value = slot.partition("/")[0], content.value
    if value is None:
        return "theirs" if field == "people" and slot.partition("/")[2] in them else None
    if field == "@for_whom":
        return "theirs" if _copy_is_for(entry) in them else None
    if field == "@released":
        return _by(value.get("about", ()), them)
    if field.startswith("@"):
        return None
    element = _element(slot, value)
    if field == "people":
        return "theirs" if element.key in them else None
    if field == "relationships":
        return "theirs" if {element.person, element.to} & them else None
    if getattr(element, "person", None) in them:
        return "theirs"
    if by := _by(getattr(element, "about", ()), them):
        return by
    return "shared" if getattr(element, "supplied_by", None) in them else None


def _by(about: Iterable[str], them: frozenset[str]) -> Why | None:
    about = set(about)
    return None if not about & them else "theirs" if about <= them else "shared"


def _copy_is_for(entry: Entry) -> str:
    for part in entry.parts:
        content = content_of(part)
        if part.slot == "@copy" and content is not None:
            return str(content.value["whose"])
    return ""


def _element(slot: str, value: object) -> Any:
    """What fills a slot of a decision: a struct, or a plain text."""
    filled = getattr(decision_from({slot: value}), slot.partition("/")[0])
    return filled[0] if isinstance(filled, tuple) else filled


def _words(part: Part, content: Content) -> Iterator[Words]:
    """The texts of a part, each with its place and what it is called."""
    field, value = part.slot.partition("/")[0], content.value
    if value is None:
        return
    if part.slot == NOTE:
        note = decode_note(str(value).encode())
        said = [note.told.said, note.at_risk, note.shared, note.could_not_wait] if note else [str(value)]
        yield Words(at="", label=_SLOTS[NOTE], text="\n".join(filter(None, said)))
    elif isinstance(value, str):
        yield Words(at="", label=_SLOTS.get(field) or field_said(field), text=value)
    elif field == "link":
        yield from (Words(at="because", label=_SLOTS["link"], text=value["because"]),) if value.get("because") else ()
    elif field.startswith("@"):
        for name in ("text", "because"):
            yield from (
                (Words(at=name, label=_SLOTS.get(field, field_said(name)), text=value[name]),)
                if value.get(name)
                else ()
            )
    else:
        struct = msgspec.convert(value, PersonChange) if field == "who" else _element(part.slot, value)
        if isinstance(struct, Struct):
            for at, text in texts_at(struct):
                name = next(each for each in reversed(at.split(".")) if not each.isdigit())
                yield Words(at=at, label=field_said(name), text=text)


def _looked(words: Iterable[Words], seeker: Seeker) -> list[Words]:
    """The same texts with where they name the person, and what could stand there instead."""
    return [
        msgspec.structs.replace(
            one,
            named=tuple((mark.start, mark.end) for mark in seeker.marks(one.text)),
            instead=seeker.without(one.text),
        )
        for one in words
    ]


def not_looked_through(word: str, records: int) -> str:
    """That a word of the name stands in more records than anybody could look through."""
    others = "Only those that list them or hold their whole name were looked through: find it in the others yourself."
    return f"“{word}” stands in {records:,} records. {others}"


def people_of(state: DecisionState) -> set[str]:
    """The ids of everybody whom any version of a decision names."""
    values = ((slot, v.value) for slot, held in state.versions.items() for v in held if v.value is not None)
    return {person for slot, value in values for person in people_in(decision_from({slot: value}))}
