"""Several of some choices: a tick box for each, under the question that they answer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sharedesk.ui.wrapped import WrappedCheck, let_go

GONE = "Somebody who was removed"


class Ticks(QWidget):
    """Holds the codes that are ticked, in the order in which they were. `edited` at every change by hand."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, WrappedCheck] = {}
        self._ticked: list[str] = []
        self.stays: tuple[str, ...] = ()
        """Those that stay ticked."""
        self._down = QVBoxLayout(self)
        self._down.setContentsMargins(0, 0, 0, 0)
        self._down.setSpacing(0)

    def setAccessibleName(self, name: str) -> None:  # Qt's own
        """Every box says which question it answers."""
        super().setAccessibleName(name)
        for box in self.boxes.values():
            box.setAccessibleDescription(name)

    def offer(self, choices: tuple[tuple[str, str], ...]) -> None:
        """Offer choices by code and words; what is ticked stays so."""
        if choices == tuple((code, box.words) for code, box in self.boxes.items()):
            return
        for box in self.boxes.values():
            let_go(box)
        self.boxes = {}
        for code, words in choices:
            box = self.boxes[code] = WrappedCheck(words)
            box.setAccessibleDescription(self.accessibleName())
            box.setChecked(code in self._ticked)
            box.clicked.connect(lambda ticked, code=code: self._clicked(code, ticked))
            self._down.addWidget(box)

    def values(self) -> list[str]:
        """The codes that are ticked."""
        return list(self._ticked)

    def tick(self, codes: list[str]) -> None:
        """Tick these and no others."""
        self._ticked = list(codes)
        for code, box in self.boxes.items():
            box.setChecked(code in codes)

    def _clicked(self, code: str, ticked: bool) -> None:  # Qt's signal
        if code in self.stays:
            self.boxes[code].setChecked(True)
            return
        self._ticked = [other for other in self._ticked if other != code] + [code] * ticked
        self.edited.emit()


class PeopleTicks(Ticks):
    """Some of the people of the decision that is being written, who come and go while it is."""

    def tick(self, codes: list[str]) -> None:
        """Tick these; whoever is not offered yet is offered by no name, until the people are known."""
        known = tuple((code, box.words) for code, box in self.boxes.items())
        self.offer((*known, *((code, GONE) for code in codes if code not in self.boxes)))
        super().tick(codes)

    def offer_people(self, people: list[tuple[str, str]]) -> None:
        """Offer people, by key and name; one who was removed stays only while ticked."""
        gone = [(code, GONE) for code in self.values() if code not in dict(people)]
        self.offer((*people, *gone))
