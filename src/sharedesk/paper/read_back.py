"""Reading a finished PDF again: what it says to another reader, how it looks, what it hides.

`text_of` and `pages_as_png` go through pypdfium2, a reader that shares nothing with what made the document.
`elements_of` follows the structure tree, as a screen reader does. `hidden_text_of` gathers what no page shows.
`structure_faults` is in `structure.py` and can be had from here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf
import pypdfium2

from sharedesk.paper.errors import UnreadableDocument
from sharedesk.paper.opened import opened
from sharedesk.paper.structure import Element, read_elements, structure_faults

__all__ = ["Element", "elements_of", "hidden_text_of", "page_as_png", "pages_as_png", "structure_faults", "text_of"]

_POINTS_PER_INCH = 72
_SPOKEN = ("/Alt", "/ActualText", "/E", "/T", "/Contents")
"""Entries of a dictionary that a reader may speak or show beside the page."""


def text_of(pdf: bytes, password: str | None = None) -> str:
    """The text of all pages, heads and feet included, each page after a newline.

    For a character that could not be drawn PDFium gives its ActualText or nothing; `elements_of` is exact.
    Raises UnreadableDocument.
    """
    with _opened(pdf, password) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
        # PDFium marks a hyphen at a line's end, which may or may not belong to the word, with U+FFFE or U+0002.
        return re.sub("[\ufffe\x02]", "-", "\n".join(texts))


def pages_as_png(pdf: bytes, dpi: int = 96, password: str | None = None) -> Iterator[bytes]:
    """Each page as a PNG picture at `dpi` dots to the inch, one at a time. Raises UnreadableDocument."""
    with _opened(pdf, password) as document:
        for page in document:
            out = io.BytesIO()
            page.render(scale=dpi / _POINTS_PER_INCH).to_pil().save(out, "PNG")
            yield out.getvalue()


def page_as_png(pdf: bytes, number: int, dpi: int = 96, password: str | None = None) -> bytes:
    """One page, counted from 0, as a PNG picture. Raises UnreadableDocument."""
    with _opened(pdf, password) as document:
        out = io.BytesIO()
        document[number].render(scale=dpi / _POINTS_PER_INCH).to_pil().save(out, "PNG", compress_level=1)
        return out.getvalue()


def elements_of(pdf: bytes, password: str | None = None) -> list[Element]:
    """What a screen reader is given: every element of the structure with its text, in reading order.

    ActualText counts as the text. Raises UnreadableDocument.
    """
    with opened(pdf, password or "") as document:
        return read_elements(document)


def hidden_text_of(pdf: bytes, password: str | None = None) -> list[str]:
    """Every string in the file that no page shows: metadata, ActualText, Alt, titles. Raises UnreadableDocument."""
    with opened(pdf, password or "") as document:
        found = [str(value) for _, value in document.docinfo.items()]
        if "/Metadata" in document.Root:
            found.append(document.Root.Metadata.read_bytes().decode("utf-8", "replace"))
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary):
                found += [str(thing[key]) for key in _SPOKEN if _is_text(thing, key)]
        for page in document.pages:
            found += [str(marks.ActualText) for marks in _marks(page) if "/ActualText" in marks]
        return found


def _is_text(thing: pikepdf.Dictionary, key: str) -> bool:
    return key in thing and isinstance(thing[key], pikepdf.String)


def _marks(page: pikepdf.Page) -> Iterator[pikepdf.Dictionary]:
    """The properties of the page's marked content."""
    for instruction in pikepdf.parse_content_stream(page, "BDC"):
        if str(instruction.operator) == "BDC" and isinstance(instruction.operands[1], pikepdf.Dictionary):
            yield instruction.operands[1]


@contextmanager
def _opened(pdf: bytes, password: str | None) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(pdf, password=password)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument from error
    try:
        yield document
    finally:
        document.close()
