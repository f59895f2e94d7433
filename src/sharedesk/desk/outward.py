"""Copies that leave the house: what has to be asked before one is made, and the copy itself, read back.

`prepare` gives the texts of a copy with everybody found in them; `make` takes what was decided about each and gives
the finished PDF, or refuses it naming each place. Handing it over and noting that is in `desk.handing_over`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from sharedesk.desk import authors, identifying, record, release, witness
from sharedesk.desk.copy_errors import CopyNotReady, CopyRefused, NoReasonGiven, NotSharedWithThem, NotToldYet, Place
from sharedesk.desk.copy_pieces import Ask, Piece, asks_of, for_family, for_recipient, for_requester, for_subject
from sharedesk.desk.copy_readers import Reader
from sharedesk.domain.copies import AboutCopy, CopyBlock, CopyKind, KeptWitness, LeftOutOfCopy, digest_of_blocks
from sharedesk.domain.decision import Decision
from sharedesk.domain.fold import DecisionState
from sharedesk.domain.outcome import shares
from sharedesk.domain.telling import Telling
from sharedesk.domain.treatment import MarkTreatment, Treatment
from sharedesk.identity.find import Searcher
from sharedesk.identity.marks import Audience, Known, Mark
from sharedesk.identity.released import NotAcknowledged, Released, must_acknowledge, own_words, release as release_text
from sharedesk.identity.survivors import Survivor, survivors
from sharedesk.paper.document import Document, Witness
from sharedesk.paper.outward import FACES, HeldBack, Line, blocks_of, copy_document
from sharedesk.paper.plain import plain_text
from sharedesk.paper.wording import Wording, Words
from sharedesk.vault.vault import Vault

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


class Choices(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody decided about a copy: about each mark, each piece, each question, one by one."""

    treatments: tuple[MarkTreatment, ...] = ()
    read: tuple[str, ...] = ()
    """Words in no list that were read through."""
    include: tuple[str, ...] = ()
    """Places of pieces that are held back unless included."""
    hold_back: dict[str, str] = {}
    """Place of a piece -> why it is held back: the code of a reason, or own words."""
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
    asks: tuple[Ask, ...]
    known: tuple[Known, ...]
    marks: dict[str, tuple[Mark, ...]]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The texts to look through, the reader's own name first."""
        return (self.for_whom, *(one for one in self.content if isinstance(one, Piece)))

    def must_acknowledge(self, mark: Mark) -> bool:
        """Has this mark to be looked at by itself before the copy can be made?"""
        return must_acknowledge(mark, self.audience, {one.key: one for one in self.known})


class Made(Struct, frozen=True, kw_only=True):
    """A copy that may leave the house: its PDF and its text, both read back, and what its entry will keep."""

    prepared: Prepared
    document: Document
    pdf: bytes
    pages: int
    undrawable: tuple[str, ...]
    text: str
    for_whom: str
    about: AboutCopy
    blocks: tuple[CopyBlock, ...]
    left_out: tuple[LeftOutOfCopy, ...]
    because: str = ""
    """Why it is sent though a protected identity was found in it; empty where none was."""
    protected: tuple[Known, ...] = ()

    @property
    def file_name(self) -> str:
        """The name to propose: the reference only."""
        return f"{self.about.reference}.pdf"


def prepare(vault: Vault, reference: str, kind: CopyKind, reader: Reader) -> Prepared:
    """Everything that a copy may hold, with who was found in it. Nothing is written.

    Raises NotToldYet, NotSharedWithThem, NoReasonGiven where there is no such copy to make, and NoSuchRecord.
    """
    state = record.state_of(vault, reference)
    decision = state.decision
    author = authors.author_of(vault, state.recorded.leaf)
    by = ", ".join(filter(None, (author.name, author.role, author.organisation))) if author else ""
    content = tuple(_content(kind, decision, reader, by))
    known = identifying.known_of(decision, author)
    searcher = Searcher(known)
    pieces = [one for one in content if isinstance(one, Piece)]
    for_whom = Piece(
        place=f"{reader.slot}.for_whom", section="what_happened", label=Wording("For whom"), text=reader.called
    )
    telling = _telling(decision, reader)
    return Prepared(
        kind=kind, state=state, reference=record.reference_of(vault, state.id), reader=reader,
        audience=reader.audience, for_whom=for_whom, content=content, known=tuple(known),
        asks=tuple(asks_of(kind, decision, pieces, telling)),
        marks={piece.place: tuple(searcher.find(piece.text)) for piece in (for_whom, *pieces)},
    )  # fmt: skip


