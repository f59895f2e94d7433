"""Some bits and pages of each file of a log damaged; a thousand of each: campaign_damage.py."""

from __future__ import annotations

import random

import pytest
from faults import damage, full_log, views

SEED, FLIPS = 20260314, 25


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    return full_log.make(tmp_path_factory.mktemp("pattern") / "log", decisions=2)


@pytest.fixture
def log(pattern, tmp_path):
    return pattern.copy(tmp_path / "log")


def test_a_damaged_database_never_shows_wrong_text(log):
    judged, dice = damage.Database(log), random.Random(SEED)
    assert judged.checked == ()
    pages = list(damage.pages_spoilt(judged.data, dice))
    for what, data in [*(damage.flipped(judged.data, dice) for _ in range(FLIPS)), *dice.sample(pages, FLIPS)]:
        outcome = judged.judge(data)
        assert outcome.wrong == (), what
        assert outcome.found or data[damage.CIPHER :] == judged.data[damage.CIPHER :], what


def test_damaged_headers_notes_and_drafts_neither(log):
    headers, held, dice = damage.Headers(log), damage.Sealed(log), random.Random(SEED)
    for _ in range(FLIPS):
        first, copy = (damage.flipped(headers.data, dice)[1] for _ in range(2))
        both = headers.judge(first, copy)
        assert (both.wrong, both.found) == ((), True)
        path = dice.choice(held.files)
        assert held.judge(path, damage.flipped(path.read_bytes(), dice)[1]).wrong == ()


def test_what_is_other_than_it_was_is_told():
    """The control: changed, new, missing and refused are four things."""
    told = views.compared({"a": 1, "b": 2, "c": 3, "d": 4}, {"a": 1, "b": 9, "c": views.REFUSED, "e": 5})
    assert told == views.Told(same=1, refused=1, wrong=("b", "d", "e"))
