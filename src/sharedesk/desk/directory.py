"""Whom the organisation's pack knows: contacts to take over as recipients, advisers to take over with their advice."""

from __future__ import annotations

from msgspec import Struct

from sharedesk.desk.answers import Answers
from sharedesk.desk.shelf import Shelf
from sharedesk.desk.shelf_words import checked


class Offer(Struct, frozen=True):
    """Somebody to take over: the words of the button, and the answers that it fills in."""

    words: str
    answers: Answers


def recipients(shelf: Shelf) -> tuple[Offer, ...]:
    """The pack's contacts, each with when it was last checked. Whether to share with them is not answered."""
    contacts = shelf.organisation.contacts if shelf.organisation else ()
    offers = []
    for one in contacts:
        given = {
            "organisation": one.organisation, "person": one.role, "contact": one.phone or one.email or one.address,
            "safeguarding_role": "yes" if one.safeguarding_role else "", "may_use_it_for": one.may_use_it_for,
        }  # fmt: skip
        offers.append(_offer(one.organisation, one.role, one.use_for, checked(one.last_checked), given))
    return tuple(offers)


def advisers(shelf: Shelf) -> tuple[Offer, ...]:
    """The pack's advisers, each with when it was last checked."""
    pack = shelf.organisation
    if pack is None:
        return ()
    return tuple(
        _offer(one.role, one.phone, one.hours, checked(one.last_checked), {"who": one.role, "organisation": pack.name})
        for one in pack.advisers
    )


def _offer(name: str, second: str, third: str, last: str, given: Answers) -> Offer:
    words = ", ".join(part for part in (name, second, third) if part)
    return Offer(f"{words}. {last}", {key: value for key, value in given.items() if value})
