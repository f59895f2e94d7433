"""Printing without a printer: Qt's own PDF output stands in for one, and is read back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtPrintSupport import QPrinter

from sharedesk.desk import release
from sharedesk.paper.document import Document, Heading, PageBreak, Text
from sharedesk.paper.read_back import page_as_png
from sharedesk.ui import printing
from sharedesk.ui.printing import NothingPrinted
from sharedesk.ui.progress import Progress
from sharedesk.vault.errors import Cancelled

A4_POINTS = (595, 842)
SOURCE = Path(__file__).parents[2] / "src" / "sharedesk"


@pytest.fixture(scope="module")
def document() -> release.Printed:
    blocks = (Heading("One"), Text("First."), PageBreak(), Heading("Two"), PageBreak(), Heading("Three"))
    return release.as_pdf(
        Document(
            title="Made up",
            reference="AAAA-BBBB-C",
            copy_kind="For the file",
            printed_at="now",
            guidance="none",
            blocks=blocks,
        )
    )


@pytest.fixture
def to_file(qapp, tmp_path):
    printer = printing.new_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printing.use_a4(printer)
    return printer


def test_every_page_is_printed_on_a4_as_it_was_rendered(document, to_file, tmp_path):
    told: list[tuple[int, int]] = []
    assert printing.send(to_file, document.pdf, document.pages, lambda done, of: told.append((done, of))) == 3
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    data = (tmp_path / "printed.pdf").read_bytes()
    with pikepdf.open(tmp_path / "printed.pdf") as printed:
        assert len(printed.pages) == 3
        for page in printed.pages:
            width, height = (float(v) for v in page.mediabox[2:])
            assert (round(width), round(height)) == A4_POINTS
    for number in range(3):
        assert inked(page_as_png(data, number, 24)) == pytest.approx(
            inked(page_as_png(document.pdf, number, 24)), rel=0.35
        )


def inked(png: bytes) -> int:
    from PySide6.QtGui import QImage

    picture = QImage.fromData(png)
    dark = sum(
        picture.pixelColor(x, y).lightness() < 200 for x in range(picture.width()) for y in range(picture.height())
    )
    assert dark > 20, "a blank page"
    return dark


def test_stopping_stops(document, to_file):
    progress = Progress()
    progress.stop()
    with pytest.raises(Cancelled):
        printing.send(to_file, document.pdf, document.pages, progress)


@pytest.mark.qt_log_ignore("QPainter::begin")  # Qt says it too
def test_a_printer_that_takes_nothing_is_said(document, to_file, tmp_path):
    to_file.setOutputFileName(str(tmp_path / "no such folder" / "x.pdf"))
    with pytest.raises(NothingPrinted, match="not printed"):
        printing.send(to_file, document.pdf, document.pages, lambda done, of: None)


@pytest.mark.skipif(sys.platform.startswith(("win", "darwin")), reason="the print server's socket is Linux's")
def test_the_print_server_is_asked_at_its_socket_only(to_file):
    assert os.environ["CUPS_SERVER"].startswith("/")


def test_a_printer_is_made_in_one_place_only():
    found = subprocess.run(["grep", "-rln", "QPrinter(", str(SOURCE)], capture_output=True, text=True, check=True)
    assert [Path(line).name for line in found.stdout.split()] == ["printing.py"]
