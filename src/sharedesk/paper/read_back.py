"""Reading a finished PDF again: what it says to another reader, how it looks, what it hides.

`text_of` and `pages_as_png` go through pypdfium2, a reader that shares nothing with what made the document.
`elements_of` follows the structure tree, as a screen reader does. `hidden_text_of` gathers what no page shows.
`shown_surfaces` and `tagged_surfaces` say of every text in the file where it stands, so that a copy can be looked
through for somebody who must not be in it.
`structure_faults` is in `structure.py` and can be had from here.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pikepdf
import pypdfium2

from sharedesk.paper.errors import UnreadableDocument
from sharedesk.paper.opened import opened
from sharedesk.paper.structure import Element, read_elements, structure_faults

__all__ = [
    "Element", "elements_of", "hidden_text_of", "page_as_png", "pages_as_png", "shown_surfaces", "structure_faults",
    "tagged_surfaces", "text_of",
]  # fmt: skip

_POINTS_PER_INCH = 72
_SPOKEN = ("/Alt", "/ActualText", "/E", "/T", "/Contents")
"""Entries of a dictionary that a reader may speak or show beside the page."""


def text_of(pdf: bytes, password: str | None = None) -> str:
    """The text of all pages, heads and feet included, each page after a newline.

    For a character that could not be drawn PDFium gives its ActualText or nothing; `elements_of` is exact.
    Raises UnreadableDocument.
    """
    with _opened(pdf, password) as document:
        return "\n".join(_page_text(page) for page in document)


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


Surface = tuple[str, str]
"""A place in plain words, and the text that stands there."""


def shown_surfaces(pdf: bytes, file_name: str = "", codes: Iterable[str] = ()) -> Iterator[Surface]:
    """What a reader sees without looking for it: each page, the document's properties, the file's name, the codes.

    `codes` is what the square codes hold; nothing here reads a picture. Raises UnreadableDocument.
    """
    if file_name:
        yield "the file's name", file_name
    yield from (("the square code on the pages", code) for code in codes)
    with _opened(pdf, None) as document:
        yield from (
            ("the document's properties", text) for text in document.get_metadata_dict(skip_empty=True).values()
        )
        for number, page in enumerate(document, 1):
            yield f"page {number}", _page_text(page)
    with opened(pdf) as document:
        if "/Metadata" in document.Root:
            yield "the document's properties", document.Root.Metadata.read_bytes().decode("utf-8", "replace")


def tagged_surfaces(pdf: bytes) -> Iterator[Surface]:
    """What stands behind the pages: what a screen reader is given, outline, notes, attached files, any other string.

    Raises UnreadableDocument.
    """
    with opened(pdf) as document:
        elements = read_elements(document)
        yield "what a screen reader is given", "\n".join(element.text for element in elements)
        yield from (("the description of a picture", element.alt) for element in elements if element.alt)
        for number, page in enumerate(document.pages, 1):
            place = f"the text kept for copying on page {number}"
            yield from ((place, str(marks.ActualText)) for marks in _marks(page) if "/ActualText" in marks)
        for thing in document.objects:
            yield from _strings(thing, _BEHIND)


_BEHIND = "behind the pages"
_PLACES = {
    "/ActualText": "what a screen reader is given", "/Alt": "the description of a picture", "/E": "an abbreviation",
    "/Title": "the outline or a title", "/Contents": "a note on a page", "/T": "a title", "/TU": "a field of a form",
    "/V": "a field of a form", "/URI": "a link", "/F": "the name of an attached file",
    "/UF": "the name of an attached file",     "/Desc": "the description of an attached file", "/JS": "a script",
}  # fmt: skip
_NOT_TEXT = {"/ID", "/O", "/U", "/OE", "/UE", "/Perms", "/CharSet", "/Registry", "/Ordering"}
"""Entries that hold digests, keys or the names of fonts' alphabets."""


def _strings(thing: pikepdf.Object, place: str) -> Iterator[Surface]:
    """Every string within one object, not following references; also the text of an attached file or a script."""
    waiting: list[tuple[str, pikepdf.Object]] = [(place, thing)]
    while waiting:
        where, held = waiting.pop()
        if isinstance(held, pikepdf.String):
            yield where, str(held)
        elif isinstance(held, pikepdf.Array):
            waiting += [(where, one) for one in held if _is_direct(one)]
        elif isinstance(held, pikepdf.Dictionary | pikepdf.Stream):
            if isinstance(held, pikepdf.Stream) and held.get("/Type") == "/EmbeddedFile":
                yield "an attached file", held.read_bytes().decode("utf-8", "replace")
            for key, one in held.items():
                if key not in _NOT_TEXT and _is_direct(one):
                    waiting.append((_PLACES.get(key, where), one))


def _is_direct(thing: object) -> bool:
    return isinstance(thing, pikepdf.Object) and not thing.is_indirect


def _page_text(page: pypdfium2.PdfPage) -> str:
    """The text of a page. PDFium marks a hyphen at a line's end, which may or may not belong to the word."""
    text: str = page.get_textpage().get_text_range()
    return text.replace("\ufffe", "-").replace("\x02", "-")


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
