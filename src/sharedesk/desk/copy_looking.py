"""A copy being looked through: every place in it that could identify somebody, one by one, until it may be made.

What somebody decides is a `CopyPlan`, which lives in a sealed draft until the copy is handed over. Nothing here treats
two places at once (the ICO's reprimand of one tick for all).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec
from msgspec import Struct

from sharedesk.desk import copy_readers, identifying, outward, record
from sharedesk.desk.copy_errors import NoSuchReader, Place
from sharedesk.desk.copy_pieces import Ask, Piece
from sharedesk.desk.copy_readers import Reader
from sharedesk.desk.copy_texts import REASONS, Choices, HoldBack, Prepared, is_in
from sharedesk.desk.drafting import Draft, Drafts
from sharedesk.domain.copies import CopyKind
from sharedesk.domain.decision import Decision, IdentityResult
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.ids import Dice, new_id, new_key
from sharedesk.domain.treatment import Handling, MarkTreatment, Treatment
from sharedesk.identity.find import Searcher
from sharedesk.identity.generalise import generalised
from sharedesk.identity.marks import LISTED_KINDS, Mark
from sharedesk.paper.describe import Names
from sharedesk.vault.errors import NoSuchRecord
from sharedesk.vault.vault import Vault

_NOT_TO_HOLD_BACK = ("author",)
"""Places that are always in: a reader must know from whom it comes."""


class Writing(Struct, frozen=True, kw_only=True):
    """What is being written about one place, not decided yet."""

    place: str
    start: int
    end: int
    treatment: Treatment


class CopyPlan(Struct, frozen=True, kw_only=True):
    """What is decided so far about one copy. `whose` is its reader's key; `identity` is for recipients only."""

    kind: CopyKind
    whose: str
    choices: Choices = Choices()
    identity: IdentityResult | None = None
    by_phone: str = ""
    """What is being written of what was said by phone, not noted yet."""
    in_spite_of_that: str = ""
    """The reason that is being written for sending it though it was refused."""
    writing: Writing | None = None
    holding: HoldBack | None = None
    """What is being written of why a text does not go in, not decided yet."""


@dataclass(frozen=True)
class Spot:
    """One place to look at. `must`: until something is decided about it the copy cannot be made.

    `whose` is what to call whom it is of; `label` and `broader` are what a role label and a more general wording would
    say, empty where there is none; `reason`: keeping it takes a reason.
    """

    piece: Piece
    mark: Mark
    words: str
    must: bool
    whose: str
    label: str
    broader: str
    reason: bool

    @property
    def at(self) -> At:
        """Where it is."""
        return (self.piece.place, self.mark.start, self.mark.end)

    @property
    def proposed(self) -> Handling:
        """What is offered first; nobody has decided it."""
        if not self.must:
            return "keep"
        return "role_label" if self.label else "remove"


At = tuple[str, int, int]
"""A place in a copy: the piece's, and the first and the last character."""


@dataclass(frozen=True)
class NotInList:
    """A capitalised word in no list, and every place where it stands."""

    word: str
    at: tuple[At, ...]


