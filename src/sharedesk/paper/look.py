"""How printed documents look: sizes, spaces and colours, in one place. Lengths are in points (1/72 inch)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

Colour = tuple[float, float, float]
"""Red, green and blue, each from 0 to 1."""

BLACK: Colour = (0.0, 0.0, 0.0)
QUIET: Colour = (0.33, 0.33, 0.33)
"""Small print: 7.5:1 on white."""
ACCENT: Colour = (0.10, 0.34, 0.40)
"""The one colour, for headings and rules that lead the eye: 8:1 on white."""
HAIRLINE: Colour = (0.78, 0.80, 0.82)
WHITE: Colour = (1.0, 1.0, 1.0)

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
MARGIN = 68.0
"""Left and right."""
LINE = PAGE_WIDTH - 2 * MARGIN
"""How long a line of text is: about 75 characters."""


class Weight(Enum):
    """Which of the three fonts."""

    REGULAR = "DejaVuSans"
    BOLD = "DejaVuSans-Bold"
    MONO = "DejaVuSansMono"


@dataclass(frozen=True, slots=True)
class Style:
    """One way of setting text. `leading` is the distance from one line to the next."""

    weight: Weight = Weight.REGULAR
    size: float = 11.0
    leading: float = 16.5
    colour: Colour = BLACK


BODY = Style()
LABEL = Style(colour=QUIET, size=10.0, leading=16.5)
CELL = Style(size=9.5, leading=14.0)
CELL_HEAD = Style(Weight.BOLD, 9.5, 14.0, ACCENT)
TITLE = Style(Weight.BOLD, 21.0, 28.0)
HEADINGS = (
    Style(Weight.BOLD, 14.5, 20.0, ACCENT),
    Style(Weight.BOLD, 12.0, 17.0),
    Style(Weight.BOLD, 11.0, 16.5, QUIET),
)
"""For `Heading` levels 1, 2 and 3."""
HEADING_GAPS = (24.0, 16.0, 12.0)
REMARK = Style(size=10.0, leading=15.0, colour=QUIET)
CAPTION = Style(size=9.0, leading=13.0, colour=QUIET)
TYPED = Style(Weight.MONO, 16.0, 28.0)
SMALL = Style(size=8.0, leading=11.5, colour=QUIET)
SMALL_BOLD = Style(Weight.BOLD, 8.0, 11.5, BLACK)
SMALL_TYPED = Style(Weight.MONO, 9.0, 13.0, BLACK)
BAND = Style(Weight.BOLD, 10.0, 14.0, WHITE)

PARAGRAPH_GAP = 8.0
BLOCK_GAP = 16.0
INDENT = 16.0
"""Of list items, and of a remark from its bar."""
