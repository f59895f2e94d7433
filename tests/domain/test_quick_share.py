"""When an emergency share was made, as somebody in a hurry says it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sharedesk.domain.quick_share import URGENCIES, QuickNote, Urgency

NOW = datetime(2026, 1, 14, 14, 30, tzinfo=UTC)


def said(words: str, sealed_at: datetime | None = NOW) -> QuickNote:
    return QuickNote(decision="0" * 32, said_at=words, sealed_at=sealed_at)


@pytest.mark.parametrize("words", ["14:02", "14.02", "2:02 pm", "2.02pm", "14 January 2026 at 14:02", " 14:02 "])
def test_a_time_of_day_alone_was_today(words):
    time = said(words).shared_at
    assert time.earliest == datetime(2026, 1, 14, 14, 2, tzinfo=UTC)
    assert time.precision == "minute"
    assert time.said == words.strip()


@pytest.mark.parametrize("words", ["23:50", "15:00", "25:00", "just after two", "14"])
def test_what_it_cannot_mean_is_kept_as_said_and_not_guessed(words):
    time = said(words).shared_at
    assert (time.said, time.earliest) == (words, None)


def test_without_a_day_nothing_is_guessed_either():
    assert said("14:02", None).shared_at.earliest is None
    assert said("").shared_at is None


def test_every_reason_has_words():
    assert set(URGENCIES) == set(Urgency.__args__)
