"""Opening PDF bytes in memory with pikepdf."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf

from sharedesk.paper.errors import UnreadableDocument


@contextmanager
def opened(pdf: bytes, password: str = "") -> Iterator[pikepdf.Pdf]:
    """The document, closed afterwards. Raises UnreadableDocument, also for what turns out damaged while it is read."""
    try:
        document = pikepdf.open(io.BytesIO(pdf), password=password)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError) as error:
        # ValueError: a file of a few bytes makes qpdf seek before its beginning.
        raise UnreadableDocument from error
    try:
        yield document
    except pikepdf.PdfError as error:
        raise UnreadableDocument from error
    finally:
        document.close()
