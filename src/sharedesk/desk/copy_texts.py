"""The texts of one copy as they may be handed over: what was decided about each, and what nobody decided yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from sharedesk.desk.copy_errors import Place
from sharedesk.desk.copy_pieces import Piece
from sharedesk.desk.copy_readers import Reader
from sharedesk.domain.copies import CopyKind, LeftOutOfCopy
from sharedesk.domain.fold import DecisionState
from sharedesk.domain.treatment import MarkTreatment, Treatment
from sharedesk.identity.marks import Audience, Known, Mark
from sharedesk.identity.released import NotAcknowledged, Released, must_acknowledge, own_words, release
from sharedesk.paper.outward import Line
from sharedesk.paper.wording import Wording, Words

REASONS: dict[str, Wording] = {
    "about_somebody_else": Wording("It is about somebody else."),
    "kept_for_the_file": Wording("It is kept for the file."),
    "third_party": Wording(
        "It would tell you about another person, and it is not reasonable to do so without their agreement "
        "(Data Protection Act 2018, Schedule 2, paragraph 16)."
    ),
    "crime": Wording(
        "Telling it would be likely to stand in the way of preventing or finding out a crime "
        "(Data Protection Act 2018, Schedule 2, paragraph 2)."
    ),
    "serious_harm": Wording(
        "Telling it would be likely to cause serious harm to somebody's health "
        "(Data Protection Act 2018, Schedule 3, paragraphs 11 and 19)."
    ),
    "child_abuse": Wording(
        "It is about whether a child is or may be at risk of abuse, and telling it would not be in that child's best "
        "interests (Data Protection Act 2018, Schedule 3, paragraph 21)."
    ),
}
"""Reasons for holding a piece back, by the code that a choice names. Others are given in own words."""


class HoldBack(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece that is not to go in, by its place, and why: the code of a reason (`REASONS`), or own words."""

    place: str
    because: str


