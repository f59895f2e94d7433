"""This log as a whole: how it stands, and the ways to what keeps it safe, proves it and lets one back in."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sharedesk.desk.pack_read import summary_of
from sharedesk.desk.shelf import Shelf
from sharedesk.desk.this_log import ThisLog, this_log
from sharedesk.ui._forms.log import Ui_Log
from sharedesk.ui.page import Page
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.window import Window

_PLACES = ("backups", "check_log", "ways_in", "retention", "organisation", "settings")
"""Pages that this one leads to; its form has a button `open_…`, a title and a line of state for each."""


class LogPage(Page):
    """A few sentences and a button for each of the places."""

    title = "This log"
    shelved = "organisation"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Log()
        form.setupUi(self.column)
        self.heading(form.title)
        for place in _PLACES:
            self.heading(getattr(form, f"{place}_title"), 1)
            getattr(form, f"{place}_state").hide()
            getattr(form, f"open_{place}").clicked.connect(partial(self._open, place))
        self.heading(form.about_title, 1)
        form.column.addStretch()
        self._left_for = _PLACES[0]
        self.built()

    def entered(self) -> None:
        self.form.practice.setText("PRACTICE: everybody in this log is made up.")
        self.form.practice.setVisible(self.desk.practice)
        shelves_of(self.desk).ask(self._read)
        getattr(self.form, f"open_{self._left_for}").setFocus()

    def _read(self, shelf: Shelf) -> None:
        chosen, now = self.desk.settings.backup_place, datetime.now().astimezone()
        self._say("organisation", summary_of(shelf))
        self.desk.worker.read(lambda vault: this_log(vault, chosen, shelf.organisation, now), self._show)

    def _show(self, found: ThisLog) -> None:
        self._say("backups", found.kept)
        self._say("ways_in", found.ways)
        self._say("retention", found.retention)
        self.form.about.setText(found.about)

    def _say(self, place: str, words: str) -> None:
        self.say(getattr(self.form, f"{place}_state"), words, aloud=False)

    def _open(self, place: str, _clicked: bool = False) -> None:  # Qt's signal
        self._left_for = place
        back = {"back": lambda: self.desk.show_page("log")} if place == "organisation" else {}
        self.desk.show_page(place, **back)


make = LogPage
