"""A log that another version wrote, and a log that goes away under the hands that write: what is said, what is kept."""

from __future__ import annotations

import hashlib
import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui.conftest import PASSPHRASE
from vault.world import snapshot

from sharedesk.desk import drafting
from sharedesk.domain.fold import fold_decision
from sharedesk.ui.pages import locked as locked_page
from sharedesk.ui.window import Window
from sharedesk.vault import errors, header, schema
from sharedesk.vault.vault import unlock


@pytest.fixture
def folder(empty_log, tmp_path):
    return shutil.copytree(empty_log, tmp_path / "log")


@pytest.fixture
def locked(qtbot, folder, appearance, monkeypatch):
    """Shows the locked page of the folder as it is now."""
    monkeypatch.setattr(locked_page, "_LOOK_AFTER", 0)
    windows = []

    def shown():
        window = Window(folder, lambda *, hidden=False: None, appearance)
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        return window

    yield shown
    for window in windows:
        window.worker.close()


def newer_header(folder):
    """As the next format's would look: its number, and a digest that fits."""
    for name in (header.NAME, header.COPY):
        data = (folder / name).read_bytes()
        signed = header.MAGIC + (header.VERSION + 1).to_bytes(2, "big") + data[len(header.MAGIC) + 2 : -64]
        (folder / name).write_bytes(signed + hashlib.sha256(signed).digest() + data[-32:])


def newer_tables(folder):
    with unlock(folder, PASSPHRASE) as vault:
        vault.store.connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")


def said(window) -> str:
    problems = window._pages["locked"].problems
    return problems.accessibleDescription() if problems.isVisible() else ""


def without_lock(folder):
    """What is in a folder: not the file that two windows hold each other off with."""
    return {name: what for name, what in snapshot(folder).items() if "lock" not in name}


def test_a_newer_header_is_said_before_anything_is_typed(qtbot, locked, folder, settled):
    newer_header(folder)
    before = without_lock(folder)
    window = locked()
    settled(window)
    assert said(window) == str(errors.NewerVersion())
    assert "Update ShareDesk" in said(window)
    assert without_lock(folder) == before


def test_newer_tables_are_said_after_the_passphrase_and_nothing_is_changed(qtbot, locked, folder, settled):
    newer_tables(folder)
    before = without_lock(folder)
    window = locked()
    settled(window)
    assert said(window) == "", "the passphrase comes first: only then can the tables be read"
    page = window._pages["locked"]
    QTest.keyClicks(page.form.passphrase, PASSPHRASE)
    QTest.keyClick(page.form.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(said(window)), timeout=20_000)
    assert said(window) == str(errors.NewerVersion())
    assert window.windowTitle() == "ShareDesk: Locked"
    assert without_lock(folder) == before


def test_a_stick_pulled_while_typing_and_put_back(open_window, empty_log, go, qtbot, settled):
    """The whole folder goes. What is typed stays; recording is refused with what to do; once it is back all works."""
    window = open_window(empty_log)
    short = go(window, "short_route", fresh=True)
    reasons = short._view("reasons").fields.inputs["reasons"]
    away = window.folder.with_name("pulled")
    window.folder.rename(away)
    QTest.keyClicks(reasons, "because")
    qtbot.waitUntil(lambda: "folder is not there" in short.form.saved.text(), timeout=4000)
    assert "Put the drive back" in short.form.saved.text()
    QTest.keyClicks(reasons, " of this")
    check = go(window, "check", back="short_route")
    check.form.record.click()
    settled(window)
    assert window.windowTitle() == "ShareDesk: Check your answers"
    assert check.problems.isVisible()
    assert "Your words are kept" in check.problems.accessibleDescription()
    go(window, "short_route")
    assert reasons.toPlainText() == "because of this"
    away.rename(window.folder)
    qtbot.waitUntil(lambda: short.form.saved.text().startswith("Saved "), timeout=9000)  # by itself
    check = go(window, "check", back="short_route")
    check.form.record.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Recorded")
    window.worker.close()
    with unlock(window.folder, PASSPHRASE) as vault:
        (listed,) = drafting.search.newest(vault.store, 2)
        assert fold_decision(vault.store.entries_of(listed.id)).decision.reasons == "because of this"
        assert drafting.Drafts(vault).all() == []