class Choices(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody decided about a copy: about each mark, each piece, each question, one by one."""

    treatments: tuple[MarkTreatment, ...] = ()
    read: tuple[str, ...] = ()
    """Words in no list that were read through."""
    include: tuple[str, ...] = ()
    """Places of pieces that are held back unless included."""
    hold_back: tuple[HoldBack, ...] = ()
    acknowledge: tuple[str, ...] = ()
    """Keys of questions, and of places where somebody possibly meant was found."""


class Prepared(Struct, frozen=True, kw_only=True):
    """A copy before anything is decided about it. `marks` are what was found, by the place of the piece."""

    kind: CopyKind
    state: DecisionState
    reference: str
    reader: Reader
    audience: Audience
    for_whom: Piece
    content: tuple[Piece | Line, ...]
    known: tuple[Known, ...]
    marks: dict[str, tuple[Mark, ...]]
    recorded: tuple[MarkTreatment, ...] = ()
    """What the decision says already about marks, for this recipient."""
    words_read: tuple[str, ...] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The texts to look through, the reader's own name first."""
        return (self.for_whom, *(one for one in self.content if isinstance(one, Piece)))

    def must_acknowledge(self, mark: Mark) -> bool:
        """Has this mark to be looked at by itself before the copy can be made?"""
        return must_acknowledge(mark, self.audience, {one.key: one for one in self.known})


def released(prepared: Prepared, choices: Choices) -> tuple[list[Place], dict[str, Released]]:
    """The included pieces as they may be handed over, and the places that nobody has decided about yet."""
    open_places: list[Place] = []
    texts: dict[str, Released] = {}
    by = [piece for piece in prepared.pieces if piece is prepared.for_whom or piece.place == "author"]
    treatments = (*_not_changed(prepared.recorded, choices.treatments), *choices.treatments)
    read = {
        *choices.read,
        *prepared.words_read,
        *(p.text[m.start : m.end] for p in by for m in prepared.marks[p.place]),
    }
    for piece in prepared.pieces:
        if not is_in(piece, prepared, choices):
            continue
        given = _given(piece, treatments, prepared.marks[piece.place])
        marks = [mark for mark in prepared.marks[piece.place] if not _covered(mark, given)] + list(given)
        try:
            texts[piece.place] = release(piece.text, marks, given, prepared.audience, known=prepared.known, read=read)
        except NotAcknowledged as problem:
            open_places += [_open(piece, mark) for mark in problem.marks]
            open_places += [_unread(piece, word) for word in problem.words]
    return open_places, texts


def is_in(piece: Piece, prepared: Prepared, choices: Choices) -> bool:
    """Does this piece go into the copy?"""
    if piece is prepared.for_whom:
        return True
    held = any(one.place == piece.place for one in choices.hold_back)
    return not held and (piece.included or piece.place in choices.include)


def _given(piece: Piece, treatments: Sequence[MarkTreatment], marks: Sequence[Mark]) -> dict[Mark, Treatment]:
    """The treatments of one piece that still fit its text, by the marks they are for."""
    found = {(mark.start, mark.end): mark for mark in marks}
    given: dict[Mark, Treatment] = {}
    for one in treatments:
        if one.place == piece.place and piece.text[one.start : one.end] == one.words:
            by_hand = Mark(start=one.start, end=one.end, kind=one.kind, whose=one.whose or "")
            given[found.get((one.start, one.end), by_hand)] = one.treatment
    return given


def _not_changed(recorded: Sequence[MarkTreatment], choices: Sequence[MarkTreatment]) -> list[MarkTreatment]:
    """What was recorded, but for what is decided otherwise now."""
    return [
        one for one in recorded
        if not any(c.place == one.place and c.start < one.end and one.start < c.end for c in choices)
    ]  # fmt: skip


def _covered(mark: Mark, given: Mapping[Mark, Treatment]) -> bool:
    return any(other.start <= mark.start and mark.end <= other.end for other in given)


def held_back(prepared: Prepared, choices: Choices) -> list[tuple[Piece, Words]]:
    """Each piece that does not go in, and why."""
    back: list[tuple[Piece, Words]] = []
    reasons = {one.place: one.because for one in choices.hold_back}
    for piece in prepared.pieces:
        if not is_in(piece, prepared, choices):
            because = reasons.get(piece.place, piece.held_back)
            own = REASONS.get(because)
            words = own or own_words(because, prepared.audience, known=prepared.known, read=choices.read)
            back.append((piece, words))
    return back


def gaps(prepared: Prepared, choices: Choices, texts: Mapping[str, Released]) -> Iterable[LeftOutOfCopy]:
    """Everything that the copy does not say, or says otherwise, for its entry."""
    for piece in prepared.pieces:
        if piece.place in texts:
            for gap in texts[piece.place].left_out:
                yield LeftOutOfCopy(
                    where=piece.label.text, what=gap.what, kind=gap.kind, whose=gap.whose, because=gap.because
                )
    for piece, because in held_back(prepared, choices):
        yield LeftOutOfCopy(where=piece.label.text, what="held_back", because=because.text)
    recipient = prepared.reader.recipient
    if recipient is not None and prepared.kind == "recipient":
        numbers = {item.key: n for n, item in enumerate(prepared.state.decision.items, 1)}
        for sharing in prepared.state.decision.sharing:
            if sharing.recipient == recipient.key and sharing.what == "leave_out" and sharing.item in numbers:
                where = f"Information {numbers[sharing.item]}"
                yield LeftOutOfCopy(where=where, what="held_back", because=sharing.why)


def protected_from(prepared: Prepared) -> tuple[Known, ...]:
    """Everybody whom the reader must not learn of unless that was decided."""
    probe = Mark(start=0, end=0, kind="name")
    return tuple(
        person
        for person in prepared.known
        if prepared.must_acknowledge(msgspec.structs.replace(probe, whose=person.key))
    )


def knowingly_kept(texts: Iterable[Released]) -> set[tuple[str, str]]:
    """Whose identity, and which kind of it, was marked somewhere in the copy and kept."""
    return {(one.whose, one.kind) for text in texts for one in text.kept}


def without(person: Known, kept: Collection[tuple[str, str]]) -> Known:
    """A person without the kinds of identifier that were knowingly kept: those may be found in the copy."""
    return _without(person, {kind for whose, kind in kept if whose == person.key})


def _without(person: Known, kinds: set[str]) -> Known:
    """A person without the kinds of identifier that were knowingly kept."""
    changes: dict[str, object] = {}
    if "name" in kinds:
        changes |= {"names": (), "aliases": ()}
    if "date_of_birth" in kinds:
        changes["date_of_birth"] = ""
    if kinds & {"phone", "email", "handle", "web_address"}:
        changes["contacts"] = ()
    if kinds & {"nhs_number", "upn", "ni_number", "vehicle", "reference"}:
        changes["numbers"] = ()
    changes["places"] = tuple(place for place in person.places if place[0] not in kinds)
    return msgspec.structs.replace(person, **changes)


def _open(piece: Piece, mark: Mark) -> Place:
    what = f"{mark.kind.replace('_', ' ')}, {mark.certainty}" + (f" ({mark.why})" if mark.why else "")
    sentence = f"{piece.label.text}, characters {mark.start + 1} to {mark.end}: {what}."
    return Place(piece.place, f"{piece.place}:{mark.start}:{mark.end}", sentence, mark.kind, mark.start, mark.end)


def _unread(piece: Piece, word: str) -> Place:
    start = piece.text.find(word)
    sentence = f"{piece.label.text}, characters {start + 1} to {start + len(word)}: a capitalised word in no list."
    return Place(piece.place, f"{piece.place}:{start}", sentence, "unknown_word", start, start + len(word))
