"""Is a person who is being named in the log already? Offered by name as it is typed, and decided by nobody else.

Somebody who is not said to be one of those is another person: two people of one name stay two.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from sharedesk.desk import people
from sharedesk.desk.answers import NAME_NOW, SOMEBODY_ELSE, Answers, known_people
from sharedesk.desk.people import Known, NoSuchPerson
from sharedesk.domain.people import folded_name
from sharedesk.domain.visible import visible
from sharedesk.errors import ShareDeskError
from sharedesk.ui.lines import Lines, Way

if TYPE_CHECKING:
    from sharedesk.ui.repeated import Part, Repeated
    from sharedesk.ui.worker import Worker


class SamePerson(QWidget):
    """What is said under a name: who of the log it may be, or who it is. Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        down.addWidget(self.words)
        holder = QWidget()
        down.addWidget(holder)
        self.ways = Lines(holder)
        self.asked: tuple[str, str, str] | None = None
        """Key, folded name and answer that were looked up last."""
        self.hide()

    def show_ways(self, words: str, ways: list[Way]) -> None:
        """Say something, with buttons under it; no words hide all."""
        held = any(button.hasFocus() for button in self.ways.buttons)
        self.words.setText(visible(words))
        self.ways.show(ways)
        self.setVisible(bool(words))
        if held and self.ways.buttons:
            self.ways.buttons[0].setFocus()

    def say(self, words: str) -> None:
        """Have a screen reader speak."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))


class KnownPeople:
    """Looks up the names of the people of a decision, and keeps who they were said to be in their records.

    `edited` is called when that changes, `reshaped` when buttons came or went.
    """

    def __init__(
        self, parts: Repeated, worker: Worker, edited: Callable[[], None], reshaped: Callable[[], None]
    ) -> None:
        self._parts, self._worker, self._edited, self._reshaped = parts, worker, edited, reshaped

    def follow(self) -> None:
        """Look up whoever was named anew since the last time. The parts' records are up to date."""
        for part in self._parts.parts:
            self._look(part)

    def _look(self, part: Part) -> None:
        shown: SamePerson = part.form.same
        key, name = str(part.record["key"]), folded_name(_name_of(part.record))
        before = shown.asked or ("", "", "")
        if part.record.get("same_as") == SOMEBODY_ELSE and before[0] == key and before[1] != name:
            del part.record["same_as"]  # it was said of another name
        same = part.record.get("same_as") or ""
        is_known = bool(same) and same != SOMEBODY_ELSE
        asked = (key, "" if is_known else name, same)  # whoever is known stays so, however they are called now
        if asked != shown.asked:
            shown.asked = asked
            self._ask(part, asked)

    def _ask(self, part: Part, asked: tuple[str, str, str]) -> None:
        shown: SamePerson = part.form.same
        _, name, same = asked

        def offered(found: list[Known]) -> None:
            if shown.asked == asked:
                self._offer(part, name, found)

        def known(one: Known) -> None:
            if shown.asked == asked:
                self._say_who(part, one)

        def failed(problem: ShareDeskError) -> None:
            if not isinstance(problem, NoSuchPerson):
                self._worker.failed.emit(problem)

        if same == SOMEBODY_ELSE:
            shown.show_ways("Somebody else of that name: kept apart.", [("Look again", lambda: self._set(part, ""))])
            self._reshaped()
        elif same:
            self._worker.read(lambda vault: people.known(vault, same), known, failed)
        elif name:
            self._worker.read(lambda vault: people.known_by_name(vault, name), offered)
        else:
            self._offer(part, name, [])

    def _offer(self, part: Part, name: str, found: list[Known]) -> None:
        shown: SamePerson = part.form.same
        here = [other.record for other in self._parts.parts]
        taken = {*known_people({"people": here}).values(), *(str(one["key"]) for one in here)}
        found = [one for one in found if one.id not in taken]
        exact = any(folded_name(one.name) == name for one in found)
        if not found:
            if not shown.isHidden():
                shown.show_ways("", [])
                self._reshaped()
            return
        words = "Somebody of that name is in this log already." if exact else "In this log already:"
        ways: list[Way] = [(f"The same person as {one.described}", partial(self._choose, part, one)) for one in found]
        if exact:
            ways.append(("Somebody else of that name", partial(self._set, part, SOMEBODY_ELSE)))
        shown.show_ways(words, ways)
        shown.say(f"{len(found)} in this log by that name. Tab on to say whether it is the same person.")
        self._reshaped()

    def _say_who(self, part: Part, known: Known) -> None:
        shown: SamePerson = part.form.same
        shown.show_ways(
            f"The same person as {known.described}.", [("Not the same person", lambda: self._set(part, SOMEBODY_ELSE))]
        )
        self._reshaped()

    def _choose(self, part: Part, known: Known) -> None:
        """The same person: their name as it is known (beside one that stays), and their age where none was given."""
        name, age = part.fields.inputs["who.name"], part.fields.inputs["age"]
        if known.who is not None and isinstance(name, QLineEdit) and isinstance(age, QLineEdit):
            with QSignalBlocker(name), QSignalBlocker(age):
                known_by = part.fields.inputs["name_now"] if name.isReadOnly() else name
                if known.who.name and isinstance(known_by, QLineEdit):
                    known_by.setText(known.who.name)
                if not age.text().strip():
                    age.setText(known.who.date_of_birth.said if known.who.date_of_birth else known.who.age)
        part.values()
        self._set(part, known.id)

    def _set(self, part: Part, same: str) -> None:
        part.record["same_as"] = same
        if not same:
            del part.record["same_as"]
        self._look(part)
        self._edited()


def _name_of(person: Answers) -> str:
    """The name to look up: the one by which somebody is known now, else the one that was put down."""
    return str(person.get(NAME_NOW) or (person.get("who") or {}).get("name") or "")
