"""Looking only near figures: most patterns hold one, and most of a text does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BEFORE, _AFTER = 64, 64
"""Characters around a figure in which a pattern with that figure in it has to lie."""
_FIGURES = re.compile(rf"[0-9](?:.{{0,{_BEFORE + _AFTER}}}[0-9])*", re.DOTALL)


class Figured:
    """A text, and the stretches of it that lie near a figure. They do not overlap, and end between words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._stretches: list[tuple[int, int]] = []
        for match in _FIGURES.finditer(text):
            start = text.rfind(" ", 0, max(0, match.start() - _BEFORE)) + 1
            end = text.find(" ", match.end() + _AFTER)
            if self._stretches:
                start = max(start, self._stretches[-1][1])
            self._stretches.append((start, len(text) if end < 0 else end))

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The matches of a pattern, which must need a figure, in those stretches."""
        for start, end in self._stretches:
            yield from pattern.finditer(self.text, start, end)
