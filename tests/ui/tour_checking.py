"""The page that checks the log: before, with what was found, with a slip typed, and an altered log."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QAbstractButton

from sharedesk.ui.page import Page
from sharedesk.ui.pages.check_log import CheckLogPage
from sharedesk.ui.window import Window
from sharedesk.vault.vault import Vault

Settle = Callable[[Window], None]


def checking(window: Window, settle: Settle) -> Iterator[tuple[str, Page]]:
    """Leaves the log as it was."""
    page = window.show_page("check_log")
    assert isinstance(page, CheckLogPage)
    settle(window)
    yield "check-log", page
    done(window, settle, page, page.form.check)
    yield "check-log-sound", page
    page.form.line_1.setText("ABC")
    page.form.compare.click()
    yield "check-log-slip", page
    window.worker.read(_spoil, lambda _: None)
    done(window, settle, page, page.form.check)
    yield "check-log-found", page
    done(window, settle, page, page.form.anew)
    yield "check-log-anew", page


def done(window: Window, settle: Settle, page: CheckLogPage, press: QAbstractButton) -> None:
    """Press a button and wait until what it began has ended."""
    press.click()
    settle(window)
    while page.work.is_busy:
        settle(window)


def _spoil(vault: Vault) -> None:
    """What lists say of a decision."""
    vault.store.connection.execute(
        "UPDATE decision SET missing = missing + 1 WHERE row = (SELECT max(row) FROM decision)"
    )
