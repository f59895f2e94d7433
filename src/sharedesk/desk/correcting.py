"""Corrections and additions to a recorded decision, made by going over its answers. What was recorded stays."""

from __future__ import annotations

import contextlib
import secrets
from datetime import date
from typing import Any

from sharedesk.desk import record
from sharedesk.desk.answers import Answers, Fault, Unfit, from_decision, to_decision
from sharedesk.desk.drafting import Draft, Drafts
from sharedesk.desk.record import Recorded
from sharedesk.domain.fold import DecisionState, fold_decision
from sharedesk.domain.ids import Dice, new_id
from sharedesk.domain.parts import decision_from, slots_of
from sharedesk.errors import ShareDeskError
from sharedesk.vault import errors
from sharedesk.vault.vault import Vault

BECAUSE = "because"
"""The answer that says why; it is none of the decision's."""


class AddedSince(ShareDeskError):
    """The decision got another entry after somebody began to correct it."""

    exit_code = 6

    def __init__(self) -> None:
        super().__init__(
            "Something was added to this decision after you began.",
            "Your words are kept as a draft. Open the record, begin a new correction and copy them over.",
        )


def new_correction(vault: Vault, decision: str, dice: Dice = secrets.token_bytes) -> Draft:
    """A draft that goes over a decision's answers as they stand. Raises NoSuchRecord."""
    state = state_of(vault, decision)
    return Draft(
        id=new_id(dice), kind="correction", page="correction", decision=decision, base=state.entries[-1].leaf.entry,
        answers=from_decision(state.decision),
    )  # fmt: skip


def record_correction(vault: Vault, drafts: Drafts, draft: Draft, today: date) -> Recorded:
    """Add what a draft changes, and only that. Only when it is on the disk is the draft removed.

    Raises AddedSince, NothingToCorrect, Unfit and what a save raises; then the draft is as it was.
    """
    state = state_of(vault, draft.decision or "")
    if state.entries[-1].leaf.entry != draft.base:
        raise AddedSince
    answers = dict(draft.answers)
    because = str(answers.pop(BECAUSE, ""))
    if not because.strip():
        raise Unfit((Fault(BECAUSE, "Say why you correct or add this."),))
    before = slots(from_decision(state.decision), state)
    after = slots(answers, state, today)
    changed = {slot: value for slot, value in after.items() if before.get(slot) != value}
    withdrawn = [slot for slot in before if slot not in after and slot in dict(slots_of(state.decision))]
    reference = record.reference_of(vault, state.id)
    made = record.correct(vault, reference, because, decision_from(changed), withdrawn)
    with contextlib.suppress(errors.VaultError):  # the correction stands; the draft's base no longer does
        drafts.drop(draft.id)
    return made


def slots(answers: Answers, state: DecisionState, today: date | None = None, *, fill: bool = False) -> dict[str, Any]:
    """The slots that answers make of a recorded decision; its times stay as they were understood. Raises Unfit."""
    return dict(slots_of(to_decision(answers, today, fill=fill, stood=state.decision)))


def state_of(vault: Vault, decision: str) -> DecisionState:
    """A decision as it stands, by its id. Raises NoSuchRecord."""
    entries = vault.store.entries_of(decision)
    if not entries:
        raise errors.NoSuchRecord
    return fold_decision(entries)
