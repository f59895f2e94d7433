"""Why we could share: lawful bases, conditions, confidentiality, human rights, agreement and objection.

Codes are short names of provisions of UK GDPR and the Data Protection Act 2018; what each asks for is guidance data.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from sharedesk.domain.person import Answer, PersonKey
from sharedesk.domain.stated_time import StatedTime


class Article6(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A lawful basis under Article 6 and why the sharing is necessary for it. None ranks above another."""

    code: Literal["6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(d)", "6(1)(e)", "6(1)(ea)", "6(1)(f)"]
    why_necessary: str = ""
    task_or_obligation: str = ""
    annex_1_paragraph: str = ""
    """For 6(1)(ea): the recognised legitimate interest."""
    balancing: str = ""
    """For 6(1)(f)."""


class Condition(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A condition for special category or offence data (Article 9, Article 10, Schedule 1)."""

    code: str
    no_consent_because: (
        Literal["cannot_be_given", "cannot_reasonably_be_obtained", "asking_would_prejudice_protection", "not_needed"]
        | None
    ) = None
    public_interest: str = ""
    policy_document: str = ""


class Part3(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Law-enforcement processing by a competent authority (Data Protection Act 2018, Part 3)."""

    applies: Answer | None = None
    purpose: str = ""
    provisions: str = ""
    sensitive_condition: str = ""
    restriction_reasons: str = ""


class Confidentiality(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The common law duty: was it owed, and what set it aside (DfE p12-13)?"""

    owed: Answer | None = None
    ground: Literal["legally_required", "overriding_public_interest", "agreement"] | None = None
    why: str = ""


class Article8(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Respect for private and family life (DfE p13)."""

    aim: str = ""
    necessary: str = ""
    proportionate: str = ""
    less_intrusive_considered: str = ""


class LawfulBasis(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the decision rests on in law, as the practitioner stated it."""

    usual: Literal["same_as_usual", "something_different", "decide_later"] | None = None
    sentence: str = ""
    """The organisation's own sentence as it was shown."""
    article_6: tuple[Article6, ...] = ()
    conditions: tuple[Condition, ...] = ()
    part_3: Part3 | None = None
    power: str = ""
    policy_document: str = ""
    confidentiality: Confidentiality | None = None
    article_8: Article8 | None = None


class Arrangements(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Agreement, assessment, retention and rights: mostly filled from the organisation's pack."""

    sharing_agreement: str = ""
    one_off_or_routine: Literal["one_off", "routine"] | None = None
    dpia_considered: Literal["yes", "no", "not_needed", "dont_know"] | None = None
    dpia_outcome: str = ""
    dpo_view: str = ""
    retention: str = ""
    rights: str = ""


class Agreement(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Somebody's agreement, and to what: kept apart, because only the first kind is a lawful basis (DfE p10-11)."""

    key: str
    kind: Literal["data_protection_consent", "early_help", "service", "treatment", "disclosure", "openness"]
    person: PersonKey | None = None
    given: Answer | None = None
    when: StatedTime | None = None
    note: str = ""


class Objection(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An objection and the answer to it, with its legal basis; both must be recorded (DfE p12)."""

    key: str
    person: PersonKey | None = None
    objection: str = ""
    considered: str = ""
    legal_basis: str = ""
    when: StatedTime | None = None
