"""A decision as a list of parts, and back.

Each answer, person, item, recipient and free text is one part with a *slot*: the name of the field, and for an element
of a list also its key (`reasons`, `items/3f0c…`). A later entry that fills the same slot corrects it; a part can be
erased by itself and the rest stays. Slots hold random keys only, so what an erased part leaves behind tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from sharedesk.domain.decision import Decision
from sharedesk.domain.ids import Dice, new_id, new_key
from sharedesk.errors import ShareDeskError

SPACE_OF = {"attached": "items"}
"""Lists whose keys live in another list's space: an attached reference is shared just as an item is."""
OWN_IDS = ("people", "request", "feedback", "enquiries")
"""What is met again outside its decision, and so carries a 128-bit id."""

S = TypeVar("S", bound=Struct)
Rename = Callable[[str, str, str], str]
"""`rename(space, key, where)` gives the new key; `where` names the field for an error."""


class BrokenLink(ShareDeskError):
    """A key that names nothing, or two elements of one list with the same key. `where` names the field."""

    exit_code = 3

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}", "Nothing was recorded. Mend it and try again.")
        self.where = where


def with_new_keys(decision: Decision, dice: Dice, known: dict[str, dict[str, str]] | None = None) -> Decision:
    """`decision` with every key replaced by a random one and every link following it.

    `known` maps space to keys that already have an id (people of the log, elements being corrected). Raises BrokenLink.
    """
    table: dict[str, dict[str, str]] = {space: dict(keys) for space, keys in (known or {}).items()}
    seen: set[tuple[str, str]] = set()
    for field, element in _elements(decision):
        space = SPACE_OF.get(field, field)
        if (space, element.key) in seen:
            raise BrokenLink(field, "two of them have the same key.")
        seen.add((space, element.key))
        fresh = new_id if field in OWN_IDS else new_key
        table.setdefault(space, {}).setdefault(element.key, fresh(dice))

    def rename(space: str, key: str, where: str) -> str:
        try:
            return table[space][key]
        except KeyError:
            raise BrokenLink(where, f"it names an element of “{space}” that is not there.") from None

    return _rewritten(decision, rename, "")


def without_lost_links(decision: Decision) -> Decision:
    """`decision` without links to elements that it does not hold (any more): an erased person, a part left out.

    An element that is nothing without such a link goes with it.
    """
    here = {(SPACE_OF.get(field, field), element.key) for field, element in _elements(decision)}
    kept = _still_linked(decision, here)
    assert kept is not None  # noqa: S101  # a decision itself has no link that it needs
    return kept


def slots_of(decision: Decision) -> Iterator[tuple[str, object]]:
    """Every filled slot of a decision with its value as plain JSON-able data, in the order of the fields."""
    for name in decision.__struct_fields__:
        value = getattr(decision, name)
        if isinstance(value, tuple):
            for element in value:
                yield f"{name}/{element.key}", msgspec.to_builtins(element)
        elif value not in (None, ""):
            yield name, msgspec.to_builtins(value)


def decision_from(slots: dict[str, object]) -> Decision:
    """The decision whose filled slots these are; the inverse of `slots_of`. Raises msgspec.ValidationError."""
    fields: dict[str, Any] = {}
    lists: dict[str, list[object]] = {}
    for slot, value in slots.items():
        name, _, key = slot.partition("/")
        if key:
            lists.setdefault(name, []).append(value)
        else:
            fields[name] = value
    if fields.keys() & lists.keys():
        raise msgspec.ValidationError("a field is filled as a list and as a single answer")
    return msgspec.convert(fields | lists, Decision)


def texts_of(value: Struct) -> list[str]:
    """Every free text in a struct, in order: what a search looks through. Keys, codes and zones are not text."""
    found: list[str] = []
    _gather_texts(value, found)
    return found


def _gather_texts(value: Struct, found: list[str]) -> None:
    for name in _texts(type(value)):
        held = getattr(value, name)
        if not held:
            continue
        if isinstance(held, str):
            found.append(held)
        elif isinstance(held, Struct):
            _gather_texts(held, found)
        else:
            for inner in held:
                if isinstance(inner, str):
                    found.append(inner)
                else:
                    _gather_texts(inner, found)


def texts_at(value: Struct, at: str = "") -> Iterator[tuple[str, str]]:
    """Every free text in a struct with its place there, such as `who.name` or `treatments.0.words`, in order."""
    for name in _texts(type(value)):
        held, place = getattr(value, name), f"{at}.{name}" if at else name
        if isinstance(held, str):
            yield from ((place, held),) if held else ()
        elif isinstance(held, Struct):
            yield from texts_at(held, place)
        else:
            for number, inner in enumerate(held or ()):
                if isinstance(inner, Struct):
                    yield from texts_at(inner, f"{place}.{number}")
                elif isinstance(inner, str) and inner:
                    yield f"{place}.{number}", inner


def people_in(value: Struct) -> set[str]:
    """The ids of all people that a struct is or names."""
    return set(_people(value))


