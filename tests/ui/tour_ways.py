"""The part of the walk through every page on which one gets back into a log, or changes what opens it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyrage
from PySide6.QtWidgets import QAbstractButton

from sharedesk.desk import ways_in
from sharedesk.domain.person import Author
from sharedesk.ui.page import Page
from sharedesk.ui.pages.escrow import EscrowPage
from sharedesk.ui.pages.recover import RecoverPage
from sharedesk.ui.window import Window
from sharedesk.vault import header
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create

Settle = Callable[[Window], None]
Stop = tuple[str, Page]
TEAM = "Information governance team of the Pretend Council of the Upper and Lower Made-up Valleys (fictional)"


def ways(window: Window, settle: Settle) -> Iterator[Stop]:
    """All ways into an open log, with an organisation's key let in; and each change as far as before it is made."""

    def shown(name: str, press: str = "", **about: object) -> Page:
        page = window.show_page(name, **about)
        settle(window)
        if press:
            button = getattr(page.form, press)  # type: ignore[attr-defined]
            assert isinstance(button, QAbstractButton)
            button.click()
            settle(window)
        return page

    yield "escrow-error", shown("escrow", "go_on")
    page = shown("escrow")
    assert isinstance(page, EscrowPage)
    page.form.who.setText(TEAM)
    page.form.key.setText(str(pyrage.x25519.Identity.generate().to_public()))
    yield "escrow", page
    page.form.compared.click()
    page.form.go_on.click()
    settle(window)
    yield "ways-in-changed", window.made("ways_in")
    yield "ways-in", shown("ways_in")
    yield "change-passphrase-error", shown("change_passphrase", "go_on")
    yield "new-sheet-error", shown("new_sheet", "go_on", rotation=None)
    page = shown("rotate", "go_on")
    for choice in (page.form.another, page.form.without):  # type: ignore[attr-defined]
        choice.click()
    yield "rotate-error", page
    window.made("recovered").show_about(by="sheet")
    yield "recovered", shown("recovered")


def recovering(window: Window, settle: Settle, place: Path) -> Iterator[Stop]:
    """Locked out of a log that is made in `place`: by code, by everything on the sheet; with nothing there at all."""
    author = Author(name="Ada Example")
    vault, sheet = create(place / "log", "practice", author, practice=True, cost=FLOOR)
    with vault:
        key = str(pyrage.x25519.Identity.generate().to_public())
        ways_in.add_holder(vault, ways_in.typed_holder(TEAM, key))
    assert sheet is not None
    before, window.folder = window.folder, place / "log"
    page = window.show_page("recover")
    settle(window)
    assert isinstance(page, RecoverPage)
    yield "recover", page
    page.code.fill([*sheet.code_lines[:2], "ABCD-EFGH-J", "ABC"])
    page.form.go_on.click()
    settle(window)
    yield "recover-error", page
    page.code.fill(list(sheet.code_lines))
    page.form.go_on.click()
    settle(window)
    yield "recover-new", window.made("recover_new")
    for name in (header.NAME, header.COPY):
        (place / "log" / name).unlink()
    window.show_page("recover")
    settle(window)
    yield "recover-all", page
    window.folder = before
