"""Where in a sentence a word stands: what tells Rose from a rose, and Will from will."""

from __future__ import annotations

import re

from sharedesk.identity.folding import Word

_BEFORE = re.compile(r"[\s\"'“”‘’(\[*#>•·–—\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff-]*$")
_ENDS = ".!?:;…"
_POSSESSIVE = re.compile(r"(?:['’‘ʼ`´]s\b|s['’])")
_DATE_BEFORE = re.compile(r"(?:\d(?:st|nd|rd|th)?(?: of)?|\bMon|\b\w+day),?[ \u00a0]$")
_DATE_AFTER = re.compile(r"[ ,\u00a0]{1,2}\d")
_MONTH_BEFORE = re.compile(
    r"\b(?:in|of|since|until|till|by|last|next|this|early|late|mid|during|from|before|after|every)[ -]$", re.IGNORECASE
)
_CAPITAL_START = re.compile(r"(?:^|[.!?]\s+|\n)([^\W\d_])")


def begins_sentence(text: str, start: int) -> bool:
    """Whether a word that starts there is the first of a sentence, a paragraph or a point in a list."""
    window = text[max(0, start - 40) : start]
    gap = _BEFORE.search(window)
    gap_at = gap.start() if gap else len(window)
    before, between = window[:gap_at], window[gap_at:]
    if not before:
        return start <= 40
    breaks = between.count("\n")
    return before[-1] in _ENDS or breaks > 1 or breaks == 1 and bool(between.strip())


def is_possessive(text: str, end: int) -> bool:
    """Whether what ends there is followed by 's."""
    return bool(_POSSESSIVE.match(text, end))


def in_a_date(text: str, word: Word) -> bool:
    """Whether a month's name has a day before it or a number after it."""
    return bool(_DATE_BEFORE.search(text[max(0, word.start - 12) : word.start]) or _DATE_AFTER.match(text, word.end))


def after_a_month_word(text: str, start: int) -> bool:
    """Whether what starts there follows "in", "since", "last" and the like."""
    return bool(_MONTH_BEFORE.search(text[max(0, start - 8) : start]))


def written_small(text: str) -> bool:
    """Whether a text has given up capitals, as messages do: then a small letter says nothing about a name."""
    firsts = _CAPITAL_START.findall(text)
    return bool(firsts) and sum(c.isupper() for c in firsts) * 4 < len(firsts)
