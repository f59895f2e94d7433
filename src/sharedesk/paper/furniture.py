"""What stands on every page: whose paper it is at the head, page, time and witness at the foot.

All of it is an artifact: a screen reader passes over it. What it says is read on the first page, under the title.
"""

from __future__ import annotations

from sharedesk.paper import codes, look
from sharedesk.paper.document import Document, Witness
from sharedesk.paper.look import Style
from sharedesk.paper.strips import placed
from sharedesk.paper.tags import PaperCanvas
from sharedesk.paper.typeset import Typesetter

_TOP = 34.0
_BOTTOM = 30.0
_BAND = 24.0
_GAP = 16.0
"""Between head or foot and body."""
_CODE_SIDE = 21 * look.MM
"""A witness of about 100 bytes makes modules of 0.4 mm: telephones read that."""
_CODE_ROOM = _CODE_SIDE + 12.0
_MOST_LINES = 2
_WITNESS_FORM = "witness"


class Furniture:
    """The head and foot of one document's pages. `top` and `bottom` bound the body, from the page's foot."""

    def __init__(self, document: Document, setter: Typesetter) -> None:
        self._setter = setter
        self._practice = document.practice
        self._witness = document.witness
        self._printed = document.printed_at, document.guidance
        self._head = self._set_head(document)
        self._foot_room = look.LINE - (_CODE_ROOM if self._witness else 0.0)
        self._foot = self._set_witness(self._witness) if self._witness else []
        head_height = sum(style.leading * len(lines) for style, lines in self._head)
        start = look.PAGE_HEIGHT - (_TOP + (_BAND - 6.0 if self._practice else 0.0))
        self._head_top = start
        self.top = start - head_height - 6.0 - _GAP
        foot_height = sum(style.leading * len(lines) for style, lines in self._foot) + look.SMALL.leading * _MOST_LINES
        self._foot_top = _BOTTOM + max(foot_height, _CODE_SIDE if self._witness else 0.0)
        self.bottom = self._foot_top + 6.0 + _GAP

    def prepare(self, canvas: PaperCanvas) -> None:
        """Draw the witness's code once, to be shown on every page."""
        if self._witness:
            canvas.beginForm(_WITNESS_FORM, 0, 0, _CODE_SIDE, _CODE_SIDE)
            canvas.fill(look.BLACK, *placed(codes.marks(self._witness.qr), 0.0, 0.0, _CODE_SIDE))
            canvas.endForm()

    def draw_head(self, canvas: PaperCanvas) -> None:
        """The head of the page being drawn."""
        with canvas.mark(None, "Header"):
            if self._practice:
                canvas.fill(look.ACCENT, (0.0, look.PAGE_HEIGHT - _BAND, look.PAGE_WIDTH, _BAND))
                words = "PRACTICE  ·  not a real record"
                self._write(canvas, look.PAGE_HEIGHT - (_BAND - look.BAND.leading) / 2, look.BAND, [words])
            y = self._head_top
            for style, lines in self._head:
                self._write(canvas, y, style, lines)
                y -= style.leading * len(lines)
            canvas.fill(look.HAIRLINE, (look.MARGIN, y - 6.0, look.LINE, 0.6))

    def draw_foot(self, canvas: PaperCanvas, page: int, pages: int) -> None:
        """The foot of page `page` of `pages`."""
        printed, guidance = self._printed
        parts = [f"Page {page} of {pages}"]
        parts += [f"{what} {value}" for what, value in (("Printed", printed), ("Guidance", guidance)) if value.strip()]
        line = "  ·  ".join(parts)
        with canvas.mark(None, "Footer"):
            canvas.fill(look.HAIRLINE, (look.MARGIN, self._foot_top + 6.0, look.LINE, 0.6))
            lines = self._setter.fitted(line, look.SMALL, self._foot_room, _MOST_LINES)
            y = self._foot_top
            for style, texts in [(look.SMALL, lines), *self._foot]:
                self._write(canvas, y, style, texts)
                y -= style.leading * len(texts)
            if self._witness:
                canvas.saveState()
                canvas.translate(look.MARGIN + look.LINE - _CODE_SIDE, self._foot_top - _CODE_SIDE)
                canvas.doForm(_WITNESS_FORM)
                canvas.restoreState()

    def _set_head(self, document: Document) -> list[tuple[Style, list[str]]]:
        line = "  ·  ".join(part for part in (document.reference, document.copy_kind) if part.strip())
        texts = [(look.SMALL_BOLD, line), (look.SMALL, document.running_note)]
        return [
            (style, self._setter.fitted(text, style, look.LINE, _MOST_LINES)) for style, text in texts if text.strip()
        ]

    def _set_witness(self, witness: Witness) -> list[tuple[Style, list[str]]]:
        words = f"Witness: writer {witness.writer}, entry {witness.sequence}, {witness.date}"
        texts = [(look.SMALL, words), (look.SMALL_TYPED, witness.typed)]
        return [(style, self._setter.fitted(text, style, self._foot_room, _MOST_LINES)) for style, text in texts]

    def _write(self, canvas: PaperCanvas, top: float, style: Style, lines: list[str]) -> None:
        baseline = top - (style.leading + style.size * 0.72) / 2
        canvas.show(look.MARGIN, baseline, style, [self._setter.runs(line, style.weight) for line in lines])
