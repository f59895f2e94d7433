"""The accessible half of a PDF: a tree of what things are, tied to where they are drawn.

ReportLab draws pages but knows nothing of structure. `PaperCanvas` brackets everything drawn in marked content,
either as the content of a `Node` of the tree or as an artifact (heads, feet, rules), and writes the tree, its
index by page (the ParentTree) and the metadata when the document is finished. Its last step goes through pikepdf,
which packs the many small objects together and keeps to PDF/A's rules for where lines end.

ReportLab 5.1 is pinned: `_code`, `_doc` and the page objects are used here, and nowhere else.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from PIL import ImageCms
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFPage, PDFStream
from reportlab.pdfgen.canvas import Canvas

from sharedesk.paper.fonts import font
from sharedesk.paper.look import PAGE_HEIGHT, PAGE_WIDTH, Colour, Style, Weight
from sharedesk.paper.metadata import xmp
from sharedesk.paper.typeset import Run

_AMBIGUOUS_END = b"\r\nendstream"
_ICC_DATE = slice(24, 36)
"""Where an ICC profile says when it was made."""
_ARTIFACTS = {
    "": "/Artifact BMC",
    **{k: f"/Artifact <</Type/Pagination/Subtype/{k}>> BDC" for k in ("Header", "Footer")},
}


@dataclass(eq=False, slots=True)
class Node:
    """One element of the structure tree. Nodes are made in reading order.

    `role` is a standard structure type, `scope` "Row" or "Column" for a table's header cell, `alt` describes a
    figure, `actual` replaces what is drawn, `box` is a figure's place on its page (left, bottom, right, top).
    """

    role: str
    parent: Node | None = None
    alt: str = ""
    actual: str | None = None
    scope: str = ""
    box: tuple[float, float, float, float] | None = None
    kids: list[Node] = field(default_factory=list)
    content: list[tuple[int, int]] = field(default_factory=list)
    """(page number from 1, marked content's number on it) of each piece drawn."""

    def __post_init__(self) -> None:
        if self.parent:
            self.parent.kids.append(self)


def hex_text(text: str) -> str:
    """A PDF text string that needs no escaping."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


class PaperCanvas(Canvas):  # type: ignore[misc]  # reportlab is untyped
    """A ReportLab canvas on A4 that draws in marked content only, in memory."""

    def __init__(self, root: Node, title: str, language: str) -> None:
        self._out = io.BytesIO()
        super().__init__(
            self._out,
            pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
            pdfVersion=(1, 7),
            invariant=1,
            pageCompression=0,  # `_packed` does it
            initialFontName=font(Weight.REGULAR).fontName,
            lang=language,
        )
        self._root, self._title, self._language = root, title, language
        self._pages: list[list[Node]] = []
        self._marked: list[Node] = []

    @contextmanager
    def mark(self, node: Node | None, artifact: str = "") -> Iterator[None]:
        """What is drawn within belongs to `node`, or if that is None is an artifact ("", "Header" or "Footer")."""
        if node is None:
            self._code.append(_ARTIFACTS[artifact])
        else:
            number = len(self._marked)
            self._code.append(f"/{node.role} <</MCID {number}>> BDC")
            node.content.append((len(self._pages) + 1, number))
            self._marked.append(node)
        yield
        self._code.append("EMC")

    def show(self, x: float, baseline: float, style: Style, lines: list[list[Run]]) -> None:
        """Lines of glyphs, the first on `baseline`, all beginning at `x`."""
        red, green, blue = style.colour
        code = [f"{red} {green} {blue} rg BT 1 0 0 1 {x:.2f} {baseline:.2f} Tm {style.leading} TL"]
        current = ""
        for line in lines:
            for run in line:
                if run.actual is not None:
                    code.append(f"/Span <</ActualText {hex_text(run.actual)}>> BDC")
                for subset, codes in run.font.splitString(run.drawn, self._doc):
                    name = run.font.getSubsetInternalName(subset, self._doc)
                    if name != current:
                        code.append(f"{name} {style.size} Tf")
                        current = name
                    code.append(f"<{codes.hex()}> Tj")
                if run.actual is not None:
                    code.append("EMC")
            code.append("T*")
        code.append("ET")
        self._code.append("\n".join(code))

    def fill(self, colour: Colour, *rectangles: tuple[float, float, float, float]) -> None:
        """Filled rectangles (left, bottom, width, height) without outlines."""
        red, green, blue = colour
        boxes = "\n".join(f"{x:.2f} {y:.2f} {w:.2f} {h:.2f} re" for x, y, w, h in rectangles)
        self._code.append(f"{red} {green} {blue} rg {boxes} f")

    def showPage(self) -> None:  # noqa: N802
        """ReportLab's: ends the page. Ours ties it to the ParentTree and sets the tab order to reading order."""
        super().showPage()
        page = self._doc.idToObject[f"Page{len(self._pages) + 1}"]
        page.__NoDefault__ = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = len(self._pages), PDFName("S")
        self._pages.append(self._marked)
        self._marked = []

    def finish(self) -> bytes:
        """The finished PDF. Nothing can be drawn afterwards."""
        catalogue = self._doc.Catalog
        catalogue.StructTreeRoot = self._write_tree()
        catalogue.MarkInfo = PDFDictionary({"Marked": "true"})
        self.setViewerPreference("DisplayDocTitle", "true")
        metadata = PDFDictionary({"Type": "/Metadata", "Subtype": "/XML"})
        catalogue.Metadata = PDFStream(metadata, xmp(self._title, self._language))
        catalogue.__NoDefault__ = [*catalogue.__NoDefault__, "OutputIntents"]
        catalogue.OutputIntents = self._output_intent()
        self.save()
        return _packed(self._out.getvalue(), self._title)

    def _write_tree(self) -> Any:
        """Write every node as an object; the tree's root. Object numbers are known beforehand: they count up."""
        document, nodes = self._doc, [self._root]
        for node in nodes:
            nodes += node.kids
        first = document.objectcounter + 1
        number = {node: first + i for i, node in enumerate(nodes)}
        root = first + len(nodes)
        pages = [0] + [document.idToObjectNumberAndVersion[f"Page{i + 1}"][0] for i in range(len(self._pages))]
        for node in nodes:
            kids = [f"{number[kid]} 0 R" for kid in node.kids]
            kids += [f"<</Type/MCR/Pg {pages[page]} 0 R/MCID {mcid}>>" for page, mcid in node.content]
            parent = number[node.parent] if node.parent else root
            document.Reference(
                f"<</Type/StructElem/S/{node.role}/P {parent} 0 R/K[{' '.join(kids)}]{_properties(node)}>>",
                f"Element{number[node]}",
            )
        index = "".join(
            f"{i}[{' '.join(f'{number[node]} 0 R' for node in marked)}]" for i, marked in enumerate(self._pages)
        )
        return document.Reference(
            f"<</Type/StructTreeRoot/K[{first} 0 R]/ParentTree<</Nums[{index}]>>"
            f"/ParentTreeNextKey {len(self._pages)}>>",
            "StructTreeRoot",
        )

    def _output_intent(self) -> str:
        """What our red, green and blue mean: sRGB. The profile's date is left out, so that papers are repeatable."""
        profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
        profile[_ICC_DATE] = bytes(12)
        stream = PDFStream(PDFDictionary({"N": 3}), bytes(profile))
        reference = self._doc.Reference(stream, "sRGB").format(self._doc).decode()
        return (
            "[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)"
            f"/DestOutputProfile {reference}>>]"
        )


def _properties(node: Node) -> str:
    """The element's own entries, in PDF's spelling."""
    parts = []
    if node.alt:
        parts.append(f"/Alt {hex_text(node.alt)}")
    if node.actual is not None:
        parts.append(f"/ActualText {hex_text(node.actual)}")
    if node.scope:
        parts.append(f"/A<</O/Table/Scope/{node.scope}>>")
    if node.role == "L":
        parts.append("/A<</O/List/ListNumbering/Disc>>")
    if node.box:
        parts.append("/A<</O/Layout/Placement/Block/BBox[{:.2f} {:.2f} {:.2f} {:.2f}]>>".format(*node.box))
    return "".join(parts)


def _packed(pdf: bytes, title: str) -> bytes:
    """The same document compressed, its small objects packed in streams, only its title in the old metadata.

    PDF/A wants each stream to be as long as it says, line end apart. Should the last byte of what qpdf packs look
    like half a line end, which is rare, the objects are left unpacked: larger, and beyond doubt.
    """
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.trailer.Info = opened.make_indirect(pikepdf.Dictionary(Title=title, Producer="ShareDesk"))
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Type") != pikepdf.Name.Metadata:
                _compress(thing)
        packed = _saved(opened, pikepdf.ObjectStreamMode.generate)
        if _AMBIGUOUS_END in packed:
            packed = _saved(opened, pikepdf.ObjectStreamMode.disable)
    return packed


def _compress(stream: pikepdf.Stream) -> None:
    """Deflate a stream; should the result end like a line, with one byte of padding more.

    The last byte of deflated data counts up the bytes that went in, so padding must not be zero to change it.
    """
    data = stream.read_raw_bytes()
    packed = zlib.compress(data)
    if packed[-1:] in (b"\r", b"\n"):
        data += b"\x01" if "/Length1" in stream else b"\t"  # a font program, or something that is read line by line
        packed = zlib.compress(data)
    if "/Length1" in stream:
        stream.Length1 = len(data)
    stream.write(packed, filter=pikepdf.Name.FlateDecode)


def _saved(document: pikepdf.Pdf, mode: pikepdf.ObjectStreamMode) -> bytes:
    out = io.BytesIO()
    document.save(
        out,
        object_stream_mode=mode,
        deterministic_id=True,
        fix_metadata_version=False,  # it would write the metadata anew
    )
    return out.getvalue()
