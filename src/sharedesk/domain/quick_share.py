"""An emergency share as noted in the moment: who was told, who is at risk, what was shared, why it could not wait.

The note is written while the log may be locked, so it stands by itself: it carries the id of the decision that it will
be, and with that its reference, from the first key on. What it says is kept word for word for ever; the reasons come
afterwards and stand beside it (DfE p17-18; ICO step 9).
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from sharedesk.domain.decision import DecidedBy, Decision, Emergency, Item, PersonInvolved, Recipient, Sharing
from sharedesk.domain.entry import Entry, Id, content_of
from sharedesk.domain.ids import Dice, new_id, new_key
from sharedesk.domain.person import Author, PersonStatement
from sharedesk.domain.reference import reference_of
from sharedesk.domain.stated_time import Instant, NoSuchDate, StatedTime, understand
from sharedesk.domain.urgencies import URGENCIES, Urgency
from sharedesk.errors import ShareDeskError

Channel = Literal["in_person", "phone", "secure_email", "email", "secure_system", "post", "meeting", "other"]
NOTE = "@note"
"""The slot in which an entry keeps the note as it was written."""
_TIME_OF_DAY = re.compile(r"\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?", re.IGNORECASE)
"""In an emergency that is all that anybody says of when: it was today."""
_NAME_AT_MOST = 80
"""Characters: what is longer is a description and not a name."""


class NotANote(ShareDeskError):
    """Text that is no emergency note, where one is wanted."""

    exit_code = 3

    def __init__(self, why: str) -> None:
        super().__init__(f"This is not an emergency note: {why}", "Nothing was saved. Your text is as it was.")


class Told(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who was told: any of it will do."""

    name: str = ""
    role: str = ""
    organisation: str = ""
    number: str = ""

    @property
    def said(self) -> str:
        """In one line; empty where nobody is named."""
        return ", ".join(
            word.strip() for word in (self.name, self.role, self.organisation, self.number) if word.strip()
        )


class QuickNote(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One note. `said_at` is the time of telling as its writer says it; the device's own clock is kept apart."""

    format: Literal[1] = 1
    decision: Id
    """The id of the decision that it will be."""
    told: Told = Told()
    at_risk: str = ""
    shared: str = ""
    why: tuple[Urgency, ...] = ()
    why_line: str = ""
    channel: Channel | None = None
    said_at: str = ""
    opened_at: Instant | None = None
    """By the device's clock: when the form was opened, and when this version was sealed."""
    sealed_at: Instant | None = None
    counter: Annotated[int, Meta(ge=0)] = 0
    saved: bool = False
    """False: its writer was interrupted before *Save now*."""

    @property
    def reference(self) -> str:
        """The same before it is taken into the log and after."""
        return reference_of(self.decision)

    @property
    def could_not_wait(self) -> str:
        """Why it could not wait, in words."""
        chosen = "; ".join(URGENCIES[one] for one in self.why)
        return ". ".join(said for said in (chosen, self.why_line.strip()) if said)

    @property
    def is_empty(self) -> bool:
        """Is there nothing in it that anybody typed or chose?"""
        return not (self.told.said or self.at_risk.strip() or self.shared.strip() or self.could_not_wait)

    @property
    def shared_at(self) -> StatedTime | None:
        """When it was shared, as its writer says it, understood by the day on which it was written."""
        if not self.said_at.strip():
            return None
        said, day = self.said_at.strip(), self.sealed_at or self.opened_at
        meant = f"today at {said}" if _TIME_OF_DAY.fullmatch(said) else said
        try:
            understood = understand(meant, today=day.date() if day else None)
        except NoSuchDate:
            return StatedTime(said=said)  # kept as said: nothing stops an emergency
        if meant != said and day and understood.earliest and understood.earliest > day:
            return StatedTime(said=said)  # after midnight “23:50” was not today, and nothing is guessed
        return msgspec.structs.replace(understood, said=said)


def new_note(opened_at: datetime, dice: Dice = secrets.token_bytes) -> QuickNote:
    """A note with nothing in it yet. `opened_at` has an offset."""
    return QuickNote(decision=new_id(dice), opened_at=opened_at)


def what_it_needs(note: QuickNote) -> list[str]:
    """What *Save now* still asks for: only who was told, and why it could not wait. Fields, in the form's order."""
    return [name for name, there in (("told", note.told.said), ("why", note.could_not_wait)) if not there]


def encode_note(note: QuickNote) -> bytes:
    """The bytes that are sealed. Half a character, which some keyboards can make, becomes the sign for a bad one."""
    plain = _whole(msgspec.to_builtins(note))
    return msgspec.json.encode(plain, order="deterministic")


def decode_note(words: bytes) -> QuickNote | None:
    """A note from what was sealed; None where it is none of ours."""
    try:
        note = msgspec.json.decode(words, type=QuickNote)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    # at the ends of time no clock of another zone can be told, and a planted one would keep the others from being read
    return note if all(at is None or 1900 <= at.year < 2200 for at in (note.opened_at, note.sealed_at)) else None


def note_in(entry: Entry) -> QuickNote | None:
    """The note that an entry keeps as it was written; None where it has none, or it was erased."""
    for part in entry.parts:
        if part.slot == NOTE and (content := content_of(part)) is not None:
            return decode_note(str(content.value).encode())
    return None


def decision_of(note: QuickNote, author: Author | None = None, dice: Dice = secrets.token_bytes) -> Decision:
    """The decision that a note is, with new keys: just what the note says, nothing added."""
    person, item, recipient = new_id(dice), new_key(dice), new_key(dice)
    at_risk, shared, told = note.at_risk.strip(), note.shared.strip(), note.told
    short = len(at_risk) <= _NAME_AT_MOST and "\n" not in at_risk
    who = PersonStatement(name=at_risk) if short else PersonStatement(description=at_risk)
    people = (PersonInvolved(key=person, who=who, roles=("subject",)),) if at_risk else ()
    about, both = (person,) if at_risk else (), bool(shared and told.said)
    decided_by = DecidedBy(name=author.name, position=author.role, organisation=author.organisation) if author else None
    return Decision(
        people=people,
        items=(Item(key=item, text=shared, about=about),) if shared else (),
        recipients=(
            (
                Recipient(
                    key=recipient, organisation=told.organisation.strip(), person=told.name.strip(),
                    position=told.role.strip(), contact=told.number.strip(), outcome="share", channel=note.channel,
                    shared_at=note.shared_at,
                ),
            )
            if told.said else ()
        ),
        sharing=(Sharing(key=new_key(dice), item=item, recipient=recipient, what="share"),) * both,
        shared_at=note.shared_at,
        emergency=Emergency(could_not_wait_because=note.could_not_wait),
        decided_by=decided_by,
    )  # fmt: skip


def _whole(value: Any) -> Any:
    """Plain data without halves of characters and without U+0000, which no log keeps."""
    if isinstance(value, str):
        return (
            value.encode("utf-16", "surrogatepass")
            .decode("utf-16", "replace")
            .replace("\0", "\N{REPLACEMENT CHARACTER}")
        )
    if isinstance(value, dict):
        return {name: _whole(held) for name, held in value.items()}
    return [_whole(held) for held in value] if isinstance(value, list | tuple) else value
