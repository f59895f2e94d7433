"""The fields of a decision to share, or not to share, information to safeguard a child.

A decision concerns one or more children, or an adult with no child named. Sharing is a relation item x recipient; the
outcome is held per recipient. Every element of a list has a `key`: in a file for input the writer's own short name, in
the log a random id. Everything may be left out: what a complete record needs is said by `completeness`, never by these
types, because an unfinished record of something that was done is worth keeping.
Source of the fields: the ICO's decision form and HM Government, Information Sharing (May 2024).
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from sharedesk.domain.basis import Agreement, Arrangements, LawfulBasis, Objection
from sharedesk.domain.check_run import CheckRun
from sharedesk.domain.links import ItemKey, RecipientKey
from sharedesk.domain.person import Answer, PersonKey, PersonStatement
from sharedesk.domain.request import Request
from sharedesk.domain.stated_time import StatedTime
from sharedesk.domain.telling import Telling
from sharedesk.domain.treatment import MarkTreatment

Outcome = Literal["share", "share_part", "do_not_share", "share_later", "ask_requester", "limited_enquiry"]
Form = Literal[
    "sexual_abuse", "physical_abuse", "emotional_abuse", "neglect", "domestic_abuse", "criminal_exploitation",
    "serious_violence", "trafficking_or_modern_slavery", "online_abuse", "child_on_child_abuse", "sexual_exploitation",
    "female_genital_mutilation", "radicalisation", "parental_mental_health", "drug_or_alcohol_misuse",
    "other", "not_yet_clear",
]  # fmt: skip
"""The fifteen forms of abuse and neglect that the advice lists (DfE p19-20), and two for the rest."""


class ChildDetails(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is known of a child at the time of the decision."""

    seen_or_spoken_to: Answer | None = None
    seen_when: StatedTime | None = None
    seen_alone: Answer | None = None
    own_words: str = ""
    wishes: str = ""
    status: Literal["none", "early_help", "in_need", "protection_plan", "looked_after", "dont_know"] | None = None
    home_authority: str = ""
    disability_or_need: str = ""


