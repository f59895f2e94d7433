"""Telling people: worked cases. Who, what was answered, what is advised, and where that comes from."""

from __future__ import annotations

import pytest
from guidance.check_cases import facts, outcome, shipped

from sharedesk.domain.check import listed, settle

CHILD, PARENT, CARER = ("child",), ("parent", "adult"), ("carer", "adult")
CONCERN, VICTIM = ("parent", "person_of_concern", "adult"), ("parent", "victim", "adult")
WORKER = ("professional", "person_of_concern", "adult")
STRANGER = ("person_of_concern",)
YES, DONT = "yes", "dont_know"

CASES = [
    # prompt 1
    (CHILD, {"delays-protection": YES}, "tell_after", "DfE p17: immediate danger, share first"),
    (PARENT, {"delays-protection": YES}, "tell_after", "DfE p17"),
    (PARENT, {"delays-protection": DONT}, "ask_first", "not sure: ask, with a date"),
    # prompt 2
    (PARENT, {"raises-risk": YES}, "do_not_tell", "DfE p4 rule 2: a carer may harm the child"),
    (CHILD, {"raises-risk": YES}, "do_not_tell", "DfE p4 rule 2: the child may fall silent"),
    (CARER, {"raises-risk": DONT}, "ask_first", "not sure is no reason not to tell, and none to tell"),
    (PARENT, {"delays-protection": YES, "raises-risk": YES}, "do_not_tell", "the most protective stands"),
    # prompt 3
    (CONCERN, {"could-pressure": YES}, "ask_first", "DfE p10, p12"),
    (CONCERN, {"could-pressure": DONT}, "ask_first", "DfE p10, p12"),
    (STRANGER, {"could-pressure": YES, "flight": YES}, "do_not_tell", "the most protective stands"),
    # prompt 4
    (PARENT, {"harms-investigation": YES}, "ask_first", "DPA Sch 2 para 2"),
    (STRANGER, {"harms-investigation": YES}, "ask_first", "DfE p12"),
    # prompt 5
    (PARENT, {"sexual-abuse": YES}, "ask_first", "local partners' procedures"),
    (CHILD, {"sexual-abuse": YES}, "ask_first", "local partners' procedures"),
    # prompt 6
    (PARENT, {"flight": YES}, "do_not_tell", "local partners' procedures"),
    (PARENT, {"flight": DONT}, "ask_first", "not sure"),
    # prompt 7
    (PARENT, {"forced-marriage-honour-fgm": YES}, "do_not_tell", "one-chance rule"),
    (CHILD, {"forced-marriage-honour-fgm": YES}, "safe_route_only", "one-chance rule: alone, safely"),
    (("child", "person_of_concern"), {"forced-marriage-honour-fgm": YES}, "do_not_tell", "one-chance rule"),
    # prompt 8
    (PARENT, {"fgm-report": YES, "forced-marriage-honour-fgm": YES}, "do_not_tell", "FGM Act s.5B: settled by 7"),
    (PARENT, {"fgm-report": YES, "raises-risk": YES}, "do_not_tell", "FGM Act s.5B: settled by 2"),
    # prompts 9 and 9a
    (PARENT, {"induced-illness": YES}, "do_not_tell", "RCPCH 2021: until the strategy discussion"),
    (CARER, {"induced-illness": YES, "perplexing-presentation": YES}, "do_not_tell", "RCPCH 2021"),
    (CARER, {"perplexing-presentation": DONT}, "ask_first", "RCPCH 2021"),
    # prompt 10
    (WORKER, {"allegation-worker": YES}, "ask_first", "local procedures: the designated officer"),
    (PARENT, {"allegation-worker": YES}, "tell_after", "local procedures: as soon as that officer agrees"),
    (CHILD, {"allegation-worker": YES}, "tell_after", "local procedures"),
    (CONCERN, {"allegation-worker": YES}, "ask_first", "local procedures: a parent who is the worker"),
    # prompt 11
    (VICTIM, {"domestic-abuse": YES}, "safe_route_only", "DfE p19"),
    (CONCERN, {"domestic-abuse": YES}, "do_not_tell", "DfE p19"),
    (CHILD, {"domestic-abuse": YES}, "ask_first", "could they be questioned at home?"),
    (("child", "victim"), {"domestic-abuse": YES}, "ask_first", "both: the most protective stands"),
    (("parent", "victim", "person_of_concern"), {"domestic-abuse": YES}, "do_not_tell", "both sides: most protective"),
    (PARENT, {"domestic-abuse": YES, "part-in-abuse": "harmed"}, "safe_route_only", "DfE p19"),
    (PARENT, {"domestic-abuse": YES, "part-in-abuse": "causing"}, "do_not_tell", "DfE p19"),
    (PARENT, {"domestic-abuse": YES, "part-in-abuse": "could_pass_on"}, "ask_first", "DfE p19"),
    (PARENT, {"domestic-abuse": YES, "part-in-abuse": DONT}, "ask_first", "not sure"),
    # prompt 12
    (PARENT, {"child-asks": YES, "child-asks-about": "confidential_help"}, "do_not_tell", "Gillick"),
    (PARENT, {"child-asks": YES, "child-asks-about": DONT}, "ask_first", "Gillick; not sure"),
    (PARENT, {"child-asks": YES, "child-asks-about": "protection", "flight": YES}, "do_not_tell", "wish weighed; 6"),
    # prompt 13
    (PARENT, {"court-order-or-refuge": YES, "part-in-order": "restrained"}, "ask_first", "reprimand, Wakefield"),
    (VICTIM, {"court-order-or-refuge": YES, "part-in-order": "protected"}, "safe_route_only", "reprimand, Wakefield"),
    (PARENT, {"court-order-or-refuge": YES, "part-in-order": "could_pass_on"}, "ask_first", "reprimand, Wakefield"),
    # prompt 14
    (PARENT, {"identifies-somebody": YES}, "tell_after", "DfE p5 rule 5: reword, look again"),
    (PARENT, {"identifies-somebody": YES, "sexual-abuse": YES}, "ask_first", "the most protective stands"),
    # prompt 15
    (PARENT, {"disclosure-scheme": YES}, "ask_first", "disclosure schemes: the police"),
    # practicability
    (PARENT, {"delays-protection": YES, "practicable": "no"}, "tell_after", "DfE p4 rule 2"),
    (VICTIM, {"domestic-abuse": YES, "practicable": "no"}, "safe_route_only", "the most protective stands"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "given", "expected", "source"), CASES)
