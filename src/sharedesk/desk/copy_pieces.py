"""What each kind of copy may hold: the texts of a decision, one by one, before anybody looked through them.

A piece that is not `included` is held back unless somebody includes it. What a copy must never hold (why a refusal was
decided, who supplied an item, other recipients' items) is no piece of it at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec import Struct

from sharedesk.domain.copies import BlockForm, CopyKind
from sharedesk.domain.decision import Decision, Item, PersonInvolved, Recipient
from sharedesk.domain.outcome import shares
from sharedesk.domain.request import Request
from sharedesk.domain.telling import Telling
from sharedesk.identity.marks import Audience
from sharedesk.paper.describe import Names, when
from sharedesk.paper.outward import Line, Section
from sharedesk.paper.wording import Wording, coded, numbered

_PARENTS = {"mother", "father", "parent", "step_parent", "carer", "foster_carer", "guardian"}
_INFORMATION, _DOCUMENT, _CONCERN = Wording("Information"), Wording("Document"), Wording("Concern")
ABOUT_SOMEBODY_ELSE = "about_somebody_else"
"""The reason for holding back what is not about the reader (see `desk.outward.REASONS`)."""


class Piece(Struct, frozen=True, kw_only=True):
    """One text of a copy. `place` is the slot and field it comes from; `label` names it."""

    place: str
    section: Section
    label: Wording
    text: str
    form: BlockForm = "fact"
    about: tuple[str, ...] = ()
    included: bool = True
    held_back: str = ""
    """Why it is held back unless somebody includes it: the code of a reason."""

    @property
    def slot(self) -> str:
        """The decision's slot that it comes from."""
        return self.place.partition(".")[0]


class Ask(Struct, frozen=True, kw_only=True):
    """A question about the copy as a whole that has to be acknowledged by itself. The sentence holds no name."""

    key: str
    sentence: str


def for_recipient(d: Decision, recipient: Recipient, author: str) -> Iterator[Piece | Line]:
    """A recipient's own copy: the items shared with them, how to keep people safe, and what was agreed."""
    yield from _safe(d, recipient)
    yield from _decided(d, recipient, author)
    if recipient.why:
        yield _of(recipient, "why", "what_was_decided", Wording("Why it is shared with you"), recipient.why)
    if d.basis and d.basis.sentence:
        yield Piece(
            place="basis.sentence", section="why", label=Wording("Why we could share it"), text=d.basis.sentence
        )
    if recipient.safeguarding_role == "yes":
        yield from _tellings(d)
    yield from _shared_with(d, recipient)
    yield from _when(d, recipient)
    if recipient.said_they_would:
        said = ", ".join(filter(None, (recipient.said_they_would, when(recipient.said_by_when))))
        yield _of(recipient, "said_they_would", "what_next", Wording("You said that you would"), said)
    for one in d.feedback:
        if one.recipient == recipient.key and one.direction == "to_us" and one.due and not one.given_at:
            label = Wording("We hope to hear from you by")
            yield Piece(place=f"feedback/{one.key}.due", section="what_next", label=label, text=when(one.due))


def for_family(d: Decision, person: PersonInvolved, author: str) -> Iterator[Piece | Line]:
    """What may be told to one person: what was shared about them and theirs, with whom and why."""
    theirs = people_of(d, person)
    for number, concern in enumerate(d.concerns, 1):
        yield _theirs(
            f"concerns/{concern.key}.text", "what_happened", numbered(_CONCERN, number), concern.text, concern.about,
            theirs,
        )  # fmt: skip
    for recipient in d.recipients:
        if recipient.outcome and shares(recipient.outcome):
            yield _named(recipient, "what_was_decided", Wording("Shared with"))
            if recipient.why:
                yield _of(recipient, "why", "why", Wording("Why they need it"), recipient.why, included=False)
    yield from _of_whom(author)
    yield from _purpose(d)
    if d.reasons:
        yield Piece(
            place="reasons", section="why", label=Wording("Our reasons"), text=d.reasons, included=False,
            held_back="kept_for_the_file",
        )  # fmt: skip
    yield from _emergency(d, included=False)
    shared = {s.item for s in d.sharing if s.what != "leave_out"}
    for number, item in enumerate(d.items, 1):
        if item.key in shared:
            yield _item(item, number, theirs)
    if d.shared_at:
        yield Piece(place="shared_at", section="when", label=Wording("Shared"), text=when(d.shared_at))


