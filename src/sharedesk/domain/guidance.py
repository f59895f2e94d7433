"""Law and advice as dated data: statements with their sources, dates in force and how sure we are of them.

Everything here is read from resources/guidance/*.toml by `sharedesk.guidance`.
Nothing here says that something "is lawful": a statement says what its source asks for, from when, and how sure we are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
"""The name by which others point at an item: small letters, digits and hyphens."""
Text = Annotated[str, Meta(pattern=r"\S")]
"""Words: never empty."""

Confidence = Literal["read", "unconfirmed", "proposal"]
"""`read`: the source was read; `unconfirmed`: known but not read again; `proposal`: ShareDesk's own."""
Status = Literal["in_force", "not_confirmed_in_force", "superseded", "advice"]
Profession = Literal[
    "social_care", "school_or_college", "health", "police", "youth_justice", "early_years", "voluntary", "other"
]
Body = Literal[
    "council", "nhs_body", "nhs_gp", "maintained_school", "academy", "fe_college", "police", "youth_offending",
    "other_competent_authority", "delegated_body", "charity", "private", "other",
]  # fmt: skip
"""The kinds of body that the law and the advice tell apart. `delegated_body`: one given a task laid down by law."""
Nation = Literal["england", "wales", "scotland", "northern_ireland"]
Article6Code = Literal["6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(d)", "6(1)(e)", "6(1)(ea)", "6(1)(f)"]


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a statement comes from: the id of a `Reference`, and the page or paragraph in it."""

    document: Id
    place: str = ""


class Reference(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document, Act or case that statements rest on."""

    id: Id
    title: Text
    publisher: Text
    short: Text
    """As it stands before a page number: `DfE`, `DPA 2018`."""
    dated: str = ""
    edition: Literal["current", "superseded", "not_checked"] = "not_checked"
    """Whether this is the edition in use today; `not_checked`: nobody has looked lately."""
    note: str = ""


class Statement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing the law, the advice or good practice says, in the project's own words.

    `pages` names the pages and questions of ShareDesk whose place on the shelf this is. `professions`: whom it is for,
    empty for everyone. `off_because` says why a statement is switched off; one without it is on.
    """

    id: Id
    title: Text
    text: Text
    sources: Annotated[tuple[Source, ...], Meta(min_length=1)]
    confidence: Confidence
    status: Status
    in_force_from: date | None = None
    in_force_to: date | None = None
    professions: tuple[Profession, ...] = ()
    pages: tuple[str, ...] = ()
    see: tuple[Id, ...] = ()
    off_because: str = ""

    def in_force_on(self, day: date) -> bool:
        """Do its dates, where it has any, cover this day?"""
        return (self.in_force_from is None or self.in_force_from <= day) and (
            self.in_force_to is None or day <= self.in_force_to
        )


class LawfulBasis(Statement, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A lawful basis of Article 6: its code, what it asks for, who it suits and who may not use it."""

    code: Article6Code
    asks: Annotated[tuple[Text, ...], Meta(min_length=1)]
    bodies: tuple[Body, ...] = ()
    """The kinds of body for which the advice names it."""
    closed_to: tuple[Body, ...] = ()
    """Kinds of body that may not use it for the tasks they perform as public authorities."""


class Annex1Condition(Statement, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A recognised legitimate interest: one of the conditions of Annex 1 that 6(1)(ea) needs."""

    paragraph: Text
    asks: Annotated[tuple[Text, ...], Meta(min_length=1)]


class Limb(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part of a condition: with `one_of`, any one of these serves."""

    text: Text
    one_of: tuple[Text, ...] = ()


class Condition(Statement, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A condition for special category data, offence data or sensitive law-enforcement data."""

    code: Text
    """As a record keeps it, e.g. `9(2)(g) + Sch 1 para 18`."""
    for_data: tuple[Literal["special_category", "offence", "law_enforcement_sensitive"], ...]
    limbs: Annotated[tuple[Limb, ...], Meta(min_length=1)]
    policy_document: Literal["yes", "no", "not_to_competent_authority", "as_underlying", "not_stated"]
    policy_note: str = ""


class Adviser(Statement, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of person or team to turn to. Its id is what an organisation's pack fills with a contact."""

    turn_to_for: Text


class FormOfAbuse(Statement, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A form of abuse or neglect. `code` is the one a concern keeps (`domain.decision.Form`)."""

    code: Text


class Resource(Statement, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to read: `document` names it among the references."""

    document: Id


class Topic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One shelf of guidance: an opening line and its statements, in the order in which they are read.

    `pages` names the pages of ShareDesk whose place this whole topic is.
    """

    id: Id
    title: Text
    opening: Text
    order: int
    pages: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()


class Guidance(Struct, frozen=True, kw_only=True):
    """The whole pack as loaded. `version` (32 characters at most) is what a decision keeps and paper prints."""

    version: str
    """The pack's date and the head of its digest: `2026-11-22+1a2b3c4d`."""
    digest: str
    """SHA-256 over every file of the pack, in hexadecimal."""
    nation: Nation
    nation_note: str
    topics: tuple[Topic, ...]
    references: Mapping[str, Reference]
    statements: Mapping[str, Statement]

    def statement(self, name: str) -> Statement:
        """The statement with this id. Raises KeyError."""
        return self.statements[name]

    def reference(self, name: str) -> Reference:
        """The reference with this id. Raises KeyError."""
        return self.references[name]

    def topic_of(self, name: str) -> Topic:
        """The topic that holds the statement with this id. Raises KeyError."""
        return next(topic for topic in self.topics if self.statements[name] in topic.statements)

    def said(self, source: Source) -> str:
        """A source as people read it: `DfE p12`."""
        return f"{self.references[source.document].short} {source.place}".strip()

    def bases(self) -> tuple[LawfulBasis, ...]:
        """The lawful bases of Article 6."""
        return tuple(one for one in self._all() if isinstance(one, LawfulBasis))

    def basis(self, code: str) -> LawfulBasis:
        """The lawful basis with a code such as `6(1)(e)`. Raises KeyError."""
        return {one.code: one for one in self.bases()}[code]  # type: ignore[index]

    def annex_1(self) -> tuple[Annex1Condition, ...]:
        """The recognised legitimate interests."""
        return tuple(one for one in self._all() if isinstance(one, Annex1Condition))

    def conditions(self) -> tuple[Condition, ...]:
        """The conditions for special category, offence and sensitive data."""
        return tuple(one for one in self._all() if isinstance(one, Condition))

    def condition(self, code: str) -> Condition:
        """The condition with a code such as `9(2)(g) + Sch 1 para 18`. Raises KeyError."""
        return {one.code: one for one in self.conditions()}[code]

    def advisers(self) -> tuple[Adviser, ...]:
        """The kinds of adviser to turn to."""
        return tuple(one for one in self._all() if isinstance(one, Adviser))

    def forms_of_abuse(self) -> tuple[FormOfAbuse, ...]:
        """The forms of abuse and neglect."""
        return tuple(one for one in self._all() if isinstance(one, FormOfAbuse))

    def _all(self) -> Iterator[Statement]:
        return iter(self.statements.values())