def default_treatments(prepared: Prepared) -> tuple[MarkTreatment, ...]:
    """For those surely meant who have to be protected: names become role labels, the rest is taken out."""
    labels = {one.key for one in prepared.known if one.role_label}
    found = []
    for piece in prepared.pieces:
        for mark in prepared.marks[piece.place]:
            if mark.certainty == "certain" and mark.whose and prepared.must_acknowledge(mark):
                what = "role_label" if mark.kind == "name" and mark.whose in labels else "remove"
                found.append(
                    MarkTreatment(
                        place=piece.place, start=mark.start, end=mark.end, kind=mark.kind, whose=mark.whose,
                        words=piece.text[mark.start : mark.end], treatment=Treatment(what=what),  # type: ignore[arg-type]
                    )  # fmt: skip
                )
    return tuple(found)


def make(vault: Vault, prepared: Prepared, choices: Choices, *, in_spite_of_that: str = "") -> Made:
    """The copy, read back. `in_spite_of_that` is the reason for sending it though a protected identity is in it.

    Raises CopyNotReady where something was not decided yet, CopyRefused where somebody protected is still in it.
    """
    open_places, texts = _released(prepared, choices)
    missing = [Place(f"ask/{a.key}", a.key, a.sentence) for a in prepared.asks if a.key not in choices.acknowledge]
    if open_places or missing:
        raise CopyNotReady([*open_places, *missing])
    for_whom = texts[prepared.for_whom.place]
    blocks = blocks_of(prepared.kind, _lines(prepared, choices, texts), _held_back(prepared, choices))
    seen = witness.witness_of(vault)
    document = copy_document(
        prepared.kind, for_whom.text, blocks, reference=prepared.reference, practice=vault.practice, witness=seen,
        printed_at=release.said_now(vault), guidance=release.guidance_said(),
    )  # fmt: skip
    printed, text = release.as_pdf(document), plain_text(document)
    protected = _protected(prepared, texts.values())
    surfaces = release.surfaces(printed.pdf, f"{prepared.reference}.pdf", (seen.qr,))
    found = survivors([*surfaces, ("the copy as text", text)], protected)
    survived = _places(one for one in found if one.certainty == "certain")
    if survived and not in_spite_of_that.strip():
        raise CopyRefused(survived)
    possible = _places(one for one in found if one.certainty == "possible")
    if unseen := [place for place in possible if place.key not in choices.acknowledge]:
        raise CopyNotReady(unseen)
    about = AboutCopy(
        kind=prepared.kind, whose=prepared.reader.key, audience=prepared.audience.kind, knows=prepared.audience.knows,
        outcome="saved", reference=prepared.reference, title=document.title, running_note=document.running_note,
        printed_at=document.printed_at, guidance=document.guidance, practice=document.practice, pages=printed.pages,
        witness=_kept(seen), pdf=hashlib.sha256(printed.pdf).hexdigest(), content=digest_of_blocks(blocks),
        survived=tuple(place.sentence for place in survived), acknowledged=_acknowledged(prepared, possible),
    )  # fmt: skip
    return Made(
        prepared=prepared, document=document, pdf=printed.pdf, pages=printed.pages, undrawable=printed.undrawable,
        text=text, for_whom=for_whom.text, about=about, blocks=blocks,
        left_out=tuple(_gaps(prepared, choices, texts)), because=in_spite_of_that.strip() if survived else "",
        protected=protected,
    )  # fmt: skip


def see_file_name(made: Made, name: str) -> None:
    """Refuse a name for the file that gives somebody protected away. Raises CopyRefused."""
    found = survivors([("the file's name", name)], made.protected)
    if places := _places(one for one in found if one.certainty == "certain"):
        raise CopyRefused(places)


