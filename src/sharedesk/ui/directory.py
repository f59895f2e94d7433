"""Buttons beside recipients and advice: whom the organisation's pack knows, taken over with a press."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from shiboken6 import isValid

from sharedesk.desk import directory
from sharedesk.ui.fields import chain
from sharedesk.ui.lines import Lines
from sharedesk.ui.repeated import Repeated
from sharedesk.ui.shelves import shelves_of

if TYPE_CHECKING:
    from sharedesk.desk.answers import Answers
    from sharedesk.desk.shelf import Shelf
    from sharedesk.ui.page import Page
    from sharedesk.ui.sheet import SectionView


class Directory:
    """The pack's contacts or advisers, on the whole section only: the short route stays short."""

    def __init__(self, view: SectionView, page: Page, _edited: Callable[[], None]) -> None:
        self._view, self._page = view, page
        self._offers = directory.recipients if view.name == "recipients" else directory.advisers
        self._lines = Lines(view.form.directory)
        view.form.directory_words.hide()

    def follow(self, _answers: Answers) -> None:
        """Offer whom the pack knows."""
        if not (hasattr(self._view.form, "more") and self._view.form.more.isHidden()):
            shelves_of(self._page.desk).ask(self._offer)

    def _offer(self, shelf: Shelf) -> None:
        if not isValid(self._view):
            return
        ways = [(one.words, partial(self._take, one)) for one in self._offers(shelf)]
        self._view.form.directory_words.setVisible(bool(ways))
        if [words for words, _ in ways] != [button.accessibleName() for button in self._lines.buttons]:
            self._lines.show(ways)
            chain(self._page.column)

    def _take(self, offer: directory.Offer) -> None:
        parts = self._view.fields.inputs[self._view.name]
        assert isinstance(parts, Repeated)  # noqa: S101  # its form says so
        parts.put(offer.answers)
