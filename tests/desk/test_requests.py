"""A request as a draft, what would make it clear, what it carries into the decision, and the list of those decided."""

from __future__ import annotations

from datetime import date

import pytest

from sharedesk.desk import drafting, record, requests
from sharedesk.desk.answers import to_decision
from sharedesk.domain.decision import Decision, Recipient
from sharedesk.domain.person import Author
from sharedesk.domain.request import Request
from sharedesk.vault import keys
from sharedesk.vault import requests as listing
from sharedesk.vault.vault import create

TODAY = date(2026, 3, 14)
WHOLE = {
    "organisation": "Anytown Council (fictional)", "what": "Attendance since January", "why": "An assessment",
    "verified_by_calling_back": "yes",
}  # fmt: skip


@pytest.fixture
def vault(tmp_path):
    made, _ = create(tmp_path / "log", "quietly seven", Author(name="Ada Example"), practice=True, cost=keys.FLOOR)
    with made:
        yield made


def test_a_new_request_is_a_draft_that_came_today(vault):
    draft = requests.new_request(vault, TODAY)
    assert requests.is_request(draft)
    assert draft.answers["request"]["received_at"] == "14 March 2026"
    assert draft.answers["decided_by"]["name"] == "Ada Example"
    assert not requests.is_request(drafting.new_draft(vault, TODAY))
    decision = to_decision(draft.answers, TODAY)
    assert decision.own_initiative == "no"
    assert decision.request.direction == "to_us"


ADVICE = {
    "nothing yet": ({}, ["Say who asks.", "what exactly", "why they need", "Ring back"]),
    "clear, not rung back": ({k: v for k, v in WHOLE.items() if k != "verified_by_calling_back"}, ["Ring back"]),
    "seen in person": (WHOLE | {"verified_by_calling_back": "dont_know", "verified_how": "I know her voice."}, []),
    "nobody rang": (WHOLE | {"verified_by_calling_back": "dont_know"}, ["Ring back"]),
    "not them": (WHOLE | {"verified_by_calling_back": "no", "verified_how": "The switchboard"}, ["may not be them"]),
    "no reason": (WHOLE | {"why": ""}, ["why they need"]),
    "a person only": ({**WHOLE, "organisation": "", "person": "B. Example"}, []),
    "all there": (WHOLE, []),
}


@pytest.mark.parametrize(("request_", "advice"), ADVICE.values(), ids=ADVICE)
def test_what_would_make_it_clear_and_sure(request_, advice):
    lines = requests.still_to_do(request_)
    assert len(lines) == len(advice)
    for line, words in zip(lines, advice, strict=True):
        assert words in line


def test_nothing_is_typed_again_in_the_decision(vault):
    draft = requests.new_request(vault, TODAY)
    draft.answers["request"] |= WHOLE | {
        "person": "B. Example", "position": "Social worker", "contact": "01632 960555",
        "verified_how": "The number in our pack", "child_reference": "R.M.",
    }  # fmt: skip
    requests.carry_on(draft.answers)
    decision = to_decision(draft.answers, TODAY)
    (recipient,) = decision.recipients
    assert (recipient.organisation, recipient.person, recipient.position, recipient.contact) == (
        "Anytown Council (fictional)", "B. Example", "Social worker", "01632 960555",
    )  # fmt: skip
    assert (recipient.verified, recipient.verified_how) == ("yes", "The number in our pack")
    assert [one.who.name for one in decision.people] == ["R.M."]
    assert recipient.outcome is None, "what is decided is the practitioner's"


def test_what_is_there_already_stays(vault):
    answers = requests.new_request(vault, TODAY).answers
    answers["request"] |= WHOLE | {"child_reference": "R.M."}
    answers["recipients"] = [{"key": "r1", "organisation": "Somebody else", "outcome": "share"}]
    answers["people"] = [{"key": "p1", "who": {"name": "Robin"}}]
    requests.carry_on(answers)
    assert [one["organisation"] for one in answers["recipients"]] == ["Somebody else"]
    assert [one["who"]["name"] for one in answers["people"]] == ["Robin"]


def test_an_empty_request_carries_nothing(vault):
    answers = requests.new_request(vault, TODAY).answers
    requests.carry_on(answers)
    assert "recipients" not in answers
    assert "people" not in answers


def decided(**fields) -> Decision:
    return Decision(
        own_initiative="no",
        request=Request(organisation="Anytown Council (fictional)", **fields),
        recipients=(Recipient(key="r", organisation="Anytown Council (fictional)", outcome="do_not_share"),),
    )


def test_decided_requests_are_listed_last_first_among_those_looked_through(vault):
    record.record(vault, [decided(refusal_reason_given="It is not ours to say.")])
    record.record(vault, [Decision(reasons="Nobody asked.")])
    (last,) = record.record(vault, [decided()])
    rows, reached = listing.rows_with_request(vault.store, 100)
    assert reached == 0, "there are no more"
    first, second = requests.decided_at(vault, rows)
    assert (first.reference, first.answer, first.outcome) == (last.reference, "Not noted", "Do not share")
    assert (second.answer, second.asked_by) == ("Reason given", "Anytown Council (fictional)")
    newest, reached = listing.rows_with_request(vault.store, 2)
    older, end = listing.rows_with_request(vault.store, 2, reached)
    assert (*newest, *older) == tuple(rows)
    assert len(newest) == 1
    assert (bool(reached), end) == (True, 0)


def test_a_log_without_decisions_has_no_requests(vault):
    found = listing.rows_with_request(vault.store, 10)
    assert (list(found.rows), found.reached) == ([], 0)


def test_a_request_as_corrected_and_an_answer_noted_later(vault):
    (made,) = record.record(vault, [decided()])
    changes = Decision(request=Request(organisation="Pretend Health (fictional)", reply="We do not hold that."))
    record.correct(vault, made.reference, "The name was wrong.", changes)
    (now,) = requests.decided_at(vault, listing.rows_with_request(vault.store, 100).rows)
    assert (now.asked_by, now.answer) == ("Pretend Health (fictional)", "Answered")
    record.correct(vault, made.reference, "There was none.", Decision(), ["request"])
    (gone,) = requests.decided_at(vault, listing.rows_with_request(vault.store, 100).rows)
    assert gone.answer == "Taken back"
