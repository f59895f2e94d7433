"""Check answers: what is missing and why it is asked, what will be recorded, and Record. It never stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sharedesk.desk import drafting, reconsidering
from sharedesk.desk.answers import Unfit, to_decision
from sharedesk.desk.drafting import Draft, RecordedAlready
from sharedesk.desk.reconsidering import Link
from sharedesk.desk.record import Recorded
from sharedesk.domain.completeness import Missing, what_is_missing
from sharedesk.domain.decision import Decision
from sharedesk.errors import ShareDeskError
from sharedesk.paper.rationale import answers
from sharedesk.ui import look
from sharedesk.ui._forms.check import Ui_Check
from sharedesk.ui.fields import bring, chain
from sharedesk.ui.last_look import LastLook, whom
from sharedesk.ui.lines import Lines
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.recording import recording_of
from sharedesk.ui.story import html_of
from sharedesk.ui.window import Window
from sharedesk.ui.wrapped import WrappedButton, let_go
from sharedesk.vault.vault import Vault


class CheckPage(LastLook):
    """The last look before recording."""

    title = "Check your answers"
    shelved = "check-answers"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_Check()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.heading(self.form.missing_title, 1)
        self.heading(self.form.answers_title, 1)
        self.recording = recording_of(window)
        self.problems = ErrorSummary(self.form.problems)
        self._missing = QVBoxLayout(self.form.missing)
        self._missing.setContentsMargins(0, 0, 0, 0)
        self._missing.setSpacing(look.SPACE[0])
        self._lines: list[QWidget] = []
        self._back = "short_route"
        self._links = Lines(self.form.links)
        self.form.answers.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.form.answers.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.form.answers.setTabChangesFocus(True)
        self.form.back.clicked.connect(lambda: window.show_page(self._back))
        self.form.guidance.clicked.connect(window.show_guidance)
        self.form.record.clicked.connect(self._record)
        self.built()

    def show_about(self, back: str) -> None:
        """Where Back leads."""
        self._back = back

    def entered(self) -> None:
        draft = self.recording.draft
        if draft is None:
            self.desk.show_page("home")
            return
        self.problems.clear()
        self.form.state.clear()
        try:
            decision = to_decision(draft.answers, date.today())  # noqa: DTZ011  # the day where they are
        except Unfit as problem:
            self._show_missing([], Decision())
            self._show_answers(fit=False)
            self._unfit(problem.faults)
            return
        self._show_answers(fit=True)
        self._show_missing(what_is_missing(decision), decision)
        self.form.answers.setHtml(html_of(answers(decision)))
        self._links.show([])
        if before := decision.reconsiders:
            self.desk.worker.read(lambda vault: reconsidering.earlier(vault, before.reference).link, self._link)
        self._begin()
        self.desk.worker.read(lambda vault: bool(vault.store.entries_of(draft.id)), self._known)

    def _begin(self) -> None:
        """Begin with what is missing, else with the answers: Record is further down than one sees."""
        if self._lines:
            bring(self._lines[0])
            return
        self.form.answers.setFocus()
        self.reveal(self.form.title)

    def _link(self, link: Link | None) -> None:
        """The way to the decision that is taken up again."""
        if link is not None:
            back = partial(self.desk.show_page, "check", back=self._back)
            go = partial(self.desk.show_page, "reading", decision=link.id, back=back)
            self._links.show([(f"Takes up again {link.reference}: open it", go)])
            chain(self.column)

    def _known(self, recorded: bool) -> None:  # the worker's answer
        if recorded:
            self._offer_copy("This draft was recorded before. Nothing is recorded twice.")

    def _offer_copy(self, words: str) -> None:
        self.form.record.setEnabled(False)
        self.problems.show_problems([(words, None), ("Go on with these words as a new decision", self._again)])

    def _again(self) -> None:
        if self.recording.draft is not None:
            self.desk.show_page("short_route", words=drafting.again(self.recording.draft))

    def _fit(self, size: QSizeF) -> None:
        """All of the answers, without a page to scroll within the page."""
        self.form.answers.setFixedHeight(int(size.height()) + look.SPACE[1])

    def _show_answers(self, *, fit: bool) -> None:
        """Without answers that can stand there is nothing to look over."""
        self.form.record.setEnabled(fit)
        for part in (self.form.missing_title, self.form.answers_title, self.form.answers, self.form.after):
            part.setVisible(fit)

    def _show_missing(self, missing: list[Missing], decision: Decision) -> None:
        for line in self._lines:
            let_go(line)
        self._lines = []
        self.form.missing_title.setText(f"Still to add: {len(missing)}" if missing else "Nothing is missing")
        self.form.missing_intro.setVisible(bool(missing))
        for one in missing:
            line = WrappedButton(f"{whom(one.slot, decision)}{one.rule.sentence} {one.rule.why} ({one.rule.source})")
            line.clicked.connect(lambda _=False, missing=one: self._go(missing))
            self._missing.addWidget(line)
            self._lines.append(line)
        chain(self.column)

    def _failed(self, problem: ShareDeskError) -> None:
        if isinstance(problem, RecordedAlready):
            self.form.state.clear()
            self._offer_copy(str(problem))
        else:
            super()._failed(problem)

    def _write(self, draft: Draft, today: date) -> Callable[[Vault], Recorded]:
        drafts = self.recording.drafts
        return lambda vault: drafting.record_draft(vault, drafts, draft, today)

    def _recorded(self, made: Recorded, draft: Draft) -> None:
        self.desk.show_page("recorded", made=made, answers=draft.answers)


make = CheckPage
