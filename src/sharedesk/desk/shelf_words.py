"""What a statement of the guidance holds besides its text, in words: what it asks for, dates, how sure we are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sharedesk.domain.guidance import (
    Adviser,
    Annex1Condition,
    Condition,
    Guidance,
    LawfulBasis,
    Limb,
    Resource,
    Statement,
)
from sharedesk.domain.organisation import LocalAdviser, Organisation
from sharedesk.guidance.load import OWN

CONFIDENCE = {
    "read": "Read in the source.",
    "unconfirmed": "Known, but the source was not read again. Check before you rely on it.",
    "proposal": "ShareDesk's own proposal, not law or official advice.",
}
NATION = {"england": "England", "wales": "Wales", "scotland": "Scotland", "northern_ireland": "Northern Ireland"}
_POLICY = {
    "yes": "A policy document is needed.",
    "no": "No policy document is needed.",
    "not_to_competent_authority": "A policy document is needed, except when disclosing to a competent authority.",
    "as_underlying": "A policy document is needed where the condition beneath needs one.",
    "not_stated": "Whether a policy document is needed is not stated here.",
}
_EDITION = {
    "current": "This is the edition in use.",
    "superseded": "Superseded: a newer edition took its place.",
    "not_checked": "Look for a newer edition.",
}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip


def day(when: date) -> str:
    """`5 February 2026`, whatever the system's language."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def checked(when: date) -> str:
    """When somebody last made sure."""
    return f"Last checked {day(when)}."


def dated(guidance: Guidance, one: Statement) -> str:
    """Since when it holds, or of when its first source is that has a date. The project's own words have the pack's."""
    if one.in_force_from and one.in_force_to:
        return f"In force from {day(one.in_force_from)} to {day(one.in_force_to)}."
    if one.in_force_from:
        return f"In force from {day(one.in_force_from)}."
    if one.in_force_to:
        return f"In force until {day(one.in_force_to)}."
    for source in one.sources:
        reference = guidance.reference(source.document)
        if source.document == OWN:
            return f"{reference.short}: {day(date.fromisoformat(guidance.version[:10]))}."
        if reference.dated:
            return f"{reference.short}: {reference.dated}."
    return "The source's date is not noted."


def details(guidance: Guidance, organisation: Organisation | None, one: Statement) -> tuple[str, ...]:
    """What the statement's own kind adds, a line each."""
    return tuple(_details(guidance, organisation, one))


def _details(guidance: Guidance, organisation: Organisation | None, one: Statement) -> Iterator[str]:
    if isinstance(one, LawfulBasis):
        yield f"Article {one.code}"
        yield from one.asks
    elif isinstance(one, Annex1Condition):
        yield f"UK GDPR Annex 1, {one.paragraph}"
        yield from one.asks
    elif isinstance(one, Condition):
        yield one.code
        yield from (_limb(limb) for limb in one.limbs)
        yield _POLICY[one.policy_document]
        if one.policy_note:
            yield one.policy_note
    elif isinstance(one, Adviser):
        yield f"Turn to them for: {one.turn_to_for}"
        here = organisation.advisers if organisation else ()
        yield from (_adviser(local) for local in here if local.adviser == one.id)
    elif isinstance(one, Resource):
        reference = guidance.reference(one.document)
        yield ", ".join(part for part in (reference.title, reference.publisher, reference.dated) if part) + "."
        yield _EDITION[reference.edition]
        if reference.note:
            yield reference.note


def _limb(limb: Limb) -> str:
    return f"{limb.text} {' / '.join(limb.one_of)}".strip()


def _adviser(local: LocalAdviser) -> str:
    reached = ", ".join(part for part in (local.phone, local.email, local.hours) if part)
    return f"Here: {local.role}{': ' if reached else ''}{reached}. {checked(local.last_checked)}"
