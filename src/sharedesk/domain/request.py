"""A request for information, in either direction. It has an id of its own and may be answered by several decisions."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from sharedesk.domain.person import Answer
from sharedesk.domain.stated_time import StatedTime


class Request(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who asked whom for what and why, what made it clear, and the answer given (DfE p16; ICO request form)."""

    key: str = "request"
    direction: Literal["to_us", "from_us"] = "to_us"
    organisation: str = ""
    person: str = ""
    position: str = ""
    contact: str = ""
    received_at: StatedTime | None = None
    child_reference: str = ""
    what: str = ""
    why: str = ""
    clarified: str = ""
    terms_explained: str = ""
    period: str = ""
    urgency: str = ""
    needed_by: StatedTime | None = None
    purpose: str = ""
    basis: str = ""
    states_public_task: Answer | None = None
    minimum: str = ""
    security: str = ""
    retention: str = ""
    onward_sharing: str = ""
    who_may_be_told: str = ""
    verified_by_calling_back: Answer | None = None
    verified_how: str = ""
    reply: str = ""
    replied_at: StatedTime | None = None
    refusal_reason_given: str = ""
