"""Decisions and corrections from JSON: no ids, no times of recording, and every fault named by its field.

A stated time may be given as text, as somebody would say it ("14 March 2026 at 14:02"); what it can mean is worked
out here. Elements are named by short keys of the writer's own, which get random ids when they are recorded.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_type_hints
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from sharedesk.domain.decision import Decision
from sharedesk.domain.entry import check_text
from sharedesk.domain.stated_time import NoSuchDate, StatedTime, understand
from sharedesk.exchange import strict_json
from sharedesk.exchange.strict_json import NotAcceptable

T = TypeVar("T", bound=Struct)


class DecisionInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of decisions to record. All are recorded, or none."""

    sharedesk: Literal["decision-input"]
    version: Literal[1]
    decisions: tuple[Decision, ...]


class CorrectionInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An addition that puts a recorded decision right; what was recorded stays beside it.

    `changes` holds the fields that change: a single field whole, an element of a list by its key as `show --json`
    gives it (new elements with new keys). `withdraw` lists slots (`items/3f0c…`) that should not have been there.
    """

    sharedesk: Literal["correction-input"]
    version: Literal[1]
    because: str
    changes: Decision = Decision()
    withdraw: tuple[str, ...] = ()


def read_decisions(data: bytes, today: date | None = None) -> tuple[Decision, ...]:
    """The decisions of a file. Raises NotAcceptable, WrongText or NoSuchDate, naming the field."""
    decisions = _read(data, DecisionInput, today).decisions
    if not decisions:
        raise NotAcceptable("decisions", "there is none.")
    return decisions


def read_correction(data: bytes, today: date | None = None) -> CorrectionInput:
    """The correction of a file. Raises NotAcceptable, WrongText or NoSuchDate, naming the field."""
    correction = _read(data, CorrectionInput, today)
    if not correction.because.strip():
        raise NotAcceptable("because", "say why it is corrected.")
    return correction


def _read(data: bytes, kind: type[T], today: date | None) -> T:
    plain = strict_json.read(data)
    if not isinstance(plain, dict):
        raise NotAcceptable("", "The file does not hold one object.")
    if isinstance(plain.get("version"), int) and plain["version"] > 1:
        raise NotAcceptable("version", "this file was made for a newer version of ShareDesk.")
    for name, value in plain.items():
        check_text(value, name)
    return converted(_with_times(plain, kind, today, ""), kind)


def converted(plain: object, kind: type[T], within: str = "") -> T:
    """Plain data as a struct. Raises NotAcceptable, which names the field and repeats nothing that was written."""
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError as problem:
        raise _in_words(str(problem), within) from None


def _in_words(message: str, within: str) -> NotAcceptable:
    """msgspec's message as a sentence that names the field and repeats nothing of what was written there."""
    what, _, inner = message.partition(" - at `")
    where = (within + inner.rstrip("`").removeprefix("$")).lstrip(".")
    if match := re.match(r"Object contains unknown field `([a-z0-9_]{1,40})`", what):
        return NotAcceptable(where, f"there is no field “{match[1]}” here.")
    if match := re.match(r"Object missing required field `([a-z0-9_]+)`", what):
        return NotAcceptable(where, f"the field “{match[1]}” is missing.")
    if match := re.match(r"Expected `([a-z| ]+)`, got `([a-z]+)`", what):
        return NotAcceptable(where, f"{_KINDS.get(match[1].split(' |')[0], 'something else')} belongs here.")
    if what.startswith("Invalid enum value"):
        return NotAcceptable(where, "this is not one of the words that can stand here (see “sharedesk schema”).")
    return NotAcceptable(where, "this is not what the schema asks for (see “sharedesk schema”).")


_KINDS = {"str": "text", "int": "a whole number", "array": "a list", "object": "an object", "bool": "true or false"}


def _with_times(value: Any, kind: Any, today: date | None, where: str) -> Any:
    """`value` with every text that stands where a stated time belongs replaced by what it can mean."""
    if isinstance(value, list):
        return [_with_times(held, kind, today, f"{where}[{i}]") for i, held in enumerate(value)]
    if kind is StatedTime:
        return _stated(value, today, where)
    if not isinstance(value, dict):
        return value
    inner = inner_structs(kind)
    return {
        name: _with_times(held, inner[name], today, f"{where}.{name}".lstrip(".")) if name in inner else held
        for name, held in value.items()
    }


def _stated(value: Any, today: date | None, where: str) -> Any:
    if isinstance(value, str):
        try:
            return msgspec.to_builtins(understand(value, today=today))
        except NoSuchDate as problem:
            raise NotAcceptable(where, problem.sentence) from None
    if isinstance(value, dict):
        stated = converted(value, StatedTime, where)
        if stated.earliest and stated.latest and stated.earliest > stated.latest:
            raise NotAcceptable(where, "the earliest time is after the latest.")
        if any(t is not None and t.tzinfo is None for t in (stated.earliest, stated.latest)):
            raise NotAcceptable(where, "a time needs its offset from UTC.")
        try:
            ZoneInfo(stated.zone)
        except (LookupError, ValueError, OSError):
            raise NotAcceptable(where, "there is no time zone of that name.") from None
    return value


@cache
def inner_structs(kind: type[Struct]) -> dict[str, type[Struct]]:
    """The fields of a struct that hold structs, and which."""
    hints = get_type_hints(kind)
    return {name: struct for name, hint in hints.items() if (struct := _struct_in(hint)) is not None}


def _struct_in(hint: Any) -> type[Struct] | None:
    if isinstance(hint, type) and issubclass(hint, Struct):
        return hint
    return next((struct for inner in get_args(hint) if (struct := _struct_in(inner)) is not None), None)
