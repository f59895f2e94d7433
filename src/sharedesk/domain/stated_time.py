"""Times as people state them: "14 March 2026 at 14:02", "about March", "not sure".

A stated time keeps what was said and the earliest and latest moment it can mean. Only the moment of recording is an
instant; event, knowledge, decision and sharing are stated. Nothing is guessed: words that cannot be understood are kept
with precision `unknown`.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from sharedesk.errors import ShareDeskError

ZONE = "Europe/London"
Precision = Literal["minute", "day", "month", "about", "unknown"]

Instant = Annotated[datetime, Meta(tz=True)]
"""A moment with its offset: without one it would mean another moment on every machine."""


class StatedTime(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A time as it was said, and what it can mean: earliest and latest (both included), precision, IANA zone."""

    said: str
    earliest: Instant | None = None
    latest: Instant | None = None
    precision: Precision = "unknown"
    zone: str = ZONE


class NoSuchDate(ShareDeskError):
    """A date or an hour that the calendar or the clock does not have."""

    exit_code = 3

    def __init__(self, why: str) -> None:
        super().__init__(why, "Give the date as, for example, 14 March 2026, or say it in words.")


MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
_MONTHS = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
_MONTHS |= {name.lower()[:3]: number for number, name in enumerate(MONTHS, 1)} | {"sept": 9}
_ABOUT = re.compile(r"^(?:about|around|approximately|approx\.?|roughly|circa|c\.)\s+", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:^|[\sT,]+|\bat\s+)(?P<h>\d{1,2})(?:[:.](?P<m>\d{2})(?::\d{2}(?:\.\d+)?)?)?\s*(?P<half>[ap]\.?m\.?)?$",
    re.IGNORECASE,
)
_ISO = re.compile(r"^(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})$")
_SLASHED = re.compile(r"^(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4})$")
_WORDED = re.compile(
    r"^(?:[a-z]+day,?\s+)?(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+(?P<name>[a-z]+)\.?,?\s+(?P<y>\d{4})$", re.IGNORECASE
)
_MONTH = re.compile(r"^(?P<name>[a-z]+)\.?,?\s+(?P<y>\d{4})$", re.IGNORECASE)
_ISO_MONTH = re.compile(r"^(?P<y>\d{4})-(?P<m>\d{2})$")
_YEAR = re.compile(r"^(?P<y>\d{4})$")
_HAIR = timedelta(microseconds=1)

Span = tuple[tuple[date, time | None], tuple[date, time | None]]
"""First and last day, each with its time of day where that was said."""


def understand(said: str, *, today: date | None = None, zone: str = ZONE) -> StatedTime:
    """What `said` can mean. `today` makes sense of "today" and "yesterday"; without it they stay unknown.

    A local hour that happens twice (clocks go back) spans both. Raises NoSuchDate for 31 February and for an hour that
    the clocks skipped. Dates are read day first, as in Britain.
    """
    words = " ".join(said.split())
    about = bool(_ABOUT.match(words))
    words = _ABOUT.sub("", words)
    span: Span | None = _month_or_year(words)
    precision: Precision = "month"
    if span is None:
        day, clock = _day_and_clock(words, today)
        if day is None:
            return StatedTime(said=said, zone=zone)
        span, precision = ((day, clock), (day, clock)), "minute" if clock else "day"
    (first, start), (last, end) = span
    earliest = _moment(first, start, zone, fold=0)
    if precision == "minute":
        latest = _moment(last, end, zone, fold=1)
    else:
        next_day = _moment(last + timedelta(days=1), None, zone, fold=0)
        latest = _fixed((next_day - _HAIR).astimezone(ZoneInfo(zone)))
    if _YEAR.match(words):
        precision = "about"
    if about:
        slack = {"minute": timedelta(minutes=30), "day": timedelta(days=3), "month": timedelta(days=31),
                 "about": timedelta(days=366)}[precision]  # fmt: skip
        earliest, latest, precision = earliest - slack, latest + slack, "about"
    return StatedTime(said=said, earliest=earliest, latest=latest, precision=precision, zone=zone)


def at(moment: datetime, zone: str = ZONE) -> StatedTime:
    """An exact moment as a stated time, said in the zone's local time to the minute."""
    local = moment.astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0)
    local = local.replace(tzinfo=timezone(local.utcoffset() or timedelta()), fold=0)
    return StatedTime(
        said=f"{local.day} {MONTHS[local.month - 1]} {local.year} at {local:%H:%M}",
        earliest=local,
        latest=local,
        precision="minute",
        zone=zone,
    )


def order_key(stated: StatedTime | None) -> float:
    """Seconds since 1970 of the earliest meaning; what is unknown sorts last."""
    return stated.earliest.timestamp() if stated and stated.earliest else float("inf")


def _month_or_year(words: str) -> Span | None:
    if match := _YEAR.match(words):
        year = int(match["y"])
        return (_date(year, 1, 1), None), (_date(year, 12, 31), None)
    if match := _ISO_MONTH.match(words):
        year, month = int(match["y"]), int(match["m"])
    elif (match := _MONTH.match(words)) and match["name"].lower() in _MONTHS:
        year, month = int(match["y"]), _MONTHS[match["name"].lower()]
    else:
        return None
    first = _date(year, month, 1)
    return (first, None), (_date(year, month, calendar.monthrange(year, month)[1]), None)


def _day_and_clock(words: str, today: date | None) -> tuple[date | None, time | None]:
    if (day := _day(words, today)) is not None:
        return day, None
    match = _CLOCK.search(words)
    if not match or not (match["m"] or match["half"]):
        return None, None
    day = _day(re.sub(r"(?:[\s,]+at)?[\s,T]*$", "", words[: match.start()], flags=re.IGNORECASE), today)
    if day is None:
        return None, None
    hour, minute = int(match["h"]), int(match["m"] or 0)
    if half := (match["half"] or "").lower()[:1]:
        if not 1 <= hour <= 12:
            raise NoSuchDate("That time of day does not exist.")
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise NoSuchDate("That time of day does not exist.")
    return day, time(hour, minute)


def _day(words: str, today: date | None) -> date | None:
    low = words.lower()
    if today and low in ("today", "yesterday"):
        return today - timedelta(days=low == "yesterday")
    if match := _ISO.match(words) or _SLASHED.match(words):
        return _date(int(match["y"]), int(match["m"]), int(match["d"]))
    if (match := _WORDED.match(words)) and match["name"].lower() in _MONTHS:
        return _date(int(match["y"]), _MONTHS[match["name"].lower()], int(match["d"]))
    return None


def _date(year: int, month: int, day: int) -> date:
    if not 1900 <= year <= 2200:
        raise NoSuchDate("That year is outside 1900 to 2200.")
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDate("That date is not in the calendar.") from None


def _moment(day: date, clock: time | None, zone: str, *, fold: int) -> datetime:
    """A local time as an instant with a fixed offset. Without `clock`: when the day begins, not always 00:00."""
    moment = datetime.combine(day, (clock or time.min).replace(fold=fold), ZoneInfo(zone))
    there = moment.astimezone(UTC).astimezone(ZoneInfo(zone))
    if there.replace(tzinfo=None) != moment.replace(tzinfo=None):
        if clock is not None:
            raise NoSuchDate("The clocks went forward over that time, so it did not happen.")
        moment = there
    return _fixed(moment)


def _fixed(moment: datetime) -> datetime:
    """The same instant with its offset as a number, which no later change of a zone's rules can move."""
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()), fold=0)
