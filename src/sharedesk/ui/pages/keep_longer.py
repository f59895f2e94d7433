"""Keeping one record longer: until which day, and why."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QSignalBlocker

from sharedesk.desk import erasure_drafts, record, retention
from sharedesk.desk.retention import NotThatLong, SayWhyKept
from sharedesk.errors import ShareDeskError
from sharedesk.ui import asking, look
from sharedesk.ui._forms.keep_longer import Ui_KeepLonger
from sharedesk.ui.boxes import words_in
from sharedesk.ui.fields import bring, chain
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.recording import recording_of
from sharedesk.ui.window import Window


class KeepLongerPage(Page):
    """Two questions."""

    title = "Keep it longer"
    shelved = "retention"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_KeepLonger()
        form.setupUi(self.column)
        self.heading(form.title)
        self.recording = recording_of(window)
        self.problems = ErrorSummary(form.problems)
        form.until.look_ahead()
        form.until.edited.connect(self.recording.edited)
        form.because.setMaximumHeight(look.TARGET * 3)
        form.because.textChanged.connect(self.recording.edited)
        form.go.clicked.connect(self._go)
        form.discard.clicked.connect(self._discard)
        form.back.clicked.connect(self._to_record)
        self.recording.said.connect(self._said)
        self._decision, self._draft, self._from = "", "", ""
        chain(self.column)
        self.built()

    def show_about(self, *, decision: str = "", draft: str = "", back: str = "") -> None:
        """The id of the decision, or of the draft of such a reason to go on with; and the page it was asked from."""
        self._decision, self._draft, self._from = decision, draft, back

    def entered(self) -> None:
        self.column.setEnabled(False)  # until there is a draft that keeps what is typed
        self.problems.clear()
        self.say(self.form.saved, "", aloud=False)
        decision = self._decision
        if self._draft:
            self.recording.resume(self._draft, self._show)
        else:
            self.recording.begin_with(lambda vault: erasure_drafts.keeping_of(vault, decision), self._show)

    def leaving(self) -> None:
        self.recording.leave()

    def _show(self) -> None:
        draft = self.recording.draft
        if draft is None:
            self.desk.show_page("home")
            return
        decision = self._decision = draft.decision or ""
        self._draft = ""
        with QSignalBlocker(self.form.because):
            self.form.until.setText(str(draft.answers.get("until", "")))
            self.form.because.setPlainText(str(draft.answers.get("because", "")))
        self.recording.shown_by(self._collect)
        self.column.setEnabled(True)
        self.form.go.setEnabled(True)
        self.desk.worker.read(
            lambda vault: record.reference_of(vault, decision), lambda ref: self.form.which.setText(f"Decision {ref}")
        )
        bring(self.form.until)

    def _collect(self) -> None:
        draft = self.recording.draft
        if draft is not None and draft.kind == "keep":
            draft.answers["until"] = self.form.until.text()
            draft.answers["because"] = words_in(self.form.because)

    def _go(self) -> None:
        draft = self.recording.draft
        if draft is None or not self.form.go.isEnabled():
            return
        self._collect()
        self.recording.save()
        self.problems.clear()
        today, because = date.today(), str(draft.answers["because"])  # noqa: DTZ011  # the day where they are
        try:
            until = retention.day_meant(str(draft.answers["until"]), today)
        except NotThatLong as problem:
            self._failed(problem)
            return
        decision = self._decision
        self.form.go.setEnabled(False)
        self.desk.worker.write(
            lambda vault: retention.keep(vault, decision, until, because, today), lambda _: self._kept(), self._failed
        )

    def _kept(self) -> None:
        self.recording.discard(self._to_record)

    def _failed(self, problem: ShareDeskError) -> None:
        self.form.go.setEnabled(True)
        there = {NotThatLong: self.form.until, SayWhyKept: self.form.because}.get(type(problem))
        self.problems.show_problems([(str(problem), partial(bring, there) if there is not None else None)])

    def _discard(self) -> None:
        begun = words_in(self.form.because).strip()
        if not begun or asking.may_go(self, "Leave it as it is?", "What you typed here will be gone for good."):
            self.recording.discard(self._to_record)

    def _to_record(self) -> None:
        if self._from:
            self.desk.show_page(self._from)
        else:
            self.desk.show_page("reading", decision=self._decision)

    def _said(self, words: str) -> None:
        if self.isVisible():
            self.say(self.form.saved, words, aloud=not words.startswith("Saved"))


make = KeepLongerPage
