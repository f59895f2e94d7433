"""The names by which parts of a decision point at each other: short names in a file, random keys in the log."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

ItemKey = Annotated[str, Meta(extra={"refers_to": "items"})]
"""Names one of the decision's items of information or attached references."""
RecipientKey = Annotated[str, Meta(extra={"refers_to": "recipients"})]
TextPlace = Annotated[str, Meta(extra={"refers_to": "texts"})]
"""Names one of the decision's texts: the slot it is in and the field (`items/3f0c….text`)."""
CheckKey = Annotated[str, Meta(extra={"refers_to": "checks"})]
"""Names an earlier run of a check."""
