"""After the log's key was changed, or the change was interrupted: what the window does then."""

from __future__ import annotations

from collections.abc import Callable

from sharedesk.desk.settings import label_of
from sharedesk.errors import ShareDeskError
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.window import Window
from sharedesk.vault.errors import KeyChangeInterrupted


def after_rotation(window: Window) -> None:
    """Emergency notes are sealed to another key from now on: hold it against the log's header while that is locked."""
    vault, folder = window.worker.vault, window.folder
    if folder is not None and not window.practice:
        window.prefer(window.settings.having_used(folder.absolute(), label_of(vault.log), vault.root.inbox_public))


def refused(window: Window, problems: ErrorSummary, problem: ShareDeskError, busy: Callable[[bool], None]) -> None:
    """Say why it was not done. Where it was interrupted the log is closed already, and there is nothing to do here."""
    interrupted = isinstance(problem, KeyChangeInterrupted)
    busy(interrupted)
    problems.show_problems([(f"{problem} Press here to go on.", window.lock) if interrupted else (str(problem), None)])
