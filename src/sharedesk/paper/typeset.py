"""From text as it was written to lines of glyphs.

Text is never markup here. What is written and what can be drawn may differ: a character may be missing from the
font, an accent may be typed apart from its letter. Each word whose drawing differs from its writing carries the
writing along (`Run.actual`), which becomes the PDF's ActualText.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from sharedesk.domain.visible import visible
from sharedesk.paper import bidi
from sharedesk.paper.fonts import REPLACEMENT, PaperFont, font
from sharedesk.paper.look import Style, Weight

_NEWLINES = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_TAB = "    "
_TOKENS = re.compile(" +|[^ ]+")
_HANG = 16
"""So many spaces at a line's end may run out into the margin, so that the next line begins with a word."""


class Run(NamedTuple):
    """Glyphs of one font. `actual` is what was written where that differs from `drawn`, else None."""

    font: PaperFont
    drawn: str
    actual: str | None


class Typesetter:
    """Sets the text of one document, and remembers which characters could not be drawn."""

    def __init__(self) -> None:
        self._undrawable: dict[str, None] = {}
        self._runs: dict[tuple[Weight, str], Run] = {}
        self._widths: dict[Weight, dict[str, float]] = {weight: {} for weight in Weight}

    @property
    def undrawable(self) -> tuple[str, ...]:
        """The characters that the fonts lack or that cannot be printed, in the order they were met."""
        return tuple(self._undrawable)

    def clean(self, text: str) -> str:
        """The text with one kind of newline, tabs as spaces, and what cannot be printed replaced by U+FFFD."""
        if text.isascii() and text.isprintable():
            return text
        text = _NEWLINES.sub("\n", text).replace("\t", _TAB)
        for char in _UNPRINTABLE.findall(text):
            self._undrawable[char] = None
        return _UNPRINTABLE.sub(REPLACEMENT, text)

    def width(self, text: str, style: Style) -> float:
        """How long cleaned text is on one line, in points."""
        return sum(self._width(token, style.weight) for token in _TOKENS.findall(text)) * style.size / 1000

    def lines(self, text: str, style: Style, room: float) -> list[str]:
        """Cleaned text broken into lines no longer than `room` points, spaces at their ends apart.

        The lines joined are the text, newlines as spaces: nothing is swallowed at a break.
        A word longer than a line is broken between letters.
        """
        paragraphs = text.split("\n")
        limit = room * 1000 / style.size
        broken: list[str] = []
        for paragraph in paragraphs[:-1]:
            broken += self._wrapped(paragraph + " ", style.weight, limit)
        return broken + self._wrapped(paragraphs[-1], style.weight, limit)

    def fitted(self, text: str, style: Style, room: float, most: int) -> list[str]:
        """At most so many lines, an ellipsis where text had to be left off. For heads and feet only."""
        lines = self.lines(self.clean(text), style, room)
        if len(lines) <= most:
            return lines
        last = lines[most - 1].rstrip()
        while last and self.width(last + "…", style) > room:
            last = last[:-1]
        return [*lines[: most - 1], last + "…"]

    def runs(self, line: str, weight: Weight, base_rtl: bool = False) -> list[Run]:
        """The glyphs of one line, in the order of their places from left to right."""
        if line.isascii():
            return [Run(font(weight), line, None)]
        if bidi.has_rtl(line):
            return [self._rtl_run(line, base_rtl)]
        runs: list[Run] = []
        for token in _TOKENS.findall(line):
            run = self._run(token, weight)
            if runs and run.actual is None and runs[-1].actual is None and runs[-1].font is run.font:
                run = Run(run.font, runs.pop().drawn + run.drawn, None)
            runs.append(run)
        return runs

    def spoken(self, text: str) -> str | None:
        """What a screen reader should be told for the whole of a cleaned text, if drawing changes its order."""
        return _speakable(text) if bidi.has_rtl(text) else None

    def _wrapped(self, paragraph: str, weight: Weight, limit: float) -> list[str]:
        lines: list[str] = []
        line: list[str] = []
        used = 0.0
        for token in _TOKENS.findall(paragraph):
            wide = self._width(token, weight)
            hang = _HANG * self._width(" ", weight) if token[0] == " " else 0.0
            if used + wide <= limit + hang:
                line.append(token)
                used += wide
                continue
            if line and (wide <= limit or hang):
                lines.append("".join(line))
                line, used = [], 0.0
            if wide <= limit:
                line, used = [token], wide
                continue
            *full, rest = self._cut(token, weight, limit, limit - used)
            if full:
                lines.append("".join(line) + full[0])
                lines += full[1:]
                line, used = [], 0.0
            line.append(rest)
            used += self._width(rest, weight)
        if line or not lines:
            lines.append("".join(line))
        return lines

    def _cut(self, token: str, weight: Weight, limit: float, first: float) -> list[str]:
        """A token longer than a line, cut between letters: the first piece into what is left of its line."""
        pieces: list[str] = []
        start, used, room = 0, 0.0, first
        for i, char in enumerate(token):
            wide = self._width(char, weight)
            # Into what is left of the first line nothing may fit; on an empty line one letter always stands.
            breakable = (i > start or room < limit) and not unicodedata.combining(char)
            if used + wide > room and breakable:
                pieces.append(token[start:i])
                start, used, room = i, 0.0, limit
            used += wide
        return [*pieces, token[start:]]

    def _width(self, token: str, weight: Weight) -> float:
        known = self._widths[weight]
        if token not in known:
            run = self._run(token, weight)
            known[token] = run.font.width(run.drawn)
        return known[token]

    def _run(self, token: str, weight: Weight) -> Run:
        """One word as it is drawn, in the font asked for or, if that lacks some of it, in the regular one."""
        key = (weight, token)
        if key not in self._runs:
            self._runs[key] = self._new_run(token, weight)
        return self._runs[key]

    def _new_run(self, token: str, weight: Weight) -> Run:
        if not token.isascii() and (shown := visible(token)) != token:
            return self._run(shown, weight)._replace(actual=_speakable(token))  # what nobody sees is said on the page
        face = font(weight)
        if face.drawable.issuperset(token) and (token.isascii() or unicodedata.is_normalized("NFC", token)):
            if not bidi.has_rtl(token):
                return Run(face, token, None)
        composed = unicodedata.normalize("NFC", token)
        shaped = bidi.shaped(composed) if bidi.has_rtl(token) else composed
        options = [(f, text) for text in (shaped, composed, token) for f in (face, font(Weight.REGULAR))]
        for option, text in options:
            if option.drawable.issuperset(text):
                return Run(option, text, None if text == token else _speakable(token))
        regular = font(Weight.REGULAR)
        missing = [char for char in token if char not in regular.drawable and char not in face.drawable]
        # Only some letters of a word may be missing, or each may be in another font: the regular one has the most.
        self._undrawable.update(dict.fromkeys(missing or [c for c in token if c not in regular.drawable]))
        drawn = "".join(char if char in regular.drawable else REPLACEMENT for char in composed)
        return Run(regular, drawn, _speakable(token))

    def _rtl_run(self, line: str, base_rtl: bool) -> Run:
        """A whole line with right-to-left text in it: one run of the regular font, in visual order.

        It carries no ActualText of its own: readers turn such runs round by themselves, and the structure element
        holds the whole text as it was written (`spoken`).
        """
        regular = font(Weight.REGULAR)
        drawn = "".join(self._run(token, Weight.REGULAR).drawn for token in _TOKENS.findall(line))
        return Run(regular, bidi.visual(drawn, base_rtl), None)


def _speakable(text: str) -> str:
    """The text as ActualText may hold it: private-use characters mean nothing to a reader, and PDF/A forbids them."""
    return _PRIVATE_USE.sub(REPLACEMENT, text)
