"""Entries, their parts and the chain that ties them together.

An entry is never changed. Its content is a list of parts; its *leaf* is a short line without names or free text that
commits to them; the chain's head after it commits to every leaf before it. So one person's words can be erased, part
by part, while the order and the rest of the log still prove themselves.

    commit = SHA256("c1" || salt || length, 8 bytes || bytes)         one part
    parts  = SHA256("p1" || number of parts, 4 bytes || commits)       the parts of an entry, in order
    L      = SHA256(0x00 || leaf)                                      one entry
    H(i)   = SHA256(0x01 || H(i-1) || L)                               the head after it; at first 32 zero bytes
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from sharedesk.domain.ids import Dice, new_id
from sharedesk.errors import ShareDeskError

GENESIS = bytes(32)
SALT_BYTES = 32

# The longest length too, because `$` alone lets a line break follow.
Id = Annotated[str, Meta(pattern="^[0-9a-f]{32}$", max_length=32)]
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
Slot = Annotated[str, Meta(pattern="^@?[a-z0-9_]+(/[0-9a-f]{16,32})?$(?!\n)", max_length=100)]

EntryKind = Literal[
    "log_created", "author_stated", "recorded", "quick_share", "reasons_added", "correction", "shared", "told",
    "feedback", "reconsidered", "advice", "person_stated", "person_changed", "people_linked", "people_unlinked",
    "released_copy", "note_adopted", "note_rejected", "erased", "restored", "imported", "migrated", "recovered",
    "copied_outside", "keys_changed", "retention_reviewed",
]  # fmt: skip

OF_A_DECISION: frozenset[EntryKind] = frozenset(
    ("recorded", "quick_share", "reasons_added", "correction", "shared", "told", "feedback", "reconsidered", "advice")
)
"""The kinds whose parts fill slots of a decision."""


class Leaf(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the chain commits to. No names, no free text."""

    format: Literal[1] = 1
    log: Id
    writer: Id
    """Random; new for every installation and every restore."""
    seq: Annotated[int, Meta(ge=1, lt=2**53)]
    """Counts from 1 within the writer."""
    entry: Id
    entity: Id
    """The decision, person, author, request or log that the entry is about."""
    follows: tuple[Id, ...] = ()
    kind: EntryKind
    author: Id
    parts: Digest
    at: Annotated[datetime, Meta(tz=True)]
    """The instant of recording, UTC."""
    offset: Annotated[int, Meta(ge=-1440, le=1440)]
    """Minutes that the device's clock was ahead of UTC."""
    zone: Annotated[str, Meta(max_length=64)]
    clock_back: bool = False
    """The device's clock stood earlier than at the entry before, or before those that were recorded with it."""
    program: Annotated[str, Meta(max_length=32)]
    guidance: Annotated[str, Meta(max_length=32)]


class Part(Struct, frozen=True, kw_only=True):
    """One part of an entry. `salt` and `content` are None once it has been erased; its commit stays."""

    id: str
    slot: str
    commit: bytes
    salt: bytes | None
    content: bytes | None


class Entry(Struct, frozen=True, kw_only=True):
    """A leaf as it was stored, read, with its parts in order and the chain's head after it."""

    leaf: Leaf
    raw: bytes
    parts: tuple[Part, ...]
    head: bytes


class Content(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the bytes of a part hold: which slot it fills, and with what. `value` None takes the slot's answer back."""

    id: Id
    slot: Slot
    value: Any


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Content)


class WrongText(ShareDeskError):
    """Text that cannot be kept exactly: U+0000, half a character, or more than there is room for."""

    exit_code = 3


class AlteredEntry(ShareDeskError):
    """An entry's bytes do not fit what the chain says of them."""

    exit_code = 7

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The log has been altered or damaged: {what}.", "Do not write in it. Restore a backup, or ask for help."
        )


_HALF_PAIR = re.compile("[\ud800-\udfff]")
LONGEST_TEXT = 200_000
"""Characters in one field."""
LONGEST_PART = 1_000_000
"""Bytes in one part."""
MOST_PARTS = 5_000
"""Parts in one entry."""
DEEPEST = 16
"""Structs within structs in one part."""


