"""Worked cases of the other checks: first questions, lawful basis, amount, identities, attached documents."""

from __future__ import annotations

import re

import pytest
from guidance.check_cases import facts, outcome, shipped

from sharedesk.domain.check import asked, settle

BASIS = {"opening": "something_different", "in-england": "yes", "law-enforcement": "no", "legal-obligation": "no",
         "public-task": "no", "protects-somebody": "no", "asked-for-public-task": "no", "crime": "no",
         "life-at-risk": "no", "why-necessary": "so that the child is seen", "consent-spoken-of": "no",
         "sensitive": "no", "offences": "no", "confidential": "no", "objection-heard": "no"}  # fmt: skip
"""Every step answered so that none is named."""
TASK = {"public-task": "yes", "which-task": "Children Act 2004 s.10"}
CONSENT = {"consent-spoken-of": "yes", "which-consent": "data_protection_consent"}
SAFEGUARDING = {"sensitive": "yes", "which-condition": "safeguarding", "who-is-protected": "yes",
                "why-without-consent": "cannot_be_given", "public-interest": "yes",
                "policy-document": "P"}  # fmt: skip

BASIS_CASES = [
    ((), {}, "none_named", (), "DfE p9"),
    (("public_authority",), TASK, "named", ("6(1)(e)",), "DfE p25"),
    (("charity_or_private",), TASK, "named", ("6(1)(e)",), "DfE p9: a body delegated a task"),
    (("public_authority",), {"legal-obligation": "yes", "which-obligation": "s.47"}, "named", ("6(1)(c)",), "DfE p24"),
    (("public_authority",), {**TASK, "legal-obligation": "yes", "which-obligation": "s.47"}, "named",
     ("6(1)(c)", "6(1)(e)"), "DfE p9: more than one may be named"),
    (("charity_or_private",), {"protects-somebody": "yes"}, "named", ("6(1)(ea)", "Annex 1 para 6"), "SI 2026/82"),
    (("charity_or_private",), {"asked-for-public-task": "yes"}, "named", ("6(1)(ea)", "Annex 1 para 1"), "Annex 1"),
    (("charity_or_private",), {"crime": "yes"}, "named", ("6(1)(ea)", "Annex 1 para 5"), "Annex 1"),
    (("charity_or_private",), {"legitimate-interests": "yes", "balancing": "weighed"}, "named", ("6(1)(f)",), "p10"),
    ((), {"life-at-risk": "yes"}, "named", ("6(1)(d)",), "DfE p9"),
    ((), {"law-enforcement": "yes", "law-enforcement-purpose": "x", "law-enforcement-sensitive": "yes"}, "named",
     ("Part 3", "Sch 8 para 4"), "DPA 2018 s.35"),
    ((), {**CONSENT, "could-refuse": "yes", "would-stop": "yes"}, "named", ("6(1)(a)",), "DfE p10: two yeses"),
    ((), {**CONSENT, "could-refuse": "yes", "would-stop": "no"}, "none_named", (), "DfE p10: consent trap"),
    ((), {**CONSENT, "could-refuse": "no", "would-stop": "yes"}, "none_named", (), "DfE p10: consent trap"),
    ((), {**CONSENT, "could-refuse": "no", "would-stop": "no"}, "none_named", (), "DfE p10: consent trap"),
    (("public_authority",), {**TASK, "consent-spoken-of": "yes", "which-consent": "service", "consent-given": "no"},
     "named", ("6(1)(e)",), "DfE p11: a no to a service is no ban"),
    (("public_authority",), {**TASK, **SAFEGUARDING}, "named", ("6(1)(e)", "9(2)(g) + Sch 1 para 18"), "Sch 1"),
    (("public_authority",), {**TASK, **SAFEGUARDING, "who-is-protected": "no"}, "ask_adviser",
     ("6(1)(e)", "9(2)(g) + Sch 1 para 18"), "Sch 1 para 18(1)"),
    (("public_authority",), {**TASK, "sensitive": "yes", "which-condition": "health_or_care"}, "named",
     ("6(1)(e)", "9(2)(h) + Sch 1 para 2"), "Sch 1 para 2"),
    (("public_authority",), {**TASK, "offences": "yes"}, "named", ("6(1)(e)", "Art 10 + Sch 1 para 36"), "para 36"),
    (("public_authority",), {**TASK, "confidential": "yes", "confidential-ground": "dont_know"}, "ask_adviser",
     ("6(1)(e)",), "DfE p12-13"),
    ((), {"public-task": "dont_know"}, "ask_adviser", (), "not sure: sharing need not wait"),
]  # fmt: skip


