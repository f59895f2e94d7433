"""Any struct of a decision as pairs of label and text, so that nothing recorded can be missing from the paper.

Codes are put in words, keys become the names they stand for, stated times say what was said and what it was taken to
mean. Free text is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from itertools import count
from typing import Any, get_args, get_type_hints

from msgspec import Meta, Struct

from sharedesk.domain.decision import Decision
from sharedesk.domain.entry import Entry
from sharedesk.domain.people import told_apart
from sharedesk.domain.person import Contact, PersonStatement
from sharedesk.domain.stated_time import MONTHS, ZONE, StatedTime
from sharedesk.domain.words import field_said, said

Pairs = tuple[tuple[str, str], ...]


class Names:
    """What to call every person, item and recipient that a decision names by key. No two are called the same.

    Two people of one name are told apart by birth or age, else by their part in this, else by a number.
    """

    def __init__(self, decision: Decision) -> None:
        self._names: dict[str, str] = {}
        apart = told_apart(
            [(called(p.who), (born(p.who), *(said(role).lower() for role in p.roles))) for p in decision.people]
        )
        self._call((p.key, name) for p, name in zip(decision.people, apart, strict=True))
        self._call((r.key, r.organisation or r.person or "Recipient") for r in decision.recipients)
        self._call((item.key, f"Information {number}") for number, item in enumerate(decision.items, 1))
        self._call((a.key, a.title or "Document or picture") for a in decision.attached)

    def __getitem__(self, key: str) -> str:
        if "/" in key:  # a text: the element it is in, and the field
            element, _, field = key.partition("/")[2].partition(".")
            return f"{self[element]}, {field_said(field.rpartition('.')[2]).lower()}" if element in self._names else key
        return self._names.get(key, "somebody whose details were erased or withdrawn")

    def _call(self, named: Iterable[tuple[str, str]]) -> None:
        named = list(named)
        taken = {name for _, name in named}
        met: set[str] = set()
        for key, name in named:
            apart = name
            if name in met:
                apart = next(a for n in count(2) if (a := f"{name} ({n})") not in taken)
            met.add(name)
            taken.add(apart)
            self._names[key] = apart


def called(who: PersonStatement) -> str:
    """A person's name, or what there is instead of one."""
    if who.name:
        return who.name + (" (name not certain)" if who.name_certain in ("no", "dont_know") else "")
    return who.description or {"unborn": "Unborn child"}.get(who.kind, "Person without a name")


def born(who: PersonStatement) -> str:
    """`born 3 May 2018`, `aged 7`, or nothing: what tells two people of one name apart."""
    if who.date_of_birth:
        return f"{'expected' if who.kind == 'unborn' else 'born'} {who.date_of_birth.said}"
    return f"aged {who.age}" if who.age else ""


def pairs(value: Struct, names: Names, *, skip: Iterable[str] = (), before: str = "") -> Pairs:
    """Every filled field of a struct as (label, text), in its order; nested structs follow in place."""
    return tuple(_pairs(value, names, {"key", *skip}, before))


def when(stated: StatedTime | None) -> str:
    """A stated time as it was said, and where that needs it what it was taken to mean, and in which zone."""
    if stated is None:
        return ""
    return _meant(stated) + (f", {stated.zone}" if stated.zone != ZONE else "")


def _meant(stated: StatedTime) -> str:
    if stated.earliest is None or stated.latest is None:
        return f"{stated.said} (not placed in time)"
    exact = day(stated.earliest) + (f" at {stated.earliest:%H:%M}" if stated.precision == "minute" else "")
    if stated.earliest == stated.latest or (
        stated.precision == "day" and stated.earliest.date() == stated.latest.date()
    ):
        return stated.said if stated.said == exact else f"{stated.said} ({exact})"
    if stated.precision == "minute":
        return f"{stated.said} ({exact}, an hour that came twice that night)"
    return f"{stated.said} ({day(stated.earliest)} to {day(stated.latest)})"


def day(moment: datetime) -> str:
    """`14 March 2026`."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def recorded(at: datetime, offset: int) -> str:
    """An instant as the device's clock showed it: `14 March 2026 at 14:02:05 (UTC+00:00)`. `offset`: minutes."""
    local = at.astimezone(timezone(timedelta(minutes=offset))) if offset else at.astimezone(UTC)
    sign, minutes = "-" if offset < 0 else "+", abs(offset)
    return f"{day(local)} at {local:%H:%M:%S} (UTC{sign}{minutes // 60:02}:{minutes % 60:02})"


def moment(entry: Entry) -> str:
    """When an entry was recorded, and whether the device's clock had gone back since the entry before."""
    said = recorded(entry.leaf.at, entry.leaf.offset)
    return f"{said}, clock had gone back" if entry.leaf.clock_back else said


def _pairs(value: Struct, names: Names, skip: set[str], before: str) -> Iterator[tuple[str, str]]:
    for name, hint in _hints(type(value)).items():
        held = getattr(value, name)
        if name in skip or held in (None, "", ()):
            continue
        label = f"{before}{field_said(name)}"
        if isinstance(held, StatedTime):
            yield label, when(held)
        elif name == "contacts":
            yield from (_contact(contact, names) for contact in held)
        elif isinstance(held, Struct):
            yield from _pairs(held, names, {"key", *skip}, "" if name in ("who", "child", "adult") else f"{label}: ")
        elif isinstance(held, tuple) and isinstance(held[0], Struct):
            for number, inner in enumerate(held, 1):
                counted = f"{label} {number}: " if len(held) > 1 else f"{label}: "
                yield from _pairs(inner, names, {"key"}, counted)
        else:
            yield label, _said(held, hint, names)


def _contact(contact: Contact, names: Names) -> tuple[str, str]:
    """A way to reach somebody, with whom it is kept from beside it, never apart."""
    kept_from = "; ".join(names[key] for key in contact.protected_from)
    because = f" because: {contact.because}" if contact.because else ""
    return said(contact.kind), contact.text + (f" (keep from {kept_from}{because})" if kept_from or because else "")


def _said(held: Any, hint: Any, names: Names) -> str:
    if isinstance(held, tuple):
        return "; ".join(_said(one, hint, names) for one in held)
    if isinstance(held, int):
        return str(held)
    kind = _kind(hint)
    return names[held] if kind == "key" else str(held) if kind == "text" else said(held)


@cache
def _hints(struct: type[Struct]) -> Mapping[str, Any]:
    return get_type_hints(struct, include_extras=True)


def _kind(hint: Any) -> str:
    """What a field's text is: a key, free text or a code."""
    if hint is str:
        return "text"
    metas = getattr(hint, "__metadata__", ())
    if any(isinstance(meta, Meta) and meta.extra and "refers_to" in meta.extra for meta in metas):
        return "key"
    kinds = {_kind(inner) for inner in get_args(hint) if not isinstance(inner, str) and inner not in (type(None), ...)}
    return next((kind for kind in ("key", "text") if kind in kinds), "code")
