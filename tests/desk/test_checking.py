"""A check run in a draft: from begin to the recorded decision, its fields, the same for others, looking again."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from vault import world

from sharedesk.desk import checking, drafting, release
from sharedesk.desk.answers import to_decision
from sharedesk.desk.checking import answer, begin, decide, page, put, same_for, usual_basis
from sharedesk.domain.check import UnknownAnswer
from sharedesk.domain.check_record import About
from sharedesk.domain.completeness import what_is_missing
from sharedesk.domain.fold import fold_decision
from sharedesk.guidance.load import load
from sharedesk.paper.plain import plain_text
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create

NOW, TODAY = datetime(2026, 11, 22, 14, 2), date(2026, 11, 22)  # noqa: DTZ001 # the device's own clock
SENTENCE = "We share to carry out our duty to keep children safe."


@pytest.fixture(scope="module")
def shelf():
    return checking.shelf(load(), usual=SENTENCE)


@pytest.fixture
def vault(tmp_path):
    made, _ = create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with made:
        yield made


def draft():
    return {
        "people": [
            {"key": "ada", "as": "child", "who": {"name": "Ada Fenwick"}},
            {"key": "mo", "as": "parent", "who": {"name": "Mo Fenwick"}},
            {"key": "jo", "as": "parent", "who": {"name": "Jo Fenwick"}, "could_be_harmed": "yes"},
            {"key": "lee", "as": "parent_of_concern", "who": {"name": "Lee Fenwick"}},
        ],
        "recipients": [
            {"key": "council", "organisation": "Example Council", "outcome": "share", "safeguarding_role": "yes",
             "why": "they assess the danger"},
            {"key": "club", "organisation": "Example Club", "outcome": "share", "safeguarding_role": "no"},
        ],
        "items": [{"key": "bruise", "text": "Ada had a bruise on her arm.", "special_category": ["health"]}],
        "attached": [{"key": "photo", "title": "Photograph"}],
        "first_questions": {"how_it_could_help": "She is seen by a doctor."},
    }  # fmt: skip


def answered(shelf, check, about, answers=None, **given):
    """A session with these answers (underscores for hyphens)."""
    session = begin(shelf, answers or draft(), check, about)
    for name, code in given.items():
        session = answer(session, name.replace("_", "-"), code)
    return session


def prompts_answered(session, **given):
    """Every prompt that is asked answered plainly, but those given."""
    for name, code in given.items():
        session = answer(session, name.replace("_", "-"), code)
    for shown in page(session).questions:
        if shown.question.prompt and not shown.answer:
            session = answer(session, shown.question.id, shown.question.plain)
    return session


def test_the_plain_case_is_two_steps_and_becomes_the_result(shelf):
    session = answered(shelf, "telling", About(person="mo"), opening="no")
    shown = page(session)
    assert shown.questions[0].text.startswith("Is there any reason to believe that telling Mo Fenwick now")
    assert shown.outcome.result == "tell_now"
    decision = to_decision(put(shelf, draft(), decide(session, "tell_now"), "Sam", NOW), TODAY)
    (telling,) = decision.telling
    assert (telling.person, telling.result) == ("mo", "tell_now")
    (run,) = decision.checks
    listed = [one for one in run.asked if one.how == "with_opening"]
    assert len(listed) == len(shown.listed)
    assert all(one.answer == "no" and one.wording for one in listed)
    assert (run.guidance, run.by, run.run_at.said) == (shelf.guidance, "Sam", "22 November 2026 at 14:02")


def test_no_name_stands_in_the_kept_wording(shelf):
    session = answered(shelf, "telling", About(person="mo"), opening="no")
    run = put(shelf, draft(), decide(session, "tell_now"), "Sam", NOW)["checks"][0]
    assert "Fenwick" not in str(run)
    assert "{person}" in run["asked"][0]["wording"]


def test_advice_without_a_decision_settles_nobody(shelf):
    answers = put(shelf, draft(), answered(shelf, "telling", About(person="mo"), opening="no"), "Sam", NOW)
    assert answers["telling"][0]["result"] == "not_settled"
    missing = what_is_missing(to_decision(answers, TODAY))
    assert "people/mo" in [one.slot for one in missing if one.rule.code == "telling"]


def test_what_is_left_open_is_kept_as_open_and_owed(shelf):
    session = answered(shelf, "telling", About(person="lee"), opening="yes", raises_risk="yes")
    decision = to_decision(put(shelf, draft(), session, "Sam", NOW), TODAY)
    assert decision.checks[0].advice == "not_settled"
    assert len(decision.checks[0].skipped) > 5
    assert decision.telling[0].result == "not_settled"


def test_results_fill_the_plan_the_card_and_the_reason(shelf):
    session = answered(shelf, "telling", About(person="jo"), opening="yes")
    session = prompts_answered(session, court_order_or_refuge="yes", part_in_order="protected")
    session = decide(session, page(session).outcome.result)
    for name, words in (("safe-number", "01632 960123"), ("post-safe", "no"), ("reason", "Lee reads her phone."),
                        ("tell-when", "24 November 2026"), ("card-review", "1 February 2027")):  # fmt: skip
        session = answer(session, name, words)
    (telling,) = to_decision(put(shelf, draft(), session, "Sam", NOW), TODAY).telling
    assert telling.result == "safe_route_only"
    assert (telling.safe_contact.safe_number, telling.safe_contact.post_safe) == ("01632 960123", "no")
    assert telling.safe_contact.review.earliest.date() == date(2027, 2, 1)
    assert telling.tell_when.said == "24 November 2026"
    assert telling.reason == "Lee reads her phone."


def test_departing_needs_a_reason_and_is_never_refused(shelf):
    session = prompts_answered(answered(shelf, "telling", About(person="mo"), opening="yes"), raises_risk="yes")
    session = decide(session, "tell_now")
    assert page(session).departs
    decision = to_decision(put(shelf, draft(), session, "Sam", NOW), TODAY)
    assert decision.telling[0].result == "tell_now"
    assert "departure" in {one.rule.code for one in what_is_missing(decision)}
    session = decide(session, "tell_now", "The police asked us to tell him today.")
    decision = to_decision(put(shelf, draft(), session, "Sam", NOW), TODAY)
    assert "departure" not in {one.rule.code for one in what_is_missing(decision)}


def test_looking_again_keeps_the_earlier_run_and_asks_for_a_decision_anew(shelf):
    about = About(person="mo")
    answers = put(shelf, draft(), decide(answered(shelf, "telling", about, opening="no"), "tell_now"), "Sam", NOW)
    before = answers["checks"][0]
    again = begin(shelf, answers, "telling", about)
    assert again.sitting.answers["opening"] == "no"
    assert again.sitting.decided == ""
    again = prompts_answered(answer(again, "opening", "yes"), flight="yes")
    answers = put(shelf, answers, decide(again, "do_not_tell"), "Sam", NOW)
    assert answers["checks"][0] == before
    assert answers["checks"][1]["follows"] == before["key"]
    assert [t["result"] for t in answers["telling"]] == ["do_not_tell"]
    assert len(checking.history(answers, "telling", about)) == 2
    third = begin(shelf, answers, "telling", about)
    assert third.follows == answers["checks"][1]["key"]


def test_the_same_for_others_says_only_what_they_were_asked(shelf):
    session = decide(answered(shelf, "telling", About(person="mo"), opening="no"), "tell_now")
    answers = put(shelf, draft(), session, "Sam", NOW)
    answers = same_for(shelf, answers, session, ("jo", "lee"), "Sam", NOW)
    results = {t["person"]: t["result"] for t in answers["telling"]}
    # to Lee, a person of concern, another prompt applies, which nobody has read for him
    assert results == {"mo": "tell_now", "jo": "tell_now", "lee": "not_settled"}
    assert {run["person"] for run in answers["checks"]} == {"mo", "jo", "lee"}


def test_the_same_for_others_never_copies_a_safe_number(shelf):
    session = prompts_answered(answered(shelf, "telling", About(person="jo"), opening="yes"),
                               court_order_or_refuge="yes", part_in_order="protected")  # fmt: skip
    session = answer(decide(session, "safe_route_only"), "safe-number", "01632 960123")
    answers = same_for(shelf, put(shelf, draft(), session, "Sam", NOW), session, ("mo",), "Sam", NOW)
    told = {t["person"]: t for t in answers["telling"]}
    assert told["jo"]["safe_contact"] == {"safe_number": "01632 960123"}
    assert "safe_contact" not in told["mo"]
    assert told["mo"]["result"] == "safe_route_only"


def test_the_same_is_decided_only_where_the_advice_is_the_same(shelf):
    session = prompts_answered(answered(shelf, "telling", About(person="mo"), opening="yes"),
                               allegation_worker="yes")  # fmt: skip
    session = decide(session, "tell_after")
    given = draft()
    given["people"].append({"key": "kit", "roles": ["professional", "person_of_concern"], "who": {"name": "Kit"}})
    answers = same_for(shelf, given, session, ("kit",), "Sam", NOW)
    assert answers["telling"][0]["result"] == "not_settled"


def test_the_usual_basis_is_one_step(shelf):
    answers = usual_basis(shelf, draft(), "same_as_usual", "Sam", NOW)
    assert answers["basis"] == {"usual": "same_as_usual", "sentence": SENTENCE}
    assert SENTENCE.rstrip(".") in answers["checks"][0]["asked"][0]["wording"]
    later = usual_basis(shelf, draft(), "decide_later", "Sam", NOW)
    assert later["basis"] == {"usual": "decide_later"}
    assert "basis" in {one.rule.code for one in what_is_missing(to_decision(later, TODAY))}
    with pytest.raises(UnknownAnswer):
        usual_basis(shelf, draft(), "whatever", "Sam", NOW)


def test_a_different_basis_fills_every_part_and_starts_from_what_is_known(shelf):
    session = answered(shelf, "lawful-basis", About(), opening="something_different")
    assert session.sitting.answers["sensitive"] == "yes"  # an item is about health
    assert session.sitting.answers["article-8-aim"] == "She is seen by a doctor."
    assert session.sitting.answers["article-8-necessary"] == "they assess the danger"
    for name, given in {
        "in-england": "yes", "law-enforcement": "no", "legal-obligation": "no", "public-task": "yes",
        "which-task": "Children Act 2004 s.10", "why-necessary": "A doctor has to know.",
        "consent-spoken-of": "yes", "which-consent": "service", "consent-given": "no",
        "which-condition": "safeguarding", "who-is-protected": "yes",
        "why-without-consent": "asking_would_prejudice_protection", "public-interest": "Children are kept safe.",
        "policy-document": "Policy 4", "offences": "no", "confidential": "yes",
        "confidential-ground": "overriding_public_interest", "objection-heard": "yes",
        "objection-what": "It is our business.", "objection-considered": "She may be hurt.",
        "objection-basis": "6(1)(e)",
    }.items():  # fmt: skip
        session = answer(session, name, given)
    assert page(session).outcome.result == "named"
    decision = to_decision(put(shelf, draft(), decide(session, "named"), "Sam", NOW), TODAY)
    basis = decision.basis
    assert [(a.code, a.task_or_obligation, a.why_necessary) for a in basis.article_6] == [
        ("6(1)(e)", "Children Act 2004 s.10", "A doctor has to know.")
    ]
    (condition,) = basis.conditions
    assert (condition.code, condition.no_consent_because) == (
        "9(2)(g) + Sch 1 para 18", "asking_would_prejudice_protection"
    )  # fmt: skip
    assert (basis.policy_document, basis.confidentiality.ground) == ("Policy 4", "overriding_public_interest")
    assert (decision.objections[0].considered, decision.agreements[0].kind) == ("She may be hurt.", "service")
    assert not {"basis", "condition", "objection"} & {one.rule.code for one in what_is_missing(decision)}


def test_amount_identities_attached_and_first_questions_fill_their_fields(shelf):
    session = answered(shelf, "amount", About(item="bruise", recipient="club"), opening="no")
    session = answer(decide(prompts_answered(session, proportionate="no"), "reword"), "words-instead", "She was hurt.")
    answers = put(shelf, draft(), session, "Sam", NOW)
    (sharing,) = answers["sharing"]
    assert (sharing["what"], sharing["as_released"]) == ("reword", "She was hurt.")
    session = answered(shelf, "identities", About(recipient="council"), answers, opening="yes")
    session = decide(prompts_answered(session, could_be_harmed="yes"), "keep_and_warn")
    answers = put(shelf, answers, answer(session, "because", "Lee has threatened her."), "Sam", NOW)
    (identity,) = answers["identities"]
    assert (identity["audience"], identity["anyone_at_risk"]) == ("safeguarding_body", "yes")
    assert (identity["protected"], identity["do_not_disclose_to"]) == (["jo"], ["lee"])
    assert (identity["because"], bool(identity["result"])) == ("Lee has threatened her.", True)
    session = answered(shelf, "attached", About(item="photo"), answers, who_is_in_it="Ada", checked="yes")
    answers = put(shelf, answers, session, "Sam", NOW)
    assert answers["attached"][0]["people_in_it_checked"] == "yes"
    session = answered(shelf, "first-questions", About(), answers, could_help="yes", if_not_shared="She is hurt again.")
    answers = put(shelf, answers, session, "Sam", NOW)
    assert answers["first_questions"] == {
        "how_it_could_help": "She is seen by a doctor.", "could_help": "yes", "if_not_shared": "She is hurt again.",
    }  # fmt: skip
    assert len(to_decision(answers, TODAY).checks) == 4


def test_the_given_answers_stay_as_they_are_and_a_strange_question_is_refused(shelf):
    given = draft()
    session = decide(answered(shelf, "telling", About(person="mo"), given, opening="no"), "tell_now")
    put(shelf, given, session, "Sam", NOW)
    assert given == draft()
    for name, code in (("nonsense", "yes"), ("opening", "perhaps")):
        with pytest.raises(UnknownAnswer):
            answer(session, name, code)
    with pytest.raises(UnknownAnswer):
        decide(session, "perhaps")


def test_runs_about_somebody_who_was_taken_out_go_with_them(shelf):
    answers = put(shelf, draft(), answered(shelf, "telling", About(person="mo"), opening="no"), "Sam", NOW)
    answers["people"] = [person for person in answers["people"] if person["key"] != "mo"]
    assert to_decision(answers, TODAY).checks == ()


def test_a_run_is_sealed_recorded_and_read_on_paper_with_the_names_of_the_day(shelf, vault):
    made = drafting.new_draft(vault, TODAY)
    session = prompts_answered(answered(shelf, "telling", About(person="mo"), opening="yes"), flight="yes")
    session = decide(session, "tell_now", "He is in custody.")
    made.answers = put(shelf, made.answers | draft(), session, "Sam", NOW)
    drafts = drafting.Drafts(vault)
    drafts.save(made)
    (again,) = drafts.all()
    assert again.answers == made.answers
    recorded = drafting.record_draft(vault, drafts, again, TODAY)
    run = fold_decision(vault.store.entries_of(again.id)).decision.checks[0]
    assert run.departing_because == "He is in custody."
    text = plain_text(release.rationale(vault, recorded.reference))
    assert "telling Mo Fenwick now" in text
    assert "If Mo Fenwick were told, might anybody run away" in text
    assert "Reasons not to tell yet" in text
    assert "He is in custody." in text
    assert "{person}" not in text
