"""Telling the child, a parent, a carer or another person about the sharing: the result for each, and what was said."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from sharedesk.domain.person import Answer, PersonKey
from sharedesk.domain.stated_time import StatedTime

TellingResult = Literal["tell_now", "tell_after", "safe_route_only", "ask_first", "do_not_tell", "not_settled"]
"""From least to most protective; `not_settled` is no result yet (FIELD: notification safety)."""


class SafeContact(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """How this person can be reached without putting them at risk."""

    safe_number: str = ""
    safe_times: str = ""
    who_else_may_answer: str = ""
    voicemail_text_caller_id_safe: str = ""
    shared_accounts: str = ""
    post_safe: Answer | None = None
    can_be_seen_at: str = ""
    interpreter: str = ""
    joint_appointments: str = ""
    code_word: str = ""
    plain_letterhead: Answer | None = None
    review: StatedTime | None = None


class Telling(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Whether one person is told, decided by whom and why, and, once told, how they took it."""

    key: str
    person: PersonKey
    result: TellingResult | None = None
    reason: str = ""
    harm_believed_likely: str = ""
    harm_to: tuple[PersonKey, ...] = ()
    decided_by: str = ""
    ask_whom: str = ""
    after_what: str = ""
    look_again: StatedTime | None = None
    what_would_change_it: str = ""
    who_tells: str = ""
    tell_when: StatedTime | None = None
    where: str = ""
    interpreter_or_adjustment: str = ""
    before_or_after_sharing: Literal["before", "after"] | None = None
    told_at: StatedTime | None = None
    what_they_said: str = ""
    leaflet_or_notice: str = ""
    safe_contact: SafeContact | None = None
