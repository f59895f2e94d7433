"""What home says of reasons to add: calm words, a day that is the organisation's, whom to ask after a week."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from sharedesk.desk import owed_words
from sharedesk.desk.owed import NotThatDay, Owed
from sharedesk.domain.due import due_at

THERE = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=THERE)
TODAY = NOW.date()


def owed(**changes):
    one = Owed(
        id="0" * 32, reference="7K3M-92QF-X", started=NOW - timedelta(minutes=58), due=due_at(NOW, 1), overdue=False,
        days_old=0, remind_on=None, missing=4,
    )  # fmt: skip
    return msgspec.structs.replace(one, **changes)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([owed()], "1 emergency share to finish, started 14:02 today."),
        (
            [owed(started=NOW - timedelta(days=1)), owed()],
            "2 emergency shares to finish, the first started 15:00 yesterday.",
        ),
        (
            [owed(started=NOW - timedelta(days=8), days_old=8)],
            f"1 emergency share to finish, started on 12 November 2026 at 15:00. {owed_words.HELP}",
        ),
    ],
)
def test_the_banner_counts_and_says_since_when(shares, expected):
    assert owed_words.banner(shares, NOW) == expected


def test_a_line_says_by_which_day_and_whose_wish_that_is():
    assert owed_words.line(owed(), NOW, own=True) == (
        "7K3M-92QF-X: reasons to add, due by the end of Monday 23 November, as your organisation asks."
    )
    assert owed_words.line(owed(), NOW, own=False).endswith("Monday 23 November, as is usual.")


def test_past_its_day_it_stays_calm_and_after_a_week_says_whom_to_ask():
    late = owed(overdue=True, due=due_at(NOW - timedelta(days=3), 1), days_old=3)
    said = owed_words.line(late, NOW, own=True)
    assert "reasons to add, were due by the end of Wednesday 18 November" in said
    assert "lead" not in said
    week = owed_words.line(msgspec.structs.replace(late, days_old=7), NOW, own=True)
    assert week.endswith(" Ask your manager or safeguarding lead for help.")


def test_one_that_was_put_off_says_until_when():
    said = owed_words.line(owed(remind_on=date(2027, 1, 4)), NOW, own=True)
    assert said.endswith("You will be reminded on Monday 4 January 2027.")
    assert "reminded" not in owed_words.line(owed(remind_on=TODAY), NOW, own=True)


@pytest.mark.parametrize(
    ("to_finish", "to_check", "expected"),
    [
        (0, 0, ""), (1, 0, "1 record to finish"), (0, 1, "1 note to check"),
        (2, 200, "2 records to finish, 200 notes to check"),
    ],
)  # fmt: skip
def test_the_windows_title_counts(to_finish, to_check, expected):
    assert owed_words.waiting_title(to_finish, to_check) == expected


def test_several_that_are_put_off_are_named_by_reference():
    three = [owed(reference=name) for name in ("A", "B", "C")]
    assert owed_words.put_off(three[:1]) == "Emergency share A"
    assert owed_words.put_off(three) == "Emergency shares A, B and C"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("27 November 2026", date(2026, 11, 27)), ("27 nov", date(2026, 11, 27)), ("3 January", date(2027, 1, 3)),
        (" 27  November ", date(2026, 11, 27)), ("20 November", date(2027, 11, 20)), ("today", TODAY),
    ],
)  # fmt: skip
def test_a_day_to_be_reminded_on(typed, day):
    assert owed_words.day_meant(typed, TODAY) == day


@pytest.mark.parametrize(
    "typed", ["", "November 2026", "31 February 2027", "never", "2027", "about 27 November 2026", "31"]
)
def test_what_is_no_day_is_asked_for_again(typed):
    with pytest.raises(NotThatDay, match="until 21 December 2026"):
        owed_words.day_meant(typed, TODAY)
