"""How long a record is kept: reckoned from the organisation's own periods, never a reason to delete by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from sharedesk.domain.organisation import Retention
from sharedesk.domain.person import PersonStatement

REVIEWED = "@retention_reviewed"
"""The slot in which a `retention_reviewed` entry says until when; its reason is the entry's `@because`."""


class AboutReview(Struct, frozen=True, kw_only=True):
    """Until which day a record is kept longer than the organisation's period."""

    keep_until: date


class Reckoned(Struct, frozen=True, kw_only=True):
    """From when a record is to be looked at, by which period. `on` None: it cannot be worked out by that one."""

    on: date | None
    rule: Retention


def reckoned(
    rules: Iterable[Retention], recorded: date, last: date, children: Iterable[PersonStatement]
) -> Reckoned | None:
    """The longest period that fits a record, or the one that may be longer and cannot be worked out.

    None where no rule says anything of it. A record without a child has no youngest one.
    """
    children, found = list(children), []
    for rule in rules:
        if rule.count_from == "youngest_child_born":
            if children:
                born = _youngest(children)
                found.append(Reckoned(on=_after(born, rule.years) if born else None, rule=rule))
        elif rule.count_from is not None:
            found.append(
                Reckoned(on=_after(last if rule.count_from == "last_entry" else recorded, rule.years), rule=rule)
            )
    open_one = next((one for one in found if one.on is None), None)
    return open_one or max(found, key=lambda one: one.on or date.min, default=None)


def _youngest(children: list[PersonStatement]) -> date | None:
    """The last day on which any of them can have been born; None where that is not known of each."""
    latest = [child.date_of_birth.latest if child.date_of_birth else None for child in children]
    return None if None in latest else max(moment.date() for moment in latest if moment)


def _after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March, and what is past all calendars their last day."""
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
