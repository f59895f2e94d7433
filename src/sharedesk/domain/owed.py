"""Which reasons of an emergency share are still owed, and from which moment their due time counts.

Reasons are what makes the decision understood later: whom it was about, what was shared with whom and why they needed
it, what made it urgent, what was known at that time, why it could not wait, the risk of not sharing, the reasons and
what they rest on (DfE p17-18). What else a record asks for is still to add there, as in any other record.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from sharedesk.domain.completeness import Missing, what_is_missing
from sharedesk.domain.decision import Decision, Emergency
from sharedesk.domain.due import when_shared
from sharedesk.domain.fold import DecisionState
from sharedesk.domain.quick_share import note_in

REASONS = frozenset(
    ("who", "items", "recipient", "why_recipient", "if_not_shared", "emergency", "reasons", "basis", "condition")
)
"""The rules of `completeness` whose answers are the reasons."""


def is_emergency_share(state: DecisionState) -> bool:
    """Is there a quick share among its entries?"""
    return any(entry.leaf.kind == "quick_share" for entry in state.entries)


def reasons_missing(state: DecisionState) -> list[Missing]:
    """The reasons of an emergency share that are not there yet.

    What was lawfully erased is not asked for again; where nothing is left of the share, nothing is.
    """
    decision = state.decision
    if decision == Decision():
        return []
    if decision.emergency is None:  # taken back; it was one all the same
        decision = msgspec.structs.replace(decision, emergency=Emergency())
    erased = state.erased_fields
    return [
        missing
        for missing in what_is_missing(decision)
        if missing.rule.code in REASONS and missing.slot.partition("/")[0] not in erased
    ]


def shared_when(state: DecisionState) -> datetime:
    """The moment from which the due time counts: as it is stated now, else by the device (see `due.when_shared`)."""
    decision, recorded = state.decision, state.recorded
    stated = decision.shared_at or next((one.shared_at for one in decision.recipients if one.shared_at), None)
    note = note_in(recorded)
    device = (note.sealed_at or note.opened_at) if note else None
    return when_shared(stated, device, recorded.leaf.at)
