"""Copies that were handed over: a `released_copy` entry keeps whom for, what was left out, and exactly what was sent.

Every block of what was sent is a part of its own, so that words in it can be erased like any others. What is left
answers “what did you send?”: the same document made again, and a digest that says whether it is the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from sharedesk.domain.entry import AlteredEntry, Digest, Entry, Part, content_of

CopyKind = Literal["recipient", "family", "subject_access", "answer"]
CopyOutcome = Literal["saved", "printed", "copied_as_text", "sent_with_a_reason", "shared_by_phone"]
BlockForm = Literal["heading", "subheading", "text", "note", "fact", "bullet"]

COPY, FOR_WHOM, BECAUSE, RELEASED, LEFT_OUT = "@copy", "@for_whom", "@because", "@released", "@left_out"
_ENCODER = msgspec.json.Encoder(order="deterministic")
T = TypeVar("T")


class KeptWitness(Struct, frozen=True, kw_only=True):
    """What tied the paper to the log when it was made. No names."""

    writer: str
    sequence: int
    date: str
    head: Digest
    typed: str
    qr: str


class AboutCopy(Struct, frozen=True, kw_only=True):
    """The `@copy` part: codes, times and digests, without a name or any free text."""

    kind: CopyKind
    whose: str
    """The key of the recipient, person or request that it was made for."""
    audience: Literal["safeguarding_body", "anyone_else"]
    knows: tuple[str, ...] = ()
    """Keys of the people whose names the reader has anyway."""
    outcome: CopyOutcome
    reference: str
    title: str
    running_note: str
    printed_at: str
    guidance: str
    practice: bool
    witness: KeptWitness | None = None
    pages: int = 0
    pdf: str = ""
    """SHA-256 of the PDF's bytes before any password, hexadecimal; empty where no PDF left the house."""
    content: Digest
    """SHA-256 over all blocks, in order."""
    survived: tuple[str, ...] = ()
    """Places, in plain words, where a protected identity was still found, knowingly sent."""
    acknowledged: tuple[str, ...] = ()
    """Places where somebody possibly meant was found and looked at, each by itself."""


class CopyBlock(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One block of what was sent. `made_of` is the decision's slot it was made of, `about` the people it concerns."""

    form: BlockForm
    text: str
    label: str = ""
    digest: Digest
    """SHA-256 of `text`."""
    made_of: str = ""
    about: tuple[str, ...] = ()


class LeftOutOfCopy(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that the copy does not say, or says otherwise, and why. It never holds the words that were there."""

    where: str
    what: str
    """`held_back` for a whole piece, else how it was handled: remove, role_label, generalise, reword."""
    kind: str = ""
    whose: str = ""
    because: str = ""


class Copy(Struct, frozen=True, kw_only=True):
    """A copy as its entry tells of it. What was erased since is None."""

    entry: Entry
    about: AboutCopy | None
    for_whom: str | None
    because: str
    blocks: tuple[CopyBlock | None, ...]
    left_out: tuple[LeftOutOfCopy | None, ...]

    @property
    def whole(self) -> bool:
        """Is all of what was sent still here?"""
        return self.about is not None and self.for_whom is not None and None not in self.blocks


def digest_of_blocks(blocks: Iterable[CopyBlock]) -> str:
    """SHA-256 over the blocks in their order, hexadecimal."""
    digest = hashlib.sha256()
    for block in blocks:
        encoded = _ENCODER.encode(block)
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()


def slots_of_copy(
    about: AboutCopy, for_whom: str, because: str, blocks: Iterable[CopyBlock], left_out: Iterable[LeftOutOfCopy],
    new_key: Iterator[str],
) -> Iterator[tuple[str, object]]:  # fmt: skip
    """Slot and value of every part of the entry, in order. `new_key` gives random keys."""
    yield COPY, about
    yield FOR_WHOM, for_whom
    if because:
        yield BECAUSE, because
    for block in blocks:
        yield f"{RELEASED}/{next(new_key)}", block
    for gap in left_out:
        yield f"{LEFT_OUT}/{next(new_key)}", gap


def copies_of(entries: Iterable[Entry]) -> tuple[Copy, ...]:
    """The copies handed over among a decision's entries, in the entries' order. Raises AlteredEntry."""
    return tuple(_copy(entry) for entry in entries if entry.leaf.kind == "released_copy")


def texts_sent(copy: Copy) -> list[str]:
    """The decision's own words in a copy, and why anything was left out: what a search looks through."""
    blocks = [block.text for block in copy.blocks if block and block.made_of]
    return [text for text in (*blocks, *(gap.because for gap in copy.left_out if gap)) if text]


def _copy(entry: Entry) -> Copy:
    parts: dict[str, list[Part]] = {}
    for part in entry.parts:
        parts.setdefault(part.slot.partition("/")[0], []).append(part)
    try:
        return Copy(
            entry=entry,
            about=next((_held(part, AboutCopy) for part in parts.get(COPY, ())), None),
            for_whom=next((_held(part, str) for part in parts.get(FOR_WHOM, ())), None),
            because=next((_held(part, str) for part in parts.get(BECAUSE, ())), None) or "",
            blocks=tuple(_held(part, CopyBlock) for part in parts.get(RELEASED, ())),
            left_out=tuple(_held(part, LeftOutOfCopy) for part in parts.get(LEFT_OUT, ())),
        )
    except msgspec.ValidationError:
        raise AlteredEntry("a copy that was handed over cannot be read") from None


def _held(part: Part, kind: type[T]) -> T | None:
    content = content_of(part)
    value: Any = content.value if content else None
    return None if value is None else msgspec.convert(value, kind)
