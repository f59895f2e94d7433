"""Work on the log that takes a while: how far it is, and a way to stop it. The boxes are the form's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton

from sharedesk.errors import ShareDeskError
from sharedesk.ui.page import Page
from sharedesk.ui.progress import Progress

if TYPE_CHECKING:
    from sharedesk.vault.store import Progress as Telling
    from sharedesk.vault.vault import Vault

T = TypeVar("T")


class Boxes(Protocol):
    """What a form has for it."""

    working: QLabel
    progress: QProgressBar
    stop: QPushButton


class LongWork(QObject):
    """One piece of work at a time, between other reads and writes. `busy` holds the rest of the page meanwhile."""

    def __init__(self, page: Page, form: Boxes, busy: Callable[[bool], None]) -> None:
        super().__init__(page)
        self._page, self._form, self._busy = page, form, busy
        self._progress: Progress | None = None
        form.stop.clicked.connect(self.stop)
        self._show(False)

    def start(
        self, words: str, work: Callable[[Vault, Telling], T], then: Callable[[T], None],
        failed: Callable[[ShareDeskError], None], *, at_once: bool = False,
        alone: bool = False,
    ) -> None:  # fmt: skip
        """Begin; `then` or `failed` hears how it ended, Cancelled among others.

        `at_once`: it writes in one piece, so nothing else has its turn before it has ended. `alone`: as
        `Worker.turns` has it.
        """
        if self._progress is not None:
            return
        self._progress = progress = Progress()
        progress.hear(self._tell)
        self._show(True)
        self._page.say(self._form.working, words)
        self._form.stop.setFocus()
        self._page.reveal(self._form.stop)

        def ended(result: T) -> None:
            self._show(False)
            then(result)

        def not_done(problem: ShareDeskError) -> None:
            self._show(False)
            failed(problem)

        if at_once:
            self._page.desk.worker.write(lambda vault: work(vault, progress), ended, not_done)
        else:
            self._page.desk.worker.turns(work, ended, not_done, progress, alone=alone)

    @property
    def is_busy(self) -> bool:
        """Is something being done?"""
        return self._progress is not None

    def stop(self) -> None:
        """Stop it the next time it tells how far it is."""
        if self._progress is not None:
            self._progress.stop()

    def _tell(self, done: int, of: int) -> None:
        self._form.progress.setRange(0, max(of, 1))
        self._form.progress.setValue(done)

    def _show(self, busy: bool) -> None:
        form = self._form
        form.progress.setRange(0, 0)
        for shown in (form.working, form.progress, form.stop):
            shown.setVisible(busy)
        self._busy(busy)
        if not busy:
            self._progress = None