def test_worked_case(who, given, expected, source):
    found = outcome("telling", who, given)
    assert found.result == expected, source
    assert any(reason.result == expected for reason in found.reasons), source
    assert found.reasons[0].result == expected  # the first reason that is read is why


def test_there_are_forty_cases_for_every_prompt_of_the_field():
    assert len(CASES) >= 40
    prompts = {q.id for q in shipped()["telling"].questions if q.prompt}
    assert prompts == {name for _, given, _, _ in CASES for name in given} - {"practicable"}


@pytest.mark.parametrize("who", [CHILD, PARENT, CARER, CONCERN, VICTIM, WORKER, STRANGER, ()])
def test_the_plain_case_is_one_answer(who):
    found = settle(shipped()["telling"], {"opening": "no"}, facts(*who))
    assert (found.result, found.label, found.open) == ("tell_now", "No reason found not to tell", ())


def test_nothing_answered_is_not_settled_and_gives_no_advice():
    found = settle(shipped()["telling"], {}, facts(*PARENT))
    assert (found.result, found.label, found.open) == ("not_settled", "Not settled yet", ("opening",))


@pytest.mark.parametrize("opening", ["yes", "dont_know"])
def test_an_opening_that_no_prompt_bears_out_is_asked_again(opening):
    found = outcome("telling", PARENT, {}, opening)
    assert (found.result, found.disagree, found.open) == ("not_settled", True, ("opening",))


@pytest.mark.parametrize("given", [{"perplexing-presentation": YES}, {"fgm-report": YES},
                                   {"child-asks": YES, "child-asks-about": "protection"}])  # fmt: skip
def test_answers_that_are_no_reason_by_themselves_leave_telling_to_the_opening(given):
    found = outcome("telling", PARENT, given, opening="no")
    assert found.result == "tell_now"
    assert found.reasons  # said all the same: the duty to report, the wish to weigh


def test_who_the_prompts_are_for():
    def asked_of(*who):
        return {q.id for q in listed(shipped()["telling"], facts(*who))}

    assert "could-pressure" in asked_of(*CONCERN)
    assert "could-pressure" not in asked_of(*PARENT)
    assert "induced-illness" not in asked_of(*CHILD)
    assert "child-asks" not in asked_of(*CHILD)
    assert not {"sexual-abuse", "forced-marriage-honour-fgm"} & asked_of("professional")


def test_labels_name_whom_to_ask_after_what_and_when_to_look_again():
    assert outcome("telling", PARENT, {"harms-investigation": YES}).label == "Ask the police first"
    assert outcome("telling", PARENT, {"allegation-worker": YES}).label == "Tell after the designated officer agrees"
    assert outcome("telling", CARER, {"induced-illness": YES}).label == (
        "Reasons not to tell yet. Look again on the day of the strategy discussion"
    )


def test_every_prompt_has_its_source_its_reason_and_its_place_on_the_shelf():
    for question in shipped()["telling"].questions:
        if question.prompt:
            assert question.why
            assert question.sources
            assert question.guidance
