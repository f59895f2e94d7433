"""Words of a text as they are compared, each with its place in the text as it was written.

A word is a run of letters with whatever hides inside it: accents, soft hyphens, zero-width and bidirectional signs.
It is compared without case, accents and those; nothing of the text itself is changed, so places stay those of the
original.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from operator import add
from typing import NamedTuple


class Word(NamedTuple):
    """A word of a text: characters `start` to `end`, and `folded`, as it is compared."""

    start: int
    end: int
    folded: str


# Letters that Unicode does not take apart, and how they are written without them.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i",
                        "ŋ": "n", "ŧ": "t", "ĸ": "k", "ə": "e", "ɑ": "a", "ɡ": "g"})  # fmt: skip
# Cyrillic and Greek letters that look like Latin ones.
_ALIKE = ("асԁеһіјӏкмоорԛгѕтцвуԝхүѵαβγεικνορτυχωη", "acdehijlkmnopqrstubywxyvabyeikvoptuxwn")
_LOOKALIKE = str.maketrans(*_ALIKE)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue",
                          "Ø": "Oe", "Å": "Aa"})  # fmt: skip
_ASCII_WORD = re.compile(r"[a-z]+")


class Words:
    """The words of a text in order. Three plain lists: 20,000 objects would keep the garbage collector busy."""

    def __init__(self, text: str) -> None:
        if text.isascii():
            text = text.lower()
            self.folded: list[str] = _ASCII_WORD.findall(text)
            self.starts = [match.start() for match in _ASCII_WORD.finditer(text)]
            self.ends = list(map(add, self.starts, map(len, self.folded)))
        else:
            known = _Folded()
            self.starts, self.ends, self.folded = [], [], []
            for match in _any_word().finditer(text):
                if folded := known[match.group()]:
                    self.starts.append(match.start())
                    self.ends.append(match.end())
                    self.folded.append(folded)

    def __len__(self) -> int:
        return len(self.folded)

    def __getitem__(self, at: int) -> Word:
        return Word(self.starts[at], self.ends[at], self.folded[at])

    def run(self, first: int, last: int) -> list[Word]:
        """The words from `first` to `last`, both included."""
        return [self[at] for at in range(first, last + 1)]


class _Folded(dict[str, str]):
    def __missing__(self, word: str) -> str:
        folded = self[word] = fold(word)
        return folded


def flat(text: str) -> str:
    """A text of the same length without case and accents, character by character; what takes two letters stays."""
    if text.isascii():
        return text.lower()
    table = {}
    for character in set(text):
        plain = fold(character) if character.isalpha() else character
        table[ord(character)] = (
            plain if len(plain) == 1 else character.lower() if len(character.lower()) == 1 else character
        )
    return text.translate(table)


def fold(word: str) -> str:
    """A word as it is compared: no case, accents or hidden characters; ß is ss, ø is o, a ligature its letters."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    return "".join(c for c in apart if c.isalpha() or c.isdecimal()).translate(_PLAIN)


def without_lookalikes(folded: str) -> str:
    """A folded word with its Cyrillic and Greek letters as the Latin ones they look like; unchanged if it has none."""
    return folded if folded.isascii() else folded.translate(_LOOKALIKE)


def without_umlauts(name: str) -> str:
    """A name as it is written where there are no umlauts: Müller as Mueller."""
    return unicodedata.normalize("NFC", name).translate(_UMLAUTS)


@cache
def _any_word() -> re.Pattern[str]:
    """Letters, then letters, marks (accents, vowel signs) and format characters (zero-width, soft hyphen, bidi)."""
    hidden = "".join(_ranges([c for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) in _HIDDEN]))
    return re.compile(rf"[^\W\d_](?:[^\W\d_]|[{hidden}])*")


_HIDDEN = ("Mn", "Mc", "Me", "Cf")


def _ranges(codes: list[int]) -> list[str]:
    """The codes as ranges for a character class."""
    found: list[str] = []
    start = last = codes[0]
    for code in [*codes[1:], -1]:
        if code != last + 1:
            found.append(f"\\U{start:08x}-\\U{last:08x}")
            start = code
        last = code
    return found
