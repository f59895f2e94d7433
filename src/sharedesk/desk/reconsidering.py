"""Taking an earlier decision up again on new information: a new decision, linked to it. The earlier one stays.

The link is the earlier decision's reference in the new one. The way back is found by looking for that reference in the
words of the log, and counts only where a decision says that it takes this one up again.
"""

from __future__ import annotations

import secrets
from datetime import date

import msgspec
from msgspec import Struct

from sharedesk.desk import drafting, record
from sharedesk.desk.answers import Answers, from_decision
from sharedesk.desk.drafting import Draft
from sharedesk.domain.decision import Decision, PersonInvolved, Recipient
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.ids import Dice
from sharedesk.domain.parts import without_lost_links
from sharedesk.domain.people import fold_person
from sharedesk.domain.reference import NotAReference
from sharedesk.paper.document import Block
from sharedesk.paper.rationale import as_decided
from sharedesk.vault import errors, search
from sharedesk.vault.vault import Vault


class Link(Struct, frozen=True):
    """Another decision: its id and the reference to show."""

    id: str
    reference: str


class Links(Struct, frozen=True, kw_only=True):
    """The decision that one takes up again, if it is in this log, and those that took it up again."""

    earlier: Link | None
    later: tuple[Link, ...]


class Earlier(Struct, frozen=True, kw_only=True):
    """What an earlier decision was, to be read beside the new one. `link` is None where it is not in this log."""

    link: Link | None
    blocks: tuple[Block, ...]


def new_reconsideration(vault: Vault, decision: str, today: date, dice: Dice = secrets.token_bytes) -> Draft:
    """A draft that takes a decision up again: whom it is about, the concerns, what was known, and who else is in it.

    What was decided, and why, is asked anew. Raises NoSuchRecord.
    """
    entries = vault.store.entries_of(decision)
    if not entries:
        raise errors.NoSuchRecord
    old = fold_decision(entries).decision
    kept = without_lost_links(
        Decision(
            people=tuple(_as_known_now(vault, person) for person in old.people),
            relationships=old.relationships,
            concerns=old.concerns,
            items=old.items,
            attached=old.attached,
            recipients=tuple(map(_undecided, old.recipients)),
        )
    )
    draft = drafting.new_draft(vault, today, dice)
    known = {"reconsiders": {"reference": record.reference_of(vault, decision)}}
    answers: Answers = {**known, **draft.answers, **from_decision(kept)}
    for person in answers.get("people") or ():
        person["same_as"] = person["key"]
    draft.answers = answers
    return draft


def earlier(vault: Vault, reference: str) -> Earlier:
    """What was decided, and why, in the decision of a reference, as it stands in the log."""
    link = _resolved(vault, reference)
    if link is None:
        return Earlier(link=None, blocks=())
    return Earlier(link=link, blocks=tuple(as_decided(fold_decision(vault.store.entries_of(link.id)))))


def links(vault: Vault, decision: str) -> Links:
    """What a decision takes up again, and what took it up again, in the order they came. Raises NoSuchRecord."""
    entries = vault.store.entries_of(decision)
    if not entries:
        raise errors.NoSuchRecord
    before = fold_decision(entries).decision.reconsiders
    later = [one for one in search.mentioning(vault.store, decision) if _takes_up(vault, one, decision)]
    return Links(
        earlier=_resolved(vault, before.reference) if before else None,
        later=tuple(Link(one, record.reference_of(vault, one)) for one in later),
    )


def _takes_up(vault: Vault, later: str, decision: str) -> bool:
    said = fold_decision(vault.store.entries_of(later)).decision.reconsiders
    link = _resolved(vault, said.reference) if said else None
    return link is not None and link.id == decision


def _resolved(vault: Vault, reference: str) -> Link | None:
    """The decision of a reference, if that is one, names one of this log, and names only one."""
    try:
        found = search.decision_by_reference(vault.store, reference)
    except (NotAReference, errors.NoSuchRecord, errors.AmbiguousReference):
        return None
    return Link(found, record.reference_of(vault, found))


def _as_known_now(vault: Vault, person: PersonInvolved) -> PersonInvolved:
    """A person with the name and age that the log knows by now; whom to keep their details from is this decision's."""
    now = fold_person(vault.store.entries_of(person.key)).who
    if now is None:
        return person
    who = msgspec.structs.replace(
        person.who, name=now.name or person.who.name, age=now.age or person.who.age,
        date_of_birth=now.date_of_birth or person.who.date_of_birth,
    )  # fmt: skip
    return msgspec.structs.replace(person, who=who)


def _undecided(recipient: Recipient) -> Recipient:
    return Recipient(
        key=recipient.key, organisation=recipient.organisation, person=recipient.person, position=recipient.position,
        contact=recipient.contact, safeguarding_role=recipient.safeguarding_role,
    )  # fmt: skip