@dataclass(frozen=True)
class Looking:
    """A copy with everything found in it. Made in the worker; asking it is quick."""

    prepared: Prepared
    spots: tuple[Spot, ...]
    words: tuple[NotInList, ...]
    people: tuple[tuple[str, str], ...]
    """Key and name of everybody in the decision."""
    at_risk: tuple[str, ...]
    searcher: Searcher

    @property
    def must_read(self) -> bool:
        """Have all words in no list to be read before it goes? Not for a body with a safeguarding role."""
        return self.prepared.audience.kind == "anyone_else"

    def treated(self, plan: CopyPlan) -> dict[At, Treatment]:
        """What was decided, by place: what the decision says already, and over it what the plan says."""
        said = {(one.place, one.start, one.end): one.treatment for one in self.prepared.recorded}
        return said | {(one.place, one.start, one.end): one.treatment for one in plan.choices.treatments}

    def spots_in(self, plan: CopyPlan) -> list[Spot]:
        """The places in what goes in, in order; a mark set by hand takes the place of those under it."""
        by_hand = [one for one in plan.choices.treatments if one.kind == "by_hand"]
        pieces = {piece.place: piece for piece in self.pieces_in(plan)}
        shown = [
            spot for spot in self.spots
            if spot.piece.place in pieces and not any(_over(one, spot.at) for one in by_hand)
        ]  # fmt: skip
        shown += [_by_hand(pieces[one.place], one) for one in by_hand if one.place in pieces]
        order = {place: number for number, place in enumerate(pieces)}
        return sorted(shown, key=lambda spot: (order[spot.piece.place], spot.mark.start))

    def pieces_in(self, plan: CopyPlan) -> list[Piece]:
        """The texts that go in."""
        return [piece for piece in self.prepared.pieces if is_in(piece, self.prepared, plan.choices)]

    def pieces_to_choose(self) -> list[Piece]:
        """The texts that somebody may put in or hold back."""
        return [p for p in self.prepared.pieces if p is not self.prepared.for_whom and p.place not in _NOT_TO_HOLD_BACK]

    def words_in(self, plan: CopyPlan) -> list[NotInList]:
        """The words in no list of what goes in, but for those that stand in a place marked by hand."""
        places = {piece.place for piece in self.pieces_in(plan)}
        by_hand = [one for one in plan.choices.treatments if one.kind == "by_hand"]
        return [
            one for one in self.words
            if any(at[0] in places and not any(_over(hand, at) for hand in by_hand) for at in one.at)
        ]  # fmt: skip

    def is_read(self, plan: CopyPlan, word: str) -> bool:
        """Was a word in no list read, and may it stay?"""
        said = {one.casefold() for one in (*plan.choices.read, *self.prepared.words_read)}
        return word.casefold() in said

    def asks(self, plan: CopyPlan) -> list[Ask]:
        """The questions about the copy as a whole."""
        return outward.asks_for(self.prepared, plan.choices)

    def still_open(self, plan: CopyPlan) -> list[str]:
        """What is left, in words; empty where the copy can be made."""
        treated = self.treated(plan)
        places = sum(spot.must and spot.at not in treated for spot in self.spots_in(plan))
        words = sum(not self.is_read(plan, one.word) for one in self.words_in(plan)) if self.must_read else 0
        asks = sum(ask.key not in plan.choices.acknowledge for ask in self.asks(plan))
        counted = (
            (places, "place to decide", "places to decide"), (words, "word to read", "words to read"),
            (asks, "question", "questions"),
        )  # fmt: skip
        return [f"{count} {one if count == 1 else several}" for count, one, several in counted if count]

    def wrong_with(self, spot: Spot, treatment: Treatment) -> str:
        """Why a treatment does not do; empty where it does."""
        instead = treatment.instead.strip()
        if treatment.what == "keep" and spot.reason and not treatment.because.strip():
            return "They could be harmed: give the reason why it has to stay."
        if treatment.what == "reword" and not instead:
            return "Write the words to say instead."
        if treatment.what == "generalise" and not (instead or spot.broader):
            return "Write the more general words."
        found = self.searcher.find(instead, unknown_words=False) if instead else []
        taken = set(spot.mark.people())
        if any(m.kind not in LISTED_KINDS and (m.certainty == "certain" or taken & set(m.people())) for m in found):
            return "These words still name somebody, or hold a number or an address."
        return ""

    def said_of_place(self, place: Place) -> str:
        """What is said of a place that is open; of one in the finished copy, of whom it may be."""
        if not place.key.startswith("still/"):
            return place.sentence
        whose = dict(self.people).get(place.key.split("/")[1], "a professional")
        return (
            f"Perhaps {whose} is still in the finished copy, perhaps it is somebody else. {place.sentence} Tick it if "
            "it may stay."
        )


def new_plan(vault: Vault, decision: str, kind: CopyKind, whose: str, dice: Dice = secrets.token_bytes) -> Draft:
    """The draft of a copy: the one that was begun for this reader, or a new one. Raises NoSuchRecord, NoSuchReader."""
    for draft in Drafts(vault).all():
        if draft.kind == "copy" and draft.decision == decision:
            begun = plan_of(draft)
            if (begun.kind, begun.whose) == (kind, whose):
                return draft
    there = _decision(vault, decision)
    reader = _reader(there, kind, whose)
    identity = None
    if reader.recipient:
        before = identifying.identity_of(there, reader.recipient.key)
        identity = before or IdentityResult(key=new_key(dice), recipient=reader.recipient.key)
        if identity.audience is None:
            identity = msgspec.structs.replace(identity, audience=reader.audience.kind)
    plan = CopyPlan(kind=kind, whose=whose, identity=identity)
    return Draft(id=new_id(dice), kind="copy", page="protect", decision=decision, answers=plain(plan))


