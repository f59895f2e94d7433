"""A request that arrived: is it clear, is it really them, and on to the decision with nothing to type again.

Until it is decided a request is a draft, sealed like every other; then it stands in the decision that answers it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from sharedesk.desk import drafting, record
from sharedesk.desk.answers import Answers
from sharedesk.desk.drafting import Draft
from sharedesk.domain.decision import Decision
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.ids import Dice, new_key
from sharedesk.domain.outcome import overall_outcome
from sharedesk.domain.words import said
from sharedesk.paper.describe import when
from sharedesk.vault.vault import Vault

PAGE = "request"
"""What a draft's page is called while it is a request to be settled."""
CLEAR = "It is clear who asks, what for and why, and you rang back."


class Decided(Struct, frozen=True, kw_only=True):
    """A request and what was decided: who asked, when, the outcome, and whether an answer is noted."""

    id: str
    reference: str
    asked_by: str
    received: str
    outcome: str
    answer: str


def new_request(vault: Vault, today: date, dice: Dice = secrets.token_bytes) -> Draft:
    """A draft that begins with a request that came today."""
    draft = drafting.new_draft(vault, today, dice)
    draft.page = PAGE
    draft.answers |= {
        "own_initiative": "no",
        "request": {"key": new_key(dice), "received_at": drafting.day_said(today)},
    }
    return draft


def is_request(draft: Draft) -> bool:
    """Does a draft hold a request that is still to be settled?"""
    return draft.kind == "decision" and draft.page == PAGE


def asked_by(request: Answers) -> str:
    """Who asks, as far as is said."""
    return str(request.get("organisation") or request.get("person") or "Somebody")


def still_to_do(request: Answers) -> list[str]:
    """What would make a request clear and sure, as advice; empty: nothing. None of it stands in the way of sharing."""
    return list(_to_do(request))


def carry_on(answers: Answers, dice: Dice = secrets.token_bytes) -> None:
    """Put what the request says where the decision asks for it: the requester as recipient, and whom it is about.

    What is there already stays.
    """
    request = answers.get("request") or {}
    given = {name: request[name] for name in ("organisation", "person", "position", "contact") if request.get(name)}
    if given and not any(_named(one) for one in answers.get("recipients") or ()):
        checked = {"verified": request.get("verified_by_calling_back"), "verified_how": request.get("verified_how")}
        recipient = {"key": new_key(dice), **given, **{name: value for name, value in checked.items() if value}}
        answers["recipients"] = [recipient]
    about = str(request.get("child_reference") or "").strip()
    if about and not any((one.get("who") or {}).get("name") for one in answers.get("people") or ()):
        answers["people"] = [{"key": new_key(dice), "who": {"name": about}}]


def decided_at(vault: Vault, rows: Sequence[int]) -> list[Decided]:
    """The requests of some decisions' rows, as they stand now."""
    ids = [vault.store.entity_of(row) for row in rows]
    return [_decided(vault, one, fold_decision(vault.store.entries_of(one)).decision) for one in ids]


def _to_do(request: Answers) -> Iterator[str]:
    if not (request.get("organisation") or request.get("person")):
        yield "Say who asks."
    if not request.get("what"):
        yield "Ask what exactly they need."
    if not request.get("why"):
        yield "Ask why they need it."
    if request.get("verified_by_calling_back") != "yes" and not request.get("verified_how"):
        yield "Ring back on a number that you found yourself."
    elif request.get("verified_by_calling_back") == "no":
        yield "It may not be them: think twice before you answer, and tell your manager."


def _named(recipient: Answers) -> bool:
    return bool(recipient.get("organisation") or recipient.get("person"))


def _decided(vault: Vault, decision: str, now: Decision) -> Decided:
    request = now.request
    given = any(one.refusal_given for one in now.recipients)
    if request is None:
        answer = "Taken back"
    elif request.refusal_reason_given or given:
        answer = "Reason given"
    elif request.reply or any(one.shared_at for one in now.recipients):
        answer = "Answered"
    else:
        answer = "Not noted"
    return Decided(
        id=decision, reference=record.reference_of(vault, decision),
        asked_by=(request.organisation or request.person or "Not said") if request else "Not said",
        received=when(request.received_at) if request and request.received_at else "Not said",
        outcome=said(overall_outcome(now)), answer=answer,
    )  # fmt: skip
