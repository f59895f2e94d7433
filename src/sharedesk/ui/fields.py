"""Inputs bound to plain data by their names: `f_who__name` is the answer `who.name` of the record it belongs to.

So a page needs no table of its inputs: it fills them, reads them and marks what is wrong through one `Fields`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)  # fmt: skip
from shiboken6 import isValid

from sharedesk.domain.visible import visible
from sharedesk.ui import look
from sharedesk.ui.boxes import make_ready, words_in
from sharedesk.ui.choices import OPEN, choices_for
from sharedesk.ui.conditions import Conditions
from sharedesk.ui.dates import DateBoxes
from sharedesk.ui.person_choice import PersonChoice
from sharedesk.ui.repeated import Following, Repeated
from sharedesk.ui.scrolled import scrolled_with
from sharedesk.ui.ticks import PeopleTicks, Ticks

Input = QLineEdit | QPlainTextEdit | QComboBox | DateBoxes | Ticks | Repeated | Following
_INPUTS = (QLineEdit, QPlainTextEdit, QComboBox, DateBoxes, Ticks, Repeated, Following)
_BY_TAB = (Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.WheelFocus)
_LINES = (3, 14)
"""The least and the most lines that a box shows."""


class _Watch(QObject):
    """Keeps the wheel from changing an answer that somebody only scrolls past, and boxes as high as their words."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # Qt's own
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget):
            if isinstance(watched, QComboBox):
                event.ignore()
                return True
        elif event.type() == QEvent.Type.FontChange and isinstance(watched, QPlainTextEdit):
            _grow(watched)
        return super().eventFilter(watched, event)


class Fields:
    """The inputs inside a widget, by the path of their answer. `edited` is called at every change by hand."""

    def __init__(self, root: QWidget, edited: Callable[[], None], form: str = "") -> None:
        """`form` names the form of a part, for choices that are its own."""
        self.inputs: dict[str, Input] = {}
        self._form = form
        self._marks: list[tuple[QLabel, QWidget]] = []
        self._watch = _Watch(root)
        for name, widget in _named(root):
            path = name.replace("__", ".")
            self.inputs[path] = widget
            self._prepare(path, widget, edited)
        self._conditions = Conditions(self.inputs)

    def fill(self, record: dict[str, Any]) -> None:
        """Show a record's answers."""
        for path, widget in self.inputs.items():
            value: Any = record
            for step in path.split("."):
                value = value.get(step) if isinstance(value, dict) else None
            _show(widget, value)
        self._conditions.apply()

    def collect(self, record: dict[str, Any]) -> None:
        """Put the answers into a record; what it holds besides stays."""
        for path, widget in self.inputs.items():
            *steps, last = path.split(".")
            into = record
            value = read_input(widget)
            for step in steps:
                into = into.setdefault(step, {}) if value else into.get(step) or {}
            if value:
                into[last] = value
            else:
                into.pop(last, None)

    def find(self, where: str) -> tuple[QWidget, Fields, str] | None:
        """The input of a place such as `people/k1/age` or `basis.sentence`, with whose it is and what to call it."""
        name, _, rest = where.partition("/")
        widget = self.inputs.get(name) or next(
            (w for path, w in self.inputs.items() if path.startswith(f"{name}.")), None
        )
        if widget is None:
            return None
        if not isinstance(widget, Repeated | Following):
            return widget, self, widget.accessibleName()
        key, _, path = rest.partition("/")
        inside = widget.fields_of(key)
        found = inside.find(path or next(iter(inside.inputs))) if inside else None
        return found or (widget, self, widget.accessibleName())

    def mark(self, widget: QWidget, sentence: str) -> None:
        """Say beside an input what is wrong with it."""
        layout = _layout_of(widget)
        if layout is None:
            return
        label = QLabel(f"Error: {sentence}")
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(look.bold())
        layout.insertWidget(layout.indexOf(widget), label)
        widget.setAccessibleDescription(label.text())
        self._marks.append((label, widget))

    def unmark(self) -> None:
        """Take every mark away."""
        for label, marked in self._marks:
            marked.setAccessibleDescription("")
            label.deleteLater()
        self._marks.clear()
        for widget in self.inputs.values():
            if isinstance(widget, Repeated | Following):
                for inside in widget.all_fields():
                    inside.unmark()

    def _prepare(self, path: str, widget: Input, edited: Callable[[], None]) -> None:
        make_ready(widget)
        if isinstance(widget, QComboBox):
            widget.addItem(OPEN, "")
            for code, words in () if isinstance(widget, PersonChoice) else choices_for(path, self._form):
                widget.addItem(visible(words), code)
            widget.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            widget.setMinimumContentsLength(12)
            widget.installEventFilter(self._watch)
            widget.activated.connect(lambda _: edited())
            widget.currentIndexChanged.connect(lambda _: edited())
        elif isinstance(widget, QLineEdit):
            widget.textEdited.connect(lambda _: edited())
        elif isinstance(widget, QPlainTextEdit):
            widget.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
            widget.installEventFilter(self._watch)
            widget.textChanged.connect(edited)
            widget.document().documentLayout().documentSizeChanged.connect(lambda _: _grow(widget))
            _grow(widget)
        else:
            if isinstance(widget, Ticks) and not isinstance(widget, PeopleTicks):
                widget.offer(choices_for(path, self._form))
            widget.edited.connect(edited)

    def every(self) -> Iterator[Input]:
        """Every input, those inside parts included."""
        for widget in self.inputs.values():
            yield widget
            if isinstance(widget, Repeated | Following):
                for inside in widget.all_fields():
                    yield from inside.every()


