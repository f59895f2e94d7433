r"""Characters that nobody sees, shown: those that turn text round, take no room, or control a device.

With them one name can look like another ("Rob\u200bin"), or a text read other than it was written ("\u202e"). What is
shown, printed or listed therefore says each as its number, such as [U+202E]; what is kept, searched for, compared and
exported as JSON is the text as it was written, byte for byte.

Some of them are how a language is written and stay as they are there: the joiners within Arabic and Indic words, and
within a picture made of several. Source: Unicode Standard, chapters 9, 12 and 23; UAX #9; UTS #39.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_HIDDEN = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but for tab and line ends
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SEEMS_SEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))
) | frozenset(map(chr, range(0xE0100, 0xE01F0)))
"""Those that Python counts as printable."""
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_VARIATIONS = frozenset("\ufe0e\ufe0f")
_KEYCAPS = frozenset("0123456789#*")
_SKIN = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_FLAG, _LONGEST_FLAG = "\U0001f3f4", 8
"""The black flag, which tags make that of England, Scotland or Wales."""
_JOINED = tuple(
    range(first, last + 1)
    for first, last in ((0x600, 0xDFF), (0x1000, 0x109F), (0x1780, 0x187F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE))
)
"""Arabic and its relatives, the scripts of India, Burmese, Khmer and Mongolian."""


def visible(text: str) -> str:
    """The text as it may be shown: every character in it that is not seen said as its number."""
    return _each(text, lambda found: f"[U+{ord(found[0]):04X}]")


def masked(text: str) -> str:
    """The same with a replacement sign for each, as long as it was as Qt counts: places in the text stay places."""
    return _each(text, lambda found: "\N{REPLACEMENT CHARACTER}" * (1 + (ord(found[0]) > 0xFFFF)))


def escaped(json: str) -> str:
    """JSON that says the same, with each such character by its escape: a terminal does not act on it."""
    return _each(json, lambda found: "".join(f"\\u{unit:04x}" for unit in _units(found[0])))


def hides_something(text: str) -> bool:
    """Is there anything in a text that is not seen unless it is said?"""
    return visible(text) != text


def _units(char: str) -> tuple[int, ...]:
    """The one or two numbers by which JSON, and UTF-16, write a character."""
    code = ord(char) - 0x10000
    return (ord(char),) if code < 0 else (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF))


def _each(text: str, instead: Callable[[re.Match[str]], str]) -> str:
    if text.isprintable() and (text.isascii() or _SEEMS_SEEN.isdisjoint(text)):
        return text

    def put(found: re.Match[str]) -> str:
        at = found.start()
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        return found[0] if _belongs(found[0], before, after, text[max(at - _LONGEST_FLAG, 0) : at]) else instead(found)

    return re.sub(_HIDDEN, put, text)  # compiled when first wanted: it takes 4 ms


def _belongs(char: str, before: str, after: str, written: str) -> bool:
    """Is this how a language, or a picture, is written?"""
    if char in (_NON_JOINER, _JOINER) and _joins(before) and (_joins(after) or char == _JOINER):
        return True
    if char == _JOINER:
        return _is_picture(before) and _is_picture(after)
    if char in _VARIATIONS:
        return _is_picture(before) or before in _KEYCAPS
    if ord(char) in _TAGS:
        return written.rstrip("".join(map(chr, _TAGS))).endswith(_FLAG)
    return False


def _joins(char: str) -> bool:
    """A letter or sign of a script that writes with joiners."""
    return bool(char) and any(ord(char) in block for block in _JOINED)


def _is_picture(char: str) -> bool:
    return bool(char) and (unicodedata.category(char) == "So" or char in _VARIATIONS or ord(char) in _SKIN)
