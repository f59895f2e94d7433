"""What was written in an emergency, in sight beside what is added: it stays in view on a wide page while that scrolls,
and stands above it on a narrow one.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QSizeF, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QScrollArea, QTextBrowser, QVBoxLayout, QWidget

from sharedesk.desk.drafting import day_said
from sharedesk.desk.written_then import ERASED, Then
from sharedesk.ui import look
from sharedesk.ui.page import Page
from sharedesk.ui.scrolled import scrolled_with
from sharedesk.ui.story import kept, read_whole

_WIDTH = 34
"""Characters that it is wide beside a page."""
_ANY = 16_777_215
"""Qt's own for: as wide as you like."""


def written_html(then: Then) -> str:
    """The note as it was written: each answer under its question. Every text is escaped: none of it is markup."""
    said = "".join(f"<p><b>{kept(label)}</b><br>{kept(words)}</p>" for label, words in then.written)
    return said or f"<p>{kept(ERASED)}</p>"


def written_title(then: Then) -> str:
    """`Written at 14:02 today, as you wrote it`; on another day with the day."""
    if then.at.date() == datetime.now(then.at.tzinfo).date():
        return f"Written at {then.at:%H:%M} today, as you wrote it"
    return f"Written on {day_said(then.at.date())} at {then.at:%H:%M}, as you wrote it"


class WrittenThen(QWidget):
    """The title and the words, placed by hand so that they can keep their place in the window."""

    def __init__(self, page: Page, along: QBoxLayout) -> None:
        """`along` is the layout of what is added, somewhere in the page's column."""
        super().__init__()
        self._page, self._along, self._beside = page, along, False
        self._area: QScrollArea | None = None
        self.inside = QFrame(self)
        down = QVBoxLayout(self.inside)
        down.setContentsMargins(0, 0, 0, look.SPACE[0])
        self.title, self.words = QLabel(), QTextBrowser()
        self.title.setWordWrap(True)
        page.heading(self.title, 1)
        down.addWidget(self.title)
        down.addWidget(self.words)
        read_whole(self.words)
        self.words.document().documentLayout().documentSizeChanged.connect(self._grown)
        along.insertWidget(0, self)
        along.setSpacing(look.SPACE[2])
        page.installEventFilter(self)
        self._arrange()

    def show_then(self, then: Then) -> None:
        """Show what was written."""
        title = written_title(then)
        self.title.setText(title)
        self.words.setAccessibleName(title)
        self.words.setHtml(written_html(then))
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # Qt's own
        """Beside what is added where the page has room for both."""
        if watched is self._page and event.type() == QEvent.Type.Resize:
            self._arrange()
        elif watched is self._page and event.type() == QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self._arrange)  # the page measures its column first
        return False

    def _arrange(self) -> None:
        wide = self.fontMetrics().averageCharWidth() * _WIDTH
        self._page.measure()  # the width of what is read without anything beside it
        column = self._page.column.maximumWidth()
        self._beside = self._page.width() >= column + wide + 3 * look.SPACE[2]
        ways = QBoxLayout.Direction
        self._along.setDirection(ways.RightToLeft if self._beside else ways.TopToBottom)
        if self._beside:
            self._page.column.setMaximumWidth(column + wide + look.SPACE[2])
            self.setFixedWidth(wide)
            self.setMaximumHeight(_ANY)
        else:
            self.setMinimumWidth(0)
            self.setMaximumWidth(_ANY)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # Qt's own
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._area is None and (inside := scrolled_with(self)) is not None:
            self._area = inside.area
            self._area.verticalScrollBar().valueChanged.connect(lambda _: self._follow())
        return super().event(event)

    def _grown(self, _size: QSizeF) -> None:
        self._place()

    def _place(self) -> None:
        layout = self.inside.layout()
        assert layout is not None  # noqa: S101  # made with one
        width = self.width()
        self.inside.resize(width, self.inside.height())
        height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        self.inside.resize(width, height)
        if self._beside:
            self.setMinimumHeight(height)
        else:
            self.setFixedHeight(height)
        self._follow()

    def _follow(self) -> None:
        """Keep it in view while the page scrolls, as far as there is room."""
        down = 0
        if self._beside and self._area is not None and self.inside.height() < self._area.viewport().height():
            hidden = -self.mapTo(self._area.viewport(), self.rect().topLeft()).y() + look.SPACE[1]
            down = max(0, min(hidden, self.height() - self.inside.height()))
        self.inside.move(0, down)
