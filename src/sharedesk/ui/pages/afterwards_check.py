"""The last look before the reasons are recorded: what was written then beside what is added, each with its time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from PySide6.QtWidgets import QWidget

from sharedesk.desk import afterwards, written_then
from sharedesk.desk.answers import Unfit
from sharedesk.desk.correcting import AddedSince
from sharedesk.desk.drafting import Draft, day_said
from sharedesk.desk.record import NothingToCorrect, Recorded
from sharedesk.desk.written_then import StillToAdd, Then, said
from sharedesk.domain.completeness import Missing
from sharedesk.domain.decision import Decision
from sharedesk.errors import ShareDeskError
from sharedesk.ui._forms.afterwards_check import Ui_AfterwardsCheckForm
from sharedesk.ui.fields import bring, chain
from sharedesk.ui.last_look import LastLook, whom
from sharedesk.ui.lines import Lines
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.recording import recording_of
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.window import Window
from sharedesk.vault.vault import Vault


class AfterwardsCheckPage(LastLook):
    """Nothing stands in the way of recording: what is missing can be added another day."""

    title = "Check your answers"
    shelved = "check-answers"
    section_page = "afterwards_part"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_AfterwardsCheckForm()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        for title in (self.form.missing_title, self.form.besides_title, self.form.both_title):
            self.heading(title, 1)
        self.recording = recording_of(window)
        self.problems = ErrorSummary(self.form.problems)
        self.missing, self.besides = Lines(self.form.missing), Lines(self.form.besides)
        self.form.back.clicked.connect(lambda: window.show_page("afterwards"))
        self.form.later.clicked.connect(lambda: window.show_page("home"))
        self.form.guidance.clicked.connect(window.show_guidance)
        self.form.record.clicked.connect(self._record)
        self.built()

    def entered(self) -> None:
        draft = self.recording.draft
        if draft is None or draft.kind != "afterwards":
            self.desk.show_page("home")
            return
        self.problems.clear()
        self.form.state.clear()
        self._show_all(fit=False)
        decision, which, shelves = draft.decision or "", draft.id, shelves_of(self.desk)

        def came(then: Then) -> None:
            held = self.recording.draft
            if held is not None and held.id == which and self.isVisible():
                self._show(then)

        self.desk.worker.read(
            lambda vault: written_then.then(
                vault, decision, datetime.now().astimezone(), shelves.opened().organisation
            ),
            came,
        )  # fmt: skip

    def measure(self) -> None:
        """Wide enough for two texts beside each other."""
        super().measure()
        self.column.setMaximumWidth(self.column.maximumWidth() * 8 // 5)

    def _show(self, then: Then) -> None:
        draft, today = self.recording.draft, date.today()  # noqa: DTZ011  # the day where they are
        if draft is None:
            return
        try:
            still = written_then.still_to_add(then.state, draft.answers, today)
        except Unfit as problem:
            self._show_all(fit=False)
            self._unfit(problem.faults)
            return
        self._show_all(fit=True)
        self._show_missing(still)
        heading = f"Written at the time: {said(then.at)}"
        rows = written_then.side_by_side(then.state, still.decision)
        self.form.both.show_rows(rows, heading, f"Added afterwards (new: {day_said(today)})")
        chain(self.column)
        first = next((lines.buttons[0] for lines in (self.missing, self.besides) if lines.buttons), None)
        if first is not None:
            bring(first)
        else:
            self.form.both.setFocus()
            self.reveal(self.form.title)

    def _show_all(self, *, fit: bool) -> None:
        """Without answers that can stand there is nothing to look over."""
        self.form.record.setEnabled(fit)
        parts: tuple[QWidget, ...] = (
            self.form.missing_title, self.form.missing_intro, self.form.missing, self.form.besides_title,
            self.form.besides, self.form.both_title, self.form.both, self.form.after,
        )  # fmt: skip
        for part in parts:
            part.setVisible(fit)

    def _show_missing(self, still: StillToAdd) -> None:
        reasons = len(still.reasons)
        self.form.missing_title.setText(
            f"Reasons still to add: {reasons}" if reasons else "The reasons are all there: this share is then finished"
        )
        self.form.missing_intro.setVisible(bool(reasons))
        self.missing.show(self._ways(still.reasons, still.decision))
        self.form.besides_title.setText(f"What else a whole record has: {len(still.besides)}")
        self.form.besides_title.setVisible(bool(still.besides))
        self.besides.show(self._ways(still.besides, still.decision))

    def _ways(self, missing: Sequence[Missing], decision: Decision) -> list[tuple[str, Callable[[], object]]]:
        return [
            (f"{whom(one.slot, decision)}{rule.sentence} {rule.why} ({rule.source})", partial(self._go, one))
            for one in missing
            for rule in (one.rule,)
        ]

    def _write(self, draft: Draft, today: date) -> Callable[[Vault], Recorded]:
        drafts = self.recording.drafts
        return lambda vault: afterwards.record_reasons(vault, drafts, draft, today)

    def _recorded(self, made: Recorded, draft: Draft) -> None:  # noqa: ARG002  # the record says it all
        self.desk.show_page("reading", decision=made.id)

    def _problem(self, problem: ShareDeskError) -> tuple[str, Callable[[], None] | None]:
        if isinstance(problem, NothingToCorrect):
            return "Nothing was put in yet: there is nothing to record.", None
        if isinstance(problem, AddedSince):
            words = "Something came to this record meanwhile. Go back to the list: it is then among your answers."
            return words, self.form.back.click
        return super()._problem(problem)


make = AfterwardsCheckPage
