"""Ways from the questions of a section to the checks that belong to it, each saying how it stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sharedesk.desk.answers import Answers
from sharedesk.desk.check_offers import Offer, offered
from sharedesk.ui.lines import Lines
from sharedesk.ui.page import Page

_SHORT = ("telling", "reasons")
"""The sections whose checks are offered on the short route as well."""


class CheckWays(QWidget):
    """The buttons of one section. `back` shows the page again, at a place that `way_to` knows."""

    def __init__(
        self, section: str, page: Page, back: Callable[[str], object], *, full: bool, afterwards: bool = False
    ) -> None:
        super().__init__()
        self._afterwards = afterwards
        self._section = section if full or section in _SHORT else ""
        self._page, self._back = page, back
        self._offers: list[Offer] = []
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        down.addWidget(holder)
        self._lines = Lines(holder)
        self.hide()

    def follow(self, answers: Answers) -> bool:
        """Offer what these answers lead to. Gives whether anything is new."""
        offers = offered(self._section, answers, afterwards=self._afterwards)
        if offers == self._offers:
            return False
        self._offers = offers
        self._lines.show([(offer.words, partial(self._go, offer)) for offer in offers])
        self.setVisible(bool(offers))
        return True

    def way_to(self, where: str) -> QWidget | None:
        """The button of a place that was handed to `back`."""
        places = [_place(offer) for offer in self._offers]
        return self._lines.buttons[places.index(where)] if where in places else None

    def _go(self, offer: Offer) -> None:
        self._page.desk.show_page(
            "check_run", check=offer.check, about=offer.about, back=partial(self._back, _place(offer))
        )


def _place(offer: Offer) -> str:
    about = offer.about
    return "/".join(("check", offer.check, *(key for key in (about.person, about.item, about.recipient) if key)))
