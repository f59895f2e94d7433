"""What a locked window makes PySide6 make before one can type in it: its cost, told without a clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from sharedesk.ui import look, page
from sharedesk.ui.appearance import Appearance

SRC = Path(look.__file__).parents[2]
PROBE = """
import json, sys
from pathlib import Path
from PySide6 import QtCore, QtGui, QtWidgets
from sharedesk.desk.settings import Settings
from sharedesk.ui import application
from sharedesk.ui.process import Asked

def made():
    return [name for module in (QtCore, QtGui, QtWidgets) for name in vars(module)]

app = QtWidgets.QApplication(["sharedesk"])
session = application.Session(Asked(Path(sys.argv[1]), quick=sys.argv[2] == "quick"), Settings())
session.window.show()
form = session.window._pages[sys.argv[2]].form
box = form.who.name if sys.argv[2] == "quick" else form.passphrase
while not (session.window.windowHandle().isExposed() and box.hasFocus()):
    app.processEvents()
box.grab()
before = made()
QtCore.Qt
print(json.dumps([before, made(), app.palette().color(QtGui.QPalette.ColorRole.Window).name()]))
"""


@pytest.mark.parametrize("shown", ["locked", "quick"])
def test_a_locked_window_names_nothing_of_qt_before_one_can_type_in_it(tmp_path, shown):
    """One name costs 25 ms, and the class of every event 5 ms: PySide6 makes all of them at the first."""
    quiet = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(SRC), "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(tmp_path), shown], env=quiet, capture_output=True, text=True, check=True
    )
    before, after, colour = json.loads(done.stdout)
    assert {"QLineEdit", "QFocusFrame"} <= set(before), "the control: what was made is told"
    assert not {"Qt", "QKeySequence", "QIcon", "QWheelEvent"} & set(before)
    assert "Qt" in after, "the control: it would be told"
    assert colour == look.THEMES["light"].window


def test_the_numbers_that_stand_for_names_are_theirs():
    assert Qt.ScrollBarPolicy.ScrollBarAlwaysOff.value == page.ALWAYS_OFF
    assert Qt.FocusPolicy.NoFocus.value == page.NO_FOCUS
    assert Qt.TextFormat.PlainText.value == 0  # packaging/hatch_build.py


@pytest.fixture
def undressed(qapp):
    """The program as Qt gives it, dressed again afterwards."""
    before = QApplication.palette()
    yield qapp
    qapp.setPalette(before)


@pytest.mark.parametrize(("words", "behind", "scheme"), [("#000", "#eee", "light"), ("#fff", "#222", "dark")])
def test_the_colours_given_tell_light_from_dark(undressed, words, behind, scheme):
    colours = QPalette()
    colours.setColor(QPalette.ColorRole.WindowText, QColor(words))
    colours.setColor(QPalette.ColorRole.Window, QColor(behind))
    undressed.setPalette(colours)
    assert look.likely_scheme(undressed) == scheme
    assert look.likely_scheme(undressed, contrast=True) == "contrast"


def test_what_was_likely_gives_way_to_what_the_system_says(qapp, monkeypatch):
    dressed = []
    monkeypatch.setattr(look, "dress", lambda _app, scheme, _percent: dressed.append(scheme))
    worn = Appearance(qapp, likely="dark")
    assert worn.scheme == "dark"
    monkeypatch.setattr(look, "system_scheme", lambda _app: "contrast")
    worn.ask()
    assert worn.scheme == "contrast"
    worn.ask()
    assert dressed == ["dark", "contrast"], "dressed again only where something is different"
    chosen = Appearance(qapp, "light", likely="dark")
    chosen.ask()
    assert chosen.scheme == "light"
    assert dressed[2:] == ["light"]
