"""Scheme and text size while the program runs: chosen here, or following the system."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from sharedesk.ui import look
from sharedesk.ui.style import FocusRing

Choice = Literal["system", "light", "dark", "contrast"]
PERCENTS = (100, 125, 150, 175, 200)
Keep = Callable[[Choice, int], None]


class Appearance(QObject):
    """Dresses the program, and again whenever something about it changes. `keep` stores what was chosen."""

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        choice: Choice = "system",
        percent: int = 100,
        keep: Keep = lambda choice, percent: None,
        likely: look.Scheme | None = None,
    ) -> None:
        """`likely` is taken for what the system asks for, until it is asked: see `ask`."""
        super().__init__()
        self._app, self._keep = app, keep
        self.choice: Choice = choice
        self.percent = min(max(percent, PERCENTS[0]), PERCENTS[-1])
        self.system = likely or look.system_scheme(app)
        self.ring = FocusRing(app, self)
        hints = app.styleHints()
        accessibility = hints.accessibility()
        hints.colorSchemeChanged.connect(self._follow)
        accessibility.contrastPreferenceChanged.connect(self._follow)
        self._dress()

    @property
    def scheme(self) -> look.Scheme:
        """The scheme that is shown now."""
        return self.system if self.choice == "system" else self.choice

    def choose(self, choice: Choice) -> None:
        """Use a scheme, or follow the system's."""
        self.choice = choice
        self._chosen()

    def enlarge(self, percent: int) -> None:
        """Show text at 100 to 200 per cent of the system's size."""
        self.percent = min(max(percent, PERCENTS[0]), PERCENTS[-1])
        self._chosen()

    def larger(self) -> None:
        """The next larger text."""
        self.enlarge(next((p for p in PERCENTS if p > self.percent), PERCENTS[-1]))

    def smaller(self) -> None:
        """The next smaller text."""
        self.enlarge(next((p for p in reversed(PERCENTS) if p < self.percent), PERCENTS[0]))

    def usual(self) -> None:
        """The system's own text size."""
        self.enlarge(PERCENTS[0])

    def ask(self) -> None:
        """Ask the system, and follow it."""
        before, self.system = self.scheme, look.system_scheme(self._app)
        if self.scheme != before:
            self._dress()

    def _follow(self, _preference: object) -> None:
        self.ask()

    def _chosen(self) -> None:
        self._dress()
        self._keep(self.choice, self.percent)

    def _dress(self) -> None:
        look.dress(self._app, self.scheme, self.percent)
        self.changed.emit()
