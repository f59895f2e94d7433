"""What we put on the clipboard is taken back; what others put there, or somebody cut out of a box, is not ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

import sharedesk.ui
from sharedesk.ui.clipboard import SECONDS, Clipboard


@pytest.fixture
def system(qapp):
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    yield clipboard
    clipboard.clear()


@pytest.fixture
def ours(system, monkeypatch):
    """The offscreen platform owns nothing, so it is told who owns the clipboard."""
    made = Clipboard()
    made.owns = False
    monkeypatch.setattr(made, "_clipboard", Owned(system, made))
    yield made
    made._timer.stop()
    made.deleteLater()


class Owned:
    """The real one, but for the question whose it is."""

    def __init__(self, clipboard: QClipboard, made: Clipboard) -> None:
        self.ownsClipboard, self.ownsSelection = lambda: made.owns, lambda: False
        for name in ("clear", "text", "setMimeData", "dataChanged"):
            setattr(self, name, getattr(clipboard, name))


def test_it_is_there_for_half_a_minute_and_then_gone(ours, system):
    ours.put("a name")
    assert system.text() == "a name"
    assert ours._timer.interval() == SECONDS * 1000 == 30_000
    assert ours._timer.isActive()
    ours._timer.timeout.emit()
    assert system.text() == ""
    assert not ours._timer.isActive()


def test_the_timer_really_runs(ours, system, qtbot):
    ours._timer.setInterval(5)
    ours.put("a name")
    qtbot.waitUntil(lambda: system.text() == "")


def test_a_second_text_has_its_whole_time(ours, system):
    ours.put("first")
    ours.put("second")
    assert ours._timer.remainingTime() > 29_000
    assert system.text() == "second"


def test_what_another_program_put_there_stays(ours, system):
    ours.put("a name")
    other = QMimeData()
    other.setText("somebody else’s")
    system.setMimeData(other)
    assert not ours._timer.isActive()
    ours._take_back()
    ours.clear()
    assert system.text() == "somebody else’s"


def test_at_locking_everything_of_ours_goes(ours, system):
    ours.put("a name")
    ours.clear()
    assert system.text() == ""
    ours.owns = True
    system.setText("cut out of a box")
    ours.clear()
    assert system.text() == ""


@pytest.mark.parametrize(("read_only", "timed"), [(True, True), (False, False)])
def test_what_is_copied_from_a_record_goes_and_what_is_cut_out_of_a_box_stays(ours, system, qtbot, read_only, timed):
    """Of the record there is another; of the words that were cut there may be none."""
    box = QPlainTextEdit("some words")
    qtbot.addWidget(box)
    box.setReadOnly(read_only)
    box.show()
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    ours.owns = True
    box.selectAll()
    qtbot.keyClick(box, Qt.Key.Key_C if read_only else Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert system.text() == "some words"
    assert ours._timer.isActive() == timed
    if timed:
        ours._timer.timeout.emit()
        assert system.text() == ""


def test_histories_of_clipboards_are_asked_not_to_keep_it(ours, system):
    ours.put("a name")
    assert system.mimeData().data("x-kde-passwordManagerHint") == b"secret"


def test_every_page_that_copies_goes_this_way():
    """No other place in the window puts anything on the clipboard."""
    here = Path(sharedesk.ui.__file__).parent
    named = [path.name for path in here.rglob("*.py") if "QGuiApplication.clipboard" in path.read_text("utf-8")]
    assert named == ["clipboard.py"]
