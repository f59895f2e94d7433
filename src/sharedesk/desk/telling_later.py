"""Telling, after a decision was recorded: who is still to be told or not settled, and adding that somebody was told.

What was recorded stays. That somebody was told, what they said, what they were given and what they object to is an
addition like any correction, with a reason of its own.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from msgspec import Struct

from sharedesk.desk import correcting
from sharedesk.desk.answers import Answers, from_decision, to_be_told
from sharedesk.desk.correcting import BECAUSE
from sharedesk.desk.drafting import Draft
from sharedesk.domain import gaps
from sharedesk.domain.decision import Decision
from sharedesk.domain.fold import DecisionState, fold_decision
from sharedesk.domain.ids import Dice, new_key
from sharedesk.domain.telling import Telling
from sharedesk.vault import search
from sharedesk.vault.vault import Vault

PAGE = "told"
"""The page that such a draft is gone on with."""
_REASON = "What happened when somebody was told is added."
_TO_TELL = ("tell_now", "tell_after", "safe_route_only")
_HELD_BACK = ("ask_first", "do_not_tell")
_FIELDS = ("told_at", "what_they_said", "leaflet_or_notice")


class Owed(Struct, frozen=True, kw_only=True):
    """What waits in one decision: how many people, no names."""

    id: str
    reference: str
    to_tell: int = 0
    not_settled: int = 0
    look_again: int = 0

    @property
    def words(self) -> str:
        """As home says it."""
        parts = [
            f"{_counted(self.to_tell)} to tell" if self.to_tell else "",
            f"telling {_counted(self.not_settled)} not settled yet" if self.not_settled else "",
            f"time to look again at not telling {_counted(self.look_again)}" if self.look_again else "",
        ]
        return f"{self.reference}: {', '.join(part for part in parts if part)}"


class Looked(Struct, frozen=True, kw_only=True):
    """What was found among some decisions, the last recorded first; `before` is where to go on, None at the end."""

    owed: tuple[Owed, ...]
    looked_at: int
    before: int | None


def owed(vault: Vault, now: datetime, many: int, before: int | None = None) -> Looked:
    """What waits among the next `many` decisions, the last recorded first. About 1 ms for each."""
    listed = search.newest(vault.store, many, before)
    found = [
        waits
        for one in listed
        if (waits := waiting_in(fold_decision(vault.store.entries_of(one.id)), one.reference, now))
    ]
    last = listed[-1].row if len(listed) == many else None
    return Looked(owed=tuple(found), looked_at=len(listed), before=last)


def waiting_in(state: DecisionState, reference: str, now: datetime) -> Owed | None:
    """What waits in a decision; None where nothing does. `now` has a time zone.

    To tell: a result that says so, and nobody said since that they were told: a time that was still to come when it was
    written is a plan. Not settled: said to be so, or not said of somebody for whom it is asked where something is
    shared. Look again: the day has come.
    """
    telling = state.decision.telling
    told = {one.person for one in telling if _told(one, state)}
    to_tell = {one.person for one in telling if one.result in _TO_TELL} - told
    unsettled = {one.person for one in telling if one.result == "not_settled"}
    unsettled |= {slot.partition("/")[2] for slot in gaps.not_told_settled(state.decision)}
    again = {one.person for one in telling if one.result in _HELD_BACK and _due(one, now)} - told
    if not (to_tell or unsettled - told or again):
        return None
    return Owed(
        id=state.id, reference=reference, to_tell=len(to_tell), not_settled=len(unsettled - told), look_again=len(again)
    )


def may_be_told(decision: Decision) -> bool:
    """Is there anybody for whom it is asked whether they are told?"""
    return bool(to_be_told(from_decision(decision)))


def new_told(vault: Vault, decision: str, dice: Dice = secrets.token_bytes) -> Draft:
    """A draft of an addition: that somebody was told. Raises NoSuchRecord."""
    draft = correcting.new_correction(vault, decision, dice)
    draft.page = PAGE
    draft.answers[BECAUSE] = _REASON
    for telling in draft.answers.get("telling") or ():
        if telling.get("result") == "tell_now" and "when" in telling:  # as told_at, whatever the result becomes
            telling["told_at"] = telling.pop("when")
    return draft


def who_may_be_told(answers: Answers) -> list[tuple[str, str]]:
    """Key and name of everybody who can be told, those who are still to be told first."""
    told = {t["person"] for t in answers.get("telling") or () if t.get("told_at")}
    return sorted(to_be_told(answers), key=lambda one: one[0] in told)


def told_of(answers: Answers, person: str) -> dict[str, Any]:
    """What is said so far of telling a person: `told_at`, what they said and got, and their `objection`."""
    telling: Answers = next((t for t in answers.get("telling") or () if t.get("person") == person), {})
    objection: Answers = next((o for o in answers.get("objections") or () if o.get("person") == person), {})
    said: dict[str, Any] = {name: telling[name] for name in _FIELDS if telling.get(name)}
    return said | {"objection": {k: v for k, v in objection.items() if k not in ("key", "person")}}


def put_told(answers: Answers, person: str, said: dict[str, Any], dice: Dice = secrets.token_bytes) -> None:
    """Put what `told_of` gives, as it is now, into the answers. Nothing is made where nothing is said."""
    given = {name: said.get(name) or "" for name in _FIELDS}
    _put(answers, "telling", person, given, dice)
    _put(answers, "objections", person, dict(said.get("objection") or {}), dice)


def _put(answers: Answers, field: str, person: str, given: dict[str, str], dice: Dice) -> None:
    elements: list[Any] = list(answers.get(field) or ())
    element = next((one for one in elements if one.get("person") == person), None)
    if element is None:
        if not any(given.values()):
            return
        element = {"key": new_key(dice), "person": person}
        elements.append(element)
        answers[field] = elements
    for name, words in given.items():
        if words:
            element[name] = words
        else:
            element.pop(name, None)


def _told(telling: Telling, state: DecisionState) -> bool:
    at, versions = telling.told_at, state.versions.get(f"telling/{telling.key}")
    if at is None or at.earliest is None or not versions:
        return at is not None
    return at.earliest <= versions[-1].entry.leaf.at


def _due(telling: Telling, now: datetime) -> bool:
    at = telling.look_again
    return at is not None and at.earliest is not None and at.earliest <= now


def _counted(people: int) -> str:
    return "1 person" if people == 1 else f"{people} people"