@pytest.mark.parametrize(("us", "given", "expected", "findings", "source"), BASIS_CASES)
def test_lawful_basis(us, given, expected, findings, source):
    check, context = shipped()["lawful-basis"], facts(*us)
    found = settle(check, BASIS | given, context)
    assert (found.result, found.findings) == (expected, findings), source


def test_lawful_basis_plain_case_and_later():
    check = shipped()["lawful-basis"]
    assert settle(check, {"opening": "same_as_usual"}, facts()).result == "named"
    assert settle(check, {"opening": "decide_later"}, facts()).result == "not_settled"
    assert [q.id for q in asked(check, {"opening": "same_as_usual"}, facts())] == ["opening"]


def test_the_interests_are_closed_to_a_public_body():
    check = shipped()["lawful-basis"]
    ids = {q.id for q in asked(check, BASIS, facts("public_authority"))}
    assert not {"protects-somebody", "asked-for-public-task", "crime", "legitimate-interests"} & ids
    assert "protects-somebody" in {q.id for q in asked(check, BASIS, facts("charity_or_private"))}


AMOUNT_CASES = [
    ({"necessary": "no"}, "leave_out", "DfE p5 rule 6"),
    ({"necessary": "dont_know"}, "check_first", "DfE p16: ask for clarification"),
    ({"relevant": "no"}, "leave_out", "DfE p5 rule 6"),
    ({"proportionate": "no"}, "reword", "DfE p13, p16"),
    ({"proportionate": "dont_know"}, "check_first", "DfE p16"),
    ({"adequate": "no"}, "share_and_say", "DfE p16"),
    ({"accurate": "no"}, "reword", "DfE p5 rule 6"),
    ({"accurate": "dont_know"}, "share_and_say", "DfE p8: a possible risk may need sharing"),
    ({"timely": "no"}, "share_and_say", "DfE p18"),
    ({"secure": "no"}, "check_first", "DfE p16, p20"),
    ({"secure": "dont_know"}, "check_first", "DfE p16: ask which route"),
    ({"accurate": "dont_know", "necessary": "no"}, "leave_out", "the most protective stands"),
    ({"timely": "no", "proportionate": "no"}, "reword", "the most protective stands"),
]


@pytest.mark.parametrize(("given", "expected", "source"), AMOUNT_CASES)
def test_amount(given, expected, source):
    assert outcome("amount", (), given, opening="no").result == expected, source


def test_amount_plain_case_is_one_answer():
    assert settle(shipped()["amount"], {"opening": "yes"}, facts()).result == "share"


