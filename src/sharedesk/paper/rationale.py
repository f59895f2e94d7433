"""The rationale summary, full record: what happened, what was decided, why, who was told and not told, what was shared,
when, and what next, in that order; then every entry and correction with its time.

It is for the file: it names people who may need protecting, and says so on every page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from sharedesk.domain.basis import LawfulBasis
from sharedesk.domain.completeness import Missing, by_rule
from sharedesk.domain.decision import Decision, PersonInvolved, Relationship
from sharedesk.domain.entry import Entry
from sharedesk.domain.fold import DecisionState
from sharedesk.domain.outcome import outcome_of, overall_outcome
from sharedesk.domain.person import Author
from sharedesk.domain.two_texts import TwoTexts, decided_anew, two_texts
from sharedesk.domain.words import field_said, said
from sharedesk.paper import emergency
from sharedesk.paper.copies import handed_over
from sharedesk.paper.describe import Names, Pairs, moment, pairs, recorded, when
from sharedesk.paper.document import Block, Document, Facts, Heading, Items, Note, Table, Text, Witness, line
from sharedesk.paper.entries import author_said, entries
from sharedesk.paper.runs import checks

_SHORT = 48
"""Characters of an answer that goes in a line with others."""
ERASED = "All that this record said was erased. The entries below say when, why and on whose authority."
FOR_THE_FILE = "For the file. Names people who may need protecting. Not for handing over."


class RationaleSource(Struct, frozen=True, kw_only=True):
    """All that the full record is made from. `authors` maps entry ids to who wrote them."""

    state: DecisionState
    reference: str
    missing: Sequence[Missing]
    authors: Mapping[str, Author | None]
    witness: Witness
    printed_at: str
    practice: bool
    guidance: str
    imported_from: str | None = None
    taken_up_in: Sequence[str] = ()
    """References of the decisions that took this one up again."""
    taken_in: Entry | None = None
    """The entry that says that this was a sealed note, taken into the log by somebody."""


def full_record(source: RationaleSource) -> Document:
    """The document; `render` makes the PDF of it."""
    return Document(
        title="Rationale summary",
        reference=source.reference,
        copy_kind="Full record, for the file",
        running_note=FOR_THE_FILE,
        practice=source.practice,
        printed_at=source.printed_at,
        guidance=source.guidance,
        witness=source.witness,
        blocks=tuple(_blocks(source)),
    )


def answers(decision: Decision) -> Iterator[Block]:
    """What a decision says, in the order of the full record: to be looked over before it is recorded."""
    names = Names(decision)
    for title, section in _SECTIONS:
        if blocks := list(section(decision, names)):
            yield Heading(title, 1)
            yield from blocks
    times = ("event_at", "known_at", "decided_at", "shared_at")
    if rows := tuple((field_said(name), when(getattr(decision, name))) for name in times if getattr(decision, name)):
        yield Heading("When", 1)
        yield Facts(rows)


def as_decided(state: DecisionState) -> Iterator[Block]:
    """What was decided, when and why, as it stands: to be read beside a decision that takes it up again."""
    decision, names = state.decision, Names(state.decision)
    at = when(decision.decided_at) or recorded(state.recorded.leaf.at, state.recorded.leaf.offset)
    yield Facts((("Decided" if decision.decided_at else "Recorded", at), ("Outcome", said(overall_outcome(decision)))))
    for section in (_what_was_decided, _why):
        yield from _told(section, decision, names, two_texts(state))


def _blocks(source: RationaleSource) -> Iterator[Block]:
    decision, names, texts = source.state.decision, Names(source.state.decision), two_texts(source.state)
    yield from _front(source, texts)
    if source.state.is_erased:
        yield Note(ERASED)
    for title, section in () if source.state.is_erased else _SECTIONS:
        blocks = list(_told(section, decision, names, texts))
        if section is checks and not blocks:
            continue
        yield Heading(title, 1)
        yield from blocks or [Note("Nothing was recorded here.")]
        if title == "What was shared":
            yield Heading("When", 1)
            yield from _times(source, texts)
    yield from handed_over(source.state.entries, moment)
    yield Heading("Entries and corrections", 1)
    yield from entries(source.state, source.authors, names, source.taken_in)
    yield Heading("How to check this paper", 1)
    yield Note(
        "The foot of each page names the last entry of the log when this was printed, and the head of its chain. "
        "If the log, replayed to that entry, gives the same head, nothing recorded up to then has been changed since. "
        "It does not say that what was recorded is true."
    )


def _told(
    section: Callable[[Decision, Names], Iterator[Block]], decision: Decision, names: Names, texts: TwoTexts | None
) -> Iterator[Block]:
    """A section of the record; of an emergency share both texts of it."""
    if texts is None:
        return section(decision, names)
    return emergency.both(section, decided_anew(texts) if section is _what_was_decided else texts, names)


def _front(source: RationaleSource, texts: TwoTexts | None) -> Iterator[Block]:
    decision, first = source.state.decision, source.state.recorded
    rows = [("Reference", source.reference), ("Outcome", said(outcome_of(source.state)))]
    if texts:
        rows.append(("Began as", "Emergency share"))
    rows.append(("Recorded", recorded(first.leaf.at, first.leaf.offset)))
    rows.append(("Recorded by", author_said(source.authors.get(first.leaf.entry))))
    if source.imported_from:
        rows.append(("Imported from", f"another log ({source.imported_from})"))
    if decision.reconsiders:
        rows.append(("Takes up again", decision.reconsiders.reference))
    if source.taken_up_in:
        rows.append(("Taken up again in", ", ".join(source.taken_up_in)))
    if not source.state.is_erased:
        rows.append(("State of this record", "Complete" if not source.missing else f"{len(source.missing)} to add"))
    yield Facts(tuple(rows))
    if texts:
        yield Note(emergency.BEGAN)
    if texts and texts.put_otherwise:
        yield Note(emergency.PUT_OTHERWISE)
    if source.missing:
        yield Note("Still to add to this record:")
        yield Items(
            tuple(
                f"{rule.sentence}{f' In {places} places.' * (places > 1)} ({rule.why} {rule.source}.)"
                for rule, places in by_rule(source.missing)
            )
        )


def _what_happened(d: Decision, names: Names) -> Iterator[Block]:
    if d.reconsiders:
        yield Heading(f"New information since decision {d.reconsiders.reference}", 2)
        yield Text(d.reconsiders.new_information or "Not said yet.")
    for number, concern in enumerate(d.concerns, 1):
        yield Heading("Concern" if len(d.concerns) == 1 else f"Concern {number}", 2)
        yield Text(concern.text)
        yield from _details(pairs(concern, names, skip=("text",)))
    if d.own_initiative or d.first_questions:
        yield Heading("How it came up", 2)
        yield from _details((*_fields(d, names, ("own_initiative",)), *_all(d.first_questions, names)))
    if d.request:
        yield Heading("The request", 2)
        theirs = (("Legal basis they give", d.request.basis),) if d.request.basis else ()
        yield from _details((*pairs(d.request, names, skip=("basis",)), *theirs))
    if d.people:
        yield Heading("People", 2)
        rows = tuple((names[p.key], _part_in_this(p), _bond(d, names, p.key)) for p in d.people)
        yield Table(("Who", "Part in this", "Relationships"), rows, widths=(3, 3, 4))
    here = {person.key for person in d.people}
    for bond in (r for r in d.relationships if r.person not in here):  # erased or withdrawn since
        yield Facts((("Relationship", f"{names[bond.person]}: {_bond_said(bond, names)}"),))
    for person in d.people:
        called_by = "name" if person.who.name else "description"  # said by what they are called
        details = pairs(person, names, skip=("roles", "name", "kind", called_by))
        if details:
            yield Heading(names[person.key], 2)
            yield from _details(details)


def _what_was_decided(d: Decision, names: Names) -> Iterator[Block]:
    if d.recipients:
        rows = tuple(
            (names[r.key], said(r.outcome) if r.outcome else "not settled", r.why or _no_why(d)) for r in d.recipients
        )
        yield Table(("Recipient", "Outcome", "Why"), rows, widths=(3, 2, 5))
    if d.decided_by:
        yield Heading("Decided by", 2)
        yield from _details(pairs(d.decided_by, names))
    yield from _facts(_fields(d, names, ("purpose", "escalated_to")))


def _why(d: Decision, names: Names) -> Iterator[Block]:
    if d.reasons:
        yield Heading("Reasons", 2)
        yield Text(d.reasons)
    if d.basis:
        yield from _basis(d.basis, names)
    if d.emergency:  # each by itself: what was known then is not what was learnt since
        yield Heading("What could not wait", 2)
        yield from _facts(pairs(d.emergency, names))
    for title, struct in (
        ("Would sharing harm the child more than not sharing?", d.more_detrimental),
        ("Arrangements", d.arrangements),
    ):
        if struct:
            yield Heading(title, 2)
            yield from _details(pairs(struct, names))
    for title, structs in (
        ("Other ways considered", d.options),
        ("Advice", d.advice),
        ("Objections", d.objections),
        ("Agreement", d.agreements),
    ):
        yield from _each(title, structs, names)
    yield from _facts(_fields(d, names, ("no_advice_because", "notes")))


def _basis(basis: LawfulBasis, names: Names) -> Iterator[Block]:
    """Why we could share: the whole first, then each basis, condition and ground by itself."""
    yield Heading("Why we could share", 2)
    apart = ("article_6", "conditions", "part_3", "confidentiality", "article_8")
    yield from _details(pairs(basis, names, skip=apart))
    for article in basis.article_6:
        yield Heading(f"Lawful basis: Article {article.code}", 2)
        yield from _details(pairs(article, names, skip=("code",)))
    for condition in basis.conditions:
        yield Heading(f"Condition: {condition.code}", 2)
        yield from _details(pairs(condition, names, skip=("code",)))
    for field in ("confidentiality", "article_8", "part_3"):
        if ground := getattr(basis, field):
            yield Heading(field_said(field), 2)
            yield from _details(pairs(ground, names))


def _who_was_told(d: Decision, names: Names) -> Iterator[Block]:
    for telling in d.telling:
        yield Heading(f"{names[telling.person]}: {said(telling.result) if telling.result else 'not settled yet'}", 2)
        yield from _details(pairs(telling, names, skip=("person", "result")))
    yield from _each("Deliberately not told", d.not_told, names)


def _what_was_shared(d: Decision, names: Names) -> Iterator[Block]:
    for item in d.items:
        yield Heading(names[item.key] + (f": {said(item.nature).lower()}" if item.nature else ""), 2)
        if item.text:
            yield Text(item.text)
        yield from _details(pairs(item, names, skip=("text", "nature")))
    for attached in d.attached:
        yield Heading(f"Document or picture: {names[attached.key]}", 2)
        yield from _details(pairs(attached, names, skip=("title",)))
    for recipient in d.recipients:
        told = [*_details(pairs(recipient, names, skip=("organisation", "why", "outcome")))]
        told += _what_they_get(d, recipient.key, names)
        if told:
            yield Heading(f"To {names[recipient.key]}", 2)
            yield from told
    here = {recipient.key for recipient in d.recipients}
    linked = [s.recipient for s in d.sharing] + [i.recipient for i in d.identities]
    for key in dict.fromkeys(key for key in linked if key not in here):  # erased or withdrawn since
        yield Heading(f"To {names[key]}", 2)
        yield from _what_they_get(d, key, names)


def _what_they_get(d: Decision, recipient: str, names: Names) -> Iterator[Block]:
    theirs = [s for s in d.sharing if s.recipient == recipient]
    if theirs:
        rows = tuple((names[s.item], said(s.what), s.why or "none given") for s in theirs)
        yield Table(("Information", "Decision", "Why"), rows, widths=(3, 2, 5))
    for sharing in theirs:
        if sharing.as_released:
            yield Facts(((f"{names[sharing.item]} as it went", sharing.as_released),))
    for identity in (i for i in d.identities if i.recipient == recipient):
        yield Heading(f"Protecting identities: {names[recipient]}", 2)
        yield from _details(pairs(identity, names, skip=("recipient",)))


def _what_next(d: Decision, names: Names) -> Iterator[Block]:
    if d.next_steps:
        rows = tuple((s.what, s.by_whom or "not said", when(s.by_when) or "not said") for s in d.next_steps)
        yield Table(("What", "Who", "By when"), rows, widths=(5, 3, 3))
    yield from _each("Feedback", d.feedback, names)
    yield from _each("Enquiries", d.enquiries, names)
    if d.official_record:
        yield Heading("Official case record", 2)
        yield from _details(pairs(d.official_record, names))
    yield from _facts(_fields(d, names, ("no_next_step_because", "corrections_told")))


_SECTIONS: tuple[tuple[str, Callable[[Decision, Names], Iterator[Block]]], ...] = (
    ("What happened", _what_happened),
    ("What was decided", _what_was_decided),
    ("Why", _why),
    ("Who was told, and who was not", _who_was_told),
    ("What was shared", _what_was_shared),
    ("What happens next", _what_next),
    ("Checks that were run", checks),
)


def _no_why(d: Decision) -> str:
    """What stands where a recipient has no reason of their own."""
    return "see “Why”" if d.emergency else "no reason recorded"


def _times(source: RationaleSource, texts: TwoTexts | None) -> Iterator[Block]:
    d, first = source.state.decision, source.state.recorded.leaf
    if texts:
        yield from emergency.times(texts, d, source.state.entries, source.taken_in)
        return
    shared = [(f"Shared with {r.organisation or r.person}", when(r.shared_at)) for r in d.recipients if r.shared_at]
    if d.shared_at or not shared:
        shared.insert(0, ("Shared", when(d.shared_at)))
    rows = [("Happened", when(d.event_at)), ("Known to us", when(d.known_at)), ("Decided", when(d.decided_at)), *shared]
    rows.append(("Recorded", recorded(first.at, first.offset)))
    if d.delay_because:
        rows.append((field_said("delay_because"), d.delay_because))
    yield Facts(tuple((label, text or "not recorded") for label, text in rows))


def _bond(d: Decision, names: Names, person: str) -> str:
    return "; ".join(_bond_said(r, names) for r in d.relationships if r.person == person) or "none recorded"


def _bond_said(bond: Relationship, names: Names) -> str:
    return f"{said(bond.relation)} of {names[bond.to]}" + (f" ({bond.note})" if bond.note else "")


def _fields(d: Decision, names: Names, fields: tuple[str, ...]) -> Pairs:
    return pairs(d, names, skip=[name for name in d.__struct_fields__ if name not in fields])


def _all(struct: Struct | None, names: Names) -> Pairs:
    return pairs(struct, names) if struct else ()


def _part_in_this(person: PersonInvolved) -> str:
    kind = () if person.who.kind == "unknown" or person.who.kind in person.roles else (said(person.who.kind),)
    return "; ".join((*kind, *(said(role) for role in person.roles))) or "not said"


def _each(title: str, structs: Sequence[Struct], names: Names) -> Iterator[Block]:
    for number, struct in enumerate(structs, 1):
        yield Heading(title if len(structs) == 1 else f"{title} {number}", 2)
        yield from _details(pairs(struct, names))


def _details(rows: Pairs) -> Iterator[Block]:
    """Pairs as briefly as they can be read: short answers in one paragraph, long ones as a table under it."""
    short = [line(label, text) for label, text in rows if _is_short(text)]
    if len(short) > 1:
        yield Text(" · ".join(short))
        rows = tuple(row for row in rows if not _is_short(row[1]))
    yield from _facts(rows)


def _is_short(text: str) -> bool:
    return len(text) <= _SHORT and "\n" not in text


def _facts(rows: Pairs) -> Iterator[Block]:
    if rows:
        yield Facts(rows)
