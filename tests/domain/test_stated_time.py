"""Times as people state them: what was said is kept, and only what it can mean is made of it."""

from __future__ import annotations

import locale
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedesk.domain.stated_time import NoSuchDate, StatedTime, at, order_key, understand

TODAY = date(2026, 3, 14)


def meant(said, **more):
    stated = understand(said, today=TODAY, **more)
    assert stated.said == said
    return (
        stated.earliest and stated.earliest.isoformat(),
        stated.latest and stated.latest.isoformat(),
        stated.precision,
    )


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("14 March 2026 at 14:02", "2026-03-14T14:02:00+00:00"),
        ("14 March 2026 14:02", "2026-03-14T14:02:00+00:00"),
        ("Saturday 14th Mar 2026, 2.02pm", "2026-03-14T14:02:00+00:00"),
        ("14/3/2026 2:02 p.m.", "2026-03-14T14:02:00+00:00"),
        ("2026-03-14T14:02:59", "2026-03-14T14:02:00+00:00"),
        ("14.03.2026 at 12am", "2026-03-14T00:00:00+00:00"),
        ("14.03.2026 at 12 pm", "2026-03-14T12:00:00+00:00"),
        ("1 July 2026 at 9am", "2026-07-01T09:00:00+01:00"),
        ("today at 08:30", "2026-03-14T08:30:00+00:00"),
        ("Yesterday 23:59", "2026-03-13T23:59:00+00:00"),
        ("  14  March   2026  at  14:02 ", "2026-03-14T14:02:00+00:00"),
        ("5 sept 2026 at 5pm", "2026-09-05T17:00:00+01:00"),
    ],
)
def test_to_the_minute(said, moment):
    assert meant(said) == (moment, moment, "minute")


@pytest.mark.parametrize("said", ["14 March 2026", "14/03/2026", "2026-03-14", "14.3.2026", "14 march 2026", "today"])
def test_to_the_day(said):
    assert meant(said) == ("2026-03-14T00:00:00+00:00", "2026-03-14T23:59:59.999999+00:00", "day")


def test_days_come_first_as_in_britain():
    assert meant("3/4/2026")[0] == "2026-04-03T00:00:00+01:00"


def test_a_day_that_the_clocks_change_on():
    assert meant("29 March 2026") == ("2026-03-29T00:00:00+00:00", "2026-03-29T23:59:59.999999+01:00", "day")


@pytest.mark.parametrize("said", ["March 2026", "mar 2026", "2026-03"])
def test_to_the_month(said):
    assert meant(said) == ("2026-03-01T00:00:00+00:00", "2026-03-31T23:59:59.999999+01:00", "month")


def test_a_year():
    assert meant("2025") == ("2025-01-01T00:00:00+00:00", "2025-12-31T23:59:59.999999+00:00", "about")


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("about 14 March 2026 at 14:00", "2026-03-14T13:30:00+00:00", "2026-03-14T14:30:00+00:00"),
        ("around 14 March 2026", "2026-03-11T00:00:00+00:00", "2026-03-17T23:59:59.999999+00:00"),
        ("c. March 2026", "2026-01-29T00:00:00+00:00", "2026-05-01T23:59:59.999999+01:00"),
        ("approximately 2025", "2024-01-01T00:00:00+00:00", "2027-01-01T23:59:59.999999+00:00"),
    ],
)
def test_about(said, first, last):
    assert meant(said) == (first, last, "about")


@pytest.mark.parametrize(
    "said",
    [
        "",
        "not sure",
        "a while ago",
        "14 March",
        "14 Mars 2026",
        "12:30",
        "tomorrow",
        "2 weeks before half term",
        "14 March 2026 14",
        "March",
        "in the week of 14 March 2026",
        "2026-03-14T14:02:00+05:30",
        "١٤ March",
    ],
)
def test_what_is_not_understood_is_kept_and_not_guessed(said):
    assert meant(said) == (None, None, "unknown")


def test_without_a_today_yesterday_stays_unknown():
    assert understand("yesterday").precision == "unknown"


@pytest.mark.parametrize(
    "said",
    [
        "31 February 2026",
        "31/2/2026",
        "29 Feb 2026",
        "2026-13-01",
        "2026-13",
        "0 March 2026",
        "1 March 1700",
        "1 March 3000",
        "14 March 2026 at 25:00",
        "14 March 2026 at 12:60",
        "14 March 2026 at 13pm",
        "14 March 2026 at 0am",
        "0000",
        "29 March 2026 at 01:30",
    ],
)
def test_what_never_happened_is_refused(said):
    with pytest.raises(NoSuchDate):
        understand(said)


def test_a_leap_day():
    assert meant("29 February 2028")[2] == "day"


def test_an_hour_that_happens_twice_is_both():
    assert meant("25 October 2026 at 01:30") == ("2026-10-25T01:30:00+01:00", "2026-10-25T01:30:00+00:00", "minute")


def test_a_day_that_begins_at_one_o_clock():
    """In Cairo the clocks go forward at midnight: the day is there all the same, and so is the one before."""
    assert meant("24 April 2026", zone="Africa/Cairo")[:2] == (
        "2026-04-24T01:00:00+03:00",
        "2026-04-24T23:59:59.999999+03:00",
    )
    assert meant("23 April 2026", zone="Africa/Cairo")[1] == "2026-04-23T23:59:59.999999+02:00"
    with pytest.raises(NoSuchDate):
        understand("24 April 2026 at 00:30", zone="Africa/Cairo")


def test_a_whole_day_that_was_skipped():
    with pytest.raises(NoSuchDate):
        understand("30 December 2011 at 12:00", zone="Pacific/Apia")


def test_the_machines_language_makes_no_difference():
    before = locale.setlocale(locale.LC_ALL)
    tried = 0
    for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "tr_TR.UTF-8", "C.UTF-8"):
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        tried += 1
        try:
            assert meant("14 March 2026 at 2pm")[2] == "minute"
            assert at(datetime(2026, 5, 1, tzinfo=UTC)).said == "1 May 2026 at 01:00"
        finally:
            locale.setlocale(locale.LC_ALL, before)
    assert tried


@given(st.datetimes(datetime(1901, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis adds it
def test_an_exact_moment_is_said_so_that_it_is_understood(moment):
    stated = at(moment)
    again = understand(stated.said)
    minute = moment.replace(second=0, microsecond=0)
    assert timedelta(0) <= moment - stated.earliest < timedelta(minutes=1) or moment.year < 1920
    assert again.earliest <= stated.earliest <= again.latest
    assert msgspec.json.decode(msgspec.json.encode(stated), type=StatedTime) == stated
    assert minute.tzinfo is UTC


@given(st.text(max_size=40))
def test_no_words_are_a_fault(words):
    try:
        stated = understand(words, today=TODAY)
    except NoSuchDate:
        return
    assert stated.said == words
    assert (stated.precision == "unknown") == (stated.earliest is None)
    if stated.earliest:
        assert stated.earliest <= stated.latest


def test_the_unknown_sorts_last():
    early, late = understand("March 2025"), understand("14 March 2026")
    assert sorted([None, late, early], key=order_key) == [early, late, None]
    assert order_key(understand("not sure")) == float("inf")


def test_a_moment_without_an_offset_is_refused():
    """It would mean another moment on every machine."""
    with pytest.raises(msgspec.ValidationError, match=r"earliest"):
        msgspec.json.decode(b'{"said": "x", "earliest": "2026-03-14T14:02:00"}', type=StatedTime)
    msgspec.json.decode(b'{"said": "x", "earliest": "2026-03-14T14:02:00Z"}', type=StatedTime)
