"""ShareDesk's own words on a paper that leaves the house, as a type of their own.

An outward document takes `Released` text or `Wording`, never a bare string. `Wording` is made from what stands in the
source, from a code of the record, or from a number; a test reads every place that makes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, final, get_args, get_origin, get_type_hints

from msgspec import Struct

from sharedesk.domain.decision import Decision
from sharedesk.domain.words import said
from sharedesk.identity.released import Released


@final
class Wording:
    """A text that is in the program's own source. `Wording("…")` takes a literal only."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


Words = Released | Wording


def coded(code: str) -> Wording:
    """A code of the record as people read it. Raises ValueError for what is no code, so that no free text gets in."""
    if code not in _codes():
        raise ValueError("that is not a code of the record")
    return _own(said(code))


def numbered(words: Wording, number: int, code: str | None = None) -> Wording:
    """`Information`, 2 and `reported` make “Information 2 (reported by someone)”."""
    more = f" ({coded(code).text.lower()})" if code else ""
    return _own(f"{words.text} {int(number)}{more}")


def _own(text: str) -> Wording:
    made = Wording.__new__(Wording)
    made.text = text
    return made


@cache
def _codes() -> frozenset[str]:
    return frozenset(_codes_in(Decision, set()))


def _codes_in(hint: Any, seen: set[Any]) -> Iterator[str]:
    if get_origin(hint) is Literal:
        yield from (code for code in get_args(hint) if isinstance(code, str))
    elif isinstance(hint, type) and issubclass(hint, Struct):
        if hint not in seen:
            seen.add(hint)
            for inner in get_type_hints(hint).values():
                yield from _codes_in(inner, seen)
    else:
        for inner in get_args(hint):
            yield from _codes_in(inner, seen)
