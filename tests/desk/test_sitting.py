"""Sitting down to a check: going on with a run of the same draft, looking again at one in the log, what leads there."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from vault import world

from sharedesk.desk import checking, correcting, drafting, sitting
from sharedesk.desk.answers import place_of, to_decision
from sharedesk.desk.check_offers import offered
from sharedesk.desk.checking import answer, decide, page, put
from sharedesk.desk.shelf import open_shelf
from sharedesk.domain.check_record import About
from sharedesk.domain.completeness import what_is_missing
from sharedesk.domain.fold import fold_decision
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create

NOW, TODAY = datetime(2026, 11, 22, 14, 2), date(2026, 11, 22)  # noqa: DTZ001 # the device's own clock
MO = About(person="mo")


@pytest.fixture(scope="module")
def read():
    return open_shelf()


@pytest.fixture
def vault(tmp_path):
    made, _ = create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with made:
        yield made


def draft(**more):
    return {
        "people": [
            {"key": "mo", "as": "parent", "who": {"name": "Mo Fenwick"}},
            {"key": "jo", "as": "parent", "who": {"name": "Jo Fenwick"}},
        ],
        "recipients": [{"key": "c", "organisation": "Example Council", "outcome": "share"}],
        "items": [{"key": "i", "text": "A bruise."}],
    } | more


def sit(vault, read, answers, check="telling", about=MO, decision=None):
    return sitting.sit_down(vault, read, answers, "", check, about, decision)


def run_through(vault, read, answers, result="tell_now", decision=None):
    sat = sit(vault, read, answers, decision=decision)
    session = decide(answer(sat.session, "opening", "no"), result)
    return sat, session, put(sat.shelf, answers, session, "Sam", NOW)


def test_going_on_writes_the_same_run_anew_with_its_decision(vault, read):
    _, first, answers = run_through(vault, read, draft())
    sat = sit(vault, read, answers)
    assert sat.session.key == first.key
    assert sat.session.sitting.decided == "tell_now"
    assert sat.earlier == ""
    again = put(sat.shelf, answers, answer(sat.session, "who-tells", "Sam"), "Sam", NOW)
    assert [run["key"] for run in again["checks"]] == [first.key]
    assert again["telling"][0]["who_tells"] == "Sam"


def test_what_is_taken_back_is_taken_out_of_the_fields(vault, read):
    sat, session, _ = run_through(vault, read, draft())
    answers = put(sat.shelf, draft(), answer(session, "who-tells", "Sam"), "Sam", NOW)
    again = sit(vault, read, answers)
    cleared = put(again.shelf, answers, answer(again.session, "who-tells", ""), "Sam", NOW)
    assert "who_tells" not in cleared["telling"][0]


def test_a_field_that_was_changed_since_stands(vault, read):
    _, _, answers = run_through(vault, read, draft())
    answers["telling"][0] |= {"where": "At school", "result": "tell_after"}
    sat = sit(vault, read, answers)
    assert sat.session.sitting.answers["where"] == "At school"
    assert sat.session.sitting.decided == "tell_after"


def test_what_was_chosen_before_the_questions_is_what_was_decided(vault, read):
    answers = draft(telling=[{"key": "t", "person": "mo", "result": "do_not_tell", "reason": "She is afraid of him."}])
    sat = sit(vault, read, answers)
    assert sat.session.sitting.decided == "do_not_tell"
    shown = page(answer(sat.session, "opening", "no"))
    assert shown.departs
    assert next(q.answer for q in shown.questions if q.question.id == "reason") == "She is afraid of him."


def test_not_settled_is_no_decision(vault, read):
    sat = sit(vault, read, draft(telling=[{"key": "t", "person": "mo", "result": "not_settled"}]))
    assert sat.session.sitting.decided == ""


def test_a_run_in_the_log_is_looked_at_again_and_stays(vault, read):
    _, _, answers = run_through(vault, read, draft())
    drafts = drafting.Drafts(vault)
    new = drafting.new_draft(vault, TODAY)
    new.answers |= answers
    made = drafting.record_draft(vault, drafts, new, TODAY)
    correction = correcting.new_correction(vault, made.id)
    (person,) = {run["person"] for run in correction.answers["checks"]}
    about = About(person=person)
    sat = sit(vault, read, correction.answers, about=about, decision=made.id)
    (kept,) = correction.answers["checks"]
    assert sat.session.follows == kept["key"]
    assert sat.session.key != kept["key"]
    assert sat.session.sitting.decided == ""
    assert "decided then: No reason found not to tell" in sat.earlier
    later = put(sat.shelf, correction.answers, decide(sat.session, "tell_after"), "Sam", NOW)
    assert [run["decided"] for run in later["checks"]] == ["tell_now", "tell_after"]
    correction.answers = later | {correcting.BECAUSE: "Looked at again."}
    correcting.record_correction(vault, drafts, correction, TODAY)
    state = fold_decision(vault.store.entries_of(made.id))
    assert [(run.decided, run.follows) for run in state.decision.checks] == [
        ("tell_now", None), ("tell_after", kept["key"]),
    ]  # fmt: skip
    assert state.decision.telling[0].result == "tell_after"
    assert f"checks/{kept['key']}" not in state.corrected_slots
    once_more = sit(vault, read, later, about=about, decision=made.id)
    assert once_more.session.key == sat.session.key


def test_another_advice_takes_the_decision_that_followed_the_first_back(vault, read):
    _, session, _ = run_through(vault, read, draft())
    assert answer(session, "practicable", "no").sitting.decided == ""
    assert answer(decide(session, "ask_first"), "practicable", "no").sitting.decided == "ask_first"


def test_the_words_around_it(vault, read):
    sat = sit(vault, read, draft())
    assert sat.title == "Telling people: Mo Fenwick"
    assert sat.sources["delays-protection"].endswith("p17")
    assert sat.look_again.startswith("Look at this again when somebody is released or charged, ")
    amount = sit(vault, read, draft(), "amount", About(item="i", recipient="c"))
    assert amount.title == "How much to share: “A bruise.” for Example Council"


def test_the_opening_answer_says_what_was_thought_of(vault, read):
    _, _, answers = run_through(vault, read, draft())
    (run,) = to_decision(answers, TODAY).checks
    assert run.asked[0].answer_wording == "No, I have thought of each of these"


def test_each_section_leads_to_its_checks_and_says_how_they_stand(vault, read):
    _, _, answers = run_through(vault, read, draft())
    told, other = (offer.words for offer in offered("telling", answers))
    assert told == "Telling Mo Fenwick: go through the questions. Decided: No reason found not to tell"
    assert other == "Telling Jo Fenwick: go through the questions"
    (amount,) = offered("recipients", answers)
    assert (amount.check, amount.about) == ("amount", About(item="i", recipient="c"))
    assert offered("reasons", answers) == []
    assert [o.check for o in offered("reasons", answers | {"basis": {"usual": "something_different"}})] == [
        "lawful-basis"
    ]
    assert [o.check for o in offered("concern", answers)] == ["first-questions"]
    assert [o.words for o in offered("attached", {"attached": [{"key": "a", "title": "Report"}]})] == [
        "Who is in “Report”? Go through the questions"
    ]
    assert offered("next", answers) == []


def test_what_was_begun_and_not_decided_says_so(vault, read):
    sat = sit(vault, read, draft())
    answers = put(sat.shelf, draft(), answer(sat.session, "opening", "no"), "Sam", NOW)
    assert offered("telling", answers)[0].words.endswith(". Begun, not decided yet")
    assert checking.history(answers, "telling", MO)[0].decided == ""


def test_what_is_missing_of_a_check_leads_to_its_button(vault, read):
    _, _, answers = run_through(vault, read, draft(), "do_not_tell")
    (missing,) = (one for one in what_is_missing(to_decision(answers, TODAY)) if one.rule.code == "departure")
    assert place_of(missing, answers) == ("telling", "check/telling/mo")


def test_the_same_for_somebody_else_says_how_it_stands(vault, read):
    sat, session, answers = run_through(vault, read, draft())
    assert sitting.others(answers, MO) == [("jo", "Same for Jo Fenwick")]
    both = checking.same_for(sat.shelf, answers, session, ("jo",), "Sam", NOW)
    assert sitting.others(both, MO) == [("jo", "Same for Jo Fenwick (now decided: No reason found not to tell)")]


def test_how_people_are_protected_is_said_once_for_each_recipient():
    answers = draft(identities=[{"key": "x", "recipient": "c", "result": "Some to protect", "anyone_at_risk": "yes"}])
    answers["recipients"][0]["protected_how"] = "By phone only."
    (identity,) = to_decision(answers, TODAY).identities
    assert identity.result == "Some to protect. By phone only."
    answers["identities"] = []
    (identity,) = to_decision(answers, TODAY).identities
    assert identity.result == "By phone only."
