"""Files that a command writes, and its answers: whole or not at all, never over another, never lost in silence."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from commands import world
from commands.world import call, refused

from sharedesk.vault import files


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


@world.needs_a_terminal
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
