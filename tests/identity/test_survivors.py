"""What is left of somebody in a finished document: each way in which it can hide, and what must not be refused."""

from __future__ import annotations

import pytest
from identity.people import CASE

from sharedesk.identity.survivors import survivors

ROSE = CASE[:1]

CERTAIN = [
    "Rose Ann Fernsby", "ROSE FERNSBY", "rose fernsby", "Ros\u00e9 F\u00e9rnsby", "Rose Fernsby's", "Rose-Fernsby",
    "Rose\nFernsby", "Rose Ferns-\nby", "Rose Fern\u00ad\nsby", "Rose\n\n\nFernsby", "Fernsby, Rose", "RoseFernsby",
    "Rosie", "Ro\u200bsie", "Rose_Fernsby_report.pdf", "2026-RoseFernsby.pdf", "Rose%20Fernsby", "Rose&nbsp;Fernsby",
    "R&#111;se Fernsby", "Rose\ufb00 Rose\u00a0Fernsby", "\u202eRose Fernsby\u202c", "rose.fernsby@example.com",
    "+44 7700 900123", "07700900123", "9434765919", "943-476-5919", "B801200005001", "4 March 2011", "04.03.11",
    "14 Quillon Lane", "14\nQuillon\nLane", "ZE14AB", "at The Larches", "rosie_f11",
]  # fmt: skip
POSSIBLE = [
    "Fernsby",
    "the Fernsby family",
    "Testham Primary School",
    "Quillon Lane",
    "R. Fernsby",
    "RAF",
    "Rosse Fernsby",
]
NOBODY = [
    "Child A", "a rose in the garden of the school. She left.", "prose", "March 2011", "999", "Callum", "01632 960 456",
    "[left out]", "Adult B and Adult C", "",
]  # fmt: skip


@pytest.mark.parametrize("text", CERTAIN)
def test_it_is_certain(text):
    found = survivors([("page 1", text)], ROSE)
    assert found
    assert (found[0].place, found[0].whose, found[0].certainty) == ("page 1", "rose", "certain")


@pytest.mark.parametrize("text", POSSIBLE)
def test_it_is_possible_only(text):
    assert {s.certainty for s in survivors([("page 1", text)], ROSE)} == {"possible"}


@pytest.mark.parametrize("text", NOBODY)
def test_it_is_nobody(text):
    assert survivors([("page 1", text)], ROSE) == []


def test_every_place_is_named_certain_ones_first():
    surfaces = [
        ("title", "The Fernsby family"),
        ("page 2", "Nothing."),
        ("file name", "Rosie.pdf"),
        ("page 3", "Rosie"),
    ]
    found = survivors(surfaces, ROSE)
    assert [(s.place, s.certainty) for s in found] == [
        ("file name", "certain"), ("page 3", "certain"), ("title", "possible"),
    ]  # fmt: skip


def test_each_of_several_is_given_with_where_it_stands():
    text = "Rosie and Rosie and Fernsby"
    assert [(s.start, s.end, s.certainty) for s in survivors([("p", text)], ROSE)] == [
        (0, 5, "certain"), (10, 15, "certain"), (20, 27, "possible"),
    ]  # fmt: skip


def test_what_only_shows_once_decoded_has_no_place_of_its_own_in_the_text():
    (found,) = (s for s in survivors([("title", "R&#111;sie")], ROSE) if s.certainty == "certain")
    assert (found.start, found.end) == (-1, -1)


def test_nobody_protected_nobody_found():
    assert survivors([("p", "Rose Fernsby 943 476 5919")], ()) == []
