"""A choice among the people of the decision that is being written, who come and go while it is."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox

from sharedesk.ui.choices import OPEN

_GONE = "Somebody who was removed"


class PersonChoice(QComboBox):
    """Holds the key of a person. One who was removed stays chosen, and said to be gone, until another is."""

    def offer(self, people: list[tuple[str, str]], chosen: str) -> None:
        """Offer people, by key and name, with one chosen (or none)."""
        wanted = [("", OPEN), *people]
        if chosen and chosen not in dict(wanted):
            wanted.append((chosen, _GONE))
        with QSignalBlocker(self):
            if wanted != [(self.itemData(at), self.itemText(at)) for at in range(self.count())]:
                self.clear()
                for key, name in wanted:
                    self.addItem(name, key)
            self.setCurrentIndex(self.findData(chosen))
