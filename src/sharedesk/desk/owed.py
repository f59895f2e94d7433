"""Reasons owed: emergency shares whose reasons are not written down yet, when they are due, and when to be reminded.

The due time is the organisation's own setting. Nothing here stops anybody or asks why something was done.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from sharedesk.domain.due import days_between, due_at
from sharedesk.domain.organisation import Organisation
from sharedesk.domain.stated_time import MONTHS, ZONE
from sharedesk.errors import ShareDeskError
from sharedesk.vault import owed as kept
from sharedesk.vault.vault import Vault

LONGEST_WAIT = 31
"""Days for which a reminder can be put off; then it comes back, and can be put off again."""
USUAL_WORKING_DAYS = 1


class Owed(Struct, frozen=True, kw_only=True):
    """One emergency share whose reasons are owed."""

    id: str
    reference: str
    started: datetime
    """When it was shared, as far as that is known; else when it was written down. With an offset."""
    due: datetime
    """The last moment of the day by whose end its reasons are due, in Europe/London."""
    overdue: bool
    days_old: int
    """Midnights since it was shared."""
    remind_on: date | None
    """The day on which to be reminded, where that was put off."""
    missing: int
    """How many of its reasons are not there yet (rules of `completeness`, each once)."""


class NotThatDay(ShareDeskError):
    """A reminder is put off to a day that it cannot be put off to."""

    exit_code = 3

    def __init__(self, last: date) -> None:
        said = f"{last.day} {MONTHS[last.month - 1]} {last.year}"
        super().__init__(
            f"A reminder can be put off to a day from tomorrow until {said}.",
            "Nothing was changed. On that day it comes back, and can be put off again.",
        )


class NothingOwed(ShareDeskError):
    """There is nothing to be reminded of: the reasons are there, or it is no emergency share."""

    exit_code = 5

    def __init__(self) -> None:
        super().__init__("No reasons are owed for this decision.", "Nothing was changed.")


def reasons_owed(vault: Vault, now: datetime, organisation: Organisation | None) -> list[Owed]:
    """Every emergency share whose reasons are owed, the oldest first. `now` has an offset."""
    days = organisation.reasons_due_working_days if organisation else USUAL_WORKING_DAYS
    nation = organisation.nation if organisation else "england"
    found = []
    for row in kept.owed(vault.store):
        started = datetime.fromtimestamp(row.shared, UTC).astimezone(ZoneInfo(ZONE))
        due = due_at(started, days, nation)
        found.append(
            Owed(
                id=row.id, reference=row.reference, started=started, due=due, overdue=now > due,
                days_old=days_between(started, now), missing=row.missing,
                remind_on=date.fromisoformat(row.remind_on) if row.remind_on else None,
            )
        )  # fmt: skip
    return found


def is_owed(vault: Vault, decision: str) -> bool:
    """Is this an emergency share whose reasons are owed?"""
    return vault.store.row_of(decision) in kept.rows_owed(vault.store)


def to_remind(owed: Iterable[Owed], today: date) -> list[Owed]:
    """Those that nobody put off to a later day. One put off for longer than can be was, by a clock that was wrong."""
    last = today + timedelta(days=LONGEST_WAIT)
    return [one for one in owed if one.remind_on is None or not today < one.remind_on <= last]


def remind_on(vault: Vault, decision: str, day: date | None, today: date) -> None:
    """Put a reminder off to a day, or with None no longer; on the disk when this returns.

    Raises NotThatDay, NothingOwed, DiskFull, ReadOnly, StorageFailed, Locked; then nothing has changed.
    """
    last = today + timedelta(days=LONGEST_WAIT)
    if day is not None and not today < day <= last:
        raise NotThatDay(last)
    if not kept.put_off(vault.store, decision, day.isoformat() if day else None):
        raise NothingOwed
