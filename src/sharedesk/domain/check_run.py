"""A check as it was run: what was asked in which words, what was answered, advised and decided, and why.

A run is kept whole, so that it reads the same after the guidance has changed. Looking again is a new run that follows
the earlier one; neither is ever changed.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from sharedesk.domain.links import CheckKey, ItemKey, RecipientKey
from sharedesk.domain.person import PersonKey
from sharedesk.domain.stated_time import StatedTime

Code = Annotated[str, Meta(description="The name of a check, a question, an answer or a result, or a version.")]
"""Annotated, and so not among the texts that a search looks through."""
Shown = Annotated[str, Meta(description="Wording as it was shown.")]
"""The guidance's words, not the writer's: kept, printed, and not looked through by a search."""


class Asked(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One question that was shown. With neither `answer` nor `note` it was left open, and is printed so."""

    question: Code
    wording: Shown = ""
    answer: Code = ""
    answer_wording: Shown = ""
    note: str = ""
    """The writer's own words: the answer where words were asked for, or what they added to it."""
    how: Literal["with_opening"] | None = None
    """`with_opening`: it was listed beside the opening question, and answered together with it."""


class CheckRun(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One run of one check, about a person, an item, a recipient, or the decision as a whole."""

    key: str
    check: Code
    title: Shown = ""
    guidance: Code = ""
    """Version of the guidance that the wording is from."""
    organisation: Code = ""
    """Version of the organisation's pack, where there was one."""
    person: PersonKey | None = None
    item: ItemKey | None = None
    recipient: RecipientKey | None = None
    asked: tuple[Asked, ...] = ()
    advice: Code = ""
    """The result that the answers led to, or `not_settled`."""
    advice_wording: Shown = ""
    because: tuple[Shown, ...] = ()
    """Why the advice is what it is: one sentence for each answer that led to it."""
    findings: tuple[Code, ...] = ()
    """Provisions that the answers pointed to, such as `6(1)(e)`."""
    decided: Code = ""
    """The result that the practitioner settled on; empty while nobody has decided."""
    decided_wording: Shown = ""
    departing_because: str = ""
    by: str = ""
    run_at: StatedTime | None = None
    follows: CheckKey | None = None

    @property
    def skipped(self) -> tuple[Asked, ...]:
        """The questions that were shown and left open."""
        return tuple(one for one in self.asked if not one.answer and not one.note)

    @property
    def departs(self) -> bool:
        """Was something else decided than advised?"""
        return bool(self.decided) and self.advice not in ("", "not_settled") and self.decided != self.advice


def latest(runs: tuple[CheckRun, ...]) -> tuple[CheckRun, ...]:
    """The runs that no other run follows: how each check stands now."""
    followed = {run.follows for run in runs}
    return tuple(run for run in runs if run.key not in followed)
