"""The locked page, and choosing another log."""

from __future__ import annotations

import shutil
import time

import pytest
from PySide6.QtCore import Qt
from ui.conftest import PASSPHRASE, at_home
from vault import make_fixture, test_migration

from sharedesk.desk import settings
from sharedesk.desk.settings import KnownLog, Settings
from sharedesk.ui import asking
from sharedesk.ui.pages import locked as locked_page
from sharedesk.ui.window import Window
from sharedesk.vault import database, errors, header, swap
from sharedesk.vault.vault import create, unlock


@pytest.fixture(autouse=True)
def looked_at_once(monkeypatch):
    """The log's head is read without waiting for the window to be up."""
    monkeypatch.setattr(locked_page, "_LOOK_AFTER", 0)


@pytest.fixture
def at(qtbot, appearance):
    """A window before a log's folder, locked."""
    windows = []

    def opened(folder, kept=None):
        window = Window(folder, lambda *, hidden=False: None, appearance, kept)
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        return window

    yield opened
    for window in windows:
        window.worker.close()


@pytest.fixture
def folder(empty_log, tmp_path):
    return shutil.copytree(empty_log, tmp_path / "a name nobody should read")


def shown(window):
    return window._stack.currentWidget()


def said(window):
    problems = shown(window).problems
    return problems.accessibleDescription() if problems.isVisible() else ""


def test_it_says_which_log_by_its_label_and_nothing_else(qtbot, at, folder, settled):
    window = at(folder)
    settled(window)
    form = shown(window).form
    log = header.read(folder).body.log
    assert form.which.text() == f"Log {log[:8]}, on this computer."
    assert form.practice.text() == locked_page.PRACTICE
    everything = window.windowTitle() + "".join(label.text() for label in shown(window).findChildren(type(form.which)))
    assert "nobody should read" not in everything
    assert not window.is_inside


def test_passphrase_and_enter_open_it(qtbot, at, folder, settled):
    window = at(folder)
    qtbot.waitUntil(shown(window).form.passphrase.hasFocus)
    qtbot.keyClicks(shown(window).form.passphrase, PASSPHRASE)
    qtbot.keyClick(shown(window).form.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: at_home(window), timeout=20_000)
    assert "locked" not in window._pages
    settled(window)


def test_a_wrong_one_is_said_and_the_next_try_begins_at_once(qtbot, at, folder):
    window = at(folder)
    form = shown(window).form
    qtbot.keyClicks(form.passphrase, "not this")
    qtbot.keyClick(form.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(said(window)), timeout=20_000)
    assert said(window) == str(errors.WrongPassphrase())
    assert form.passphrase.hasFocus()
    assert form.passphrase.hasSelectedText()
    assert form.unlock.isEnabled()
    assert not window.worker.is_open


def test_an_earlier_versions_log_is_brought_up_to_date_in_sight_and_can_be_stopped(qtbot, at, tmp_path, monkeypatch):
    place, _ = test_migration.frozen(1, tmp_path)
    before = (place / database.NAME).read_bytes()
    window = at(place)
    form = shown(window).form

    def endless(*about):
        while True:
            about[-1](1, 3)
            time.sleep(0.01)

    with monkeypatch.context() as slow:
        slow.setattr(swap, "_migrate_copy", endless)
        qtbot.keyClicks(form.passphrase, make_fixture.PASSPHRASE)
        qtbot.keyClick(form.passphrase, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: form.unlock.text() == "Stop")
        qtbot.waitUntil(lambda: form.notice.text() == locked_page.UPGRADING.format(share=66))
        qtbot.mouseClick(form.unlock, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: bool(said(window)))
    assert said(window) == str(errors.Cancelled())
    assert form.unlock.text() == "Unlock"
    assert (place / database.NAME).read_bytes() == before
    assert not list(place.glob(".*.new"))
    qtbot.keyClick(form.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: at_home(window))


def test_none_typed_is_said_too(qtbot, at, folder, settled):
    window = at(folder)
    settled(window)
    qtbot.mouseClick(shown(window).form.unlock, Qt.MouseButton.LeftButton)
    assert said(window) == "Type the passphrase."


def damaged_header(folder):
    for name in (header.NAME, header.COPY):
        (folder / name).write_bytes(b"nothing of a header")


