"""The pieces a page is stacked from, and how they are shared out over pages.

A `Strip` is one or more cells of lines side by side: a paragraph has one cell, a list item two (bullet and text),
a row of a table as many as it has columns. Any strip can be cut between lines, so nothing is ever too long for a
page. A `Picture` cannot be cut. All are laid out before anything is drawn: the number of pages is known by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sharedesk.paper.look import Colour, Style
from sharedesk.paper.tags import Node, PaperCanvas
from sharedesk.paper.typeset import Typesetter

_BAR_WIDTH = 2.0
_RULE_WIDTH = 0.6
_TOGETHER = 2
"""A paragraph leaves at least so many lines on either page."""
Rectangle = tuple[float, float, float, float]


@dataclass(slots=True)
class Cell:
    """Lines set in one style, `x` points from the page's left edge; right-to-left ones hang from `x + width`."""

    node: Node | None
    lines: list[str]
    style: Style
    x: float
    width: float
    rtl: bool = False

    def draw(self, canvas: PaperCanvas, setter: Typesetter, top: float) -> None:
        """Draw it with the first line's top at `top`; without a node, as an artifact."""
        if not self.lines:
            return
        style = self.style
        baseline = top - (style.leading + style.size * 0.72) / 2
        with canvas.mark(self.node):
            if not self.rtl:
                canvas.show(self.x, baseline, style, [setter.runs(line, style.weight) for line in self.lines])
                return
            for i, line in enumerate(self.lines):
                runs = setter.runs(line, style.weight, base_rtl=True)
                length = sum(run.font.width(run.drawn) for run in runs) * style.size / 1000
                canvas.show(self.x + max(0.0, self.width - length), baseline - i * style.leading, style, [runs])


@dataclass(slots=True)
class Strip:
    """Cells side by side. `gap` is the space above it (not at the top of a page), `above` and `below` its padding.

    `keep`: not the last on its page. `rule`: the colour of a line under it, from `left` for `width` points.
    `bar`: the colour of a bar down its left side. `repeat`: drawn again when a page begins with this strip.
    """

    cells: list[Cell]
    left: float
    width: float
    gap: float = 0.0
    above: float = 0.0
    below: float = 0.0
    keep: bool = False
    rule: Colour | None = None
    bar: Colour | None = None
    repeat: Strip | None = None

    @property
    def height(self) -> float:
        """Its whole height, padding included, gap not."""
        return self.above + self.below + max(len(cell.lines) * cell.style.leading for cell in self.cells)

    @property
    def least(self) -> float:
        """The height of the smallest part that may stand alone at the foot of a page."""
        if self.keep:
            return self.height
        lines = max(min(len(cell.lines), _TOGETHER) * cell.style.leading for cell in self.cells)
        return self.above + self.below + lines

    def cut(self, room: float) -> tuple[Strip, Strip] | None:
        """What fits into `room` points, and the rest; None if not one line of it does."""
        inner = room - self.above - self.below
        fit = [min(len(cell.lines), int(inner // cell.style.leading)) for cell in self.cells]
        if inner <= 0 or not any(fit):
            return None
        if len(self.cells) == 1 and len(self.cells[0].lines) - fit[0] < _TOGETHER < fit[0]:
            fit[0] -= 1
        cells = list(zip(self.cells, fit, strict=True))
        head = replace(self, cells=[replace(cell, lines=cell.lines[:n]) for cell, n in cells], rule=None)
        rest = replace(self, cells=[replace(cell, lines=cell.lines[n:]) for cell, n in cells], gap=0.0)
        return head, rest

    def draw(self, canvas: PaperCanvas, setter: Typesetter, top: float) -> None:
        """Draw it with its upper edge at `top` (from the page's foot)."""
        for cell in self.cells:
            cell.draw(canvas, setter, top - self.above)
        bottom = top - self.height
        if self.rule or self.bar:
            with canvas.mark(None):
                if self.rule:
                    canvas.fill(self.rule, (self.left, bottom, self.width, _RULE_WIDTH))
                if self.bar:
                    canvas.fill(self.bar, (self.left, bottom, _BAR_WIDTH, self.height))

    def again(self) -> Strip:
        """The same as an artifact, for the head of a table on its later pages."""
        return replace(self, cells=[replace(cell, node=None) for cell in self.cells], gap=0.0)


@dataclass(slots=True)
class Picture:
    """A square of filled rectangles, `side` points wide; `marks` are in units of its side."""

    node: Node
    marks: Sequence[Rectangle]
    side: float
    left: float
    gap: float = 0.0
    keep: bool = True
    colour: Colour = (0.0, 0.0, 0.0)
    repeat: None = None

    @property
    def height(self) -> float:
        """Its height in points."""
        return self.side

    @property
    def least(self) -> float:
        """A picture stands whole or not at all."""
        return self.side

    def cut(self, room: float) -> None:  # noqa: ARG002 - every piece is asked
        """It cannot be cut."""
        return

    def draw(self, canvas: PaperCanvas, _: Typesetter, top: float) -> None:
        """Draw it with its upper edge at `top`, and note where for readers that zoom to it."""
        bottom = top - self.side
        self.node.box = (self.left, bottom, self.left + self.side, top)
        with canvas.mark(self.node):
            canvas.fill(self.colour, *placed(self.marks, self.left, bottom, self.side))


class NewPage:
    """What follows stands on a new page."""


Piece = Strip | Picture
Page = list[tuple[Piece, float]]
"""Pieces with the distance of their upper edges from the top of the page's body."""


def placed(marks: Sequence[Rectangle], left: float, bottom: float, side: float) -> Iterator[Rectangle]:
    """The marks of a unit square, on a square of the page."""
    return ((left + x * side, bottom + y * side, w * side, h * side) for x, y, w, h in marks)


def paginate(pieces: Sequence[Piece | NewPage], room: float) -> list[Page]:
    """The pieces on pages `room` points high. There is always at least one page."""
    pages: list[Page] = [[]]
    used = 0.0
    for i, piece in enumerate(pieces):
        if isinstance(piece, NewPage):
            if pages[-1]:
                pages.append([])
                used = 0.0
            continue
        rest: Piece | None = piece
        if pages[-1] and used + piece.gap + _needed(pieces, i) > room >= _needed(pieces, i):
            pages.append([])
            used = 0.0
        while rest:
            if not pages[-1] and rest.repeat and rest.repeat.height < room / 3:
                pages[-1].append((rest.repeat.again(), 0.0))
                used = rest.repeat.height
            used += rest.gap if pages[-1] else 0.0
            placed_part, rest = _part(rest, room - used)
            if placed_part:
                pages[-1].append((placed_part, used))
                used += placed_part.height
            if rest:
                pages.append([])
                used = 0.0
    return pages if pages[-1] or len(pages) == 1 else pages[:-1]


def _needed(pieces: Sequence[Piece | NewPage], start: int) -> float:
    """How much room a piece needs to begin on a page, those it must not be parted from included."""
    total = 0.0
    for piece in pieces[start:]:
        if isinstance(piece, NewPage):
            break
        total += piece.least + (piece.gap if total else 0.0)
        if not piece.keep:
            break
    return total


def _part(piece: Piece, room: float) -> tuple[Piece | None, Piece | None]:
    """What of the piece goes into the room, and what is left."""
    if piece.height <= room:
        return piece, None
    return piece.cut(room) or (None, piece)