def _content(kind: CopyKind, d: Decision, reader: Reader, by: str) -> Iterable[Piece | Line]:
    if kind == "recipient":
        if reader.recipient is None or not shares(reader.recipient.outcome):
            raise NotSharedWithThem
        return for_recipient(d, reader.recipient, by)
    if kind == "answer":
        if d.request is None:
            raise NoReasonGiven
        given = d.request.refusal_reason_given or (reader.recipient.refusal_given if reader.recipient else "")
        if not given and not d.request.reply and not (reader.recipient and shares(reader.recipient.outcome)):
            raise NoReasonGiven
        return for_requester(d, d.request, reader.recipient, by)
    if reader.person is None:
        raise NotSharedWithThem
    if kind == "subject_access":
        return for_subject(d, reader.person, by)
    telling = _telling(d, reader)
    if telling is None or not (telling.told_at or telling.result in ("tell_now", "safe_route_only")):
        raise NotToldYet
    return for_family(d, reader.person, by)


def _telling(d: Decision, reader: Reader) -> Telling | None:
    return next((one for one in d.telling if reader.person and one.person == reader.person.key), None)


def _released(prepared: Prepared, choices: Choices) -> tuple[list[Place], dict[str, Released]]:
    """The included pieces as they may be handed over, and the places that nobody has decided about yet."""
    open_places: list[Place] = []
    texts: dict[str, Released] = {}
    by = [piece for piece in prepared.pieces if piece is prepared.for_whom or piece.place == "author"]
    read = {*choices.read, *(p.text[m.start : m.end] for p in by for m in prepared.marks[p.place])}
    for piece in prepared.pieces:
        if not _is_in(piece, prepared, choices):
            continue
        given = _given(piece, choices.treatments, prepared.marks[piece.place])
        marks = [mark for mark in prepared.marks[piece.place] if not _covered(mark, given)] + list(given)
        try:
            texts[piece.place] = release_text(
                piece.text, marks, given, prepared.audience, known=prepared.known, read=read
            )
        except NotAcknowledged as problem:
            open_places += [_open(piece, mark) for mark in problem.marks]
            open_places += [_unread(piece, word) for word in problem.words]
    return open_places, texts


def _is_in(piece: Piece, prepared: Prepared, choices: Choices) -> bool:
    if piece is prepared.for_whom:
        return True
    return piece.place not in choices.hold_back and (piece.included or piece.place in choices.include)


def _given(piece: Piece, treatments: Sequence[MarkTreatment], marks: Sequence[Mark]) -> dict[Mark, Treatment]:
    """The treatments of one piece that still fit its text, by the marks they are for."""
    found = {(mark.start, mark.end): mark for mark in marks}
    given: dict[Mark, Treatment] = {}
    for one in treatments:
        if one.place == piece.place and piece.text[one.start : one.end] == one.words:
            by_hand = Mark(start=one.start, end=one.end, kind=one.kind, whose=one.whose or "")
            given[found.get((one.start, one.end), by_hand)] = one.treatment
    return given


def _covered(mark: Mark, given: Mapping[Mark, Treatment]) -> bool:
    return any(other.start <= mark.start and mark.end <= other.end for other in given)


def _lines(prepared: Prepared, choices: Choices, texts: Mapping[str, Released]) -> list[Line]:
    lines = []
    for one in prepared.content:
        if isinstance(one, Line):
            lines.append(one)
        elif one.place in texts:
            lines.append(Line(one.section, texts[one.place], one.label, one.form, one.slot, one.about))
    return lines


def _held_back(prepared: Prepared, choices: Choices) -> list[HeldBack]:
    """What the reader is told of as held back: in a subject-access copy each thing, elsewhere nothing."""
    if prepared.kind != "subject_access":
        return []
    return [HeldBack(piece.label, because) for piece, because in _back(prepared, choices)]


def _back(prepared: Prepared, choices: Choices) -> list[tuple[Piece, Words]]:
    back: list[tuple[Piece, Words]] = []
    for piece in prepared.pieces:
        if not _is_in(piece, prepared, choices):
            because = choices.hold_back.get(piece.place, piece.held_back)
            own = REASONS.get(because)
            words = own or own_words(because, prepared.audience, known=prepared.known, read=choices.read)
            back.append((piece, words))
    return back


