"""Checking the whole log: is it what was recorded, is it as a slip says, and do its lists say what its entries say?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sharedesk.desk import proving, release, slips
from sharedesk.errors import ShareDeskError
from sharedesk.ui import look
from sharedesk.ui._forms.check_log import Ui_CheckLog
from sharedesk.ui._forms.check_log_part import Ui_CheckLogPart
from sharedesk.ui.long_work import LongWork
from sharedesk.ui.page import Page
from sharedesk.ui.typed_slip import TypedSlip
from sharedesk.ui.window import Window
from sharedesk.vault.errors import Cancelled

if TYPE_CHECKING:
    from sharedesk.desk.proving import Part, Said
    from sharedesk.desk.slips import Answer

CHECKING = "Checking… You can go on working and saving; leaving this page does not stop it."
COMPARING = "Comparing with the slip…"
ANEW = "Making the lists anew… The rest of the log waits until this is done or stopped."
_MOST_PARTS = 7


class CheckLogPage(Page):
    """A check goes on when one leaves; its answer is there when one comes back."""

    title = "Check this log"
    place = "log"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_CheckLog()
        form.setupUi(self.column)
        self.heading(form.title)
        for title in (form.verdict, form.slip_title, form.anew_title):
            self.heading(title, 1)
        self.heading(form.typed_title, 0)
        self.parts = [CheckedPart() for _ in range(_MOST_PARTS)]
        down = QVBoxLayout(form.parts)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(look.SPACE[1])
        for part in self.parts:
            down.addWidget(part)
            self.heading(part.form.title, 0)
        for hidden in (form.problem, form.done, form.verdict, form.parts, form.mend_files, form.answer):
            hidden.hide()
        self._stops_on_leaving = False
        self.typed = TypedSlip(form, self._compare)
        self.work = LongWork(self, form, self._busy)
        self._connect()
        self.built()
        self.text_resized()

    def _connect(self) -> None:
        form = self.form
        form.check.clicked.connect(self._check)
        form.back.clicked.connect(lambda: self.desk.show_page("log"))
        form.slip.clicked.connect(
            lambda: self.desk.show_page("preview", make=release.slip, back=lambda: self.desk.show_page("check_log"))
        )
        form.compare.clicked.connect(self._compare)
        form.anew.clicked.connect(self._make_anew)
        form.mend_files.clicked.connect(self._mend_files)
        self.desk.before_lock(self.work.stop)

    def text_resized(self) -> None:
        super().text_resized()
        for label in (self.form.verdict, self.form.typed_title, *(part.form.title for part in self.parts)):
            font = label.font()
            font.setBold(True)
            label.setFont(font)

    def entered(self) -> None:
        self.form.practice.setText("PRACTICE: everybody in this log is made up.")
        self.form.practice.setVisible(self.desk.practice)
        (self.form.stop if self.work.is_busy else self.form.check).setFocus()

    def leaving(self) -> None:
        """What holds up the rest of the log is stopped, and said; a check goes on."""
        if self._stops_on_leaving:
            self.work.stop()

    def _check(self) -> None:
        place = self.desk.settings.backup_place
        folders = [Path(place)] if place else []
        self._begin(stops=False)
        self._forget()
        self.work.start(
            CHECKING, lambda vault, tell: proving.check_log(vault, tell, folders), self._checked, self._failed
        )

    def _forget(self) -> None:
        """What was found the last time is no longer so."""
        for hidden in (self.form.verdict, self.form.parts, self.form.mend_files):
            hidden.hide()

    def _checked(self, said: Said) -> None:
        form = self.form
        words = f"There is a problem. {said.verdict}" if said.is_altered else said.verdict
        for box, part in zip(self.parts, said.parts, strict=False):
            box.show_part(part)
        for box in self.parts[len(said.parts) :]:
            box.hide()
        form.parts.show()
        form.mend_files.setVisible("beside" in said.remedies)
        self.say(form.verdict, words)
        self._over(form.verdict, form.check)

    def _compare(self) -> None:
        slip = self.typed.read()
        if slip is None:
            return
        self._begin(stops=True)
        self.form.answer.hide()
        self.work.start(COMPARING, lambda vault, tell: slips.compare(vault, slip, tell), self._compared, self._failed)

    def _compared(self, answer: Answer) -> None:
        self.say(self.form.answer, "\n".join(filter(None, (answer.sentence, answer.advice))))
        self._over(self.form.answer, self.form.compare)
        self.typed.say_mistyped(answer.mistyped)

    def _make_anew(self) -> None:
        self._begin(stops=True)
        self.work.start(ANEW, proving.make_lists_anew, self._made_anew, self._failed, at_once=True)

    def _made_anew(self, listed: int) -> None:
        self._forget()
        records = "1 record" if listed == 1 else f"{listed:,} records"
        self.say(self.form.done, f"The lists and the search are made anew: {records} listed. Check the log once more.")
        self._over(self.form.done, self.form.check)

    def _mend_files(self) -> None:
        self.form.problem.hide()

        def mended(_: None) -> None:
            self._forget()
            self.say(self.form.done, "The files beside the records are written again. Check the log once more.")
            self._over(self.form.done, self.form.check)

        self.desk.worker.read(proving.put_files_right, mended, self._failed)

    def _begin(self, *, stops: bool) -> None:
        self._stops_on_leaving = stops
        self.form.problem.hide()
        self.form.done.hide()
        self.reveal(self.form.working)

    def _over(self, where: QWidget, focus: QWidget) -> None:
        """It ended: the answer is shown, and the focus where one goes on; not where somebody is on another page."""
        self._stops_on_leaving = False
        if self.isVisible():
            focus.setFocus()
            self.reveal(where)

    def _failed(self, problem: ShareDeskError) -> None:
        if isinstance(problem, Cancelled):
            self.say(self.form.done, str(problem))
            self._over(self.form.done, self.form.check)
        else:
            self.trouble(self.form.problem, problem)
            self._over(self.form.problem, self.form.check)

    def _busy(self, busy: bool) -> None:
        form = self.form
        for button in (form.check, form.compare, form.anew, form.mend_files):
            button.setEnabled(not busy)


class CheckedPart(QWidget):
    """One thing that was looked at: what, what was found, what to do."""

    def __init__(self) -> None:
        super().__init__()
        self.form = Ui_CheckLogPart()
        self.form.setupUi(self)

    def show_part(self, part: Part) -> None:
        """Show it."""
        form = self.form
        form.title.setText(f"{part.title}: {part.state}")
        form.looked_at.setText(part.looked_at)
        form.found.setText("\n".join(part.found))
        form.found.setVisible(bool(part.found))
        form.advice.setText(f"What to do: {part.advice}")
        form.advice.setVisible(bool(part.advice))
        self.show()


make = CheckLogPage
