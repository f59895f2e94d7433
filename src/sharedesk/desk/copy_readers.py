"""For whom a copy is made: a recipient, a person of the decision, or whoever made a request."""

from __future__ import annotations

from msgspec import Struct

from sharedesk.desk.copy_errors import NoSuchReader
from sharedesk.desk.copy_pieces import people_of
from sharedesk.desk.identifying import audience_of
from sharedesk.domain.copies import CopyKind
from sharedesk.domain.decision import Decision, PersonInvolved, Recipient
from sharedesk.domain.people import folded_name
from sharedesk.identity.marks import Audience
from sharedesk.paper.describe import Names


class Reader(Struct, frozen=True, kw_only=True):
    """Who will read a copy. `slot` is where the decision holds them, `called` how the copy names them."""

    key: str
    slot: str
    called: str
    audience: Audience
    recipient: Recipient | None = None
    person: PersonInvolved | None = None


def readers(decision: Decision, kind: CopyKind) -> list[Reader]:
    """Everybody for whom a copy of this kind can be asked for, in the order of the decision."""
    if kind == "recipient":
        return [_recipient(decision, one) for one in decision.recipients]
    if kind == "answer":
        return _requesters(decision)
    names = Names(decision)
    return [
        Reader(
            key=one.key, slot=f"people/{one.key}", called=names[one.key], person=one,
            audience=Audience(kind="anyone_else", who=one.key, knows=tuple(sorted(_knows(decision, one, kind)))),
        )
        for one in decision.people
    ]  # fmt: skip


def reader(decision: Decision, kind: CopyKind, who: str = "") -> Reader:
    """The one that is called so, or has that key; left out, the only one there is. Raises NoSuchReader."""
    every = readers(decision, kind)
    wanted = folded_name(who)
    found = [one for one in every if not who or who == one.key or wanted in _names_of(one)]
    if len(found) != 1:
        raise NoSuchReader
    return found[0]


def _names_of(one: Reader) -> set[str]:
    names = {one.called}
    if one.recipient:
        names |= {one.recipient.organisation, one.recipient.person}
    if one.person:
        names |= {one.person.who.name, *one.person.who.also_known_as}
    return {folded_name(name) for name in names if name}


def _recipient(decision: Decision, one: Recipient) -> Reader:
    return Reader(
        key=one.key, slot=f"recipients/{one.key}", called=Names(decision)[one.key], recipient=one,
        audience=audience_of(decision, one),
    )  # fmt: skip


def _requesters(decision: Decision) -> list[Reader]:
    """Whoever made the request, with the recipient of the same name if there is one, or the only one."""
    request = decision.request
    if request is None:
        return []
    named = {folded_name(name) for name in (request.organisation, request.person) if name}
    same = [r for r in decision.recipients if {folded_name(r.organisation), folded_name(r.person)} & named]
    found = same[0] if same else decision.recipients[0] if len(decision.recipients) == 1 else None
    audience = audience_of(decision, found) if found else Audience(kind="anyone_else", who=request.key)
    called = request.organisation or request.person or (Names(decision)[found.key] if found else "the requester")
    return [Reader(key=request.key, slot="request", called=called, recipient=found, audience=audience)]


def _knows(decision: Decision, one: PersonInvolved, kind: CopyKind) -> frozenset[str]:
    """The people whose names they have anyway: themselves, and in a family's copy their children."""
    return people_of(decision, one) if kind == "family" else frozenset((one.key,))
