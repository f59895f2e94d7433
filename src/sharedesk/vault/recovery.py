"""The recovery code and the slot that goes with it, as lines that a person can type from paper.

The sheet holds everything but the database: the code (four lines) and the slot, ROOT wrapped under it (seven lines).
Each line ends in a check character, so a typing mistake is found on its line, at once.
"""

from __future__ import annotations

import re
import secrets
from typing import Literal

from msgspec import Struct

from sharedesk.domain import checked_base32 as base32
from sharedesk.vault import keys
from sharedesk.vault.errors import MistypedLine, WrongRecoveryCode
from sharedesk.vault.header import Header, Slot
from sharedesk.vault.keys import CODE_BYTES, WRAPPED_BYTES, Root

CODE_LINE, SLOT_LINE = 8, 16
"""Base32 characters in a line, before its check character."""
_SLOT_VERSION = 1
_SLOT_BYTES = 1 + 16 + 2 + WRAPPED_BYTES
CODE_LINES = 4
SLOT_LINES = -(-_SLOT_BYTES * 8 // 5 // SLOT_LINE)
LineState = Literal["empty", "unfinished", "mistyped", "right"]


def _lengths(data: int, size: int) -> tuple[int, ...]:
    total = (data * 8 + 4) // 5
    return tuple(min(size, total - at) + 1 for at in range(0, total, size))


CODE_LENGTHS, SLOT_LENGTHS = _lengths(CODE_BYTES, CODE_LINE), _lengths(_SLOT_BYTES, SLOT_LINE)
"""Characters of each line of the code and of the key block, check character and all."""


class RecoverySheet(Struct, frozen=True, kw_only=True):
    """What the paper carries: the code, and the slot that it opens for one log."""

    code: bytes
    log: str
    generation: int
    wrapped: bytes

    @property
    def code_lines(self) -> tuple[str, ...]:
        """The code as four lines: `ABCD-EFGH-J`."""
        return _lines(base32.encode(self.code), CODE_LINE)

    @property
    def slot_lines(self) -> tuple[str, ...]:
        """The slot as seven lines."""
        data = bytes([_SLOT_VERSION]) + bytes.fromhex(self.log) + self.generation.to_bytes(2, "big") + self.wrapped
        return _lines(base32.encode(data), SLOT_LINE)

    @property
    def slot(self) -> Slot:
        """The slot as the header holds it."""
        return Slot(kind="recovery", generation=self.generation, wrapped=self.wrapped)

    def root(self) -> Root:
        """ROOT. Raises WrongRecoveryCode."""
        return unlock_slot(self.code, self.slot, self.log)


def new_sheet(root: Root, log: str, generation: int = 1) -> RecoverySheet:
    """A new code and its slot, for a ROOT of a generation. The slot replaces the one before in the header."""
    code = secrets.token_bytes(CODE_BYTES)
    key, nonce = _key(code, log, generation)
    slot = Slot(kind="recovery", generation=generation, wrapped=b"")
    wrapped = keys.wrap(key, nonce, root.secret, slot.bound_to(log))
    return RecoverySheet(code=code, log=log, generation=generation, wrapped=wrapped)


def unlock_slot(code: bytes, slot: Slot, log: str) -> Root:
    """ROOT from a sheet's recovery slot. Raises WrongRecoveryCode."""
    secret = _secret(code, slot, log)
    if secret is None:
        raise WrongRecoveryCode
    return Root(secret)


def unlock_header(code: bytes, head: Header) -> Root:
    """ROOT by a recovery slot of a header, not verified. Raises WrongRecoveryCode, also where there is no such slot."""
    return unlock_by(code, head)[0]


def unlock_by(code: bytes, head: Header) -> tuple[Root, Slot]:
    """The same with the slot that opened."""
    for slot in head.body.slots_of("recovery"):
        secret = _secret(code, slot, head.body.log)
        if secret is not None:
            return head.root_from(secret, slot.generation), slot
    raise WrongRecoveryCode


def _secret(code: bytes, slot: Slot, log: str) -> bytes | None:
    key, nonce = _key(code, log, slot.generation)
    return keys.unwrap(key, nonce, slot.wrapped, slot.bound_to(log))


def read_code(typed: list[str]) -> bytes:
    """The code from its four typed lines. Raises MistypedLine."""
    return base32.decode("".join(_read_lines(typed, CODE_LENGTHS, "code")), CODE_BYTES)


def read_slot(typed: list[str]) -> tuple[str, Slot]:
    """Log id and slot from the seven typed lines. Raises MistypedLine."""
    text = "".join(_read_lines(typed, SLOT_LENGTHS, "key block"))
    try:
        data = base32.decode(text, _SLOT_BYTES)
    except ValueError:
        raise MistypedLine(f"Line {SLOT_LINES} of the key block") from None
    if data[0] != _SLOT_VERSION:
        raise MistypedLine("Line 1 of the key block")
    log, generation, wrapped = data[1:17].hex(), int.from_bytes(data[17:19], "big"), data[19:]
    return log, Slot(kind="recovery", generation=generation, wrapped=wrapped)


def check_line(typed: str, number: int = 0) -> bool:
    """Is this a line of a recovery sheet without a typing mistake? It may begin with its number."""
    try:
        base32.without_check(_tidied(typed, number))
    except ValueError:
        return False
    return True


def line_state(typed: str, number: int, length: int) -> LineState:
    """How a line stands while somebody types it. `length`: its characters when it is whole."""
    text = _tidied(typed, number)
    if not text:
        return "empty"
    if len(text) > length or not set(text) <= set(base32.ALPHABET):
        return "mistyped"
    if len(text) < length:
        return "unfinished"
    return "right" if check_line(typed, number) else "mistyped"


def as_printed(typed: str, number: int = 0) -> str:
    """A typed line as the sheet has it: capitals, in groups, without its number."""
    return base32.grouped(_tidied(typed, number))


def _key(code: bytes, log: str, generation: int) -> tuple[bytes, bytes]:
    """Key and nonce from a code. A code is random and used once for one ROOT, so neither needs to be kept."""
    material = keys.derive(code, f"recovery/{generation}", 32 + keys.NONCE_BYTES, salt=bytes.fromhex(log))
    return material[:32], material[32:]


def _lines(text: str, size: int) -> tuple[str, ...]:
    return tuple(base32.grouped(base32.with_check(text[i : i + size])) for i in range(0, len(text), size))


def _tidied(line: str, number: int) -> str:
    """A typed line without the number that it has on the sheet, `1. ABCD-…`: no line holds a full stop or bracket."""
    return base32.tidy(re.sub(rf"^\s*{number}\s*[.)]", "", line))


def _read_lines(typed: list[str], lengths: tuple[int, ...], what: str) -> list[str]:
    if len(typed) != len(lengths):
        raise MistypedLine(f"The {what} (it has {len(lengths)} lines)")
    for number, (line, length) in enumerate(zip(typed, lengths, strict=True), 1):
        if line_state(line, number, length) != "right":
            raise MistypedLine(f"Line {number} of the {what}")
    return [base32.without_check(_tidied(line, number)) for number, line in enumerate(typed, 1)]
