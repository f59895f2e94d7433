"""What is known of the people of a case, where a text gives them away, and for whom a copy is made."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from sharedesk.domain.treatment import Certainty, MarkKind

AudienceKind = Literal["safeguarding_body", "anyone_else"]

LISTED_KINDS: frozenset[MarkKind] = frozenset(("unknown_word", "date", "age"))
"""Pieces of the jigsaw: shown and read through, but by themselves they name nobody that is known."""


class Known(Struct, frozen=True, kw_only=True):
    """What the case knows of one person that could give them away in a text.

    `role_label` stands for them throughout a document ("Adult A"). `contacts` are phones, emails and handles as
    written; `places` are what they can be found by, with its kind ("address", "school", "placement", "workplace").
    """

    key: str
    names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    role_label: str = ""
    could_be_harmed: bool = False
    """Could they be harmed if the person of concern or an associate learned who they are? "Don't know" counts."""
    staff: bool = False
    """Acting officially: normally named, unless at risk (DPA 2018 Sch 2 para 17)."""
    date_of_birth: str = ""
    """ISO 8601, or empty."""
    places: tuple[tuple[MarkKind, str], ...] = ()
    contacts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    """Other identifiers known to be theirs, as written: NHS number, UPN, registration."""


class Mark(Struct, frozen=True, kw_only=True):
    """A place in a text that gives somebody away: characters `start` to `end` of the text as it was written.

    `whose` is the person's key, or empty where nobody known is meant. `why` is for people: a short phrase.
    """

    start: int
    end: int
    kind: MarkKind
    whose: str = ""
    certainty: Certainty = "certain"
    why: str = ""
    others: tuple[str, ...] = ()
    """Others it could just as well be: a surname that several people have."""
    whole: bool = False
    """A whole name or alias, or a whole identifier that is known to be theirs; not a surname alone, nor initials."""

    def people(self) -> tuple[str, ...]:
        """Everybody it may be."""
        return (*((self.whose,) if self.whose else ()), *self.others)


class Audience(Struct, frozen=True, kw_only=True):
    """For whom a copy is made.

    `who` is the recipient's or person's key; `knows` the people whose names they have anyway: themselves, their
    children.
    """

    kind: AudienceKind
    who: str = ""
    knows: tuple[str, ...] = ()
