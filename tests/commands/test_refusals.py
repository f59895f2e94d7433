"""Bad input: a clear sentence and an exit code each, nothing recorded, nothing half-written."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands import world
from commands.world import a_correction, a_decision, call, run

from sharedesk.vault import files
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create, unlock

LINUX_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="permissions here are Linux's")
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def refused(done, code: int, sentence: str) -> None:
    assert (done.code, done.out) == (code, ""), done
    assert done.err.startswith(sentence), done.err
    assert "Traceback" not in done.err


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


BAD_FILES = {
    "empty": (b"", "The file is empty."),
    "blank": (b" \n", "The file is empty."),
    "not JSON": (b"{", "Line 1, column 2: this is not JSON."),
    "text": (b"Robin was hurt", "Line 1, column 1: this is not JSON."),
    "UTF-16": ('{"sharedesk": 1}'.encode("utf-16"), "The file begins with a byte order mark"),
    "UTF-16, no mark": ('{"sharedesk": 1}'.encode("utf-16-le"), "Line 1, column 2: this is not JSON."),
    "byte order mark": (b"\xef\xbb\xbf" + a_decision(), "The file begins with a byte order mark"),
    "Latin-1": (a_decision().replace(b"practice", b"caf\xe9"), "The file is not UTF-8 text (at byte"),
    "a list": (b"[]", "The file does not hold one object."),
    "a name twice": (b'{"version": 1, "version": 1}', "A field is given twice in the same place"),
    "NaN": (b'{"version": NaN}', "NaN and Infinity are not JSON."),
    "a number without end": (b'{"version": ' + b"9" * 5000 + b"}", "The file holds a number that is far too long."),
    "too deep": (b'{"decisions": ' + b"[" * 50 + b"]" * 50 + b"}", "decisions"),
    "far too deep": (b"[" * 200_000 + b"]" * 200_000, "The file is nested too deeply."),
    "an odd name": (b'{"Robin Madeupson": 1}', "A field has a name that the schema does not know"),
    "half a character as a name": (b'{"\\ud800": 1}', "A field has a name that the schema does not know"),
    "wrong kind of file": (a_correction(because="x"), ""),
    "no decisions": (b'{"sharedesk": "decision-input", "version": 1, "decisions": []}', "decisions: there is none."),
    "newer": (
        b'{"sharedesk": "decision-input", "version": 2, "decisions": []}',
        "version: this file was made for a newer",
    ),
    "true for a number": (b'{"sharedesk": "decision-input", "version": true, "decisions": [{}]}', "version: "),
    "a missing field": (a_decision(items=[{"text": "Robin"}]), "decisions[0].items[0]: the field “key” is missing."),
    "an unknown field": (a_decision(colour="red"), "decisions[0]: there is no field “colour” here."),
    "a wrong type": (a_decision(reasons=7), "decisions[0].reasons: text belongs here."),
    "a list for text": (a_decision(reasons=["Robin"]), "decisions[0].reasons: text belongs here."),
    "text for a list": (a_decision(items="Robin"), "decisions[0].items: a list belongs here."),
    "null": (a_decision(reasons=None), "decisions[0].reasons: text belongs here."),
    "a wrong word": (
        a_decision(items=[{"key": "a", "text": "b", "nature": "Robin"}]),
        "decisions[0].items[0].nature: this is not one of the words",
    ),
    "the same key twice": (
        a_decision(items=[{"key": "a", "text": "b"}, {"key": "a", "text": "c"}]),
        "items: two of them have the same key.",
    ),
    "a link to nobody": (
        a_decision(items=[{"key": "a", "text": "b", "about": ["robin"]}]),
        "items[0].about: it names an element of “people”",
    ),
    "no such day": (
        a_decision(event_at="31 February 2026"),
        "decisions[0].event_at: That date is not in the calendar.",
    ),
    "no such hour": (a_decision(event_at="29 March 2026 at 01:30"), "decisions[0].event_at: The clocks went forward"),
    "ends before it begins": (
        a_decision(event_at={"said": "x", "earliest": "2026-03-02T00:00:00Z", "latest": "2026-03-01T00:00:00Z"}),
        "decisions[0].event_at: the earliest time is after the latest.",
    ),
    "no such zone": (
        a_decision(event_at={"said": "x", "zone": "Mars/Olympus"}),
        "decisions[0].event_at: there is no time zone",
    ),
    "a zone that climbs": (
        a_decision(event_at={"said": "x", "zone": "../../etc/passwd"}),
        "decisions[0].event_at: there is no time zone",
    ),
    "no offset": (a_decision(event_at={"said": "x", "earliest": "2026-03-02T00:00:00"}), "decisions[0].event_at"),
    "a megabyte": (
        a_decision(reasons="x" * 1_000_000),
        "decisions[0].reasons: this text is longer than 200,000 characters.",
    ),
    "U+0000": (a_decision(reasons="a\0b"), "decisions[0].reasons: the text holds a character that cannot be kept"),
    "half a character": (a_decision(reasons="\ud83d"), "decisions[0].reasons: the text holds a character"),
}


@pytest.fixture(scope="module")
def one_log(made_log, tmp_path_factory):
    """One copy for all that must leave it as it is."""
    return shutil.copytree(made_log.folder, tmp_path_factory.mktemp("refusals") / "log")


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_breaks_the_schema_names_the_field_and_records_nothing(one_log, name, entries_in, made_log):
    data, sentence = BAD_FILES[name]
    done = call("record", one_log, "-", given=data)
    refused(done, 3, sentence)
    assert "Robin" not in done.err
    assert entries_in(one_log) == made_log.entries


def test_one_bad_decision_among_good_ones_records_none(one_log, entries_in, made_log):
    data = json.loads(world.DECISIONS.read_bytes())
    data["decisions"][1]["sharing"] = [{"key": "s", "item": "i", "recipient": "nobody", "what": "share"}]
    done = call("record", one_log, "-", given=json.dumps(data).encode())
    refused(done, 3, "sharing[0].recipient: it names an element of “recipients” that is not there.")
    assert entries_in(one_log) == made_log.entries


BAD_CORRECTIONS = {
    "no reason": (a_correction(because=" ", changes={"purpose": "x"}), "because: say why it is corrected."),
    "nothing": (a_correction(because="b"), "That correction changes nothing."),
    "withdraws what is not there": (
        a_correction(because="b", withdraw=["items/0"]),
        "withdraw: there is nothing of that name",
    ),
    "a link to nobody": (
        a_correction(because="b", changes={"telling": [{"key": "t", "person": "x"}]}),
        "telling[0].person",
    ),
}


@pytest.mark.parametrize("name", BAD_CORRECTIONS)
def test_a_correction_that_cannot_be_made(one_log, shared, name, entries_in, made_log):
    data, sentence = BAD_CORRECTIONS[name]
    refused(call("correct", one_log, shared, "-", given=data), 3, sentence)
    assert entries_in(one_log) == made_log.entries


NASTY = {
    "markup": '<b>bold <a href="x"> & <img src=/etc/passwd> <!-- gone? --> ]]> </para>',
    "control": "a\x01b\x08c\x1b[31mred\x7f\x85d",
    "emoji": "👩‍👧 😀 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "right to left": "שלום \u202eabc\u202c مرحبا",
    "spaces": "  two  spaces\t a tab \n\n a line\r\nend\u00a0\u2003. ",
    "long word": "x" * 20_000,
    "combining": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L",
    "csv": '=cmd|"/c calc"!A1',
    "nearly too long": "ab " * 66_000,
}


@pytest.fixture(scope="module")
def nasty_log(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nasty") / "log"
    create(folder, world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0].lock()
    return folder


@pytest.mark.parametrize("name", NASTY)
def test_any_text_is_kept_exactly_and_printed(nasty_log, name, tmp_path):
    text = NASTY[name]
    done = call("record", nasty_log, "-", "--json", given=a_decision(reasons=text))
    assert done.code == 0, done.err
    reference = done.value["recorded"][0]["reference"]
    assert call("show", nasty_log, reference, "--json").value["decision"]["reasons"] == text
    shown = call("show", nasty_log, reference)
    assert shown.code == 0
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown.out)
    assert call("print", nasty_log, reference, "--to", tmp_path / "a.pdf").code == 0


def test_control_characters_in_what_is_found_never_reach_the_terminal(nasty_log):
    assert call("record", nasty_log, "-", given=a_decision(reasons="giraffe \x1b]0;title\x07 \u202eabc")).code == 0
    done = call("find", nasty_log, "giraffe")
    assert "[giraffe]" in done.out
    assert not set(done.out) & set("\x1b\x07\u202e")


@pytest.mark.parametrize("what", ["record", "import", "sheet"])
def test_a_folder_in_place_of_a_file_and_a_file_that_is_not_there(log, tmp_path, what):
    arguments = {"record": ("record", log), "import": ("import", log), "sheet": ("recover", log, "--sheet")}[what]
    refused(call(*arguments, tmp_path), 8, "That file cannot be read.")
    refused(call(*arguments, tmp_path / "gone.json"), 5, "There is no such file or folder.")


@pytest.mark.parametrize("command", ["print", "export", "slip", "back-up"])
def test_no_file_is_ever_written_over_and_no_folder_made(one_log, shared, tmp_path, command):
    arguments = (command, one_log, shared) if command == "print" else (command, one_log)
    (tmp_path / "there").write_bytes(b"mine")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    refused(call(*arguments, "--to", tmp_path / "there"), 10, "There is something in that place already")
    refused(call(*arguments, "--to", tmp_path), 10, "There is something in that place already")
    done = call(*arguments, "--to", tmp_path / "no" / "such" / "file")
    assert (done.code, done.out) == (5, "")
    assert call(*arguments, "--to", tmp_path / "there" / "under").code in (5, 8)
    assert (tmp_path / "there").read_bytes() == b"mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dangling", "there"]


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
    refused(call("restore", tmp_path / "a", log, "--yes"), 7, "That file is not a complete backup")
    done = call("restore", tmp_path / "none", log, "--yes")
    assert done.code == 5
    assert call("list", log).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "log"]


def test_an_export_never_goes_to_a_terminal(log):
    screen, end = pty.openpty()
    descriptor = world.piped(world.PASSPHRASE)
    command = [sys.executable, "-m", "sharedesk", "export", str(log), "--to", "-", "--passphrase-fd", str(descriptor)]
    done = subprocess.run(
        command,
        stdout=end,
        stderr=subprocess.PIPE,
        env=world.environment(),
        pass_fds=(descriptor,),
        timeout=60,
        check=False,
    )
    os.close(end)
    os.close(descriptor)
    flags = fcntl.fcntl(screen, fcntl.F_GETFL)
    fcntl.fcntl(screen, fcntl.F_SETFL, flags | os.O_NONBLOCK)
    with pytest.raises(OSError, match=r"Input/output error|temporarily unavailable"):
        os.read(screen, 10)
    os.close(screen)
    assert done.returncode == 10
    assert done.stderr.decode().startswith("An export is not written to a terminal")


@pytest.mark.parametrize("command", ["schema", "export", "show"])
def test_a_reader_that_goes_away_ends_it_quietly(log, shared, command):
    descriptor = world.piped(world.PASSPHRASE)
    more = {"schema": [], "export": [log, "--to", "-"], "show": [log, shared]}[command]
    secret = [] if command == "schema" else ["--passphrase-fd", str(descriptor)]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "sharedesk", command, *map(str, more), *secret],
        stdout=writing,
        stderr=subprocess.PIPE,
        env=world.environment(),
        pass_fds=(descriptor,),
        timeout=60,
        check=False,
    )
    os.close(writing)
    os.close(descriptor)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("command", ["list", "export"])
def test_an_answer_that_cannot_be_written_is_said(log, command):
    descriptor = world.piped(world.PASSPHRASE)
    more = ["--to", "-"] if command == "export" else []
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sharedesk", command, str(log), *more, "--passphrase-fd", str(descriptor)],
            stdout=full,
            stderr=subprocess.PIPE,
            env=world.environment(),
            pass_fds=(descriptor,),
            timeout=60,
            check=False,
        )
    os.close(descriptor)
    assert done.returncode == 8
    assert b"could not be written to where it was sent" in done.stderr
    assert b"Exception" not in done.stderr


def a_full_disk(monkeypatch) -> list[str]:
    """From now on no file reaches the disk (the double). Gives a list that grows by each try."""
    tries: list[str] = []

    def full(descriptor: int) -> None:
        tries.append("fsync")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    return tries


@pytest.mark.parametrize("command", ["print", "export", "slip", "back-up"])
def test_a_full_disk_leaves_no_part_of_a_file(one_log, shared, tmp_path, command, monkeypatch):
    arguments = [command, one_log, *([shared] if command == "print" else []), "--to", tmp_path / "file"]
    tries = a_full_disk(monkeypatch)
    done = call(*arguments)
    assert (done.code, done.out) == (8, "")
    assert "The disk is full, so nothing was saved." in done.err
    assert tries
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    assert call(*arguments).code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_sheet_that_cannot_be_written_takes_the_empty_log_with_it(tmp_path, monkeypatch):
    monkeypatch.setattr("sharedesk.desk.keep.write_new_file", lambda *_: (_ for _ in ()).throw(files.DiskFull()))
    done = call("new", tmp_path / "log", "--recovery-to", tmp_path / "sheet.txt")
    refused(done, 8, "The disk is full, so nothing was saved.")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", ["fd:", "fd:x", "fd:987", "fd:-1", "fd:" + "9" * 30])
def test_a_descriptor_for_the_sheet_is_looked_at_before_a_log_is_made(tmp_path, target):
    refused(call("new", tmp_path / "log", "--recovery-to", target), 2, "The recovery sheet cannot be written to that")
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_never_goes_over_a_file_and_no_log_is_made(tmp_path):
    (tmp_path / "mine").write_bytes(b"mine")
    refused(call("new", tmp_path / "log", "--recovery-to", tmp_path / "mine"), 10, "There is something in that place")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


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


def world_of(folder) -> dict[str, bytes]:
    """Every file of a log but the lock, which opening may make."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "sharedesk.lock"
    }
