"""Crockford base32 with a check character, for everything that a person copies by hand.

The check is a weighted sum over the field of 32 elements (x^5 + x^2 + 1): every wrong character and every swap of two
characters in up to 30 is found, which a plain sum or a remainder by 31 would not do. Letters that look alike are
read as what they look like: O is 0, I and L are 1.
Alphabet: Douglas Crockford, "Base 32" (no I, L, O or U).
"""

from __future__ import annotations

from collections.abc import Iterator

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGEST = 30
"""How many characters one check character can watch over."""

_READ_AS = str.maketrans("OIL", "011")
_IGNORED = " -\t\u00a0\u2010\u2011\u2012\u2013\u2014"


class NotBase32(ValueError):
    """A character that is never used. `position` counts from 0 in the tidied text."""

    def __init__(self, position: int) -> None:
        super().__init__(f"character {position + 1} is not one that is used")
        self.position = position


class CheckFailed(ValueError):
    """The characters are all possible, but the check character does not fit them."""


def tidy(text: str) -> str:
    """What was typed, as it is compared: capitals, no spaces or dashes, look-alikes read as digits."""
    return "".join(c for c in text if c not in _IGNORED).upper().translate(_READ_AS)


def encode(data: bytes) -> str:
    """`data` as base32, five bits a character, padded with zero bits at the end."""
    bits = int.from_bytes(data, "big") << (-len(data) * 8 % 5)
    count = (len(data) * 8 + 4) // 5
    return "".join(ALPHABET[bits >> 5 * i & 31] for i in reversed(range(count)))


def decode(text: str, length: int) -> bytes:
    """`length` bytes from tidied base32. Raises NotBase32, or CheckFailed where padding or size is wrong."""
    values = _values(text)
    if len(values) != (length * 8 + 4) // 5:
        raise CheckFailed("the wrong number of characters")
    bits = 0
    for value in values:
        bits = bits << 5 | value
    spare = -length * 8 % 5
    if bits & (1 << spare) - 1:
        raise CheckFailed("the last character cannot be right")
    return (bits >> spare).to_bytes(length, "big")


def with_check(text: str) -> str:
    """`text` (tidied base32, at most 30 characters) and its check character."""
    return text + ALPHABET[_check_value(_values(text))]


def without_check(text: str) -> str:
    """The characters before the check character. Raises NotBase32 or CheckFailed."""
    values = _values(text)
    if len(values) < 2 or _check_value(values[:-1]) != values[-1]:
        raise CheckFailed("the check character does not fit")
    return text[:-1]


def grouped(text: str, size: int = 4) -> str:
    """`text` in groups to read and type: `ABCD-EFGH-J`."""
    return "-".join(text[i : i + size] for i in range(0, len(text), size))


def _values(text: str) -> list[int]:
    values = [ALPHABET.find(c) for c in text]
    if -1 in values:
        raise NotBase32(values.index(-1))
    return values


def _check_value(values: list[int]) -> int:
    if len(values) > LONGEST:
        raise ValueError("too long for one check character")
    total = 0
    for weighted, value in zip(_WEIGHTED, values, strict=False):
        total ^= weighted[value]
    return total


def _times(a: int, b: int) -> int:
    """Multiplication in the field of 32 elements."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a, b = a << 1, b >> 1
        if a & 32:
            a ^= 0b100101
    return product


def _weighted() -> Iterator[tuple[int, ...]]:
    """For each place what every value adds to the check: its product with 2, 4, 8, … in the field."""
    weight = 1
    for _ in range(LONGEST):
        weight = _times(weight, 2)
        yield tuple(_times(weight, value) for value in range(32))


_WEIGHTED = tuple(_weighted())
