"""What cannot be opened, reached or understood: a clear sentence and an exit code each, nothing changed."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys

import pytest
from commands import world
from commands.world import a_correction, a_decision, call, refused, run, world_of

from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create, unlock

LINUX_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="permissions here are Linux's")
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def test_a_wrong_passphrase(log):
    before = world_of(log)
    refused(run("list", log, secret="not it"), 4, "That passphrase does not open this log.")
    assert world_of(log) == before


def test_an_error_as_json_holds_its_name_and_code(log):
    done = call("list", log, "--json", secret="not it")
    error = json.loads(done.err)
    assert (done.code, done.out) == (4, "")
    assert (error["error"], error["exit_code"]) == ("WrongPassphrase", 4)
    assert error["sentence"].endswith(".")
    assert error["advice"].endswith(".")


@pytest.mark.parametrize("secret", ["", "\n"])
def test_an_empty_passphrase(log, secret):
    refused(call("list", log, secret=secret), 3, "The passphrase is empty.")


def test_a_passphrase_that_is_not_text(log):
    reading, writing = os.pipe()
    os.write(writing, b"\xff\xfe\n")
    os.close(writing)
    refused(call("list", log, "--passphrase-fd", reading, secret=None), 3, "No passphrase in UTF-8 can be read")
    os.close(reading)


@pytest.mark.parametrize("number", ["987", "-1", "9" * 30])
def test_a_descriptor_that_is_not_there(log, number):
    refused(call("list", log, f"--passphrase-fd={number}", secret=None), 3, "No passphrase in UTF-8 can be read")


def test_no_terminal_and_no_descriptor(log):
    done = run("list", log, secret=None, start_new_session=True)
    refused(done, 2, "There is no terminal to ask for the passphrase on.")


@pytest.mark.parametrize("option", ["--passphrase", "--pass", "--passphrase-f", "-p", "--password"])
@pytest.mark.parametrize("command", ["list", "new", "record", "check", "recover", "export", "restore"])
def test_no_passphrase_is_ever_taken_as_an_argument_nor_said_again(tmp_path, command, option):
    done = call(command, tmp_path / "log", option, "my secret words", secret=None)
    assert (done.code, done.out) == (2, "")
    assert "my secret words" not in done.err
    assert "my" not in done.err.split()
    assert not (tmp_path / "log").exists()


def test_a_folder_that_is_not_there_and_one_that_is_no_log(tmp_path):
    refused(call("list", tmp_path / "nothing"), 5, "There is no log in that folder.")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(b"x")
    refused(call("list", tmp_path / "photos"), 5, "There is no log in that folder.")
    refused(call("recover", tmp_path / "photos", "--sheet", "-"), 5, "There is no log in that folder.")
    refused(call("new", tmp_path / "photos"), 10, "There is something in that place already")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["one.jpg", "photos"]


def test_a_log_in_use(log):
    with unlock(log, world.PASSPHRASE):
        refused(run("list", log), 6, "This log is already open in another ShareDesk")
        refused(call("record", log, world.DECISIONS), 6, "This log is already open")


@LINUX_ONLY
def test_a_folder_that_may_not_be_written(log, tmp_path):
    for path in (log, *log.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = world_of(log)
    done = as_anybody("record", log, world.DECISIONS)
    refused(done, 8, "The log's folder cannot be written to, so nothing was saved.")
    assert world_of(log) == before
    for path in (log, *log.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    assert as_anybody("record", log, world.DECISIONS).code == 0


@LINUX_ONLY
def test_a_file_that_may_not_be_read_and_a_place_that_may_not_be_written(log, shared, tmp_path):
    shutil.copy(world.DECISIONS, tmp_path / "closed.json")
    (tmp_path / "closed.json").chmod(0o000)
    refused(as_anybody("record", log, tmp_path / "closed.json"), 8, "That file cannot be read.")
    for mode in (0o500, 0o000):
        (tmp_path / "shut").mkdir(mode=mode)
        done = as_anybody("print", log, shared, "--to", tmp_path / "shut" / "a.pdf")
        assert done.code == 8
        assert "cannot be written to, so nothing was saved." in done.err
        (tmp_path / "shut").rmdir()


def as_anybody(*arguments):
    """A command that has to keep to the permissions of files, also where the tests are run by root."""
    return run(*arguments, preexec_fn=_like_anybody)


def _like_anybody() -> None:
    """Drop the capabilities that let root pass over permissions; where there are none the call does nothing."""
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


@pytest.mark.parametrize("reference", ["nonsense", "7KQ2-M9XP-S", "", "Robin Madeupson"])
def test_what_is_no_reference(log, reference, tmp_path):
    for done in (
        call("show", log, reference),
        call("print", log, reference, "--to", tmp_path / "a.pdf"),
        call("correct", log, reference, "-", given=a_correction(because="b", changes={"purpose": "c"})),
    ):
        refused(done, 2, "That is not a reference, or one character of it is wrong.")
    assert not (tmp_path / "a.pdf").exists()


def test_a_reference_of_another_log(log):
    from sharedesk.domain.reference import reference_of

    refused(call("show", log, reference_of("00" * 16)), 5, "No record in this log has that reference.")


def mistyped(lines: list[str], number: int) -> str:
    old = lines[number]
    new = "X" if old[1] != "X" else "Y"
    return "\n".join([*lines[:number], old[0] + new + old[2:], *lines[number + 1 :]])


@pytest.mark.parametrize(("number", "said"), [(0, "Line 1 of the code"), (3, "Line 4 of the code")])
def test_a_typing_mistake_in_the_recovery_code_is_found_on_its_line(log, made_log, number, said):
    lines = made_log.sheet.splitlines()
    typed = mistyped(lines, lines.index("Recovery code") + 1 + number)
    before = world_of(log)
    refused(
        call("recover", log, "--sheet", "-", given=typed.encode(), secret="new"), 4, f"{said} has a typing mistake."
    )
    assert world_of(log) == before


def test_a_typing_mistake_in_the_key_block_is_found_on_its_line(log, made_log):
    lines = made_log.sheet.splitlines()
    typed = mistyped(lines, lines.index("Key block") + 5)
    done = call("recover", log, "--sheet", "-", given=typed.encode(), secret="new")
    refused(done, 4, "Line 5 of the key block has a typing mistake.")


def test_another_logs_sheet_changes_nothing(log, tmp_path):
    vault, sheet = create(tmp_path / "other", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with vault:
        text = world.sheet_text(vault, sheet)
    before = world_of(log)
    done = call("recover", log, "--sheet", "-", given=text.encode(), secret="new")
    assert done.code == 4
    assert world_of(log) == before
    assert call("list", log).code == 0


@pytest.mark.parametrize("text", [b"%PDF-1.7\n%\xff\xff", b"", b"Recovery code\n", b"\xff\xfe\x00"])
def test_what_is_no_sheet(log, text):
    done = call("recover", log, "--sheet", "-", given=text, secret="new")
    refused(done, 3, "That file is not a recovery sheet in plain text.")


def test_what_is_no_export_is_refused_and_leaves_nothing(one_log, tmp_path, entries_in, made_log):
    whole = tmp_path / "whole.jsonl"
    create(tmp_path / "other", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0].lock()
    call("record", tmp_path / "other", "-", given=a_decision(reasons="Canary"))
    assert call("export", tmp_path / "other", "--to", whole).code == 0
    lines = whole.read_bytes().splitlines(keepends=True)
    bad = {
        "empty": (b"", 3),
        "words": (b"Canary\n", 3),
        "no end": (b"".join(lines[:-1]), 3),
        "cut": (whole.read_bytes()[:-20], 3),
        "altered": (whole.read_bytes().replace(b"Canary", b"Heron!"), 7),
        "two": (b"".join([*lines, *lines]), 3),
        "no chain": (b"".join(line for line in lines if b'"chain"' not in line), 3),
        "a line less": (b"".join(lines[:2] + lines[3:]), 7),
    }
    for name, (data, code) in bad.items():
        whole.write_bytes(data)
        done = call("import", one_log, whole)
        assert (done.code, done.out) == (code, ""), (name, done)
        assert "othing was imported" in done.err, (name, done.err)
        assert "Canary" not in done.err
    assert entries_in(one_log) == made_log.entries


def test_what_is_no_backup_is_refused(log, tmp_path):
    (tmp_path / "a").write_bytes(b"not a backup")
    refused(call("restore", log, tmp_path / "a", "--yes"), 7, "That file is not a complete backup")
    done = call("restore", log, tmp_path / "none", "--yes")
    assert done.code == 5
    assert call("list", log).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "log"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "invalid choice"),
        (["list"], "required: FOLDER"),
        (["list", "x", "--limit", "Robin"], "a number from 1 to 1,000,000 belongs here"),
        (["list", "x", "--limit", "0"], "a number from 1 to 1,000,000 belongs here"),
        (["list", "x", "Robin", "--since=Robin"], "there is no option --since here"),
        (["list", "x", "Robin"], "there is a word too many"),
        (["list", "x", "--passphrase-fd", "Robin"], "argument --passphrase-fd: invalid int value"),
        (["schema", "Robin"], "invalid choice (choose from"),
    ],
)
def test_wrong_arguments_are_named_but_never_repeated(arguments, said):
    done = call(*arguments, secret=None)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Robin" not in done.err