REFUSED = {
    "gone": (shutil.rmtree, errors.NoLogHere),
    "damaged header": (damaged_header, errors.HeaderDamaged),
    "no records": (lambda folder: (folder / database.NAME).unlink(), errors.DatabaseMissing),
    "plain records": (
        lambda folder: (folder / database.NAME).write_bytes(b"SQLite format 3\0" * 9),
        errors.DatabasePlain,
    ),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_opened_is_said_before_anything_is_typed(qtbot, at, folder, settled, why):
    do, error = REFUSED[why]
    do(folder)
    window = at(folder)
    settled(window)
    assert said(window) == str(error())
    assert shown(window).problems.hasFocus()


def test_a_log_that_is_open_elsewhere_says_so(qtbot, at, folder):
    window = at(folder)
    with unlock(folder, PASSPHRASE):
        qtbot.keyClicks(shown(window).form.passphrase, PASSPHRASE)
        qtbot.keyClick(shown(window).form.passphrase, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(said(window)), timeout=20_000)
    assert said(window) == str(errors.VaultInUse())
    assert shown(window).problems.hasFocus()
    qtbot.keyClick(shown(window).form.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: at_home(window), timeout=20_000)


def test_caps_lock_is_noticed_by_what_it_does(qtbot, at, folder):
    window = at(folder)
    form = shown(window).form
    qtbot.keyClicks(form.passphrase, "a")
    assert not form.caps.isVisible()
    qtbot.keyClick(form.passphrase, "B")  # a capital, and no Shift with it
    assert form.caps.text() == locked_page.CAPS
    assert form.caps.isVisible()
    qtbot.keyClicks(form.passphrase, "b")
    assert not form.caps.isVisible()


def test_what_waits_to_be_said_is_said_once(qtbot, at, folder, settled):
    window = at(folder)
    window.notices.append("Your settings could not be read.")
    window.show_page("locked")
    assert shown(window).form.notice.text() == "Your settings could not be read."
    assert shown(window).form.notice.isVisible()
    window.show_page("locked")
    assert not shown(window).form.notice.isVisible()
    settled(window)


def test_another_log_is_chosen_by_an_opaque_label(qtbot, at, folder, tmp_path, settled):
    missing = KnownLog(folder=str(tmp_path / "stick"), label="Log 99999999")
    kept = Settings(logs=(missing, KnownLog(folder=str(folder), label="Log 0a1b2c3d")))
    window = at(tmp_path / "stick", kept)
    settled(window)
    qtbot.mouseClick(shown(window).form.other, Qt.MouseButton.LeftButton)
    known = shown(window).form.known
    assert [known.item(row).text() for row in range(known.count())] == [
        "Log 99999999: its folder is not there now", "Log 0a1b2c3d",
    ]  # fmt: skip
    qtbot.keyClick(known, Qt.Key.Key_Down)
    qtbot.keyClick(known, Qt.Key.Key_Return)
    settled(window)
    assert window.windowTitle() == "ShareDesk: Locked"
    assert window.folder == folder
    assert not said(window)


def test_a_log_is_taken_off_the_list_and_not_off_the_disk(qtbot, at, folder, tmp_path, settled):
    window = at(folder, Settings(logs=(KnownLog(folder=str(folder), label="Log 0a1b2c3d"),)))
    window.show_page("logs")
    qtbot.mouseClick(shown(window).form.forget, Qt.MouseButton.LeftButton)
    settled(window)
    assert window.settings.logs == ()
    assert shown(window).form.none.isVisible()
    assert (folder / header.NAME).exists()


def test_a_folder_without_a_log_is_refused_where_it_was_asked_for(qtbot, at, folder, tmp_path, settled, monkeypatch):
    window = at(folder)
    window.show_page("logs")
    monkeypatch.setattr(asking, "folder", lambda *_: tmp_path)
    qtbot.mouseClick(shown(window).form.find, Qt.MouseButton.LeftButton)
    settled(window)
    assert said(window) == str(errors.NoLogHere())
    monkeypatch.setattr(asking, "folder", lambda *_: folder)
    qtbot.mouseClick(shown(window).form.find, Qt.MouseButton.LeftButton)
    settled(window)
    assert window.windowTitle() == "ShareDesk: Locked"


def test_a_real_log_is_remembered_when_it_was_opened(qtbot, at, tmp_path, settled):
    from sharedesk.domain.person import Author
    from sharedesk.vault.keys import FLOOR

    with create(tmp_path / "real", PASSPHRASE, Author(name="A. Example"), cost=FLOOR)[0] as vault:
        label, key = settings.label_of(vault.log), vault.root.inbox_public
    window = at(tmp_path / "real")
    shown(window).form.passphrase.setText(PASSPHRASE)
    shown(window).form.unlock.click()
    qtbot.waitUntil(lambda: at_home(window), timeout=20_000)
    settled(window)
    assert window.settings.logs == (KnownLog(folder=str(tmp_path / "real"), label=label, inbox=key),)
