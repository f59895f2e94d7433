"""The first record, from beginning to end, as somebody would make it, each command a process of its own.

A school's concern, two children, three adults, a neighbour as source, two agencies, a partial share: made up, and
written down in resources/practice. The log is a real one; only its key derivation is cheap.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sqlite3
import subprocess

import page
import pypdfium2
import pytest
from commands import world
from commands.world import run

from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create

NEW = "a new passphrase after the old one was lost"
CONCERN = "said that Mum's partner had thrown a chair"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A desk: an account's home with a log in it, and the recovery sheet in a drawer elsewhere."""
    desk = tmp_path_factory.mktemp("desk")
    vault, sheet = create(desk / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with vault:
        drawer = tmp_path_factory.mktemp("drawer") / "sheet.txt"
        drawer.write_text(world.sheet_text(vault, sheet), encoding="utf-8")
    return desk, drawer


def fold(log, reference: str, secret: str = world.PASSPHRASE) -> dict:
    """What a decision looks like now, and each of its entries."""
    value = run("show", log, reference, "--json", secret=secret).value
    return {key: value[key] for key in ("id", "reference", "outcome", "missing", "decision", "entries", "versions")}


def test_the_first_record(place, tmp_path):  # noqa: PLR0915  # one journey, told in one go
    desk, drawer = place
    log = desk / "log"

    # record
    done = run("record", log, world.DECISIONS, "--json")
    assert done.code == 0, done.err
    shared, refused = (one["reference"] for one in done.value["recorded"])
    assert [one["missing"] for one in done.value["recorded"]] == [[], []]

    # correct: what was recorded stays beside it
    assert run("correct", log, shared, world.CORRECTION).code == 0
    before = fold(log, shared)
    assert [entry["kind"] for entry in before["entries"]] == ["recorded", "correction"]
    assert len(before["decision"]["feedback"]) == 2

    # find
    assert shared in run("find", log, "bruise", "forearm").out
    assert refused in run("find", log, "holiday", "club").out

    # print: read by three readers that did not make it, and judged by a fourth
    pdf = tmp_path / f"{shared}.pdf"
    printed = run("print", log, shared, "--to", pdf, "--json")
    assert printed.code == 0, printed.err
    read_by_everybody(pdf, shared)
    not_shared = tmp_path / f"{refused}.pdf"
    assert run("print", log, refused, "--to", not_shared).code == 0
    read_by_everybody(not_shared, refused, "A whole file is not needed")

    # check, also against a slip
    checked = run("check", log, "--json").value
    assert checked["faults"] == []
    slip = f"{checked['writer']}:{checked['sequence']}:{checked['head']}"

    # back up, outside
    backup = tmp_path / "outside.sharedesk-backup"
    assert run("back-up", log, "--to", backup).code == 0
    assert b"Madeupson" not in backup.read_bytes()

    # lose the header; recover on a clean machine that has the database and the sheet, no more
    clean = tmp_path / "clean" / "home"
    clean.mkdir(parents=True)
    (clean / "found").mkdir()
    shutil.copy(log / "sharedesk.db", clean / "found")
    elsewhere = world.environment(HOME=str(clean), TMPDIR=str(clean))
    missing = run("list", clean / "found", env=elsewhere)
    assert missing.code == 5
    assert "sharedesk recover" in missing.err
    recovered = run("recover", clean / "found", "--sheet", drawer, secret=NEW, env=elsewhere)
    assert recovered.code == 0, recovered.err
    assert fold(clean / "found", shared, NEW) == before
    assert run("list", clean / "found", env=elsewhere).code == 4
    against = run("check", clean / "found", "--slip", slip, secret=NEW, env=elsewhere)
    assert (against.code, "Unchanged since the slip." in against.out) == (0, True)

    # the backup comes back too, by the sheet alone
    restored = run("restore", clean / "restored", backup, "--sheet", drawer, "--yes", secret=None, env=elsewhere)
    assert restored.code == 0, restored.err
    assert fold(clean / "restored", shared) == before

    # export, and import elsewhere
    export = tmp_path / "log.jsonl"
    assert run("export", clean / "found", "--to", export, secret=NEW, env=elsewhere).code == 0
    assert CONCERN in export.read_text(encoding="utf-8")
    create(tmp_path / "colleague", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0].lock()
    came = run("import", tmp_path / "colleague", export, "--json")
    assert came.code == 0, came.err
    assert run("import", tmp_path / "colleague", export, "--json").value["added"] == 0
    for reference in (shared, refused):
        assert fold(tmp_path / "colleague", reference) == fold(log, reference)
    assert run("check", tmp_path / "colleague", "--json").value["faults"] == []

    # and plain sqlite3 opens none of them
    for folder in (log, clean / "found", clean / "restored", tmp_path / "colleague"):
        plain = sqlite3.connect(folder / "sharedesk.db")
        with contextlib.closing(plain), pytest.raises(sqlite3.DatabaseError, match="not a database"):
            plain.execute("SELECT count(*) FROM entry")
        assert b"Madeupson" not in (folder / "sharedesk.db").read_bytes()
    assert b"Madeupson" in export.read_bytes()  # the search can find it


def read_by_everybody(pdf, reference: str, words: str = CONCERN) -> None:
    """pypdfium2, poppler and qpdf read it; page-validation finds no failure, as PDF/UA-1 and as PDF/A-2a."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf.read_bytes()))
    text = " ".join(" ".join(p.get_textpage().get_text_range() for p in document).split())
    assert words in text
    assert reference in text
    document.close()
    for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A):
        report = page.validate_pdf_bytes(pdf.read_bytes(), profile=profile)
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []
        assert report.is_compliant
    if not (shutil.which("qpdf") and shutil.which("pdftotext")):
        return
    assert subprocess.run(["qpdf", "--check", pdf], capture_output=True, check=False).returncode == 0
    poppler = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, encoding="utf-8", check=True).stdout
    assert words in " ".join(poppler.split())


def test_the_practice_log_says_practice_wherever_it_goes(tmp_path):
    run("practice", tmp_path / "try", secret=None)
    log = tmp_path / "try" / "log"
    export = tmp_path / "export.jsonl"
    assert run("export", log, "--to", export, "--json", secret="practice").value["practice"] is True
    assert json.loads(export.read_text(encoding="utf-8").splitlines()[0])["practice"] is True
    for pdf in (tmp_path / "try").glob("*.pdf"):
        assert pdf.name.startswith("PRACTICE-")
        document = pypdfium2.PdfDocument(pdf)
        assert all("PRACTICE" in p.get_textpage().get_text_range() for p in document)
        document.close()
    assert "PRACTICE" in (tmp_path / "try" / "recovery-sheet.txt").read_text(encoding="utf-8")
