"""What was written in an emergency, to stand beside what is added: as it was written, and answer by answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

import msgspec
from msgspec import Struct

from sharedesk.desk import owed, record
from sharedesk.desk.afterwards import after_adding
from sharedesk.desk.answers import Answers, from_decision
from sharedesk.desk.correcting import state_of
from sharedesk.desk.drafting import day_said
from sharedesk.desk.owed import Owed
from sharedesk.domain import gaps
from sharedesk.domain.completeness import Missing, what_is_missing
from sharedesk.domain.decision import Decision
from sharedesk.domain.entry import Entry
from sharedesk.domain.fold import DecisionState
from sharedesk.domain.organisation import Organisation
from sharedesk.domain.owed import reasons_missing
from sharedesk.domain.parts import decision_from, slots_of
from sharedesk.domain.quick_share import note_in
from sharedesk.domain.two_texts import written_at_the_time
from sharedesk.domain.words import field_said
from sharedesk.paper.describe import Names, Pairs, pairs
from sharedesk.paper.emergency import note_rows
from sharedesk.vault.vault import Vault

ERASED = "What was written then was erased since."
_NOT_LISTED = ("checks", "sharing")
"""What checks decided stands with what it was decided for; what was shared went to whoever was told."""


class Then(Struct, frozen=True, kw_only=True):
    """An emergency share as its pages show it. `first`: what was answered then, by the paths of the answers."""

    state: DecisionState
    reference: str
    first: Answers
    written: Pairs
    """The note as it was written, by label; empty once it was erased."""
    at: datetime
    """When it was written, by the clock of the device that it was written on, with its offset."""
    due: Owed | None
    """None once all reasons are there."""

    @property
    def title(self) -> str:
        """Over what was written then."""
        return f"Written on {said(self.at)}, as you wrote it"

    @property
    def is_late(self) -> bool:
        """Is it past the time by which the organisation asks for the reasons?"""
        return self.due is not None and self.due.overdue


class Row(Struct, frozen=True, kw_only=True):
    """One answer: what it was then, what was added since, and when; empty: not recorded yet."""

    label: str
    then: str
    added: str
    on: str = ""


class StillToAdd(Struct, frozen=True, kw_only=True):
    """What is missing once a draft is added: the reasons, with which it is finished, and what else a record has."""

    decision: Decision
    reasons: Sequence[Missing]
    besides: Sequence[Missing]


def then(vault: Vault, decision: str, now: datetime, organisation: Organisation | None) -> Then:
    """What the pages of an emergency share show beside what is added. Raises NoSuchRecord."""
    state = state_of(vault, decision)
    note = note_in(state.recorded)
    leaf = state.recorded.leaf
    at = (note.sealed_at or note.opened_at) if note else None
    return Then(
        state=state,
        reference=record.reference_of(vault, decision),
        first=from_decision(written_at_the_time(state)),
        written=note_rows(note) if note else (),
        at=at or leaf.at.astimezone(timezone(timedelta(minutes=leaf.offset))),
        due=next((one for one in owed.reasons_owed(vault, now, organisation) if one.id == decision), None),
    )


def still_to_add(state: DecisionState, answers: Answers, today: date) -> StillToAdd:
    """What will be missing once these answers are added. Raises Unfit."""
    now = msgspec.structs.replace(state, decision=decision_from(after_adding(state, answers, today)))
    reasons = reasons_missing(now)
    asked = {(one.rule.code, one.slot) for one in reasons}
    besides = [one for one in what_is_missing(now.decision) if (one.rule.code, one.slot) not in asked]
    return StillToAdd(decision=now.decision, reasons=reasons, besides=besides)


def asks_about_delay(decision: Decision) -> bool:
    """Did more than a working day pass between knowing and sharing, or was it said why?"""
    return bool(decision.delay_because) or any(True for _ in gaps.no_delay_reason(decision))


def side_by_side(state: DecisionState, decision: Decision) -> list[Row]:
    """Each answer of a decision beside what was written then, in the order in which a record asks."""
    names, first, rows = _Titles(decision), dict(slots_of(written_at_the_time(state))), []
    for slot, value in slots_of(decision):
        if slot.partition("/")[0] in _NOT_LISTED:
            continue
        before, versions = dict(_said(slot, first.get(slot), names)), state.versions.get(slot, ())
        for label, text in _said(slot, value, names):
            came = next((one for one in versions if (label, text) in _said(slot, one.value, names)), None)
            added = "" if before.get(label) == text else text
            on = said(_moment(came.entry)) if came and added else ""
            rows.append(Row(label=label, then=before.get(label, ""), added=added, on=on))
    return rows


def said(moment: datetime) -> str:
    """`14 March 2026 at 14:02`, by the clock that it is given in."""
    return f"{day_said(moment.date())} at {moment:%H:%M}"


class _Titles:
    """What to call the elements of a decision, so that each answer is told from those of another."""

    def __init__(self, decision: Decision) -> None:
        self.names = Names(decision)
        self._of: dict[str, str] = {}
        called = [one.key for many in (decision.people, decision.recipients, decision.items) for one in many]
        for field in decision.__struct_fields__:
            elements = getattr(decision, field)
            for number, one in enumerate(elements if isinstance(elements, tuple) else (), 1):
                about = getattr(one, "person", "") or getattr(one, "recipient", "") or one.key
                word = field_said(field)
                word = f"{word}, {self.names[about]}" if about in called and about != one.key else word
                whose = self.names[one.key] if one.key in called else word
                self._of[one.key] = f"{whose} {number}" if len(elements) > 1 and one.key not in called else whose

    def of(self, key: str) -> str:
        """The title of an element."""
        return self._of.get(key, "")


def _said(slot: str, value: object, titles: _Titles) -> Pairs:
    """What a slot says, by labels that tell one element from another."""
    if value is None:
        return ()
    alone = decision_from({slot: value})
    field, _, key = slot.partition("/")
    if not key:
        return pairs(alone, titles.names)
    (element,) = getattr(alone, field)
    of = titles.of(key)
    links = ("person", "recipient") if field in ("telling", "identities", "objections") else ()
    unsaid = ("kind",) if field == "people" and element.who.kind == "unknown" else ()
    return tuple((f"{of}: {label}", text) for label, text in pairs(element, titles.names, skip=(*links, *unsaid)))


def _moment(entry: Entry) -> datetime:
    return entry.leaf.at.astimezone(timezone(timedelta(minutes=entry.leaf.offset)))
