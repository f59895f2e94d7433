"""A table for a spreadsheet, in which no text is ever carried out.

A spreadsheet takes a cell for a formula where its text begins with = + - @ (after spaces, too, and in their full-width
forms), and where its own separator is another than ours it splits cells at that one first. So an apostrophe goes before
such a sign, at the beginning of a cell and after anything in it that some spreadsheet takes for a separator or a line
end. That changes the cell: how many were is counted, for whoever made the file to be told. Source: OWASP on CSV
injection.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

_SEPARATORS = r",;|\t\r\n\x0b\x0c\x1c-\x1f\x85\u2028\u2029"
_UNSEEN = (
    r" \x00-\x08\x0e-\x1b\x7f-\x84\x86-\xa0\u00ad\u061c\u1680\u180e\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3000\ufeff"
)
_SIGNS = r"=+@\-\u2212\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u207a\u207b\u207c\u208a\u208b\u208c"
_CARRIED_OUT = re.compile(f'(^|[{_SEPARATORS}])(?=[{_UNSEEN}"]*[{_SIGNS}])')
Cell = str | int | datetime | None


class Written(NamedTuple):
    """A table's bytes: UTF-8 with a byte order mark, every cell in quotes, CRLF. And how many cells were changed."""

    data: bytes
    changed: int


def inert(text: str) -> str:
    """The text as a cell may hold it: with an apostrophe before whatever a spreadsheet could carry out."""
    return _CARRIED_OUT.sub(r"\1'", text)


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Written:
    """A table with its header. Numbers stay numbers; a time is said to the second, with its offset."""
    out, changed = io.StringIO(newline=""), 0
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        texts = [_text(cell) for cell in row]
        safe = [inert(text) if isinstance(cell, str) else text for cell, text in zip(row, texts, strict=True)]
        changed += sum(before != after for before, after in zip(texts, safe, strict=True))
        writer.writerow(safe)
    return Written(out.getvalue().encode("utf-8-sig"), changed)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.isoformat(" ", "seconds") if isinstance(cell, datetime) else str(cell)
