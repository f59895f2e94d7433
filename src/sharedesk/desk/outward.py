"""Copies that leave the house: what has to be asked before one is made, and the copy itself, read back.

`prepare` gives the texts of a copy with everybody found in them; `make` takes what was decided about each and gives
the finished PDF, or refuses it naming each place. Handing it over and noting that is in `desk.handing_over`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from sharedesk.desk import authors, identifying, record, release, witness
from sharedesk.desk.copy_errors import CopyNotReady, CopyRefused, NoReasonGiven, NotSharedWithThem, NotToldYet, Place
from sharedesk.desk.copy_pieces import Ask, Piece, asks_of, for_family, for_recipient, for_requester, for_subject
from sharedesk.desk.copy_readers import Reader
from sharedesk.desk.copy_texts import (
    Choices,
    HoldBack,
    Prepared,
    gaps,
    held_back,
    is_in,
    knowingly_kept,
    protected_from,
    released,
    without,
)
from sharedesk.desk.guidance_in_use import guidance_in_use
from sharedesk.domain.copies import AboutCopy, CopyBlock, CopyKind, KeptWitness, LeftOutOfCopy, digest_of_blocks
from sharedesk.domain.decision import Decision, IdentityResult
from sharedesk.domain.outcome import shares
from sharedesk.domain.telling import Telling
from sharedesk.domain.treatment import Handling, MarkTreatment, Treatment
from sharedesk.identity.find import Searcher
from sharedesk.identity.marks import Known
from sharedesk.identity.released import Released
from sharedesk.identity.survivors import Survivor, survivors
from sharedesk.paper.document import Document
from sharedesk.paper.outward import FACES, HeldBack, Line, blocks_of, copy_document
from sharedesk.paper.plain import plain_text
from sharedesk.paper.wording import Wording
from sharedesk.vault.vault import Vault

__all__ = [
    "Choices", "HoldBack", "Made", "Prepared", "asks_for", "default_treatments", "make", "prepare", "see_file_name",
]  # fmt: skip


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


def prepare(
    vault: Vault, reference: str, kind: CopyKind, reader: Reader, identity: IdentityResult | None = None
) -> Prepared:
    """Everything that a copy may hold, with who was found in it. Nothing is written.

    `identity` stands in the place of what the decision says about identities for this recipient.

    Raises NotToldYet, NotSharedWithThem, NoReasonGiven where there is no such copy to make, and NoSuchRecord.
    """
    state = record.state_of(vault, reference)
    if identity is not None:
        state = msgspec.structs.replace(state, decision=identifying.with_identity(state.decision, identity))
    decision = state.decision
    author = authors.author_of(vault, state.recorded.leaf)
    by = ", ".join(filter(None, (author.name, author.role, author.organisation))) if author else ""
    content = tuple(_content(kind, decision, reader, by))
    known = [_to_themselves(one, reader) for one in identifying.known_of(decision, author)]
    searcher = Searcher(known)
    pieces = [one for one in content if isinstance(one, Piece)]
    for_whom = Piece(
        place=f"{reader.slot}.for_whom", section="what_happened", label=Wording("For whom"), text=reader.called
    )
    identity = identifying.identity_of(decision, reader.recipient.key) if reader.recipient else None
    return Prepared(
        recorded=identity.treatments if identity else (), words_read=identity.words_read if identity else (),
        kind=kind, state=state, reference=record.reference_of(vault, state.id), reader=reader,
        audience=reader.audience, for_whom=for_whom, content=content, known=tuple(known),
        marks={piece.place: tuple(searcher.find(piece.text)) for piece in (for_whom, *pieces)},
    )  # fmt: skip


def default_treatments(prepared: Prepared) -> tuple[MarkTreatment, ...]:
    """For those surely meant who have to be protected: names become role labels, the rest is taken out.

    What the decision says already about a place is left as it says.
    """
    labels = {one.key for one in prepared.known if one.role_label}
    found = []
    for piece in prepared.pieces:
        for mark in prepared.marks[piece.place]:
            said = any(o.place == piece.place and o.start < mark.end and mark.start < o.end for o in prepared.recorded)
            if mark.certainty == "certain" and mark.whose and not said and prepared.must_acknowledge(mark):
                what: Handling = "role_label" if mark.kind == "name" and mark.whose in labels else "remove"
                found.append(
                    MarkTreatment(
                        place=piece.place,
                        start=mark.start,
                        end=mark.end,
                        kind=mark.kind,
                        whose=mark.whose,
                        words=piece.text[mark.start : mark.end],
                        treatment=Treatment(what=what),
                    )
                )
    return tuple(found)


def asks_for(prepared: Prepared, choices: Choices) -> list[Ask]:
    """What has to be acknowledged about the copy as a whole, each by itself, with what these choices put into it."""
    slots = {piece.slot for piece in prepared.pieces if is_in(piece, prepared, choices)}
    decision = prepared.state.decision
    telling = _telling(decision, prepared.reader)
    return list(asks_of(prepared.kind, decision, slots, telling, prepared.audience))


def make(vault: Vault, prepared: Prepared, choices: Choices, *, in_spite_of_that: str = "") -> Made:
    """The copy, read back. `in_spite_of_that` is the reason for sending it though a protected identity is in it.

    Raises CopyNotReady where something was not decided yet, CopyRefused where somebody protected is still in it,
    and ReasonNeeded, WordsMissing or StillThere for a treatment that does not do.
    """
    open_places, texts = released(prepared, choices)
    asks = asks_for(prepared, choices)
    missing = [Place(ask.key, ask.key, ask.sentence) for ask in asks if ask.key not in choices.acknowledge]
    if open_places or missing:
        raise CopyNotReady([*open_places, *missing])
    for_whom = texts[prepared.for_whom.place].text
    blocks = blocks_of(prepared.kind, _lines(prepared, texts), _held_back(prepared, choices))
    about = _about(vault, prepared, blocks)
    document = copy_document(about, for_whom, blocks)
    printed, text = release.as_pdf(document), plain_text(document)
    protected, kept = protected_from(prepared), knowingly_kept(texts.values())
    codes = (about.witness.qr,) if about.witness else ()
    surfaces = [*release.surfaces(printed.pdf, f"{prepared.reference}.pdf", codes), ("the copy as text", text)]
    survived, possible = _still_there(_without_own_signs(surfaces, about), protected, kept)
    unseen = [place for place in possible if place.key not in choices.acknowledge]
    if survived:  # the reason is for all that was found
        survived += unseen
        if not in_spite_of_that.strip():
            raise CopyRefused(survived)
    elif unseen:
        raise CopyNotReady(unseen)
    about = msgspec.structs.replace(
        about, pages=printed.pages, pdf=hashlib.sha256(printed.pdf).hexdigest(),
        survived=tuple(place.sentence for place in survived),
        acknowledged=(
            *(ask.sentence for ask in asks), *(place.sentence for place in possible if place not in survived),
        ),
    )  # fmt: skip
    return Made(
        prepared=prepared, document=document, pdf=printed.pdf, pages=printed.pages, undrawable=printed.undrawable,
        text=text, for_whom=for_whom, about=about, blocks=blocks, left_out=tuple(gaps(prepared, choices, texts)),
        because=in_spite_of_that.strip() if survived else "", protected=protected,
    )  # fmt: skip


def see_file_name(made: Made, name: str) -> None:
    """Refuse a name for the file that gives somebody protected away. Raises CopyRefused."""
    survived, _ = _still_there(_without_own_signs([("the file's name", name)], made.about), made.protected)
    if survived:
        raise CopyRefused(survived)


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


def _to_themselves(one: Known, reader: Reader) -> Known:
    """A reader need not be protected from their own name and address."""
    return msgspec.structs.replace(one, could_be_harmed=False) if one.key == reader.key else one


def _telling(d: Decision, reader: Reader) -> Telling | None:
    return next((one for one in d.telling if reader.person and one.person == reader.person.key), None)


def _lines(prepared: Prepared, texts: Mapping[str, Released]) -> list[Line]:
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
    return [HeldBack(piece.label, because) for piece, because in held_back(prepared, choices)]


def _about(vault: Vault, prepared: Prepared, blocks: Sequence[CopyBlock]) -> AboutCopy:
    seen, face = witness.witness_of(vault), FACES[prepared.kind]
    return AboutCopy(
        kind=prepared.kind, whose=prepared.reader.key, audience=prepared.audience.kind, knows=prepared.audience.knows,
        outcome="saved", reference=prepared.reference, title=face.title.text, running_note=face.running.text,
        printed_at=release.said_now(vault), guidance=guidance_in_use(), practice=vault.practice,
        content=digest_of_blocks(blocks),
        witness=KeptWitness(
            writer=seen.writer, sequence=seen.sequence, date=seen.date, head=seen.head.hex(), typed=seen.typed,
            qr=seen.qr,
        ),
    )  # fmt: skip


def _without_own_signs(surfaces: Iterable[tuple[str, str]], about: AboutCopy) -> Iterator[tuple[str, str]]:
    """The surfaces with nought in the place of the reference and the witness's codes.

    Those are drawn by lot, so now and then they spell somebody's initials or a short name, and nobody could change it.
    """
    drawn = (about.reference, *((about.witness.qr, about.witness.typed) if about.witness else ()))
    for place, text in surfaces:
        for one in drawn:
            text = text.replace(one, "0" * len(one))  # noqa: PLW2901  # one after the other
        yield place, text


def _still_there(
    surfaces: Iterable[tuple[str, str]], protected: Sequence[Known], kept: Collection[tuple[str, str]] = ()
) -> tuple[list[Place], list[Place]]:
    """Who is surely, and who possibly, still in a finished copy, but for what was knowingly kept of them."""
    found = survivors(surfaces, [without(person, kept) for person in protected])
    found = [one for one in found if (one.whose, one.kind) not in kept]
    return _places(o for o in found if o.certainty == "certain"), _places(o for o in found if o.certainty == "possible")


def _places(found: Iterable[Survivor]) -> list[Place]:
    """One for each person and kind of thing that is still there, with every place of it."""
    grouped: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for one in found:
        what = one.kind.replace("_", " ").capitalize() + (f" ({one.why})" if one.why else "")
        _, places = grouped.setdefault((one.whose, one.kind), (what, []))
        if one.place not in places:
            places.append(one.place)
    return [
        Place(places[0], f"still/{whose}/{kind}", f"{what}: {', '.join(places)}.", kind)
        for (whose, kind), (what, places) in grouped.items()
    ]