def new_part(slot: str, value: object, dice: Dice = secrets.token_bytes) -> Part:
    """A part with a random id and salt. `value` is a struct or plain data. Raises WrongText, naming the field."""
    value = msgspec.to_builtins(value)
    part_id, field = new_id(dice), slot.partition("/")[0]
    try:
        content = _ENCODER.encode(Content(id=part_id, slot=slot, value=value))
    except UnicodeEncodeError:
        check_text(value, field.lstrip("@"))
        raise
    if _wants_a_look(content):
        check_text(value, field.lstrip("@"))
    if len(content) > LONGEST_PART:
        raise WrongText(f"{field}: this is more than one megabyte.", "Shorten it, or say where it is held.")
    salt = dice(SALT_BYTES)
    return Part(id=part_id, slot=slot, commit=commit_to(salt, content), salt=salt, content=content)


def _wants_a_look(content: bytes) -> bool:
    """Could encoded content hold what `check_text` refuses? Quick, and never False where it does: most never do."""
    deep = content.count(b"{") + content.count(b"[") > DEEPEST
    return deep or len(content) > LONGEST_TEXT or rb"\u0000" in content


def check_text(value: object, where: str, depth: int = 0) -> None:
    """Raise WrongText where any text in plain data cannot be kept exactly, naming the field `where` it stands."""
    if depth > DEEPEST:
        raise WrongText(f"{where}: this is nested too deeply.", "Remove it.")
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            raise WrongText(
                f"{where}: this text is longer than {LONGEST_TEXT:,} characters.",
                "Keep what the decision rests on and say where the rest is held.",
            )
        if "\0" in value or _HALF_PAIR.search(value):
            raise WrongText(
                f"{where}: the text holds a character that cannot be kept (U+0000 or half a pair).", "Remove it."
            )
    elif isinstance(value, dict):
        for name, held in value.items():
            check_text(held, f"{where}.{name}", depth + 1)
    elif isinstance(value, list | tuple):
        for i, held in enumerate(value):
            check_text(held, f"{where}[{i}]", depth + 1)


def content_of(part: Part) -> Content | None:
    """What a part holds, or None once erased. Raises AlteredEntry where the bytes are not what they should be."""
    if part.content is None:
        return None
    try:
        content = _DECODER.decode(part.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise AlteredEntry("a part cannot be read") from None
    if (content.id, content.slot) != (part.id, part.slot):
        raise AlteredEntry("a part does not belong where it stands")
    return content


def commit_to(salt: bytes, content: bytes) -> bytes:
    """The commit to one part (32 bytes)."""
    return hashlib.sha256(b"c1" + salt + len(content).to_bytes(8, "big") + content).digest()


def digest_of(commits: Iterable[bytes]) -> str:
    """The digest of an entry's ordered commits, as the leaf holds it."""
    commits = list(commits)
    return hashlib.sha256(b"p1" + len(commits).to_bytes(4, "big") + b"".join(commits)).hexdigest()


def encode_leaf(leaf: Leaf) -> bytes:
    """Canonical bytes: JSON with sorted names and nothing between. Stored verbatim and verified as stored."""
    return msgspec.json.encode(leaf, order="sorted")


def decode_leaf(raw: bytes) -> Leaf:
    """The leaf that canonical bytes hold. Raises AlteredEntry where they are not canonical."""
    try:
        leaf = msgspec.json.decode(raw, type=Leaf)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise AlteredEntry("an entry cannot be read") from None
    if encode_leaf(leaf) != raw:
        raise AlteredEntry("an entry is not in its canonical form")
    return leaf


def next_head(head: bytes, raw_leaf: bytes) -> bytes:
    """The chain's head after one more leaf."""
    return hashlib.sha256(b"\x01" + head + hashlib.sha256(b"\x00" + raw_leaf).digest()).digest()


def verify_parts(leaf: Leaf, parts: Iterable[Part]) -> None:
    """Raise AlteredEntry unless every part fits its commit and the commits fit the leaf."""
    commits = []
    for part in parts:
        if (part.content is None) != (part.salt is None):
            raise AlteredEntry("half of a part is missing")
        if part.salt is not None and len(part.salt) != SALT_BYTES:
            raise AlteredEntry("a part's salt is not of the right length")
        if part.content is not None and part.salt is not None and commit_to(part.salt, part.content) != part.commit:
            raise AlteredEntry("the words of a part are not those that were recorded")
        commits.append(part.commit)
    if digest_of(commits) != leaf.parts:
        raise AlteredEntry("an entry does not have the parts it was recorded with")
