"""Papers that leave the house: recipient's, family's and subject-access copy, and the answer to a request.

They are made of `Released` text and ShareDesk's own `Wording` alone; nothing else has a way in. What was made is kept
as blocks, and the same blocks make the same paper again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sharedesk.domain.copies import AboutCopy, BlockForm, CopyBlock, CopyKind, KeptWitness
from sharedesk.identity.released import Released, digest_of
from sharedesk.paper.document import Block, Document, Facts, Heading, Items, Note, Text, Witness, line
from sharedesk.paper.wording import Wording, Words

Section = Literal[
    "keep_safe", "what_happened", "what_was_decided", "why", "who_was_told", "what_was_shared", "when", "what_next",
    "held_back",
]  # fmt: skip
"""In the order in which they stand, which is the order of the full record; the warning comes before all of it."""

_HEADINGS: dict[Section, Wording] = {
    "keep_safe": Wording("Keep people safe"),
    "what_happened": Wording("What happened"),
    "what_was_decided": Wording("What was decided"),
    "why": Wording("Why"),
    "who_was_told": Wording("Who was told, and who was not"),
    "what_was_shared": Wording("What was shared"),
    "when": Wording("When"),
    "what_next": Wording("What happens next"),
    "held_back": Wording("What is held back, and why"),
}


@dataclass(frozen=True, slots=True)
class Face:
    """What one kind of copy says of itself: its title, how it is named at the head, on every page, first and last."""

    title: Wording
    named: Wording
    running: Wording
    opening: Wording
    closing: Wording
    nothing_held_back: Wording | None = None


FACES: dict[CopyKind, Face] = {
    "recipient": Face(
        title=Wording("Information shared to keep a child safe"),
        named=Wording("Recipient's copy"),
        running=Wording("For the recipient named above only. Ask us before anyone else is shown this or told of it."),
        opening=Wording(
            "This copy was made for you alone and holds what was decided to share with you. Others may have been given "
            "other information. What is marked “left out” was left out on purpose."
        ),
        closing=Wording(
            "Please tell us that this has arrived, what you do with it, and what came of it. "
            "If any of it proves wrong, we will tell you; tell us if you learn it first."
        ),
    ),
    "family": Face(
        title=Wording("What was shared, and why"),
        named=Wording("Family's copy"),
        running=Wording("For the person named above. Keep it where only you can read it."),
        opening=Wording(
            "This tells you what was shared about you or your family, with whom, and why. "
            "Ask us about anything that is not clear, or that you see otherwise: what you say will be written down too."
        ),
        closing=Wording(
            "You may ask for a copy of what is held about you, ask for it to be put right, and object to how it is "
            "used. If you are not content with our answer, you may complain to the Information Commissioner."
        ),
    ),
    "subject_access": Face(
        title=Wording("Copy of the information held about you"),
        named=Wording("Subject-access copy"),
        running=Wording("For the person named above. It holds their personal information."),
        opening=Wording(
            "You asked for the information held about you. This copy holds it as it was recorded, with other people "
            "protected. What is held back is listed at the end, each with its reason."
        ),
        closing=Wording(
            "If something here is wrong or incomplete, you may ask for it to be put right; you may also ask for it to "
            "be erased or its use restricted, and object to its use. If you are not content with our answer, you may "
            "complain to the Information Commissioner, or go to a court."
        ),
        nothing_held_back=Wording("Nothing was held back."),
    ),
    "answer": Face(
        title=Wording("Answer to your request for information"),
        named=Wording("Answer to a request"),
        running=Wording("For whoever made the request. Ask us before anyone else is shown this or told of it."),
        opening=Wording("You asked for information about a child or family. This is our answer, and what it rests on."),
        closing=Wording(
            "If you have new information, or a child may be at risk in a way that this answer does not meet, tell us: "
            "we will look at it again."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a copy says. `made_of` is the slot of the decision it comes from, `about` whom it concerns."""

    section: Section
    words: Words
    label: Wording | None = None
    form: BlockForm = "fact"
    made_of: str = ""
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A piece that this copy does not hold, and the reason that its reader is given."""

    what: Wording
    because: Words


def blocks_of(kind: CopyKind, lines: Sequence[Line], held_back: Sequence[HeldBack] = ()) -> tuple[CopyBlock, ...]:
    """Everything that a copy says under its head, in order."""
    face = FACES[kind]
    return tuple(_blocks(face, lines, held_back))


def copy_document(about: AboutCopy, for_whom: str, blocks: Iterable[CopyBlock | None]) -> Document:
    """The paper made of blocks that `blocks_of` made, now or when the copy was sent. None: erased since."""
    return Document(
        title=about.title,
        reference=about.reference,
        copy_kind=f"{FACES[about.kind].named.text}, for {for_whom}",
        running_note=about.running_note,
        practice=about.practice,
        printed_at=about.printed_at,
        guidance=about.guidance,
        witness=_witness(about.witness) if about.witness else None,
        blocks=tuple(_laid_out(blocks)),
    )


def _witness(kept: KeptWitness) -> Witness:
    return Witness(
        writer=kept.writer, sequence=kept.sequence, date=kept.date, head=bytes.fromhex(kept.head), typed=kept.typed,
        qr=kept.qr,
    )  # fmt: skip


def _blocks(face: Face, lines: Sequence[Line], held_back: Sequence[HeldBack]) -> Iterator[CopyBlock]:
    yield _block("note", face.opening)
    for section, heading in _HEADINGS.items():
        theirs = [line for line in lines if line.section == section]
        back = held_back if section == "held_back" else ()
        nothing = face.nothing_held_back if section == "held_back" and not held_back else None
        if not (theirs or back or nothing):
            continue
        yield _block("heading", heading)
        for one in theirs:
            yield _block(one.form, one.words, one.label, one.made_of, one.about)
        for gap in back:
            yield _block("fact", gap.because, gap.what)
        if nothing:
            yield _block("text", nothing)
    yield _block("note", face.closing)


def _block(
    form: BlockForm, words: Words, label: Wording | None = None, made_of: str = "", about: tuple[str, ...] = ()
) -> CopyBlock:
    text = words.text
    digest = words.digest if isinstance(words, Released) else digest_of(text)
    return CopyBlock(
        form=form, text=text, label=label.text if label else "", digest=digest, made_of=made_of, about=about
    )


def _laid_out(blocks: Iterable[CopyBlock | None]) -> Iterator[Block]:
    """Blocks of a copy as blocks of a document; facts that follow one another are one table, bullets one list."""
    facts: list[tuple[str, str]] = []
    bullets: list[str] = []
    for block in (*blocks, _END):
        if facts and (block is None or block.form != "fact"):
            yield Facts(tuple(facts))
            facts = []
        if bullets and (block is None or block.form != "bullet"):
            yield Items(tuple(bullets))
            bullets = []
        if block is None:
            yield Note("Something that stood here was erased since this copy was handed over.")
        elif block.form == "fact":
            facts.append((block.label, block.text))
        elif block.form == "bullet":
            bullets.append(line(block.label, block.text) if block.label else block.text)
        elif block is not _END:
            yield _alone(block)


def _alone(block: CopyBlock) -> Block:
    match block.form:
        case "heading":
            return Heading(block.text, 1)
        case "subheading":
            return Heading(block.text, 2)
        case "note":
            return Note(block.text)
    return Text(block.text)


_END = CopyBlock(form="text", text="", digest=digest_of(""))
