"""The same document by plain ReportLab: the same words and fonts, no tags, no archive rules."""

from __future__ import annotations

import io
from functools import cache
from xml.sax.saxutils import escape

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ListFlowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from sharedesk.paper import document as model
from sharedesk.paper.document import Document
from sharedesk.resources import resource

_MARGIN = 25 * mm
_QR_SIZE = 18 * mm


def render_untagged(document: Document) -> bytes:
    """The bytes of the PDF."""
    _register_fonts()
    body = ParagraphStyle("body", fontName="Plain", fontSize=11, leading=15, spaceAfter=6)
    bold = ParagraphStyle("bold", parent=body, fontName="Plain-Bold")
    heads = {n: ParagraphStyle(f"h{n}", parent=bold, fontSize=20 - 3 * n, leading=26 - 3 * n) for n in (1, 2, 3)}
    story = [flowable for block in document.blocks for flowable in _flowables(block, body, bold, heads)]
    out = io.BytesIO()
    template = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=35 * mm, bottomMargin=35 * mm,
        title=document.reference, initialFontName="Plain",
    )  # fmt: skip

    def furniture(canvas: Canvas, _template: SimpleDocTemplate) -> None:
        _head_and_foot(canvas, document)

    template.build(story, onFirstPage=furniture, onLaterPages=furniture)
    return out.getvalue()


@cache
def _register_fonts() -> None:
    """Once, as ours are read once."""
    for name, file in (("Plain", "DejaVuSans.ttf"), ("Plain-Bold", "DejaVuSans-Bold.ttf")):
        with resource("fonts", file).open("rb") as data:
            pdfmetrics.registerFont(TTFont(name, data))


def _flowables(
    block: model.Block, body: ParagraphStyle, bold: ParagraphStyle, heads: dict[int, ParagraphStyle]
) -> list:
    def cell(text: str, style: ParagraphStyle = body) -> Paragraph:
        return Paragraph(escape(text).replace("\n", "<br/>"), style)

    match block:
        case model.Heading(text, level):
            return [cell(text, heads[level])]
        case model.Text(text) | model.Note(text):
            return [cell(paragraph) for paragraph in text.split("\n\n")]
        case model.Facts(rows):
            return [Table([[cell(a, bold), cell(b)] for a, b in rows], colWidths=[45 * mm, None], style=_RULED)]
        case model.Table(header, rows, caption, widths):
            shares = widths or (1.0,) * len(header)
            room = A4[0] - 2 * _MARGIN
            cells = [[cell(text, bold) for text in header], *([cell(text) for text in row] for row in rows)]
            columns = [room * share / sum(shares) for share in shares]
            return [cell(caption, bold), Table(cells, colWidths=columns, repeatRows=1, style=_RULED)]
        case model.Items(items):
            return [ListFlowable([cell(item) for item in items], bulletType="bullet")]
        case model.Typed(lines):
            return [cell(line, heads[1]) for line in lines]
        case model.SignLine(label):
            return [Spacer(1, 10 * mm), cell(label)]
        case model.PageBreak():
            return [PageBreak()]
        case _:
            raise NotImplementedError(f"no plain form of {type(block).__name__}")


_RULED = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.5, "#999999")])


def _head_and_foot(canvas: Canvas, document: Document) -> None:
    width, height = A4
    canvas.setFont("Plain", 9)
    canvas.drawString(_MARGIN, height - 15 * mm, f"{document.reference}  {document.copy_kind}")
    canvas.drawString(_MARGIN, height - 20 * mm, document.running_note)
    if document.practice:
        canvas.drawRightString(width - _MARGIN, height - 15 * mm, "PRACTICE")
    canvas.drawString(_MARGIN, 15 * mm, f"Page {canvas.getPageNumber()}  {document.printed_at}  {document.guidance}")
    if document.witness is None:
        return
    witness = document.witness
    canvas.drawString(_MARGIN, 20 * mm, f"{witness.writer} {witness.sequence} {witness.date} {witness.typed}")
    if not canvas.hasForm("code"):
        canvas.beginForm("code")
        matrix = segno.make(witness.qr, error="m").matrix
        side = _QR_SIZE / len(matrix)
        for y, row in enumerate(matrix):
            for x, dark in enumerate(row):
                if dark:
                    canvas.rect(x * side, _QR_SIZE - (y + 1) * side, side, side, stroke=0, fill=1)
        canvas.endForm()
    canvas.saveState()
    canvas.translate(width - _MARGIN - _QR_SIZE, 10 * mm)
    canvas.doForm("code")
    canvas.restoreState()
