"""Hypothesis: any decision at all, with links that hold, drawn from the types themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from msgspec import Meta, Struct
from msgspec.structs import fields

from sharedesk.domain.decision import Decision

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
# Hypothesis takes the limits without a zone and adds it.
TIMES = st.datetimes(datetime(1901, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
SPACES = {"people": "p", "items": "i", "attached": "a", "recipients": "r", "checks": "c"}


def _of(hint: Any, keys: dict[str, list[str]]) -> st.SearchStrategy[Any]:
    """A strategy for a type; `keys` are those that links may name."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        spaces = [m.extra["refers_to"] for m in inner[1:] if isinstance(m, Meta) and m.extra and "refers_to" in m.extra]
        if spaces:
            return st.sampled_from(keys[spaces[0]]) if keys[spaces[0]] else st.nothing()
        return _of(inner[0], keys)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, UnionType):
        return st.one_of(st.none(), *[_of(i, keys) for i in inner if i is not NoneType])
    if origin is tuple:
        held = _of(inner[0], keys)
        return st.just(()) if held.is_empty else st.lists(held, max_size=2).map(tuple)
    if isinstance(hint, type) and issubclass(hint, Struct):
        return _struct(hint, keys)
    return {str: TEXT, datetime: TIMES, int: st.integers(0, 10**6)}[hint]


def _struct(kind: type[Struct], keys: dict[str, list[str]], **fixed: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind, include_extras=True)
    needed, free = {}, {}
    for name, hint in hints.items():
        if name in fixed:
            continue
        held = _of(hint, keys)
        has_default = _has_default(kind, name)
        if held.is_empty and not has_default:
            return st.nothing()
        if not held.is_empty:
            (free if has_default else needed)[name] = held
    return st.fixed_dictionaries(needed, optional=free).map(lambda drawn: kind(**fixed, **drawn))


def _has_default(kind: type[Struct], name: str) -> bool:
    (field,) = [f for f in fields(kind) if f.name == name]
    return not field.required


@st.composite
def decisions(draw) -> Decision:
    """Any list may be filled, each element with a key of its own, and every link names one that is there."""
    counts = {field: draw(st.integers(0, 2)) for field in SPACES}
    named = {field: [f"{letter}{n}" for n in range(counts[field])] for field, letter in SPACES.items()}
    keys = {
        "people": named["people"],
        "items": named["items"] + named["attached"],
        "recipients": named["recipients"],
        "checks": named["checks"],
        "texts": ["reasons", *(f"items/{key}.text" for key in named["items"])],
    }
    held_by: dict[str, Any] = {}
    for name, hint in get_type_hints(Decision, include_extras=True).items():
        element = get_args(hint)[0] if get_origin(hint) is tuple else None
        if element is None:
            held_by[name] = draw(st.just(None) if name == "request" and draw(st.booleans()) else _of(hint, keys))
            continue
        own = named.get(name, [f"{name}{n}" for n in range(draw(st.integers(0, 1)))])
        held = [_struct(element, keys, key=key) for key in own]
        held_by[name] = tuple(draw(h) for h in held if not h.is_empty)
    return Decision(**held_by)
