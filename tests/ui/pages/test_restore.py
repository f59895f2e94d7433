"""Restoring in the window: what would be missing is said first, nothing is changed before, and the log opens after."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from ui.conftest import PASSPHRASE, at_home, settle

from sharedesk.desk import record
from sharedesk.domain.decision import Decision
from sharedesk.domain.person import Author
from sharedesk.ui import asking
from sharedesk.ui.process import Asked
from sharedesk.ui.window import Window
from sharedesk.vault import backup, database, keys, recovery
from sharedesk.vault.vault import create, unlock


@pytest.fixture(scope="session")
def backed_up(tmp_path_factory):
    """A log, a backup of it, something recorded since, its recovery sheet, and a sheet that never was in its header."""
    place = tmp_path_factory.mktemp("restore")
    author = Author(name="Ada Example", role="", organisation="")
    vault, sheet = create(place / "log", PASSPHRASE, author, practice=True, cost=keys.FLOOR)
    with vault:
        record.record(vault, [Decision(reasons="Before the backup.")])
        other = recovery.new_sheet(vault.root, vault.log)
        file = place / "log" / "backups" / "one.sharedesk-backup"
        backup.back_up(vault, file)
        record.record(vault, [Decision(reasons="Since the backup.")])
    return place / "log", file, sheet, other


@pytest.fixture
def locked(backed_up, tmp_path, appearance, qtbot, monkeypatch):
    """A locked window on a copy of that log, at the page for restoring."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = shutil.copytree(backed_up[0], tmp_path / "log", ignore=shutil.ignore_patterns("*.lock"))
    windows = []

    def shown(log: Path | None = folder, **asked) -> Window:
        window = Window(log, lambda *, hidden=False: None, appearance, asked=Asked(**asked))
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        settle(qtbot, window)
        return window

    yield shown
    for window in windows:
        window.worker.close()


def page_of(window, qtbot, **about):
    page = window.show_page("restore", **about)
    settle(qtbot, window)
    return page


def looked_at(page, qtbot, words=PASSPHRASE):
    page.form.passphrase.setText(words)
    page.form.look.click()
    qtbot.waitUntil(lambda: page._progress is None, timeout=60_000)
    return page


