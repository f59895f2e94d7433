"""A finished PDF: valid to outside judges, whole to outside readers, the same twice, and looking as it should."""

from __future__ import annotations

import io
import re
import shutil
import socket
import subprocess
import zlib
from dataclasses import replace
from pathlib import Path

import page
import pikepdf
import pytest
from paper.documents import CONCERN, HEAD, WITNESS, document, every_block, in_every_block
from PIL import Image
from reportlab.pdfbase import pdfmetrics

from sharedesk.paper.codes import marks
from sharedesk.paper.document import Code, Document, Facts, Heading, PageBreak, Table, Text, Typed
from sharedesk.paper.look import MARGIN, PAGE_WIDTH
from sharedesk.paper.read_back import elements_of, hidden_text_of, pages_as_png, structure_faults, text_of
from sharedesk.paper.render import render

SAMPLES = {
    "everything": document(*every_block()),
    "practice": document(*every_block(), practice=True),
    "no witness": document(*every_block(), witness=None),
    "no blocks": document(),
    "nothing at all": Document(title="", reference="", copy_kind="", printed_at="", guidance=""),
    "fifty pages": document(*(Text(CONCERN) for _ in range(300))),
    "a cell longer than a page": document(
        Facts((("What was said", CONCERN * 40), ("Short", "yes"))),
        Table(("Who", "What"), (("Ms Example", CONCERN * 30), ("Next", "row")), "Long"),
    ),
    "many columns": document(Table(tuple(f"column {i}" for i in range(24)), (tuple("value" for _ in range(24)),))),
    "long head and foot": document(copy_kind="Copy for somebody " * 60, running_note="Not for handing over. " * 90),
    "foreign words": document(
        *in_every_block("Nguyễn Łukasz שלום مرحبا \U0001f9ff \ue000"), reference="SD-<&>-\U0001f9ff"
    ),
    "another language": document(Text("Mae hi'n ddiogel."), language="cy"),
    "page breaks": document(PageBreak(), Text("one"), PageBreak(), PageBreak(), Text("two"), PageBreak()),
}
PROFILES = [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A]


@pytest.fixture(scope="module")
def pdfs() -> dict[str, bytes]:
    return {name: render(sample).pdf for name, sample in SAMPLES.items()}


@pytest.mark.parametrize("name", SAMPLES)
def test_an_outside_judge_finds_nothing_wrong(pdfs: dict[str, bytes], name: str) -> None:
    for profile in PROFILES:
        report = page.validate_pdf_bytes(pdfs[name], profile=profile)
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []
        assert report.is_compliant


def test_the_outside_judge_can_find_something_wrong(pdfs: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(pdfs["everything"])) as opened:
        del opened.Root.Metadata
        out = io.BytesIO()
        opened.save(out)
    assert not any(page.is_pdf_compliant_bytes(out.getvalue(), profile=profile) for profile in PROFILES)


@pytest.mark.parametrize("name", SAMPLES)
def test_its_structure_has_no_faults(pdfs: dict[str, bytes], name: str) -> None:
    assert structure_faults(pdfs[name]) == []


def test_no_stream_ends_like_a_line_whatever_is_printed() -> None:
    """PDF/A-2, 6.1.7.1: about one compressed stream in 128 would, if nothing was done about it."""
    ends = [re.search(rb"[\r\n]\nendstream", render(document(Text(f"number {i}"))).pdf) for i in range(60)]
    packed = [zlib.compress(f"number {i}".encode())[-1:] for i in range(1000)]
    assert any(end in (b"\r", b"\n") for end in packed)  # it does happen
    assert not any(match and match.group()[:1] == b"\r" for match in ends)


