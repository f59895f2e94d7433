from __future__ import annotations

import pytest

from sharedesk.desk.passphrases import bits, strength
from sharedesk.vault.fingerprint import suggested_passphrase


def test_what_is_suggested_is_strong_and_known_to_be():
    for _ in range(200):
        words = suggested_passphrase()
        different = len(set(words.split()))  # once in a while a word is drawn twice
        if {"from", "that"} & set(words.split()):
            continue  # the list has these two, and everybody else's sentences have them too
        assert bits(words) == pytest.approx(different * 12.925, abs=0.01)
        assert strength(words).grade == ("strong" if different == 6 else "good")


@pytest.mark.parametrize(
    "words",
    ["", "a", "password", "Password1!", "aaaaaaaaaaaa", "abcdefgh", "qwerty1234", "12345678", "Manchester1999",
     "practice", "safeguarding2026", "a-b-c-d-e-f", "secret secret secret secret secret secret"],
)  # fmt: skip
def test_what_is_easily_guessed_is_weak(words):
    assert strength(words).grade == "weak"


@pytest.mark.parametrize("words", ["kX9$mQ2!vL7@pR4", "7f!Kq2%Zr9&Wd4@Lx"])
def test_what_only_dice_would_make_is_strong(words):
    assert strength(words).grade == "strong"


def test_four_drawn_words_are_fair_and_a_fifth_makes_them_good():
    assert strength("turbine mossy gallstone pretzel").grade == "fair"
    assert strength("turbine mossy gallstone pretzel unwound").grade == "good"


def test_more_is_never_less():
    words = suggested_passphrase().split()
    found = [bits(" ".join(words[:count])) for count in range(len(words) + 1)]
    assert found == sorted(found)


def test_each_grade_says_what_to_do_or_that_it_will_do():
    given = ("abc", "turbine mossy gallstone pretzel", "kX9$mQ2!vL7@pR4")
    sentences = {strength(words).sentence for words in given}
    assert len(sentences) == 3
    assert all(sentence.endswith(".") for sentence in sentences)
