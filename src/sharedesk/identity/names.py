"""Every way in which the case's people can be written: whole, turned round, by initials, by one name alone."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from sharedesk.identity.common_words import PARTICLES, ROLE_WORDS, TITLES
from sharedesk.identity.folding import Words, without_umlauts
from sharedesk.identity.marks import Known

Shape = Literal["whole", "turned", "initials_surname", "first_initial", "alias", "first", "surname", "part", "initials"]
WHOLE: frozenset[Shape] = frozenset(("whole", "turned"))
_NICKNAME = re.compile(r"[(\"“'‘]([^()\"“”'‘’]+)[)\"”'’]")


class Form(NamedTuple):
    """One way to write a person: its shape, and where in the run of letters one word ends and the next begins."""

    person: str
    shape: Shape
    breaks: frozenset[int]


class Names:
    """The forms of all names, by their folded letters without any space."""

    def __init__(self, known: Sequence[Known]) -> None:
        forms: dict[str, set[Form]] = {}
        for person in known:
            for letters, form in _forms(person):
                forms.setdefault(letters, set()).add(form)
        self.forms: dict[str, tuple[Form, ...]] = {k: tuple(sorted(v, key=_rank)) for k, v in forms.items()}
        self._sorted = sorted(self.forms)
        alone = ("first", "surname", "alias", "part")
        self.single: tuple[str, ...] = tuple(
            letters
            for letters, found in self.forms.items()
            if any(f.shape in alone or f.shape == "whole" and not f.breaks for f in found)
        )

    def extends(self, letters: str) -> bool:
        """Whether any form begins with these letters, and may be those alone."""
        at = bisect_left(self._sorted, letters)
        return at < len(self._sorted) and self._sorted[at].startswith(letters)


def _rank(form: Form) -> tuple[bool, str, str]:
    return form.shape not in WHOLE, form.person, form.shape


def _forms(person: Known) -> Iterator[tuple[str, Form]]:
    for name in person.names:
        nicknames = _NICKNAME.findall(name)
        yield from _of_name(person.key, _NICKNAME.sub(" ", name) if nicknames else name, "whole")
        for nickname in nicknames:
            yield from _of_name(person.key, nickname, "alias")
    for alias in person.aliases:
        yield from _of_name(person.key, alias, "alias")


def _of_name(key: str, name: str, single: Shape) -> Iterator[tuple[str, Form]]:
    if (plain := without_umlauts(name)) != name:
        yield from _of_name(key, plain, single)
    before, comma, after = name.partition(",")
    parts = [atoms for word in (f"{after} {before}" if comma else name).split() if (atoms := _atoms(word))]
    while len(parts) > 1 and parts[0][0] in TITLES:
        parts.pop(0)
    if not parts:
        return
    yield _form(key, "whole" if len(parts) > 1 else single, *parts)
    if len(parts) == 1:
        yield from _split(key, parts[0])
        return
    at = len(parts) - 1
    while at > 1 and len(parts[at - 1]) == 1 and parts[at - 1][0] in PARTICLES:
        at -= 1
    given, family = parts[:at], [atom for part in parts[at:] for atom in part]
    yield from _of_parts(key, given, family)


def _of_parts(key: str, given: list[list[str]], family: list[str]) -> Iterator[tuple[str, Form]]:
    first, initials = given[0], [[part[0][0]] for part in given]
    flat = [atom for part in given for atom in part]
    if not set(flat + family) & ROLE_WORDS:
        yield _form(key, "initials", *initials, [family[0][0]])
    if len(given) > 1:
        yield _form(key, "whole", first, family)
    yield _form(key, "turned", family, flat)
    yield _form(key, "turned", family, first)
    yield _form(key, "initials_surname", initials[0], family)
    if len(initials) > 1:
        yield _form(key, "initials_surname", *initials, family)
    yield _form(key, "first_initial", first, [family[0][0]])
    for part, shape in ((first, "first"), (family, "surname")):
        if not (len(part) == 1 and part[0] in ROLE_WORDS):
            yield _form(key, "first" if shape == "first" else "surname", part)
        yield from _split(key, part)
    for part in given[1:]:
        if not set(part) & ROLE_WORDS and len("".join(part)) > 1:
            yield _form(key, "part", part)


def _split(key: str, atoms: list[str]) -> Iterator[tuple[str, Form]]:
    """The halves of a double-barrelled name, and the name behind its particle."""
    if len(atoms) > 1:
        yield from (_form(key, "part", [atom]) for atom in atoms if len(atom) > 2 and atom not in PARTICLES)


def _form(key: str, shape: Shape, *parts: list[str]) -> tuple[str, Form]:
    breaks, letters = set(), ""
    for atom in (atom for part in parts for atom in part):
        breaks.add(len(letters))
        letters += atom
    return letters, Form(key, shape, frozenset(breaks - {0}))


def _atoms(word: str) -> list[str]:
    return Words(word).folded
