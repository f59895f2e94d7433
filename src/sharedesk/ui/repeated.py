"""Parts that there may be several of: people, information, recipients (added and removed by hand, with undo), and parts
that follow from others (telling, one for each person).
"""

from __future__ import annotations

import secrets
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from sharedesk.domain.ids import new_key
from sharedesk.domain.visible import visible
from sharedesk.ui import look
from sharedesk.ui.spoken import speak
from sharedesk.ui.wrapped import let_go

if TYPE_CHECKING:
    from sharedesk.ui.fields import Fields


class Kind(NamedTuple):
    """The form of one part (`person`: forms/person_part.ui), and what one is called.

    `more`: there is a second form, for the page of the section alone (forms/person_more.ui). `first`: where there is
    none yet an empty one is shown, ready to type in; otherwise a button that begins with `begin`.
    """

    form: str
    one: str
    more: bool = False
    first: bool = True
    begin: str = "Add a"


KINDS = {
    "people": Kind("person", "person", more=True), "concerns": Kind("concern", "concern", more=True),
    "items": Kind("item", "piece of information", more=True), "recipients": Kind("recipient", "recipient", more=True),
    "telling": Kind("telling", "person", more=True), "sharing": Kind("sharing", "piece of information"),
    "next_steps": Kind("next_step", "next step"), "advice": Kind("advice", "piece of advice"),
    "relationships": Kind("bond", "relationship"), "attached": Kind("attached", "document or picture"),
    "options": Kind("option", "way", first=False, begin="Add another"),
    "not_told": Kind("not_told", "organisation or person", first=False, begin="Add an"),
    "objections": Kind("objection", "objection", first=False, begin="Add an"),
    "agreements": Kind("agreement", "agreement", first=False, begin="Add an"),
    "feedback": Kind("feedback", "piece of feedback", first=False),
    "enquiries": Kind("enquiry", "enquiry", first=False, begin="Add an"),
    "who__contacts": Kind("contact", "address, school or number", first=False, begin="Add an"),
}  # fmt: skip
_LONGEST_TITLE = 120
"""Characters."""


def set_up(form: str, inside: QWidget) -> Any:
    """Set a form up in a widget, by its name: `person_part` is forms/person_part.ui."""
    module = import_module(f"sharedesk.ui._forms.{form}")
    made = getattr(module, "Ui_" + "".join(word.capitalize() for word in form.split("_")))()
    made.setupUi(inside)
    return made


def set_up_under(form: str, above: QWidget) -> Any:
    """Set a form up at the end of a widget that has another one already."""
    inside = QWidget()
    made = set_up(form, inside)
    layout = above.layout()
    assert layout is not None  # noqa: S101  # it has a form
    layout.addWidget(inside)
    return made


class Part(QFrame):
    """One part: its title and its inputs, bound to a record with a key."""

    def __init__(self, holder: _Parts, record: dict[str, Any]) -> None:
        from sharedesk.ui.fields import Fields  # Fields knows Repeated: each needs the other

        super().__init__(holder)
        self.record = dict(record)
        self.heading = QLabel()
        self.heading.setFont(look.bold())
        self.heading.setWordWrap(True)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)  # it may be somebody's name
        inside = QWidget()
        self.form = set_up(f"{holder.kind.form}_part", inside)
        if holder.full and holder.kind.more:
            set_up_under(f"{holder.kind.form}_more", inside)
        self.fields = Fields(inside, holder.edited.emit, holder.kind.form)
        for widget in self.fields.inputs.values():
            if isinstance(widget, Repeated):
                widget.full = holder.full
                widget.reshaped.connect(holder.reshaped)
        self.fields.fill(self.record)
        if hasattr(self.form, "more"):
            self.form.more.setVisible(holder.full)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, look.SPACE[0], 0, look.SPACE[1])
        self.column.addWidget(self.heading)
        self.column.addWidget(inside)
        self.remove = QPushButton()
        self.remove.setMinimumHeight(look.TARGET)
        self.remove.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.remove.hide()
        self.column.addWidget(self.remove)

    def show_record(self, record: dict[str, Any]) -> None:
        """Show another record."""
        self.record = dict(record)
        self.fields.fill(self.record)

    def values(self) -> dict[str, Any]:
        """The record with what its inputs hold now."""
        self.fields.collect(self.record)
        return self.record

    def called(self, title: str) -> None:
        """Give the part its title, shortened where a name is very long."""
        title = visible(title)
        title = title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE]}…"
        self.heading.setText(title)
        self.setAccessibleName(title)


class _Parts(QWidget):
    """What both kinds share. `edited` at every change by hand, `reshaped` when inputs came or went."""

    edited = Signal()
    reshaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.full = False
        self.parts: list[Part] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)

    @property
    def kind(self) -> Kind:
        """What these parts are, by the name of the widget."""
        return KINDS[self.objectName().removeprefix("f_")]

    def values(self) -> list[dict[str, Any]]:
        """The records, in order."""
        return [part.values() for part in self.parts]

    def fields_of(self, key: str) -> Fields | None:
        """The inputs of the part with a key."""
        return next((part.fields for part in self.parts if part.record["key"] == key), None)

    def all_fields(self) -> list[Fields]:
        """The inputs of every part."""
        return [part.fields for part in self.parts]

    def _place(self, at: int, part: Part) -> None:
        """Put a part in its place. Where all of it is still hidden, it is seen with the rest: laid out once for all."""
        self.column.insertWidget(at, part)
        if self.isVisible():
            part.show()

    def _clear(self, keep: int = 0) -> None:
        """Let go of all parts after the first `keep`."""
        for part in self.parts[keep:]:
            let_go(part)
        del self.parts[keep:]


