"""Who could be recognised in a decision's texts: its people, what is found of them, and what was decided about each.

One text, one recipient, one mark at a time: there is no way here to treat several marks at once (the ICO's reprimands).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from sharedesk.domain.decision import Decision, IdentityResult, PersonInvolved, Recipient
from sharedesk.domain.person import Author, PersonStatement
from sharedesk.domain.treatment import MarkKind, MarkTreatment, Treatment
from sharedesk.identity.find import CANNOT, Searcher
from sharedesk.identity.marks import LISTED_KINDS, Audience, Known, Mark
from sharedesk.identity.released import must_acknowledge

__all__ = [
    "CANNOT", "Looked", "OneText", "Unknown", "audience_of", "known_of", "look_through", "looked_at", "texts_for",
    "with_identity", "with_treatment", "with_words_read", "without_treatment",
]  # fmt: skip

AUTHOR = "author"
"""Stands for whoever writes the log where a person's key is asked for."""
_PLACES: dict[str, MarkKind] = {
    "address": "address", "placement": "placement", "school": "school", "workplace": "workplace",
}  # fmt: skip


class OneText(Struct, frozen=True, kw_only=True):
    """One text that a recipient would get: `place` is its slot and field. `treated` are marks that were decided about.

    `open_marks` have to be acknowledged before it goes, each by itself; `pieces` are dates and ages, for the jigsaw.
    """

    place: str
    text: str
    marks: tuple[Mark, ...]
    treated: dict[Mark, Treatment]
    open_marks: tuple[Mark, ...]
    pieces: tuple[Mark, ...]


class Unknown(Struct, frozen=True, kw_only=True):
    """A capitalised word in no list, every place where it stands (text, start, end), and whether it was read."""

    word: str
    at: tuple[tuple[str, int, int], ...]
    read: bool


class Looked(Struct, frozen=True, kw_only=True):
    """What the page "Protecting identities" shows for one recipient. `cannot` is said plainly beside it."""

    audience: Audience
    known: tuple[Known, ...]
    at_risk: tuple[str, ...]
    """People who could be harmed: where there is nobody, one question is enough (FIELD section 4)."""
    texts: tuple[OneText, ...]
    unknown_words: tuple[Unknown, ...]
    cannot: str = CANNOT

    @property
    def settled(self) -> bool:
        """Nothing is left to be acknowledged, and for a reader without a safeguarding role every word was read."""
        read = self.audience.kind == "safeguarding_body" or all(one.read for one in self.unknown_words)
        return read and not any(one.open_marks for one in self.texts)


def known_of(decision: Decision, author: Author | None = None) -> list[Known]:
    """Everybody that a decision names, with the role labels that stand for them throughout its documents.

    Who could be harmed: it was answered so, or "don't know"; it was decided so for any recipient; or there is a contact
    of theirs that has to be kept from somebody.
    """
    labels = _Labels()
    protected = {key for identity in decision.identities for key in identity.protected}
    known = [_known(person, labels, person.key in protected) for person in decision.people]
    known += [
        Known(key=recipient.key, names=_names(recipient.person), staff=True, role_label=labels.next("Professional"))
        for recipient in decision.recipients
        if recipient.person
    ]
    if decision.request and decision.request.person:
        request = decision.request
        label = labels.next("Professional")
        known.append(Known(key=request.key, names=_names(request.person), staff=True, role_label=label))
    writers = [author.name if author else "", decision.decided_by.name if decision.decided_by else ""]
    if any(writers):
        names = tuple(dict.fromkeys(name for name in writers if name))
        known.append(Known(key=AUTHOR, names=names, staff=True, role_label=labels.next("Professional")))
    return known


