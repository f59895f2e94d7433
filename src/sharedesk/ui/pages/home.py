"""Home: what waits first, by count and reference and never by name, then what was recorded last."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent

from sharedesk.desk import backup_words, drafting, telling_later
from sharedesk.desk.telling_later import Looked, Owed
from sharedesk.domain.outside import CopiedOutside, copies_outside
from sharedesk.ui import tables
from sharedesk.ui._forms.home import Ui_Home
from sharedesk.ui.backing_up import backing_of
from sharedesk.ui.decisions_model import SPARE, DecisionsModel
from sharedesk.ui.fields import chain
from sharedesk.ui.lines import Lines, Way
from sharedesk.ui.owed_lines import OwedLines
from sharedesk.ui.page import Page
from sharedesk.ui.recording import saved_said
from sharedesk.ui.window import Window
from sharedesk.vault import search
from sharedesk.vault.search import Waiting
from sharedesk.vault.vault import Vault

SHOWN = 12
"""Decisions listed here; the page Decisions has them all."""
_LOOKED, _AT_ONCE = 200, 20
"""Of how many decisions, the last recorded, it is looked who is still to be told, and of how many in one turn."""
_OWED = 5
"""So many of them are named here by reference."""
NO_SHEET = (
    "There is no recovery sheet for this log: if the passphrase is lost, so is everything in it. You can make one at "
    "any time: “This log”, then “Passphrase and recovery”."
)


class HomePage(Page):
    """The first page after unlocking."""

    title = "Home"
    wide = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_Home()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.heading(self.form.waiting_title, 1)
        self.heading(self.form.recent_title, 1)
        self.model = DecisionsModel()
        tables.prepare(
            self.form.recent, self.model,
            lambda index: window.show_page("reading", decision=self.model.listed(index).id),
        )  # fmt: skip
        self.form.record.clicked.connect(lambda: window.show_page("short_route", fresh=True))
        self.form.share.clicked.connect(window.share)
        self.form.go_on.clicked.connect(lambda: window.show_page("drafts"))
        self.form.go_on.hide()
        window.worker.changed.connect(lambda _: self._read())
        self.emergencies = OwedLines(self, self.form, self._settle)
        self._lines = Lines(self.form.owed)
        self._copies = Lines(self.form.copies)
        self.form.owed_note.hide()
        self._owed: list[Owed] = []
        self._turn = self._looked = 0
        self._found: tuple[Waiting, drafting.Waiting] | None = None
        self._backing = backing_of(window)
        self._backing.told.connect(self._read_copies)
        self.form.column.addStretch()
        self.built()

    def entered(self) -> None:
        self._read()
        self.form.record.setFocus()

    def _read(self) -> None:
        worker = self.desk.worker
        self.model.show(
            lambda before, then: worker.read(lambda vault: search.newest(vault.store, SHOWN, before), then),
            self._listed,
        )
        self.emergencies.look()
        worker.read(lambda vault: (search.waiting(vault.store), drafting.waiting(vault)), self._waiting)
        self._read_copies()
        self._turn += 1
        self._owed, self._looked = [], 0
        self._look(self._turn, None)

    def _read_copies(self) -> None:
        self.desk.worker.read(_last_outside, self._say_copies)

    def _say_copies(self, last: CopiedOutside | None) -> None:
        """How old the last copy outside is, as a way to where one is made; and a backup that did not work."""
        to_backups = partial(self.desk.show_page, "backups")
        ways: list[Way] = [(backup_words.outside_said(last, datetime.now(UTC)).rstrip("."), to_backups)]
        if self._backing.trouble:
            ways.append(("The last backup on this computer did not work", to_backups))
        self._copies.show(ways)
        chain(self.column)

    def _look(self, turn: int, before: int | None) -> None:
        """Look some decisions through for people who are still to be told, and then the next."""
        if not self.isVisible() and self._looked:
            return
        now = datetime.now().astimezone()

        def came(found: Looked) -> None:
            if turn != self._turn:
                return
            self._owed += found.owed
            self._looked += found.looked_at
            if found.before is not None and self._looked < _LOOKED:
                self._look(turn, found.before)
            else:
                self._show_owed(all_=found.before is None)

        self.desk.worker.read(lambda vault: telling_later.owed(vault, now, _AT_ONCE, before), came)

    def _show_owed(self, *, all_: bool) -> None:
        """By reference, and never by name; what was not looked at is said."""
        owed = [one for one in self._owed if one.id not in self.emergencies.ids]  # telling is one of their reasons
        shown = owed[:_OWED]
        self._lines.show([(one.words, partial(self.desk.show_page, "reading", decision=one.id)) for one in shown])
        more = len(owed) - len(shown)
        notes = [f"And {more} more with people to tell or not settled yet."] if more else []
        if self._owed and not all_:
            notes.append(f"Only the last {self._looked:,} decisions were looked through for this.")
        self.form.owed_note.setText(" ".join(notes))
        self.form.owed_note.setVisible(bool(notes))
        self._settle()

    def _waiting(self, found: tuple[Waiting, drafting.Waiting]) -> None:
        self._found = found
        self._settle()

    def _settle(self) -> None:
        """Say what else waits, and that nothing does only where that is so."""
        if self._found is None:
            return
        waiting, drafts = self._found
        lines = []
        if drafts.count:
            some = "1 draft" if drafts.count == 1 else f"{drafts.count:,} drafts"
            lines.append(f"{some} to go on with, last saved on {saved_said(drafts.last_saved)}.")
        self.form.go_on.setVisible(bool(drafts.count))
        named = len(self.emergencies.ids)
        if (more := waiting.incomplete - named) > 0:
            lines.append(f"{more:,} {'other ' if named else ''}record{'s' * (more != 1)} to finish.")
        if not self.desk.has_recovery:
            lines.append(NO_SHEET)
        self.form.waiting.setText("\n".join(lines) or "Nothing waits.")
        self.form.waiting.setHidden(not lines and (bool(self._owed) or self.emergencies.waits))
        chain(self.column)
        self.form.practice.setText("PRACTICE: everybody in this log is made up." if self.desk.practice else "")
        self.form.practice.setVisible(self.desk.practice)

    def _listed(self, count: int) -> None:
        self.form.empty.setVisible(not count)
        self.form.recent.setVisible(bool(count))
        if count:
            tables.fit(self.form.recent)
            tables.squeeze(self.form.recent, SPARE)
            tables.select_first(self.form.recent)

    def changeEvent(self, event: QEvent) -> None:  # Qt's own
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            tables.measure(self.form.recent)
            tables.squeeze(self.form.recent, SPARE)
            tables.fit(self.form.recent)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tables.squeeze(self.form.recent, SPARE)


def _last_outside(vault: Vault) -> CopiedOutside | None:
    copies = copies_outside(vault.store.entries_of(vault.log))
    return copies[-1] if copies else None


make = HomePage
