"""Finding something on the guidance shelf by its words: a few hundred statements, so no index is needed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from msgspec import Struct

from sharedesk.desk.shelf import Shown, ShownTopic

_WORD = re.compile(r"[^\W_]+")
_TITLE, _TEXT, _ELSEWHERE = 8, 3, 1
"""What a word counts for in the title, in the text, and in the topic, details, source and local notes."""
_WHOLE = 2
"""By how much a whole word counts for more than the beginning of one."""
_TOGETHER = 20
"""Added where the words stand side by side as they were asked for."""


class Found(Struct, frozen=True, kw_only=True):
    """A statement that holds all the words, and how well."""

    shown: Shown
    score: int


def search(topics: Iterable[ShownTopic], words: str, limit: int = 20) -> tuple[Found, ...]:
    """The statements that hold every word, the best first; of equals the one that stands first on the shelf.

    Capitals, accents and punctuation do not matter; a word of three letters or more may be unfinished, and so may the
    last one. No words find nothing.
    """
    asked = _words(words)
    found = [
        Found(shown=shown, score=score)
        for topic in topics
        for shown in topic.statements
        if asked and (score := _score(shown, topic.title, asked))
    ]
    return tuple(sorted(found, key=lambda one: -one.score)[:limit])


def _score(shown: Shown, topic: str, asked: list[str]) -> int:
    """0: a word is missing."""
    notes = " ".join(f"{note.title} {note.text}" for note in shown.notes)
    rest = " ".join((topic, *shown.details, shown.source, shown.date, notes))
    fields = ((_words(shown.title), _TITLE), (_words(shown.text), _TEXT), (_words(rest), _ELSEWHERE))
    total = 0
    for number, word in enumerate(asked):
        unfinished = len(word) >= 3 or number == len(asked) - 1
        best = max(weight * _fit(word, held, unfinished=unfinished) for held, weight in fields)
        if not best:
            return 0
        total += best
    together = len(asked) > 1 and any(f" {' '.join(asked)}" in f" {' '.join(held)}" for held, _ in fields)
    return total + (_TOGETHER if together else 0)


def _fit(word: str, held: list[str], *, unfinished: bool) -> int:
    if word in held:
        return _WHOLE
    return 1 if unfinished and any(each.startswith(word) for each in held) else 0


def _words(text: str) -> list[str]:
    """Small letters without accents or apostrophes: `children's` is `childrens`, `6(1)(ea)` is `6`, `1`, `ea`."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("’", "").replace("'", "")
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