def for_subject(d: Decision, person: PersonInvolved, author: str) -> Iterator[Piece | Line]:
    """Everything about one person, as recorded; what is about others only is held back, each with its reason."""
    theirs = frozenset((person.key,))
    yield from _person(person)
    for number, concern in enumerate(d.concerns, 1):
        place = f"concerns/{concern.key}"
        yield _theirs(
            f"{place}.text", "what_happened", numbered(_CONCERN, number), concern.text, concern.about,
            theirs, any_of=True,
        )  # fmt: skip
    for recipient in d.recipients:
        if recipient.outcome:
            label = Wording("Shared with") if shares(recipient.outcome) else Wording("Not shared with")
            yield _named(recipient, "what_was_decided", label)
    yield from _of_whom(author)
    yield from _purpose(d)
    if d.reasons:
        yield Piece(place="reasons", section="why", label=Wording("Our reasons"), text=d.reasons)
    yield from _emergency(d, included=True)
    for telling in d.telling:
        if telling.person == person.key:
            yield from _own_telling(telling)
    for number, item in enumerate(d.items, 1):
        yield _item(item, number, theirs, any_of=True)
    for name, label in (("known_at", Wording("Known to us")), ("decided_at", Wording("Decided"))):
        if getattr(d, name):
            yield Piece(place=name, section="when", label=label, text=when(getattr(d, name)))


def for_requester(d: Decision, request: Request, recipient: Recipient | None, author: str) -> Iterator[Piece | Line]:
    """The answer to a request: what is shared, or the reason that was given to the requester; never the inner one."""
    if request.what:
        yield Piece(
            place="request.what", section="what_happened", label=Wording("What you asked for"), text=request.what
        )
    if request.received_at:
        label = Wording("When it reached us")
        yield Piece(place="request.received_at", section="what_happened", label=label, text=when(request.received_at))
    shared = recipient is not None and shares(recipient.outcome)
    if recipient:
        if shared:
            yield from _safe(d, recipient)
        yield from _decided(d, recipient, author)
    else:
        yield from _of_whom(author)
    if request.reply:
        yield Piece(place="request.reply", section="what_was_decided", label=Wording("Our answer"), text=request.reply)
    refusal = request.refusal_reason_given or (recipient.refusal_given if recipient else "")
    if refusal:
        place = "request.refusal_reason_given" if request.refusal_reason_given else f"recipients/{_key(recipient)}"
        yield Piece(place=place, section="why", label=Wording("The reason"), text=refusal)
    if recipient and shared:
        yield from _shared_with(d, recipient)
        yield from _when(d, recipient)


def people_of(d: Decision, person: PersonInvolved) -> frozenset[str]:
    """A person and the children they are recorded as parent or carer of; with none recorded, all children."""
    bonds = [bond for bond in d.relationships if bond.person == person.key and bond.relation in _PARENTS]
    children = {bond.to for bond in bonds}
    if not bonds and {"parent", "carer"} & set(person.roles):
        children = {p.key for p in d.people if "child" in p.roles or p.who.kind in ("child", "unborn")}
    return frozenset((person.key, *children))


def asks_of(
    kind: CopyKind, d: Decision, slots: Collection[str], telling: Telling | None, audience: Audience
) -> Iterator[Ask]:
    """What has to be acknowledged about a copy as a whole, each by itself. `slots` are those that go into it."""
    for number, attached in enumerate(d.attached, 1):
        if f"attached/{attached.key}" in slots and attached.people_in_it_checked != "yes":
            yield Ask(
                key=f"attached/{attached.key}",
                sentence=f"Document {number} goes with this copy, and nobody has said yet that the people in it, "
                "and the addresses and numbers, were looked through.",
            )
    for number, item in enumerate(d.items, 1):
        if audience.kind == "anyone_else" and f"items/{item.key}" in slots and item.source.strip():
            yield Ask(
                key=f"originator/{item.key}",
                sentence=f"Information {number} came from somebody else. This reader has no safeguarding role: have "
                "they agreed that it goes on, or is it a summary in your own words?",
            )
    if audience.kind == "anyone_else":
        yield Ask(
            key="jigsaw",
            sentence="With what this reader knows already (the street, the school, a date, a job, a rare illness, a "
            "small place), could they work out who somebody is? Look at the dates, ages and places that stay.",
        )
        yield Ask(
            key="source_words",
            sentence="Does the wording give away somebody who raised this and might be harmed for it, as “the "
            "neighbour heard” does? Find other words where it does.",
        )
    if kind == "family" and telling and telling.result == "safe_route_only":
        yield Ask(
            key="safe_route",
            sentence="This person may be told by a safe route only: hand the copy over in that way, and in no other.",
        )
    if kind == "subject_access" and telling and not may_know(telling):
        yield Ask(
            key="not_told",
            sentence="As recorded, this person is not to be told yet. Ask whoever answers for data protection before "
            "the copy is handed over.",
        )
    if kind == "subject_access" and any("health" in i.special_category for i in d.items if f"items/{i.key}" in slots):
        yield Ask(
            key="health",
            sentence="It holds information about health. Ask the right health professional first whether telling it "
            "could cause serious harm (DPA 2018, Schedule 3).",
        )


