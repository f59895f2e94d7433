"""The keys of a log.

    passphrase -NFC, UTF-8-> Argon2id ------> key  -+
    recovery code (160 bit)  -> HKDF-SHA256 -> key -+-> unwraps ROOT (32 random bytes), ChaCha20-Poly1305
    organisation's age identity -> key -------------+
    ROOT -HKDF-SHA256-> database key and salt | header MAC key | draft MAC key | inbox key pair (age, X25519)

Everything is derived under its own label, so no key says anything of another. Figures: docs/decisions.
"""

from __future__ import annotations

import hmac
import time
import unicodedata
from functools import cached_property

import bech32
import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from sharedesk.vault.errors import NotEnoughMemory, UnsafeParameters

ROOT_BYTES, SALT_BYTES, NONCE_BYTES, WRAPPED_BYTES = 32, 16, 12, 48
CODE_BYTES = 20
MIB = 1024  # in KiB, the unit of Argon2


class Cost(Struct, frozen=True, forbid_unknown_fields=True):
    """What one try at the passphrase costs: memory in KiB, passes, lanes."""

    memory: int
    passes: int
    lanes: int

    def check(self) -> None:
        """Raise UnsafeParameters outside 64 MiB-1 GiB, 2-16 passes, 1-8 lanes: run before any derivation."""
        if not (64 * MIB <= self.memory <= 1024 * MIB and 2 <= self.passes <= 16 and 1 <= self.lanes <= 8):
            raise UnsafeParameters


MOST_WORK = 1024 * MIB * 16
"""KiB times passes of all the tries that one header asks for: as much as the dearest passphrase there may be."""
FLOOR = Cost(memory=64 * MIB, passes=3, lanes=4)
DEFAULT = Cost(memory=256 * MIB, passes=3, lanes=4)


def calibrated(seconds: float = 1.0) -> Cost:
    """The cost that takes about `seconds` on this machine: between FLOOR and DEFAULT in memory, then more passes."""
    start = time.perf_counter()
    stretch("calibration", bytes(SALT_BYTES), FLOOR)
    affordable = seconds / max(time.perf_counter() - start, 1e-3)
    memory = max((m for m in (64, 128, 256) if m / 64 <= max(affordable, 1)), default=64)
    passes = FLOOR.passes
    if memory == 256:
        passes = min(max(FLOOR.passes, round(FLOOR.passes * affordable / 4)), 8)
    return Cost(memory=memory * MIB, passes=passes, lanes=FLOOR.lanes)


def stretch(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """32 bytes from a passphrase. Raises UnsafeParameters or NotEnoughMemory."""
    cost.check()
    if len(salt) != SALT_BYTES:
        raise UnsafeParameters
    try:
        function = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
        # whatever bytes a pipe delivers is a passphrase, also where they are not text
        return function.derive(unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass"))
    except MemoryError:
        raise NotEnoughMemory from None


def derive(secret: bytes, label: str, length: int, salt: bytes = b"") -> bytes:
    """`length` bytes of HKDF-SHA256 under a label of this program's."""
    info = b"sharedesk/1/" + label.encode("ascii")
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def wrap(key: bytes, nonce: bytes, root: bytes, bound_to: bytes) -> bytes:
    """ROOT sealed under a key, bound to where it stands (48 bytes)."""
    return ChaCha20Poly1305(key).encrypt(nonce, root, bound_to)


def unwrap(key: bytes, nonce: bytes, wrapped: bytes, bound_to: bytes) -> bytes | None:
    """ROOT, or None where key or place does not fit."""
    if len(nonce) != NONCE_BYTES or len(wrapped) != WRAPPED_BYTES:
        return None
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, wrapped, bound_to)
    except InvalidTag:
        return None


def canonical(value: object) -> bytes:
    """Plain data as canonical JSON, to be bound into a seal or a MAC."""
    return msgspec.json.encode(value, order="sorted")


class Root:
    """The one secret behind a log (32 bytes), and what is derived from it.

    `before`: the ROOT whose place this one is taking, while a log's key is being changed. `former`: identities of the
    inboxes that the log had under earlier ROOTs, to which a note may have been sealed by somebody who did not know.
    """

    def __init__(self, secret: bytes, *, before: Root | None = None, former: tuple[str, ...] = ()) -> None:
        if len(secret) != ROOT_BYTES:
            raise ValueError("ROOT is 32 bytes")
        self._secret, self.before, self.former = secret, before, former

    @property
    def secret(self) -> bytes:
        """The 32 bytes themselves, to be wrapped for a new slot."""
        return self._secret

    @cached_property
    def database_key(self) -> str:
        """64 hexadecimal characters of key and 32 of salt, as SQLCipher takes a raw key."""
        return derive(self._secret, "database", 48).hex()

    def mac(self, data: bytes) -> bytes:
        """The header's MAC (HMAC-SHA256, 32 bytes)."""
        return hmac.digest(derive(self._secret, "header", 32), data, "sha256")

    def draft_mac(self, data: bytes) -> bytes:
        """The MAC that shows a draft to be this log's own (HMAC-SHA256, 32 bytes)."""
        return hmac.digest(derive(self._secret, "draft", 32), data, "sha256")

    @property
    def succession_key(self) -> bytes:
        """Under which the header keeps the ROOT before, while a log's key is being changed (32 bytes)."""
        return derive(self._secret, "succession", 32)

    @cached_property
    def inbox_secret(self) -> str:
        """The inbox's secret key as an age identity (`AGE-SECRET-KEY-1…`)."""
        return _bech32("age-secret-key-", derive(self._secret, "inbox", 32)).upper()

    @cached_property
    def inbox_public(self) -> str:
        """The inbox's public key as an age recipient (`age1…`)."""
        private = X25519PrivateKey.from_private_bytes(derive(self._secret, "inbox", 32))
        return _bech32("age", private.public_key().public_bytes_raw())


def _bech32(prefix: str, data: bytes) -> str:
    groups = bech32.convertbits(data, 8, 5)
    if groups is None:
        raise ValueError("not bytes")
    return bech32.bech32_encode(prefix, groups)
