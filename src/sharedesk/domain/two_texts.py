"""The two texts of an emergency share, kept apart: what was written at the time, and what was added afterwards.

Nothing is copied for it. The first text is what the entry said that the decision began with; the second is the decision
as it stands without whatever the first says in the same words (DfE p17-18).
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from sharedesk.domain.decision import Decision
from sharedesk.domain.fold import DecisionState
from sharedesk.domain.parts import decision_from
from sharedesk.domain.stated_time import StatedTime

_SAID_AGAIN = frozenset(("key", "outcome", "roles"))
"""Codes that an element is not understood without: said again where anything else of it was added."""

S = TypeVar("S", bound=Struct)


class TwoTexts(NamedTuple):
    """`then`: as written at the time. `added`: what stands in the record besides. `put_otherwise`: do they differ?"""

    then: Decision
    added: Decision
    put_otherwise: bool


def began_in_emergency(state: DecisionState) -> bool:
    """Was this an emergency share before it was a whole record?"""
    return state.recorded.leaf.kind == "quick_share"


def two_texts(state: DecisionState) -> TwoTexts | None:
    """Both texts of a decision that began as an emergency share; None for any other."""
    if not began_in_emergency(state):
        return None
    then = written_at_the_time(state)
    return TwoTexts(then, added_since(then, state.decision), _says_otherwise(then, state.decision))


def written_at_the_time(state: DecisionState) -> Decision:
    """What the first entry said, whatever was said since. Erased words are gone; what they were reworded to stands."""
    first = state.recorded.leaf.entry
    slots = {}
    for slot, versions in state.versions.items():
        if versions[0].entry.leaf.entry != first:
            continue
        reworded = versions[0].erased and len(versions) > 1 and versions[1].entry.leaf.kind == "erased"
        value = versions[1 if reworded else 0].value
        if value is not None:
            slots[slot] = value
    return decision_from(slots)


def added_since(then: Decision, now: Decision) -> Decision:
    """What `now` says and `then` did not. Elements that say nothing new are left out, answers that do not are blank."""
    changes: dict[str, Any] = {}
    for field in _fields(type(now)):
        before, after = getattr(then, field.encode_name), getattr(now, field.encode_name)
        if isinstance(after, tuple):
            earlier = {one.key: one for one in before}
            left = (one if one.key not in earlier else new_in(earlier[one.key], one) for one in after)
            changes[field.encode_name] = tuple(one for one in left if one is not None)
        elif isinstance(after, Struct) and isinstance(before, Struct):
            changes[field.encode_name] = new_in(before, after)
        elif after == before:
            changes[field.encode_name] = field.default
    return msgspec.structs.replace(now, **changes)


def decided_anew(texts: TwoTexts) -> TwoTexts:
    """The same, with only those recipients among what was added for whom the outcome or its reason is new."""
    then = {one.key: (one.outcome, "") for one in texts.then.recipients}
    anew = tuple(one for one in texts.added.recipients if (one.outcome, one.why) != then.get(one.key))
    return texts._replace(added=msgspec.structs.replace(texts.added, recipients=anew))


def new_in(before: S, after: S, again: frozenset[str] = _SAID_AGAIN) -> S | None:
    """`after` without what `before` says already; None where that is all of it. Fields in `again` stay as they are."""
    if before == after:
        return None
    if isinstance(after, StatedTime):
        return after  # a time is one thing
    changes: dict[str, Any] = {}
    for field in _fields(type(after)):
        name = field.encode_name
        old, new = getattr(before, name), getattr(after, name)
        if name in again:
            continue
        if isinstance(old, Struct) and isinstance(new, Struct):
            changes[name] = new_in(old, new, again) or (type(new)() if field.required else None)
        elif old == new:
            changes[name] = _blank(field, new)
    return msgspec.structs.replace(after, **changes)


@cache
def _fields(kind: type[Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    """A struct's fields; working them out anew takes longer than all the rest."""
    return msgspec.structs.fields(kind)


def _blank(field: msgspec.structs.FieldInfo, said: Any) -> Any:
    """The field without an answer. One that has to be there keeps its code or link, and loses its words."""
    if field.default is not msgspec.NODEFAULT:
        return field.default
    return "" if field.type is str else said


def _says_otherwise(then: object, now: object) -> bool:
    """Is anything that `then` says not said in the same words by `now`?"""
    if then in (None, "", ()) or then == now:
        return False
    if isinstance(then, StatedTime) or type(then) is not type(now):
        return True
    if isinstance(then, Struct):
        said = [f for f in _fields(type(then)) if getattr(then, f.encode_name) != f.default]
        return any(_says_otherwise(getattr(then, f.encode_name), getattr(now, f.encode_name)) for f in said)
    if isinstance(then, tuple) and isinstance(now, tuple):
        if not isinstance(then[0], Struct):
            return not set(then) <= set(now)
        later = {one.key: one for one in now}
        return any(_says_otherwise(one, later.get(one.key)) for one in then)
    return True
