"""The window over a real log on the disk: a practice log, filled once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from sharedesk.desk import practice, record
from sharedesk.domain.decision import Decision
from sharedesk.domain.person import Author
from sharedesk.ui.appearance import Appearance
from sharedesk.ui.page import Page
from sharedesk.ui.window import Window
from sharedesk.vault import keys
from sharedesk.vault.vault import Vault, create, unlock

PASSPHRASE = "quietly seven made-up lamps"
Open = Callable[[Path], Window]


def made(folder: Path) -> Vault:
    """An empty practice log."""
    author = Author(name="Ada Example", role="Social worker", organisation="Pretend Council (fictional)")
    vault, _ = create(folder, PASSPHRASE, author, practice=True, cost=keys.FLOOR)
    return vault


def at_home(window: Window) -> bool:
    """Is home shown, whatever the window is called while something waits there?"""
    return window._stack.currentWidget() is window._pages.get("home")


@pytest.fixture(scope="session")
def full_log(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("full") / "log"
    with made(folder) as vault:
        practice.fill(vault)
        record.record(vault, [Decision(reasons="Unfinished on purpose.")])
    return folder


@pytest.fixture(scope="session")
def empty_log(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("empty") / "log"
    made(folder).lock()
    return folder


@pytest.fixture
def appearance(qapp: QApplication) -> Iterator[Appearance]:
    worn = Appearance(qapp, "light")
    yield worn
    worn.choose("light")
    worn.enlarge(100)
    worn.deleteLater()


@pytest.fixture
def open_window(qtbot, tmp_path, appearance) -> Iterator[Open]:
    """Opens a copy of a log in the real window, unlocked, at home."""
    windows: list[Window] = []

    def opened(log: Path) -> Window:
        folder = tmp_path / f"log {len(windows)}"
        shutil.copytree(log, folder, ignore=shutil.ignore_patterns("*.lock", "lock"))
        window = Window(folder, lambda *, hidden=False: None, appearance)
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        window.worker.open(
            lambda: unlock(folder, PASSPHRASE),
            lambda vault: window.opened(practice=vault.practice, has_recovery=vault.has_recovery),
            pytest.fail,
        )
        qtbot.waitUntil(lambda: at_home(window))
        settle(qtbot, window)
        return window

    yield opened
    for window in windows:
        window.worker.close()


@pytest.fixture
def window(open_window, full_log) -> Window:
    return open_window(full_log)


def settle(qtbot, window: Window) -> None:
    """Wait until the worker has answered all that it was asked, and what was asked on those answers."""
    for _ in range(3):
        answers: list[None] = []
        window.worker.run(lambda: None, answers.append)
        qtbot.waitUntil(lambda answers=answers: bool(answers), timeout=20_000)
        qtbot.waitUntil(lambda: not window.warming.awaited, timeout=20_000)


@pytest.fixture
def settled(qtbot) -> Callable[[Window], None]:
    return lambda window: settle(qtbot, window)


@pytest.fixture
def go(qtbot) -> Callable[..., Page]:
    """Shows a page and waits for what it reads."""

    def shown(window: Window, name: str, **about: object) -> Page:
        page = window.show_page(name, **about)
        settle(qtbot, window)
        return page

    return shown


@pytest.fixture
def first_decision(qtbot) -> Callable[[Window], str]:
    """The id of the decision that was recorded first, which has everything in it."""

    def found(window: Window) -> str:
        ids: list[str] = []
        window.worker.read(
            lambda vault: vault.store.entries_of_kind(["recorded"]),
            lambda all_: ids.append(next(iter(all_)).leaf.entity),
        )
        qtbot.waitUntil(lambda: bool(ids))
        return ids[0]

    return found
