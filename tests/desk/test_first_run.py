from __future__ import annotations

import pytest

from sharedesk.desk import first_run
from sharedesk.desk.first_run import GroupAsked, Setup, SheetBesideLog
from sharedesk.domain.entry import content_of
from sharedesk.domain.person import Author, LogAgreement
from sharedesk.paper.recovery_sheet import read_plain_sheet
from sharedesk.vault import errors, keys, recovery
from sharedesk.vault.vault import begin, unlock

WORDS = "turbine mossy gallstone pretzel unwound"
AUTHOR = Author(name="A. Example", role="Teacher", organisation="Example School")
AGREEMENT = LogAgreement(agreed="dont_know", controller="Example Council", main_record="Its case system")


@pytest.fixture
def setup(tmp_path):
    begun = begin(WORDS, cost=keys.FLOOR)
    return Setup(tmp_path / "log", begun, first_run.groups_to_type(begun.sheet))


def test_nothing_is_there_until_the_log_is_made_and_then_all_of_it(setup):
    assert not setup.folder.exists()
    with first_run.finish(setup, AUTHOR, AGREEMENT) as vault:
        stated = vault.store.entry(2)
    assert {content_of(part).slot: content_of(part).value for part in stated.parts} == {
        "author": {"name": "A. Example", "role": "Teacher", "organisation": "Example School"},
        "agreement": {"agreed": "dont_know", "controller": "Example Council", "main_record": "Its case system"},
    }
    with unlock(setup.folder, WORDS) as vault:
        assert vault.has_recovery
        assert vault.log == setup.begun.log


def test_the_sheet_saved_before_the_log_was_made_opens_it(setup, tmp_path):
    first_run.save_sheet(setup, tmp_path / "sheet.txt")
    first_run.finish(setup, AUTHOR, AGREEMENT).lock()
    code, _ = read_plain_sheet((tmp_path / "sheet.txt").read_text(encoding="utf-8"))
    from sharedesk.vault import header

    root = recovery.unlock_header(recovery.read_code(code), header.read(setup.folder))
    assert root.secret == setup.begun.root.secret


def test_going_on_without_a_sheet_leaves_no_slot_for_one(setup):
    setup.with_recovery = False
    with first_run.finish(setup, AUTHOR, AGREEMENT) as vault:
        assert not vault.has_recovery


def test_the_pdf_is_one(setup, tmp_path):
    first_run.save_sheet(setup, tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")


def test_the_sheet_is_never_saved_beside_the_log(setup):
    with pytest.raises(SheetBesideLog):
        first_run.save_sheet(setup, setup.folder / "sheet.txt")
    assert not setup.folder.exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(errors.AlreadyThere):
        first_run.prepare(tmp_path, WORDS)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_groups_are_of_two_lines_of_the_sheet(setup):
    first, second = setup.asked
    assert 1 <= first.line < second.line <= recovery.CODE_LINES
    for asked in setup.asked:
        assert setup.begun.sheet.code_lines[asked.line - 1].split("-")[1] == asked.group


def test_a_group_is_read_as_a_person_types_it():
    asked = GroupAsked(1, "A10Z")
    assert asked.fits(" al oz ")
    assert not asked.fits("A10Y")
    assert not asked.fits("")


def test_a_new_log_gets_a_place_that_is_not_taken(monkeypatch, tmp_path):
    monkeypatch.setattr(first_run, "default_folder", lambda: tmp_path / "log")
    assert first_run.free_folder() == tmp_path / "log"
    (tmp_path / "log").mkdir()
    (tmp_path / "log-2").mkdir()
    assert first_run.free_folder() == tmp_path / "log-3"
