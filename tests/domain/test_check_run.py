"""Runs of checks: how they stand, what a search sees of them, and that a decision comes back from its answers."""

from __future__ import annotations

from sharedesk.desk.answers import from_decision, to_decision
from sharedesk.domain.check import BLANKS, Context, settle
from sharedesk.domain.check_record import About, Circumstances, Sitting, recorded, sitting_of, values
from sharedesk.domain.check_run import Asked, CheckRun, latest
from sharedesk.domain.decision import Decision, PersonInvolved
from sharedesk.domain.parts import texts_of
from sharedesk.domain.person import PersonStatement
from sharedesk.domain.stated_time import understand
from sharedesk.guidance.checks import load_checks

TELLING = load_checks()["telling"]
PARENT = Context(facts=frozenset({"parent"}), words={"person": "Mo Fenwick"})


def run(answers: dict[str, str], **more: str) -> CheckRun:
    sitting = Sitting(answers=answers, notes={"opening": "Read on the ward."}, **more)
    circumstances = Circumstances(by="Sam", run_at=understand("22 November 2026 at 14:02"), guidance="g1")
    return recorded("c1", TELLING, sitting, PARENT, About(person="mo"), circumstances)


def test_a_search_sees_the_writers_words_and_not_the_guidances():
    found = texts_of(run({"opening": "no", "who-tells": "Kit Morrow"}, departing_because="Otherwise."))
    assert found == ["Read on the ward.", "Kit Morrow", "Otherwise.", "Sam", "22 November 2026 at 14:02"]


def test_a_run_keeps_advice_reasons_and_findings_with_open_questions_as_open():
    made = run({"opening": "yes", "flight": "yes"})
    assert (made.advice, made.advice_wording) == ("not_settled", "Not settled yet")
    assert made.because == ("Somebody might run away, hide or take the child away.",)
    assert {one.question for one in made.skipped} >= {"raises-risk", "harms-investigation"}
    assert not made.departs


def test_the_latest_runs_are_those_that_none_follows():
    first, second = CheckRun(key="a", check="x"), CheckRun(key="b", check="x", follows="a")
    other = CheckRun(key="c", check="y")
    assert latest((first, second, other)) == (second, other)


def test_departing_is_deciding_otherwise_than_advised():
    assert CheckRun(key="a", check="x", advice="ask_first", decided="tell_now").departs
    assert not CheckRun(key="a", check="x", advice="ask_first", decided="ask_first").departs
    assert not CheckRun(key="a", check="x", advice="ask_first").departs
    assert not CheckRun(key="a", check="x", advice="not_settled", decided="tell_now").departs


def test_a_run_gives_back_what_was_put_in_and_the_fields_it_fills():
    answers = {"opening": "no", "who-tells": "Kit Morrow", "before-or-after": "before"}
    made = run(answers, decided="tell_now")
    assert sitting_of(made) == Sitting(answers=answers, notes={"opening": "Read on the ward."}, decided="tell_now")
    assert values(TELLING, made) == {"who_tells": "Kit Morrow", "before_or_after_sharing": "before"}
    assert settle(TELLING, sitting_of(made).answers, PARENT).result == "tell_now"


def test_no_blank_is_filled_in_what_is_kept():
    for one in run({"opening": "no"}).asked:
        assert "Fenwick" not in one.wording
        assert BLANKS["person"] not in one.wording


def test_a_decision_with_runs_comes_back_from_its_answers():
    person = PersonInvolved(key="mo", who=PersonStatement(name="Mo", kind="adult"), roles=("parent",))
    decision = Decision(people=(person,), checks=(run({"opening": "no"}, decided="tell_now"),))
    assert to_decision(from_decision(decision)) == decision
    assert isinstance(decision.checks[0].asked[0], Asked)