SAFE, ELSE = ("safeguarding_body",), ()
IDENTITY_CASES = [
    (SAFE, {"could-be-harmed": "yes"}, "keep_and_warn", "DfE p5 rule 5: names stay with those who protect"),
    (ELSE, {"could-be-harmed": "yes"}, "leave_out", "DfE p5 rule 5"),
    (ELSE, {"could-be-harmed": "dont_know"}, "ask_first", "not sure"),
    (SAFE, {"could-be-harmed": "dont_know"}, "keep_and_warn", "never holds up a body that protects"),
    (SAFE, {"identity-needed": "no"}, "leave_out", "DfE p5 rule 6"),
    (ELSE, {"identity-needed": "no"}, "leave_out", "DfE p5 rule 6"),
    (SAFE, {"jigsaw": "yes"}, "keep_and_warn", "two audiences"),
    (ELSE, {"jigsaw": "yes"}, "change_words", "DPA Sch 2 para 16(4)(b)"),
    (SAFE, {"wording-gives-away": "yes"}, "keep_and_warn", "exact words stay"),
    (ELSE, {"wording-gives-away": "yes"}, "change_words", "reword"),
    (ELSE, {"staff-at-risk": "yes"}, "leave_out", "DPA Sch 2 para 17"),
    (SAFE, {"other-agency": "yes", "could-be-harmed": "yes"}, "keep_and_warn", "their agreement never delays"),
    (ELSE, {"other-agency": "yes", "other-agency-agrees": "neither"}, "ask_first", "reprimand, Birmingham"),
    (ELSE, {"other-agency": "yes", "other-agency-agrees": "summary"}, "change_words", "reprimand, Birmingham"),
    (SAFE, {"safe-place": "yes"}, "leave_out", "reprimand, Wakefield"),
    (ELSE, {"safe-place": "yes"}, "leave_out", "reprimand, Wakefield"),
    (ELSE, {"each-by-itself": "no"}, "not_settled", "reprimand, Nottinghamshire"),
    (ELSE, {"everybody-looked-for": "no"}, "not_settled", "attachments included"),
    (ELSE, {"new-document": "no"}, "change_words", "hidden text and layers"),
    (ELSE, {"jigsaw": "yes", "safe-place": "yes"}, "leave_out", "the most protective stands"),
]


@pytest.mark.parametrize(("who", "given", "expected", "source"), IDENTITY_CASES)
def test_identities(who, given, expected, source):
    assert outcome("identities", who, given).result == expected, source


def test_identities_is_one_page_where_nobody_is_at_risk():
    assert settle(shipped()["identities"], {"opening": "no"}, facts()).result == "nothing_found"


ATTACHED = {"who-is-in-it": "the child", "checked": "yes", "somebody-at-risk": "no", "safe-place": "no",
            "other-agency": "no"}  # fmt: skip
ATTACHED_CASES = [
    (ELSE, {}, "nothing_found"),
    (ELSE, {"checked": "no"}, "look_first"),
    (ELSE, {"checked": "dont_know"}, "look_first"),
    (ELSE, {"somebody-at-risk": "yes"}, "new_copy"),
    (SAFE, {"somebody-at-risk": "yes"}, "look_first"),
    (SAFE, {"safe-place": "yes"}, "new_copy"),
    (ELSE, {"other-agency": "yes"}, "look_first"),
    (SAFE, {"other-agency": "yes"}, "nothing_found"),
    (ELSE, {"who-is-in-it": ""}, "not_settled"),
]


@pytest.mark.parametrize(("who", "given", "expected"), ATTACHED_CASES)
def test_attached(who, given, expected):
    assert settle(shipped()["attached"], ATTACHED | given, facts(*who)).result == expected


FIRST = {"could-help": "yes", "if-not-shared": "she may be hurt", "someone-else": "no"}
FIRST_CASES = [
    ({}, "may_help"),
    ({"could-help": "dont_know"}, "ask_more"),
    ({"could-help": "no"}, "nothing_found"),
    ({"someone-else": "dont_know"}, "ask_more"),
    ({"someone-else": "yes", "confirmed": "no"}, "may_help"),
    ({"someone-else": "yes"}, "not_settled"),
    ({"if-not-shared": ""}, "not_settled"),
]


@pytest.mark.parametrize(("given", "expected"), FIRST_CASES)
def test_first_questions(given, expected):
    assert settle(shipped()["first-questions"], FIRST | given, facts()).result == expected


def test_until_confirmed_nobody_else_is_counted_on():
    found = settle(shipped()["first-questions"], FIRST | {"someone-else": "yes", "confirmed": "no"}, facts())
    assert any("act as if nobody had shared it" in reason.says for reason in found.reasons)


def test_no_wording_claims_or_orders():
    """Advice, not orders; nothing is ever said to be lawful or passed."""
    for check in shipped().values():
        said = [check.title, check.opening_line, *(r.label for r in check.results), *(r.says for r in check.results)]
        said += [q.text for q in check.questions] + [lead.says for q in check.questions for lead in q.leads]
        for text in said:
            assert not re.search(r"\blawful(ly)?\b", text, re.IGNORECASE), text
            assert "passed the" not in text.lower(), text
            assert "suspect " not in text.lower(), text
