"""A document as plain text, for a terminal or for pasting into another system."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from sharedesk.domain.visible import visible
from sharedesk.paper.document import (
    Block,
    Code,
    Document,
    Facts,
    Heading,
    Items,
    Note,
    SignLine,
    Table,
    Text,
    Typed,
    line,
)


def plain_text(document: Document) -> str:
    """Every block's words in reading order. Control characters other than line ends are marked, not sent on."""
    lines = [f"PRACTICE. {document.copy_kind}" if document.practice else document.copy_kind]
    if document.running_note:
        lines.append(document.running_note)
    for block in document.blocks:
        lines += _lines(block)
    return _whole(lines)


def plain_blocks(blocks: Iterable[Block]) -> str:
    """The same of some blocks alone."""
    return _whole(text for block in blocks for text in _lines(block))


def _whole(lines: Iterable[str]) -> str:
    return shown("\n".join(lines))


def shown(text: str) -> str:
    """A text as a terminal, or another system, may get it: what nobody sees is said, and a tab is four spaces."""
    return "".join(_printable(c) for c in visible(text))


def _printable(c: str) -> str:
    if c.isprintable() or c == "\n" or unicodedata.category(c) in ("Zs", "Cf"):
        return c
    return "    " if c == "\t" else "\ufffd"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield from ("", text, ("=-."[level - 1]) * len(text))
        case Text(text) | Note(text):
            yield text
        case Facts(rows):
            yield from (line(label, text) for label, text in rows)
        case Table(header, rows):
            for row in rows:
                yield "- " + "; ".join(f"{label}: {text}" for label, text in zip(header, row, strict=True))
        case Items(items):
            yield from (f"- {item}" for item in items)
        case Typed(lines):
            yield from lines
        case Code(_, caption):
            yield caption
        case SignLine(label):
            yield f"{label}: ____________________"
