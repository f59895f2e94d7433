"""From the blocks of a document to strips, each with its place in the structure tree.

Nodes are made in the order of the blocks, which is the order in which a screen reader reads them.
The document's title is the only heading of the first rank; a `Heading` of level 1 is of the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sharedesk.paper import bidi, codes, look
from sharedesk.paper.document import (
    Block,
    Code,
    Document,
    Facts,
    Heading,
    Items,
    Note,
    PageBreak,
    SignLine,
    Table,
    Text,
    Typed,
)
from sharedesk.paper.look import Style
from sharedesk.paper.strips import Cell, NewPage, Picture, Piece, Strip
from sharedesk.paper.tags import Node
from sharedesk.paper.typeset import Typesetter

_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_LABEL_SHARE = 0.3
_CELL_GAP = 12.0
_SIGN_HEIGHT = 34.0
_MOST_PICTURE = 400.0
"""A picture is at most so high, whatever is asked: it must go on a page."""


class Composer:
    """Turns the blocks of one document into pieces, adding nodes under `root`."""

    def __init__(self, setter: Typesetter, root: Node) -> None:
        self._setter = setter
        self._root = root

    def compose(self, document: Document) -> list[Piece | NewPage]:
        """The whole story, title first."""
        pieces: list[Piece | NewPage] = list(self._opening(document))
        for block in document.blocks:
            pieces.extend(self._block(block))
        return pieces

    def _opening(self, document: Document) -> Iterator[Piece]:
        """Title, reference and copy kind; also what heads every page, which screen readers do not read there."""
        yield from self._paragraph("H1", document.title, look.TITLE)
        about = (document.reference, document.copy_kind, document.printed_at)
        line = "  ·  ".join(part for part in about if part.strip())
        yield from self._paragraph("P", line, look.REMARK, gap=2.0)
        if document.practice:
            practice = "PRACTICE: made-up people, for learning. Nothing here is about anybody real."
            yield from self._paragraph("P", practice, look.REMARK, gap=look.PARAGRAPH_GAP, bar=True)
        if document.running_note.strip():
            yield from self._paragraph("P", document.running_note, look.REMARK, gap=look.PARAGRAPH_GAP, bar=True)

    def _block(self, block: Block) -> Iterable[Piece | NewPage]:
        match block:
            case Heading(text, level):
                style, gap = look.HEADINGS[level - 1], look.HEADING_GAPS[level - 1]
                return self._paragraph(f"H{level + 1}", text, style, gap=gap, keep=True)
            case Text(text):
                return self._paragraphs(text)
            case Note(text):
                return self._paragraph("P", text, look.REMARK, gap=look.PARAGRAPH_GAP + 2, bar=True)
            case Facts(rows):
                return self._facts(rows)
            case Table():
                return self._table(block)
            case Items(items):
                return self._items(items)
            case Code():
                return self._code(block)
            case Typed(lines):
                return self._typed(lines)
            case SignLine(label):
                return self._sign_line(label)
            case PageBreak():
                return [NewPage()]

    def _cell(self, node: Node | None, text: str, style: Style, x: float, width: float) -> Cell:
        """A cell of the text. Text drawn out of its order is given to the node as it was written."""
        clean = self._setter.clean(text)
        if node:
            node.actual = self._setter.spoken(clean)
        lines = self._setter.lines(clean, style, width) if clean else []
        return Cell(node, lines, style, x, width, rtl=bidi.has_rtl(clean) and bidi.starts_rtl(clean))

    def _paragraph(
        self, role: str, text: str, style: Style, gap: float = 0.0, keep: bool = False, bar: bool = False
    ) -> Iterator[Strip]:
        if not text:
            return
        indent = look.INDENT if bar else 0.0
        cell = self._cell(Node(role, self._root), text, style, look.MARGIN + indent, look.LINE - indent)
        pad = 3.0 if bar else 0.0
        colour = look.ACCENT if bar else None
        yield Strip([cell], look.MARGIN, look.LINE, gap, pad, pad, keep, bar=colour)

    def _paragraphs(self, text: str) -> Iterator[Strip]:
        for paragraph in _EMPTY_LINES.split(self._setter.clean(text)):
            yield from self._paragraph("P", paragraph.strip("\n"), look.BODY, gap=look.PARAGRAPH_GAP)

    def _facts(self, rows: Sequence[tuple[str, str]]) -> Iterator[Strip]:
        if not rows:
            return
        table = Node("Table", self._root)
        split = look.LINE * _LABEL_SHARE
        for i, (label, value) in enumerate(rows):
            row = Node("TR", table)
            cells = [
                self._cell(Node("TH", row, scope="Row"), label, look.LABEL, look.MARGIN, split - _CELL_GAP),
                self._cell(Node("TD", row), value, look.BODY, look.MARGIN + split, look.LINE - split),
            ]
            gap = 0.0 if i else look.PARAGRAPH_GAP
            yield Strip(cells, look.MARGIN, look.LINE, gap, 4.0, 5.0, rule=look.HAIRLINE)

    def _table(self, block: Table) -> Iterator[Strip]:
        table = Node("Table", self._root)
        if block.caption:
            caption = self._cell(Node("Caption", table), block.caption, look.CAPTION, look.MARGIN, look.LINE)
            yield Strip([caption], look.MARGIN, look.LINE, look.BLOCK_GAP, below=2.0, keep=True)
        shares = block.widths or (1.0,) * len(block.header)
        widths = [look.LINE * share / sum(shares) for share in shares]
        head = self._row(table, block.header, widths, header=True)
        head.gap = 0.0 if block.caption else look.BLOCK_GAP
        head.keep = bool(block.rows)
        yield head
        for row in block.rows:
            strip = self._row(table, row, widths)
            strip.repeat = head
            yield strip

    def _row(self, table: Node, texts: Sequence[str], widths: Sequence[float], header: bool = False) -> Strip:
        row = Node("TR", table)
        cells, x = [], look.MARGIN
        for i, (text, width) in enumerate(zip(texts, widths, strict=True)):
            scope = "Column" if header else "" if i else "Row"
            node = Node("TH" if scope else "TD", row, scope=scope)
            gap = min(_CELL_GAP, width / 4) if i + 1 < len(widths) else 0.0
            cells.append(self._cell(node, text, look.CELL_HEAD if header else look.CELL, x, width - gap))
            x += width
        return Strip(cells, look.MARGIN, look.LINE, 0.0, 4.0, 5.0, rule=look.ACCENT if header else look.HAIRLINE)

    def _items(self, items: Sequence[str]) -> Iterator[Strip]:
        if not items:
            return
        parent = Node("L", self._root)
        for i, text in enumerate(items):
            item = Node("LI", parent)
            left = look.MARGIN + look.INDENT
            bullet = self._cell(Node("Lbl", item), "•", look.BODY, look.MARGIN + 4.0, look.INDENT)
            body = self._cell(Node("LBody", item), text, look.BODY, left, look.LINE - look.INDENT)
            yield Strip([bullet, body], look.MARGIN, look.LINE, 4.0 if i else look.PARAGRAPH_GAP)

    def _code(self, block: Code) -> Iterator[Piece]:
        figure = Node("Figure", self._root, alt=self._setter.clean(block.caption))
        side = min(block.size_mm * look.MM, _MOST_PICTURE, look.LINE)
        yield Picture(figure, codes.marks(block.payload), side, look.MARGIN, look.BLOCK_GAP)
        yield from self._paragraph("P", block.caption, look.CAPTION)

    def _typed(self, lines: Sequence[str]) -> Iterator[Strip]:
        for i, line in enumerate(lines):
            gap = 0.0 if i else look.PARAGRAPH_GAP
            yield from self._paragraph("P", line, look.TYPED, gap=gap)

    def _sign_line(self, label: str) -> Iterator[Strip]:
        cell = self._cell(Node("P", self._root) if label else None, label, look.LABEL, look.MARGIN, look.LINE)
        above = _SIGN_HEIGHT - look.LABEL.leading
        yield Strip([cell], look.MARGIN, look.LINE, look.BLOCK_GAP, above, 5.0, rule=look.QUIET)
