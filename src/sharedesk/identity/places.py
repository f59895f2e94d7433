"""Where people can be found: addresses, schools and placements as they are known, and what reads like an address."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from sharedesk.domain.treatment import Certainty, MarkKind
from sharedesk.identity.figures import Figured
from sharedesk.identity.folding import flat
from sharedesk.identity.marks import Known, Mark

_ATOM = re.compile(r"[^\W_]+")
_NEXT_ATOM = re.compile(r"[\W_]{1,24}([^\W_]+)")
_KINDS_OF_STREET = {"st": "street", "rd": "road", "ave": "avenue", "av": "avenue", "ln": "lane", "cl": "close",
                    "dr": "drive", "cres": "crescent", "ct": "court", "gdns": "gardens", "pl": "place", "sq": "square",
                    "tce": "terrace", "terr": "terrace", "hse": "house", "apt": "flat"}  # fmt: skip
_WRITTEN_AS = {kind: (kind, *(short for short, long in _KINDS_OF_STREET.items() if long == kind))
               for kind in _KINDS_OF_STREET.values()}  # fmt: skip
_STREETS = frozenset((*_KINDS_OF_STREET.values(), "way", "grove", "walk", "hill", "mews", "rise", "row", "green",
                      "park", "view", "parade", "wharf", "yard"))  # fmt: skip
_OWN: frozenset[MarkKind] = frozenset(("address", "placement", "handle", "reference"))
"""Nobody's but theirs; a school, a street or a place of work is others' too."""
_GENERIC = frozenset(
    (
        "the", "school", "primary", "secondary", "junior", "infant", "infants", "nursery", "high", "academy", "college",
        "grammar", "church", "c", "of", "e", "ce", "rc", "catholic", "community", "house", "home", "children", "s",
        "and", "centre", "unit",
    )
)  # fmt: skip
_STREET_WORDS = "|".join(sorted({*_STREETS, *_KINDS_OF_STREET} - {"house", "hse", "flat", "apt", "pl"}))
_ADDRESS = re.compile(
    r"(?:\b(?i:flat|apartment|unit|room) \w{1,4},? )?(?<![\w/.-])\d{1,4}[A-Za-z]?,? (?:[^\W\d_][\w'’.-]* ){1,4}?"
    rf"(?i:{_STREET_WORDS})\b"
)


class Phrase(NamedTuple):
    """Words in a row that are known: whose, and as what."""

    atoms: tuple[str, ...]
    kind: MarkKind
    person: str
    certainty: Certainty
    why: str


class Places:
    """What is known of where people are, and anything else known that has to be found as it is written.

    `recognised` are the contacts and numbers that are found by their kind, however they are written.
    """

    def __init__(self, known: Sequence[Known], recognised: Collection[str]) -> None:
        self._phrases: dict[str, list[Phrase]] = {}
        for phrase in dict.fromkeys(phrase for person in known for phrase in _phrases(person, recognised)):
            for first in _WRITTEN_AS.get(phrase.atoms[0], (phrase.atoms[0],)):
                self._phrases.setdefault(first, []).append(phrase)

    def found(self, near: Figured) -> Iterator[Mark]:
        """Every known place in a text, and every stretch that reads like an address."""
        if self._phrases:
            yield from self._known(near.text)
        for match in near.matches(_ADDRESS):
            yield Mark(start=match.start(), end=match.end(), kind="address", why="reads like an address")

    def _known(self, text: str) -> Iterator[Mark]:
        compared = flat(text)
        for match in _ATOM.finditer(compared):
            for phrase in self._phrases.get(match.group(), ()):
                start, end = match.start(), _end_of(compared, match.end(), phrase.atoms)
                if end and not (len(phrase.atoms) == 1 and text[start].islower()):
                    yield Mark(start=start, end=end, kind=phrase.kind, whose=phrase.person,
                               certainty=phrase.certainty, why=phrase.why,
                               whole=phrase.certainty == "certain" and phrase.kind in _OWN)  # fmt: skip


def _end_of(compared: str, at: int, atoms: tuple[str, ...]) -> int:
    """Where these words in a row end whose first one ends at `at`, with little but marks and space between; or 0."""
    for atom in atoms[1:]:
        following = _NEXT_ATOM.match(compared, at)
        if following is None or _KINDS_OF_STREET.get(following.group(1), following.group(1)) != atom:
            return 0
        at = following.end()
    return at


def _phrases(person: Known, recognised: Collection[str]) -> Iterator[Phrase]:
    for kind, written in person.places:
        whole = _atoms(written)
        if not whole:
            continue
        said = {"address": "where they live", "placement": "where they are placed", "school": "their school",
                "workplace": "where they work"}.get(kind, "a place known of them")  # fmt: skip
        sure: Certainty = "certain" if len(whole) > 1 or written[0].isupper() and len(whole[0]) > 4 else "possible"
        yield Phrase(whole, kind, person.key, sure, said)
        if kind in ("address", "placement"):
            yield from _parts_of_address(person.key, kind, written, said)
            continue
        short = whole[:-1]
        while short and whole[len(short)] in _GENERIC and not set(short) <= _GENERIC and len("".join(short)) > 3:
            certainty: Certainty = "certain" if len(short) > 1 else "possible"
            yield Phrase(short, kind, person.key, certainty, f"{said}, in short")
            short = short[:-1]
    for written in (*person.contacts, *person.numbers):
        if written not in recognised and (atoms := _atoms(written)) and len("".join(atoms)) > 3:
            yield Phrase(atoms, "reference" if written in person.numbers else "handle", person.key, "certain",
                         "known to be theirs")  # fmt: skip


def _parts_of_address(person: str, kind: MarkKind, written: str, said: str) -> Iterator[Phrase]:
    """House and street, then the street alone; a town by itself is nobody's address."""
    for number, segment in enumerate(re.split(r"[,\n;]", written)):
        atoms = _atoms(segment)
        if len(atoms) < 2:
            continue
        if number == 0 and not any(a[0].isdigit() for a in atoms):
            yield Phrase(atoms, kind, person, "certain", said)  # a house's name
        if any(a[0].isdigit() for a in atoms) and any(a in _STREETS for a in atoms):
            yield Phrase(atoms, kind, person, "certain", said)
        street = tuple(a for a in atoms if not a[0].isdigit())
        if street and street[-1] in _STREETS and len(street) > 1:
            yield Phrase(street, "street", person, "certain", "their street")


def _atoms(written: str) -> tuple[str, ...]:
    return tuple(_KINDS_OF_STREET.get(atom, atom) for atom in _ATOM.findall(flat(written)))
