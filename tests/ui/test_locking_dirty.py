"""Locked with every editor dirty and every kind of dialog open, in a real process; and the words are back after."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from ui.conftest import PASSPHRASE
from ui.watched import Watched

from sharedesk.desk.drafting import Drafts
from sharedesk.ui.process import Asked
from sharedesk.ui.recording import recording_of
from sharedesk.ui.sheet import SECTIONS
from sharedesk.ui.window import Window
from sharedesk.vault.vault import unlock

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
SCRIPT = Path(__file__).with_name("dirty.py")
PAIRS = {
    "short_route": ("discard", "QMessageBox"), "reconsider": ("keys", "QMessageBox"),
    "reconsiders": ("problem", "QMessageBox"), "people": ("fault", "QMessageBox"), "concern": ("save", "QFileDialog"),
    "request": ("print", "QPrintDialog"), "items": ("password", "NoneType"), "recipients": ("back up", "QFileDialog"),
    "reasons": ("menu", "QMenu"), "telling": ("list", "QFrame"), "next": ("folder", "QFileDialog"),
    "correction": ("discard", "QMessageBox"), "advice": ("keys", "QMessageBox"), "attached": ("save", "QFileDialog"),
    "arrangements": ("problem", "QMessageBox"), "emergency": ("menu", "QMenu"), "loop": ("fault", "QMessageBox"),
    "afterwards": ("keys", "QMessageBox"), "quick": ("folder", "QFileDialog"),
}  # fmt: skip
"""Each editor, with something open over it: what that is, and Qt's name for it."""


@pytest.fixture
def locked(full_log, tmp_path):
    """Runs one, and gives the process and what was typed, once another has taken its place."""
    runs = []

    def start(editor: str, over: str) -> tuple[Watched, list[str]]:
        folder = shutil.copytree(full_log, tmp_path / "log", ignore=shutil.ignore_patterns("*.lock", "lock"))
        runs.append(run := Watched(SCRIPT, folder, tmp_path / "home", editor, over))
        run.wait(folder.with_name("over").exists)
        assert run.replaced_in_time(2.5)
        return run, folder.with_name("typed").read_text().split()

    yield start
    for each in runs:
        each.started.kill()
        each.started.communicate()


def sealed(folder: Path) -> list[dict]:
    with unlock(folder, PASSPHRASE) as vault:
        return [draft.answers for draft in Drafts(vault).all()]


def test_every_editor_is_among_them():
    assert set(PAIRS) == {"short_route", "reconsider", "correction", "afterwards", "quick", *SECTIONS}


@pytest.mark.parametrize("editor", PAIRS)
def test_every_word_is_back_in_its_place(editor, locked, open_window, go, settled, qtbot):
    over, kind = PAIRS[editor]
    run, typed = locked(editor, over)
    assert run.folder.with_name("over").read_text() == kind
    assert run.successor() == Asked(run.folder)
    assert not any(word in " ".join(run.arguments) for word in typed)
    assert typed
    kept = json.dumps(sealed(run.folder))
    assert [word for word in typed if word not in kept] == []
    run.started.kill()  # the locked window that took over; the log is free in any case

    window = open_window(run.folder)  # and by hand, in the window
    drafts = go(window, "drafts")
    drafts.lines[0].click()
    name = editor if editor in ("correction", "afterwards", "quick") else "short_route"
    if editor == "afterwards":
        qtbot.waitUntil(lambda: recording_of(window).draft is not None)
        settled(window)
        go(window, name := "afterwards_part", section="emergency")
    qtbot.waitUntil(lambda: not lost(window, name, typed[:1]) or editor in SECTIONS, timeout=10_000)
    if editor in SECTIONS:
        qtbot.waitUntil(lambda: recording_of(window).draft is not None)
        settled(window)
        go(window, name := "section", section=editor)
    assert lost(window, name, typed) == []


def lost(window: Window, name: str, typed: list[str]) -> list[str]:
    """The words that no box of a page holds."""
    page = window._pages[name]
    shown = " ".join([box.text() for box in page.findChildren(QLineEdit)])
    shown += " ".join([box.toPlainText() for box in page.findChildren(QPlainTextEdit)])
    return [word for word in typed if word not in shown]


def test_without_sealing_they_would_be_lost(locked):
    """The control."""
    run, typed = locked("unsealed short_route", "discard")
    kept = json.dumps(sealed(run.folder))
    assert [word for word in typed if word in kept] == []
