"""A document as plain text, for a terminal or for pasting into another system."""

from __future__ import annotations

from collections.abc import Iterator

from sharedesk.paper.document import Block, Code, Document, Facts, Heading, Items, Note, SignLine, Table, Text, Typed


def plain_text(document: Document) -> str:
    """Every block's words in reading order. Control characters other than line ends are shown, not sent on."""
    lines = [f"PRACTICE. {document.copy_kind}" if document.practice else document.copy_kind]
    if document.running_note:
        lines.append(document.running_note)
    for block in document.blocks:
        lines += _lines(block)
    return "\n".join("".join(c if c.isprintable() else "\ufffd" for c in line.replace("\t", "    ")) for line in "\n".join(lines).split("\n"))


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield from ("", text, ("=-." [level - 1]) * len(text))
        case Text(text) | Note(text):
            yield text
        case Facts(rows):
            yield from (f"{label}: {text}" for label, text in rows)
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
