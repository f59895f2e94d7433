"""When the reasons of an emergency share are due: the end of a working day that the organisation chooses.

This is a local setting. No law sets hours for writing up: the advice is to do it as soon as it can be (DfE p17).
Working days are Monday to Friday without the bank holidays of the nation, which the library `holidays` knows offline.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sharedesk.domain.guidance import Nation
from sharedesk.domain.stated_time import ZONE, StatedTime

if TYPE_CHECKING:
    from holidays import HolidayBase

NO_CLOCK_BEFORE = datetime(2025, 1, 1, tzinfo=UTC)
"""A device whose clock shows an earlier time has lost it: there was no ShareDesk then."""
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)
"""No share is reckoned from outside these, whatever a file brought: stated times keep to the same years."""
_SUBDIVISIONS: dict[Nation, str] = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}
_HAIR = timedelta(microseconds=1)


def when_shared(stated: StatedTime | None, device: datetime | None, recorded: datetime) -> datetime:
    """The moment from which the due time counts, as an instant with an offset.

    What was stated, at the latest that it can mean; where nothing was, or nothing that can be placed, the device's
    time. None of them is later than the one after it: a note was written before it was recorded, and told of what was
    done by then. A device's time from before `NO_CLOCK_BEFORE` is passed over.
    """
    if device is None or device < NO_CLOCK_BEFORE or device > recorded:
        device = recorded
    shared = device if stated is None or stated.latest is None else min(stated.latest, device)
    return min(max(shared, _EARLIEST), _LATEST)


def due_at(shared: datetime, working_days: int, nation: Nation = "england") -> datetime:
    """The last moment of the `working_days`th working day after a share; 0: of the very day on which it was shared.

    `shared` has an offset; days are those of Europe/London. The offset of the answer is a number, as it is there then.
    """
    shared = min(max(shared, _EARLIEST), _LATEST)
    return _end_of(_due_day(shared.astimezone(ZoneInfo(ZONE)).date(), working_days, nation))


def days_between(shared: datetime, now: datetime) -> int:
    """How many midnights in Europe/London lie between two instants; 0 where the clock went back."""
    there = ZoneInfo(ZONE)
    return max(0, (now.astimezone(there).date() - shared.astimezone(there).date()).days)


def is_working_day(day: date, nation: Nation = "england") -> bool:
    """Neither a weekend nor a bank holiday."""
    return day.weekday() < 5 and day not in _bank_holidays(nation)


@cache
def _due_day(shared: date, working_days: int, nation: Nation) -> date:
    day = shared
    for _ in range(working_days):
        day += timedelta(days=1)
        while not is_working_day(day, nation):
            day += timedelta(days=1)
    return day


@cache
def _bank_holidays(nation: Nation) -> HolidayBase:
    # loading it takes longer than everything else here, so only what asks for a due time does; a year is worked out
    # when a day of it is first asked for
    from holidays import country_holidays

    return country_holidays("GB", subdiv=_SUBDIVISIONS[nation])


def _end_of(day: date) -> datetime:
    end = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(ZONE)) - _HAIR
    return end.replace(tzinfo=timezone(end.utcoffset() or timedelta()), fold=0)
