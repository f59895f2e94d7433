"""Capitalised words that are nobody we know and nothing we expect; and those that are nearly a name of the case."""

from __future__ import annotations

from collections.abc import Iterator

from sharedesk.identity import context
from sharedesk.identity.common_words import EXPECTED, is_word, may_be_a_name
from sharedesk.identity.folding import Word, Words
from sharedesk.identity.marks import Mark
from sharedesk.identity.names import Names


def found(text: str, words: Words, taken: set[int], names: Names) -> Iterator[Mark]:
    """A mark for each capitalised word that is not `taken`, in no list and not merely first in its sentence."""
    near = Near(names)
    capitals = [at for at, start in enumerate(words.starts) if text[start].isupper()]
    for at in capitals:
        word = words[at]
        if at in taken or len(word.folded) < 2:
            continue
        if word.folded in EXPECTED or _is_ending(text, word):
            continue
        ordinary = is_word(word.folded)
        if ordinary and (context.begins_sentence(text, word.start) or _shouted(text, words, at)):
            if not may_be_a_name(word.folded):
                continue
        whom = () if ordinary else near.people(word.folded)
        if whom:
            yield Mark(start=word.start, end=word.end, kind="name", whose=whom[0], others=whom[1:],
                       certainty="possible", why="nearly a name we know")  # fmt: skip
        else:
            yield Mark(start=word.start, end=word.end, kind="unknown_word", certainty="possible",
                       why="a word we do not know")  # fmt: skip


class Near:
    """Names that differ from a word by a letter or two: swapped, missing, doubled or wrong."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._by_length: dict[int, list[str]] = {}
        for letters in names.single:
            if len(letters) > 3:
                self._by_length.setdefault(len(letters), []).append(letters)
        self._met: dict[str, tuple[str, ...]] = {}

    def people(self, letters: str) -> tuple[str, ...]:
        """The people, nearest first, who have a name nearly like this word."""
        if letters not in self._met:
            self._met[letters] = tuple(self._people(letters)) if len(letters) > 3 else ()
        return self._met[letters]

    def _people(self, letters: str) -> list[str]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = [
            (distance, name)
            for length in range(len(letters) - 2, len(letters) + 3)
            if (allowed := 2 if max(length, len(letters)) > 5 else 1) >= abs(length - len(letters))
            for name, distance, _ in process.extract(
                letters, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=allowed, limit=5
            )
            if distance < 2 or name[0] == letters[0]
        ]
        return list(dict.fromkeys(form.person for _, name in sorted(near) for form in self._names.forms[name]))


def _is_ending(text: str, word: Word) -> bool:
    """The s of 's, the ll of 'll, and initials within dots."""
    return len(word.folded) < 3 and text[max(0, word.start - 1) : word.start] in ("'", "’")


def _shouted(text: str, words: Words, at: int) -> bool:
    """Whether a word in capitals stands beside another in capitals: a heading, not a name."""
    if not text[words[at].start : words[at].end].isupper():
        return False
    beside = [words[i] for i in (at - 1, at + 1) if 0 <= i < len(words)]
    return any(len(w.folded) > 1 and text[w.start : w.end].isupper() for w in beside)
