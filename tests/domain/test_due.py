"""When reasons are due: working days, bank holidays of each nation, clocks that change or are wrong."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from sharedesk.domain.due import days_between, due_at, is_working_day, when_shared
from sharedesk.domain.stated_time import StatedTime, at, understand

# (shared, working days, due by the end of)
TABLE = [
    # a plain week: 9 to 13 March 2026 is Monday to Friday
    ("2026-03-09T10:00Z", 0, "2026-03-09"),
    ("2026-03-09T10:00Z", 1, "2026-03-10"),
    ("2026-03-09T23:59Z", 1, "2026-03-10"),
    ("2026-03-09T10:00Z", 4, "2026-03-13"),
    ("2026-03-09T10:00Z", 5, "2026-03-16"),
    ("2026-03-09T10:00Z", 20, "2026-04-08"),  # past Good Friday and Easter Monday
    # a weekend
    ("2026-03-13T17:00Z", 1, "2026-03-16"),
    ("2026-03-14T10:00Z", 1, "2026-03-16"),
    ("2026-03-15T23:30Z", 1, "2026-03-16"),
    ("2026-03-14T10:00Z", 0, "2026-03-14"),  # the same day is the same day
    ("2026-03-14T10:00Z", 2, "2026-03-17"),
    # Easter 2026: Good Friday 3 April, Monday 6 April
    ("2026-04-02T16:00Z", 1, "2026-04-07"),
    ("2026-04-03T09:00Z", 1, "2026-04-07"),
    ("2026-04-06T09:00Z", 1, "2026-04-07"),
    # Christmas and the days that stand in for a weekend's: 2026 (26th is a Saturday), 2027 (25th is one), 2021
    ("2026-12-24T12:00Z", 1, "2026-12-29"),
    ("2027-12-24T12:00Z", 1, "2027-12-29"),
    ("2021-12-24T12:00Z", 2, "2021-12-30"),
    ("2026-12-31T23:30Z", 1, "2027-01-04"),
    # May, spring and late summer; and days that were given once
    ("2026-05-01T12:00Z", 1, "2026-05-05"),
    ("2026-05-22T12:00Z", 1, "2026-05-26"),
    ("2026-08-28T12:00Z", 1, "2026-09-01"),
    ("2022-09-16T12:00Z", 1, "2022-09-20"),  # the Queen's funeral
    ("2023-05-05T12:00Z", 1, "2023-05-09"),  # the coronation
    # clocks: British summer time begins on Sunday 29 March 2026 and ends on Sunday 25 October
    ("2026-03-27T12:00Z", 1, "2026-03-30"),
    ("2026-03-29T00:59Z", 0, "2026-03-29"),
    ("2026-07-06T22:59Z", 0, "2026-07-06"),
    ("2026-07-06T23:00Z", 0, "2026-07-07"),  # midnight in London
    ("2026-10-25T00:30Z", 0, "2026-10-25"),
    ("2026-10-25T01:30Z", 0, "2026-10-25"),
    ("2026-10-23T12:00Z", 1, "2026-10-26"),
    # from elsewhere, and at the ends of what can be said
    ("2026-03-10T01:00+09:00", 1, "2026-03-10"),
    ("1900-01-01T00:00Z", 1, "1900-01-02"),
    ("2200-12-31T23:59Z", 1, "2200-01-01"),
    ("9999-12-31T23:59-12:00", 0, "2199-12-31"),
    ("0001-01-01T00:00+12:00", 0, "1900-01-01"),
]


@pytest.mark.parametrize(("shared", "days", "due"), TABLE)
def test_due_by_the_end_of_a_working_day(shared, days, due):
    said = due_at(datetime.fromisoformat(shared), days)
    assert said.date().isoformat() == due
    assert (said + timedelta(microseconds=1)).time().isoformat() == "00:00:00"


@pytest.mark.parametrize(
    ("shared", "offset"),
    [("2026-01-05T12:00Z", 0), ("2026-07-06T12:00Z", 1), ("2026-03-28T12:00Z", 1), ("2026-10-23T12:00Z", 0)],
)
def test_the_offset_is_that_of_the_due_day(shared, offset):
    assert due_at(datetime.fromisoformat(shared), 1).utcoffset() == timedelta(hours=offset)


@pytest.mark.parametrize(
    ("nation", "due"),
    # 2 January is a bank holiday in Scotland, 17 March and 12 July (13 July in 2026) in Northern Ireland;
    # St Andrew's day 30 November; Easter Monday is a working day in Scotland, and so is late August's
    [
        ("england", ["2026-01-02", "2026-03-17", "2026-07-13", "2026-12-01", "2026-04-07", "2026-09-01"]),
        ("wales", ["2026-01-02", "2026-03-17", "2026-07-13", "2026-12-01", "2026-04-07", "2026-09-01"]),
        ("scotland", ["2026-01-05", "2026-03-17", "2026-07-13", "2026-12-01", "2026-04-06", "2026-08-31"]),
        ("northern_ireland", ["2026-01-02", "2026-03-18", "2026-07-14", "2026-12-01", "2026-04-07", "2026-09-01"]),
    ],
)
def test_each_nation_has_its_own_bank_holidays(nation, due):
    shared = ["2026-01-01", "2026-03-16", "2026-07-10", "2026-11-30", "2026-04-02", "2026-08-28"]
    assert [due_at(datetime.fromisoformat(f"{day}T12:00Z"), 1, nation).date().isoformat() for day in shared] == due


def test_scotland_keeps_st_andrews_day():
    assert not is_working_day(date(2026, 11, 30), "scotland")
    assert is_working_day(date(2026, 11, 30), "england")


@pytest.mark.parametrize("days", range(21))
def test_each_day_more_is_due_later_and_on_a_working_day(days):
    shared = datetime(2026, 12, 23, 12, 0, tzinfo=UTC)
    here, there = due_at(shared, days), due_at(shared, days + 1)
    assert here < there
    assert days == 0 or is_working_day(here.date())
    assert (
        sum(is_working_day(shared.date() + timedelta(days=i)) for i in range(1, days_between(shared, here) + 1)) == days
    )


RECORDED = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SEALED = datetime(2026, 3, 9, 15, 0, tzinfo=UTC)
LOST = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stated", "device", "counts_from"),
    [
        (at(datetime(2026, 3, 9, 14, 2, tzinfo=UTC)), SEALED, datetime(2026, 3, 9, 14, 2, tzinfo=UTC)),
        (None, SEALED, SEALED),  # no time was stated
        (StatedTime(said="just before lunch"), SEALED, SEALED),  # none that can be placed
        (None, None, RECORDED),
        (understand("8 March 2026"), SEALED, datetime(2026, 3, 8, 23, 59, 59, 999999, tzinfo=UTC)),
        (understand("March 2026"), SEALED, SEALED),  # at the latest that it can mean, but not after it was written
        (understand("14 March 2026"), SEALED, SEALED),  # a future that was meant otherwise
        (understand("2090"), SEALED, SEALED),
        (None, datetime(2090, 1, 1, tzinfo=UTC), RECORDED),  # the device's clock was ahead
        (None, LOST, RECORDED),  # it had lost the time
        (understand("9 March 2026 at 14:02"), LOST, datetime(2026, 3, 9, 14, 2, tzinfo=UTC)),
        (StatedTime(said="x", latest=datetime.min.replace(tzinfo=UTC)), SEALED, datetime(1900, 1, 1, tzinfo=UTC)),
        (understand("5 May 2024"), SEALED, datetime(2024, 5, 5, 22, 59, 59, 999999, tzinfo=UTC)),  # as it was said
    ],
)
def test_the_moment_from_which_it_counts(stated, device, counts_from):
    assert when_shared(stated, device, RECORDED) == counts_from


def test_an_hour_that_happens_twice_counts_from_the_second():
    stated = understand("25 October 2026 at 01:30")
    recorded = datetime(2026, 10, 26, tzinfo=UTC)
    assert when_shared(stated, recorded, recorded) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shared", "now", "days"),
    [
        ("2026-03-09T23:50Z", "2026-03-10T00:10Z", 1),
        ("2026-03-09T00:10Z", "2026-03-09T23:50Z", 0),
        ("2026-03-28T12:00Z", "2026-03-30T11:00Z", 2),  # across the clock change
        ("2026-07-01T22:59Z", "2026-07-01T23:01Z", 1),  # midnight is London's
        ("2026-03-09T12:00Z", "2026-03-01T12:00Z", 0),  # the clock went back
    ],
)
def test_days_are_counted_by_midnights(shared, now, days):
    assert days_between(datetime.fromisoformat(shared), datetime.fromisoformat(now)) == days


def test_bank_holidays_are_loaded_only_when_they_are_asked_for():
    code = (
        "import sys; from datetime import *; from sharedesk.domain import due; assert 'holidays' not in sys.modules; "
        "due.is_working_day(date(2026, 3, 14)); assert 'holidays' not in sys.modules; "
        "due.is_working_day(date(2026, 3, 13)); assert 'holidays' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
