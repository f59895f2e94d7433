"""The short route: a plain decision on one page in six parts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QVBoxLayout, QWidget

from sharedesk.desk import reconsidering
from sharedesk.desk.drafting import Draft
from sharedesk.ui import asking, look
from sharedesk.ui._forms.short_route import Ui_ShortRoute
from sharedesk.ui.fields import bring
from sharedesk.ui.page import Page
from sharedesk.ui.parts_note import PartsNote
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.recording import recording_of
from sharedesk.ui.sheet import SHELVED, SHORT, SectionView, Sheet
from sharedesk.ui.window import Window

_FOLLOW = 400
"""Milliseconds after the last key before the people named are asked about."""


class ShortRoutePage(Page):
    """One page, six parts; Add more opens the same answers as a task list."""

    title = "Record a decision"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.note = PartsNote(self, tuple(short for _, short, _ in SHORT), self.go_to_part)
        self.form = Ui_ShortRoute()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.recording = recording_of(window)
        self.problems = ErrorSummary(self.form.problems)
        self.sheet = Sheet(
            self, self._edited, _titled(), full=False, back=lambda at: window.show_page("short_route", at=at)
        )
        inside = QVBoxLayout(self.form.parts)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.sheet)
        self.form.known_already.hide()
        self.form.saved.setAccessibleName("Saved")
        self._follow = QTimer(self, singleShot=True, interval=_FOLLOW)
        self._follow.timeout.connect(self.sheet.collect)
        self.form.check.clicked.connect(lambda: window.show_page("check", back="short_route"))
        self.form.tasks.clicked.connect(lambda: window.show_page("tasks"))
        self.form.discard.clicked.connect(self._discard)
        self.recording.said.connect(self._say_saved)
        self._fresh, self._resume, self._at, self._reconsider = False, "", "", ""
        self._with: Draft | None = None
        self._here = False
        self.built()
        self._outside = cast(QBoxLayout, self.layout())
        self._outside.insertWidget(0, self.note)
        cast(QApplication, QApplication.instance()).focusChanged.connect(self._at_part)

    def show_about(
        self, *, fresh: bool = False, draft: str = "", words: Draft | None = None, at: str = "", reconsider: str = ""
    ) -> None:
        """`fresh` begins anew, `draft` is the id of one to go on with, `words` are at hand; `at` is where to go.

        `reconsider` is the id of a decision to take up again.
        """
        self._reconsider = reconsider
        self._fresh, self._resume, self._with, self._at = fresh, draft, words, at

    def entered(self) -> None:
        self._here = True
        fresh, resume, words, again = self._fresh, self._resume, self._with, self._reconsider
        waits = words is not None or resume or fresh or again or self.recording.draft is None
        self.sheet.setEnabled(not waits)  # until there is a draft that keeps what is typed
        self._fresh, self._resume, self._with, self._reconsider = False, "", None, ""
        if words is not None:
            self.recording.go_on(words, self._show)
        elif again:
            today = date.today()  # noqa: DTZ011  # the day where they are
            self.recording.begin_with(lambda vault: reconsidering.new_reconsideration(vault, again, today), self._show)
        elif resume:
            self.recording.resume(resume, self._show)
        elif fresh or self.recording.draft is None:
            self.recording.begin(self._show)
        else:
            self._show()

    def on_the_shelf(self) -> str:
        focus = self.focusWidget()
        name = next((view.name for view in self.sheet.views if focus is not None and view.isAncestorOf(focus)), "")
        return SHELVED.get(name, name or "first-questions")

    def preparing(self) -> Iterator[None]:
        yield from self.sheet.building
        for view in self.sheet.views:
            if not self._here:
                view.grab()  # painted once where nobody sees it: its fonts, styles and sizes are then worked out
                yield

    def leaving(self) -> None:
        self._here = False
        self._follow.stop()
        if self.recording.draft is not None:
            self.recording.leave()

    def _show(self) -> None:
        self.desk.warming.then(self._show_draft)

    def _show_draft(self) -> None:
        if not self._here:
            return
        draft = self.recording.draft
        if draft is None:  # it was recorded or discarded elsewhere meanwhile
            self._home()
            return
        self.problems.clear()
        self.sheet.setEnabled(True)
        self.sheet.unmark()
        self.sheet.fill(draft.answers, draft.usual)
        self.recording.shown_by(self.sheet.collect)
        self.say(self.form.saved, "", aloud=False)
        at, self._at = self._at, ""
        first = "reconsiders.new_information" if "reconsiders" in draft.answers else ""
        self.go_to(at or first or f"people/{self._first_person()}/who.name")

    def go_to(self, where: str) -> None:
        """Move the focus to the input of a place in the answers."""
        if found := self.sheet.place(where):
            bring(found[0])

    def go_to_part(self, number: int) -> None:
        """Move to the first input of one of the six parts (from 0), its title at the top."""
        if not self.sheet.isEnabled():
            return  # there is nothing yet to move to
        view = self._view(SHORT[number][2][0])
        bring(view)
        QTimer.singleShot(0, view, lambda: self._scroll.verticalScrollBar().setValue(self._height_of(view)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # Qt's own
        """The parts stand beside the page where it has its whole width all the same."""
        super().resizeEvent(event)
        self._arrange()

    def text_resized(self) -> None:
        super().text_resized()
        self._arrange()

    def _arrange(self) -> None:
        needed = self.column.maximumWidth() + 2 * look.SPACE[2] + self.note.width_beside()
        beside = self.width() >= needed
        self.note.stand(beside=beside)
        ways = QBoxLayout.Direction
        self._outside.setDirection(ways.RightToLeft if beside else ways.TopToBottom)

    def _at_part(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self.isVisible():
            return
        inside = next((view.name for view in self.sheet.views if view.isAncestorOf(now)), "")
        for number, (_, _, names) in enumerate(SHORT):
            if inside in names:
                self.note.mark(number)

    def _view(self, name: str) -> SectionView:
        return next(view for view in self.sheet.views if view.name == name)

    def _height_of(self, view: SectionView) -> int:
        return view.mapTo(cast(QWidget, self._scroll.widget()), QPoint(0, 0)).y() - look.SPACE[1]

    def _first_person(self) -> str:
        people = self._view("people").fields.inputs["people"]
        return str(people.parts[0].record["key"])  # type: ignore[union-attr]

    def _edited(self) -> None:
        self.recording.edited()
        self._follow.start()

    def _say_saved(self, words: str) -> None:
        if self.recording.draft is None:
            return
        failed = not words.startswith("Saved")
        self.say(self.form.saved, words, aloud=failed)
        if failed and self.isVisible() and not self.problems.isVisible():
            focus = self.desk.focusWidget()
            self.problems.show_problems([(words, None)])
            if focus is not None:
                focus.setFocus()  # nobody is torn out of a sentence: it is spoken and stands at the top
        elif not failed:
            self.problems.clear()

    def _discard(self) -> None:
        if asking.may_go(self, "Discard this draft?", "The words on this page will be gone for good."):
            self.recording.discard(self._home)

    def _home(self) -> None:
        self.desk.show_page("home")


def _titled() -> list[tuple[str, str]]:
    """The sections of the six parts, the first of each with the part's title."""
    titles = [f"Part {number} of {len(SHORT)}: {title}" for number, (title, _, _) in enumerate(SHORT, 1)]
    return [("reconsiders", "What is new")] + [
        (name, title if at == 0 else "")
        for title, (_, _, names) in zip(titles, SHORT, strict=True)
        for at, name in enumerate(names)
    ]


make = ShortRoutePage
