"""One question of a check on the screen: its words, why it is asked, and the answer, quick to give by keyboard.

y, n and d (or a digit, where the answers are sentences) answer the question that has the focus and go on to the next;
Backspace takes an answer back.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from sharedesk.desk.checking import Shown
from sharedesk.ui import look
from sharedesk.ui.boxes import make_ready, words_in
from sharedesk.ui.dates import DateBoxes
from sharedesk.ui.wrapped_radio import WrappedRadio

_LETTERS = {"yes": "y", "no": "n", "dont_know": "d"}
_MOST_LINES = 12
_SHORT = 24
"""Characters up to which answers stand beside each other."""


class Choosing(QWidget):
    """Answers of which one is chosen. `chosen` at every choice by hand; `settled` when a key asks to go on."""

    chosen = Signal()
    settled = Signal()

    def __init__(self, question: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._keys: dict[str, str] = {}
        lettered = all(code in _LETTERS for code, _ in choices)
        short = all(len(words) <= _SHORT for _, words in choices) and len(choices) <= (3 if lettered else 2)
        along = QHBoxLayout(self) if short else QVBoxLayout(self)
        along.setContentsMargins(0, 0, 0, 0)
        along.setSpacing(look.SPACE[2] if short else 0)
        self.buttons: dict[str, WrappedRadio] = {}
        for number, (code, words) in enumerate(choices, 1):
            key = _LETTERS[code] if lettered else str(number)
            button = WrappedRadio(words if lettered else f"{number}.  {words}", wide=not short)
            button.setAccessibleName(words)
            button.setAccessibleDescription(f"{question} Key: {key}")
            button.installEventFilter(self)
            button.clicked.connect(lambda _=False: self._by_hand())
            self._keys[key] = code
            self._group.addButton(button)
            along.addWidget(button)
            self.buttons[code] = button
        if short:
            along.addStretch(1)
        self._one_stop()

    def code(self) -> str:
        """What is chosen; empty: nothing."""
        return next((code for code, button in self.buttons.items() if button.isChecked()), "")

    def choose(self, code: str) -> None:
        """Show what is chosen, or (empty) that nothing is."""
        if code in self.buttons:
            self.buttons[code].setChecked(True)
            return
        self._group.setExclusive(False)
        for button in self.buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)
        self._one_stop()

    def stop(self) -> QWidget:
        """Where the focus goes."""
        return self.buttons[self.code()] if self.code() else next(iter(self.buttons.values()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # Qt's own
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not _held(event):
            if (code := self._keys.get(event.text().lower())) is not None:
                self.choose(code)
                self.buttons[code].setFocus()
                self._by_hand()
                self.settled.emit()
                return True
            if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
                self.choose("")
                next(iter(self.buttons.values())).setFocus()
                self._by_hand()
                return True
        return super().eventFilter(watched, event)

    def _by_hand(self) -> None:
        self.chosen.emit()

    def _one_stop(self) -> None:
        """While nothing is chosen, Tab stops at the first answer alone; Qt sees to it once one is."""
        for number, button in enumerate(self.buttons.values()):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if number == 0 else Qt.FocusPolicy.ClickFocus)


class Words(QPlainTextEdit):
    """A box that is one line high and grows with its words."""

    def __init__(self, name: str) -> None:
        super().__init__()
        make_ready(self)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._grow())
        self._grow()

    def changeEvent(self, event: QEvent) -> None:  # Qt's own
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._grow()

    def _grow(self) -> None:
        lines = min(max(int(self.document().size().height()), 1), _MOST_LINES)
        self.setFixedHeight(max(look.TARGET, lines * self.fontMetrics().lineSpacing() + look.SPACE[1]))


class QuestionView(QWidget):
    """One question. `changed` at every change by hand, with nothing: `answer` and `note` say what is there."""

    changed = Signal()
    settled = Signal()

    def __init__(self, shown: Shown, sources: str) -> None:
        super().__init__()
        question = shown.question
        self.id = question.id
        self._record = question.record if question.prompt or question.answers else ""
        self._plain = question.plain
        self._text = label(shown.text)
        self._text.setFont(look.bold())
        why = label(f"{shown.why} ({sources})" if sources else shown.why)
        why.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._down = QVBoxLayout(self)
        self._down.setContentsMargins(0, 0, 0, look.SPACE[1])
        self._down.setSpacing(look.SPACE[0] // 2)
        self._down.addWidget(self._text)
        self._down.addWidget(why)
        self._input = self._made(shown)
        self._down.addWidget(self._input)
        self.aside: QWidget | None = None
        self._note: Words | None = None
        self._note_label = label(self._record)
        self._down.addWidget(self._note_label)
        self._down.addStretch(1)
        self.show_answer(shown.answer, shown.note)

    def answer(self) -> str:
        """The code that is chosen, or the words or the date."""
        if isinstance(self._input, Choosing):
            return self._input.code()
        return words_in(self._input) if isinstance(self._input, Words) else self._input.text()

    def note(self) -> str:
        """What was added to it."""
        return words_in(self._note) if self._note is not None else ""

    def show_answer(self, answer: str, note: str) -> None:
        """Show what was answered."""
        if isinstance(self._input, Choosing):
            self._input.choose(answer)
        elif isinstance(self._input, Words):
            with QSignalBlocker(self._input):
                self._input.setPlainText(answer)
        else:
            self._input.setText(answer)
        if note:
            box = self._note_box()
            with QSignalBlocker(box):
                box.setPlainText(note)
        self._follow()

    def choose(self, code: str) -> None:
        """Answer it, as a press of its button does."""
        assert isinstance(self._input, Choosing)  # noqa: S101  # asked for a question with answers
        self._input.choose(code)
        self._edited()

    def put_below(self, widget: QWidget) -> None:
        """Something to read with the question, below its answers."""
        self._down.insertWidget(self._down.indexOf(self._input) + 1, widget)

    def stop(self) -> QWidget:
        """Where the focus goes."""
        if isinstance(self._input, Choosing):
            return self._input.stop()
        return self._input.boxes()[0] if isinstance(self._input, DateBoxes) else self._input

    def _made(self, shown: Shown) -> Choosing | Words | DateBoxes:
        question = shown.question
        if question.answers:
            choosing = Choosing(shown.text, [(choice.code, choice.text) for choice in question.answers])
            choosing.chosen.connect(self._edited)
            choosing.settled.connect(self.settled)
            return choosing
        if question.kind == "date":
            boxes = DateBoxes()
            make_ready(boxes)
            boxes.setAccessibleName(shown.text)
            boxes.edited.connect(self.changed)
            return boxes
        words = Words(shown.text)
        self._text.setBuddy(words)
        words.textChanged.connect(self.changed)
        return words

    def _edited(self) -> None:
        self._follow()
        self.changed.emit()

    def _follow(self) -> None:
        """What to write down is asked for where the answer is not the plain one; what is written stays in sight."""
        given = self.answer()
        asked = bool(self._record) and bool(given) and given != self._plain or bool(self.note())
        self._note_label.setVisible(asked and bool(self._record))
        if asked or self._note is not None:
            self._note_box().setVisible(asked)

    def _note_box(self) -> Words:
        """The box for what to write down, made when it is first wanted."""
        if self._note is None:
            self._note = Words(self._record or "What was added")
            self._note_label.setBuddy(self._note)
            self._note.textChanged.connect(self.changed)
            self._down.insertWidget(self._down.indexOf(self._note_label) + 1, self._note)
        return self._note


def label(words: str) -> QLabel:
    """Words over as many lines as they need, none of them markup."""
    made = QLabel(words)
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def _held(event: QKeyEvent) -> bool:
    """Is a key held down beside it that makes another of it?"""
    others = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    return bool(event.modifiers() & others)


def insert_at(layout: QBoxLayout, at: int, widget: QWidget) -> None:
    """Put a widget in its place and show it at once: whoever asked may want the focus there."""
    layout.insertWidget(at, widget)
    widget.show()
