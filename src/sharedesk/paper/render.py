"""Makes the PDF of a document: tagged (PDF/UA-1), archivable (PDF/A-2a), with the text exactly as it was written.

Everything happens in memory; nothing is read but our own font files, nothing is written. The same document gives
the same bytes: no time is put into the file but the one the document says it was printed at.
"""

from __future__ import annotations

from dataclasses import dataclass

from sharedesk.paper.compose import Composer
from sharedesk.paper.document import Document
from sharedesk.paper.furniture import Furniture
from sharedesk.paper.strips import paginate
from sharedesk.paper.tags import Node, PaperCanvas
from sharedesk.paper.typeset import Typesetter

_UNTITLED = "ShareDesk document"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished PDF. `undrawable` are the characters the fonts lack, or that cannot be printed at all.

    They are drawn as U+FFFD; those that can be written at all are kept beside it for readers (ActualText).
    """

    pdf: bytes
    pages: int
    undrawable: tuple[str, ...]


def render(document: Document) -> Rendered:
    """The document as a PDF. Any text can be printed; none makes this fail."""
    setter = Typesetter()
    root = Node("Document")
    title = setter.clean(document.reference).strip() or _UNTITLED
    furniture = Furniture(document, setter)
    pages = paginate(Composer(setter, root).compose(document), furniture.top - furniture.bottom)
    canvas = PaperCanvas(root, title, document.language)
    furniture.prepare(canvas)
    for number, page in enumerate(pages, start=1):
        furniture.draw_head(canvas)
        for piece, offset in page:
            piece.draw(canvas, setter, furniture.top - offset)
        furniture.draw_foot(canvas, number, len(pages))
        canvas.showPage()
    return Rendered(canvas.finish(), len(pages), setter.undrawable)
