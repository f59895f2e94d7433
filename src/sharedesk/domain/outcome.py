"""The overall outcome of a decision, derived from the outcome for each recipient."""

from __future__ import annotations

from typing import Literal

from sharedesk.domain.decision import Decision, Outcome
from sharedesk.domain.fold import DecisionState

Overall = Literal[
    "share", "share_part", "do_not_share", "share_later", "ask_requester", "limited_enquiry", "mixed", "not_settled"
]


def overall_outcome(decision: Decision) -> Overall:
    """One word for the whole: `mixed` where recipients differ, `not_settled` until every one has an outcome."""
    outcomes: set[Outcome] = {recipient.outcome for recipient in decision.recipients if recipient.outcome}
    if not outcomes or any(recipient.outcome is None for recipient in decision.recipients):
        return "not_settled"
    if len(outcomes) == 1:
        return outcomes.pop()
    return "share_part" if outcomes == {"share", "share_part"} else "mixed"


def outcome_of(state: DecisionState) -> Overall | Literal["erased"]:
    """The overall outcome of a recorded decision; `erased` where all of it was."""
    return "erased" if state.is_erased else overall_outcome(state.decision)


def shares(outcome: Outcome | None) -> bool:
    """Is anything passed on to this recipient?"""
    return outcome in ("share", "share_part", "limited_enquiry")