class Repeated(_Parts):
    """Parts that somebody adds and removes. One that was removed can be brought back until the page is left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._removed: list[tuple[int, Part]] = []
        self._stays: set[str] = set()
        self.add_button, self.undo_button = QPushButton(), QPushButton()
        for button in (self.undo_button, self.add_button):
            button.setMinimumHeight(look.TARGET)
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            self.column.addWidget(button)
        self.undo_button.hide()
        self.add_button.clicked.connect(self._add_by_hand)
        self.undo_button.clicked.connect(self._undo)

    def fill(self, records: list[dict[str, Any]]) -> None:
        """Show records; where there is none an empty one, ready to type in."""
        self._forget()
        if not records and self.kind.first:
            records = [{"key": new_key(secrets.token_bytes)}]
        self._clear(len(records))
        for part, record in zip(self.parts, records, strict=False):
            part.show_record(record)
        for record in records[len(self.parts) :]:
            self._insert(len(self.parts), self._made(record))
        self._renumber()

    @property
    def stays(self) -> set[str]:
        """The keys of parts that cannot be removed."""
        return self._stays

    @stays.setter
    def stays(self, keys: set[str]) -> None:
        self._stays = keys
        self._renumber()

    def put(self, given: dict[str, Any]) -> None:
        """Write answers into the first part that has none of them yet, or into a new one, and go there."""
        part = next((one for one in self.parts if not any(one.values().get(name) for name in given)), None)
        if part is None:
            part = self._made({"key": new_key(secrets.token_bytes)})
            self._insert(len(self.parts), part)
        part.show_record(part.values() | given)
        self._changed()
        next(iter(part.fields.inputs.values())).setFocus()

    def _made(self, record: dict[str, Any]) -> Part:
        part = Part(self, record)
        part.remove.clicked.connect(lambda: self._remove(part))
        return part

    def _insert(self, at: int, part: Part) -> None:
        self.parts.insert(at, part)
        self._place(at, part)

    def _add_by_hand(self) -> None:
        part = self._made({"key": new_key(secrets.token_bytes)})
        self._insert(len(self.parts), part)
        self._changed()
        next(iter(part.fields.inputs.values())).setFocus()

    def _remove(self, part: Part) -> None:
        at = self.parts.index(part)
        self.parts.remove(part)
        self.column.removeWidget(part)
        part.hide()
        self._removed.append((at, part))
        self.undo_button.setText(f"Undo: bring the removed {self.kind.one} back")
        self.undo_button.show()
        self._changed()
        self.undo_button.setFocus()
        words = f"Removed one {self.kind.one}. It can be brought back."
        speak(self, words)

    def _undo(self) -> None:
        at, part = self._removed.pop()
        self._insert(min(at, len(self.parts)), part)
        self.undo_button.setVisible(bool(self._removed))
        self._changed()
        next(iter(part.fields.inputs.values())).setFocus()

    def _forget(self) -> None:
        for _, part in self._removed:
            part.deleteLater()
        self._removed = []
        self.undo_button.hide()

    def _changed(self) -> None:
        self._renumber()
        self.reshaped.emit()
        self.edited.emit()

    def _renumber(self) -> None:
        one = self.kind.one[0].upper() + self.kind.one[1:]
        for number, part in enumerate(self.parts, 1):
            part.called(one if len(self.parts) == 1 else f"{one} {number}")
            part.heading.setVisible(len(self.parts) > 1)
            part.remove.setText(f"Remove {self.kind.one} {number}")
            stays = part.record["key"] in self._stays
            part.remove.setVisible(not stays and (len(self.parts) > 1 or not self.kind.first))
        self.add_button.setText(f"{'Add another' if self.parts else self.kind.begin} {self.kind.one}")


class Following(_Parts):
    """Parts that follow from others: one for each set of links. Words for one that went come back with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: list[dict[str, Any]] = []
        self._links: list[dict[str, str]] = []

    def fill(self, records: list[dict[str, Any]]) -> None:
        """Records that were written before; `follow` shows those that are due."""
        self._known = [dict(record) for record in records]
        self._links = []
        self._clear()

    def follow(self, due: list[tuple[dict[str, str], str]]) -> None:
        """Show one part for each of `due`: its links (`{"person": key}`) and its title."""
        links = [one for one, _ in due]
        if links != self._links:
            self._keep()
            self._clear()
            for at, one in enumerate(links):
                part = Part(self, self._record(one))
                self.parts.append(part)
                self._place(at, part)
            self._links = links
            self.reshaped.emit()
        for part, (_, title) in zip(self.parts, due, strict=True):
            part.called(title)

    def values(self) -> list[dict[str, Any]]:
        """The records, those that are not shown just now included."""
        self._keep()
        return self._known

    def _keep(self) -> None:
        shown = {part.record["key"]: part.values() for part in self.parts}
        self._known = [shown.pop(one["key"], one) for one in self._known] + list(shown.values())

    def _record(self, links: dict[str, str]) -> dict[str, Any]:
        for record in self._known:
            if links.items() <= record.items():
                return record
        return {"key": new_key(secrets.token_bytes), **links}
