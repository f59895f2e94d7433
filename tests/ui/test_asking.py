"""Files are asked for without the system: nothing of what was chosen is kept anywhere, and the log can be locked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

import sharedesk
from sharedesk.ui import asking


@pytest.fixture
def beneath(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def answered(ask, name: str) -> Path | None:
    """What comes of a name that is typed into the dialog, and Enter."""
    seen: list[QFileDialog] = []

    def type_it() -> None:
        dialog = QApplication.activeModalWidget()
        seen.append(dialog)
        dialog.findChild(QLineEdit, "fileNameEdit").setText(name)
        dialog.accept() if name else dialog.reject()

    QTimer.singleShot(50, type_it)
    chosen = ask()
    assert seen[0].testOption(QFileDialog.Option.DontUseNativeDialog)
    return chosen


def test_where_to_save_gives_what_was_typed(beneath, tmp_path):
    where = tmp_path / "mine.pdf"
    where.write_bytes(b"there")  # that it is there is said when it is written, not here
    assert answered(lambda: asking.where_to_save(beneath, "Save", "7KQ2.pdf", "PDF (*.pdf)"), str(where)) == where
    assert answered(lambda: asking.where_to_save(beneath, "Save", "7KQ2.pdf", "PDF (*.pdf)"), "") is None


def test_a_file_or_a_folder_is_chosen_and_must_be_there(beneath, tmp_path):
    (tmp_path / "in.toml").write_bytes(b"")
    typed = str(tmp_path / "in.toml")
    assert answered(lambda: asking.which_file(beneath, "Choose", "Pack (*.toml)"), typed) == Path(typed)
    assert answered(lambda: asking.folder(beneath, "Choose", tmp_path), str(tmp_path)) == tmp_path
    assert answered(lambda: asking.folder(beneath, "Choose", tmp_path), "") is None


def test_sticks_that_are_plugged_in_are_at_hand(monkeypatch, tmp_path):
    (tmp_path / "somebody" / "STICK").mkdir(parents=True)
    (tmp_path / "BACKUPS").mkdir()
    monkeypatch.setattr(asking, "_PLUGGED_IN", (str(tmp_path), str(tmp_path / "none")))
    monkeypatch.setenv("USER", "somebody")
    places = asking._places()
    assert {tmp_path / "BACKUPS", tmp_path / "somebody" / "STICK", Path.home()} <= set(places)
    assert tmp_path / "somebody" not in places


ASK = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from sharedesk.ui import application, asking
app = QApplication([])
if sys.argv[2] == "quiet":
    application._keep_no_history()
def typed():
    dialog = app.activeModalWidget()
    dialog.setDirectory(sys.argv[1])
    dialog.findChild(QLineEdit, "fileNameEdit").setText("x.pdf")
    dialog.accept()
QTimer.singleShot(100, typed)
assert asking.where_to_save(QWidget(), "Save", "a.pdf", "PDF (*.pdf)")
QTimer.singleShot(0, app.quit)
app.exec()
"""


@pytest.mark.parametrize(("how", "left"), [("quiet", False), ("as Qt does", True)])
def test_no_list_of_folders_or_files_used_last_is_kept(tmp_path, how, left):
    """The control: Qt keeps one, unless told otherwise."""
    home, chosen = tmp_path / "home", tmp_path / "Quillan Hartsworth"
    chosen.mkdir()
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(home), "XDG_CONFIG_HOME": str(home), "QT_QPA_PLATFORM": "offscreen",
        "XDG_DATA_HOME": str(home), "PYTHONPATH": str(Path(sharedesk.__file__).parent.parent),
    }  # fmt: skip
    home.mkdir()
    subprocess.run([sys.executable, "-c", ASK, str(chosen), how], env=environment, check=True, timeout=60)
    kept = [path for path in home.rglob("*") if path.is_file() and b"Hartsworth" in path.read_bytes()]
    assert bool(kept) == left
    assert left or not list(home.rglob("*.xbel"))
