"""The engine of checks: what is asked, what stands, what is open; and the faults for which a check is refused."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharedesk.domain.check import NOT_SETTLED, Check, Context, UnknownAnswer, asked, listed, settle, shown
from sharedesk.domain.check_faults import faults
from sharedesk.guidance.checks import load_checks

SHIPPED = load_checks()
TELLING = SHIPPED["telling"]
PEOPLE = ["child", "parent", "carer", "victim", "person_of_concern", "professional", "safeguarding_body",
          "public_authority", "charity_or_private"]  # fmt: skip


def made(*questions: dict, **fields) -> Check:
    """A small check: low < middle < high, opened by yes or don't know unless fields say otherwise."""
    results = [{"code": code, "label": code, "says": code} for code in ("low", "middle", "high")]
    base = {
        "id": "c", "title": "C", "opening_line": "C.", "about": "person", "otherwise": "low", "results": results,
        "dont_know": {"on": ["dont_know"], "result": "middle", "says": "Ask."},
    }  # fmt: skip
    asked_for = [{"text": "Q?", "why": "W.", **question} for question in questions]
    return msgspec.convert(base | fields | {"questions": asked_for}, Check)


def leads(code: str, on: str = "yes", **more) -> list[dict]:
    return [{"on": [on], "result": code, "says": "S.", **more}]


def context(*names: str, **words: str) -> Context:
    return Context(facts=frozenset(names), words=words)  # type: ignore[arg-type]


GATED = made({"id": "opening"}, {"id": "a", "prompt": True, "leads": leads("high")}, {"id": "b", "prompt": True},
             settled_by=["no"], opened_by=["yes", "dont_know"])  # fmt: skip


def test_the_most_protective_result_stands():
    check = made({"id": "a", "leads": leads("high")}, {"id": "b", "leads": leads("middle")})
    found = settle(check, {"a": "yes", "b": "yes"}, context())
    assert found.result == "high"
    assert [reason.question for reason in found.reasons] == ["a", "b"]
    assert settle(check, {"a": "no", "b": "yes"}, context()).result == "middle"
    assert settle(check, {"a": "no", "b": "no"}, context()).result == "low"


def test_what_is_open_is_not_settled_even_where_something_protective_was_said():
    check = made({"id": "a", "leads": leads("high")}, {"id": "b"})
    found = settle(check, {"a": "yes"}, context())
    assert (found.result, found.open) == (NOT_SETTLED, ("b",))
    assert [reason.result for reason in found.reasons] == ["high"]


def test_words_of_spaces_are_no_answer():
    check = made({"id": "a", "kind": "text"})
    assert settle(check, {"a": "  "}, context()).open == ("a",)
    assert settle(check, {"a": "words"}, context()).settled


def test_an_optional_question_leaves_nothing_open():
    assert settle(made({"id": "a", "optional": True}), {}, context()).result == "low"


def test_a_question_is_asked_where_its_conditions_hold():
    check = made({"id": "a"}, {"id": "b", "where": {"answered": {"a": ["yes"]}, "none_of": ["child"]}})
    assert [q.id for q in asked(check, {"a": "yes"}, context("parent"))] == ["a", "b"]
    assert [q.id for q in asked(check, {"a": "yes"}, context("child"))] == ["a"]
    assert [q.id for q in asked(check, {"a": "no"}, context("parent"))] == ["a"]


def test_an_answer_to_a_question_that_is_not_asked_does_not_count():
    check = made({"id": "a"}, {"id": "b", "where": {"answered": {"a": ["yes"]}}, "leads": leads("high")},
                 {"id": "c", "where": {"answered": {"b": ["yes"]}}, "leads": leads("middle")})  # fmt: skip
    assert settle(check, {"a": "no", "b": "yes", "c": "yes"}, context()).result == "low"
    assert settle(check, {"a": "yes", "b": "yes", "c": "yes"}, context()).result == "high"


def test_a_prompt_answered_by_itself_is_not_unsaid_by_the_opening():
    found = settle(GATED, {"opening": "no", "a": "yes"}, context())
    assert (found.result, found.open) == (NOT_SETTLED, ("b",))
    assert settle(GATED, {"opening": "no", "a": "yes", "b": "no"}, context()).result == "high"
    assert settle(GATED, {"opening": "no", "a": "no"}, context()).result == "low"


def test_prompts_are_listed_for_whom_they_apply_to():
    assert [q.id for q in listed(GATED, context())] == ["a", "b"]


def test_questions_that_complete_a_result_come_with_it_or_with_what_was_decided():
    check = made({"id": "a", "leads": leads("high")}, {"id": "why", "kind": "text", "optional": True,
                                                       "results": ["high"]})  # fmt: skip
    assert [q.id for q in asked(check, {"a": "yes"}, context())] == ["a", "why"]
    assert [q.id for q in asked(check, {"a": "no"}, context())] == ["a"]
    assert [q.id for q in asked(check, {"a": "no"}, context(), "high")] == ["a", "why"]


def test_unknown_questions_answers_and_results_are_refused():
    for answers in ({"nothing": "yes"}, {"a": "perhaps"}):
        with pytest.raises(UnknownAnswer):
            settle(GATED, answers, context())
    with pytest.raises(UnknownAnswer):
        GATED.result("worst")


def test_blanks_are_filled_and_said_plainly_where_nothing_is_known():
    assert shown("Tell {person} of {item}.", context(person="Ada")) == "Tell Ada of this information."
    assert shown("{person} is told.", context()) == "This person is told."


