"""A witness slip typed from paper: each box says at once when what is in it cannot be what a slip says."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Protocol

from PySide6.QtWidgets import QLabel, QLineEdit

from sharedesk.desk import slips
from sharedesk.desk.slips import Slip
from sharedesk.domain import checked_base32 as base32
from sharedesk.ui.spoken import speak

MISTYPED = "This line has a typing mistake: compare it with the slip, character by character."
IMPOSSIBLE = "There is a character in this line that is never used, or there are more than sixteen."
WRITER = "The writer is digits and the letters a to f, eight of them or more."
NUMBER = "The entry is a number."


class Boxes(Protocol):
    """What a form has for it."""

    writer: QLineEdit
    number: QLineEdit
    line_1: QLineEdit
    line_2: QLineEdit
    writer_state: QLabel
    number_state: QLabel
    line_1_state: QLabel
    line_2_state: QLabel


class TypedSlip:
    """The boxes of a slip. `compare` is called when Enter was pressed in the last."""

    def __init__(self, form: Boxes, compare: Callable[[], None]) -> None:
        self._form = form
        self._states = {
            form.writer: (form.writer_state, _writer_said), form.number: (form.number_state, _number_said),
            form.line_1: (form.line_1_state, _line_said), form.line_2: (form.line_2_state, _line_said),
        }  # fmt: skip
        boxes = list(self._states)
        for box, (state, _) in self._states.items():
            state.hide()
            box.editingFinished.connect(lambda box=box: self._say(box))
            box.textEdited.connect(lambda _, box=box: self._hide(box))
        for box, after in pairwise(boxes):
            box.returnPressed.connect(after.setFocus)
        form.writer.textEdited.connect(self._pasted)
        form.line_2.returnPressed.connect(compare)

    def read(self) -> Slip | None:
        """The slip, where every box holds what one can say; else each says what is wrong, the first with the focus."""
        form = self._form
        wrong = [box for box in self._states if self._say(box, unfinished=True)]
        if wrong:
            wrong[0].setFocus()
            return None
        return slips.slip_of(form.writer.text(), form.number.text(), form.line_1.text() + form.line_2.text())

    def say_mistyped(self, lines: tuple[int, ...]) -> None:
        """The log says that these lines were mistyped."""
        for number in lines:
            box = (self._form.line_1, self._form.line_2)[number - 1]
            self._show(box, MISTYPED)
            box.setFocus()

    def _pasted(self, typed: str) -> None:
        """All of a slip in one, as a telephone reads it from the code: there is no second line to type then."""
        slip = slips.read_slip(typed)
        if slip is not None:
            form = self._form
            form.writer.setText(slip.writer)
            form.number.setText(str(slip.sequence))
            for box, line in zip((form.line_1, form.line_2), slips.lines_of(slip.head), strict=True):
                box.setText(line)

    def _say(self, box: QLineEdit, *, unfinished: bool = False) -> bool:
        """Say what is wrong with a box, when it is left; True where something is."""
        _, said = self._states[box]
        wrong = said(box.text(), unfinished)
        self._show(box, wrong)
        return bool(wrong)

    def _hide(self, box: QLineEdit) -> None:
        self._show(box, "")

    def _show(self, box: QLineEdit, words: str) -> None:
        state, _ = self._states[box]
        if words and words != state.text():
            speak(box, words)
        state.setText(words)
        state.setVisible(bool(words))


def _writer_said(typed: str, unfinished: bool) -> str:
    if not typed.strip():
        return WRITER if unfinished else ""
    return "" if slips.is_writer(typed) else WRITER


def _number_said(typed: str, unfinished: bool) -> str:
    if not typed.strip():
        return NUMBER if unfinished else ""
    return "" if slips.is_number(typed) else NUMBER


def _line_said(typed: str, unfinished: bool) -> str:
    state = slips.line_state(typed)
    if state == "complete" or (state == "empty" and not unfinished):
        return ""
    if state == "impossible":
        return IMPOSSIBLE
    missing = slips.LINE - len(base32.tidy(typed))
    return "1 character is missing in this line." if missing == 1 else f"{missing} characters are missing in this line."
