"""A walk through the pages of backups: none, one made, several of which some are not whole; and restoring one."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sharedesk.desk import backups
from sharedesk.desk.backups import NoRoom, Proved
from sharedesk.domain.person import Author
from sharedesk.ui.page import Page
from sharedesk.ui.pages.backups import BackupsPage
from sharedesk.ui.pages.restore import RestorePage
from sharedesk.ui.window import Window
from sharedesk.vault import backup, keys
from sharedesk.vault.vault import create

Settle = Callable[[Window], None]
Stop = tuple[str, Page]


def until(window: Window, settle: Settle, happened: Callable[[], object]) -> None:
    """Let the worker go on until something has happened there."""
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        settle(window)


def backing(window: Window, settle: Settle) -> Iterator[Stop]:
    """Backups of an open log."""
    page = window.show_page("backups")
    settle(window)
    assert isinstance(page, BackupsPage)
    assert window.folder is not None
    yield "backups-none", page
    page.form.back_up.click()
    yield "backups-working", page
    until(window, settle, lambda: not page.work.is_busy)
    settle(window)
    folder = window.folder / "backups"
    made = next(folder.glob("*.sharedesk-backup"))
    spoilt = bytearray(made.read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    (folder / "spoilt.sharedesk-backup").write_bytes(bytes(spoilt))
    (folder / "letter.sharedesk-backup").write_bytes(b"nothing of ours")
    stick = window.folder.with_name("stick")
    stick.mkdir()
    window.worker.write(
        lambda vault: backups.copy_outside(vault, stick / "copy.sharedesk-backup", "", Proved()), lambda _: None
    )
    aside = window.folder.with_name(f"{window.folder.name} kept aside 2026-03-14-120301")
    shutil.copytree(window.folder, aside, ignore=shutil.ignore_patterns("*.lock"))
    page._backing.trouble = NoRoom()
    window.show_page("home")
    settle(window)
    yield "home-backups", window._pages["home"]
    window.show_page("backups")
    until(window, settle, lambda: len(page.model.rows) == 3 and page._reading is None)
    yield "backups", page
    page._failed(NoRoom())
    settle(window)
    yield "backups-error", page
    page._backing.trouble = None
    shutil.rmtree(aside)


def restoring(window: Window, settle: Settle, home: Path) -> Iterator[Stop]:
    """A backup put back on a computer that has no log yet: a practice log's."""
    file = home / "copy.sharedesk-backup"
    author = Author(name="Ada Example", role="", organisation="")
    with create(home / "theirs", "theirs", author, practice=True, cost=keys.FLOOR)[0] as vault:
        backup.back_up(vault, file)
    page = window.show_page("restore")
    settle(window)
    assert isinstance(page, RestorePage)
    yield "restore", page
    page.form.look.click()
    yield "restore-error", page
    page.form.with_sheet.setChecked(True)
    yield "restore-sheet", page
    page.form.with_sheet.setChecked(False)
    page.form.file.setText(str(file))
    page.form.passphrase.setText("theirs")
    page.form.look.click()
    yield "restore-working", page
    until(window, settle, lambda: page._prepared is not None)
    yield "restore-plan", page
    page.form.leave.click()
    settle(window)
