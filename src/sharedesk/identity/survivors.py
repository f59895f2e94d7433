"""Who is still in a finished document: its text, metadata, outline and file name, read as a stranger would read them.

*Certain* is a whole name, an alias, or a whole identifier of somebody protected. *Possible* is less: a surname or first
name alone, which others may have whom this reader knows; a school or a street; initials; a name that is also a word.
Source: HM Government, Information Sharing (May 2024), rule 5; the ICO's reprimands of copies that gave people away.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from msgspec import Struct

from sharedesk.domain.treatment import Certainty, MarkKind
from sharedesk.identity.find import Searcher
from sharedesk.identity.marks import LISTED_KINDS, Known, Mark

_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010\u2011\ufffe]\s*\r?\n\s*(?=[^\W\d_])")
_LINE_END = re.compile(r"\s*[\r\n\f]+\s*")
_JOINED = re.compile(r"(?<=[^\W_])[_.+~/\\|-]+(?=[^\W_])")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")


class Survivor(Struct, frozen=True, kw_only=True):
    """A place in a document that still gives somebody away: who, by what kind of thing, how surely, and why.

    `start` and `end` are where it stands in that surface's text, or both -1 where it only shows once that was decoded.
    """

    place: str
    whose: str
    kind: MarkKind
    certainty: Certainty
    why: str = ""
    start: int = -1
    end: int = -1


def survivors(surfaces: Iterable[tuple[str, str]], protected: Sequence[Known]) -> list[Survivor]:
    """Everybody of `protected` who is found in the surfaces, each a place and its text; certain ones first.

    Every mark of a surface as it stands is given; of the ways to decode it only what shows nowhere else.
    """
    searcher = Searcher(protected)
    found = [survivor for place, text in surfaces for survivor in _in(place, text, searcher)] if protected else []
    return sorted(found, key=lambda s: s.certainty != "certain")


def _in(place: str, text: str, searcher: Searcher) -> Iterator[Survivor]:
    met: dict[tuple[str, MarkKind, Certainty], int] = {}
    for number, reading in enumerate(_readings(text)):
        here: dict[tuple[str, MarkKind, Certainty], int] = {}
        for mark in searcher.find(reading, unknown_words=False):
            if mark.kind in LISTED_KINDS:
                continue
            for whose in mark.people():  # an identifier of nobody who is protected is no survivor
                survivor = _survivor(place, whose, mark, in_place=number == 0)
                what = (whose, survivor.kind, survivor.certainty)
                here[what] = here.get(what, 0) + 1
                if number == 0 or here[what] > met.get(what, 0):
                    yield survivor
        for what, count in here.items():
            met[what] = max(count, met.get(what, 0))


def _survivor(place: str, whose: str, mark: Mark, *, in_place: bool) -> Survivor:
    return Survivor(
        place=place, whose=whose, kind=mark.kind, certainty="certain" if mark.whole else "possible", why=mark.why,
        start=mark.start if in_place else -1, end=mark.end if in_place else -1,
    )  # fmt: skip


def _readings(text: str) -> Iterator[str]:
    """A text as it stands, then each other way to read it that differs: see the tests for what hides in each."""
    seen = set()
    decoded = html.unescape(unquote(text, errors="replace"))
    unhyphenated = _HYPHENATED.sub("", decoded)
    for reading in (
        text,
        decoded,
        unhyphenated,  # a word broken over a line end
        _LINE_END.sub(" ", unhyphenated),  # columns: a name over several line ends
        *((_CAMEL.sub(" ", _JOINED.sub(" ", decoded)),) if len(text) < 400 else ()),  # a file name or title
    ):
        if reading not in seen:
            seen.add(reading)
            yield reading
