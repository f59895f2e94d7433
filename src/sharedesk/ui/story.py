"""A document as rich text on the screen: the same blocks that paper is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtWidgets import QTextBrowser

from sharedesk.domain.visible import visible
from sharedesk.paper.document import Block, Document, Facts, Heading, Items, Note, Table, Text, Typed

_RULED = (
    "width='100%' cellpadding='6' cellspacing='0' border='1' style='border-collapse: collapse; border-style: solid'"
)


def html(document: Document) -> str:
    """The document as the simple HTML that Qt reads. Every text is escaped: none of it is markup."""
    return html_of(document.blocks)


def html_of(blocks: Iterable[Block]) -> str:
    """Some blocks of a document."""
    return "".join(part for block in blocks for part in _parts(block))


def read_whole(browser: QTextBrowser) -> None:
    """Show all of a text, without a page to scroll within the page; Tab leads on."""

    def fit(size: QSizeF) -> None:
        browser.setFixedHeight(int(size.height()) + 16)

    browser.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    browser.document().documentLayout().documentSizeChanged.connect(fit)
    browser.setTabChangesFocus(True)


def _parts(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"<h{level + 1}>{kept(text)}</h{level + 1}>"
        case Text(text) | Note(text):
            yield f"<p>{kept(text)}</p>"
        case Facts(rows):
            cells = "".join(
                f"<tr><td width='32%'><b>{kept(label)}</b></td><td>{kept(text)}</td></tr>" for label, text in rows
            )
            yield f"<table width='100%' cellpadding='4'>{cells}</table>"
        case Table(header, rows):
            head = "".join(f"<th align='left'>{kept(cell)}</th>" for cell in header)
            body = "".join("<tr>" + "".join(f"<td>{kept(cell)}</td>" for cell in row) + "</tr>" for row in rows)
            yield f"<table {_RULED}><tr>{head}</tr>{body}</table>"
        case Items(items) | Typed(items):
            yield "<ul>" + "".join(f"<li>{kept(item)}</li>" for item in items) + "</ul>"


def kept(text: str) -> str:
    """Text as it was written: escaped, with its line ends and runs of spaces, and what nobody sees said."""
    return escape(visible(text)).replace("\n", "<br>").replace("  ", "&nbsp; ")
