"""People, as somebody states them: uncertain, unnamed and unborn people included."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from sharedesk.domain.stated_time import StatedTime

Answer = Literal["yes", "no", "dont_know"]
"""Every question that a person answers may be left open (None), and `dont_know` is an answer."""

PersonKey = Annotated[str, Meta(extra={"refers_to": "people"})]
"""Names one of the decision's people: in a file for input by its key, in the log by the person's id."""


class Contact(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One way to reach or find a person, and from whom it has to be kept."""

    kind: Literal["address", "phone", "email", "placement", "school", "workplace", "other"]
    text: str
    protected_from: tuple[PersonKey, ...] = ()
    because: str = ""


class PersonStatement(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is said of who a person is. No name is needed: `description` serves ("man, 40s, blue van")."""

    name: str = ""
    name_certain: Answer | None = None
    also_known_as: tuple[str, ...] = ()
    description: str = ""
    kind: Literal["child", "adult", "unborn", "unknown"] = "unknown"
    date_of_birth: StatedTime | None = None
    """For an unborn child the day expected."""
    age: str = ""
    organisation: str = ""
    position: str = ""
    contacts: tuple[Contact, ...] = ()
    language: str = ""
    note: str = ""


class PersonChange(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A person stated anew: the whole statement as it is from a date (a married name, a corrected birthday) and why."""

    who: PersonStatement
    valid_from: StatedTime | None = None
    because: str = ""


class PersonLink(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Two ids said to be one person. It is undone by an entry that follows this one, never by forgetting it."""

    person: str
    same_as: str
    because: str = ""


class Author(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who writes this log, in which role and for which organisation, from a date. Roles change: the latest holds."""

    name: str
    role: str = ""
    organisation: str = ""
    valid_from: StatedTime | None = None


class LogAgreement(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the author says of the organisation's agreement to this log, when the log is made."""

    agreed: Answer | None = None
    """Has the organisation agreed that the log may be kept on this device?"""
    controller: str = ""
    """Who answers for the personal data in it."""
    main_record: str = ""
    """Where the organisation's own record of the case is."""
