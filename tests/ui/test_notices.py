"""What is said at the start, on the first page: damaged settings, words that could not be sealed. And what never is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sharedesk
from sharedesk import events
from sharedesk.desk.settings import ASIDE, NAME, SettingsDamaged
from sharedesk.ui.application import UNFINISHED, UNSEALED

SAYS = """
import sys
from PySide6.QtCore import QTimer
from sharedesk import __main__ as program
from sharedesk.ui import application
show = application.Window.show
def shown(self):
    show(self)
    def said():
        page = self._stack.currentWidget()
        print(page.form.notice.isVisible(), page.form.notice.text().replace("\\n", " / "), page.title)
        self.close()
    QTimer.singleShot(200, self, said)
application.Window.show = shown
sys.argv[0] = "sharedesk"
sys.exit(program.main())
"""


def surroundings(home: Path) -> dict[str, str]:
    places = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    source = Path(sharedesk.__file__).parent.parent
    quiet = {"PATH": os.environ["PATH"], "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(source)}
    return quiet | dict.fromkeys(places, str(home))


@pytest.fixture
def start(tmp_path):
    def started(*arguments):
        environment = surroundings(tmp_path / "home")
        done = subprocess.run(
            [sys.executable, "-c", SAYS, "open", *map(str, arguments)], env=environment, capture_output=True,
            encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
        return done.stdout.strip() or done.stderr

    return started


def test_damaged_settings_are_said_and_no_log_is_forgotten(start, tmp_path, empty_log):
    place = tmp_path / "home" / "ShareDesk"
    (place / "logs").mkdir(parents=True)
    (place / "logs" / "log").symlink_to(empty_log)
    (place / NAME).write_bytes(b"{")
    assert start() == f"True {SettingsDamaged()} Locked"
    assert (place / ASIDE).read_bytes() == b"{"
    assert [Path(log["folder"]).name for log in json.loads((place / NAME).read_bytes())["logs"]] == ["log"]
    assert start() == "False  Locked", "said once; and the log is known again"


def test_words_that_could_not_be_sealed_are_said(start, empty_log):
    assert start("--unsealed", "--unfinished", empty_log) == f"True {UNSEALED} / {UNFINISHED} Locked"


WARNS = """
import sys
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication
from sharedesk import events
from sharedesk.desk.settings import Settings
from sharedesk.ui import application
from sharedesk.ui.process import Asked
app = QApplication([])
events.begin()
session = application.Session(Asked(), Settings())
if sys.argv[1] == "quiet":
    session._watch()
for _ in range(3):
    qWarning("No such file: Quillan Hartsworth.pdf")
session.close()
"""


@pytest.mark.parametrize(("how", "said"), [("quiet", 0), ("as Qt does", 3)])
def test_a_warning_of_qt_is_told_of_once_without_its_words(tmp_path, how, said):
    """The control: Qt writes them to standard error, which systems keep."""
    environment = surroundings(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", WARNS, how], env=environment, capture_output=True, timeout=120, check=True
    )
    assert done.stderr.count(b"Hartsworth") == said
    kept = "".join(path.read_text("ascii") for path in tmp_path.rglob(events.NAME))
    assert "Hartsworth" not in kept
    assert kept.count("qt_warned") == (not said)
