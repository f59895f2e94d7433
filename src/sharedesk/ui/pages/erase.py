"""Before anything is erased: whom to ask, what cannot be erased from here, why it may be, and who decided that."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QSignalBlocker

from sharedesk.desk import erase_pieces, erase_reach, erasing, erasure_drafts
from sharedesk.desk.erase_errors import AuthorityNames, SayWhoDecided
from sharedesk.desk.erase_reach import Reach
from sharedesk.desk.erasing import GROUNDS, Plan
from sharedesk.desk.erasure_drafts import AUTHORITY, CATEGORY, grounds_of, subject_of
from sharedesk.domain.visible import visible
from sharedesk.errors import ShareDeskError
from sharedesk.ui import asking, look
from sharedesk.ui._forms.erase import Ui_Erase
from sharedesk.ui.boxes import words_in
from sharedesk.ui.choices import OPEN
from sharedesk.ui.fields import bring, chain
from sharedesk.ui.long_work import LongWork
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.recording import recording_of
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.window import Window
from sharedesk.vault.errors import Cancelled
from sharedesk.vault.store import Progress
from sharedesk.vault.vault import Vault


class Listed(NamedTuple):
    """What would go, what cannot, and whom to ask first."""

    plan: Plan
    reach: Reach
    ask_first: tuple[str, ...]


class ErasePage(Page):
    """The first of three pages: nothing is chosen here, and nothing goes."""

    title = "Before you erase"
    shelved = "erasure"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Erase()
        form.setupUi(self.column)
        self.heading(form.title)
        for title in (form.ask_title, form.cannot_title, form.finds_title, form.why_title):
            self.heading(title, 1)
        self.recording = recording_of(window)
        self.problems = ErrorSummary(form.problems)
        form.category.addItem(OPEN, "")
        for code, words in GROUNDS:
            form.category.addItem(words, code)
        form.authority.setMaximumHeight(look.TARGET * 3)
        form.category.activated.connect(lambda _: self.recording.edited())
        form.authority.textChanged.connect(self.recording.edited)
        form.go.clicked.connect(self._go)
        form.discard.clicked.connect(self._discard)
        form.back.clicked.connect(self._to_subject)
        self.recording.said.connect(self._said)
        self.work = LongWork(self, form, self._hold)
        self._about = ("", "")
        self._draft = ""
        self._listed: Listed | None = None
        window.before_lock(self.work.stop)
        chain(self.column)
        self.built()

    def show_about(self, *, decision: str = "", person: str = "", draft: str = "") -> None:
        """The id of a decision or of a person, or of the draft of an erasure to go on with."""
        self._about, self._draft, self._listed = (decision, person), draft, None

    def entered(self) -> None:
        self.problems.clear()
        self.say(self.form.saved, "", aloud=False)
        self._hold(True)
        decision, person = self._about
        held = self.recording.draft
        if held is not None and held.kind == "erasure" and (self._about == subject_of(held) or held.id == self._draft):
            self._show()
        elif self._draft:
            self.recording.resume(self._draft, self._show)
        else:
            self.recording.begin_with(
                lambda vault: erasure_drafts.erasure_of(vault, decision=decision, person=person), self._show
            )

    def leaving(self) -> None:
        self.work.stop()
        self.recording.leave()

    def _show(self) -> None:
        draft = self.recording.draft
        if draft is None:
            self.desk.show_page("home")
            return
        self._about, self._draft = subject_of(draft), ""
        self.form.title.setText("Before you erase a record" if self._about[0] else "Before you erase a person")
        self._show_listed(None)
        with QSignalBlocker(self.form.category), QSignalBlocker(self.form.authority):
            self.form.category.setCurrentIndex(max(self.form.category.findData(draft.answers.get(CATEGORY, "")), 0))
            self.form.authority.setPlainText(str(draft.answers.get(AUTHORITY, "")))
        self.recording.shown_by(self._collect)
        decision, person = self._about
        chosen, today, shelves = self.desk.settings.backup_place, date.today(), shelves_of(self.desk)  # noqa: DTZ011  # where they are

        def look(vault: Vault, tell: Progress) -> Listed:
            if decision:
                plan = erasing.plan_for_decision(vault, decision)
            else:
                plan = erasing.plan_for_person(vault, person, tell)
            reach = erase_reach.reach(vault, plan, chosen)
            return Listed(plan, reach, erase_reach.ask_first(shelves.opened(), today))

        self.work.start("Looking for everything that would go…", look, self._show_listed, self._failed)

    def _show_listed(self, listed: Listed | None) -> None:
        form, self._listed = self.form, listed
        for widget in (form.ask_title, form.ask, form.cannot_title, form.cannot):
            widget.setVisible(listed is not None)
        by_name = listed is not None and bool(listed.plan.people)
        for widget in (form.finds_title, form.finds):
            widget.setVisible(by_name)
        if listed is None:
            form.which.setText("")
            return
        form.which.setText(visible(_which(listed.plan)))
        form.ask.setText("\n".join(listed.ask_first))
        self.say(form.cannot, visible("\n".join(f"•  {line}" for line in listed.reach.lines)))
        missed = [f"Of the same name, and not on this list: {one}." for one in listed.plan.namesakes]
        missed += [erase_pieces.not_looked_through(*one) for one in listed.plan.too_many]
        form.finds.setText(visible("\n".join([erase_pieces.CANNOT, *missed])))
        if not listed.plan.pieces:
            self.problems.show_problems([("There is nothing left here to erase.", None)])
            form.go.setEnabled(False)
        else:
            bring(form.back)  # what stands above the first question is to be read first

    def _collect(self) -> None:
        draft = self.recording.draft
        if draft is not None and draft.kind == "erasure":
            draft.answers[CATEGORY] = self.form.category.currentData()
            draft.answers[AUTHORITY] = words_in(self.form.authority)

    def _go(self) -> None:
        draft, listed = self.recording.draft, self._listed
        if draft is None or listed is None or not self.form.go.isEnabled():
            return
        self._collect()
        self.recording.save()
        self.problems.clear()
        grounds = grounds_of(draft)
        if grounds is None:
            self.problems.show_problems([("Choose why this may be erased.", partial(bring, self.form.category))])
            return
        self.form.go.setEnabled(False)
        self.desk.worker.read(
            lambda vault: erasing.see_grounds(vault, listed.plan, grounds), lambda _: self._on(listed), self._failed
        )

    def _on(self, listed: Listed) -> None:
        self.form.go.setEnabled(True)
        self.desk.show_page("erase_what", plan=listed.plan, reach=listed.reach)

    def _failed(self, problem: ShareDeskError) -> None:
        if not self.isVisible():
            return  # it was left meanwhile
        self.form.go.setEnabled(self._listed is not None)
        if isinstance(problem, Cancelled):
            self._to_subject()
            return
        there = partial(bring, self.form.authority) if isinstance(problem, SayWhoDecided | AuthorityNames) else None
        self.problems.show_problems([(str(problem), there)])

    def _hold(self, busy: bool) -> None:
        for widget in (self.form.category, self.form.authority, self.form.go, self.form.discard):
            widget.setEnabled(not busy)

    def _discard(self) -> None:
        draft = self.recording.draft
        begun = draft is not None and bool(words_in(self.form.authority).strip() or draft.answers.get("pieces"))
        lost = "Nothing is erased. What you decided and typed here will be gone for good."
        if not begun or asking.may_go(self, "Leave it as it is?", lost):
            self.recording.discard(self._to_subject)

    def _to_subject(self) -> None:
        decision, person = self._about
        if decision:
            self.desk.show_page("reading", decision=decision)
        elif person:
            self.desk.show_page("person", person=person)
        else:
            self.desk.show_page("home")

    def _said(self, words: str) -> None:
        if self.isVisible():
            self.say(self.form.saved, words, aloud=not words.startswith("Saved"))


def _which(plan: Plan) -> str:
    pieces = "1 piece" if len(plan.pieces) == 1 else f"{len(plan.pieces):,} pieces"
    records = "1 record" if len(plan.references) == 1 else f"{len(plan.references):,} records"
    return f"{plan.called}: {pieces} in {records}"


make = ErasePage
