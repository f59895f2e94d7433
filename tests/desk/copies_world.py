"""A made-up family, somebody who must not be found by another, and readers who may see different things."""

from __future__ import annotations

from typing import Any

import msgspec

from sharedesk.desk import copy_readers, outward, record
from sharedesk.desk.copy_errors import CopyNotReady
from sharedesk.desk.outward import Choices, Made, Prepared
from sharedesk.domain.basis import LawfulBasis
from sharedesk.domain.decision import (
    AttachedReference,
    Concern,
    Decision,
    IdentityResult,
    Item,
    PersonInvolved,
    Recipient,
    Relationship,
    Sharing,
)
from sharedesk.domain.person import Contact, PersonStatement
from sharedesk.domain.request import Request
from sharedesk.domain.stated_time import understand
from sharedesk.domain.telling import Telling
from sharedesk.domain.treatment import MarkTreatment, Treatment

ADDRESS = "14 Bramblethorn Crescent, Exampleton"
CHILD, MOTHER, FATHER, SOURCE = "Perrin Quillfeather", "Isolde Quillfeather", "Corvin Stagthorne", "Odalys Wrenfield"
BRUISES = "Perrin had two bruises on the left arm."
MOVED = f"After Friday the family stays at {ADDRESS}, as the refuge arranged."
MINUTES = f"Minutes of another agency: {SOURCE} said that the shouting came through the wall every night."
INNER_REASON = "We do not trust what the asking agency would do with it."
GIVEN_REASON = "We have not been told enough to answer this."


def decision(**changes: Any) -> Decision:
    """Three items and three readers: a safeguarding body, a solicitor of the father, a club that asked."""
    return msgspec.structs.replace(_decision(), **changes)


def _decision() -> Decision:
    return Decision(
        own_initiative="no",
        request=Request(
            organisation="Exampleton Swimming Club", what="Why the boy no longer comes.",
            received_at=understand("2 March 2026"), refusal_reason_given=GIVEN_REASON,
        ),
        people=(
            PersonInvolved(key="perrin", who=PersonStatement(name=CHILD, kind="child"), roles=("child",)),
            PersonInvolved(
                key="isolde",
                who=PersonStatement(
                    name=MOTHER, kind="adult",
                    contacts=(
                        Contact(kind="address", text=ADDRESS, protected_from=("corvin",), because="he threatened her"),
                        Contact(kind="phone", text="01632 960417"),
                    ),
                ),
                roles=("parent", "victim"), could_be_harmed="yes",
            ),
            PersonInvolved(
                key="corvin", who=PersonStatement(name=FATHER, kind="adult"), roles=("parent", "person_of_concern")
            ),
            PersonInvolved(
                key="odalys", who=PersonStatement(name=SOURCE, kind="adult"), roles=("source",), could_be_harmed="yes"
            ),
        ),
        relationships=(
            Relationship(key="m", person="isolde", relation="mother", to="perrin"),
            Relationship(key="f", person="corvin", relation="father", to="perrin"),
        ),
        concerns=(Concern(key="c", text="Perrin is hurt at home.", about=("perrin",), risk="suspected"),),
        known_at=understand("1 March 2026"),
        decided_at=understand("2 March 2026 at 10:00"),
        items=(
            Item(key="bruises", text=BRUISES, nature="fact", about=("perrin",)),
            Item(key="moved", text=MOVED, nature="fact", about=("perrin", "isolde")),
            Item(key="minutes", text=MINUTES, nature="reported", about=("corvin",), source="Another agency"),
        ),
        attached=(AttachedReference(key="photo", title="Body map", dated="1 March 2026", pages="2"),),
        recipients=(
            Recipient(
                key="care", organisation="Exampleshire Children's Services", outcome="share", why="They assess.",
                safeguarding_role="yes", shared_at=understand("2 March 2026 at 11:00"),
                may_use_it_for="The assessment.",
            ),
            Recipient(key="law", organisation="Wend and Wend Solicitors", outcome="share_part", safeguarding_role="no"),
            Recipient(
                key="club", organisation="Exampleton Swimming Club", outcome="do_not_share", why=INNER_REASON,
                safeguarding_role="no",
            ),
        ),
        sharing=(
            Sharing(key="s1", item="bruises", recipient="care", what="share"),
            Sharing(key="s2", item="moved", recipient="care", what="share"),
            Sharing(key="s3", item="minutes", recipient="care", what="share"),
            Sharing(key="s4", item="photo", recipient="care", what="share"),
            Sharing(key="s5", item="bruises", recipient="law", what="share"),
            Sharing(key="s6", item="moved", recipient="law", what="leave_out", why="It would show where they live."),
        ),
        identities=(
            IdentityResult(
                key="i", recipient="care", audience="safeguarding_body", do_not_disclose_to=("corvin",),
                because="he threatened the mother",
            ),
        ),
        telling=(
            Telling(key="t1", person="isolde", result="tell_now", told_at=understand("2 March 2026 at 09:00")),
            Telling(key="t2", person="corvin", result="do_not_tell", reason="He said that he would find them."),
            Telling(key="t3", person="perrin", result="not_settled"),
        ),
        basis=LawfulBasis(sentence="We share this because keeping children safe is our task."),
        reasons="The bruises and what was heard fit together.",
    )  # fmt: skip


def prepared(vault, reference: str, kind, who: str = "") -> Prepared:
    there = record.state_of(vault, reference).decision
    return outward.prepare(vault, reference, kind, copy_readers.reader(there, kind, who))


def treat(prepared: Prepared, words: str, what, place: str = "", **more: Any) -> tuple[MarkTreatment, ...]:
    """A treatment for every mark of these words."""
    return tuple(
        MarkTreatment(
            place=piece.place, start=mark.start, end=mark.end, kind=mark.kind, whose=mark.whose or None,
            words=piece.text[mark.start : mark.end], treatment=Treatment(what=what, **more),
        )
        for piece in prepared.pieces if place in piece.place
        for mark in prepared.marks[piece.place] if piece.text[mark.start : mark.end] in words
    )  # fmt: skip


def looked_through(vault, prepared: Prepared, choices: Choices | None = None, **more: Any) -> Made:
    """The copy with the defaults of the command line, every question acknowledged and every unknown word read.

    Anything else that is still open is taken out, one by one.
    """
    choices = choices or Choices()
    taken = {(one.place, one.start) for one in choices.treatments}
    defaults = [one for one in outward.default_treatments(prepared) if (one.place, one.start) not in taken]
    choices = msgspec.structs.replace(choices, treatments=(*choices.treatments, *defaults))
    for _ in range(4):
        try:
            return outward.make(vault, prepared, choices, **more)
        except CopyNotReady as problem:
            choices = _decided(prepared, choices, problem)
    return outward.make(vault, prepared, choices, **more)


def _decided(prepared: Prepared, choices: Choices, problem: CopyNotReady) -> Choices:
    texts = {piece.place: piece.text for piece in prepared.pieces}
    read, treatments, acknowledge = list(choices.read), list(choices.treatments), list(choices.acknowledge)
    for place in problem.places:
        if place.start is None:
            acknowledge.append(place.key)
        elif place.kind == "unknown_word":
            read.append(texts[place.place][place.start : place.end])
        else:
            words = texts[place.place][place.start : place.end]
            treatments += treat(prepared, words, "remove", place.place)
    return Choices(
        treatments=tuple(dict.fromkeys(treatments)), read=tuple(read), include=choices.include,
        hold_back=choices.hold_back, acknowledge=tuple(acknowledge),
    )  # fmt: skip