def _gaps(prepared: Prepared, choices: Choices, texts: Mapping[str, Released]) -> Iterable[LeftOutOfCopy]:
    for piece in prepared.pieces:
        if piece.place in texts:
            for gap in texts[piece.place].left_out:
                yield LeftOutOfCopy(
                    where=piece.label.text, what=gap.what, kind=gap.kind, whose=gap.whose, because=gap.because
                )
    for piece, because in _back(prepared, choices):
        yield LeftOutOfCopy(where=piece.label.text, what="held_back", because=because.text)
    recipient = prepared.reader.recipient
    if recipient is not None and prepared.kind == "recipient":
        numbers = {item.key: n for n, item in enumerate(prepared.state.decision.items, 1)}
        for sharing in prepared.state.decision.sharing:
            if sharing.recipient == recipient.key and sharing.what == "leave_out" and sharing.item in numbers:
                where = f"Information {numbers[sharing.item]}"
                yield LeftOutOfCopy(where=where, what="held_back", because=sharing.why)


def _protected(prepared: Prepared, texts: Iterable[Released]) -> tuple[Known, ...]:
    """Whom the finished copy must not give away, without what was knowingly kept of them."""
    kept: dict[str, set[str]] = {}
    for text in texts:
        for one in text.kept:
            kept.setdefault(one.whose, set()).add(one.kind)
    probe = Mark(start=0, end=0, kind="name")
    found = [
        _without(person, kept.get(person.key, set()))
        for person in prepared.known
        if prepared.must_acknowledge(msgspec.structs.replace(probe, whose=person.key))
    ]
    return tuple(found)


def _without(person: Known, kinds: Collection[str]) -> Known:
    """A person without the kinds of identifier that were knowingly kept."""
    changes: dict[str, object] = {}
    if "name" in kinds:
        changes |= {"names": (), "aliases": ()}
    if "date_of_birth" in kinds:
        changes["date_of_birth"] = ""
    if kinds & {"phone", "email", "handle", "web_address"}:  # type: ignore[operator]
        changes["contacts"] = ()
    if kinds & {"nhs_number", "upn", "ni_number", "vehicle", "reference"}:  # type: ignore[operator]
        changes["numbers"] = ()
    changes["places"] = tuple(place for place in person.places if place[0] not in kinds)
    return msgspec.structs.replace(person, **changes)


def _open(piece: Piece, mark: Mark) -> Place:
    what = mark.kind.replace("_", " ")
    sentence = f"{piece.label.text}, characters {mark.start + 1} to {mark.end}: {what}, {mark.certainty}."
    return Place(piece.place, f"{piece.place}:{mark.start}:{mark.end}", sentence, mark.kind, mark.start, mark.end)


def _unread(piece: Piece, word: str) -> Place:
    start = piece.text.find(word)
    sentence = f"{piece.label.text}, characters {start + 1} to {start + len(word)}: a capitalised word in no list."
    return Place(piece.place, f"{piece.place}:{start}", sentence, "unknown_word", start, start + len(word))


def _places(found: Iterable[Survivor]) -> list[Place]:
    """One for each person and kind of thing that is still there, with every place of it."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for one in found:
        places = grouped.setdefault((one.whose, one.kind), [])
        if one.place not in places:
            places.append(one.place)
    return [
        Place(places[0], f"still/{whose}/{kind}", f"{kind.replace('_', ' ').capitalize()}: {', '.join(places)}.", kind)
        for (whose, kind), places in grouped.items()
    ]


def _acknowledged(prepared: Prepared, possible: Sequence[Place]) -> tuple[str, ...]:
    return (*(ask.sentence for ask in prepared.asks), *(place.sentence for place in possible))


def _kept(seen: Witness) -> KeptWitness:
    return KeptWitness(
        writer=seen.writer, sequence=seen.sequence, date=seen.date, head=seen.head.hex(), typed=seen.typed, qr=seen.qr
    )


__all__ = ["FACES", "REASONS", "Choices", "Made", "Prepared", "default_treatments", "make", "prepare", "see_file_name"]
