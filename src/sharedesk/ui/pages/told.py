"""Somebody was told, after the decision was recorded: when, what they said, what they got, and whether they object."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QSignalBlocker

from sharedesk.desk import correcting, record, telling_later
from sharedesk.desk.answers import Unfit
from sharedesk.desk.record import NothingToCorrect, Recorded
from sharedesk.domain.visible import visible
from sharedesk.errors import ShareDeskError
from sharedesk.ui import asking
from sharedesk.ui._forms.told import Ui_ToldForm
from sharedesk.ui.fields import Fields, bring, chain
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.recording import recording_of
from sharedesk.ui.window import Window


class ToldPage(Page):
    """An addition in a few keys. Several people can be gone through before it is added."""

    title = "Add that somebody was told"
    shelved = "telling"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_ToldForm()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.recording = recording_of(window)
        self.problems = ErrorSummary(self.form.problems)
        self.fields = Fields(self.form.inputs, self.recording.edited)
        self._decision, self._draft, self._person = "", "", ""
        self.form.who.currentIndexChanged.connect(lambda _: self._other())
        self.form.add.clicked.connect(self._add)
        self.form.back.clicked.connect(self._to_record)
        self.form.discard.clicked.connect(self._discard)
        self.recording.said.connect(lambda words: self.say(self.form.saved, words, aloud=not words.startswith("Saved")))
        self.form.column.addStretch(1)
        chain(self.column)
        self.built()

    def show_about(self, *, decision: str = "", draft: str = "") -> None:
        """The id of the decision, or of the draft of such an addition to go on with."""
        self._decision, self._draft = decision, draft

    def entered(self) -> None:
        self.column.setEnabled(False)  # until there is a draft that keeps what is typed
        decision, held = self._decision, self.recording.draft
        if self._draft:
            self.recording.resume(self._draft, self._show)
        elif held is not None and held.page == telling_later.PAGE and held.decision == decision:
            self._show()
        else:
            self.recording.begin_with(lambda vault: telling_later.new_told(vault, decision), self._show)

    def leaving(self) -> None:
        if self.recording.draft is not None:
            self.recording.leave()

    def collect(self) -> None:
        """Write what the page holds into the draft."""
        draft = self.recording.draft
        if draft is None or not self._person:
            return
        said = telling_later.told_of(draft.answers, self._person)
        self.fields.collect(said)
        telling_later.put_told(draft.answers, self._person, said)

    def _show(self) -> None:
        draft = self.recording.draft
        if draft is None:
            self.desk.show_page("home")
            return
        self.column.setEnabled(True)
        self._draft, self._decision = "", draft.decision or ""
        self.problems.clear()
        self.say(self.form.saved, "", aloud=False)
        self.recording.shown_by(None)
        people = telling_later.who_may_be_told(draft.answers)
        with QSignalBlocker(self.form.who):
            self.form.who.clear()
            for key, name in people:
                self.form.who.addItem(visible(name), key)
        self._person = people[0][0] if people else ""
        self.form.inputs.setEnabled(bool(people))
        self.form.add.setEnabled(bool(people))
        self.fields.fill(telling_later.told_of(draft.answers, self._person))
        self.recording.shown_by(self.collect)
        bring(self.form.who if len(people) > 1 else self.fields.inputs["told_at"])
        decision = self._decision
        self.desk.worker.read(
            lambda vault: record.reference_of(vault, decision), lambda ref: self.form.which.setText(f"Decision {ref}")
        )

    def _other(self) -> None:
        """Somebody else is chosen; what was put in for the one before is kept."""
        draft = self.recording.draft
        if draft is None:
            return
        self.collect()
        self._person = str(self.form.who.currentData() or "")
        self.fields.fill(telling_later.told_of(draft.answers, self._person))

    def _add(self) -> None:
        draft = self.recording.draft
        if draft is None or not self.form.add.isEnabled():
            return
        self.collect()
        self.recording.save()
        self.form.add.setEnabled(False)
        drafts, today = self.recording.drafts, date.today()  # noqa: DTZ011  # the day where they are
        self.desk.worker.write(
            lambda vault: correcting.record_correction(vault, drafts, draft, today), self._added, self._failed
        )

    def _added(self, made: Recorded) -> None:
        self.recording.done()
        self.desk.show_page("reading", decision=made.id)

    def _failed(self, problem: ShareDeskError) -> None:
        self.form.add.setEnabled(True)
        if isinstance(problem, Unfit):
            when = partial(bring, self.fields.inputs["told_at"])
            self.problems.show_problems([(fault.sentence, when) for fault in problem.faults])
        elif isinstance(problem, NothingToCorrect):
            self.problems.show_problems([("Nothing was put in yet: say at least when they were told.", None)])
        else:
            self.problems.show_problems([(f"{problem} Your words are kept.", None)])

    def _discard(self) -> None:
        if asking.may_go(self, "Discard this addition?", "What you typed here will be gone for good."):
            self.recording.discard(self._to_record)

    def _to_record(self) -> None:
        self.desk.show_page("reading", decision=self._decision)


make = ToldPage
