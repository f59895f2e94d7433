"""The guidance shelf of a window, with the organisation's pack that was chosen: read once, on the worker's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sharedesk.desk.pack_choice import pack_in_use
from sharedesk.ui.window import Window

if TYPE_CHECKING:
    from sharedesk.desk.shelf import Shelf


class Shelves(QObject):
    """One window's shelf. `changed`: another pack was chosen."""

    changed = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._shelf: Shelf | None = None
        self._held: tuple[Path | None, bool] = (None, False)

    def ask(self, then: Callable[[Shelf], None]) -> None:
        """Hear the shelf in the window's thread."""
        self._window.worker.run(self.opened, then)

    def opened(self) -> Shelf:
        """The shelf, for work on the worker's thread. The first time takes some 0.2 s."""
        from sharedesk.desk.shelf import open_shelf

        practice = self._window.practice
        wanted = (pack_in_use(self._window.settings.organisation, practice=practice), practice)
        if self._shelf is None or wanted != self._held:
            self._shelf, self._held = open_shelf(wanted[0], practice=practice), wanted
        return self._shelf

    def choose(self, pack: Path | None) -> None:
        """Use another pack, or (None) none that was chosen here. The same file is read anew."""
        self._window.prefer(replace(self._window.settings, organisation=str(pack.absolute()) if pack else ""))
        self._window.worker.run(self._forget, lambda _: self.changed.emit())

    def _forget(self) -> None:
        self._shelf = None


def shelves_of(window: Window) -> Shelves:
    """The window's shelf, made when it is first asked for."""
    return window.findChild(Shelves) or Shelves(window)