def may_know(telling: Telling) -> bool:
    """Has this person been told, or may they be?"""
    return telling.told_at is not None or telling.result in ("tell_now", "tell_after", "safe_route_only")


def _safe(d: Decision, recipient: Recipient) -> Iterator[Piece | Line]:
    names = Names(d)
    for identity in d.identities:
        if identity.recipient == recipient.key:
            for person in identity.do_not_disclose_to:
                because = f", because {identity.because}" if identity.because else ""
                yield Piece(
                    place=f"identities/{identity.key}.do_not_disclose_to.{person}", section="keep_safe",
                    label=Wording("Do not disclose to"), text=names[person] + because,
                )  # fmt: skip
    if recipient.onward_warning:
        label = Wording("Before you pass anything on")
        yield _of(recipient, "onward_warning", "keep_safe", label, recipient.onward_warning)
    else:
        yield Line(
            "keep_safe",
            Wording(
                "Share it only with those who need it to keep a child safe. Before anyone in the family, or anyone "
                "close to them, is told of it or shown it, ask us: somebody could be harmed."
            ),
            form="text",
        )
    if recipient.may_use_it_for:
        yield _of(recipient, "may_use_it_for", "keep_safe", Wording("You may use it for"), recipient.may_use_it_for)


def _decided(d: Decision, recipient: Recipient, author: str) -> Iterator[Piece | Line]:
    if recipient.outcome:
        yield Line("what_was_decided", coded(recipient.outcome), Wording("Decision"))
    if d.decided_at:
        yield Piece(place="decided_at", section="what_was_decided", label=Wording("Decided"), text=when(d.decided_at))
    yield from _of_whom(author)


def _of_whom(author: str) -> Iterator[Piece]:
    if author:
        yield Piece(place="author", section="what_was_decided", label=Wording("From"), text=author)


def _purpose(d: Decision) -> Iterator[Piece]:
    if d.purpose:
        yield Piece(place="purpose", section="why", label=Wording("What for"), text=d.purpose)
    if d.basis and d.basis.sentence:
        label = Wording("Why we could share it")
        yield Piece(place="basis.sentence", section="why", label=label, text=d.basis.sentence)


def _emergency(d: Decision, *, included: bool) -> Iterator[Piece]:
    """Why it could not wait. The note itself is no piece of any copy: its texts are, one by one, like all others."""
    for name, label in (
        ("could_not_wait_because", Wording("Why it could not wait")),
        ("what_made_it_urgent", Wording("What made it urgent")),
        ("known_at_the_time", Wording("What was known at that time")),
        ("learnt_since", Wording("What was learnt since")),
    ):
        if d.emergency and getattr(d.emergency, name):
            yield Piece(
                place=f"emergency.{name}", section="why", label=label, text=getattr(d.emergency, name),
                included=included, held_back="" if included else "kept_for_the_file",
            )  # fmt: skip


def _tellings(d: Decision) -> Iterator[Piece]:
    names = Names(d)
    for telling in d.telling:
        said = ", ".join(filter(None, (names[telling.person], when(telling.told_at))))
        label = Wording("Told") if telling.told_at else coded(telling.result or "not_settled")
        place = f"telling/{telling.key}.person"
        yield Piece(place=place, section="who_was_told", label=label, text=said, about=(telling.person,))


