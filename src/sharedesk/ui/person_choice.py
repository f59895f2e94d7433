"""A choice among the people, or the recipients, of the decision that is being written, who come and go while it is."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox

from sharedesk.domain.visible import visible
from sharedesk.ui.choices import OPEN


class PersonChoice(QComboBox):
    """Holds the key of a person. One who was removed stays chosen, and said to be gone, until another is."""

    gone = "Somebody who was removed"

    def choose(self, key: str) -> None:
        """Choose somebody, whether they are offered yet or not."""
        with QSignalBlocker(self):
            if key and self.findData(key) < 0:
                self.addItem(self.gone, key)
            self.setCurrentIndex(max(0, self.findData(key)))

    def offer(self, people: list[tuple[str, str]]) -> None:
        """Offer people, by key and name; whoever is chosen stays chosen."""
        chosen = self.currentData() or ""
        wanted = [("", OPEN), *((key, visible(name)) for key, name in people)]
        if chosen and chosen not in dict(wanted):
            wanted.append((chosen, self.gone))
        with QSignalBlocker(self):
            if wanted != [(self.itemData(at), self.itemText(at)) for at in range(self.count())]:
                self.clear()
                for key, name in wanted:
                    self.addItem(name, key)
            self.setCurrentIndex(self.findData(chosen))


class RecipientChoice(PersonChoice):
    """Holds the key of a recipient."""

    gone = "A recipient who was removed"