class AdultDetails(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is known of an adult at the time of the decision."""

    parental_responsibility: Answer | None = None
    lives_with: tuple[PersonKey, ...] = ()
    contact_with: tuple[PersonKey, ...] = ()
    wishes: str = ""


class PersonInvolved(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A person as known at the time of this decision, with every role they have in it."""

    key: str
    who: PersonStatement
    roles: tuple[
        Literal["child", "subject", "parent", "carer", "sibling", "victim", "person_of_concern", "witness", "source",
                "family", "professional", "other"], ...
    ] = ()  # fmt: skip
    could_be_harmed: Answer | None = None
    """Could they suffer harm if the person of concern or an associate learned who they are (rule 5)?"""
    harmed_how: str = ""
    child: ChildDetails | None = None
    adult: AdultDetails | None = None


class Relationship(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`person` is the `relation` of `to`: the mother of, the neighbour of."""

    key: str
    person: PersonKey
    relation: Literal["mother", "father", "parent", "step_parent", "carer", "foster_carer", "guardian", "sibling",
                      "grandparent", "relative", "partner", "former_partner", "friend", "neighbour", "teacher",
                      "professional", "other"]  # fmt: skip
    to: PersonKey
    note: str = ""


class Concern(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What somebody is worried about, for whom, how sure it is and what makes them think so."""

    key: str
    text: str
    about: tuple[PersonKey, ...] = ()
    forms: tuple[Form, ...] = ()
    risk: Literal["established", "suspected", "potential"] | None = None
    why_think_so: str = ""
    circumstances: tuple[
        Literal["emerging_need", "missing", "linked_children", "several_authorities", "abuse_neglect_or_exploitation"],
        ...,
    ] = ()


class Item(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One piece of information, kept in the words it is to be judged by."""

    key: str
    text: str
    nature: Literal["fact", "reported", "opinion"] | None = None
    about: tuple[PersonKey, ...] = ()
    supplied_by: PersonKey | None = None
    source: str = ""
    reliability: str = ""
    up_to_date: Answer | None = None
    special_category: tuple[
        Literal["racial_or_ethnic_origin", "political_opinion", "religion_or_belief", "trade_union", "genetic",
                "biometric", "health", "sex_life", "sexual_orientation"], ...
    ] = ()  # fmt: skip
    offence_data: Answer | None = None
    category_of_person: Literal["suspect", "convicted", "victim", "witness", "other"] | None = None
    event_at: StatedTime | None = None


class AttachedReference(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Something shared that ShareDesk did not make (a report, a photograph). The file itself is not kept here."""

    key: str
    title: str
    dated: str = ""
    pages: str = ""
    where_held: str = ""
    sha256: str = ""
    people_in_it_checked: Answer | None = None
    about: tuple[PersonKey, ...] = ()


class Recipient(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Somebody with whom it was decided to share, or not to."""

    key: str
    organisation: str = ""
    person: str = ""
    position: str = ""
    contact: str = ""
    outcome: Outcome | None = None
    why: str = ""
    """Why they need it for their role, or why it is not shared with them."""
    refusal_given: str = ""
    """The reason as it was given to them."""
    safeguarding_role: Answer | None = None
    channel: (
        Literal["in_person", "phone", "secure_email", "email", "secure_system", "post", "meeting", "other"] | None
    ) = None
    secure: Answer | None = None
    security_note: str = ""
    verified: Answer | None = None
    verified_how: str = ""
    receipt_confirmed: Answer | None = None
    receipt_confirmed_at: StatedTime | None = None
    shared_at: StatedTime | None = None
    may_use_it_for: str = ""
    onward_warning: str = ""
    asked_to_delete_or_correct: str = ""
    said_they_would: str = ""
    said_by_when: StatedTime | None = None


class Sharing(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One item for one recipient: shared, left out or reworded, why, and the form as released."""

    key: str
    item: ItemKey
    recipient: RecipientKey
    what: Literal["share", "leave_out", "reword"]
    why: str = ""
    as_released: str = ""


class IdentityResult(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What was decided about third parties' identities for one recipient, and which copy they got."""

    key: str
    recipient: RecipientKey
    audience: Literal["safeguarding_body", "anyone_else"] | None = None
    anyone_at_risk: Answer | None = None
    protected: tuple[PersonKey, ...] = ()
    result: str = ""
    do_not_disclose_to: tuple[PersonKey, ...] = ()
    because: str = ""
    copy: Literal["none", "spoken", "full", "recipient", "family", "subject_access", "answer"] | None = None
    second_look_by: str = ""
    treatments: tuple[MarkTreatment, ...] = ()
    words_read: tuple[str, ...] = ()
    """Capitalised words in no list that were read through."""


class Advice(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Advice taken: from whom, when, what, and what became of it."""

    key: str
    who: str
    position: str = ""
    organisation: str = ""
    when: StatedTime | None = None
    what: str = ""
    followed: Literal["yes", "partly", "no"] | None = None
    why_not: str = ""


class Option(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A way that was considered, with the good and the harm in it."""

    key: str
    option: str
    benefit: str = ""
    harm: str = ""


class NextStep(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What happens next, who does it and by when."""

    key: str
    what: str
    by_whom: str = ""
    by_when: StatedTime | None = None


class Feedback(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What came of it: due, received or not given, and because of what. It has an id of its own."""

    key: str
    direction: Literal["to_us", "from_us"]
    with_whom: str = ""
    recipient: RecipientKey | None = None
    about: tuple[PersonKey, ...] = ()
    due: StatedTime | None = None
    given_at: StatedTime | None = None
    what: str = ""
    not_given_because: str = ""


class Enquiry(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who else may hold a piece of the picture: whom we asked, what, and what they said. It has an id of its own."""

    key: str
    organisation: str
    person: str = ""
    about: tuple[PersonKey, ...] = ()
    asked: str = ""
    asked_at: StatedTime | None = None
    answer: str = ""
    answered_at: StatedTime | None = None


class NotTold(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """An organisation or person that was deliberately not told, and why."""

    key: str
    who: str
    why: str = ""


class FirstQuestions(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The first page of every decision (DfE p9, p14, p15)."""

    could_help: Answer | None = None
    how_it_could_help: str = ""
    if_not_shared: str = ""
    someone_else_sharing: Answer | None = None
    confirmed_with_them: str = ""


class MoreDetrimental(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Would sharing harm the child more than not sharing, and why?"""

    answer: Answer | None = None
    why: str = ""


class Emergency(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What an emergency share asks afterwards, with what was known then kept apart from hindsight (DfE p17-18)."""

    could_not_wait_because: str = ""
    what_made_it_urgent: str = ""
    known_at_the_time: str = ""
    learnt_since: str = ""
    write_up_affected_by: str = ""


class DecidedBy(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who took the decision, and the manager's look at it."""

    name: str = ""
    position: str = ""
    organisation: str = ""
    manager: str = ""
    manager_view: str = ""
    manager_at: StatedTime | None = None


class Reconsiders(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The earlier decision that this one takes up again, and the new information that prompted it."""

    reference: str
    new_information: str = ""


class OfficialRecord(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where the organisation's own case record holds this, or why it does not."""

    system: str = ""
    reference: str = ""
    copied_on: StatedTime | None = None
    copied_by: str = ""
    not_copied_because: str = ""


class Decision(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A decision to share, share part, share later, ask or not share, per recipient, with its reasons."""

    own_initiative: Answer | None = None
    request: Request | None = None
    first_questions: FirstQuestions | None = None
    people: tuple[PersonInvolved, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    concerns: tuple[Concern, ...] = ()
    purpose: str = ""
    event_at: StatedTime | None = None
    known_at: StatedTime | None = None
    decided_at: StatedTime | None = None
    shared_at: StatedTime | None = None
    delay_because: str = ""
    items: tuple[Item, ...] = ()
    attached: tuple[AttachedReference, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    sharing: tuple[Sharing, ...] = ()
    identities: tuple[IdentityResult, ...] = ()
    not_told: tuple[NotTold, ...] = ()
    telling: tuple[Telling, ...] = ()
    objections: tuple[Objection, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    basis: LawfulBasis | None = None
    arrangements: Arrangements | None = None
    advice: tuple[Advice, ...] = ()
    no_advice_because: str = ""
    options: tuple[Option, ...] = ()
    more_detrimental: MoreDetrimental | None = None
    reasons: str = ""
    emergency: Emergency | None = None
    decided_by: DecidedBy | None = None
    reconsiders: Reconsiders | None = None
    escalated_to: str = ""
    next_steps: tuple[NextStep, ...] = ()
    no_next_step_because: str = ""
    feedback: tuple[Feedback, ...] = ()
    enquiries: tuple[Enquiry, ...] = ()
    official_record: OfficialRecord | None = None
    checks: tuple[CheckRun, ...] = ()
    corrections_told: str = ""
    """Who was told that something shared had proved wrong, and when."""
    notes: str = ""
