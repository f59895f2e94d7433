"""Erasing lawfully: a decision, or one person's parts in every record, decided piece by piece and on whose authority.

Nothing is erased that was not on the list somebody saw. The entries, the chain and earlier slips stay good, and an
older backup that is restored does not bring the words back. What cannot be erased from here: `erase_reach`.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from sharedesk.desk import erase_pieces, erase_seek, people, record
from sharedesk.desk.drafting import Drafts
from sharedesk.desk.erase_errors import (
    AuthorityNames,
    MayNotReword,
    MoreSince,
    NotDecidedYet,
    SayWhoDecided,
    StillNamed,
)
from sharedesk.desk.erase_pieces import Piece
from sharedesk.desk.erase_seek import Seeker
from sharedesk.domain.entry import EntryKind, content_of
from sharedesk.domain.erasure import Category
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.quick_share import NOTE
from sharedesk.vault import erase as vault_erase
from sharedesk.vault import errors, search
from sharedesk.vault.erase import Erasure, NothingToErase, NotNoted
from sharedesk.vault.store import Progress
from sharedesk.vault.vault import Vault

What = Literal["erase", "keep", "reword"]
GROUNDS: tuple[tuple[Category, str], ...] = (
    ("right_to_erasure", "Somebody asked for it, and has the right to it"),
    ("retention_over", "It has been kept as long as the organisation keeps it"),
    ("recorded_in_error", "It was recorded in error: it is about somebody else, or was never so"),
    ("court_order", "A court or the regulator ordered it"),
    ("other", "Something else, which the next box says"),
)
"""Why something may be erased: the code that the log keeps, and what it is called."""
MOST_ALONE = 30
"""Other records that hold a word of somebody’s name alone, which are still looked through."""
_NAME_WORD = re.compile(r"[^\W\d_]{3,}")
WORD = "erase"
"""What somebody types to say that they mean it."""
_KINDS_ALONE: tuple[EntryKind, ...] = ("note_rejected",)


class Chosen(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is to become of one piece. `texts`: the other words, by their place in it."""

    what: What
    texts: dict[str, str] = {}


Choices = Mapping[str, Chosen]
"""By the id of the piece's part. What is not among them goes, if nobody has to decide about it."""


class Plan(Struct, frozen=True, kw_only=True):
    """What an erasure would take, as it was when `entries` were in the log.

    `decision` or `people` (every id of one person) says what it is about. `called` is what to call that on the screen.
    """

    called: str
    pieces: tuple[Piece, ...]
    entries: int
    decision: str | None = None
    people: tuple[str, ...] = ()
    references: dict[str, str] = {}
    """The reference of each decision that is touched, by its id."""
    namesakes: tuple[str, ...] = ()
    """Others of the same name, who are not said to be the same person: nothing of theirs is on the list."""
    too_many: tuple[tuple[str, int], ...] = ()
    """Words of the name that stand in too many records to look through them all, each with in how many."""

    @property
    def to_decide(self) -> tuple[Piece, ...]:
        """Pieces that somebody has to decide about."""
        return tuple(piece for piece in self.pieces if piece.has_to_be_decided)


class Grounds(Struct, frozen=True, kw_only=True):
    """Why something may be erased, and who decided that."""

    category: Category
    authority: str


class Erased(Struct, frozen=True, kw_only=True):
    """What went. `noted` False: the list beside the backups could not be written, so an older one would undo it."""

    parts: int
    reworded: int
    kept: int
    references: tuple[str, ...]
    people: int
    drafts: int
    """Drafts that went with a decision."""
    noted: bool


def plan_for_decision(vault: Vault, decision: str) -> Plan:
    """What erasing a decision would take, with people whom no other decision names. Raises NoSuchRecord."""
    entries = vault.store.entries_of(decision)
    if not entries:
        raise errors.NoSuchRecord
    state, reference = fold_decision(entries), record.reference_of(vault, decision)
    pieces = list(erase_pieces.of_decision(state, reference))
    for person in sorted(erase_pieces.people_of(state)):
        own = vault.store.entries_of(person)
        if own and set(search.decisions_of_person(vault.store, person)) <= {decision}:
            pieces += erase_pieces.of_person_alone(own, "A person of no other record", "only_here")
    return Plan(
        called=f"Decision {reference}", pieces=tuple(pieces), entries=vault.store.count(), decision=decision,
        references={decision: reference},
    )  # fmt: skip


