"""The lines of a recovery sheet, typed one by one; each says how it stands as it is typed."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from sharedesk.ui import look
from sharedesk.ui._forms.sheet_line import Ui_SheetLine
from sharedesk.ui.spoken import speak
from sharedesk.vault import recovery

RIGHT = "This line is right."
MISTYPED = "There is a typing mistake in this line. Compare it with the sheet, character by character."
UNFINISHED = "{} are missing in this line."
_NUMBER = re.compile(r"^\d{1,2}[.)]$")


class SheetLine(QWidget):
    """One line. `entered` when Enter was pressed; `several` when more than one line was pasted into it."""

    entered = Signal()
    several = Signal(list)

    def __init__(self, what: str, number: int, length: int) -> None:
        super().__init__()
        self.what, self.number, self.length = what, number, length
        self.form = form = Ui_SheetLine()
        form.setupUi(self)
        form.label.setText(f"Line {number} of the {what}")
        form.box.setAccessibleName(form.label.text())
        form.state.hide()
        form.box.textEdited.connect(self._edited)
        form.box.editingFinished.connect(self._finished)
        form.box.returnPressed.connect(self.entered)

    @property
    def box(self) -> QLineEdit:
        """Where it is typed."""
        return self.form.box

    @property
    def state(self) -> recovery.LineState:
        """How it stands."""
        return recovery.line_state(self.box.text(), self.number, self.length)

    @property
    def wrong(self) -> str:
        """What is wrong with it, where something is."""
        state = self.state
        if state == "right":
            return ""
        if state == "mistyped":
            return f"Line {self.number} of the {self.what} has a typing mistake. Compare it with the sheet."
        if state == "empty":
            return f"Type line {self.number} of the {self.what}."
        return f"Line {self.number} of the {self.what} is not complete."

    def fill(self, line: str) -> None:
        """Put a line into it."""
        self.box.setText(line)
        self._finished()

    def _edited(self, typed: str) -> None:
        pasted = [word for word in typed.split() if not _NUMBER.match(word)]
        if len(pasted) > 1 and all(recovery.check_line(word) for word in pasted):
            self.several.emit(pasted)
            return
        state = self.state
        self._say(RIGHT if state == "right" else MISTYPED if state == "mistyped" else "")

    def _finished(self) -> None:
        """The line is left: as it is printed where it is right, so that both are easily compared."""
        state = self.state
        if state == "right":
            self.box.setText(recovery.as_printed(self.box.text(), self.number))
        missing = self.length - len(recovery.as_printed(self.box.text(), self.number).replace("-", ""))
        count = "1 character" if missing == 1 else f"{missing} characters"
        unfinished = UNFINISHED.format(count) if missing != 1 else f"{count} is missing in this line."
        self._say({"right": RIGHT, "mistyped": MISTYPED, "unfinished": unfinished, "empty": ""}[state])

    def _say(self, words: str) -> None:
        if words == self.form.state.text():
            return
        self.form.state.setText(words)
        self.form.state.setVisible(bool(words))
        if words:
            speak(self.box, words)


class SheetLines(QWidget):
    """The lines of the `what` ("recovery code", "key block"), of so many characters each."""

    edited = Signal()
    done = Signal()
    """Enter was pressed in the last line."""

    def __init__(self, holder: QWidget, what: str, lengths: tuple[int, ...]) -> None:
        super().__init__(holder)
        outside = QVBoxLayout(holder)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(look.SPACE[1])
        self.lines = [SheetLine(what, number, length) for number, length in enumerate(lengths, 1)]
        for line in self.lines:
            down.addWidget(line)
            line.entered.connect(lambda line=line: self._next(line))
            line.several.connect(lambda pasted, line=line: self._pasted(line, pasted))
            line.box.textChanged.connect(self.edited)
        for one, other in zip(self.lines, self.lines[1:], strict=False):
            QWidget.setTabOrder(one.box, other.box)

    @property
    def typed(self) -> list[str]:
        """What is typed, line by line."""
        return [line.box.text() for line in self.lines]

    @property
    def is_empty(self) -> bool:
        """Is nothing typed?"""
        return not any(line.box.text().strip() for line in self.lines)

    def fill(self, lines: list[str]) -> None:
        """Put lines in, from the first."""
        for line, words in zip(self.lines, lines, strict=False):
            line.fill(words)

    def clear(self) -> None:
        """Nothing of it stays here."""
        for line in self.lines:
            line.fill("")

    def focus_first(self) -> None:
        """Begin to type, where something is still to be typed."""
        next((line for line in self.lines if line.state != "right"), self.lines[-1]).box.setFocus()

    def wrong(self) -> list[tuple[str, Callable[[], None] | None]]:
        """What is wrong, line by line, with the box of each; where nothing is typed, once."""
        if self.is_empty:
            return [(f"Type the lines of the {self.lines[0].what}.", self.focus_first)]
        return [(line.wrong, line.box.setFocus) for line in self.lines if line.wrong]

    def _next(self, line: SheetLine) -> None:
        if line is self.lines[-1]:
            self.done.emit()
        else:
            self.lines[line.number].box.setFocus()

    def _pasted(self, line: SheetLine, pasted: list[str]) -> None:
        """Later, for the box is in the midst of taking it."""

        def spread() -> None:
            for each, words in zip(self.lines[line.number - 1 :], pasted, strict=False):
                each.fill(words)
                each.box.setFocus()

        QTimer.singleShot(0, self, spread)
