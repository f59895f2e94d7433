"""How hard a passphrase is to guess, said honestly and in words. No rules about capitals and signs.

The estimate is what somebody would need who knows how people choose: a word from a list counts as one choice of the
list, however long; what repeats or runs on (`aaaa`, `1234`, `qwerty`) counts once; a year is one choice of a hundred.
"""

from __future__ import annotations

import math
import re
from typing import Literal

from msgspec import Struct

from sharedesk.vault.fingerprint import listed_words

Grade = Literal["weak", "fair", "good", "strong"]
_SAID: dict[Grade, str] = {
    "weak": "Weak: somebody who has this computer could guess it. Use more words.",
    "fair": "Fair: it would take somebody with the computer a long time. One or two more words make it good.",
    "good": "Good: hard to guess, if you have not used it elsewhere.",
    "strong": "Strong: nobody can try enough of these.",
}
_FROM: tuple[tuple[float, Grade], ...] = ((72, "strong"), (58, "good"), (42, "fair"))
"""Bits. Each try costs about a second and up to 256 MiB of memory (keys.py): nobody has 2^58 seconds."""
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_OFTEN = frozenset(
    [
        "password", "passphrase", "passwort", "secret", "letmein", "welcome", "admin", "login", "sharedesk",
        "safeguarding", "school", "social", "worker", "football", "liverpool", "arsenal", "monkey", "dragon",
        "sunshine", "princess",
    ]
)  # fmt: skip
_SMALL = frozenset(
    [
        "a", "an", "and", "are", "as", "at", "but", "by", "can", "do", "for", "from", "have", "i", "in", "is", "it",
        "me", "my", "no", "not", "of", "on", "or", "so", "that", "the", "to", "we", "with", "you",
    ]
)  # fmt: skip
_MIXED_BITS, _SMALL_BITS = 5.5, 1.5
_OFTEN_BITS, _LETTER_BITS, _DIGIT_BITS, _YEAR_BITS, _SIGN_BITS = 4.0, 2.6, 3.3, 6.6, 4.0
"""A letter of a word that is in no list carries less than one drawn at random (4.7): people make words sayable."""


class Strength(Struct, frozen=True):
    """A grade, and the sentence that a person reads."""

    grade: Grade
    sentence: str


def strength(passphrase: str) -> Strength:
    """How strong a passphrase is, by `bits`."""
    found = bits(passphrase)
    grade: Grade = next((grade for least, grade in _FROM if found >= least), "weak")
    return Strength(grade, _SAID[grade])


def bits(passphrase: str) -> float:
    """Roughly how many yes-or-no choices went into it (base 2 logarithm of the tries needed)."""
    seen: set[str] = set()
    total = 0.0
    for chunk in passphrase.split():
        pieces = re.findall(r"[^\W\d_]+|\d+|[\W_]", chunk)
        if chunk.casefold() in listed_words():
            pieces = [chunk]  # some have a hyphen
        elif len(chunk) >= 8 and len(pieces) * 2 >= len(chunk):
            pieces, total = [], total + _MIXED_BITS * len(set(chunk))  # nobody mixes like this but dice
        for piece in {piece.casefold(): None for piece in pieces}.keys() - seen:
            seen.add(piece)  # said again it is no new choice
            total += _bits_of(piece)
    return total


def _bits_of(piece: str) -> float:
    words = listed_words()
    if piece == "-":
        return 0.0  # expected between words
    if piece in _SMALL:
        return _SMALL_BITS
    if piece in words:
        return math.log2(len(words))
    if piece in _OFTEN or any(piece in row or piece in row[::-1] for row in _ROWS if len(piece) > 2):
        return _OFTEN_BITS
    if len(set(piece)) == 1 and len(piece) > 2:
        return _OFTEN_BITS
    if piece.isdigit():
        year = len(piece) == 4 and piece[:2] in ("19", "20")
        return _YEAR_BITS if year else _DIGIT_BITS * len(piece)
    if piece.isalpha():
        return _LETTER_BITS * len(piece)
    return _SIGN_BITS
