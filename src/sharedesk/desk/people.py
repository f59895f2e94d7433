"""Who the people of the log are: known by their last statement, linked, unlinked. Nothing is merged away."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from sharedesk.desk.drafting import day_said
from sharedesk.domain.entry import new_part
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.ids import Dice
from sharedesk.domain.order import tips
from sharedesk.domain.people import PersonState, fold_person, folded_name
from sharedesk.domain.person import PersonLink, PersonStatement
from sharedesk.domain.words import said
from sharedesk.errors import ShareDeskError
from sharedesk.paper.describe import born, called
from sharedesk.vault import people as listing
from sharedesk.vault import search
from sharedesk.vault.search import Listed
from sharedesk.vault.store import NewEntry
from sharedesk.vault.vault import Vault

OFFERED = 5
"""People of a name, or of one that begins so, who are offered at once."""


class NoSuchPerson(ShareDeskError):
    """No person of that id, or no link between two people."""

    exit_code = 5

    def __init__(self) -> None:
        super().__init__(
            "There is no such person, or no such link, in this log.", "“sharedesk show” gives the ids of people."
        )


class Known(Struct, frozen=True, kw_only=True):
    """A person of the log, as told from others of the same name."""

    id: str
    name: str
    who: PersonStatement | None
    """As stated last; None once all of it was erased."""
    born: str
    """`born 3 May 2018`, `aged 7`, or empty."""
    part: str
    """What they are in the last decision that names them: `Child`."""
    last: Listed | None
    decisions: int

    @property
    def described(self) -> str:
        """`Robin Madeupson, born 3 May 2018, child in 7KQ2-M9XP-R of 14 March 2026`."""
        words = [self.name, self.born]
        if self.last:
            day = day_said(datetime.fromtimestamp(self.last.recorded).astimezone().date())
            words.append(f"{self.part.lower() or 'named'} in {self.last.reference} of {day}")
        return ", ".join(filter(None, words))


class PersonRead(Struct, frozen=True, kw_only=True):
    """All that a person's own page shows: who they are, their decisions (rows, the last first), and namesakes."""

    known: Known
    earlier_names: tuple[str, ...]
    decisions: tuple[int, ...]
    namesakes: tuple[Known, ...]


def known_at(vault: Vault, rows: Sequence[int]) -> list[Known]:
    """The people of some rows of the list of people, in its order."""
    found = listing.people_at(vault.store, rows)
    lasts = {
        listed.row: listed
        for listed in search.decisions_at(vault.store, {p.decisions[0] for p in found if p.decisions})
    }
    return [_known(vault, person, lasts.get(person.decisions[0]) if person.decisions else None) for person in found]


def known_by_name(vault: Vault, name: str) -> list[Known]:
    """People whose name is, or begins with, what was typed (no case, accents or punctuation): offered, never merged."""
    return known_at(vault, listing.beginning(vault.store, name, OFFERED))


def known(vault: Vault, person: str) -> Known:
    """One person, or whoever stands for them where they were linked. Raises NoSuchPerson."""
    row = listing.row_of(vault.store, person)
    if row is None:
        raise NoSuchPerson
    return known_at(vault, [row])[0]


def read_person(vault: Vault, person: str) -> PersonRead:
    """A person with their decisions and those of the same name. Raises NoSuchPerson."""
    row = listing.row_of(vault.store, person)
    if row is None:
        raise NoSuchPerson
    (listed,) = listing.people_at(vault.store, [row])
    known = known_at(vault, [row])[0]
    states = [person_now(vault, member) for member in listed.members]
    names = {
        name
        for state in states
        for who in (state.who, *state.earlier)
        if who
        for name in (who.name, *who.also_known_as)
    }
    alike = [r for r in listing.beginning(vault.store, known.name, OFFERED) if r != row] if known.who else []
    return PersonRead(
        known=known,
        earlier_names=tuple(sorted(names - {known.name, ""})),
        decisions=listed.decisions,
        namesakes=tuple(one for one in known_at(vault, alike) if folded_name(one.name) == folded_name(known.name)),
    )


def _known(vault: Vault, listed: listing.ListedPerson, last: Listed | None) -> Known:
    who = fold_person(vault.store.entries_of(listed.id)).who
    roles: tuple[str, ...] = ()
    if last:
        people = fold_decision(vault.store.entries_of(last.id)).decision.people
        roles = next((person.roles for person in people if person.key in listed.members), ())
    return Known(
        id=listed.id, name=called(who) if who else "Somebody whose details were erased", who=who,
        born=born(who) if who else "", part=", ".join(map(said, roles)), last=last, decisions=len(listed.decisions),
    )  # fmt: skip


def link(vault: Vault, person: str, same_as: str, because: str, *, dice: Dice = secrets.token_bytes) -> str:
    """Say that two ids are one person; gives the id of the entry, by which it can be taken back."""
    receipt = vault.append([linked(vault, person, same_as, because, dice)])
    return receipt.entries[0].leaf.entry


def linked(vault: Vault, person: str, same_as: str, because: str, dice: Dice = secrets.token_bytes) -> NewEntry:
    """The entry that says that two ids are one person. Raises NoSuchPerson."""
    _tips(vault, same_as)
    if person == same_as:
        raise NoSuchPerson
    part = new_part("link", PersonLink(person=person, same_as=same_as, because=because), dice)
    return NewEntry(kind="people_linked", entity=person, parts=(part,), follows=_tips(vault, person))


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