def chain(root: QWidget) -> None:
    """Set the tab order of everything inside a widget to the order in which it is read."""
    stops = list(_stops(root))
    for first, second in pairwise(stops):
        QWidget.setTabOrder(first, second)


def bring(widget: QWidget) -> None:
    """Move the focus to an input (or the first one inside), and scroll to it once it has its place."""
    if widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
        widget = next(_stops(widget), widget)
    widget.setFocus()

    def scroll() -> None:
        if (inside := scrolled_with(widget)) is not None:
            inside.area.ensureWidgetVisible(widget, 0, 80)

    QTimer.singleShot(0, widget, scroll)


def return_to(widget: QWidget) -> None:
    """Move the focus back to an input, if its page still has it once it is shown again."""

    def back() -> None:
        if isValid(widget) and widget.isVisible() and widget.isEnabled():
            bring(widget)

    QTimer.singleShot(0, back)


def _named(root: QWidget) -> Iterator[tuple[str, Input]]:
    for child in root.children():
        if not isinstance(child, QWidget):
            continue
        name = child.objectName()
        if isinstance(child, _INPUTS) and name.startswith("f_"):
            yield name.removeprefix("f_"), child
        elif not isinstance(child, _INPUTS):
            yield from _named(child)


def _grow(widget: QPlainTextEdit) -> None:
    """As high as its words, within reason."""
    lines = min(max(int(widget.document().size().height()), _LINES[0]), _LINES[1])
    widget.setFixedHeight(lines * widget.fontMetrics().lineSpacing() + 24)


def read_input(widget: Input) -> Any:
    """What an input holds: its text, the code that is chosen, or the records of its parts."""
    if isinstance(widget, QPlainTextEdit):
        return words_in(widget)
    if isinstance(widget, QComboBox):
        return widget.currentData()
    return widget.values() if isinstance(widget, Repeated | Following | Ticks) else widget.text()


def _show(widget: Input, value: Any) -> None:
    if isinstance(widget, Repeated | Following):
        widget.fill(value or [])
        return
    if isinstance(widget, Ticks):
        widget.tick(value or [])
        return
    if isinstance(widget, PersonChoice):
        widget.choose(value or "")
        return
    with QSignalBlocker(widget):
        if isinstance(widget, QPlainTextEdit):
            widget.setPlainText(value or "")
        elif isinstance(widget, QComboBox):
            widget.setCurrentIndex(max(0, widget.findData(value or "")))
        else:
            widget.setText(value or "")


def _layout_of(widget: QWidget) -> QBoxLayout | None:
    parent = widget.parentWidget()
    top = parent.layout() if parent else None
    waiting: list[QLayout] = [top] if top else []
    while waiting:
        layout = waiting.pop()
        if isinstance(layout, QBoxLayout) and layout.indexOf(widget) >= 0:
            return layout
        waiting += [inner for inner in layout.children() if isinstance(inner, QLayout)]
    return None


def _stops(root: QWidget | QLayout) -> Iterator[QWidget]:
    """What Tab stops at, in the order of the layouts."""
    layout = root if isinstance(root, QLayout) else root.layout()
    for held in _held(layout) if layout is not None else ():
        if isinstance(held, QWidget) and held.focusPolicy() in _BY_TAB:
            yield held
        else:
            yield from _stops(held)


def _held(layout: QLayout) -> list[QWidget | QLayout]:
    """What a layout holds, in its order.

    Not by `itemAt`: PySide6 knows an item, once asked for, until the layout goes, but Qt drops it with its widget and
    tells nobody. A widget made where the item was is then taken for it, and the program ends in the style's
    `subElementRect`, which is given an item for a widget.
    """
    holder = layout.parentWidget()
    inside = [*layout.children(), *(holder.children() if holder is not None else ())]
    placed = {layout.indexOf(one): one for one in inside if isinstance(one, QWidget | QLayout)}
    return [placed[at] for at in sorted(placed) if at >= 0]
