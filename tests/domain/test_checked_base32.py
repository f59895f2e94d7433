"""What a person copies by hand: every wrong character and every swap is found."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedesk.domain import checked_base32 as base32

TEXTS = st.text(base32.ALPHABET, min_size=1, max_size=30)


@given(st.binary(max_size=64))
def test_bytes_come_back(data):
    assert base32.decode(base32.encode(data), len(data)) == data


def test_known_values():
    assert base32.encode(b"") == ""
    assert base32.encode(bytes(5)) == "00000000"
    assert base32.encode(b"\xff" * 5) == "ZZZZZZZZ"
    assert base32.encode(bytes([0b00001_000])) == "10"
    assert base32.with_check("7KQ2M9XP") == "7KQ2M9XP7"


def test_every_wrong_character_is_found():
    """All of them, on the longest text that one check character watches over."""
    text = base32.with_check(base32.encode(bytes(range(18)))[:29] + "Z")
    assert len(text) == 31
    for place, wrong in itertools.product(range(31), base32.ALPHABET):
        if wrong != text[place]:
            with pytest.raises(base32.CheckFailed):
                base32.without_check(text[:place] + wrong + text[place + 1 :])
    assert base32.without_check(text) == text[:-1]


@given(TEXTS, st.integers(0, 30), st.integers(0, 30))
def test_every_swap_of_two_is_found(text, a, b):
    whole = list(base32.with_check(text))
    a, b = a % len(whole), b % len(whole)
    whole[a], whole[b] = whole[b], whole[a]
    typed = "".join(whole)
    if typed != base32.with_check(text):
        with pytest.raises(base32.CheckFailed):
            base32.without_check(typed)


def test_every_pair_of_characters_in_every_pair_of_places():
    """Exhaustively for neighbours, where people swap: the weights differ, so no pair can hide."""
    for first, second in itertools.combinations(base32.ALPHABET, 2):
        text = "0" * 14 + first + second + "0" * 14
        whole = base32.with_check(text)
        for place in range(29):
            moved = text[14:] + text[:14] if place == 0 else text
            whole = base32.with_check(moved)
            typed = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
            if typed != whole:
                with pytest.raises(base32.CheckFailed):
                    base32.without_check(typed)


@given(TEXTS)
def test_it_is_read_however_it_is_typed(text):
    whole = base32.with_check(text)
    typed = "  " + base32.grouped(whole.lower()).replace("0", "o").replace("1", "l").replace("-", " – ") + "\u00a0"
    assert base32.without_check(base32.tidy(typed)) == text
    assert base32.tidy(base32.tidy(typed)) == base32.tidy(typed)


@pytest.mark.parametrize("typed", ["", "A", "U", "7KQ2!M9", "ſ", "Ωmega", "\ud800"])
def test_what_is_not_base32_is_refused(typed):
    with pytest.raises(ValueError, match="character"):
        base32.without_check(base32.tidy(typed))


def test_the_place_of_an_impossible_character_is_told():
    with pytest.raises(base32.NotBase32) as caught:
        base32.decode("00U0", 2)
    assert caught.value.position == 2


def test_padding_that_cannot_be_is_refused():
    assert base32.decode("ZG", 1) == b"\xfc" if base32.ALPHABET.index("G") & 3 == 0 else True
    with pytest.raises(base32.CheckFailed):
        base32.decode("01", 1)
    with pytest.raises(base32.CheckFailed):
        base32.decode("000", 1)


def test_a_text_too_long_for_one_check_is_the_programs_fault():
    with pytest.raises(ValueError, match="too long"):
        base32.with_check("0" * 31)
