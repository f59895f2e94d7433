"""Who the people of the log are: the fold of what was stated, changed, linked and unlinked.

Ids are never merged away. A link says that two ids are one person; taking it back is an entry too, so every reading of
the log, here or in another one that imported it, comes to the same people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct

from sharedesk.domain.entry import Entry, content_of
from sharedesk.domain.order import in_order
from sharedesk.domain.person import PersonChange, PersonLink, PersonStatement

_NOT_A_LETTER = re.compile(r"[\W_]+")  # nor a digit


class PersonState(Struct, frozen=True, kw_only=True):
    """A person as known now, and every earlier statement, newest last. `who` is None once all was erased."""

    id: str
    who: PersonStatement | None
    earlier: tuple[PersonStatement, ...] = ()


def fold_person(entries: Iterable[Entry]) -> PersonState:
    """One person from the entries about them (`person_stated`, `person_changed`, `erased`)."""
    person, stated = "", []
    for entry in in_order(entries):
        person = entry.leaf.entity
        for part in entry.parts:
            content = content_of(part)
            if content is not None and content.slot == "who":
                stated.append(msgspec.convert(content.value, PersonChange).who)
    return PersonState(id=person, who=stated[-1] if stated else None, earlier=tuple(stated[:-1]))


def same_people(entries: Iterable[Entry]) -> dict[str, str]:
    """For every linked id the id that stands for its group (the smallest), from all link entries of a log."""
    links: dict[str, PersonLink] = {}
    undone: set[str] = set()
    for entry in entries:
        if entry.leaf.kind == "people_unlinked":
            undone.update(entry.leaf.follows)
        elif entry.leaf.kind == "people_linked":
            for part in entry.parts:
                content = content_of(part)
                if content is not None and content.slot == "link":
                    links[entry.leaf.entry] = msgspec.convert(content.value, PersonLink)
    groups: dict[str, set[str]] = {}
    for link_id in sorted(set(links) - undone):
        link = links[link_id]
        group = groups.get(link.person, {link.person}) | groups.get(link.same_as, {link.same_as})
        for member in group:
            groups[member] = group
    return {member: min(group) for member, group in groups.items()}


def told_apart(people: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """The name of each, and where others have the same one the first of their marks that none of those has.

    `people` gives each name with its marks, the best first: `[("Sam", ["born 3 May 2018", "child"]), …]`. Where
    nothing tells two apart their names stay alike.
    """
    called = []
    for number, (name, marks) in enumerate(people):
        others = [set(held) for at, (other, held) in enumerate(people) if other == name and at != number]
        own = next((mark for mark in marks if mark and not any(mark in held for held in others)), None)
        called.append(f"{name} ({own})" if others and own else name)
    return called


def folded_name(name: str) -> str:
    """A name as it is compared for possible duplicates: no case, accents, punctuation or double spaces."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(_NOT_A_LETTER.sub(" ", name.casefold()).split())