def test_qpdf_and_poppler_read_it(pdfs: dict[str, bytes], tmp_path: Path) -> None:
    if not (shutil.which("qpdf") and shutil.which("pdfinfo")):
        pytest.skip("qpdf and poppler-utils are not installed")
    path = tmp_path / "sample.pdf"
    path.write_bytes(pdfs["everything"])
    checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, encoding="utf-8", check=False)
    assert checked.returncode == 0, checked.stderr
    tree = subprocess.run(["pdfinfo", "-struct-text", str(path)], capture_output=True, encoding="utf-8", check=True)
    assert tree.stderr == ""
    for words in ("H1", "Rationale summary", "Caption", "Figure", "Aled Practice", "01632 960123"):
        assert words in tree.stdout
    info = subprocess.run(["pdfinfo", str(path)], capture_output=True, encoding="utf-8", check=True).stdout
    assert re.search(r"Tagged:\s+yes", info)
    assert re.search(r"Page size:.*A4", info)


def test_the_same_document_gives_the_same_bytes_and_another_time_gives_others() -> None:
    sample = SAMPLES["everything"]
    assert render(sample).pdf == render(sample).pdf
    assert render(sample).pdf != render(replace(sample, printed_at="22 November 2026, 09:00")).pdf


def test_every_page_carries_head_foot_and_witness() -> None:
    made = render(document(*every_block(), practice=True))
    pages = _page_texts(made.pdf)
    assert len(pages) == made.pages > 2
    for number, text in enumerate(pages, start=1):
        for words in (
            "SD-2026-0042",
            "Full record, for the file",
            "Names people who may need protecting",
            "PRACTICE",
            f"Page {number} of {made.pages}",
            "Printed 21 November 2026, 14:02",
            "Guidance 2026-03",
            "writer 3f2a9c1d, entry 12, 21 November 2026",
            WITNESS.typed,
        ):
            assert words in text, (number, words)


def test_only_practice_papers_say_practice() -> None:
    assert "PRACTICE" not in text_of(render(document(*every_block())).pdf)


def test_what_heads_every_page_is_read_once_by_a_screen_reader() -> None:
    spoken = " ".join(element.text for element in elements_of(render(document(*every_block(), practice=True)).pdf))
    for words in ("SD-2026-0042", "Full record, for the file", "Not for handing over", "PRACTICE"):
        assert spoken.count(words) == 1
    assert "Page 1 of" not in spoken


def test_every_page_carries_the_code_of_the_whole_head() -> None:
    """No reader of QR codes is at hand: the dark modules of the picture are compared with segno's own matrix."""
    import segno

    assert HEAD.hex() in WITNESS.qr
    made = render(document(*every_block()))
    matrix = [list(row) for row in segno.make_qr(WITNESS.qr, error="m").matrix_iter(border=4)]
    for picture in pages_as_png(made.pdf, dpi=300):
        shown = Image.open(io.BytesIO(picture)).convert("L")
        side = 21 / 25.4 * 300
        left = (PAGE_WIDTH - MARGIN) / 72 * 300 - side
        foot = _code_bottom(made.pdf) / 72 * 300
        module = side / len(matrix)
        for y, row in enumerate(matrix):
            for x, dark in enumerate(row):
                at = (int(left + (x + 0.5) * module), int(shown.height - foot - side + (y + 0.5) * module))
                assert (shown.getpixel(at) < 128) is bool(dark), (x, y)


def test_a_code_is_drawn_module_by_module() -> None:
    import segno

    matrix = [list(row) for row in segno.make_qr("payload", error="m").matrix_iter(border=4)]
    dark = sum(round(width * len(matrix)) for _, _, width, _ in marks("payload"))
    assert dark == sum(map(sum, matrix))
    figure = next(e for e in elements_of(render(document(Code("payload", "What it is"))).pdf) if e.role == "Figure")
    assert figure.alt == "What it is"


def test_headings_are_ranked_below_the_title_and_in_order() -> None:
    made = render(document(Heading("a"), Heading("b", 2), Heading("c", 3), Heading("d")))
    roles = [(e.role, e.text) for e in elements_of(made.pdf) if e.role.startswith("H")]
    assert roles == [("H1", "Rationale summary"), ("H2", "a"), ("H3", "b"), ("H4", "c"), ("H2", "d")]


