"""The recovery sheet: what is typed from it, and getting back in with it, whatever became of the header."""

from __future__ import annotations

import shutil

import pytest
from vault import world

from sharedesk.domain import checked_base32 as base32
from sharedesk.vault import database, errors, header, recover, recovery
from sharedesk.vault import vault as vaults
from sharedesk.vault.keys import FLOOR, Root

NEW = "a brand new passphrase"


@pytest.fixture(scope="module")
def with_sheet(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheet") / "log"
    vault, sheet = vaults.create(folder, world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with vault:
        world.record(vault, world.Decision(reasons="Before it was lost."))
    return folder, sheet


@pytest.fixture
def place(with_sheet, tmp_path):
    return shutil.copytree(with_sheet[0], tmp_path / "log")


@pytest.fixture
def sheet(with_sheet):
    return with_sheet[1]


def spoil(folder, how, other_folder=None):
    for name in (header.NAME, header.COPY):
        if how == "missing":
            (folder / name).unlink()
        elif how == "damaged":
            (folder / name).write_bytes(b"SHAREDESK-HEADER and then nothing of use")
        elif how == "foreign":
            shutil.copy2(other_folder / name, folder / name)


@pytest.mark.parametrize("how", ["good", "missing", "damaged", "foreign"])
def test_the_sheet_opens_the_log_whatever_became_of_the_header(how, place, sheet, other_folder):
    spoil(place, how, other_folder)
    block = None if how == "good" else recovery.read_slot(list(sheet.slot_lines))
    code = recovery.read_code(list(sheet.code_lines))
    assert recover.needs_key_block(place) == (how in ("missing", "damaged"))
    with recover.recover(place, code, NEW, key_block=block, cost=FLOOR) as vault:
        last = vault.store.entry(vault.store.count())
        assert last.leaf.kind == "recovered"
        assert world.contents(last)["@recovered"] == {"header": "kept" if how == "good" else "made anew"}
        assert world.faults(vault) == ()
        assert not vault.practice
    for name in (header.NAME, header.COPY):
        head = header.decode((place / name).read_bytes())
        with pytest.raises(errors.WrongPassphrase):
            head.unlock(world.PASSPHRASE)
        head.unlock(NEW)
    with recover.recover(place, code, NEW, cost=FLOOR) as vault:  # the sheet stays good
        assert vault.store.count() == last.leaf.seq + 1


def test_no_file_of_the_log_opens_with_the_old_passphrase_any_more(place, sheet):
    recover.recover(place, sheet.code, NEW, cost=FLOOR).lock()
    for path in place.rglob("*"):
        if path.is_file():
            try:
                head = header.decode(path.read_bytes())
            except errors.HeaderDamaged:
                continue
            with pytest.raises(errors.WrongPassphrase):
                head.unlock(world.PASSPHRASE)


def test_a_practice_log_stays_one_when_its_header_is_lost(tmp_path):
    folder = tmp_path / "practice"
    vault, sheet = vaults.create(folder, "x", world.AUTHOR, practice=True, cost=FLOOR)
    vault.lock()
    assert sheet is not None
    spoil(folder, "missing")
    with recover.recover(folder, sheet.code, NEW, key_block=(sheet.log, sheet.slot), cost=FLOOR) as vault:
        assert vault.practice


@pytest.mark.parametrize("how", ["good", "missing", "foreign"])
@pytest.mark.parametrize("whose", ["wrong code", "another log's sheet"])
def test_a_wrong_or_foreign_code_changes_nothing(how, whose, place, sheet, other_folder):
    spoil(place, how, other_folder)
    wrong = recovery.new_sheet(Root(bytes(32)), "ab" * 16)
    code = bytes(20) if whose == "wrong code" else wrong.code
    block = None
    if how == "missing" or (how == "foreign" and whose != "wrong code"):
        block = (wrong.log, wrong.slot) if whose == "another log's sheet" else (sheet.log, sheet.slot)
    before = world.snapshot(place)
    with pytest.raises(errors.WrongRecoveryCode):
        recover.recover(place, code, NEW, key_block=block, cost=FLOOR)
    assert world.snapshot(place) == before


@pytest.mark.parametrize(("how", "error"), [("missing", errors.HeaderMissing), ("damaged", errors.HeaderDamaged)])
def test_without_a_header_the_key_block_is_asked_for(how, error, place, sheet):
    spoil(place, how)
    before = world.snapshot(place)
    with pytest.raises(error):
        recover.recover(place, sheet.code, NEW, cost=FLOOR)
    assert world.snapshot(place) == before


def test_a_log_without_a_recovery_slot_says_so(third_made, tmp_path):
    place = shutil.copytree(third_made[0], tmp_path / "log")
    assert recover.needs_key_block(place)
    with pytest.raises(errors.HeaderDamaged, match="no recovery slot"):
        recover.recover(place, bytes(20), NEW, cost=FLOOR)


def test_an_altered_log_is_not_recovered_into(place, sheet):
    with vaults.unlock(place, world.PASSPHRASE) as vault:
        vault.store.connection.execute("UPDATE part SET content = replace(content, 'Before', 'After ')")
    before = world.snapshot(place)
    with pytest.raises(errors.DatabaseDamaged):
        recover.recover(place, sheet.code, NEW, cost=FLOOR)
    assert world.snapshot(place) == before


def test_nothing_to_recover(tmp_path):
    with pytest.raises(errors.NoLogHere):
        recover.recover(tmp_path / "nowhere", bytes(20), NEW, cost=FLOOR)


def test_a_lost_database_is_said(place, sheet):
    (place / database.NAME).unlink()
    with pytest.raises(errors.DatabaseMissing):
        recover.recover(place, sheet.code, NEW, cost=FLOOR)


# ---- what is typed --------------------------------------------------------------------------------------------------


def test_the_sheet_reads_back(sheet):
    assert len(sheet.code_lines) == 4
    assert len(sheet.slot_lines) == 7
    assert recovery.read_code([line.lower().replace("-", " ") for line in sheet.code_lines]) == sheet.code
    assert recovery.read_slot(list(sheet.slot_lines)) == (sheet.log, sheet.slot)
    assert sheet.root().secret == recovery.unlock_slot(sheet.code, sheet.slot, sheet.log).secret
    assert all(recovery.check_line(line) for line in (*sheet.code_lines, *sheet.slot_lines))
    numbered = [f"{number}. {line}" for number, line in enumerate(sheet.code_lines, 1)]
    assert recovery.read_code(numbered) == sheet.code
    assert all(recovery.check_line(line, number) for number, line in enumerate(numbered, 1))
    assert not recovery.check_line(numbered[1], 1), "another line's number: the wrong line was typed"


def test_every_wrong_character_is_found_on_its_line(sheet):
    lines = [line.replace("-", "") for line in sheet.code_lines]
    tried = 0
    for number, line in enumerate(lines):
        for place in range(len(line)):
            for wrong in base32.ALPHABET:
                if wrong == line[place]:
                    continue
                typed = [*lines]
                typed[number] = line[:place] + wrong + line[place + 1 :]
                with pytest.raises(errors.MistypedLine, match=f"Line {number + 1} of the code"):
                    recovery.read_code(typed)
                tried += 1
    assert tried == 4 * 9 * 31


@pytest.mark.parametrize("typed", [[], ["A"], ["x"] * 4, ["", "", "", ""], ["ABCD-EFGH-J"] * 5, ["!" * 9] * 4])
def test_what_is_not_a_code_is_mistyped(typed):
    with pytest.raises(errors.MistypedLine):
        recovery.read_code(typed)


def test_lines_in_the_wrong_order_do_not_open(sheet):
    a, b, *rest = sheet.code_lines
    assert recovery.read_code([b, a, *rest]) != sheet.code


def test_a_slot_from_a_newer_sheet_is_not_guessed_at(sheet):
    data = bytes([2]) + bytes(66)
    lines = [base32.with_check(base32.encode(data)[i : i + 16]) for i in range(0, 108, 16)]
    with pytest.raises(errors.MistypedLine):
        recovery.read_slot(lines)


def test_how_a_line_stands_while_it_is_typed(with_sheet):
    sheet = with_sheet[1]
    for lines, lengths in ((sheet.code_lines, recovery.CODE_LENGTHS), (sheet.slot_lines, recovery.SLOT_LENGTHS)):
        for number, (line, length) in enumerate(zip(lines, lengths, strict=True), 1):
            bare = line.replace("-", "")
            assert len(bare) == length
            assert recovery.line_state(f"{number}. {line.lower()}", number, length) == "right"
            assert recovery.line_state(f"{number}. ", number, length) == "empty"
            for typed in range(1, length):
                assert recovery.line_state(bare[:typed], number, length) == "unfinished", "whatever its last sign"
            assert recovery.line_state(bare[:2] + "U", number, length) == "mistyped", "no line has a U"
            assert recovery.line_state(bare + "0", number, length) == "mistyped"
            other = base32.ALPHABET[(base32.ALPHABET.index(bare[3]) + 1) % 32]
            assert recovery.line_state(bare[:3] + other + bare[4:], number, length) == "mistyped"
            assert recovery.as_printed(f" {number}) {bare.lower()}", number) == line
