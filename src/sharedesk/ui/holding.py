"""Answers that stay as they were written: their boxes can be read, copied from and tabbed to, and change nothing.

What keeps them is the desk (`desk.afterwards.completed`); here it is only seen and said that they stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from sharedesk.ui.dates import DateBoxes
from sharedesk.ui.repeated import Following, Repeated
from sharedesk.ui.style import HELD
from sharedesk.ui.ticks import Ticks

if TYPE_CHECKING:
    from sharedesk.ui.fields import Fields, Input

SAID = "As you wrote it then. It stays so."
_IN_LABEL = " (as you wrote it then)"
_MOVES = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape, Qt.Key.Key_F1}
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick,
            QEvent.Type.Wheel)  # fmt: skip


class _Still(QObject):
    """Keeps a box of choices on the one that it shows."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # Qt's own
        if not watched.property(HELD):
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
            return event.key() not in _MOVES and plain == Qt.KeyboardModifier.NoModifier
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget):
            watched.setFocus()
        return event.type() in _PRESSES


def hold(fields: Fields, first: dict[str, Any]) -> None:
    """Hold the inputs that `first` has an answer for, in parts by their key; let go of the others."""
    for path, widget in fields.inputs.items():
        value: Any = first
        for step in path.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(widget, Repeated | Following):
            elements = {one["key"]: one for one in value or ()}
            if isinstance(widget, Repeated):
                widget.stays = set(elements)
            for part in widget.parts:
                hold(part.fields, elements.get(part.record["key"], {}))
        else:
            _hold(widget, value)
    _ask_name_now(fields)


def _hold(widget: Input, value: Any) -> None:
    held = bool(value)
    if isinstance(widget, Ticks):
        widget.stays = tuple(value or ())
        return
    if bool(widget.property(HELD)) == held:
        return
    widget.setProperty(HELD, held)
    said = SAID if held else ""
    if (label := label_of(widget)) is not None:  # told by a word too: in some schemes no colour is left to tell it by
        label.setText(f"{label.text().removesuffix(_IN_LABEL)}{_IN_LABEL if held else ''}")
    if isinstance(widget, DateBoxes):
        widget.hold(said)
        return
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        widget.setReadOnly(held)
    if isinstance(widget, QPlainTextEdit):
        widget.viewport().setBackgroundRole(QPalette.ColorRole.Window if held else QPalette.ColorRole.Base)
        if held:
            by = Qt.TextInteractionFlag
            widget.setTextInteractionFlags(by.TextSelectableByKeyboard | by.TextSelectableByMouse)
    elif isinstance(widget, QComboBox) and held:
        widget.installEventFilter(_still(widget))
    widget.setAccessibleDescription(said)


def _still(widget: QComboBox) -> _Still:
    return widget.findChild(_Still) or _Still(widget)


def _ask_name_now(fields: Fields) -> None:
    """Where a person's name stays as it was written, it is asked by which name they are known now."""
    now, then = fields.inputs.get("name_now"), fields.inputs.get("who.name")
    if isinstance(now, QLineEdit) and then is not None:
        asked = bool(then.property(HELD)) or bool(now.text())
        for shown in (now, label_of(now)):
            if shown is not None:
                shown.setVisible(asked)


def label_of(widget: QWidget) -> QLabel | None:
    """The question of an input."""
    above = widget.parentWidget()
    return above.findChild(QLabel, f"{widget.objectName()}_label") if above is not None else None
