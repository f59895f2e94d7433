"""What of emergencies waits, on home: a banner on top after unlocking, a line for each share, one for notes to check.

All of it is read on the worker, when home is entered, after every write while home is shown, and once an hour: a
window may stay open over midnight, and a reminder is for a day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer

from sharedesk.desk import owed, owed_words, quick_share
from sharedesk.desk.owed import Owed
from sharedesk.ui.lines import Lines
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.spoken import speak

if TYPE_CHECKING:
    from sharedesk.ui._forms.home import Ui_Home
    from sharedesk.ui.page import Page
    from sharedesk.vault.vault import Vault

_HOUR = 3_600_000
_SHOWN = 10
"""Shares listed; the page Decisions marks them all."""


class _Found(NamedTuple):
    shares: list[Owed]
    own_due_time: bool
    notes: int


class OwedLines(QObject):
    """The banner and the lines of home. `settled` is called when they were shown anew."""

    now: Callable[[], datetime] = staticmethod(lambda: datetime.now().astimezone())

    def __init__(self, page: Page, form: Ui_Home, settled: Callable[[], None]) -> None:
        super().__init__(page)
        self._page, self._form, self._settled = page, form, settled
        self.shares, self.notes = Lines(form.reasons), Lines(form.notes)
        self.to_remind: list[Owed] = []
        self.waits = False
        """Is there anything to finish or to check?"""
        self.ids: frozenset[str] = frozenset()
        """The decisions that are listed, or counted, here."""
        self._said = ""
        form.banner.hide()
        form.reasons_note.hide()
        form.finish.clicked.connect(self._finish_first)
        form.remind.clicked.connect(lambda: page.desk.show_page("remind", which=self.to_remind))
        hourly = QTimer(self, interval=_HOUR)
        hourly.timeout.connect(self.look)
        hourly.start()

    def look(self) -> None:
        """Read anew, if home is what is shown."""
        if self._is_shown:
            self.read()

    @property
    def _is_shown(self) -> bool:
        above = self._page.parentWidget()
        return above is not None and self._page.isVisibleTo(above)

    def read(self) -> None:
        """Read what waits."""
        now, shelves = self.now(), shelves_of(self._page.desk)

        def find(vault: Vault) -> _Found:
            shares = owed.reasons_owed(vault, now, None)
            pack = shelves.opened().organisation if shares else None  # the first time takes some 0.2 s
            if pack is not None:
                shares = owed.reasons_owed(vault, now, pack)
            return _Found(shares, pack is not None, quick_share.how_many(vault))

        self._page.desk.worker.read(find, partial(self._show, now))

    def _show(self, now: datetime, found: _Found) -> None:
        desk, form = self._page.desk, self._form
        self.to_remind = owed.to_remind(found.shares, now.date())
        self.shares.show(
            [
                (owed_words.line(one, now, own=found.own_due_time), partial(finish, self._page, one.id))
                for one in found.shares[:_SHOWN]
            ]
        )
        more = len(found.shares) - _SHOWN
        form.reasons_note.setText(f"And {more:,} more, each marked under Decisions." if more > 0 else "")
        form.reasons_note.setVisible(more > 0)
        to_check = partial(desk.show_page, "notes")
        self.notes.show([(owed_words.notes_to_check(found.notes), to_check)] if found.notes else [])
        self.waits = bool(found.shares or found.notes)
        self.ids = frozenset(one.id for one in found.shares)
        self._show_banner(owed_words.banner(self.to_remind, now) if self.to_remind else "")
        self._page.title = owed_words.waiting_title(len(found.shares), found.notes) or type(self._page).title
        if self._is_shown:
            desk.setWindowTitle(f"ShareDesk: {self._page.title}")
        self._settled()

    def _show_banner(self, words: str) -> None:
        form = self._form
        form.banner_words.setText(words)
        form.banner.setVisible(bool(words))
        form.banner.setAccessibleDescription(words)
        form.finish.setDefault(bool(words))
        form.record.setDefault(not words)
        if words and words != self._said:
            speak(form.banner, words)
        self._said = words

    def _finish_first(self) -> None:
        if self.to_remind:
            finish(self._page, self.to_remind[0].id)


def finish(page: Page, decision: str) -> None:
    """Go on with the reasons of an emergency share."""
    page.desk.show_page("afterwards", decision=decision)
