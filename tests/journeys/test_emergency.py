"""Journey 4: an emergency from the locked screen, by keyboard alone, in a real process that is renewed afterwards."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from journeys.typist import ALT, Typist
from PySide6.QtCore import Qt
from ui.conftest import PASSPHRASE
from ui.watched import Watched

from sharedesk.desk import quick_share
from sharedesk.domain.reference import reference_of
from sharedesk.ui.process import Asked
from sharedesk.ui.window import Window
from sharedesk.vault.vault import unlock

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
SCRIPT = Path(__file__).with_name("emergency.py")
MOST_KEYS = 110
"""For some 80 characters of words."""


@pytest.fixture
def emergency(empty_log, tmp_path):
    """Runs one, until another process has taken its place."""
    runs = []

    def start(how: str) -> Watched:
        folder = shutil.copytree(empty_log, tmp_path / "log", ignore=shutil.ignore_patterns("*.lock"))
        home = {"XDG_DATA_HOME": str(tmp_path / "home")}
        runs.append(run := Watched(SCRIPT, folder, tmp_path / "home", how, environment=home))
        run.wait(run.replaced)
        return run

    yield start
    for each in runs:
        each.started.kill()
        each.started.communicate()


def waiting(folder: Path):
    with unlock(folder, PASSPHRASE) as vault:
        return [one.note for one in quick_share.to_check(vault)]


def test_from_the_locked_screen_to_a_sealed_note(emergency, tmp_path):
    run = emergency("save")
    (note,) = waiting(run.folder)
    assert note.saved
    assert run.successor() == Asked(run.folder, saved=note.reference)
    assert (note.told.name, note.told.number, note.at_risk) == ("Jo", "01632 960555", "Quillan")
    assert (note.shared, note.why, note.why_line) == ("Dad has the passports.", ("danger_now",), "Flight at six")
    assert int(run.folder.with_name("keys").read_text()) < MOST_KEYS
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 3
    assert not any(b"Quillan" in path.read_bytes() for path in written), "nothing of it is on the disk unsealed"


@pytest.mark.parametrize("how", ["back", "lock"])
def test_leaving_and_locking_keep_an_unfinished_note_and_say_so(emergency, how):
    run = emergency(how)
    (note,) = waiting(run.folder)
    assert not note.saved
    assert (note.at_risk, note.why_line) == ("Quillan", "Flight at six")
    assert run.successor() == Asked(run.folder, unfinished=True)


def test_after_unlocking_the_note_is_taken_in_under_its_reference(emergency, qtbot, appearance, settled):
    run = emergency("save")
    reference = run.successor().saved
    run.started.kill()
    window = Window(run.folder, lambda *, hidden=False: None, appearance, asked=Asked(run.folder, saved=reference))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    keys = Typist()
    qtbot.waitUntil(lambda: window.focusWidget() is not None and window.focusWidget().hasFocus(), timeout=20_000)
    keys.press(Qt.Key.Key_U, ALT)
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Locked" and keys.at() == "Passphrase", timeout=20_000)
    keys.type(PASSPHRASE)
    keys.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Emergency notes to check", timeout=20_000)
    settled(window)
    settled(window)
    keys.push("Open this note")
    settled(window)
    keys.push("Keep it")
    settled(window)
    kept = []
    window.worker.read(lambda vault: vault.store.entries_of_kind(["quick_share"]), kept.extend)
    qtbot.waitUntil(lambda: bool(kept), timeout=20_000)
    assert reference_of(kept[0].leaf.entity) == reference
    window.worker.close()