def test_a_label_without_anybody_to_ask_is_said_vaguely():
    results = [{"code": "low", "label": "low", "says": "s"},
               {"code": "middle", "label": "Ask {ask} first", "vague": "Ask first", "says": "s"},
               {"code": "high", "label": "h", "says": "s"}]  # fmt: skip
    check = made({"id": "a", "leads": leads("middle", ask="the police")}, {"id": "b"}, results=results)
    assert settle(check, {"a": "yes", "b": "no"}, context()).label == "Ask the police first"
    assert settle(check, {"a": "no", "b": "dont_know"}, context()).label == "Ask first"


# -- properties over every shipped check ---------------------------------------------------------------------------


@st.composite
def runs(draw, names=tuple(SHIPPED)):
    check = SHIPPED[draw(st.sampled_from(names))]
    facts = draw(st.sets(st.sampled_from(PEOPLE), max_size=4))
    answers = {}
    for question in check.questions:
        codes = [choice.code for choice in question.answers] or ["some words"]
        if given := draw(st.sampled_from([*codes, codes[0], ""])):
            answers[question.id] = given
    return check, answers, context(*facts)


@given(runs())
@settings(max_examples=150, deadline=None)
def test_dont_know_never_leads_to_the_least_nor_by_itself_to_the_most(run):
    check, answers, about = run
    known = {q.id for q in asked(check, answers, about) if not q.results}
    unsure = {name for name, code in answers.items() if code == "dont_know"} & known
    found = settle(check, answers, about)
    if unsure - {"opening"}:
        assert found.result != check.results[0].code
    for reason in found.reasons:
        if reason.question in unsure:
            assert reason.result not in (check.results[0].code, check.results[-1].code)


@given(runs())
@settings(max_examples=150, deadline=None)
def test_an_open_question_that_is_asked_leaves_it_not_settled(run):
    check, answers, about = run
    found = settle(check, answers, about)
    still_open = [q for q in asked(check, answers, about) if not q.optional and not q.results and not answers.get(q.id)]
    if still_open:
        assert not found.settled
        assert {q.id for q in still_open} <= set(found.open)


@given(st.sets(st.sampled_from(PEOPLE[:6]), max_size=3), st.data())
@settings(max_examples=150, deadline=None)
def test_another_yes_never_makes_telling_less_protective(facts, data):
    about = context(*facts)
    prompts = [q for q in TELLING.questions if q.prompt]
    answers = {"opening": "yes"}
    for q in prompts:
        answers[q.id] = data.draw(st.sampled_from([choice.code for choice in q.answers]))
    before = settle(TELLING, answers, about)
    no = [q.id for q in listed(TELLING, about) if answers[q.id] == "no"]
    if not before.settled or not no:
        return
    after = settle(TELLING, answers | {data.draw(st.sampled_from(no)): "yes"}, about)
    assert after.settled
    assert TELLING.rank(after.result) >= TELLING.rank(before.result)


# -- faults ---------------------------------------------------------------------------------------------------------


def test_every_shipped_check_is_free_of_faults():
    assert {name: list(faults(check)) for name, check in SHIPPED.items()} == {name: [] for name in SHIPPED}
    assert list(faults(GATED)) == []


FAULTY = {
    "goes round in a circle": made({"id": "a", "where": {"answered": {"b": ["yes"]}}},
                                   {"id": "b", "where": {"answered": {"a": ["yes"]}}}),
    "asked later": made({"id": "a", "where": {"answered": {"b": ["yes"]}}}, {"id": "b"}),
    "can never be asked": made({"id": "a", "where": {"any_of": ["child"], "none_of": ["child"]}}),
    "there is no question": made({"id": "a", "where": {"answered": {"z": ["yes"]}}}),
    "has no answer “maybe”": made({"id": "a"}, {"id": "b", "where": {"answered": {"a": ["maybe"]}}}),
    "there is no result “worst”": made({"id": "a", "leads": leads("worst")}),
    "the question has no answer “maybe”": made({"id": "a", "leads": leads("high", on="maybe")}),
    "leads to the least or the most": made({"id": "a", "leads": leads("high", on="dont_know")}),
    "another question has this id": made({"id": "a"}, {"id": "a"}),
    "go together": made({"id": "a"}, settled_by=["no"], opened_by=["yes"]),
    "a choice needs choices": made({"id": "a", "kind": "choice"}),
    "“{nobody}” is not known": made({"id": "a", "text": "Is {nobody} here?"}),
    "leads nowhere and is optional": made({"id": "a", "results": ["high"]}),
}  # fmt: skip


@pytest.mark.parametrize("said", FAULTY)
def test_a_faulty_check_is_found(said):
    assert any(said in fault.fault for fault in faults(FAULTY[said])), list(faults(FAULTY[said]))


def test_a_question_that_hangs_on_one_that_excludes_it_can_never_be_asked():
    check = made({"id": "a", "where": {"any_of": ["child"]}},
                 {"id": "b", "where": {"none_of": ["child"], "answered": {"a": ["yes"]}}})  # fmt: skip
    assert [fault.fault for fault in faults(check)] == ["it can never be asked"]
    two = made({"id": "a"}, {"id": "b", "where": {"answered": {"a": ["yes"]}}},
               {"id": "c", "where": {"answered": {"a": ["no"], "b": ["yes"]}}})  # fmt: skip
    assert [fault.fault for fault in faults(two)] == ["it can never be asked"]
