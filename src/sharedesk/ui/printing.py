"""Sending a finished PDF to a printer, page by page as pictures: nothing is laid out again on the printer.

Constructing a QPrinter makes Qt ask the print server, by default over TCP; it is pointed at the local socket first, and
no QPrinter is made anywhere else.
"""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from sharedesk.errors import ShareDeskError
from sharedesk.vault.store import Progress

_CUPS_SOCKET = "/run/cups/cups.sock"
_DPI = 300
_PER_POINT = 1 / 72


class NothingPrinted(ShareDeskError):
    """The printer, or the file chosen in the print dialog, did not take the pages."""

    def __init__(self) -> None:
        super().__init__(
            "It was not printed: the printer did not take it.", "Look at the printer, or save it as a PDF."
        )


def choose_printer(parent: QWidget, reference: str) -> QPrinter | None:
    """Ask which printer and how many copies; None if it was called off. The job's name is the reference alone."""
    printer = new_printer()
    printer.setDocName(f"ShareDesk {reference}".strip())
    dialog = QPrintDialog(printer, parent)
    if not dialog.exec():
        return None
    use_a4(printer)  # the dialog sets the printer's own paper again
    return printer


def new_printer() -> QPrinter:
    """The only place where a QPrinter is made."""
    if not sys.platform.startswith(("win", "darwin")):
        os.environ["CUPS_SERVER"] = _CUPS_SOCKET
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setResolution(_DPI)
    use_a4(printer)
    return printer


def use_a4(printer: QPrinter) -> None:
    """A4, upright, edge to edge: the document has its own margins."""
    printer.setFullPage(True)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)


def send(printer: QPrinter, pdf: bytes, pages: int, progress: Progress) -> int:
    """Print every page; gives how many. For the worker's thread. Raises NothingPrinted, Cancelled."""
    from sharedesk.paper.read_back import page_as_png  # heavy: loaded when something is printed

    painter = QPainter()
    if not painter.begin(printer):
        raise NothingPrinted
    try:
        for number in range(pages):
            progress(number, pages)
            if number and not printer.newPage():
                raise NothingPrinted
            picture = QImage.fromData(page_as_png(pdf, number, _DPI))
            size = QPageSize.size(QPageSize.PageSizeId.A4, QPageSize.Unit.Point)
            dots = printer.resolution() * _PER_POINT
            painter.drawImage(QRectF(0, 0, size.width() * dots, size.height() * dots), picture)
        progress(pages, pages)
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
    return pages