def _people(value: Struct) -> Iterator[str]:
    for name, is_link in _ways_to_people(type(value)):
        held = getattr(value, name)
        if not held:
            continue
        if isinstance(held, str):
            yield held
        elif is_link:
            yield from held
        elif isinstance(held, Struct):
            yield from _people(held)
        else:
            for inner in held:
                if name == "people":
                    yield inner.key
                yield from _people(inner)


def _elements(decision: Decision) -> Iterator[tuple[str, Any]]:
    for name in decision.__struct_fields__:
        value = getattr(decision, name)
        if isinstance(value, tuple):
            yield from ((name, element) for element in value)
        elif name == "request" and value is not None:
            yield name, value


def _rewritten(value: S, rename: Rename, where: str, own: str = "") -> S:
    """A copy of a struct with every key in it, its own included, put through `rename`."""
    changes: dict[str, Any] = {}
    for name, space in _plan(type(value)):
        held = getattr(value, name)
        if held is None or held == () or (name == "key" and not own):
            continue
        path = f"{where}.{name}" if where else name
        if name == "key":
            changes[name] = rename(own, held, path)
        elif space == "texts":
            changes[name] = _renamed_place(held, rename, path)
        elif space and isinstance(held, str):
            changes[name] = rename(space, held, path)
        elif space:
            changes[name] = tuple(rename(space, key, path) for key in held)
        elif isinstance(held, Struct):
            changes[name] = _rewritten(held, rename, path, name if name in OWN_IDS else "")
        else:
            inner = SPACE_OF.get(name, name)
            changes[name] = tuple(_rewritten(h, rename, f"{path}[{i}]", inner) for i, h in enumerate(held))
    return msgspec.structs.replace(value, **changes) if changes else value


def _still_linked(value: S, here: set[tuple[str, str]]) -> S | None:
    """`value` without links out of `here`; None where one that it needs is lost."""
    changes: dict[str, Any] = {}
    needed = {field.name for field in msgspec.structs.fields(value) if field.required}
    for name, space in _plan(type(value)):
        held = getattr(value, name)
        if name == "key" or not held or space == "texts":
            continue  # a text that is no longer there keeps its place: see `_renamed_place`
        if space and isinstance(held, str):
            if (space, held) in here:
                continue
            if name in needed:
                return None
            changes[name] = None
        elif space:
            changes[name] = tuple(key for key in held if (space, key) in here)
        elif isinstance(held, Struct):
            changes[name] = _still_linked(held, here)
        else:
            changes[name] = tuple(kept for one in held if (kept := _still_linked(one, here)) is not None)
    return msgspec.structs.replace(value, **changes) if changes else value


def _renamed_place(place: str, rename: Rename, path: str) -> str:
    """A text's place with its element's key put through `rename`: in `items/dad.text`, `dad`.

    A text that is no longer there keeps its place: what was said of it has fallen away, and stops nobody.
    """
    field, slash, rest = place.partition("/")
    key, dot, name = rest.partition(".")
    if not slash:
        return place
    try:
        return f"{field}/{rename(SPACE_OF.get(field, field), key, path)}{dot}{name}"
    except BrokenLink:
        return place


@cache
def _plan(struct: type[Struct]) -> tuple[tuple[str, str | None], ...]:
    """The fields of a struct that are keys, or hold keys or structs with keys, each with the space it names."""
    hints = get_type_hints(struct, include_extras=True)
    found = [(name, _space(hint)) for name, hint in hints.items()]
    return tuple((n, space) for n, space in found if space or n == "key" or any(map(_plan, _structs(hints[n]))))


@cache
def _ways_to_people(struct: type[Struct]) -> tuple[tuple[str, bool], ...]:
    """The fields of a struct that name people (True), or hold people or structs that name them."""
    ways = []
    for name, hint in get_type_hints(struct, include_extras=True).items():
        if _space(hint) == "people":
            ways.append((name, True))
        elif name == "people" or any(map(_ways_to_people, _structs(hint))):
            ways.append((name, False))
    return tuple(ways)


def _structs(hint: object) -> Iterator[type[Struct]]:
    if isinstance(hint, type) and issubclass(hint, Struct):
        yield hint
    for inner in get_args(hint):
        yield from _structs(inner)


@cache
def _texts(struct: type[Struct]) -> tuple[str, ...]:
    """The fields of a struct that hold text, or structs that may."""
    hints = get_type_hints(struct, include_extras=True)
    return tuple(n for n, hint in hints.items() if n not in ("key", "zone", "sha256") and _holds_text(hint))


def _holds_text(hint: object) -> bool:
    if hint is str or isinstance(hint, type) and issubclass(hint, Struct):
        return True
    if get_origin(hint) in (Literal, Annotated):
        return False
    return any(_holds_text(inner) for inner in get_args(hint))


def _space(hint: object) -> str | None:
    for meta in getattr(hint, "__metadata__", ()):
        if isinstance(meta, Meta) and meta.extra and "refers_to" in meta.extra:
            return str(meta.extra["refers_to"])
    return next((space for inner in get_args(hint) if (space := _space(inner))), None)
