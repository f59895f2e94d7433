"""Reading a finished copy back, looking for whoever must not be in it, against PDFium's own extraction of its text."""

from __future__ import annotations

import pypdfium2
from benchmarks.measure import Comparison, interleave

from sharedesk.domain.copies import AboutCopy, digest_of_blocks
from sharedesk.identity.marks import Audience
from sharedesk.identity.released import own_words
from sharedesk.paper.document import Document
from sharedesk.paper.outward import FACES, Line, blocks_of, copy_document
from sharedesk.paper.read_back import shown_surfaces, tagged_surfaces
from sharedesk.paper.render import render
from sharedesk.paper.wording import Wording, numbered

PAGES = 20
TARGET = 2.0
_SENTENCES = "the child was seen at the school and had eaten nothing since the day before, which was written down. "


def reading_back(rounds: int) -> list[Comparison]:
    """Text and metadata of a copy of twenty pages; structure and ActualText apart."""
    rendered = render(_copy())
    pdf = rendered.pdf

    def extracted() -> list[str]:
        with pypdfium2.PdfDocument(pdf) as opened:
            return [page.get_textpage().get_text_range() for page in opened]

    shown, behind, bare = interleave(
        {
            "pages and properties": lambda: list(shown_surfaces(pdf)),
            "structure and ActualText": lambda: list(tagged_surfaces(pdf)),
            "PDFium's text": extracted,
        },
        rounds,
    )
    what = f"read back a recipient's copy ({rendered.pages} pages)"
    return [Comparison(what, shown, bare, target=TARGET), Comparison(f"{what}, what stands behind", behind, bare)]


def _copy() -> Document:
    reader = Audience(kind="safeguarding_body", who="r")
    text = own_words(_SENTENCES * 30, reader, known=())
    lines = [Line("what_was_shared", text, numbered(Wording("Information"), n)) for n in range(1, 2 * PAGES + 1)]
    while True:
        blocks, face = blocks_of("recipient", lines), FACES["recipient"]
        about = AboutCopy(
            kind="recipient", whose="r", audience="safeguarding_body", outcome="saved", reference="7KQ2-M9XP-R",
            title=face.title.text, running_note=face.running.text, printed_at="21 November 2026", guidance="2026-03",
            practice=False, content=digest_of_blocks(blocks),
        )  # fmt: skip
        document = copy_document(about, "Example", blocks)
        if render(document).pages <= PAGES:
            return document
        lines.pop()
