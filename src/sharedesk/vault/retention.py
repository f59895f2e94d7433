"""What the log says of how long each decision was kept: one walk through its entries, for a list of what to look at."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from msgspec import Struct

from sharedesk.domain.entry import OF_A_DECISION, content_of
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.people import fold_person
from sharedesk.domain.person import PersonStatement
from sharedesk.domain.retention import REVIEWED, AboutReview
from sharedesk.vault.database import database_errors
from sharedesk.vault.store import WALKED_AT_ONCE, Progress, Store


class Held(Struct, kw_only=True):
    """One decision that still says something, and its times."""

    id: str
    recorded: datetime
    """UTC, as each of these."""
    last: datetime
    """The last entry that said something of the case; a look at how long it is kept does not count, nor an erasure."""
    keep_until: date | None = None


class _When(Struct):
    """Of a leaf, the moment alone: there are hundreds of thousands."""

    at: datetime


def every_held(store: Store, progress: Progress = lambda done, of: None) -> list[Held]:
    """Every decision that is not erased, in the order they were recorded. `progress` counts entries."""
    held, total, when = dict[int, Held](), store.count(), msgspec.json.Decoder(_When)
    with database_errors():
        erased = {row for (row,) in store.connection.execute("SELECT row FROM decision WHERE outcome = 'erased'")}
    kinds = ", ".join(f"'{kind}'" for kind in sorted((*OF_A_DECISION, "retention_reviewed")))  # literals of ours
    for start in range(1, total + 1, WALKED_AT_ONCE):
        progress(start - 1, total)
        with database_errors():
            rows = store.connection.execute(
                "SELECT e.pos, e.entity, n.id, e.kind, e.leaf FROM entry e JOIN entity n ON n.row = e.entity "
                f"WHERE e.pos >= ? AND e.pos < ? AND e.kind IN ({kinds}) ORDER BY e.pos",
                (start, start + WALKED_AT_ONCE),
            ).fetchall()
        for pos, row, entity, kind, leaf in rows:
            if row in erased:
                continue
            if kind == "retention_reviewed":
                if row in held:
                    held[row].keep_until = _until(store, pos)
                continue
            at = when.decode(leaf).at
            one = held.setdefault(row, Held(id=entity.hex(), recorded=at, last=at))
            one.last = max(one.last, at)
    progress(total, total)
    return list(held.values())


def children_of(store: Store, decision: str) -> list[PersonStatement]:
    """The children whom a decision is about, each as known now."""
    children = []
    for person in fold_decision(store.entries_of(decision)).decision.people:
        if "child" in person.roles or person.who.kind in ("child", "unborn"):
            entries = store.entries_of(person.key)
            known = fold_person(entries).who if entries else None
            children.append(known or person.who)
    return children


def _until(store: Store, pos: int) -> date | None:
    contents = [content_of(part) for part in store.entry(pos).parts if part.slot == REVIEWED]
    return next((msgspec.convert(content.value, AboutReview).keep_until for content in contents if content), None)
