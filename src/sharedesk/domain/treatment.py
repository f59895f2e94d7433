"""What was decided about each person and number found in a text before it is handed over."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from sharedesk.domain.links import TextPlace
from sharedesk.domain.person import PersonKey

MarkKind = Literal[
    "name", "date_of_birth", "address", "placement", "school", "workplace", "street", "postcode", "phone", "email",
    "web_address", "handle", "nhs_number", "upn", "ni_number", "vehicle", "reference", "date", "age", "unknown_word",
    "by_hand",
]  # fmt: skip
"""What a mark in a text is about. `unknown_word`: a capitalised word in no list. `by_hand`: set by a person."""

Certainty = Literal["certain", "possible"]
Handling = Literal["keep", "remove", "role_label", "generalise", "reword"]


class Treatment(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What one person decided about one mark. Making it is the acknowledgement: there is no treatment for several."""

    what: Handling
    instead: str = ""
    """The words in its place: asked for by `reword`; for `generalise` they replace what is proposed."""
    because: str = ""


class MarkTreatment(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A treatment as the record keeps it: the mark it was for, in which of the decision's texts, and the words marked.

    `place` is the text's slot and field (`items/3f0c….text`); `start` and `end` count characters of that text. Where
    the text has changed and these words no longer stand there, the treatment has fallen away.
    """

    place: TextPlace
    start: int
    end: int
    kind: MarkKind
    words: str
    treatment: Treatment
    whose: PersonKey | None = None