def known_from(key: str, statements: Iterable[PersonStatement], role_label: str = "") -> Known:
    """All that was ever said of who somebody is, to be looked for in any text."""
    every = [_known(PersonInvolved(key=key, who=who), _Labels(), False) for who in statements]
    return Known(
        key=key,
        names=tuple(dict.fromkeys(name for one in every for name in one.names)),
        aliases=tuple(dict.fromkeys(name for one in every for name in one.aliases)),
        role_label=role_label,
        date_of_birth=next((one.date_of_birth for one in reversed(every) if one.date_of_birth), ""),
        places=tuple(dict.fromkeys(place for one in every for place in one.places)),
        contacts=tuple(dict.fromkeys(contact for one in every for contact in one.contacts)),
    )


def audience_of(decision: Decision, recipient: Recipient) -> Audience:
    """A body with a safeguarding role, where that was said; anyone else otherwise."""
    identity = identity_of(decision, recipient.key)
    said = identity.audience if identity else None
    kind = said or ("safeguarding_body" if recipient.safeguarding_role == "yes" else "anyone_else")
    return Audience(kind=kind, who=recipient.key)


def identity_of(decision: Decision, recipient: str) -> IdentityResult | None:
    """What was decided about identities for one recipient so far."""
    return next((one for one in decision.identities if one.recipient == recipient), None)


def with_identity(decision: Decision, identity: IdentityResult) -> Decision:
    """The decision with this said about identities for its recipient, in the place of what was said before."""
    others = tuple(one for one in decision.identities if one.recipient != identity.recipient)
    return msgspec.structs.replace(decision, identities=(*others, identity))


def texts_for(decision: Decision, recipient: str) -> Iterator[tuple[str, str]]:
    """The texts that go to one recipient, each with its place, in the order of the decision."""
    for sharing in decision.sharing:
        if sharing.recipient != recipient or sharing.what == "leave_out":
            continue
        if sharing.as_released:
            yield f"sharing/{sharing.key}.as_released", sharing.as_released
            continue
        yield from ((f"items/{one.key}.text", one.text) for one in decision.items if one.key == sharing.item)
        yield from ((f"attached/{one.key}.title", one.title) for one in decision.attached if one.key == sharing.item)
    for one in decision.recipients:
        if one.key == recipient:
            told = (("why", one.why), ("onward_warning", one.onward_warning), ("refusal_given", one.refusal_given))
            yield from ((f"recipients/{one.key}.{field}", text) for field, text in told if text)


def look_through(
    decision: Decision,
    recipient: Recipient,
    author: Author | None = None,
    texts: Iterable[tuple[str, str]] | None = None,
) -> Looked:
    """Everything found in what one recipient would get, beside what was decided about it. Marks nothing as seen."""
    audience, known = audience_of(decision, recipient), known_of(decision, author)
    identity, people = identity_of(decision, recipient.key), {one.key: one for one in known}
    searcher = Searcher(known)
    given = identity.treatments if identity else ()
    shown, words = [], dict[str, list[tuple[str, int, int]]]()
    for place, text in texts if texts is not None else texts_for(decision, recipient.key):
        treated = looked_at(place, text, given)
        by_hand = [mark for mark in treated if mark.kind == "by_hand"]
        found = [m for m in searcher.find(text) if not any(h.start < m.end and m.start < h.end for h in by_hand)]
        marks = sorted([*found, *by_hand], key=lambda m: m.start)
        kept = {mark: treatment for mark in marks if (treatment := _treatment_of(mark, treated))}
        for mark in marks:
            if mark.kind == "unknown_word" and mark not in kept:
                words.setdefault(text[mark.start : mark.end], []).append((place, mark.start, mark.end))
        shown.append(
            OneText(
                place=place, text=text, marks=tuple(marks), treated=kept,
                open_marks=tuple(m for m in marks if m not in kept and must_acknowledge(m, audience, people)),
                pieces=tuple(m for m in marks if m.kind in LISTED_KINDS and m.kind != "unknown_word"),
            )
        )  # fmt: skip
    read = {word.casefold() for word in identity.words_read} if identity else set()
    return Looked(
        audience=audience, known=tuple(known), at_risk=tuple(one.key for one in known if one.could_be_harmed),
        texts=tuple(shown),
        unknown_words=tuple(
            Unknown(word=word, at=tuple(at), read=word.casefold() in read) for word, at in sorted(words.items())
        ),
    )  # fmt: skip