def plan_for_person(vault: Vault, person: str, progress: Progress = lambda done, of: None) -> Plan:
    """What erasing one person would take, in every record of the log: a walk through it. Raises NoSuchPerson.

    Whoever was linked as the same person is that person. `progress` counts entries and may raise Cancelled.
    """
    read, entries = people.read_person(vault, person), vault.store.count()
    members = search.linked_with(vault.store, person) or [person]
    said = {member: erase_seek.statements_of(vault, member) for member in members}
    where, too_many = _decisions_with(vault, said, progress)
    pieces, references, others = list[Piece](), dict[str, str](), set[str]()
    for member in members:
        pieces += erase_pieces.of_person_alone(vault.store.entries_of(member), read.known.name)
    for decision in where:
        progress(entries, entries)
        state, reference = fold_decision(vault.store.entries_of(decision)), record.reference_of(vault, decision)
        found = list(erase_pieces.of_person_in(state, reference, erase_seek.in_decision(state, said)))
        if found:
            others |= erase_pieces.people_of(state) - set(members)
            references[decision] = reference
            pieces += found
    for other in sorted(others):
        seeker = erase_seek.beside(vault, said, other)
        pieces += erase_pieces.elsewhere(vault.store.entries_of(other), "Somebody else", seeker)
    for note in vault.store.entries_of_kind(_KINDS_ALONE):
        pieces += erase_pieces.elsewhere([note], "A note that was turned away", Seeker(said))
    return Plan(
        called=read.known.name, pieces=tuple(pieces), entries=entries, people=tuple(members), references=references,
        namesakes=tuple(one.described for one in read.namesakes), too_many=too_many,
    )  # fmt: skip


def what_goes(plan: Plan, choices: Choices) -> dict[str, What]:
    """What becomes of each piece, by its part; open ones are left out. A note goes with anything that it filled."""
    given = {piece.part: _what(piece, choices) for piece in plan.pieces}
    gone_from = {piece.entry for piece in plan.pieces if given[piece.part] in ("erase", "reword")}
    for piece in plan.pieces:
        if piece.slot == NOTE and piece.entry in gone_from:
            given[piece.part] = "erase"
        elif piece.why == "goes_with":
            given[piece.part] = "keep"
    return {part: what for part, what in given.items() if what is not None}


def undecided(plan: Plan, choices: Choices) -> list[Piece]:
    """The pieces about which somebody still has to decide."""
    given = what_goes(plan, choices)
    return [piece for piece in plan.pieces if piece.part not in given]


def see_that_it_may(vault: Vault, plan: Plan, choices: Choices, grounds: Grounds | None) -> None:
    """Raise what stands in the way, before anybody is asked whether they mean it: NotDecidedYet, StillNamed,
    MayNotReword, NothingToErase, SayWhoDecided, AuthorityNames.
    """
    if open_ones := undecided(plan, choices):
        raise NotDecidedYet(open_ones)
    given = what_goes(plan, choices)
    reworded = [piece for piece in plan.pieces if given[piece.part] == "reword"]
    if not all(piece.may_reword for piece in reworded):
        raise MayNotReword
    if plan.people and (named := list(_still_named(vault, plan, reworded, choices))):
        raise StillNamed(named)
    if not any(what != "keep" for what in given.values()):
        raise NothingToErase
    if grounds is not None:
        see_grounds(vault, plan, grounds)


def see_grounds(vault: Vault, plan: Plan, grounds: Grounds) -> None:
    """Raise SayWhoDecided where nobody is said to have decided, AuthorityNames where somebody is named by it."""
    if not grounds.authority.strip():
        raise SayWhoDecided
    if plan.decision is not None:
        seeker = erase_seek.everybody_of(fold_decision(vault.store.entries_of(plan.decision)))
    else:
        seeker = seeker_of(vault, plan)
    if seeker.surely(grounds.authority):
        raise AuthorityNames


def erase(
    vault: Vault, plan: Plan, choices: Choices, grounds: Grounds, progress: Progress = lambda done, of: None,
    *, place: Path | None = None,
) -> Erased:  # fmt: skip
    """Erase what was decided, all of it at once; on the disk when this returns. Then drafts of an erased decision go.

    `place`: another folder with backups, beside which it is noted too.

    Raises MoreSince where the list is not what it was, what `see_that_it_may` raises, what a save raises, and
    Cancelled; then nothing has gone.
    """
    if vault.store.count() != plan.entries:
        again = made_again(vault, plan, progress)
        if {piece.part for piece in again.pieces} != {piece.part for piece in plan.pieces}:
            raise MoreSince
    see_that_it_may(vault, plan, choices, grounds)
    given = what_goes(plan, choices)
    noted = True
    try:
        vault_erase.erase(vault, _erasures(vault, plan, choices, given, grounds), progress)
    except NotNoted:
        noted = False
    if place is not None and place.is_dir():
        try:
            vault_erase.note(place, vault_erase.erased_parts(vault.store))
        except errors.VaultError:
            noted = False
    return Erased(
        parts=sum(what != "keep" for what in given.values()),
        reworded=sum(what == "reword" for what in given.values()),
        kept=sum(what == "keep" for what in given.values()),
        references=tuple(sorted(plan.references.values())),
        people=len({piece.entity for piece in plan.pieces if piece.slot == "who" and given[piece.part] == "erase"}),
        drafts=_drop_drafts(vault, plan), noted=noted,
    )  # fmt: skip


