"""What home says of emergency shares whose reasons are to be added: calmly, and asking nothing about the haste."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sharedesk.desk.drafting import day_said
from sharedesk.desk.owed import LONGEST_WAIT, NotThatDay, Owed
from sharedesk.domain.stated_time import MONTHS, NoSuchDate, understand

ASK_FOR_HELP_AFTER = 7
"""Days after which it is said whom to ask."""
HELP = "Ask your manager or safeguarding lead for help."
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NO_YEAR = re.compile(r"^\d{1,2} \S+$")


def banner(owed: Sequence[Owed], now: datetime) -> str:
    """What stands on top of home after unlocking, for those to be reminded of, the oldest first."""
    first = owed[0]
    if len(owed) == 1:
        said = f"1 emergency share to finish, started {_started(first.started, now)}."
    else:
        said = f"{len(owed):,} emergency shares to finish, the first started {_started(first.started, now)}."
    return f"{said} {HELP}" if _is_old(first) else said


def line(one: Owed, now: datetime, *, own: bool) -> str:
    """One share, by reference. `own`: the due time is the organisation's own setting, and not the usual one."""
    day = f"the end of {day_named(one.due.date(), now.date())}, {'as your organisation asks' if own else 'as is usual'}"
    said = f"{one.reference}: reasons to add, {'were due by' if one.overdue else 'due by'} {day}."
    if _is_old(one):
        said += f" {HELP}"
    if one.remind_on is not None and one.remind_on > now.date():
        said += f" You will be reminded on {day_named(one.remind_on, now.date())}."
    return said


def put_off(owed: Sequence[Owed]) -> str:
    """Of which shares somebody is to be reminded on a date."""
    if len(owed) == 1:
        return f"Emergency share {owed[0].reference}"
    return f"Emergency shares {', '.join(one.reference for one in owed[:-1])} and {owed[-1].reference}"


def waiting_title(to_finish: int, to_check: int) -> str:
    """What the window is called while something waits; empty where nothing does. Never a name."""
    parts = (
        f"{to_finish:,} record{'s' * (to_finish != 1)} to finish" if to_finish else "",
        f"{to_check:,} note{'s' * (to_check != 1)} to check" if to_check else "",
    )
    return ", ".join(part for part in parts if part)


def notes_to_check(count: int) -> str:
    """How many emergency notes wait."""
    return "1 emergency note to check" if count == 1 else f"{count:,} emergency notes to check"


def day_named(day: date, today: date) -> str:
    """`Monday 23 November`; with the year where it is another."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def day_meant(text: str, today: date) -> date:
    """The day on which somebody wants to be reminded. Without a year, the next such day. Raises NotThatDay."""
    asked = " ".join(text.split())
    try:
        if not _NO_YEAR.match(asked):
            return _one_day(asked, today)
        day = _one_day(f"{asked} {today.year}", today)
        return day if day > today else _one_day(f"{asked} {today.year + 1}", today)
    except NoSuchDate:
        raise NotThatDay(today + timedelta(days=LONGEST_WAIT)) from None


def _one_day(text: str, today: date) -> date:
    meant = understand(text, today=today)
    if meant.precision != "day" or meant.earliest is None:
        raise NotThatDay(today + timedelta(days=LONGEST_WAIT))
    return meant.earliest.date()


def _is_old(one: Owed) -> bool:
    return one.days_old >= ASK_FOR_HELP_AFTER


def _started(moment: datetime, now: datetime) -> str:
    """`14:02 today`: in the zone that the share is reckoned in."""
    clock = f"{moment:%H:%M}"
    days = (now.astimezone(moment.tzinfo).date() - moment.date()).days
    return {0: f"{clock} today", 1: f"{clock} yesterday"}.get(days) or f"on {day_said(moment.date())} at {clock}"
