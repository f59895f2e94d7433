"""A decision with every field filled by a text of its own, made by walking the types."""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Meta, Struct

from sharedesk.domain.decision import Decision
from sharedesk.domain.stated_time import StatedTime

KEYS = {"people": "p1", "items": "i1", "recipients": "r1", "checks": "c1", "texts": "items/i1.text"}
OWN_KEYS = {"people": "p1", "items": "i1", "recipients": "r1", "attached": "a1", "request": "q1", "checks": "c1"}


class Marker:
    """Fills a struct: texts are markers (`mark0001u`), codes the `turn`-th there is, keys name the one element."""

    def __init__(self, turn: int = 0) -> None:
        self.turn, self.markers, self.codes = turn, dict[str, str](), set[str]()

    def decision(self) -> Decision:
        return self._struct(Decision, "")

    def _struct(self, kind: type[Struct], path: str, own: str = "") -> Any:
        hints = get_type_hints(kind, include_extras=True)
        return kind(
            **{
                name: own if name == "key" else self._value(hint, f"{path}.{name}".lstrip("."), name)
                for name, hint in hints.items()
            }
        )

    def _value(self, hint: Any, path: str, name: str) -> Any:
        space = _space(hint) or next(filter(None, map(_space, get_args(hint))), "") * (get_origin(hint) is not tuple)
        if get_origin(hint) is tuple:
            inner = get_args(hint)[0]
            return (KEYS[_space(inner)],) if _space(inner) else (self._value(inner, f"{path}[]", name),)
        if space:
            return KEYS[space]
        for one in _alternatives(hint):
            if one is StatedTime:
                return self._time(path)
            if isinstance(one, type) and issubclass(one, Struct):
                return self._struct(one, path, OWN_KEYS.get(name, "k1"))
            if get_origin(one) is tuple:
                return self._value(one, path, name)
            if get_origin(one) is Literal:
                codes = get_args(one)
                code = codes[min(self.turn, len(codes) - 1)]
                self.codes.add(code)
                return code
            if one is str:
                return self._mark(path)
            if one is int:
                return 7
        raise TypeError(path)

    def _mark(self, path: str) -> str:
        marker = f"mark{len(self.markers) + 1:04}u"  # no reference has a U, so none is taken for one
        self.markers[marker] = path
        return marker

    def _time(self, path: str) -> StatedTime:
        number = len(self.markers) + 1
        moment = datetime(2026, 1 + number % 12, 1 + number % 28, number % 24, 5, tzinfo=UTC)
        return StatedTime(said=self._mark(path), earliest=moment, latest=moment, precision="minute")


def _alternatives(hint: Any) -> Iterator[Any]:
    if get_origin(hint) is Annotated:
        yield from _alternatives(get_args(hint)[0])
    elif get_origin(hint) in (Union, types.UnionType):
        for one in get_args(hint):
            if one is not type(None):
                yield from _alternatives(one)
    else:
        yield hint


def _space(hint: Any) -> str:
    metas = [m for m in getattr(hint, "__metadata__", ()) if isinstance(m, Meta) and m.extra]
    return metas[0].extra.get("refers_to", "") if metas else ""


def most_codes() -> int:
    """How many codes the longest list of them has: as many turns show them all."""

    def longest(kind: type[Struct], seen: set) -> int:
        if kind in seen:
            return 0
        seen.add(kind)
        return max((_longest_in(hint, seen, longest) for hint in get_type_hints(kind).values()), default=0)

    return longest(Decision, set())


def _longest_in(hint: Any, seen: set, longest) -> int:
    if get_origin(hint) is Literal:
        return len(get_args(hint))
    if isinstance(hint, type) and issubclass(hint, Struct):
        return longest(hint, seen)
    return max((_longest_in(inner, seen, longest) for inner in get_args(hint) if inner is not Ellipsis), default=0)