def looked_at(place: str, text: str, treatments: Sequence[MarkTreatment]) -> dict[Mark, Treatment]:
    """The treatments of one text that still fit it, by bare marks: same place, and the same words standing there."""
    return {
        Mark(start=one.start, end=one.end, kind=one.kind, whose=one.whose or ""): one.treatment
        for one in treatments
        if one.place == place and text[one.start : one.end] == one.words
    }


def with_treatment(
    identity: IdentityResult, place: str, text: str, mark: Mark, treatment: Treatment, people: Iterable[str]
) -> IdentityResult:
    """What was decided for a recipient, with one mark's treatment added or replaced.

    `people` are the keys of the decision's people: a mark of somebody else (a professional) is kept without whose.
    """
    kept = MarkTreatment(
        place=place, start=mark.start, end=mark.end, kind=mark.kind, words=text[mark.start : mark.end],
        whose=mark.whose if mark.whose in set(people) else None, treatment=treatment,
    )  # fmt: skip
    others = without_treatment(identity, place, mark).treatments
    return msgspec.structs.replace(identity, treatments=(*others, kept))


def without_treatment(identity: IdentityResult, place: str, mark: Mark) -> IdentityResult:
    """The same with one mark's treatment taken back."""
    others = tuple(o for o in identity.treatments if (o.place, o.start, o.end) != (place, mark.start, mark.end))
    return msgspec.structs.replace(identity, treatments=others)


def with_words_read(identity: IdentityResult, words: Iterable[str]) -> IdentityResult:
    """The same, with words in no list noted as read through for this recipient."""
    return msgspec.structs.replace(identity, words_read=tuple(dict.fromkeys((*identity.words_read, *words))))


def _treatment_of(mark: Mark, treated: dict[Mark, Treatment]) -> Treatment | None:
    """The treatment of a mark found: one for the same stretch and kind, and for nobody else."""
    for other, given in treated.items():
        same = (other.start, other.end, other.kind) == (mark.start, mark.end, mark.kind)
        if same and other.whose in ("", mark.whose):
            return given
    return None


def _known(person: PersonInvolved, labels: _Labels, protected: bool) -> Known:
    who = person.who
    kept_back = any(contact.protected_from for contact in who.contacts)
    born = who.date_of_birth
    exact = born is not None and born.earliest is not None and born.precision in ("day", "minute")
    return Known(
        key=person.key,
        names=_names(who.name),
        aliases=tuple(name for name in who.also_known_as if name.strip()),
        role_label=labels.of(person),
        could_be_harmed=protected or kept_back or person.could_be_harmed in ("yes", "dont_know"),
        staff="professional" in person.roles,
        date_of_birth=born.earliest.date().isoformat() if exact and born and born.earliest and _is_born(who) else "",
        places=tuple((_PLACES[c.kind], c.text) for c in who.contacts if c.kind in _PLACES and c.text.strip()),
        contacts=tuple(c.text for c in who.contacts if c.kind not in _PLACES and c.text.strip()),
    )


def _is_born(who: PersonStatement) -> bool:
    return who.kind != "unborn"  # of an unborn child it is the day expected


def _names(name: str) -> tuple[str, ...]:
    return (name,) if name.strip() else ()


class _Labels:
    """Role labels, in order: Child A, Adult A, Adult B. The same people in the same order get the same labels."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def of(self, person: PersonInvolved) -> str:
        """The next label of this person's kind."""
        if "professional" in person.roles:
            return self.next("Professional")
        if person.who.kind == "unknown":
            return self.next(
                "Child" if person.child or "child" in person.roles else "Adult" if person.adult else "Person"
            )
        return self.next({"child": "Child", "adult": "Adult", "unborn": "Unborn child"}[person.who.kind])

    def next(self, kind: str) -> str:
        """`Adult B`; after Z come AA and AB."""
        number = self._given[kind] = self._given.get(kind, 0) + 1
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return f"{kind} {letters}"
