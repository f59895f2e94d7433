"""The header: the slots that hold ROOT wrapped, and what has to be known before unlocking.

    "SHAREDESK-HEADER" | version, 2 bytes | length, 4 bytes | body, canonical JSON | SHA-256, 32 bytes | MAC, 32 bytes

The digest (over all before it) tells damage before anyone types a passphrase; the MAC (under ROOT, over all before it)
tells alteration afterwards. Each slot's seal is bound to the log, the kind of slot and its cost.

While the log's key is being changed (`rotate`) there are slots of two generations. The ROOT before is kept under the
new one, never the other way round: an old passphrase leads to the old ROOT alone, whose MAC holds until all is done.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from sharedesk.domain.entry import Id
from sharedesk.vault import keys
from sharedesk.vault.errors import (
    HeaderAltered,
    HeaderDamaged,
    HeaderMissing,
    NewerVersion,
    UnsafeParameters,
    WrongPassphrase,
)
from sharedesk.vault.files import storage, write_whole
from sharedesk.vault.keys import Cost, Root

MAGIC = b"SHAREDESK-HEADER"
VERSION = 2
"""Version 1 had neither escrow slots nor a key that is being changed; it is read as it is."""
LARGEST = 64 * 1024
MOST_PASSPHRASES = 8
"""Slots to try: each costs about a second, so a planted header with hundreds would never end."""
NAME, COPY = "sharedesk.header", "sharedesk.header.bak"
_FRONT = len(MAGIC) + 6


AgeRecipient = Annotated[str, Meta(pattern="^age1[0-9a-z]{58}$", max_length=62)]


class Slot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """ROOT wrapped under one passphrase, under the recovery code, or for the key that an organisation holds."""

    kind: Literal["passphrase", "recovery", "escrow"]
    author: Id | None = None
    """Whose passphrase it is. Version 1 has one author a log."""
    generation: Annotated[int, Meta(ge=1, lt=2**16)] = 1
    """Which ROOT it wraps: a rotation makes the next."""
    cost: Cost | None = None
    recipient: AgeRecipient | None = None
    """For whom: an organisation's public key."""
    sealed: bytes = b""
    """An age file for that recipient, with the key to what is wrapped."""
    salt: bytes = b""
    nonce: bytes = b""
    wrapped: bytes

    def bound_to(self, log: str) -> bytes:
        """What the seal is bound to."""
        cost = msgspec.to_builtins(self.cost)
        bound = {"log": log, "kind": self.kind, "author": self.author, "generation": self.generation, "cost": cost}
        return keys.canonical(bound | {"recipient": self.recipient} if self.recipient else bound)


