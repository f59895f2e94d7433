"""What a printed document says, before anybody decides what it looks like.

A `Document` is plain data: text exactly as it was written, in blocks, in reading order. It knows nothing of
PDF, fonts or pages, so building one costs nothing and comparing two is `==`. `render` turns it into a PDF.
No text here is markup: `<b>` is printed as the three characters it is.
"""

from __future__ import annotations

from dataclasses import dataclass

HEAD_BYTES = 32
"""Length of a chain's head: 256 bits."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1, 2 or 3. A level follows at most one deeper than the last (1, 2, 3; never 1, 3)."""

    text: str
    level: int = 1

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3):
            raise ValueError("a heading's level is 1, 2 or 3")


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs as somebody wrote them. Newlines and runs of spaces are kept; an empty line parts paragraphs."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A quiet remark of the program's own beside the record, such as what is missing from it."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Short labels, each with its value, read in pairs. A value may be long: it flows over pages."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A regular table: every row has as many cells as `header`. The first cell of a row names the row.

    `widths` are the columns' shares of the line, such as (1, 3, 1); equal if left out.
    A cell may be longer than a page: the row is then split.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    widths: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.header:
            raise ValueError("a table has at least one column")
        if any(len(row) != len(self.header) for row in self.rows):
            raise ValueError("every row of a table has as many cells as its header")
        if self.widths and (len(self.widths) != len(self.header) or min(self.widths) <= 0):
            raise ValueError("a table has one positive width for each column")


@dataclass(frozen=True, slots=True)
class Items:
    """A bulleted list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of `payload`, `size_mm` millimetres wide with its quiet border, with `caption` beneath it.

    The caption is also what a screen reader says for the picture, so it is never empty.
    """

    payload: str | bytes
    caption: str
    size_mm: float = 40.0

    def __post_init__(self) -> None:
        if not self.caption.strip():
            raise ValueError("a code needs a caption: it is all that a screen reader can say")


@dataclass(frozen=True, slots=True)
class Typed:
    """Lines of character groups that somebody will type by hand: large, evenly spaced, one line per item."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignLine:
    """A labelled empty line to sign or date by hand, such as "Signed" or "Date"."""

    label: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


def line(label: str, text: str) -> str:
    """A label and its text in one line; a question needs no colon."""
    return f"{label} {text}" if label.endswith("?") else f"{label}: {text}"


Block = Heading | Text | Note | Facts | Table | Items | Code | Typed | SignLine | PageBreak


@dataclass(frozen=True, slots=True)
class Witness:
    """What ties a paper to the log it came from; printed at the foot of every page.

    `head` is the chain's head after entry `sequence` of `writer`, `typed` the same as 32 base32 characters in
    groups for somebody to type, `qr` what the QR code holds.
    """

    writer: str
    sequence: int
    date: str
    head: bytes
    typed: str
    qr: str

    def __post_init__(self) -> None:
        if len(self.head) != HEAD_BYTES:
            raise ValueError("a chain's head is 32 bytes")


@dataclass(frozen=True, slots=True)
class Document:
    """One printed document. `title` and `reference` are all that its metadata will hold: neither may carry a name.

    `copy_kind` says which copy it is and for whom, `running_note` is repeated on every page, `printed_at` and
    `guidance` (version) stand in the foot. `practice` prints PRACTICE on every page.
    `language` is a BCP 47 tag such as "en-GB".
    """

    title: str
    reference: str
    copy_kind: str
    printed_at: str
    guidance: str
    witness: Witness | None = None
    blocks: tuple[Block, ...] = ()
    running_note: str = ""
    practice: bool = False
    language: str = "en-GB"
