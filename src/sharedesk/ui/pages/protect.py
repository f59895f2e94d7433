"""Protecting identities in one copy: the text itself, each place in it by itself, and what goes in at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout

from sharedesk.desk import copy_looking, outward
from sharedesk.desk.copy_errors import CopyNotReady, CopyRefused, Place
from sharedesk.desk.copy_looking import CopyPlan, Looking
from sharedesk.desk.outward import Made
from sharedesk.domain.copies import CopyKind
from sharedesk.domain.visible import visible
from sharedesk.errors import ShareDeskError
from sharedesk.paper.copies import KINDS
from sharedesk.ui import look
from sharedesk.ui._forms.protect import Ui_Protect
from sharedesk.ui.fields import bring, chain
from sharedesk.ui.page import Page
from sharedesk.ui.pages.protect_parts import Pieces, Places, Risk, Words
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.recording import recording_of
from sharedesk.ui.window import Window
from sharedesk.ui.wrapped import WrappedCheck, let_go
from sharedesk.vault.vault import Vault

_MOST = 12
"""Places that the summary of problems names; the page shows all of them."""
_PAUSE = 300
"""Milliseconds after who could be harmed was changed before the copy is looked through again."""


class ProtectPage(Page):
    """Every page part tells this page of the plan as it is now; the page keeps it in the draft."""

    title = "Protecting identities"
    shelved = "identities"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_Protect()
        self.form.setupUi(self.column)
        for title in ("text", "spots", "words", "pieces", "asks"):
            self.heading(getattr(self.form, f"{title}_title"), 1)
        self.heading(self.form.title)
        self.heading(self.form.one_title, 0)
        self.recording = recording_of(window)
        self.problems = ErrorSummary(self.form.problems)
        self.risk = Risk(self.form, self._said)
        self.places = Places(self.form, self._changed, self.say)
        self.words = Words(self.form, self._changed)
        self.pieces = Pieces(self.form, self._changed)
        self._asks = QVBoxLayout(self.form.asks)
        self._asks.setContentsMargins(0, 0, 0, 0)
        self._asks.setSpacing(look.SPACE[0])
        self.checks: list[WrappedCheck] = []
        self._looking: Looking | None = None
        self._plan: CopyPlan | None = None
        self._possible: list[Place] = []
        self._begin: Callable[[], None] | None = None
        self._again = QTimer(self, singleShot=True, interval=_PAUSE)
        self._again.timeout.connect(self._look)
        self._connect()
        self.built()

    def _connect(self) -> None:
        self.form.back.clicked.connect(self._go_back)
        self.form.make.clicked.connect(self._make)
        self.form.phone.clicked.connect(self._by_phone)
        for line in (self.form.second, self.form.instead, self.form.reason, self.form.own):
            line.textEdited.connect(lambda _: self.recording.edited())
        self.form.discard.clicked.connect(self._discard)
        self.recording.said.connect(lambda words: self.say(self.form.saved, words, aloud=not words.startswith("Saved")))

    def show_about(self, *, decision: str = "", kind: CopyKind = "recipient", whose: str = "", draft: str = "") -> None:
        """A decision, which copy and for whom; or the id of the draft of one to go on with."""
        if draft:
            self._begin = lambda: self.recording.resume(draft, self._begun)
        else:
            new = partial(copy_looking.new_plan, decision=decision, kind=kind, whose=whose)
            self._begin = lambda: self.recording.begin_with(new, self._begun)

    def entered(self) -> None:
        self.column.setEnabled(False)  # until there is a draft that keeps what is decided
        self.problems.clear()
        self._possible = []
        begin, self._begin = self._begin, None
        if begin is not None:
            self._looking = None
            begin()
        else:
            self._begun()

    def leaving(self) -> None:
        self._again.stop()
        if self.recording.draft is not None:
            self.recording.leave()

    def _begun(self) -> None:
        draft = self.recording.draft
        if draft is None or draft.kind != "copy":
            self.desk.show_page("home")
            return
        self._plan = copy_looking.plan_of(draft)
        self.pieces.writing = self._plan.holding
        self.say(self.form.saved, "", aloud=False)
        self.say(self.form.left, "Looking through the text…", aloud=False)
        self._look()

    def _look(self) -> None:
        """Find everybody anew: the first time, and when it was said otherwise who could be harmed."""
        draft, plan = self.recording.draft, self._plan
        if draft is not None and plan is not None:
            decision = draft.decision or ""
            first = self._looking is None or not self.column.isEnabled()
            self.desk.worker.read(
                lambda vault: copy_looking.look(vault, decision, plan), partial(self._came, first=first), self._cannot
            )

    def _cannot(self, problem: ShareDeskError) -> None:
        """There is no such copy to make; nothing was decided about it, so no draft of it stays."""
        decision = self.recording.draft.decision if self.recording.draft else ""

        def say() -> None:
            self.desk.show_page("copies", decision=decision, problem=problem)

        self.recording.discard(say)

    def _came(self, looking: Looking, *, first: bool) -> None:
        plan = self._plan
        if plan is None or self.recording.draft is None:
            return
        self._looking = looking
        prepared = looking.prepared
        self.form.which.setText(
            visible(f"{KINDS[plan.kind]} for {prepared.reader.called}, decision {prepared.reference}")
        )
        self.column.setEnabled(True)
        self.risk.show(looking, plan, first=first)
        if first:
            self.form.second.setText(plan.identity.second_look_by if plan.identity else "")
        for widget in (self.form.second_label, self.form.second):
            widget.setVisible(plan.identity is not None)
        self.recording.shown_by(self._collect)
        self.places.show(looking, plan)
        QTimer.singleShot(0, self, lambda: self._show_rest(first=first))

    def _show_rest(self, *, first: bool) -> None:
        """What is further down, a moment later: keys and painting come between."""
        if self._looking is None:
            return
        self._show()
        if first:
            self.places.next_open()
            if not self.problems.isVisible():
                bring(self.form.audience if self.form.about.isVisible() else self.form.back)

    def _show(self) -> None:
        looking, plan = self._looking, self._plan
        if looking is None or plan is None:
            return
        self.places.show(looking, plan)
        self.words.show(looking, plan)
        self.pieces.show(looking, plan)
        self._show_asks(looking, plan)
        self._show_left(looking, plan)
        chain(self.column)

    def _show_left(self, looking: Looking, plan: CopyPlan) -> None:
        left = looking.still_open(plan)
        words = f"Still to do before it goes: {', '.join(left)}." if left else "Everything here is decided."
        self.form.left.setText(words)

    def _show_asks(self, looking: Looking, plan: CopyPlan) -> None:
        asks = [(ask.key, ask.sentence) for ask in looking.asks(plan)]
        asks += [(place.key, looking.said_of_place(place)) for place in self._possible]
        if [check.words for check in self.checks] != [sentence for _, sentence in asks]:
            for check in self.checks:
                let_go(check)
            self.checks = []
            for key, sentence in asks:
                check = WrappedCheck(sentence)
                check.clicked.connect(lambda done=False, key=key: self._acknowledge(key, done))
                self._asks.addWidget(check)
                self.checks.append(check)
        for check, (key, _) in zip(self.checks, asks, strict=True):
            check.setChecked(key in plan.choices.acknowledge)
        self.form.asks_title.setVisible(bool(asks))
        self.form.asks.setVisible(bool(asks))

    def _acknowledge(self, key: str, done: bool) -> None:  # Qt's signal
        if self._plan is not None:
            self._changed(copy_looking.acknowledged(self._plan, key, done=done))

    def _said(self, plan: CopyPlan) -> None:
        """Something else is said about who could be harmed: other places may have to be looked at."""
        self._keep(plan)
        self._again.start()

    def _changed(self, plan: CopyPlan) -> None:
        self._keep(plan)
        self._show()

    def _keep(self, plan: CopyPlan) -> None:
        self._plan = self.risk.plan = plan
        draft = self.recording.draft
        if draft is not None:
            draft.answers = copy_looking.plain(plan)
            self.recording.edited()

    def _collect(self) -> None:
        """What is in a line and not told of yet."""
        draft, plan = self.recording.draft, self._plan
        if draft is not None and plan is not None and draft.kind == "copy":
            plan = copy_looking.said_of(plan, because=self.form.because.text(), second_look_by=self.form.second.text())
            if (written := self.places.written()) and (written[1].instead or written[1].because):
                plan = copy_looking.being_written(plan, *written)
            plan = msgspec.structs.replace(plan, holding=self.pieces.writing)
            self._plan = self.risk.plan = plan
            draft.answers = copy_looking.plain(plan)

    def _make(self) -> None:
        looking = self._looking
        self._collect()
        self.recording.edited()
        plan = self._plan
        if looking is None or plan is None or self._problems(looking, plan):
            return
        self.form.make.setEnabled(False)
        self.say(self.form.left, "Making the copy, and reading it back…")
        draft = self.recording.draft
        decision = draft.decision or "" if draft else ""

        def made(vault: Vault) -> tuple[Looking, Made | CopyRefused]:
            anew = copy_looking.look(vault, decision, plan)  # with what was just typed
            try:
                return anew, outward.make(vault, anew.prepared, plan.choices)
            except CopyRefused as problem:
                return anew, problem

        self.desk.worker.read(made, self._was_made, self._not_made)

    def _was_made(self, answer: tuple[Looking, Made | CopyRefused]) -> None:
        looking, made = answer
        self._looking, plan = looking, self._plan
        self.form.make.setEnabled(True)
        self._show()
        if isinstance(made, CopyRefused):
            self.desk.show_page("refused", looking=looking, plan=plan, problem=made)
        else:
            self.desk.show_page("copy_preview", made=made, plan=plan)

    def _not_made(self, problem: ShareDeskError) -> None:
        self.form.make.setEnabled(True)
        looking = self._looking
        if isinstance(problem, CopyNotReady) and looking is not None:
            self._possible = [place for place in problem.places if place.key.startswith("still/")]
            self._show()
            places = problem.places[:_MOST]
            self.problems.show_problems([(looking.said_of_place(one), partial(self._go, one)) for one in places])
        else:
            self._show()
            self.problems.show_problems([(str(problem), None)])

    def _problems(self, looking: Looking, plan: CopyPlan) -> bool:
        """Say what is left to do, each with the way there."""
        self.problems.clear()
        left = looking.still_open(plan)
        ways = {"place": self.places.go, "word": self.words.go, "ques": self._to_asks}
        self.problems.show_problems(
            [(f"{words[0].upper()}{words[1:]}.", next(go for k, go in ways.items() if k in words)) for words in left]
        )
        return bool(left)

    def _go(self, place: Place) -> None:
        if place.start is not None and place.end is not None:
            self.places.go_to((place.place, place.start, place.end))
        else:
            self._to_asks()

    def _to_asks(self) -> None:
        open_ = [check for check in self.checks if not check.isChecked()]
        bring(open_[0] if open_ else self.form.make)

    def _by_phone(self) -> None:
        self.desk.show_page("refused", looking=self._looking, plan=self._plan)

    def _discard(self) -> None:
        decision = self.recording.draft.decision if self.recording.draft else ""

        def to_copies() -> None:
            self.desk.show_page("copies", decision=decision)

        self.recording.discard(to_copies)

    def _go_back(self) -> None:
        draft = self.recording.draft
        if draft is not None and draft.decision:
            self.desk.show_page("copies", decision=draft.decision)
        else:
            self.desk.show_page("home")


make = ProtectPage
