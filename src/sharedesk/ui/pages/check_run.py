"""Any check: its questions as one page, what the answers come to as advice, and what is decided.

What is put in is in the draft as it is typed: whatever page comes next, and whatever happens to this one.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from sharedesk.desk import checking, sitting
from sharedesk.desk.answers import Answers, called
from sharedesk.desk.checking import Session, Shown
from sharedesk.desk.sitting import Sat
from sharedesk.domain.check_record import About
from sharedesk.domain.visible import visible
from sharedesk.ui import look
from sharedesk.ui._forms.check_run import Ui_CheckRunForm
from sharedesk.ui.boxes import words_in
from sharedesk.ui.fields import bring, chain
from sharedesk.ui.lines import Lines
from sharedesk.ui.page import Page
from sharedesk.ui.questions import Choosing, QuestionView, insert_at, label
from sharedesk.ui.recording import recording_of
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.spoken import speak
from sharedesk.ui.window import Window
from sharedesk.ui.wrapped import let_go

_AT_ONCE = 2
"""Questions made in one go; more come a moment later, so that the window never stands still."""
_OPEN = "leave open"
"""Stands for no decision among the results to choose from."""


class CheckRunPage(Page):
    """One check, about one person, item or recipient, or the decision."""

    title = "Go through the questions"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_CheckRunForm()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        for title in (self.form.outcome_title, self.form.decision_title, self.form.more_title, self.form.same_title):
            self.heading(title, 1)
        self.heading(self.form.outcome, 0)
        for quiet in (self.form.keys, self.form.decision_why):
            quiet.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.recording = recording_of(window)
        self._questions, self._more = _down(self.form.questions), _down(self.form.more)
        self._decision = _down(self.form.decision)
        self._to_open, self._same = Lines(self.form.to_open), Lines(self.form.same)
        self.views: dict[str, QuestionView] = {}
        self.deciding: Choosing | None = None
        self._sat: Sat | None = None
        self._session: Session | None = None
        self._base: Answers = {}
        self._draft = ""
        self._about: tuple[str, About] = ("telling", About())
        self._back: Callable[[], object] = lambda: window.show_page("home")
        self._fresh, self._advised, self._edits = False, "", 0
        self._first_open, self._others = "", list[tuple[str, str]]()
        self._making = QTimer(self, singleShot=True, interval=0)
        self._making.timeout.connect(self._refresh)
        self.form.because.setMaximumHeight(look.TARGET * 3)
        self.form.because.textChanged.connect(self._because)
        self.form.back.clicked.connect(self._leave)
        self.form.go_on.clicked.connect(self._leave)
        self.form.guidance.clicked.connect(window.show_guidance)
        self.recording.said.connect(lambda words: self.say(self.form.saved, words, aloud=not words.startswith("Saved")))
        self.form.column.addStretch(1)
        self.built()

    def show_about(self, check: str, about: About, back: Callable[[], object]) -> None:
        """Which check, about whom or what in the draft, and the way back."""
        self._about, self._back, self._fresh = (check, about), back, True

    def on_the_shelf(self) -> str:
        focus = QApplication.focusWidget()
        inside = next((view.id for view in self.views.values() if focus and view.isAncestorOf(focus)), "")
        return f"{self._about[0]}/{inside}" if inside else self._about[0]

    def entered(self) -> None:
        draft = self.recording.draft
        if draft is None or not self._fresh and draft.id != self._draft:
            self.desk.show_page("home")
            return
        self._draft = draft.id
        if not self._fresh:  # back from reading on the shelf
            self.recording.shown_by(self._collect)
            return
        self._clear()
        answers, usual, (check, about) = deepcopy(draft.answers), draft.usual, self._about
        shelves, decision = shelves_of(self.desk), draft.decision
        self.desk.worker.read(
            lambda vault: sitting.sit_down(vault, shelves.opened(), answers, usual, check, about, decision), self._show
        )
        self.form.back.setFocus()

    def leaving(self) -> None:
        self._making.stop()
        if self.recording.draft is not None:
            self.recording.leave()

    def _leave(self) -> None:
        self._back()

    def _show(self, sat: Sat) -> None:
        draft = self.recording.draft
        if draft is None or draft.id != self._draft or not self.isVisible():
            return
        self._fresh = False
        self._sat, self._session, self._base = sat, sat.session, draft.answers
        self.form.wait.hide()
        self.form.title.setText(visible(sat.title))
        self.form.opening_line.setText(visible(sat.opening_line))
        self.form.earlier.setText(visible(sat.earlier))
        self.form.earlier.setVisible(bool(sat.earlier))
        self.recording.shown_by(self._collect)
        self.form.because.setPlainText(sat.session.sitting.departing_because)
        self._edits = 0
        self._refresh()
        QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        if self.views and self.isVisible():
            next(iter(self.views.values())).stop().setFocus()
            self._scroll.verticalScrollBar().setValue(0)

    def _collect(self) -> None:
        """Put what was said so far into the draft; nothing where nothing was."""
        draft = self.recording.draft
        if draft is None or draft.id != self._draft or self._sat is None or self._session is None or not self._edits:
            return
        by = str((self._base.get("decided_by") or {}).get("name") or "")
        now = datetime.now().astimezone()
        draft.answers = checking.put(self._sat.shelf, self._base, self._session, by, now)

    def _said(self, session: Session) -> None:
        self._session = session
        self._edits += 1
        self.recording.edited()
        self._refresh()

    def _answered(self, view: QuestionView) -> None:
        if self._session is not None:
            self._said(checking.answer(self._session, view.id, view.answer(), view.note()))

    def _refresh(self) -> None:
        """Show the questions that apply now, and what the answers come to."""
        if self._session is None:
            return
        page = checking.page(self._session)
        wanted = {shown.question.id: shown for shown in page.questions}
        new = [one for one in wanted.values() if one.question.id not in self.views]
        for shown in new[:_AT_ONCE]:
            self._make(shown)
        if len(new) > _AT_ONCE:
            self._making.start()
        for name, view in self.views.items():
            if view.isHidden() == (name in wanted):
                view.setVisible(name in wanted)
        opening = self.views.get("opening")
        if opening is not None and opening.aside is not None:
            opening.aside.setVisible(not any(one.question.prompt for one in page.questions))
        self._show_outcome(page)
        self._show_decision(page)
        more = any(one.question.results for one in page.questions)
        for part in (self.form.more_title, self.form.more):
            part.setVisible(more)
        self._show_same()
        if not new or len(new) <= _AT_ONCE:
            chain(self.column)

    def _make(self, shown: Shown) -> None:
        assert self._session is not None  # noqa: S101  # the page shows one
        assert self._sat is not None  # noqa: S101
        view = QuestionView(shown, self._sat.sources.get(shown.question.id, ""))
        if listed := checking.page(self._session).listed if shown.question.id == "opening" else ():
            view.aside = _list("Think of each of these before you answer:", [one.text for one in listed])
            view.put_below(view.aside)
        view.changed.connect(partial(self._answered, view))
        view.settled.connect(partial(self._next, view))
        order = [question.id for question in self._session.check.questions]
        column = self._more if shown.question.results else self._questions
        same = [v for v in self.views.values() if bool(v.property("more")) == bool(shown.question.results)]
        at = sum(order.index(v.id) < order.index(view.id) for v in same)
        view.setProperty("more", bool(shown.question.results))
        self.views[view.id] = view
        insert_at(column, at, view)

    def _next(self, view: QuestionView) -> None:
        """On to what comes after a question that was answered by its key."""
        assert self._session is not None  # noqa: S101  # a question is shown
        questions = checking.page(self._session).questions
        at = [one.question.id for one in questions].index(view.id) + 1
        if at < len(questions) and (view.property("more") or not questions[at].question.results):
            if questions[at].question.id not in self.views:
                self._make(questions[at])  # keys are quicker than the page
            bring(self.views[questions[at].question.id].stop())
        elif self.deciding is not None:
            bring(self.form.go_on if view.property("more") else self.deciding.stop())

    def _show_outcome(self, page: checking.Page) -> None:
        outcome = page.outcome
        words = outcome.label if outcome.settled else "Not settled yet"
        if words != self.form.outcome.text() and self._edits:
            speak(self.form.outcome, words)
        self.form.outcome.setText(visible(words))
        self.form.says.setText(visible(outcome.says))
        reasons = [reason.says for reason in outcome.reasons]
        self.form.reasons.setText(visible("\n".join(f"•  {said}" for said in reasons)))
        self.form.reasons.setVisible(bool(reasons))
        again = self._sat.look_again if self._sat is not None and outcome.settled and reasons else ""
        self.form.look_again.setText(visible(again))
        self.form.look_again.setVisible(bool(again))
        still = next((name for name in outcome.open if name in self.views), "") if self._edits else ""
        if still != self._first_open:
            self._first_open = still
            way = ("Go to the first question that is open", partial(self._go_to, still))
            self._to_open.show([way] if still else [])

    def _go_to(self, name: str) -> None:
        bring(self.views[name].stop())

    def _show_decision(self, page: checking.Page) -> None:
        assert self._session is not None  # noqa: S101
        advised, outcome = page.outcome.result, page.outcome
        if self.deciding is None or self._advised != f"{advised} {outcome.label}":
            self._advised = f"{advised} {outcome.label}"
            if self.deciding is not None:
                let_go(self.deciding)
            results = self._session.check.results
            others = [(one.code, one.vague or one.label) for one in results if one.code != advised]
            first = [(advised, f"As advised: {outcome.label}")] if outcome.settled else []
            self.deciding = Choosing("What do you decide?", [*first, *others, (_OPEN, "Leave it open for now")])
            self.deciding.chosen.connect(self._decided)
            self._decision.addWidget(self.deciding)
            self.deciding.show()
        self.deciding.choose(self._session.sitting.decided)
        for part in (self.form.because_label, self.form.because):
            part.setVisible(page.departs or bool(self._session.sitting.departing_because))

    def decide(self, result: str) -> None:
        """Choose a result, as a press of its button does."""
        if self.deciding is not None:
            self.deciding.choose(result)
            self._decided()

    def _decided(self) -> None:
        if self._session is None or self.deciding is None:
            return
        code = self.deciding.code()
        because = self._session.sitting.departing_because
        self._said(checking.decide(self._session, "" if code == _OPEN else code, because))
        if code == _OPEN and self.deciding is not None:
            self.deciding.choose(_OPEN)

    def _because(self) -> None:
        words = words_in(self.form.because)
        if self._session is not None and words != self._session.sitting.departing_because:
            self._said(checking.decide(self._session, self._session.sitting.decided, words))

    def _show_same(self) -> None:
        """Others to whom the same may apply, once something was said."""
        sat, session = self._sat, self._session
        asked = sat is not None and session is not None and session.check.about == "person"
        begun = asked and session is not None and any(session.sitting.answers.values())
        others = sitting.others(self._base, self._about[1]) if begun else []
        if others != self._others:
            self._others = others
            self.form.same_title.setVisible(bool(others))
            self._same.show([(words, partial(self._same_for, key)) for key, words in others])

    def _same_for(self, person: str) -> None:
        if self._sat is None or self._session is None:
            return
        by = str((self._base.get("decided_by") or {}).get("name") or "")
        now = datetime.now().astimezone()
        self._base = checking.same_for(self._sat.shelf, self._base, self._session, (person,), by, now)
        self._edits += 1
        self.recording.edited()
        self._show_same()
        chain(self.column)
        name = called(next(one for one in self._base["people"] if one["key"] == person))
        speak(self.form.same_title, f"Put down for {name} too.")
        self._same.buttons[[key for key, _ in self._others].index(person)].setFocus()

    def _clear(self) -> None:
        """Nothing is shown of the check before."""
        self._making.stop()
        self._session = self._sat = None
        for view in self.views.values():
            let_go(view)
        self.views = {}
        if self.deciding is not None:
            let_go(self.deciding)
            self.deciding = None
        self._advised, self._first_open, self._others = "", "", []
        self._to_open.show([])
        self._same.show([])
        for part in (self.form.title, self.form.opening_line, self.form.outcome, self.form.says, self.form.saved):
            part.clear()
        for hidden in (
            self.form.earlier, self.form.reasons, self.form.look_again, self.form.because_label, self.form.because,
            self.form.more_title, self.form.more, self.form.same_title,
        ):  # fmt: skip
            hidden.hide()
        self.form.wait.show()
        self._scroll.verticalScrollBar().setValue(0)


def _down(holder: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.SPACE[0])
    return column


def _list(title: str, lines: list[str]) -> QWidget:
    listed = QWidget()
    column = _down(listed)
    column.addWidget(label(title))
    for line in lines:
        row = QHBoxLayout()
        point = label("•")
        point.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        point.setAlignment(Qt.AlignmentFlag.AlignTop)
        row.addWidget(point)
        row.addWidget(label(line), 1)
        column.addLayout(row)
    return listed


make = CheckRunPage
