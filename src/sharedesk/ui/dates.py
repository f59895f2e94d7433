"""A date as somebody states it: boxes for day, month and year, or words, with Today and Yesterday a key away.

The keyboard needs no stop at the two buttons: t and y do the same in any of the three boxes, and the boxes say so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from sharedesk.desk.drafting import day_said
from sharedesk.domain.stated_time import MONTHS
from sharedesk.ui._forms.date_boxes import Ui_DateBoxesForm

HINT, AHEAD = "t is today, y is yesterday", "t is tomorrow, w is in a week"


class _Near(NamedTuple):
    """A day that is one key away."""

    key: str
    words: str
    days: int


_BACK = (_Near("t", "Today", 0), _Near("y", "Yesterday", -1))
_AHEAD = (_Near("t", "Tomorrow", 1), _Near("w", "In a week", 7))
_WHOLE = re.compile(r"^\s*(\d{1,2})\s+(\S+)\s+(\d{4})\s*$")


class DateBoxes(QWidget):
    """One date. Its text is what was typed, whether a calendar has it or not: what it means is worked out elsewhere.

    In the boxes for day, month and year, t is today and y is yesterday: no month begins so.
    """

    edited = Signal()
    today: Callable[[], date] = staticmethod(date.today)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Ui_DateBoxesForm()
        self.form.setupUi(self)
        self._boxes = (self.form.day, self.form.month, self.form.year)
        self._widen()
        for box in (*self._boxes, self.form.words):
            box.textEdited.connect(self._typed)
        for box in self._boxes:
            box.setAccessibleDescription(HINT)
        self._near = _BACK
        for number, button in enumerate((self.form.today, self.form.yesterday)):
            button.clicked.connect(lambda _=False, which=number: self._fill_in(self._near[which].days))

    def look_ahead(self) -> None:
        """Ask for a day to come, not in words; tomorrow and in a week are a key away instead."""
        self._near = _AHEAD
        for widget in (self.form.words_label, self.form.words):
            widget.hide()
        for button, near in zip((self.form.today, self.form.yesterday), _AHEAD, strict=True):
            button.setText(f"{near.words} ({near.key})")
        for box in self._boxes:
            box.setAccessibleDescription(AHEAD)
        self.setAccessibleName(self.accessibleName())

    def setAccessibleName(self, name: str) -> None:  # Qt's own
        """Every box says which date it is a part of."""
        super().setAccessibleName(name)
        for box, part in zip((*self._boxes, self.form.words), ("day", "month", "year", "in words"), strict=True):
            box.setAccessibleName(f"{name}: {part}")
        for button, near in zip((self.form.today, self.form.yesterday), self._near, strict=True):
            button.setAccessibleName(f"{name}: {near.words.lower()}")

    def text(self) -> str:
        """What was typed, as one text: words before boxes."""
        if words := self.form.words.text():
            return words
        day, month, year = (box.text().strip() for box in self._boxes)
        if month.isdigit() and 1 <= int(month) <= 12:
            month = MONTHS[int(month) - 1]
        return " ".join(part for part in (day, month, year) if part)

    def setText(self, text: str) -> None:  # as QLineEdit's
        """Show a text, in the boxes where it has the form of a day."""
        with QSignalBlocker(self.form.words):
            whole = _WHOLE.match(text)
            parts = whole.groups() if whole else ("", "", "")
            for box, part in zip(self._boxes, parts, strict=True):
                box.setText(part)
            self.form.words.setText("" if whole else text)

    def boxes(self) -> tuple[QLineEdit, ...]:
        """The boxes, in the order of the keyboard."""
        return (*self._boxes, self.form.words)

    def hold(self, said: str) -> None:
        """Only to be read, which each box then says; no words let go of it."""
        for box in self.boxes():
            box.setReadOnly(bool(said))
            box.setAccessibleDescription(said or (HINT if box in self._boxes else ""))
        whole = bool(self.form.words.text())
        for box in self.boxes():
            box.setVisible(not said or (box is self.form.words) == whole)
        labels = (self.form.day_label, self.form.month_label, self.form.year_label, self.form.words_label)
        for label, box in zip(labels, self.boxes(), strict=True):
            label.setVisible(not said or not whole and box is not self.form.words)
        for button in (self.form.today, self.form.yesterday):
            button.setVisible(not said)

    def changeEvent(self, event: QEvent) -> None:  # Qt's own
        """The boxes are as wide as what they are for, at any size of text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._widen()

    def _typed(self) -> None:
        typed = {box.text().lower() for box in self._boxes}
        if near := next((near for near in self._near if near.key in typed), None):
            self._fill_in(near.days)
            return
        if self.sender() is not self.form.words:
            self.form.words.clear()
        self.edited.emit()

    def _fill_in(self, days: int) -> None:
        self.setText(day_said(self.today() + timedelta(days=days)))
        self.edited.emit()

    def _widen(self) -> None:
        for box, widest in zip(self._boxes, ("00", "September", "0000"), strict=True):
            box.setFixedWidth(box.fontMetrics().horizontalAdvance(widest) + 28)