def test_a_heading_is_never_the_last_thing_on_a_page() -> None:
    for lines in range(20, 50):
        filler = Text("\n".join(f"line {i}" for i in range(lines)))
        made = render(document(filler, Heading("Why this was decided"), Text("because one two three\n" * 3)))
        for text in _page_texts(made.pdf):
            if "Why this was decided" in text:
                assert "because one" in text, lines


def test_a_table_repeats_its_header_on_each_page_but_speaks_it_once() -> None:
    made = render(document(Table(("Unmistakable", "b"), tuple((f"row {i}", "x") for i in range(100)))))
    assert made.pages > 2
    assert all("Unmistakable" in text for text in _page_texts(made.pdf))
    assert [e.text for e in elements_of(made.pdf)].count("Unmistakable") == 1


def test_nothing_runs_off_the_page() -> None:
    """No dark pixel outside the margins (but for the band that says PRACTICE)."""
    blocks = (
        Text("W" * 4000),
        Typed(("W" * 200,)),
        Facts((("L" * 300, "V" * 300),)),
        Table(("H" * 99, "b"), (("R" * 500, "c"),)),
    )
    made = render(document(*blocks, copy_kind="K" * 900, running_note="N" * 900))
    for picture in pages_as_png(made.pdf, dpi=72):
        shown = Image.open(io.BytesIO(picture)).convert("L").point(lambda value: 255 if value < 128 else 0)
        left, top, right, bottom = shown.getbbox() or (0, 0, 0, 0)
        assert left >= MARGIN - 2
        assert right <= PAGE_WIDTH - MARGIN + 4
        assert top > 20
        assert bottom < shown.height - 20


def test_metadata_holds_the_reference_and_nothing_else_of_the_record() -> None:
    made = render(document(Text("Aled Practice"), title="About Aled Practice", copy_kind="For Aled Practice"))
    hidden = "\n".join(hidden_text_of(made.pdf))
    assert "SD-2026-0042" in hidden
    assert "Aled" not in hidden
    assert "Date" not in hidden


def test_fonts_are_registered_under_our_own_names_only() -> None:
    render(document())
    assert {name for name in pdfmetrics._fonts if "DejaVu" in name} <= {
        "ShareDesk-DejaVuSans",
        "ShareDesk-DejaVuSans-Bold",
        "ShareDesk-DejaVuSansMono",
    }


def test_printing_opens_nothing_but_our_own_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    render(document(*every_block()))  # fonts are read here, if they were not before
    monkeypatch.chdir(tmp_path)
    opened: list[str] = []
    _watch_opens(opened)
    try:
        render(document(*every_block()))
        seen = list(opened)
        Path(tmp_path / "control").write_text("seen")
    finally:
        opened_by_control = list(opened)
        _WATCH.clear()
    assert seen == []
    assert any("control" in name for name in opened_by_control)
    assert [path.name for path in tmp_path.iterdir()] == ["control"]
    assert socket.socket.__name__ == "_LocalSocket"


_WATCH: list[list[str]] = []


def _watch_opens(into: list[str]) -> None:
    """An audit hook cannot be taken off again: it writes to whatever list is being watched."""
    import sys

    _WATCH.append(into)
    if not getattr(_watch_opens, "hooked", False):
        sys.addaudithook(lambda event, args: _WATCH[-1].append(str(args[0])) if event == "open" and _WATCH else None)
        _watch_opens.hooked = True  # type: ignore[attr-defined]


def _page_texts(pdf: bytes) -> list[str]:
    """The text of each page as another reader finds it, white space normalised."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as opened:
        return [" ".join(p.get_textpage().get_text_range().split()) for p in opened]


def _code_bottom(pdf: bytes) -> float:
    """Where the witness's code stands, from the page's foot in points: the translation that precedes it."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        instructions = pikepdf.parse_content_stream(opened.pages[0])
        moves = [i for i in instructions if str(i.operator) == "cm"]
        return float(moves[-1].operands[5])
