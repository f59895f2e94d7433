"""The recovery sheet: on paper and as text the same lines, and enough to bring a log back."""

from __future__ import annotations

import re

import pypdfium2
import pytest

from sharedesk.desk import release
from sharedesk.domain.person import Author
from sharedesk.paper.document import Code, Typed
from sharedesk.paper.plain import plain_text
from sharedesk.paper.recovery_sheet import plain_sheet, read_plain_sheet, recovery_sheet
from sharedesk.paper.render import render
from sharedesk.vault import recovery
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create


@pytest.fixture(scope="module", params=[False, True], ids=["real", "practice"])
def made(request, tmp_path_factory):
    author = Author(name="Erasmus Namesake", organisation="Namesake School")
    folder = tmp_path_factory.mktemp("sheet") / "log"
    vault, sheet = create(folder, "x", author, practice=request.param, cost=FLOOR)
    with vault:
        return release.sheet(vault, sheet), sheet, vault.root


def test_the_plain_sheet_reads_back(made):
    source, _, _ = made
    assert read_plain_sheet(plain_sheet(source)) == (list(source.code_lines), list(source.block_lines))
    assert len(source.code_lines) == recovery.CODE_LINES
    assert len(source.block_lines) == recovery.SLOT_LINES


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.lower().replace("recovery code", "Recovery code").replace("key block", "Key block"),
        lambda t: "\n".join(f"  {line}  " for line in t.splitlines()),
        lambda t: t.replace("\n\n", "\n\n\n"),
        lambda t: re.sub(r"(?m)^\d+\. ", "", t),
        lambda t: re.sub(r"(?m)^(\d+)\. ", r"\1) ", t),
    ],
)
def test_a_sheet_that_was_copied_by_hand_still_opens(made, change):
    source, _, root = made
    code_lines, block_lines = read_plain_sheet(change(plain_sheet(source)))
    log, slot = recovery.read_slot(block_lines)
    assert recovery.unlock_slot(recovery.read_code(code_lines), slot, log).secret == root.secret


@pytest.mark.parametrize("text", ["", "Recovery code", "Key block\n\nRecovery code\n", "a: b\nRecovery code:\nX"])
def test_what_holds_no_lines_gives_none(text):
    assert read_plain_sheet(text)[0] == []


def test_the_printed_sheet_carries_every_line_and_names_nobody(made):
    source, _, _ = made
    document = recovery_sheet(source)
    made_pdf = render(document)
    read = pypdfium2.PdfDocument(made_pdf.pdf)
    first, *others = (re.sub(r"\s+", "", page.get_textpage().get_text_range()) for page in read)
    read.close()
    text = "".join((first, *others))
    for line in (*source.code_lines, *source.block_lines):
        assert line in first  # all there is to type stands on one page
    for word in (*source.fingerprint.split(), source.log):
        assert word in text
    for name in ("Erasmus", "Namesake"):
        assert name not in text
        assert name.encode() not in made_pdf.pdf
    assert ("PRACTICE" in text) is source.practice
    assert ("PRACTICE" in plain_sheet(source)) is source.practice


def test_the_code_on_paper_holds_code_and_key_block(made):
    source, sheet, root = made
    document = recovery_sheet(source)
    (code,) = [block for block in document.blocks if isinstance(block, Code)]
    kind, version, *rest = code.payload.split(":")
    assert (kind, version) == ("sharedesk-recovery", "1")
    cut = rest.index("")
    assert recovery.read_code(rest[:cut]) == sheet.code
    log, slot = recovery.read_slot(rest[cut + 1 :])
    assert recovery.unlock_slot(sheet.code, slot, log).secret == root.secret


def test_lines_to_type_stand_as_lines_and_the_way_is_said(made):
    source, _, _ = made
    document = recovery_sheet(source)
    typed = [block.lines for block in document.blocks if isinstance(block, Typed)]
    numbered = [
        tuple(f"{n}. {line}" for n, line in enumerate(lines, 1)) for lines in (source.code_lines, source.block_lines)
    ]
    assert typed == numbered, "the lines are asked for by number"
    assert all(line in plain_sheet(source) for lines in numbered for line in lines)
    text = plain_text(document)
    assert "sharedesk recover FOLDER" in text
    assert "This sheet stays good" in text
