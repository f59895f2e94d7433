"""An erasure that is being decided, and why a record is kept longer: sealed as they are written, like any text."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from sharedesk.desk import retention
from sharedesk.desk.drafting import Draft, Drafts, day_said
from sharedesk.desk.erasing import GROUNDS, Choices, Chosen, Grounds, Plan
from sharedesk.domain.erasure import Category
from sharedesk.domain.ids import Dice, new_id
from sharedesk.vault.vault import Vault

ERASE, KEEP = "erase", "keep_longer"
"""The pages that such drafts are gone on with."""
PERSON, CATEGORY, AUTHORITY, SCOPE, PIECES = "person", "category", "authority", "scope", "pieces"
SOME = "some"
"""The scope of which only what is said goes; else all of a decision does."""


def erasure_of(vault: Vault, *, decision: str = "", person: str = "", dice: Dice = secrets.token_bytes) -> Draft:
    """The one erasure that is being decided for a decision or a person; begun where there is none."""
    for draft in Drafts(vault).all():
        if draft.kind == "erasure" and (draft.decision or "", draft.answers.get(PERSON, "")) == (decision, person):
            return draft
    return Draft(
        id=new_id(dice), kind="erasure", page=ERASE, decision=decision or None,
        answers={PERSON: person} if person else {},
    )  # fmt: skip


def subject_of(draft: Draft) -> tuple[str, str]:
    """The decision, or the person, that an erasure is about."""
    return draft.decision or "", str(draft.answers.get(PERSON, ""))


def grounds_of(draft: Draft) -> Grounds | None:
    """Why, and who decided; None while no ground is chosen."""
    category: Category | None = next((one for one, _ in GROUNDS if one == draft.answers.get(CATEGORY)), None)
    return Grounds(category=category, authority=str(draft.answers.get(AUTHORITY, ""))) if category else None


def chosen_in(draft: Draft) -> dict[str, Chosen]:
    """What was decided about pieces so far."""
    held: Mapping[str, Any] = draft.answers.get(PIECES, {})
    return {part: msgspec.convert(one, Chosen) for part, one in held.items()}


def choices_of(draft: Draft, plan: Plan) -> Choices:
    """The same for a list as it is now. Of a decision of which only some goes, the rest stays."""
    chosen = {part: one for part, one in chosen_in(draft).items() if part in {piece.part for piece in plan.pieces}}
    if plan.decision is None or draft.answers.get(SCOPE) != SOME:
        return chosen if plan.decision is None else {}
    return {piece.part: chosen.get(piece.part, Chosen(what="keep")) for piece in plan.pieces}


def decide(draft: Draft, part: str, chosen: Chosen | None) -> None:
    """Put down what becomes of a piece; None: that is open again."""
    pieces = dict(draft.answers.get(PIECES, {}))
    pieces.pop(part, None)
    if chosen is not None:
        pieces[part] = msgspec.to_builtins(chosen)
    draft.answers[PIECES] = pieces


def keeping_of(vault: Vault, decision: str, dice: Dice = secrets.token_bytes) -> Draft:
    """The reason for keeping a decision longer that is being written, with what was said the last time."""
    for draft in Drafts(vault).all():
        if draft.kind == "keep" and draft.decision == decision:
            return draft
    before = retention.kept_until(vault, decision)
    answers = {"until": day_said(before[0]), "because": before[1]} if before and before[0] > date.today() else {}  # noqa: DTZ011  # the day where they are
    return Draft(id=new_id(dice), kind="keep", page=KEEP, decision=decision, answers=answers)