def plan_of(draft: Draft) -> CopyPlan:
    """What a draft of a copy holds."""
    return msgspec.convert(draft.answers, CopyPlan)


def plain(plan: CopyPlan) -> dict[str, object]:
    """A plan as a draft holds it."""
    held: dict[str, object] = msgspec.to_builtins(plan)
    return held


def look(vault: Vault, decision: str, plan: CopyPlan) -> Looking:
    """Find everybody in what the copy may hold. Raises what `outward.prepare` raises, and NoSuchReader."""
    there = _decision(vault, decision)
    if plan.identity is not None:
        there = identifying.with_identity(there, plan.identity)
    reader = _reader(there, plan.kind, plan.whose)
    reference = record.reference_of(vault, decision)
    prepared = outward.prepare(vault, reference, plan.kind, reader, plan.identity)
    names = Names(there)
    return Looking(
        prepared=prepared, spots=tuple(_spots(prepared, names)), words=tuple(_words(prepared)),
        people=tuple((one.key, names[one.key]) for one in there.people),
        at_risk=tuple(one.key for one in prepared.known if one.could_be_harmed), searcher=Searcher(prepared.known),
    )  # fmt: skip


def decided(plan: CopyPlan, spot: Spot, treatment: Treatment) -> CopyPlan:
    """The plan with one place decided about, or decided otherwise."""
    mark, place = spot.mark, spot.piece.place
    made = MarkTreatment(
        place=place, start=mark.start, end=mark.end, kind=mark.kind, whose=mark.whose or None,
        words=spot.words, treatment=treatment,
    )  # fmt: skip
    plan = msgspec.structs.replace(plan, writing=None)
    return _with(plan, treatments=(*_others(plan, spot.at), made))


def being_written(plan: CopyPlan, spot: Spot, treatment: Treatment) -> CopyPlan:
    """The plan with words that somebody was writing about one place, so that locking does not lose them."""
    place, start, end = spot.at
    return msgspec.structs.replace(
        plan, writing=Writing(place=place, start=start, end=end, treatment=treatment)
    )  # fmt: skip


def written_so_far(plan: CopyPlan, spot: Spot) -> Treatment | None:
    """What somebody was writing about a place, if it is this one."""
    one = plan.writing
    return one.treatment if one is not None and (one.place, one.start, one.end) == spot.at else None


def taken_back(plan: CopyPlan, spot: Spot) -> CopyPlan:
    """The plan with one place open again."""
    return _with(plan, treatments=tuple(_others(plan, spot.at)))


def marked_by_hand(looking: Looking, plan: CopyPlan, place: str, start: int, end: int) -> CopyPlan:
    """The plan with words set apart by hand, to be taken out unless something else is decided about them.

    Marks that lie across the edge are taken in whole.
    """
    piece = next(piece for piece in looking.prepared.pieces if piece.place == place)
    marks = [(mark.start, mark.end) for mark in looking.prepared.marks[place]]
    marks += [(one.start, one.end) for one in plan.choices.treatments if one.place == place]
    for first, last in sorted(marks):
        if first < end and start < last:
            start, end = min(start, first), max(end, last)
    made = MarkTreatment(
        place=place, start=start, end=end, kind="by_hand", words=piece.text[start:end],
        treatment=Treatment(what="remove"),
    )  # fmt: skip
    others = [one for one in plan.choices.treatments if not _over(made, (one.place, one.start, one.end))]
    return _with(plan, treatments=(*others, made))


def put_in(plan: CopyPlan, piece: Piece) -> CopyPlan:
    """The plan with a text going in."""
    back = tuple(one for one in plan.choices.hold_back if one.place != piece.place)
    more = () if piece.included or piece.place in plan.choices.include else (piece.place,)
    return _with(plan, hold_back=back, include=(*plan.choices.include, *more))


