"""Who the people of the log are: stated, changed, linked as the same, unlinked. Nothing is merged away."""

from __future__ import annotations

import secrets

from sharedesk.domain.entry import new_part
from sharedesk.domain.ids import Dice, new_id
from sharedesk.domain.order import tips
from sharedesk.domain.people import PersonState, fold_person
from sharedesk.domain.person import PersonChange, PersonLink, PersonStatement
from sharedesk.domain.stated_time import StatedTime
from sharedesk.errors import ShareDeskError
from sharedesk.vault import search
from sharedesk.vault.store import NewEntry
from sharedesk.vault.vault import Vault


class NoSuchPerson(ShareDeskError):
    """No person of that id, or no link between two people."""

    exit_code = 5

    def __init__(self) -> None:
        super().__init__(
            "There is no such person, or no such link, in this log.", "“sharedesk show” gives the ids of people."
        )


def state_person(vault: Vault, who: PersonStatement, *, dice: Dice = secrets.token_bytes) -> str:
    """State a person apart from any decision; gives their id."""
    person = new_id(dice)
    vault.append([NewEntry(kind="person_stated", entity=person, parts=(new_part("who", PersonChange(who=who), dice),))])
    return person


def change_person(
    vault: Vault, person: str, who: PersonStatement, because: str, valid_from: StatedTime | None = None, *,
    dice: Dice = secrets.token_bytes,
) -> None:  # fmt: skip
    """State a person anew, from a date. What was stated before stays."""
    part = new_part("who", PersonChange(who=who, because=because, valid_from=valid_from), dice)
    vault.append([NewEntry(kind="person_changed", entity=person, parts=(part,), follows=_tips(vault, person))])


def link(vault: Vault, person: str, same_as: str, because: str, *, dice: Dice = secrets.token_bytes) -> str:
    """Say that two ids are one person; gives the id of the entry, by which it can be taken back."""
    _tips(vault, same_as)
    if person == same_as:
        raise NoSuchPerson
    part = new_part("link", PersonLink(person=person, same_as=same_as, because=because), dice)
    receipt = vault.append([NewEntry(kind="people_linked", entity=person, parts=(part,), follows=_tips(vault, person))])
    return receipt.entries[0].leaf.entry


def unlink(vault: Vault, person: str, link_entry: str, because: str, *, dice: Dice = secrets.token_bytes) -> None:
    """Take a link back. Raises NoSuchPerson where there is no such link."""
    if not any(e.leaf.entry == link_entry and e.leaf.kind == "people_linked" for e in vault.store.entries_of(person)):
        raise NoSuchPerson
    part = new_part("@because", because, dice)
    vault.append([NewEntry(kind="people_unlinked", entity=person, parts=(part,), follows=(link_entry,))])


def person_now(vault: Vault, person: str) -> PersonState:
    """A person as known now. Raises NoSuchPerson."""
    _tips(vault, person)
    return fold_person(vault.store.entries_of(person))


def same_person(vault: Vault, person: str) -> str:
    """The id that stands for a person and everyone linked as the same."""
    return search.same_person(vault.store, person)


def _tips(vault: Vault, person: str) -> tuple[str, ...]:
    entries = vault.store.entries_of(person)
    if not any(entry.leaf.kind == "person_stated" for entry in entries):
        raise NoSuchPerson
    return tips(entries)