def _own_telling(telling: Telling) -> Iterator[Piece | Line]:
    """What their own telling came to. That somebody is not to be told yet is not told to them by a list of it."""
    if not may_know(telling):
        return
    if telling.told_at:
        place = f"telling/{telling.key}.told_at"
        yield Piece(place=place, section="who_was_told", label=Wording("You were told"), text=when(telling.told_at))
    elif telling.result:
        yield Line("who_was_told", coded(telling.result), Wording("Telling you"), made_of=f"telling/{telling.key}")
    for name, label in (("reason", Wording("Why")), ("what_they_said", Wording("What you said"))):
        if getattr(telling, name):
            place = f"telling/{telling.key}.{name}"
            yield Piece(place=place, section="who_was_told", label=label, text=getattr(telling, name))


def _shared_with(d: Decision, recipient: Recipient) -> Iterator[Piece]:
    shared = {s.item: s for s in d.sharing if s.recipient == recipient.key}
    for number, item in enumerate(d.items, 1):
        sharing = shared.get(item.key)
        if sharing is None or sharing.what == "leave_out":
            continue
        place = f"sharing/{sharing.key}.as_released" if sharing.as_released else f"items/{item.key}.text"
        yield Piece(
            place=place, section="what_was_shared", label=numbered(_INFORMATION, number, item.nature),
            text=sharing.as_released or item.text, about=item.about,
        )  # fmt: skip
    for number, attached in enumerate(d.attached, 1):
        sharing = shared.get(attached.key)
        if sharing is not None and sharing.what != "leave_out":
            pages = f"pages: {attached.pages}" if attached.pages else ""
            text = ", ".join(filter(None, (attached.title, attached.dated, pages)))
            yield Piece(
                place=f"attached/{attached.key}.title", section="what_was_shared", label=numbered(_DOCUMENT, number),
                text=text, about=attached.about,
            )  # fmt: skip


def _when(d: Decision, recipient: Recipient) -> Iterator[Piece]:
    shared = recipient.shared_at or d.shared_at
    if shared:
        place = f"recipients/{recipient.key}.shared_at" if recipient.shared_at else "shared_at"
        yield Piece(place=place, section="when", label=Wording("Shared"), text=when(shared))


def _item(item: Item, number: int, theirs: frozenset[str], *, any_of: bool = False) -> Piece:
    label = numbered(_INFORMATION, number, item.nature)
    return _theirs(f"items/{item.key}.text", "what_was_shared", label, item.text, item.about, theirs, any_of=any_of)


def _theirs(
    place: str, section: Section, label: Wording, text: str, about: tuple[str, ...], theirs: frozenset[str], *,
    any_of: bool = False,
) -> Piece:  # fmt: skip
    """A piece that is included where it is about the reader (`any_of`: among others), and else held back."""
    included = bool(theirs & set(about)) if any_of else bool(about) and theirs >= set(about)
    return Piece(
        place=place, section=section, label=label, text=text, about=about, included=included,
        held_back="" if included else ABOUT_SOMEBODY_ELSE,
    )  # fmt: skip


def _person(person: PersonInvolved) -> Iterator[Piece]:
    who, place = person.who, f"people/{person.key}"
    rows = [
        ("who.name", Wording("Your name"), who.name),
        ("who.date_of_birth", Wording("Born"), when(who.date_of_birth)),
    ]
    rows += [("who.also_known_as", Wording("Also known as"), "; ".join(who.also_known_as))]
    open_to_them = [contact for contact in who.contacts if person.key not in contact.protected_from]
    rows += [(f"who.contacts.{i}", coded(c.kind), c.text) for i, c in enumerate(open_to_them, 1)]
    details = person.child or person.adult
    rows += [("wishes", Wording("What you wished"), details.wishes if details else "")]
    rows += [("own_words", Wording("In your own words"), person.child.own_words if person.child else "")]
    for field, label, text in rows:
        if text:
            yield Piece(place=f"{place}.{field}", section="what_happened", label=label, text=text, about=(person.key,))


def _named(recipient: Recipient, section: Section, label: Wording) -> Piece:
    text = ", ".join(filter(None, (recipient.organisation or recipient.person, when(recipient.shared_at))))
    return _of(recipient, "organisation", section, label, text)


def _of(
    recipient: Recipient, field: str, section: Section, label: Wording, text: str, *, included: bool = True
) -> Piece:
    return Piece(
        place=f"recipients/{recipient.key}.{field}", section=section, label=label, text=text, included=included,
        held_back="" if included else "kept_for_the_file",
    )  # fmt: skip


def _key(recipient: Recipient | None) -> str:
    return f"{recipient.key}.refusal_given" if recipient else ""
