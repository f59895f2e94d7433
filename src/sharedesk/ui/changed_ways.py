"""After a way into the log was changed, or its key, or the change was interrupted: what the window does then."""

from __future__ import annotations

from collections.abc import Callable

from sharedesk.desk.settings import label_of
from sharedesk.desk.ways_in import Changed
from sharedesk.errors import ShareDeskError
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.window import Window
from sharedesk.vault.errors import Cancelled, KeyChangeInterrupted


def tell(page: Page, changed: Changed) -> None:
    """Say what was changed, on the page of all ways in; where `page` was left meanwhile, when that is next shown."""
    if page.isHidden():
        page.desk.made("ways_in").show_about(changed=changed)
    else:
        page.desk.show_page("ways_in", changed=changed)


def after_rotation(window: Window) -> None:
    """Emergency notes are sealed to another key from now on: hold it against the log's header while that is locked."""
    vault, folder = window.worker.vault, window.folder
    if folder is not None and not window.practice:
        window.prefer(window.settings.having_used(folder.absolute(), label_of(vault.log), vault.root.inbox_public))


def refused(page: Page, problems: ErrorSummary, problem: ShareDeskError, busy: Callable[[bool], None]) -> None:
    """Say why it was not done, also to somebody who left the page; only that it was stopped they know.

    Where the change of the log's key was interrupted, the log is closed already: there is nothing left but to lock.
    """
    window, interrupted = page.desk, isinstance(problem, KeyChangeInterrupted)
    if page.isHidden():
        if not isinstance(problem, Cancelled):
            window.problem(problem)
        if interrupted:
            window.lock()
        return
    busy(interrupted)
    problems.show_problems([(f"{problem} Press here to go on.", window.lock) if interrupted else (str(problem), None)])
