"""Answers become a decision; what cannot stand is named by its question."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from sharedesk.desk.answers import AS, SECTIONS, Unfit, section_of, to_be_told, to_decision
from sharedesk.domain.completeness import what_is_missing
from sharedesk.domain.decision import Decision, PersonInvolved
from sharedesk.domain.entry import LONGEST_TEXT
from sharedesk.domain.person import PersonStatement


def faults(answers):
    with pytest.raises(Unfit) as problem:
        to_decision(answers, date(2026, 3, 14))
    return {fault.where: fault.sentence for fault in problem.value.faults}


def test_nothing_makes_an_empty_decision():
    assert to_decision({}) == Decision()
    assert (
        to_decision({"people": [{"key": "a", "who": {"name": " "}}], "reasons": "", "basis": {"sentence": ""}})
        == Decision()
    )


def test_every_fault_is_named_by_the_question_that_was_asked():
    found = faults(
        {
            "people": [{"key": "a", "who": {"name": "x"}, "as": "child", "age": "31 February 2018"}],
            "telling": [{"key": "t", "person": "a", "result": "tell_now", "when": "30/02/2026"}],
            "recipients": [{"key": "r", "organisation": "o", "shared_at": "31 June 2026", "why": "\ud800"}],
            "known_at": "29 February 2026",
            "basis": {"sentence": "a\0b"},
            "reasons": "x" * (LONGEST_TEXT + 1),
        }
    )
    assert set(found) == {
        "people/a/age", "telling/t/when", "recipients/r/shared_at", "recipients/r/why", "known_at", "basis.sentence",
        "reasons",
    }  # fmt: skip
    assert "not in the calendar" in found["known_at"]
    assert "longer than" in found["reasons"]


@pytest.mark.parametrize("words", ["last Tuesday", "about March", "before school, I think"])
def test_words_that_name_no_day_are_kept(words):
    assert to_decision({"known_at": words}).known_at.said == words


def test_every_answer_to_what_somebody_is_makes_a_person():
    for code, (roles, kind) in AS.items():
        (person,) = to_decision({"people": [{"key": "p", "who": {"name": "n"}, "as": code}]}).people
        assert (person.roles, person.who.kind) == (roles, kind)
        msgspec.convert(msgspec.to_builtins(person), PersonInvolved)


def test_an_age_that_is_no_date_stays_an_age():
    (person,) = to_decision({"people": [{"key": "p", "as": "child", "age": "about 7", "who": {"name": "n"}}]}).people
    assert person.who == PersonStatement(name="n", kind="child", age="about 7")


def test_being_asked_without_saying_by_whom_is_still_to_add():
    decision = to_decision({"own_initiative": "no"})
    assert "request" in {missing.slot for missing in what_is_missing(decision)}


def test_links_to_what_was_removed_are_left_out():
    answers = {
        "items": [{"key": "i", "text": "x"}, {"key": "gone", "text": ""}],
        "recipients": [{"key": "r", "organisation": "o", "outcome": "share_part"}],
        "sharing": [
            {"key": "s", "item": "i", "recipient": "r", "what": "leave_out", "why": "not needed"},
            {"key": "s2", "item": "gone", "recipient": "r", "what": "share"},
        ],
        "telling": [{"key": "t", "person": "nobody", "result": "tell_now"}],
    }
    decision = to_decision(answers)
    assert [s.key for s in decision.sharing] == ["s"]
    assert decision.telling == ()


def test_two_people_of_one_name_are_told_apart():
    people = [{"key": k, "who": {"name": "Sam Same"}, "as": "parent"} for k in ("a", "b")]
    assert to_be_told({"people": people}) == [("a", "Sam Same (1)"), ("b", "Sam Same (2)")]


def test_every_slot_that_can_be_missing_has_a_page():
    answers = {"own_initiative": "no", "recipients": [{"key": "r", "organisation": "o", "outcome": "share"}]}
    for missing in what_is_missing(to_decision(answers)):
        assert missing.slot.partition("/")[0] in SECTIONS[section_of(missing.slot)]


def test_who_is_more_than_one_answer_can_say_is_asked_about_by_their_roles():
    people = [
        {"key": "a", "roles": ["parent", "source"], "who": {"name": "Sam", "kind": "adult"}},
        {"key": "b", "roles": ["professional", "source"], "who": {"name": "Pat", "kind": "adult"}},
        {"key": "c", "roles": ["child", "subject"], "who": {"name": "Not yet", "kind": "unborn"}},
    ]
    assert to_be_told({"people": people}) == [("a", "Sam")]
