"""What is to be said at the start is said on the first page: damaged settings, and words that could not be sealed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sharedesk
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


@pytest.fixture
def start(tmp_path):
    def started(*arguments):
        home = str(tmp_path / "home")
        environment = {
            "PATH": os.environ["PATH"], "HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home,
            "XDG_STATE_HOME": home, "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(Path(sharedesk.__file__).parent.parent),
        }  # fmt: skip
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
