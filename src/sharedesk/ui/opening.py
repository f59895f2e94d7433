"""Opening the practice log, from whichever page offers it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sharedesk.errors import ShareDeskError
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary

if TYPE_CHECKING:
    from sharedesk.ui.window import Window
    from sharedesk.vault.vault import Vault


def practice(page: Page, problems: ErrorSummary) -> None:
    """Make this account's practice log, if there is none yet, open it and go home. Its passphrase is no secret."""
    window = page.desk

    def opener() -> Vault:
        from sharedesk.desk.practice import open_own

        return open_own()

    def opened(vault: Vault) -> None:
        page.setEnabled(True)
        window.folder = vault.folder
        window.opened(practice=True, has_recovery=vault.has_recovery)

    def refused(problem: ShareDeskError) -> None:
        page.setEnabled(True)
        problems.show_problems([(str(problem), None)])

    problems.clear()
    page.setEnabled(False)
    window.worker.open(opener, opened, refused)


def restoring(window: Window) -> None:
    """Show where a backup is restored, once what that needs is loaded: a fifth of a second, on the worker."""

    def load() -> None:
        import_module("sharedesk.desk.restoring")

    def show(_: None) -> None:
        if not window.is_inside:
            window.show_page("restore")

    window.worker.run(load, show)
