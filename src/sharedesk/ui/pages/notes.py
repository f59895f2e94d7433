"""Emergency notes to check: what waits, by time and reference, none of its words. One is opened; several go at once."""

from __future__ import annotations

from datetime import datetime

from sharedesk.desk import note_words, quick_share
from sharedesk.desk.quick_share import ToCheck
from sharedesk.errors import ShareDeskError
from sharedesk.ui._forms.notes import Ui_Notes
from sharedesk.ui.fields import chain
from sharedesk.ui.owed_lines import finish
from sharedesk.ui.page import Page
from sharedesk.ui.tick_list import Line, TickList
from sharedesk.ui.window import Window

_ROWS = 8
"""Notes seen at once."""


class NotesPage(Page):
    """The list of notes to check."""

    title = "Emergency notes to check"
    shelved = "emergency-notes"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Notes()
        form.setupUi(self.column)
        self.heading(form.title)
        self.lines = TickList(form.list, _ROWS)
        self.lines.ticked.connect(lambda _key, _ticked: self._offer())
        form.list.activated.connect(lambda _: self._open())
        form.open.clicked.connect(self._open)
        form.all.clicked.connect(self._tick_all)
        form.turn_away.clicked.connect(self._turn_away)
        form.finish.clicked.connect(self._finish)
        form.back.clicked.connect(lambda: window.show_page("home"))
        self._waiting: dict[str, ToCheck] = {}
        self._ticked: set[str] = set()
        self._notice, self._kept = "", ""
        self._furnish(there=False, reading=True)
        self.built()

    def show_about(self, notice: str = "", kept: str = "") -> None:
        """What was just done; the id of the decision that a note became, whose reasons can be added now."""
        self._notice, self._kept = notice, kept

    def entered(self) -> None:
        self.say(self.form.notice, self._notice)
        self.form.finish.setVisible(bool(self._kept))
        self.say(self.form.problem, "", aloud=False)
        self._read()

    def leaving(self) -> None:
        self._ticked = {line.key for line in self.lines.lines if line.ticked}
        self._notice = self._kept = ""

    def _read(self) -> None:
        self.desk.worker.read(quick_share.to_check, self._show, self._failed)

    def _show(self, found: list[ToCheck]) -> None:
        now = datetime.now().astimezone()
        self._waiting = {one.sha256: one for one in found}
        self.lines.show([Line(one.sha256, note_words.line(one, now), one.sha256 in self._ticked) for one in found])
        self._furnish(there=bool(found))
        chain(self.column)
        form = self.form
        (form.finish if self._kept else form.list if found else form.back).setFocus()

    def _furnish(self, *, there: bool, reading: bool = False) -> None:
        form = self.form
        for widget in (form.intro, form.list_label, form.list, form.open, form.all, form.turn_away):
            widget.setVisible(there)
        form.none.setVisible(not there and not reading)
        form.open.setDefault(not self._kept)
        form.finish.setDefault(bool(self._kept))
        self._offer()

    def _offer(self) -> None:
        """What can be done with what is ticked."""
        ticked = sum(bool(line.ticked) for line in self.lines.lines)
        self.form.turn_away.setEnabled(bool(ticked))
        self.form.turn_away.setText(
            f"Turn away the {ticked:,} that are ticked" if ticked > 1 else "Turn away what is ticked"
        )
        self.form.all.setText("Untick all" if ticked and ticked == len(self.lines.lines) else "Tick all")

    def _tick_all(self) -> None:
        to = not all(line.ticked for line in self.lines.lines)
        self.lines.show([line._replace(ticked=to) for line in self.lines.lines])
        self._offer()

    def _open(self) -> None:
        one = self._waiting.get(self.lines.current())
        if one is not None:
            self.desk.show_page("note", one=one)

    def _turn_away(self) -> None:
        self.desk.show_page("turn_away", which=[line.key for line in self.lines.lines if line.ticked])

    def _finish(self) -> None:
        finish(self, self._kept)

    def _failed(self, problem: ShareDeskError) -> None:
        self.trouble(self.form.problem, problem)


make = NotesPage
