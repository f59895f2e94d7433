"""The texts of a copy under one another, with the places that were found in them marked where one can see them.

Only the marks in what is seen are drawn, so that a text may be as long as it likes.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QPalette, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from sharedesk.domain.visible import masked, visible

At = tuple[str, int, int]
"""A place: which text, and from which of its characters to which."""
_ROWS = 12
_LONGEST = 2000
"""Characters of a paragraph, about, that are laid out at once."""
_LONG = re.compile(rf"[^\n]{{{_LONGEST}}}[^\n ]* ")


class _Shown(NamedTuple):
    """One text in the box: where it begins and ends there, and where its characters are if they take two places."""

    place: str
    start: int
    end: int
    wide: list[int] | None


class MarkedText(QPlainTextEdit):
    """Read-only. What is to be decided is waved under, what was decided dotted, the current place set off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self._texts: dict[str, _Shown] = {}
        self._starts: list[int] = []
        self._marks: list[tuple[int, int, bool]] = []
        self._current: tuple[int, int] | None = None
        self.verticalScrollBar().valueChanged.connect(self._draw)

    def show_texts(self, texts: list[tuple[str, str, str]]) -> None:
        """Show texts, each by its place, what it is, and its words."""
        words: list[str] = []
        self._texts, self._marks, self._current, at = {}, [], None, 0
        for place, label, text in texts:
            head = f"{visible(label)}\n"
            start = at + _width(head)
            wide = list(accumulate((_width(c) for c in text), initial=0)) if _width(text) != len(text) else None
            end = start + _width(text)
            self._texts[place] = _Shown(place, start, end, wide)
            words += [head, _one_for_one(text), "\n\n"]
            at = end + 2
        together = "".join(words)
        if together != self.toPlainText():
            self.setPlainText(together)
        self._fit()

    def show_marks(self, marks: list[tuple[At, bool]], current: At | None = None) -> None:
        """Mark places, each decided or not, and go to the current one."""
        placed = [(*span, done) for at, done in marks if (span := self._span(at))]
        self._marks = sorted(placed)
        self._starts = [start for start, _, _ in self._marks]
        self._current = self._span(current) if current else None
        if self._current:
            self._go(self._current[0])
        self._draw()

    def select(self, at: At) -> None:
        """Select the words at a place, and go there."""
        if span := self._span(at):
            self._go(span[0])
            cursor = self.textCursor()
            cursor.setPosition(span[0])
            cursor.setPosition(span[1], QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)

    def selected(self) -> At | None:
        """The words that are selected, as a place in the one text that they are in; None where there are none."""
        cursor = self.textCursor()
        first, last = cursor.selectionStart(), cursor.selectionEnd()
        for text in self._texts.values():
            if text.start <= first < last <= text.end:
                return (text.place, _characters(text, first), _characters(text, last))
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:  # Qt's own
        super().resizeEvent(event)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._fit()
            self._draw()

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _ROWS + 24)

    def _go(self, position: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(position)
        self.setTextCursor(cursor)
        self.centerCursor()

    def _span(self, at: At) -> tuple[int, int] | None:
        text = self._texts.get(at[0])
        if text is None:
            return None
        first, last = at[1:] if text.wide is None else (text.wide[at[1]], text.wide[at[2]])
        return (text.start + first, text.start + last)

    def _draw(self) -> None:
        if not hasattr(self, "_marks"):
            return  # Qt calls while it is being made
        view = self.viewport()
        first = self.cursorForPosition(QPoint(0, 0)).position()
        last = self.cursorForPosition(QPoint(view.width() - 1, view.height() - 1)).position()
        seen = self._marks[max(bisect_left(self._starts, first) - 1, 0) : bisect_right(self._starts, last)]
        drawn = [self._selection(start, end, self._format(done)) for start, end, done in seen]
        if self._current:
            drawn.append(self._selection(*self._current, self._of_current()))
        self.setExtraSelections(drawn)

    def _selection(self, start: int, end: int, how: QTextCharFormat) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        made.cursor, made.format = cursor, how
        return made

    def _format(self, done: bool) -> QTextCharFormat:
        how, lines = QTextCharFormat(), QTextCharFormat.UnderlineStyle
        how.setUnderlineStyle(lines.DotLine if done else lines.WaveUnderline)
        how.setUnderlineColor(self.palette().color(QPalette.ColorRole.Text))
        if not done:
            how.setBackground(self.palette().brush(QPalette.ColorRole.Button))
        return how

    def _of_current(self) -> QTextCharFormat:
        how = QTextCharFormat()
        how.setBackground(self.palette().brush(QPalette.ColorRole.Highlight))
        how.setForeground(self.palette().brush(QPalette.ColorRole.HighlightedText))
        return how


def _width(text: str) -> int:
    """How many of Qt's characters a text has: those beyond the first 65,536 count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _one_for_one(text: str) -> str:
    """The text as it is shown, character for character, so that places stay places.

    Line ends that Qt would count otherwise are one character each, what nobody sees is a replacement sign, and a space
    in a very long paragraph ends a line: Qt lays a whole paragraph out at once, which for 100,000 characters takes it
    70 ms at every step.
    """
    text = masked(text.replace("\r\n", " \n").replace("\r", "\n"))
    return _LONG.sub(lambda long: f"{long[0][:-1]}\n", text) if len(text) > _LONGEST else text


def _characters(text: _Shown, position: int) -> int:
    inside = position - text.start
    return inside if text.wide is None else bisect_right(text.wide, inside) - 1
