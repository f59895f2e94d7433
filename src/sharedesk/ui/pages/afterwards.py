"""After an emergency share: what its reasons are made of, in any order, each part now or later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sharedesk.desk import afterwards, written_then
from sharedesk.desk.afterwards import Opened
from sharedesk.desk.answers import Unfit, is_untouched, place_of
from sharedesk.desk.drafting import Draft, Drafts, day_said
from sharedesk.desk.written_then import Then
from sharedesk.domain.completeness import Missing
from sharedesk.domain.words import field_said
from sharedesk.ui import asking, look
from sharedesk.ui._forms.afterwards import Ui_AfterwardsForm
from sharedesk.ui.aside import WrittenThen
from sharedesk.ui.fields import chain
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.recording import recording_of
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.window import Window
from sharedesk.ui.wrapped import WrappedButton
from sharedesk.vault.vault import Vault

PARTS = {
    "emergency": "What made it urgent, what you knew then, and what you know since",
    "concern": "What you were worried about, and the risk of not sharing",
    "people": "Who it is about, and who else was named",
    "items": "What was shared",
    "recipients": "Who you told: what they needed it for, and that they have it",
    "reasons": "Why you decided so, why we could share, and your manager's look",
    "telling": "Who in the family is told, and is it safe now",
    "advice": "Advice, or why none",
    "next": "Times, what happens next, and the official record",
}
"""What is asked after an emergency, by section, in the order of the page."""
MORE = {
    "request": "Asked, or on your own initiative",
    "attached": "Documents and pictures",
    "arrangements": "Agreements",
    "loop": "Feedback, and asking others",
}
TITLES = PARTS | MORE


class AfterwardsPage(Page):
    """The task list of the reasons. What was written then is above it, to be read."""

    title = "Add the reasons"
    shelved = "emergency-afterwards"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_AfterwardsForm()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        for title in (self.form.list_title, self.form.more_title):
            self.heading(title, 1)
        self.recording = recording_of(window)
        self.problems = ErrorSummary(self.form.problems)
        self.buttons: dict[str, WrappedButton] = {}
        self._list(self.form.list, PARTS)
        self._list(self.form.more, MORE)
        self._decision, self._draft, self._last = "", "", ""
        self.form.back.clicked.connect(self._to_record)
        self.form.guidance.clicked.connect(window.show_guidance)
        self.form.check.clicked.connect(lambda: window.show_page("afterwards_check"))
        self.form.later.clicked.connect(lambda: window.show_page("home"))
        self.form.discard.clicked.connect(self._discard)
        self.recording.said.connect(lambda words: self.say(self.form.saved, words, aloud=not words.startswith("Saved")))
        self.written = WrittenThen(self, self.form.along)
        chain(self.column)
        self.built()

    def show_about(self, *, decision: str = "", draft: str = "", last: str = "") -> None:
        """The id of the emergency share, or of a draft of its reasons; or the section that was just left."""
        self._decision, self._draft, self._last = decision, draft, last

    def entered(self) -> None:
        self.column.setEnabled(False)  # until there is a draft that keeps what is typed
        for part in (self.form.state, self.form.due, self.form.changed, self.form.body):
            part.hide()  # nothing of another share is seen meanwhile
        self.problems.clear()
        self.recording.leave()
        decision, draft = self._decision, self._draft
        held = None if draft else self.recording.held("afterwards", decision)
        if not (decision or draft or held):
            self.desk.show_page("home")
            return
        shelves, found = shelves_of(self.desk), list[tuple[Opened, Then]]()

        def made(vault: Vault) -> Draft:
            sealed = next((one for one in Drafts(vault).all() if one.id == draft), None) if draft else held
            opened = afterwards.opened(vault, (sealed and sealed.decision) or decision, sealed)
            now = datetime.now().astimezone()
            then = written_then.then(vault, opened.draft.decision or "", now, shelves.opened().organisation)
            found.append((opened, then))
            return opened.draft

        self.recording.begin_with(made, lambda: self._show(*found[0]))

    def leaving(self) -> None:
        if self.recording.draft is not None:
            self.recording.leave()

    def _list(self, holder: QWidget, titles: dict[str, str]) -> None:
        down = QVBoxLayout(holder)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(look.SPACE[0])
        for name, title in titles.items():
            button = self.buttons[name] = WrappedButton(title)
            button.clicked.connect(lambda _=False, part=name: self.desk.show_page("afterwards_part", section=part))
            down.addWidget(button)

    def _show(self, opened: Opened, then: Then) -> None:
        draft = self.recording.draft
        if draft is None:
            return
        self.column.setEnabled(True)
        for part in (self.form.state, self.form.body):
            part.show()
        self._decision, self._draft = draft.decision or "", ""
        self.say(self.form.saved, "", aloud=False)
        self.written.show_then(then)
        self.form.changed.setText(_changed(opened))
        self.form.changed.setVisible(bool(opened.changed_there))
        if opened.is_other:
            self.recording.edited()
        self._say_due(then)
        self._say_states(draft, then)
        last, self._last = self._last, ""
        (self.buttons[last] if last else self.buttons["emergency"]).setFocus()
        if not last:
            self.reveal(self.form.title)

    def _say_due(self, then: Then) -> None:
        due = then.due
        self.form.due.setVisible(due is not None)
        if due is not None:
            day, asked = day_said(due.due.date()), "were" if due.overdue else "are"
            welcome = " They are as welcome now." if due.overdue else ""
            self.form.due.setText(
                f"The reasons {asked} asked for by the end of {day}.{welcome} That is your organisation's own setting: "
                "no law sets a number of hours."
            )

    def _say_states(self, draft: Draft, then: Then) -> None:
        """Each part Completed, Incomplete or Optional; what cannot stand is told on the next page."""
        try:
            still = written_then.still_to_add(then.state, draft.answers, date.today())  # noqa: DTZ011  # the day where they are
            reasons, missing = _sections(still.reasons, draft), _sections((*still.reasons, *still.besides), draft)
            many = len({one.rule.code for one in still.reasons})
            state = f"reasons to add: {many}" if many else "the reasons are all there, to be recorded"
        except Unfit:
            reasons, missing, state = set(TITLES), set(TITLES), "an answer has to be mended"
        if then.due is None and not reasons:
            state = "the reasons are recorded; more can be added"
        self.form.state.setText(f"Emergency share {then.reference}: {state}.")
        for name, button in self.buttons.items():
            said = "Reasons to add" if name in reasons else "Incomplete" if name in missing else "Completed"
            button.set_words(f"{TITLES[name]}: {'Optional' if is_optional(name, draft) else said}")

    def _discard(self) -> None:
        if asking.may_go(
            self, "Discard what you typed?", "What you put in and did not record will be gone for good. "
            "What you wrote then, and what was recorded since, stays."
        ):  # fmt: skip
            self.recording.discard(self._to_record)

    def _to_record(self) -> None:
        self.desk.show_page("reading", decision=self._decision)


def is_optional(name: str, draft: Draft) -> bool:
    """Does a part hold nothing that is needed, and nothing at all? What made it urgent is needed here."""
    return name != "emergency" and is_untouched(name, draft.answers)


def _sections(missing: Sequence[Missing], draft: Draft) -> set[str]:
    return {place_of(one, draft.answers)[0] for one in missing}


def _changed(opened: Opened) -> str:
    fields = ", ".join(field_said(name).lower() for name in opened.changed_there)
    return f"Something was recorded meanwhile about what you are writing here ({fields}). Your words stand: see both."


make = AfterwardsPage
