"""What is known of a locked log, and that a way in is only given where it fits."""

from __future__ import annotations

import shutil

import pytest
from vault import world

from sharedesk.desk import keep, recovering, release
from sharedesk.paper.recovery_sheet import plain_sheet
from sharedesk.vault import database, errors, header
from sharedesk.vault import vault as vaults
from sharedesk.vault.fingerprint import fingerprint
from sharedesk.vault.keys import FLOOR

NEW = "a passphrase chosen just now"


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch):
    """As little work for a new passphrase as is allowed: it is not what is looked at here."""
    monkeypatch.setattr("sharedesk.vault.keys.calibrated", lambda seconds=1.0: FLOOR)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A log and its sheet, as lines and as a file."""
    place = tmp_path_factory.mktemp("made")
    vault, sheet = vaults.create(place / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with vault:
        (place / "sheet.txt").write_text(plain_sheet(release.sheet(vault, sheet)), encoding="utf-8")
    return place, sheet


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    place = tmp_path_factory.mktemp("other") / "log"
    vault, sheet = vaults.create(place, world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    vault.lock()
    return place, sheet


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made[0] / "log", tmp_path / "log")


def without_header(folder):
    for name in (header.NAME, header.COPY):
        (folder / name).unlink()


def test_what_a_locked_log_says_of_its_ways_in(folder, made):
    before = world.snapshot(folder)
    found = recovering.find(folder)
    assert found.log == made[1].log
    assert found.words == fingerprint(header.read(folder).body.inbox)
    assert (found.has_sheet, found.keys, found.trouble) == (True, (), "")
    assert world.snapshot(folder) == before


def test_a_header_of_no_use_is_said_and_stops_nothing(folder):
    without_header(folder)
    found = recovering.find(folder)
    assert found.trouble == errors.HeaderMissing().sentence
    assert not found.has_sheet
    (folder / header.NAME).write_bytes(b"nothing of use")
    assert recovering.find(folder).trouble == errors.HeaderDamaged().sentence


@pytest.mark.parametrize("header_there", [True, False])
def test_without_records_there_is_nothing_to_get_into(folder, header_there):
    if not header_there:
        without_header(folder)
    assert recovering.find(folder), "the control"
    (folder / database.NAME).write_bytes(b"")
    with pytest.raises(errors.DatabaseEmpty):
        recovering.find(folder)


def test_the_code_alone_where_the_header_serves(folder, made):
    way = recovering.by_sheet(folder, list(made[1].code_lines))
    told = []
    with way.open(NEW, lambda done, of: told.append((done, of))) as vault:
        assert vault.store.count() == 3
    assert told[-1][0] == told[-1][1]
    vaults.unlock(folder, NEW).lock()
    with pytest.raises(errors.WrongPassphrase):
        vaults.unlock(folder, world.PASSPHRASE)


def test_stopping_changes_nothing(folder, made):
    def stop(done, of):
        raise errors.Cancelled

    before = {path: seen for path, seen in world.snapshot(folder).items() if not path.endswith("lock")}
    with pytest.raises(errors.Cancelled):
        recovering.by_sheet(folder, list(made[1].code_lines)).open(NEW, stop)
    assert {path: seen for path, seen in world.snapshot(folder).items() if not path.endswith("lock")} == before
    vaults.unlock(folder, world.PASSPHRASE).lock()


def test_code_and_key_block_where_it_does_not(folder, made):
    without_header(folder)
    with pytest.raises(errors.HeaderMissing):
        recovering.by_sheet(folder, list(made[1].code_lines))
    with recovering.by_sheet(folder, list(made[1].code_lines), list(made[1].slot_lines)).open(NEW, _quietly) as vault:
        assert vault.has_recovery


def test_another_logs_sheet_fits_nowhere_and_changes_nothing(folder, other):
    before = world.snapshot(folder)
    lines = list(other[1].code_lines)
    with pytest.raises(errors.WrongRecoveryCode):
        recovering.by_sheet(folder, lines)
    with pytest.raises(errors.WrongRecoveryCode):
        recovering.by_sheet(folder, lines, list(other[1].slot_lines))
    assert world.snapshot(folder) == before


def test_a_header_of_another_log_is_seen_by_the_key_block(folder, made, other):
    for name in (header.NAME, header.COPY):
        shutil.copy2(other[0] / name, folder / name)
    with pytest.raises(errors.WrongRecoveryCode):
        recovering.by_sheet(folder, list(made[1].code_lines))
    with pytest.raises(errors.WrongRecoveryCode):
        recovering.by_sheet(folder, list(other[1].code_lines))
    with recovering.by_sheet(folder, list(made[1].code_lines), list(made[1].slot_lines)).open(NEW, _quietly) as vault:
        assert vault.log == made[1].log


def test_a_sheet_that_was_saved_as_text_is_read(made):
    code, block = recovering.read_sheet_file(made[0] / "sheet.txt")
    assert tuple(code) == made[1].code_lines
    assert tuple(block) == made[1].slot_lines


def test_another_file_is_no_sheet(tmp_path, made):
    for words in ("", "%PDF-1.7", (made[0] / "sheet.txt").read_text() + " " * recovering.LARGEST_SHEET):
        (tmp_path / "file").write_text(words)
        with pytest.raises(recovering.NotASheet):
            recovering.read_sheet_file(tmp_path / "file")
    with pytest.raises(keep.NoSuchFile):
        recovering.read_sheet_file(tmp_path / "none")


def _quietly(done, of):
    """Whoever does not want to be told."""
