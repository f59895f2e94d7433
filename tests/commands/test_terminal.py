"""What needs a person: a real pseudo-terminal, typed into as somebody would."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import sys
import time

import pytest
from commands import world
from commands.world import call

pytestmark = world.needs_a_terminal


class Screen:
    """A command on a terminal of its own: wait for words, type a line."""

    def __init__(self, *arguments: object) -> None:
        self.said, self._read = "", 0
        self.pid, self._screen = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, [sys.executable, "-m", "sharedesk", *map(str, arguments)], world.environment())

    def until(self, words: str) -> str:
        """Everything said since the last wait, up to `words`."""
        end = time.monotonic() + 30
        while words not in self.said[self._read :]:
            if time.monotonic() > end or not self._more(end - time.monotonic()):
                raise AssertionError(f"waited for {words!r}, saw {self.said[self._read :]!r}")
        start, self._read = self._read, self.said.index(words, self._read) + len(words)
        return self.said[start : self._read]

    def type(self, line: str) -> None:
        os.write(self._screen, line.encode() + b"\n")

    def press(self, key: bytes) -> None:
        os.write(self._screen, key)

    def end(self) -> int:
        """The exit code, once the command has ended."""
        while self._more(30):
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self._screen)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)

    def _more(self, seconds: float) -> bool:
        if not select.select([self._screen], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._screen, 65536)
        except OSError:  # the other end is closed
            return False
        self.said += data.decode().replace("\r\n", "\n")
        return bool(data)


@pytest.fixture
def screen():
    started: list[Screen] = []

    def start(*arguments: object) -> Screen:
        started.append(Screen(*arguments))
        return started[-1]

    yield start
    for one in started:
        if one.pid:
            os.kill(one.pid, signal.SIGKILL)
            os.waitpid(one.pid, 0)


def groups_of(sheet: str) -> list[str]:
    lines = sheet.splitlines()
    start = lines.index("Recovery code") + 1
    return [line.split("-")[1] for line in lines[start : start + 4]]


def test_new_asks_for_everything_and_has_the_sheet_typed_back(screen, tmp_path):
    new = screen("new", tmp_path / "log")
    assert re.search(r"could use: \w+( \w+){5}\n", new.until("New passphrase: "))
    new.type(world.PASSPHRASE)
    new.until("The same again: ")
    new.type(world.PASSPHRASE)
    new.until("Your name (may be left empty): ")
    new.type("J. Practice")
    new.until("Your role")
    new.type("Teacher")
    new.until("Your organisation")
    new.type("Example School")
    new.until("File for the recovery sheet")
    new.type(str(tmp_path))
    assert "There is something in that place already" in new.until("File for the recovery sheet")
    new.type(str(tmp_path / "sheet.txt"))
    for turn in range(2):
        number = int(re.search(r"line (\d)", new.until("of the recovery code: "))[1])
        groups = groups_of((tmp_path / "sheet.txt").read_text())
        if turn == 0:
            new.type("wrong")
            new.until("That is not what the sheet says. Look again.")
            new.until("of the recovery code: ")
        new.type(groups[number - 1].lower())
    new.until(f"The log is ready in {tmp_path / 'log'}.")
    assert new.end() == 0
    assert world.PASSPHRASE not in new.said
    assert call("check", tmp_path / "log", "--json").value["recovery"] is True


def test_new_with_two_passphrases_that_differ_makes_nothing(screen, tmp_path):
    new = screen("new", tmp_path / "log")
    new.until("New passphrase: ")
    new.type("one")
    new.until("The same again: ")
    new.type("another")
    new.until("The two passphrases differ.")
    assert new.end() == 3
    assert list(tmp_path.iterdir()) == []


def test_new_without_a_sheet_says_what_that_means(screen, tmp_path):
    new = screen("new", tmp_path / "log", "--name", "J.", "--role", "", "--organisation", "")
    for prompt in ("New passphrase: ", "The same again: "):
        new.until(prompt)
        new.type(world.PASSPHRASE)
    new.until("File for the recovery sheet")
    new.type("")
    new.until("There is no recovery sheet for this log")
    assert new.end() == 0


def test_input_that_ends_at_a_question_ends_the_command(screen, tmp_path):
    new = screen(
        "new",
        tmp_path / "log",
        "--recovery-to",
        tmp_path / "sheet.txt",
        "--name",
        "",
        "--role",
        "",
        "--organisation",
        "",
    )
    for prompt in ("New passphrase: ", "The same again: "):
        new.until(prompt)
        new.type(world.PASSPHRASE)
    new.until("of the recovery code: ")
    new.press(b"\x04")
    new.until("The input ended before the question was answered.")
    assert new.end() == 11
    assert call("check", tmp_path / "log", "--json").value["recovery"] is True


def test_ctrl_c_at_the_passphrase_stops(screen, log):
    listing = screen("list", log)
    listing.until("Passphrase: ")
    time.sleep(0.3)  # a signal between the prompt and the wait for a key is heard by Python only after that key
    listing.press(b"\x03")
    listing.until("Stopped.")
    assert listing.end() == 130


def test_a_passphrase_typed_on_a_terminal_is_not_shown(screen, log, shared):
    listing = screen("list", log)
    listing.until("Passphrase: ")
    listing.type(world.PASSPHRASE)
    listing.until(shared)
    assert listing.end() == 0
    assert world.PASSPHRASE not in listing.said


def test_recover_line_by_line_finds_a_typing_mistake_at_once(screen, log, made_log):
    lines = made_log.sheet.splitlines()
    code = lines[lines.index("Recovery code") + 1 :][:4]
    recover = screen("recover", log)
    for number, line in enumerate(code, 1):
        recover.until(f"Line {number} of the code: ")
        if number == 2:
            recover.type(line[:-1] + ("0" if line[-1] != "0" else "1"))
            recover.until("There is a typing mistake in that line. Look again.")
            recover.until("Line 2 of the code: ")
        recover.type(line.lower().replace("-", " "))
    for prompt in ("New passphrase: ", "The same again: "):
        recover.until(prompt)
        recover.type("another passphrase")
    recover.until("The log is open again")
    assert recover.end() == 0
    assert call("list", log, secret="another passphrase").code == 0


@pytest.mark.parametrize("header", ["missing", "another log's"])
def test_recover_line_by_line_asks_for_the_key_block_where_the_header_does_not_serve(
    screen, log, made_log, header, tmp_path
):
    from sharedesk.vault.keys import FLOOR
    from sharedesk.vault.vault import create

    create(tmp_path / "other", "x", world.AUTHOR, cost=FLOOR)[0].lock()
    for name in ("sharedesk.header", "sharedesk.header.bak"):
        (log / name).unlink()
        if header != "missing":
            (log / name).write_bytes((tmp_path / "other" / name).read_bytes())
    lines = made_log.sheet.splitlines()
    recover = screen("recover", log)
    for number, line in enumerate(lines[lines.index("Recovery code") + 1 :][:4], 1):
        recover.until(f"Line {number} of the code: ")
        recover.type(line)
    if header != "missing":
        recover.until("That code does not open the header that is there.")
    for number, line in enumerate(lines[lines.index("Key block") + 1 :][:7], 1):
        recover.until(f"Line {number} of the key block: ")
        recover.type(line)
    for prompt in ("New passphrase: ", "The same again: "):
        recover.until(prompt)
        recover.type("another passphrase")
    recover.until("The log is open again")
    assert recover.end() == 0
    assert call("list", log, secret="another passphrase").code == 0


def test_restore_asks_and_no_is_no(screen, log, tmp_path):
    call("back-up", log, "--to", tmp_path / "backup")
    restore = screen("restore", tmp_path / "fresh", tmp_path / "backup")
    restore.until("Passphrase of the backup: ")
    restore.type(world.PASSPHRASE)
    restore.until("Restore it? Type yes: ")
    restore.type("no")
    restore.until("Stopped. Nothing was changed.")
    assert restore.end() == 11
    assert not (tmp_path / "fresh").exists()


def test_until_a_new_sheet_is_typed_back_the_old_one_stays_good(screen, log, sheet, tmp_path):
    begun = screen("sheet", log, "--to", tmp_path / "left.txt")
    begun.until("Passphrase: ")
    begun.type(world.PASSPHRASE)
    begun.until("of the recovery code: ")
    begun.press(b"\x03")
    assert begun.end() == 130
    assert call("recover", log, "--sheet", sheet, secret=world.PASSPHRASE).code == 0
    new = screen("sheet", log, "--to", tmp_path / "new.txt")
    new.until("Passphrase: ")
    new.type(world.PASSPHRASE)
    for _ in range(2):
        number = int(re.search(r"line (\d)", new.until("of the recovery code: "))[1])
        new.type(groups_of((tmp_path / "new.txt").read_text())[number - 1])
    new.until("The new recovery sheet is the good one now.")
    assert new.end() == 0
    code = sheet.read_text(encoding="utf-8").partition("Key block")[0].encode()
    assert call("recover", log, "--sheet", "-", given=code, secret="x").code == 4


def test_rotate_goes_on_only_with_somebodys_yes(screen, log, entries_in):
    before = entries_in(log)
    asked = screen("rotate", log)
    asked.until("Present passphrase: ")
    asked.type(world.PASSPHRASE)
    asked.until("sealed anew")
    asked.until("Go on? Type yes: ")
    asked.type("y")
    asked.until("Stopped. Nothing was changed.")
    assert asked.end() == 11
    assert entries_in(log) == before
    done = screen("rotate", log)
    done.until("Present passphrase: ")
    done.type(world.PASSPHRASE)
    done.until("Go on? Type yes: ")
    done.type("yes")
    done.until("A new passphrase too? Type yes, or Enter to keep it: ")
    done.type("")
    done.until("The log’s key is changed")
    assert done.end() == 0
    assert entries_in(log) == before + 1
