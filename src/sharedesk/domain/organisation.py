"""An organisation's own pack: who it is, its usual basis, its contacts, agreements and procedures. No personal data.

One TOML file that IT can roll out; resources/organisation/template.toml explains every field.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from sharedesk.domain.guidance import Article6Code, Body, Id, Nation, Text


class UsualBasis(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What sharing usually rests on here: the sentence a practitioner sees, and the provisions behind it."""

    sentence: Text
    """`We share this because ...`, as the practitioner reads it."""
    article_6: Annotated[tuple[Article6Code, ...], Meta(min_length=1)]
    task_or_obligation: str = ""
    annex_1_paragraph: str = ""
    balancing: str = ""
    conditions: tuple[str, ...] = ()
    """Codes of conditions, as the guidance has them."""
    public_interest: str = ""
    policy_document: str = ""
    policy_document_held: str = ""
    confidentiality: str = ""


class Contact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A team to reach by its role, never a named member of staff. `duty`: offered on the emergency page."""

    id: Id
    organisation: Text
    role: Text
    use_for: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    hours: str = ""
    duty: bool = False
    safeguarding_role: bool = False
    may_use_it_for: str = ""
    last_checked: date


class LocalAdviser(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who answers here for a kind of adviser; `adviser` is the id of one in the guidance."""

    adviser: Id
    role: Text
    phone: str = ""
    email: str = ""
    hours: str = ""
    last_checked: date


class SharingAgreement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A data sharing agreement that is in place, and the assessment made for it."""

    id: Id
    title: Text
    partners: Annotated[tuple[Text, ...], Meta(min_length=1)]
    covers: str = ""
    dated: date | None = None
    review: date | None = None
    dpia: str = ""
    held: str = ""


class LocalProcedure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A note of what local procedures say; `about` names the statements it stands beside."""

    id: Id
    title: Text
    text: Text
    held: str = ""
    about: tuple[Id, ...] = ()
    last_checked: date


CountFrom = Literal["last_entry", "recorded", "youngest_child_born"]


class Retention(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long a kind of record is kept here, counted from what, and by which rule."""

    kind: Text
    years: Annotated[int, Meta(ge=0, le=150)]
    counted_from: Text
    """In words, for people."""
    count_from: CountFrom | None = None
    """The same for the list of what to look at; without it nothing is worked out by this rule."""
    rule: str = ""


class EscrowKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The public half of a key with which the organisation could open a log whose writer has let it in."""

    who: Text
    """The team or office that holds the secret half: whoever holds it could read."""
    recipient: Annotated[str, Meta(pattern="^age1[0-9a-z]{58}$", max_length=62)]
    compare: str = ""
    """Where staff find the four words that stand for the key, to compare."""


class Organisation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The pack as loaded. `version` is the pack's own date; `digest` is set by the loader, not by the file."""

    name: Text
    version: date
    body: Body
    nation: Nation
    part_3: bool
    """Is it a competent authority that also shares for law-enforcement purposes?"""
    controller: str = ""
    main_record: str = ""
    practice: bool = False
    """A made-up pack, for the practice log alone."""
    reasons_due_working_days: Annotated[int, Meta(ge=0, le=20)] = 1
    """Reasons of an emergency share are due at the end of this working day after it. A local setting, not law."""
    usual: UsualBasis | None = None
    contacts: tuple[Contact, ...] = ()
    advisers: tuple[LocalAdviser, ...] = ()
    agreements: tuple[SharingAgreement, ...] = ()
    procedures: tuple[LocalProcedure, ...] = ()
    retention: tuple[Retention, ...] = ()
    escrow: EscrowKey | None = None
    dpo_view: str = ""
    rights: str = ""
    switched_on: tuple[Id, ...] = ()
    """Statements that ship switched off and that the organisation has confirmed."""
