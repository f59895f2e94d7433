"""What somebody will want soon, made ready while they read the first page: in small steps, so that nobody notices.

The first page of a decision takes a quarter of a second when everything it needs is new: PySide6 makes its classes when
they are first wanted, some fifteen modules are read, and ten forms are filled. Whoever asks for it before all of that
is ready waits for the rest of it, and the window never stands still.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from importlib import import_module

from PySide6 import QtWidgets
from PySide6.QtCore import QObject, QTimer

from sharedesk.desk.answers import Unfit, to_decision
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.window import Window

_PAUSE = 10
"""Milliseconds between two turns, in which keys and painting come first."""
_TURN = 0.005
"""Seconds after which a turn begins no further step. The longest step takes 20 ms."""
_DONE = object()
_MODULES = (
    "repeated", "fields", "same_person", "sheet", "_forms.person_part", "_forms.concern_part", "_forms.item_part",
    "_forms.recipient_part", "_forms.telling_part", "_forms.next_step_part", "pages.short_route", "pages.found",
    "pages.check", "pages.recorded", "pages.check_run",
)  # fmt: skip


class Warming(QObject):
    """Makes one window's next pages ready."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._steps = _steps(window)
        self._waiting: list[Callable[[], None]] = []
        self.done = False
        self._timer = QTimer(self, interval=_PAUSE)
        self._timer.timeout.connect(self._step)
        self._timer.start()

    @property
    def awaited(self) -> bool:
        """Does somebody wait?"""
        return bool(self._waiting)

    def then(self, go_on: Callable[[], None]) -> None:
        """Somebody waits: call `go_on` when all is ready, at once where it is. Keys and painting still come between."""
        if self.done:
            go_on()
            return
        self._waiting.append(go_on)
        self._timer.setInterval(0)

    def _step(self) -> None:
        end = time.perf_counter() + _TURN
        while time.perf_counter() < end:
            if next(self._steps, _DONE) is _DONE:
                self._timer.stop()
                self.done = True
                waiting, self._waiting = self._waiting, []
                for go_on in waiting:
                    go_on()
                return


def _steps(window: Window) -> Iterator[None]:
    for name in dir(QtWidgets):
        getattr(QtWidgets, name)  # one class, with its enumerations; asked about a widget of Qt's own it makes all
        yield
    for name in _MODULES:
        import_module(f"sharedesk.ui.{name}")
        yield
    page = window.made("short_route")
    yield
    yield from page.preparing()
    with suppress(Unfit):
        to_decision({}, date.today())  # noqa: DTZ011  # any: what it looks up of its types it keeps, 18 ms
    yield
    for name in ("check", "recorded"):
        window.made(name)
        yield
    shelves_of(window).ask(lambda _: None)