def held_back(plan: CopyPlan, piece: Piece, because: str) -> CopyPlan:
    """The plan with a text held back: the code of a reason, or own words."""
    back = tuple(one for one in plan.choices.hold_back if one.place != piece.place)
    include = tuple(one for one in plan.choices.include if one != piece.place)
    return _with(plan, hold_back=(*back, HoldBack(place=piece.place, because=because)), include=include)


def why_held_back(looking: Looking, plan: CopyPlan, piece: Piece) -> str:
    """Why a text is held back, in words; empty where it goes in."""
    if is_in(piece, looking.prepared, plan.choices):
        return ""
    said = next((one.because for one in plan.choices.hold_back if one.place == piece.place), piece.held_back)
    return REASONS[said].text if said in REASONS else said


def read(plan: CopyPlan, word: str, *, done: bool) -> CopyPlan:
    """The plan with a word in no list read through, or not (yet)."""
    others = tuple(one for one in plan.choices.read if one.casefold() != word.casefold())
    return _with(plan, read=(*others, word) if done else others)


def acknowledged(plan: CopyPlan, key: str, *, done: bool) -> CopyPlan:
    """The plan with a question about the copy acknowledged, or not (yet)."""
    others = tuple(one for one in plan.choices.acknowledge if one != key)
    return _with(plan, acknowledge=(*others, key) if done else others)


def said_of(plan: CopyPlan, **changes: object) -> CopyPlan:
    """The plan with something else said about identities for its recipient."""
    if plan.identity is None:
        return plan
    return msgspec.structs.replace(plan, identity=msgspec.structs.replace(plan.identity, **changes))


def _with(plan: CopyPlan, **changes: object) -> CopyPlan:
    return msgspec.structs.replace(plan, choices=msgspec.structs.replace(plan.choices, **changes))


def _others(plan: CopyPlan, at: At) -> Iterator[MarkTreatment]:
    return (one for one in plan.choices.treatments if (one.place, one.start, one.end) != at)


def _over(one: MarkTreatment, at: At) -> bool:
    return one.place == at[0] and one.start <= at[1] and at[2] <= one.end


def _spots(prepared: Prepared, names: Names) -> Iterator[Spot]:
    known = {one.key: one for one in prepared.known}
    there = {person.key for person in prepared.state.decision.people}
    for piece in prepared.pieces:
        for mark in prepared.marks[piece.place]:
            if mark.kind == "unknown_word":
                continue
            words = piece.text[mark.start : mark.end]
            people = [known[key] for key in mark.people() if key in known]
            called = [names[one.key] if one.key in there else "a professional" for one in people]
            yield Spot(
                piece=piece, mark=mark, words=words, must=prepared.must_acknowledge(mark), whose=" or ".join(called),
                label=known[mark.whose].role_label if mark.kind == "name" and mark.whose in known else "",
                broader=generalised(words, mark.kind),
                reason=prepared.audience.kind == "anyone_else" and any(one.could_be_harmed for one in people),
            )  # fmt: skip


def _by_hand(piece: Piece, one: MarkTreatment) -> Spot:
    mark = Mark(start=one.start, end=one.end, kind="by_hand")
    return Spot(
        piece=piece, mark=mark, words=one.words, must=True, whose="", label="", broader="", reason=False
    )  # fmt: skip


def _words(prepared: Prepared) -> Iterable[NotInList]:
    found: dict[str, list[At]] = {}
    own = {prepared.for_whom.place, *_NOT_TO_HOLD_BACK}  # the reader's own name, and the writer's, are not asked about
    for piece in prepared.pieces:
        for mark in prepared.marks[piece.place]:
            if mark.kind == "unknown_word" and piece.place not in own:
                found.setdefault(piece.text[mark.start : mark.end], []).append((piece.place, mark.start, mark.end))
    return [NotInList(word, tuple(at)) for word, at in sorted(found.items())]


def _reader(decision: Decision, kind: CopyKind, whose: str) -> Reader:
    for one in copy_readers.readers(decision, kind):
        if one.key == whose:
            return one
    raise NoSuchReader


def _decision(vault: Vault, decision: str) -> Decision:
    entries = vault.store.entries_of(decision)
    if not entries:
        raise NoSuchRecord
    return fold_decision(entries).decision
