"""The summary of what is wrong, at the top of a page, with a way to each place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6 import QtCore
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from sharedesk.domain.visible import visible
from sharedesk.ui import look
from sharedesk.ui.spoken import speak
from sharedesk.ui.wrapped import WrappedButton, let_go

TITLE = "There is a problem"


class ErrorSummary(QFrame):
    """Headed "There is a problem"; one button a problem, which goes to its place. Hidden while there is none."""

    def __init__(self, holder: QWidget) -> None:
        super().__init__(holder)
        outside = QVBoxLayout(holder)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self)
        self.setFrameShape(QFrame.Shape.Box)
        self.setLineWidth(2)
        self.setAccessibleName(TITLE)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*(look.SPACE[1],) * 4)
        self._title = QLabel(TITLE)
        self._title.setFont(look.bold())
        self._column.addWidget(self._title)
        self._lines: list[QWidget] = []
        self.hide()

    def show_problems(self, problems: list[tuple[str, Callable[[], None] | None]]) -> None:
        """Show what is wrong, each with the way there (or none), and move the focus here."""
        self.clear()
        for words, go in ((visible(words), go) for words, go in problems):
            line: QWidget
            if go is None:
                line = QLabel(words)
                line.setWordWrap(True)
                line.setTextFormat(QtCore.Qt.TextFormat.PlainText)
            else:
                line = WrappedButton(words)
                line.clicked.connect(lambda _=False, way=go: way())
            self._column.addWidget(line)
            self._lines.append(line)
        self.setVisible(bool(problems))
        if problems:
            self.setAccessibleDescription(" ".join(visible(words) for words, _ in problems))
            self.setFocusPolicy(QtCore.Qt.FocusPolicy.TabFocus)
            if self.isVisible():  # on a page that was left meanwhile it would take the focus from the one that is shown
                self.setFocus()
            spoken = f"{TITLE}. {self.accessibleDescription()}"
            speak(self, spoken)

    def clear(self) -> None:
        """Nothing is wrong (any more)."""
        for line in self._lines:
            let_go(line)
        self._lines = []
        self.hide()
