"""Backups that nobody asks for: after changes and once a day, in turns with everything else, and never in its way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from sharedesk import events
from sharedesk.errors import ShareDeskError
from sharedesk.events import Event
from sharedesk.ui.progress import Progress
from sharedesk.vault.errors import Cancelled

if TYPE_CHECKING:
    from sharedesk.desk.backups import Made, Proved
    from sharedesk.ui.window import Window
    from sharedesk.vault.store import Progress as Telling
    from sharedesk.vault.vault import Vault

AFTER_CHANGES = 60_000
"""Milliseconds of quiet after unlocking or a change: whoever records one thing often records the next."""
_LOOKS = 600_000
"""Milliseconds between two looks at whether one is due: a window may stay open for days."""


class BackingUp(QObject):
    """One window's backups on this computer: which are known to be whole, and what became of the last.

    `told`: `trouble` may be another, or there may be another backup. It makes none before `begin`.
    """

    told = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._proved: Proved | None = None
        self.trouble: ShareDeskError | None = None
        """Why the last backup that nobody asked for was not made."""
        self._progress: Progress | None = None
        self._soon = QTimer(self, interval=AFTER_CHANGES, singleShot=True)
        self._soon.timeout.connect(self.look)
        self._often = QTimer(self, interval=_LOOKS)
        self._often.timeout.connect(self.look)
        window.before_lock(self.stop)

    def begin(self) -> None:
        """Make backups from now on."""
        self._window.worker.changed.connect(lambda _: self._soon.start())
        self._soon.start()
        self._often.start()

    @property
    def proved(self) -> Proved:
        """Which backups are known to be whole."""
        if self._proved is None:
            from sharedesk.desk.backups import Proved

            self._proved = Proved()
        return self._proved

    @property
    def place(self) -> str:
        """The place chosen for backups, empty where none was."""
        return self._window.settings.backup_place

    def look(self) -> None:
        """Make one if it is due."""
        if self._progress is not None:
            return
        self._progress, now, place = Progress(), datetime.now(UTC), self.place

        def is_due(vault: Vault) -> bool:
            from sharedesk.desk import backups  # a tenth of a second, on the worker

            return backups.is_due(vault, place, now)

        self._window.worker.read(is_due, self._go_on, self._failed)

    def stop(self) -> None:
        """End one that is under way: the log is to be locked, or is wanted for something else."""
        if self._progress is not None:
            self._progress.stop()

    def _go_on(self, due: bool) -> None:
        progress, place = self._progress, self.place
        if not due or progress is None:
            self._progress = None
            return

        def make(vault: Vault, tell: Telling) -> Made:
            from sharedesk.desk import backups

            return backups.back_up_by_itself(vault, place, self.proved, tell)

        self._window.worker.turns(make, self._made, self._failed, progress, gives_way=True)

    def _made(self, _made: Made) -> None:
        events.note(Event.BACKED_UP)
        self._progress = None
        self.is_well()

    def is_well(self) -> None:
        """A backup was made, by itself or asked for."""
        self.trouble = None
        self.told.emit()

    def _failed(self, problem: ShareDeskError) -> None:
        self._progress = None
        if isinstance(problem, Cancelled):
            self._soon.start()  # something else was more important: look again
            return
        events.note(Event.BACKUP_FAILED, type(problem))
        self.trouble = problem
        self.told.emit()


def backing_of(window: Window) -> BackingUp:
    """The window's backups, made when first asked for."""
    return window.findChild(BackingUp) or BackingUp(window)
