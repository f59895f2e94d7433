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
    "relation": _codes(
        "mother", "father", "parent", "step_parent", "carer", "foster_carer", "guardian", "sibling", "grandparent",
        "relative", "partner", "former_partner", "friend", "neighbour", "teacher", "professional", "other",
    ),
    "person": (), "to": (),  # the people of this decision: see person_choice
    "followed": (("yes", "Yes"), ("partly", "Partly"), ("no", "No")),
}  # fmt: skip
"""By the last names of the answer's path."""


def choices_for(path: str) -> Choices:
    """The choices of the answer at a path such as `basis.usual`."""
    return CHOICES[path]
