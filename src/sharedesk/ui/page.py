"""What every page has in common: a title, a column of readable width, a place for problems, and one in the window."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from sharedesk.domain.visible import visible
from sharedesk.errors import ShareDeskError
from sharedesk.ui import look
from sharedesk.ui.boxes import make_ready
from sharedesk.ui.scrolled import Scrolled
from sharedesk.ui.spoken import speak

if TYPE_CHECKING:
    from sharedesk.ui.window import Window

ALWAYS_OFF, NO_FOCUS = 1, 0
"""`Qt.ScrollBarPolicy.ScrollBarAlwaysOff` and `Qt.FocusPolicy.NoFocus`, whose names cost 25 ms: see ui/style.py."""


class Page(QWidget):
    """One page. Subclasses set `title`, fill `self.column` and may override `entered` and `leaving`."""

    title = ""
    place = ""
    """The place on the left that it belongs to, where it is not one itself."""
    wide = False
    """Tables use the width of the window; text keeps to the column."""
    outside = False
    """Shown while no log is open: without the rail and the bar."""
    shelved = ""
    """What its place on the guidance shelf is called, where it has one. F1 leads there."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self.desk = window
        self._headings: list[tuple[QLabel, int]] = []
        self.column = QWidget(self)
        self.column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def built(self) -> None:
        """Call at the end of `__init__`: put the column into a scroll area that scrolls down only."""
        make_ready(self.column)
        scroll = self._scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setProperty("horizontalScrollBarPolicy", ALWAYS_OFF)
        scroll.setProperty("focusPolicy", NO_FOCUS)
        holder = Scrolled(scroll, self.column, look.SPACE[2])
        self.measure()
        self.desk.appearance.changed.connect(self.text_resized)
        scroll.setWidget(holder)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(scroll)

    def preparing(self) -> Iterator[None]:
        """Make what can be made before the page is shown, step by step, each well under 50 ms."""
        yield from ()

    def entered(self) -> None:
        """The page is shown: read what it shows, and put the focus where work begins."""

    def show_about(self, *_: Any, **about: Any) -> None:
        """What the page is to be about, before it is entered."""

    def leaving(self) -> None:
        """Another page is about to be shown."""

    def on_the_shelf(self) -> str:
        """What the place on the guidance shelf is called of what one is at just now, such as `telling/flight`."""
        return self.shelved

    def heading(self, label: QLabel, step: int = 2) -> None:
        """Make a label a heading: bigger, bold, and said to be one."""
        self._headings.append((label, step))
        label.setFont(look.sized(QApplication.font(), step))
        label.setAccessibleDescription("Heading")

    def say(self, label: QLabel, words: str, *, aloud: bool = True) -> None:
        """Show words and have a screen reader speak them."""
        words = visible(words)
        label.setText(words)
        label.setVisible(bool(words))
        if words and aloud:
            speak(label, words)

    def trouble(self, label: QLabel, problem: ShareDeskError) -> None:
        """What went wrong and what to do, where the page keeps it."""
        self.say(label, f"There is a problem. {problem}")
        self.reveal(label)

    def reveal(self, widget: QWidget) -> None:
        """Scroll to a widget, once it has its place."""
        QTimer.singleShot(0, widget, lambda: self._scroll.ensureWidgetVisible(widget))

    def text_resized(self) -> None:
        """The text may be of another size: headings and the column go with it."""
        for label, step in self._headings:
            label.setFont(look.sized(QApplication.font(), step))
        self.measure()

    def measure(self) -> None:
        """Make the column as wide as lines are read well, whatever size the text has."""
        if not self.wide:
            wide = QFontMetrics(QApplication.font()).averageCharWidth() * look.COLUMN
            self.column.setMaximumWidth(wide + 2 * look.SPACE[2])
