"""The three fonts that ShareDesk prints with, always embedded.

ReportLab cuts a TrueType font into subsets of at most 256 glyphs and writes, for each, a map back to Unicode.
Its own map names U+0000, which PDF/A forbids, and breaks above U+FFFF; `PaperFont` writes a better one.
The fonts are registered with ReportLab under names of our own, so nothing else in the process is affected.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from sharedesk.paper.look import Weight
from sharedesk.resources import resource

REPLACEMENT = "\ufffd"
_FORBIDDEN = {0xFEFF, 0xFFFE, 0xFFFF}
"""PDF/A-2, 6.2.11.7.2: no glyph may stand for these."""
_PRIVATE_USE = range(0xE000, 0xF900)
_PRESENTATION_FORMS = range(0xFB1D, 0xFEFD)
_CMAP_BLOCK = 100
"""At most so many entries may stand in one `beginbfchar` block of a map."""


class PaperFont(TTFont):  # type: ignore[misc]  # reportlab is untyped
    """One of our fonts. `drawable` holds the characters it has, `widths` their advance in 1/1000 of the size."""

    def __init__(self, weight: Weight) -> None:
        name = f"ShareDesk-{weight.value}"
        super().__init__(name, str(resource("fonts", f"{weight.value}.ttf")), asciiReadable=True, shapable=False)
        self._mend_metrics()
        glyphs: dict[int, int] = self.face.charToGlyph
        self.drawable = frozenset(chr(code) for code in glyphs if code not in _FORBIDDEN and code not in _PRIVATE_USE)
        self.widths: dict[str, float] = {char: self.face.getCharWidth(ord(char)) for char in self.drawable}

    def _mend_metrics(self) -> None:
        """Give glyphs that share the last listed width that width in font units; ReportLab 5.1 scales it by mistake.

        Without this the embedded monospaced font contradicts the widths that the PDF states for it.
        """
        listed = int.from_bytes(self.face.get_table("hhea")[34:36], "big")
        metrics: list[tuple[int, int]] = self.face.hmetrics
        shared = metrics[listed - 1][0]
        metrics[listed:] = [(shared, bearing) for _, bearing in metrics[listed:]]

    def width(self, drawn: str) -> float:
        """The length of a drawn string, in 1/1000 of the font's size. Every character must be drawable."""
        return sum(map(self.widths.__getitem__, drawn))

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: N802
        """ReportLab's hook: the text as (subset, codes). ASCII keeps its own codes in subset 0."""
        if text.isascii() and text.isprintable():
            return [(0, text.encode("ascii"))]
        return super().splitString(text, doc, encoding)  # type: ignore[no-any-return]

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """ReportLab's hook when the document is finished: as it does, but with our own maps to Unicode."""
        subsets = self.state[doc].subsets
        super().addObjects(doc)
        name = doc.fontMapping[self.fontName][1:]
        for number, subset in enumerate(subsets):
            font = doc.idToObject[f"{name}+{number}"]
            doc.idToObject[f"toUnicodeCMap:{font.BaseFont}"].content = unicode_map(subset)


def unicode_map(subset: list[int]) -> str:
    """A ToUnicode map: `subset[code]` is the character (0 for none) that byte `code` draws.

    Arabic and Hebrew presentation forms are mapped to the letters they show, last letter first, since text that
    runs from right to left is drawn in the order of its places on the page.
    """
    lines = []
    for code, point in enumerate(subset):
        if point:
            letters = chr(point)
            if point in _PRESENTATION_FORMS:
                letters = unicodedata.normalize("NFKC", letters)[::-1]
            lines.append(f"<{code:02X}> <{letters.encode('utf-16-be').hex().upper()}>")
    blocks = [lines[i : i + _CMAP_BLOCK] for i in range(0, len(lines), _CMAP_BLOCK)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{body}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


@cache
def font(weight: Weight) -> PaperFont:
    """The font of that weight, read from our own files the first time."""
    made = PaperFont(weight)
    pdfmetrics.registerFont(made)
    return made
