"""Window or command: what the program does where there is a display, and where there is none."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from commands import world

import sharedesk.__main__ as program
from sharedesk import quiet
from sharedesk.commands import main
from sharedesk.ui import process


def started(*arguments, **environment):
    """The program as a process of its own, in an environment without a display unless given one."""
    return subprocess.run(
        [sys.executable, "-m", "sharedesk", *map(str, arguments)], env=world.environment(**environment), check=False,
        capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip


def test_without_a_display_the_program_alone_gives_its_help():
    done = started()
    assert done.returncode == main.USAGE
    assert "COMMAND" in done.stdout


@pytest.mark.parametrize("display", [{}, {"DISPLAY": ":987654"}])
def test_without_a_display_a_window_is_refused_and_said(tmp_path, display):
    done = started("open", tmp_path, **display)
    assert done.returncode == 10
    assert "no display" in done.stderr
    said = json.loads(started("open", "--json", **display).stderr)
    assert said["error"] == "NoDisplay"


def test_practice_goes_without_the_window_where_there_is_no_display(tmp_path):
    done = started("practice", tmp_path / "try", "--open")
    assert done.returncode == 0, done.stderr
    assert "PRACTICE" in done.stdout
    assert done.stderr == ""


@pytest.fixture
def opened(monkeypatch):
    """Which windows would have been opened: a display, but no Qt."""
    asked = []
    monkeypatch.setattr(quiet, "prepare", lambda: None)  # this process is the tests' own
    monkeypatch.setattr(process, "has_display", lambda: True)
    monkeypatch.setattr(program, "_window", lambda each: asked.append(each) or 0)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["sharedesk", *map(str, arguments)])
        assert program.main() == 0
        return asked

    return run


def test_with_a_display_the_program_alone_opens_the_last_log(opened):
    assert opened() == [process.Asked()]


def test_a_folder_can_be_named(opened, tmp_path):
    assert opened("open", tmp_path) == [process.Asked(tmp_path)]


def test_practice_opens_its_own_log(opened, tmp_path, capsys):
    assert opened("practice", tmp_path / "try", "--open") == [process.Asked(tmp_path / "try" / "log")]
    assert "PRACTICE" in capsys.readouterr().out


def test_practice_alone_opens_nothing(opened, tmp_path):
    assert opened("practice", tmp_path / "try") == []


def test_any_other_command_stays_one(opened, tmp_path):
    assert opened("schema") == []


LOADED = """
import sys
import sharedesk.__main__ as program
program._window = lambda asked: print(sorted(name for name in sys.modules if name.startswith('sharedesk.')))
sys.argv = ['sharedesk', 'open', 'x']
program.main()
"""


def test_a_window_is_opened_without_loading_the_commands():
    """So that a locked window is back at once."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        env=world.environment(QT_QPA_PLATFORM="offscreen"), check=True, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert "'sharedesk.ui.process'" in done.stdout
    assert not re.search(r"sharedesk\.(commands|desk|vault|paper|domain)", done.stdout)
