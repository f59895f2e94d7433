"""The organisation's usual basis: filled in with its sentence, left alone where it is another's, taken out again."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

import pytest

from sharedesk.desk.answers import to_decision
from sharedesk.desk.usual_basis import fill_usual
from sharedesk.domain.completeness import what_is_missing
from sharedesk.domain.organisation import Organisation, UsualBasis

SENTENCE = "We share this because the law gives us the task of keeping children safe."
PACK = Organisation(
    name="Pretend Council (fictional)", version=date(2026, 11, 1), body="council", nation="england", part_3=False,
    usual=UsualBasis(
        sentence=SENTENCE, article_6=("6(1)(e)", "6(1)(c)"), task_or_obligation="Children Act 2004, section 11",
        conditions=("9(2)(g) + Sch 1 para 18",), public_interest="Children are kept safe.",
        policy_document="Policy on sensitive data", policy_document_held="Intranet",
    ),
)  # fmt: skip


def usual(**more):
    return {"basis": {"usual": "same_as_usual", "sentence": SENTENCE} | more}


def test_bases_conditions_and_policy_document_come_with_the_sentence():
    answers = usual()
    fill_usual(answers, PACK)
    basis = to_decision(answers).basis
    assert [(one.code, one.task_or_obligation) for one in basis.article_6] == [
        ("6(1)(e)", "Children Act 2004, section 11"), ("6(1)(c)", "Children Act 2004, section 11"),
    ]  # fmt: skip
    (condition,) = basis.conditions
    assert (condition.code, condition.policy_document) == ("9(2)(g) + Sch 1 para 18", "Policy on sensitive data")
    assert basis.policy_document == "Policy on sensitive data, Intranet"


def test_nothing_more_is_asked_for():
    answers = usual() | {"recipients": [{"key": "r", "organisation": "Example", "outcome": "share"}]}
    fill_usual(answers, PACK)
    assert "basis" not in {missing.slot for missing in what_is_missing(to_decision(answers))}


def test_doing_so_again_changes_nothing_and_what_is_there_stands():
    answers = usual(policy_document="Another")
    fill_usual(answers, PACK)
    once = deepcopy(answers)
    fill_usual(answers, PACK)
    assert answers == once
    assert answers["basis"]["policy_document"] == "Another"


def test_what_is_not_as_usual_after_all_is_taken_out_but_never_somebodys_own_words():
    answers = usual(policy_document="Another")
    fill_usual(answers, PACK)
    answers["basis"]["usual"] = "something_different"
    fill_usual(answers, PACK)
    assert answers["basis"] == {"usual": "something_different", "sentence": SENTENCE, "policy_document": "Another"}


@pytest.mark.parametrize("answers", [{}, usual(sentence="Our own words."), {"basis": {"usual": "decide_later"}}])
def test_elsewhere_nothing_is_filled_in(answers):
    before = deepcopy(answers)
    fill_usual(answers, PACK)
    assert answers == before


def test_without_a_pack_nothing_is():
    answers = usual()
    fill_usual(answers, None)
    assert answers == usual()