class Pending(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change of the log's key that has begun and is not done: names of files in its folder, and the ROOT before."""

    generation: Annotated[int, Meta(ge=2, lt=2**16)]
    """Of the ROOT that is to be."""
    database: Annotated[str, Meta(pattern="^\\.[0-9a-f]{16}\\.rotated$", max_length=25)]
    """The log's database under the new ROOT, proved."""
    backup: Annotated[str, Meta(pattern="^\\.[0-9a-f]{16}\\.rotated$", max_length=25)]
    """In backups/: a backup under the new ROOT, which takes the place of those under the one before."""
    nonce: bytes
    before: bytes
    """The ROOT before, wrapped under a key of the new one."""

    def bound_to(self, log: str) -> bytes:
        """What the seal of the ROOT before is bound to."""
        return keys.canonical({"log": log, "kind": "before", "generation": self.generation})


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the header says, all of it under the MAC."""

    log: Id
    sequence: Annotated[int, Meta(ge=1)]
    """Counts the header's own changes."""
    practice: bool
    inbox: AgeRecipient
    slots: tuple[Slot, ...]
    pending: Pending | None = None

    @property
    def generation(self) -> int:
        """Which ROOT holds: 1, and one more with every change of the log's key that is done."""
        return self.pending.generation - 1 if self.pending else max((slot.generation for slot in self.slots), default=1)

    def slots_of(self, kind: Literal["passphrase", "recovery", "escrow"]) -> list[Slot]:
        """The slots of a kind, those of a ROOT that is to be first."""
        return sorted((one for one in self.slots if one.kind == kind), key=lambda one: -one.generation)


class Header(Struct, frozen=True):
    """A body with the exact bytes it was read from and their MAC."""

    body: Body
    signed: bytes
    mac: bytes

    @property
    def data(self) -> bytes:
        """The whole file."""
        return self.signed + self.mac

    def verify(self, root: Root) -> None:
        """Raise HeaderAltered unless MAC and inbox key fit: those of the ROOT before, until its change is done."""
        signer = root.before or root
        if not hmac.compare_digest(signer.mac(self.signed), self.mac) or self.body.inbox != signer.inbox_public:
            raise HeaderAltered

    def root_from(self, secret: bytes, generation: int) -> Root:
        """ROOT from what a slot held, not verified yet. Raises HeaderAltered where the ROOT before cannot be had."""
        root, pending = Root(secret), self.body.pending
        if pending is None or generation != pending.generation:
            return root
        before = keys.unwrap(root.succession_key, pending.nonce, pending.before, pending.bound_to(self.body.log))
        if before is None:
            raise HeaderAltered
        return Root(secret, before=Root(before))

    def unlock(self, passphrase: str) -> Root:
        """ROOT by passphrase, MAC verified.

        Raises UnsafeParameters, WrongPassphrase, HeaderAltered, NotEnoughMemory.
        """
        slots = [(slot, slot.cost) for slot in self.body.slots_of("passphrase") if slot.cost]
        if len(slots) > MOST_PASSPHRASES:
            raise UnsafeParameters
        for _, cost in slots:
            cost.check()
        if sum(cost.memory * cost.passes for _, cost in slots) > keys.MOST_WORK:
            raise UnsafeParameters
        for slot, cost in slots:
            key = keys.stretch(passphrase, slot.salt, cost)
            secret = keys.unwrap(key, slot.nonce, slot.wrapped, slot.bound_to(self.body.log))
            if secret is not None:
                root = self.root_from(secret, slot.generation)
                self.verify(root)
                return root
        raise WrongPassphrase


def passphrase_slot(passphrase: str, root: Root, log: str, cost: Cost, author: str, generation: int = 1) -> Slot:
    """A new slot for a passphrase, with a new salt and nonce."""
    salt, nonce = secrets.token_bytes(keys.SALT_BYTES), secrets.token_bytes(keys.NONCE_BYTES)
    slot = Slot(
        kind="passphrase", author=author, generation=generation, cost=cost, salt=salt, nonce=nonce, wrapped=b""
    )  # fmt: skip
    wrapped = keys.wrap(keys.stretch(passphrase, salt, cost), nonce, root.secret, slot.bound_to(log))
    return msgspec.structs.replace(slot, wrapped=wrapped)


def encode(body: Body, root: Root) -> bytes:
    """The bytes of a header file."""
    plain = msgspec.json.encode(body, order="sorted")
    signed = MAGIC + VERSION.to_bytes(2, "big") + len(plain).to_bytes(4, "big") + plain
    signed += hashlib.sha256(signed).digest()
    return signed + root.mac(signed)


def decode(data: bytes) -> Header:
    """A header from a file's bytes. Raises HeaderDamaged or NewerVersion."""
    if len(data) > LARGEST or not data.startswith(MAGIC) or len(data) < _FRONT:
        raise HeaderDamaged
    version, length = (
        int.from_bytes(data[len(MAGIC) : len(MAGIC) + 2], "big"),
        int.from_bytes(data[_FRONT - 4 : _FRONT], "big"),
    )
    if version > VERSION and hashlib.sha256(data[:-64]).digest() == data[-64:-32]:
        raise NewerVersion
    if not 1 <= version <= VERSION or len(data) != _FRONT + length + 64:
        raise HeaderDamaged
    signed, mac = data[:-32], data[-32:]
    if hashlib.sha256(signed[:-32]).digest() != signed[-32:]:
        raise HeaderDamaged
    try:
        body = msgspec.json.decode(signed[_FRONT:-32], type=Body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise HeaderDamaged from None
    return Header(body, signed, mac)


def read(folder: Path) -> Header:
    """The header of a log, or its copy where the header itself is missing or damaged.

    Raises HeaderMissing, HeaderDamaged, NewerVersion. A header of a newer version is never passed over for its copy.
    """
    damaged: HeaderDamaged | None = None
    for name in (NAME, COPY):
        with contextlib.suppress(FileNotFoundError), storage():
            try:
                with open(folder / name, "rb") as file:
                    return decode(file.read(LARGEST + 1))
            except HeaderDamaged as problem:
                damaged = problem
    raise damaged or HeaderMissing()


def twin(folder: Path, head: Header) -> Header:
    """The copy, where it says the very same and only its MAC is another: damage to a MAC alone looks like alteration.

    Raises HeaderAltered where there is no such copy.
    """
    try:
        with storage(), open(folder / COPY, "rb") as file:
            other = decode(file.read(LARGEST + 1))
    except (FileNotFoundError, HeaderDamaged, NewerVersion):
        raise HeaderAltered from None
    if other.signed != head.signed or other.mac == head.mac:
        raise HeaderAltered
    return other


def write(folder: Path, body: Body, root: Root) -> Header:
    """Replace a log's header, proved by reading it back, and then its copy, so that neither keeps an old secret."""
    data = encode(body, root)

    def proof(path: Path) -> None:
        decode(path.read_bytes()).verify(root)

    write_whole(folder / NAME, data, proof=proof)
    write_whole(folder / COPY, data, proof=proof)
    return decode(data)


def mend(folder: Path, head: Header) -> None:
    """Make header and copy both what was read and verified: one may be missing, damaged or, after a crash, older."""
    for name in (NAME, COPY):
        path = folder / name
        with storage():
            there = path.read_bytes() if path.exists() else b""
        if there != head.data:
            write_whole(path, head.data)
