"""What can be chosen: one key chooses wherever there are words for it."""

from __future__ import annotations

import pytest

from sharedesk.domain.words import said
from sharedesk.ui.choices import CHOICES, OPEN

SEVERAL = {
    "as": "there are more roles than words", "channel": "two are secure and two begin with P",
    "relation": "there are more relations than letters",
    "forms": "ticked one by one", "circumstances": "ticked one by one", "special_category": "ticked one by one",
}  # fmt: skip
OFFERED = sorted(CHOICES)


@pytest.mark.parametrize("path", [path for path in OFFERED if path not in SEVERAL])
def test_each_choice_begins_with_a_letter_of_its_own(path):
    letters = [words[0].lower() for _, words in CHOICES[path]]
    assert len(set(letters)) == len(letters), CHOICES[path]


@pytest.mark.parametrize("path", OFFERED)
def test_no_two_choices_read_alike_and_no_code_is_offered_twice(path):
    codes, words = zip(*CHOICES[path], strict=True)
    assert len(set(codes)) == len(codes)
    assert len({one.lower() for one in (*words, OPEN)}) == len(words) + 1
    assert "" not in codes
    assert all(said(code) for code in codes if code)
