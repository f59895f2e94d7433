"""What can be chosen in each box with choices: the code that is kept, and the words that are read.

In a box each choice begins with a letter of its own wherever there are words for it: one key then chooses.
"""

from __future__ import annotations

from sharedesk.domain.words import said

OPEN = "Choose…"
Choices = tuple[tuple[str, str], ...]


def _codes(*codes: str) -> Choices:
    return tuple((code, said(code)) for code in codes)


_ANSWER = (("yes", "Yes"), ("no", "No"), ("dont_know", "I don't know"))

CHOICES: dict[str, Choices] = {
    "as": (
        ("child", "Child"), ("sibling", "Brother or sister of the child"), ("unborn", "Unborn child"),
        ("adult_at_risk", "Adult at risk"), ("parent", "Parent"), ("parent_at_risk", "Parent who is at risk too"),
        ("parent_of_concern", "Parent, and person of concern"), ("carer", "Carer"),
        ("person_of_concern", "Person of concern"), ("source", "Told us about it"), ("other", "Somebody else"),
    ),
    "risk": (("established", "Established"), ("suspected", "Suspected"), ("potential", "Potential")),
    "nature": (("fact", "Fact"), ("reported", "Reported by someone"), ("opinion", "Opinion")),
    "could_be_harmed": _ANSWER,
    "own_initiative": (("yes", "On my own initiative"), ("no", "Asked by somebody"), ("dont_know", "I don't know")),
    "outcome": (
        ("share", "Shared, or sharing now: all of the above"), ("share_part", "Part of it: shared, or sharing now"),
        ("share_later", "Will share later"), ("do_not_share", "Decided not to share"),
        ("ask_requester", "Ask them for more first"), ("limited_enquiry", "Only a limited enquiry"),
    ),
    "channel": _codes("phone", "in_person", "secure_email", "secure_system", "email", "meeting", "post", "other"),
    "secure": _ANSWER,
    "what": (("share", "Yes"), ("leave_out", "Leave out"), ("reword", "Reword")),
    "result": (
        ("tell_now", "Yes: told, or no reason found not to tell"), ("tell_after", "Later"),
        ("safe_route_only", "Only by a safe route"), ("ask_first", "Ask somebody first"),
        ("do_not_tell", "No: reasons not to tell yet"), ("not_settled", "To be settled"),
    ),
    "basis.usual": (
        ("same_as_usual", "Same as usual"), ("something_different", "Not the usual one"),
        ("decide_later", "Decide later"),
    ),
    "verified_by_calling_back": _ANSWER, "request.verified_by_calling_back": _ANSWER, "states_public_task": _ANSWER,
    "relation": _codes(
        "mother", "father", "parent", "step_parent", "carer", "foster_carer", "guardian", "sibling", "grandparent",
        "relative", "partner", "former_partner", "friend", "neighbour", "teacher", "professional", "other",
    ),
    "followed": (("yes", "Yes"), ("partly", "Partly"), ("no", "No")),
    "who.name_certain": _ANSWER,
    "contact.kind": (
        ("address", "Address"), ("phone", "Telephone"), ("email", "Email"), ("school", "School"),
        ("placement", "Placement"), ("workplace", "Workplace"), ("other", "Other"),
    ),
    "agreement.kind": (
        ("data_protection_consent", "Consent as the data protection basis (rare)"),
        ("early_help", "Early help"), ("service", "A service"), ("treatment", "Treatment"),
        ("disclosure", "Passing on what was said in confidence"), ("openness", "Being open with the family"),
    ),
    "child.seen_or_spoken_to": _ANSWER, "child.seen_alone": _ANSWER,
    "child.status": (
        ("none", "None"), ("early_help", "Early help"), ("in_need", "Child in need"),
        ("protection_plan", "Protection plan"), ("looked_after", "Looked after"), ("dont_know", "I don't know"),
    ),
    "adult.parental_responsibility": _ANSWER,
    "forms": _codes(
        "sexual_abuse", "physical_abuse", "emotional_abuse", "neglect", "domestic_abuse", "criminal_exploitation",
        "serious_violence", "trafficking_or_modern_slavery", "online_abuse", "child_on_child_abuse",
        "sexual_exploitation", "female_genital_mutilation", "radicalisation", "parental_mental_health",
        "drug_or_alcohol_misuse", "other", "not_yet_clear",
    ),
    "circumstances": _codes(
        "emerging_need", "missing", "linked_children", "several_authorities", "abuse_neglect_or_exploitation",
    ),
    "up_to_date": _ANSWER, "offence_data": _ANSWER,
    "special_category": _codes(
        "health", "sex_life", "sexual_orientation", "racial_or_ethnic_origin", "religion_or_belief",
        "political_opinion", "trade_union", "genetic", "biometric",
    ),
    "category_of_person": (
        ("suspect", "Suspected of it"), ("convicted", "Convicted of it"), ("victim", "Victim of it"),
        ("witness", "Witness to it"), ("other", "Another part"),
    ),
    "safeguarding_role": _ANSWER, "verified": _ANSWER, "receipt_confirmed": _ANSWER,
    "people_in_it_checked": _ANSWER, "more_detrimental.answer": _ANSWER, "given": _ANSWER,
    "arrangements.one_off_or_routine": (("one_off", "One-off"), ("routine", "Part of what is routine")),
    "arrangements.dpia_considered": (
        ("not_needed", "One-off: not needed"), ("yes", "Yes"), ("no", "No"), ("dont_know", "I don't know"),
    ),
    "direction": (("to_us", "Owed to us"), ("from_us", "We owe it")),
}  # fmt: skip
"""By the last names of the answer's path; where two lists have an answer of that name, with the part's form before."""


def choices_for(path: str, form: str = "") -> Choices:
    """The choices of the answer at a path such as `basis.usual`, in a part with a form of its own (`contact`)."""
    return CHOICES.get(f"{form}.{path}") or CHOICES[path]
