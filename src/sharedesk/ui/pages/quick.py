"""The emergency form, the same while the log is locked and while it is open. It opens at once and reads no log.

Nothing is ever asked but who was told and why it could not wait; whatever fails, the words stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QTimer

from sharedesk.desk.emergency_words import NO_KEY, PROMISE, Typed, paper
from sharedesk.errors import ShareDeskError
from sharedesk.ui.page import Page
from sharedesk.ui.quick_form import NEEDED, NO_NUMBERS, QuickForm
from sharedesk.ui.window import Window

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from sharedesk.desk.duty import Directory
    from sharedesk.desk.emergency import Found, Sealed
    from sharedesk.desk.record import Recorded
    from sharedesk.ui.lines import Lines
    from sharedesk.ui.problems import ErrorSummary
    from sharedesk.ui.quick_keeping import Blind, Open
    from sharedesk.ui.quick_paper import PaperWords

_DONE = object()
_UNSEEN = 10
"""Milliseconds after which it is looked again whether the window is on the screen."""
_FOLLOW = 150
"""Milliseconds after the last key before the words for the phone follow."""
GOING_BACK = "Going back keeps what you typed as an unfinished note, sealed."
GOING_BACK_UNSAVED = "Going back loses what you typed: write it on paper first."
GOING_BACK_OPEN = "Going back keeps what you typed as a draft."


class QuickPage(Page):
    """One form. Locked, it has one note and its process ends with it; open, it begins anew when asked for afresh."""

    title = "Emergency share"
    outside = True
    shelved = "emergency"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = QuickForm(self)
        self.problems: ErrorSummary
        self.paper: PaperWords
        self.duty: Lines
        self.blind: Blind | None = None
        self.open: Open | None = None
        self._fresh, self._draft, self._going_back = True, "", GOING_BACK
        self._steps = self._making()
        self._touched = self._busy = self._is_failing = self._is_making = self._is_ready = False
        self._soon = QTimer(self, singleShot=True, interval=_FOLLOW)
        self._soon.timeout.connect(self._follow)
        self.form.edited.connect(self._edited)
        self.built()

    def show_about(self, *, fresh: bool = False, draft: str = "") -> None:
        """`fresh` begins anew, `draft` is the id of one to go on with; neither comes back to where one was."""
        self._fresh, self._draft = fresh, draft

    def entered(self) -> None:
        self.form.who.name.setFocus()
        if self._is_ready:
            self._begin()
        elif not self._is_making:
            self._is_making = True
            QTimer.singleShot(_UNSEEN, self, self._step)

    def leaving(self) -> None:
        self._soon.stop()
        if self.open is not None:
            self.open.leave()

    # ---- made in steps ----

    def make_whole(self) -> None:
        """Make all of it now, for whoever cannot wait for it to be painted."""
        for _ in self._steps:
            pass

    def _step(self) -> None:
        """Once there is something to type in, the rest is made, with keys and painting in between."""
        if not self.desk.windowHandle().isExposed():
            QTimer.singleShot(_UNSEEN, self, self._step)
        elif next(self._steps, _DONE) is not _DONE:
            QTimer.singleShot(0, self, self._step)

    def _making(self) -> Iterator[None]:
        yield from self.form.making()
        from sharedesk.ui.lines import Lines
        from sharedesk.ui.problems import ErrorSummary
        from sharedesk.ui.quick_paper import PaperWords

        yield
        form, foot = self.form, self.form.foot
        self.problems = ErrorSummary(form.who.problem)
        form.who.problem.show()
        self.paper = PaperWords(form.who.paper, self.desk.clipboard.put)
        self.duty = Lines(form.who.duty)
        for saving in (foot.save.clicked, form.saved):
            saving.connect(lambda _=False: self.save())
        foot.paper.clicked.connect(self._show_paper)
        foot.discard.clicked.connect(self._discard)
        foot.leave.clicked.connect(self._leave)
        form.rest.log.activated.connect(self._choose_log)
        yield
        self._is_ready = True
        self._begin()

    # ---- where it goes ----

    def _begin(self) -> None:
        from sharedesk.ui import quick_keeping

        form = self.form
        if not self.desk.is_inside:
            if self.blind is None:
                self.blind = quick_keeping.Blind(self.desk, lambda: form.typed, form.opened_at)
                self.blind.said.connect(self._said)
                self.blind.found.connect(self._found)
                self.blind.begin()
        else:
            self._begin_open(quick_keeping.Open)
        form.chain()
        if not form.typed.is_empty:
            self._edited()  # it was typed before there was anything to keep it

    def _begin_open(self, make: type[Open]) -> None:
        """A new note, a draft, or the one that was left a moment ago."""
        form = self.form
        if self.open is None:
            self.open = make(self.desk, lambda: form.typed)
            self.open.said.connect(self._said)
        elif self._fresh:
            form.fill(Typed())
            form.begin(datetime.now().astimezone())
            self.problems.clear()
            form.who.paper.hide()
        draft = self._draft or ("" if self._fresh else self.open.draft)
        self._fresh, self._draft = False, ""
        self.open.begin(form.opened_at, self._resumed, draft)
        self._going_back = GOING_BACK_OPEN
        form.foot.state.setText(self._going_back)
        self._ask_directory(practice=self.desk.practice)

    def _resumed(self, typed: Typed, opened_at: datetime) -> None:
        self.form.begin(opened_at)
        self.form.fill(typed)

    def _found(self, found: Found | None) -> None:
        """Where notes go is known; nothing of it is proved while the log is locked."""
        form, blind = self.form, self.blind
        if blind is None:
            return
        self._going_back = GOING_BACK if found else GOING_BACK_UNSAVED
        form.foot.state.setText(self._going_back)
        if found is None:
            self.say(form.who.notice, NO_KEY)
            self._ask_directory(practice=False)
            return
        asked = blind.choices[blind.chosen]
        instead = "" if found.folder == asked.folder else (
            f"The key of the log that was asked for is not known here, so this note is for {found.label}."
        )  # fmt: skip
        self.say(form.who.notice, "\n".join(said for said in (instead, *found.sentences) if said))
        which = f"{found.label}, a practice log" if found.practice else found.label
        self.say(form.rest.promise, f"For {which}. {PROMISE}", aloud=False)
        self._offer_logs(found)
        self._ask_directory(practice=found.practice)

    def _offer_logs(self, found: Found) -> None:
        """Other logs that were opened here, by their opaque labels."""
        box, blind = self.form.rest.log, self.blind
        if blind is None or len(blind.choices) < 2:
            return
        labels = [one.label or (found.label if one.folder == found.folder else "The log asked for")
                  for one in blind.choices]  # fmt: skip
        if [box.itemText(at) for at in range(box.count())] != labels:
            box.clear()
            box.addItems(labels)
            box.setCurrentIndex(blind.chosen)
        for shown in (self.form.rest.log_label, box):
            shown.show()
        self.form.chain()

    def _choose_log(self, chosen: int) -> None:
        if self.blind is not None:
            self.blind.choose(chosen)

    def _ask_directory(self, *, practice: bool) -> None:
        kept = self.desk.settings
        self.desk.worker.run(partial(_directory, kept.organisation, kept.profession, practice), self._show_directory)

    def _show_directory(self, found: Directory) -> None:
        form = self.form
        form.caller = found.caller
        form.say_script()
        words = [one.said for one in found.numbers]
        ways = [(one.said, partial(form.take, one)) for one in found.numbers]
        if words != [button.accessibleName() for button in self.duty.buttons]:
            self.duty.show(ways)
            form.chain()
        form.who.duty_line.setText("Duty numbers: a press fills them in." if words else NO_NUMBERS)
        form.who.duty_line.show()

    # ---- what somebody does ----

    def keyPressEvent(self, event: QKeyEvent) -> None:  # Qt's own
        """A number that no box takes presses the reason of that number; Ctrl+Enter saves."""
        plain = not event.modifiers() & ~QtCore.Qt.KeyboardModifier.KeypadModifier
        if not self._is_ready:
            super().keyPressEvent(event)
        elif plain and event.text() and event.text() in "123456":
            self.form.chips.press(int(event.text()))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # Qt's own
        super().resizeEvent(event)
        self.form.arrange()

    def text_resized(self) -> None:
        super().text_resized()
        self.form.arrange()

    def _edited(self) -> None:
        self._touched = True
        if self._is_ready:
            self._soon.start()
        if self.blind is not None:
            self.blind.edited()
        elif self.open is not None:
            self.open.edited()

    def _follow(self) -> None:
        self.form.say_script()
        if self.paper.is_shown:
            self.paper.follow(paper(self.form.typed, self.form.opened_at))

    def _said(self, words: str) -> None:
        """Sealed, or not: nobody is torn out of a sentence for it."""
        going_back = self._going_back
        failed = words.startswith("Not")
        self.say(self.form.foot.state, f"{words}. {going_back}" if words and not failed else words or going_back,
                 aloud=failed)  # fmt: skip
        if failed and self.isVisible() and not self.problems.isVisible():
            self._is_failing = True
            focus = self.desk.focusWidget()
            self.problems.show_problems([(words, None), ("Words for paper", self._show_paper)])
            if focus is not None:
                focus.setFocus()
        elif not failed and self._is_failing:
            self._is_failing = False
            self.problems.clear()

    def save(self) -> None:
        """Save now: only who was told and why it could not wait are asked for."""
        if self._busy or not self._is_ready:
            return
        from sharedesk.desk.emergency import still_needed  # loaded by now, unless the computer is very slow

        needed = still_needed(self.form.typed)
        self.form.mark(needed)
        self.problems.show_problems([(NEEDED[name], self.form.way_to(name)) for name in needed])
        if needed:
            self.reveal(self.problems)
            return
        self._be_busy(True)
        if self.blind is not None:
            self.blind.save(self._sealed, self._failed)
        elif self.open is not None:
            self.open.save(self._recorded, self._failed)

    def _sealed(self, sealed: Sealed) -> None:
        self._be_busy(False)
        self.desk.folder = sealed.found.folder
        self.desk.show_page("quick_saved", reference=sealed.reference, renew=True)

    def _recorded(self, made: Recorded) -> None:
        self._be_busy(False)
        self._fresh = True
        self.desk.show_page("quick_saved", made=made)

    def _failed(self, problem: ShareDeskError) -> None:
        self._be_busy(False)
        self.problems.show_problems(
            [(f"{problem} Your words are still here.", None), ("Try again", self.save),
             ("Words for paper", self._show_paper)]
        )  # fmt: skip
        self.reveal(self.problems)

    def _be_busy(self, busy: bool) -> None:
        self._busy = busy
        self.form.foot.save.setEnabled(not busy)

    def _show_paper(self) -> None:
        self.paper.show(paper(self.form.typed, self.form.opened_at))
        self.form.chain()
        self.reveal(self.paper.box)

    def _leave(self) -> None:
        if self.blind is None:
            self.desk.show_page("home")
        elif not self._touched:
            self._go_back()
        else:
            self.blind.leave(partial(self._left, kept=not self.form.typed.is_empty), self._not_kept)

    def _left(self, *, kept: bool) -> None:
        """Words were typed in this process: another one takes its place, and says where they are."""
        self.desk.kept_unfinished = kept
        self.desk.renew()

    def _not_kept(self, problem: ShareDeskError) -> None:
        from sharedesk.ui import asking

        if asking.may_go(self, "Go back without saving?", f"{problem} What you typed here will be gone."):
            self.desk.renew()

    def _discard(self) -> None:
        from sharedesk.ui import asking

        if self._touched and not asking.may_go(
            self, "Discard what you typed?", "The words here will be gone for good."
        ):
            return
        if self.open is not None:
            self._fresh = True
            self.open.discard(self._home)
        elif self.blind is not None and self._touched:
            self.blind.discard(partial(self._left, kept=False), self._not_kept)
        else:
            self._go_back()

    def _home(self) -> None:
        self.desk.show_page("home")

    def _go_back(self) -> None:
        self.desk.show_page("locked" if self.desk.folder else "first_passphrase")


def _directory(pack: str, profession: str, practice: bool) -> Directory:
    from sharedesk.desk.duty import directory

    return directory(pack, profession, practice=practice)


make = QuickPage
