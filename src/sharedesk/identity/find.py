"""Finding people and identifiers in a text. A name that it was not given it cannot find: it lists unknown words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

import msgspec

from sharedesk.domain.treatment import MarkKind
from sharedesk.identity import dates, numbers, unknown, written
from sharedesk.identity.figures import Figured
from sharedesk.identity.folding import Words, fold
from sharedesk.identity.marks import Known, Mark
from sharedesk.identity.matching import Reader
from sharedesk.identity.names import Names
from sharedesk.identity.places import Places
from sharedesk.identity.spans import settled

CANNOT = "ShareDesk cannot find a name that it was not given. Read the words that it does not know, and the whole text."
_IN_AN_ADDRESS = ("email", "web_address", "handle")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARTED = re.compile(r"[._+%\d-]+")


class Searcher:
    """Looks for the people of one case, and for identifiers of anybody. Made once, used for many texts."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.known = tuple(known)
        self._names = Names(self.known)
        self._births = dates.births_of([(p.key, p.date_of_birth) for p in self.known if p.date_of_birth])
        self._theirs: dict[str, list[str]] = {}
        recognised = set()
        for person in self.known:
            for contact in (*person.contacts, *person.numbers, *(text for _, text in person.places)):
                for mark in _patterns(Figured(contact)):
                    same = _compared(contact[mark.start : mark.end], mark.kind)
                    self._theirs.setdefault(same, []).append(person.key)
                    recognised.add(contact)
        self._places = Places(self.known, recognised)

    def find(self, text: str, *, unknown_words: bool = True) -> list[Mark]:
        """Every mark of a text, in order and without overlaps; spans count characters of `text` as it is."""
        return settled(text, self._all(text, unknown_words=unknown_words))

    def first(self, text: str, characters: int = 4_000) -> list[Mark]:
        """The marks of the beginning of a text, for a first screen while the rest is still being read."""
        if len(text) <= characters:
            return self.find(text)
        cut = max(text.rfind("\n", 0, characters), text.rfind(" ", 0, characters), 1)
        return [mark for mark in self.find(text[: cut + 200]) if mark.end <= cut]

    def _all(self, text: str, *, unknown_words: bool) -> Iterator[Mark]:
        found = Words(text)
        reader = Reader(text, found, self._names)
        yield from reader.marks()
        if unknown_words:
            yield from unknown.found(text, found, reader.taken, self._names)
        bare, places = _bare(text)
        near = Figured(bare)
        for mark in (*self._places.found(near), *dates.found(near, self._births), *self._attributed(near)):
            yield _moved(mark, places) if places else mark

    def _attributed(self, near: Figured) -> Iterator[Mark]:
        """Identifiers with whose they are, where that is known or the name stands in them."""
        for mark in _patterns(near):
            words_marked = near.text[mark.start : mark.end]
            people = self._theirs.get(_compared(words_marked, mark.kind)) if self._theirs else None
            if people:
                people = list(dict.fromkeys(people))
                yield msgspec.structs.replace(
                    mark,
                    whose=people[0],
                    others=tuple(people[1:]),
                    certainty="certain",
                    why=f"{mark.why}, theirs",
                    whole=True,
                )
            elif mark.kind in _IN_AN_ADDRESS and (name := self._name_in(words_marked)):
                yield msgspec.structs.replace(
                    mark,
                    whose=name.whose,
                    others=name.others,
                    why=f"{mark.why} with their name in it",
                    whole=name.whole,
                )
            else:
                yield mark

    def _name_in(self, address: str) -> Mark | None:
        """The name that stands in an email or web address."""
        parted = _PARTED.sub(" ", _CAMEL.sub(" ", address.partition("@")[0] or address))
        return next(Reader(parted, Words(parted), self._names).marks(), None)


def _patterns(near: Figured) -> Iterator[Mark]:
    yield from written.found(near)
    yield from numbers.found(near)


def find(text: str, known: Sequence[Known]) -> list[Mark]:
    """Every mark of one text; see `Searcher` for several."""
    return Searcher(known).find(text)


def _compared(marked: str, kind: MarkKind) -> str:
    """An identifier as it is compared: a telephone number in full, the rest without case, spaces and marks."""
    return numbers.in_full(marked) if kind == "phone" else "".join(c for c in fold(marked) or marked if c.isalnum())


def _bare(text: str) -> tuple[str, list[int]]:
    """A text with signs that are not seen left out and wide figures made plain, and where each character stood.

    The second is empty where nothing changed.
    """
    if text.isascii():
        return text, []
    kept, places = [], []
    for at, character in enumerate(text):
        if character.isascii() or character.isalpha():
            kept.append(character)
            places.append(at)
        elif unicodedata.category(character) not in ("Cf", "Mn"):
            plain = unicodedata.normalize("NFKC", character)
            kept.append(plain if len(plain) == 1 else character)
            places.append(at)
    bare = "".join(kept)
    return (text, []) if bare == text else (bare, places)


def _moved(mark: Mark, places: list[int]) -> Mark:
    return msgspec.structs.replace(mark, start=places[mark.start], end=places[mark.end - 1] + 1)