def tree(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"}


def test_what_would_be_missing_is_said_first_and_leaving_it_changes_nothing(locked, qtbot, tmp_path):
    window = locked()
    before = tree(tmp_path)
    page = looked_at(page_of(window, qtbot), qtbot)
    assert page.form.file.text().endswith("one.sharedesk-backup"), "the one that was found"
    assert page.form.plan.text().startswith("Not in the backup, but in the log that is there now: 1 entry.")
    assert not page.form.steps.isVisible()
    assert QApplication.focusWidget() is page.form.leave, "Enter restores nothing"
    page.form.leave.click()
    settle(qtbot, window)
    assert page.form.steps.isVisible()
    assert tree(tmp_path) == before


def test_it_is_restored_opened_and_the_log_that_was_there_is_kept_aside(locked, qtbot, tmp_path):
    window = locked()
    page = looked_at(page_of(window, qtbot), qtbot)
    page.form.go_on.click()
    qtbot.waitUntil(lambda: window.is_inside, timeout=60_000)
    settle(qtbot, window)
    shown = window._stack.currentWidget()
    assert shown is window._pages["backups"]
    (aside,) = tmp_path.glob("log kept aside *")
    assert str(aside) in shown.form.done.text()
    assert str(aside) in shown.form.aside.text()
    counts: list[int] = []
    window.worker.read(lambda vault: len(vault.store.entries_of_kind(["recorded"])), counts.append)
    settle(qtbot, window)
    assert counts == [1]
    with unlock(aside, PASSPHRASE) as kept:
        assert len(kept.store.entries_of_kind(["recorded"])) == 2


def test_on_a_clean_computer_by_the_lines_of_the_sheet(locked, qtbot, tmp_path, backed_up, monkeypatch):
    window = locked(None)
    first = window._pages["first_passphrase"]
    first.form.restore.click()
    settle(qtbot, window)
    page = window._stack.currentWidget()
    assert page is window._pages["restore"]
    assert not page.form.known.isVisible()
    file = shutil.copy(backed_up[1], tmp_path / "stick.sharedesk-backup")
    monkeypatch.setattr(asking, "which_file", lambda *_: file)
    page.form.choose.click()
    page.form.place.setText(str(tmp_path / "new" / "log"))
    page.form.with_sheet.setChecked(True)
    page.form.look.click()
    assert "Type the lines of the recovery code." in page.problems.accessibleDescription()
    page.lines.fill(list(backed_up[3].code_lines))
    page.form.look.click()
    qtbot.waitUntil(lambda: page._progress is None, timeout=60_000)
    assert "That recovery code does not open this log. Nothing was changed." in page.problems.accessibleDescription()
    assert not (tmp_path / "new" / "log").exists()
    page.lines.fill(list(backed_up[2].code_lines))
    page.form.look.click()
    qtbot.waitUntil(lambda: page._prepared is not None, timeout=60_000)
    page.form.go_on.click()
    qtbot.waitUntil(lambda: window.is_inside, timeout=60_000)
    settle(qtbot, window)
    assert window.folder == tmp_path / "new" / "log"
    assert "the same sheet sets a new one" in window._pages["backups"].form.done.text()
    assert (window.folder / database.NAME).exists()


@pytest.mark.parametrize("what", ["nothing typed", "wrong passphrase", "damaged", "no such file"])
def test_what_will_not_do_is_said_and_nothing_is_changed(locked, qtbot, tmp_path, what):
    window = locked()
    page = page_of(window, qtbot)
    if what == "damaged":
        spoilt = bytearray(Path(page.form.file.text()).read_bytes())
        spoilt[len(spoilt) // 2] ^= 1
        (tmp_path / "spoilt").write_bytes(bytes(spoilt))
        page.form.file.setText(str(tmp_path / "spoilt"))
    if what == "no such file":
        page.form.file.setText(str(tmp_path / "gone"))
    before = tree(tmp_path)
    words = {"nothing typed": "", "wrong passphrase": "wrong"}.get(what, PASSPHRASE)
    looked_at(page, qtbot, words)
    said = {
        "nothing typed": "Type the passphrase that the log had then.",
        "wrong passphrase": "That passphrase does not open this log.",
        "damaged": "That file is not a complete backup of a ShareDesk log.",
        "no such file": "There is no backup file of that name.",
    }[what]
    assert said in page.problems.accessibleDescription()
    assert page.form.steps.isVisible()
    assert tree(tmp_path) == before


@pytest.mark.parametrize("when", ["reading", "deciding"])
def test_going_elsewhere_leaves_everything_as_it_was_and_no_words(locked, qtbot, tmp_path, when):
    window = locked()
    before = tree(tmp_path)
    page = page_of(window, qtbot)
    page.form.passphrase.setText(PASSPHRASE)
    page.form.look.click()
    if when == "deciding":
        qtbot.waitUntil(lambda: page._prepared is not None, timeout=60_000)
    window.show_page("locked")
    settle(qtbot, window)
    assert page.form.passphrase.text() == ""
    assert page.form.steps.isVisibleTo(page)
    assert tree(tmp_path) == before
    unlock(window.folder, PASSPHRASE).lock()


def test_reading_can_be_stopped(locked, qtbot, tmp_path):
    window = locked()
    page = page_of(window, qtbot)
    page.form.passphrase.setText(PASSPHRASE)
    page.form.look.click()
    page.form.stop.click()
    qtbot.waitUntil(lambda: page._progress is None, timeout=60_000)
    assert "Stopped. Nothing was changed." in page.problems.accessibleDescription()


def test_a_process_that_was_asked_to_restore_comes_up_here_with_the_file(locked, qtbot, backed_up):
    window = locked(restore=backed_up[1])
    page = window._stack.currentWidget()
    assert page is window._pages["restore"]
    assert page.form.file.text() == str(backed_up[1])


def test_the_locked_page_offers_it_where_the_log_cannot_be_opened(locked, qtbot):
    window = locked()
    qtbot.waitUntil(window._pages["locked"].form.which.isVisible, timeout=10_000)
    assert not window._pages["locked"].form.restore.isVisible()
    (window.folder / database.NAME).unlink()
    again = locked(window.folder)
    page = again._pages["locked"]
    qtbot.waitUntil(page.form.restore.isVisible, timeout=10_000)
    page.form.restore.click()
    settle(qtbot, again)
    assert again._stack.currentWidget() is again._pages["restore"]
    looked_at(again._pages["restore"], qtbot)
    assert "so it is not known what of it" in again._pages["restore"].form.plan.text()
    assert not at_home(again)