def made_again(vault: Vault, plan: Plan, progress: Progress = lambda done, of: None) -> Plan:
    """The same list as the log is now. Raises NoSuchRecord, NoSuchPerson."""
    if plan.decision is not None:
        return plan_for_decision(vault, plan.decision)
    return plan_for_person(vault, plan.people[0], progress)


def seeker_of(vault: Vault, plan: Plan) -> Seeker:
    """Looks for the person whom a plan is about, in texts that are of no record."""
    return Seeker({one: erase_seek.statements_of(vault, one) for one in plan.people})


def drafts_of(vault: Vault, plan: Plan) -> list[str]:
    """The ids of drafts that go on with the decision that is to be erased: they hold its words, and go with it."""
    if plan.decision is None:
        return []
    every = Drafts(vault).all()
    return [one.id for one in every if plan.decision in (one.id, one.decision) and one.kind != "erasure"]


def _drop_drafts(vault: Vault, plan: Plan) -> int:
    gone = 0
    state = fold_decision(vault.store.entries_of(plan.decision)) if plan.decision else None
    if state is not None and state.is_erased:
        drafts = Drafts(vault)
        for draft in drafts_of(vault, plan):
            with contextlib.suppress(errors.VaultError):  # what it was a draft of is gone; it is listed under drafts
                drafts.drop(draft)
                gone += 1
    return gone


def _what(piece: Piece, choices: Choices) -> What | None:
    chosen = choices.get(piece.part)
    return chosen.what if chosen else None if piece.has_to_be_decided else "erase"


def _erasures(
    vault: Vault, plan: Plan, choices: Choices, given: Mapping[str, What], grounds: Grounds
) -> Iterator[Erasure]:
    by_entity: dict[str, list[Piece]] = {}
    for piece in plan.pieces:
        if given[piece.part] != "keep":
            by_entity.setdefault(piece.entity, []).append(piece)
    for entity, pieces in by_entity.items():
        held = {part.id: part for entry in vault.store.entries_of(entity) for part in entry.parts}
        anew: dict[str, object] = {}
        for piece in pieces:
            if given[piece.part] == "reword":
                content = content_of(held[piece.part])
                value = _without(content.value, frozenset(plan.people)) if content else None
                anew[piece.slot] = _put(value, choices[piece.part].texts)
        yield Erasure(
            entity=entity, parts=tuple(piece.part for piece in pieces), category=grounds.category,
            authority=grounds.authority.strip(), reworded=anew,
        )  # fmt: skip


def _without(value: Any, them: frozenset[str]) -> Any:
    """A copy of a part's value in which nothing points at them any more."""
    if isinstance(value, dict):
        return {name: _without(held, them) for name, held in value.items() if not _points_at(held, them)}
    if isinstance(value, list | tuple):
        return [_without(held, them) for held in value if not _points_at(held, them)]
    return value


def _points_at(value: Any, them: frozenset[str]) -> bool:
    return isinstance(value, str) and value in them


def _put(value: Any, texts: Mapping[str, str]) -> Any:
    """A part's value with other texts at some of its places."""
    if "" in texts:
        return texts[""]
    for at, text in texts.items():
        *way, last = (int(step) if step.isdigit() else step for step in at.split("."))
        inner = value
        for step in way:
            inner = inner[step]
        if last == "said":
            inner.clear()  # a time: what it was taken to mean goes with what was said
        inner[last] = text
    return value


def _still_named(vault: Vault, plan: Plan, reworded: Iterable[Piece], choices: Choices) -> Iterator[Piece]:
    said = {one: erase_seek.statements_of(vault, one) for one in plan.people}
    for piece in reworded:
        seeker = erase_seek.seeker_for(vault, piece.entity, said, is_decision=piece.entity in plan.references)
        texts = {one.at: one.text for one in piece.words} | choices[piece.part].texts
        if any(map(seeker.surely, texts.values())):
            yield piece


def _decisions_with(
    vault: Vault, said: erase_seek.Said, progress: Progress
) -> tuple[list[str], tuple[tuple[str, int], ...]]:
    """Every decision that ever listed them, and others whose words hold a name or a number of theirs.

    A first name or a surname alone is looked for in other records too, unless so many hold it that nobody could look
    through them: those words come second, each with how many.
    """
    found = dict.fromkeys(vault.store.entities_with([f"people/{one}" for one in sorted(said)], progress))
    whole, alone = set[str](), set[str]()
    for who in (who for statements in said.values() for who in statements):
        names = (who.name, *who.also_known_as)
        whole.update(text for text in (*names, *(contact.text for contact in who.contacts)) if len(text.strip()) > 1)
        alone.update(word for name in names for word in _NAME_WORD.findall(name))
    for text in sorted(whole):
        found.update(dict.fromkeys(search.holding(vault.store, text)))
    too_many = list[tuple[str, int]]()
    for word in sorted(alone):
        number = search.how_many_hold(vault.store, word)
        progress(vault.store.count(), vault.store.count())
        if number > MOST_ALONE + len(found):
            too_many.append((word, number))
        else:
            found.update(dict.fromkeys(search.holding(vault.store, word)))
    return list(found), tuple(too_many)
