"""A copy that gives somebody away: each place, and the ways on. None of them is closed."""

from __future__ import annotations

from sharedesk.desk import handing_over, outward
from sharedesk.desk.copy_errors import CopyRefused
from sharedesk.desk.copy_looking import CopyPlan, Looking, plan_of
from sharedesk.desk.outward import Made
from sharedesk.domain.visible import visible
from sharedesk.errors import ShareDeskError
from sharedesk.ui import look
from sharedesk.ui._forms.refused import Ui_Refused
from sharedesk.ui.boxes import words_in
from sharedesk.ui.lines import Lines
from sharedesk.ui.page import Page
from sharedesk.ui.recording import recording_of
from sharedesk.ui.window import Window


class RefusedPage(Page):
    """Change the text, share by phone, or send with a reason."""

    title = "Not handed over"
    shelved = "identities"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_Refused()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.heading(self.form.phone_title, 1)
        self.heading(self.form.send_title, 1)
        self.recording = recording_of(window)
        for box in (self.form.phone_because, self.form.send_because):
            box.setMaximumHeight(look.TARGET * 3)
            box.textChanged.connect(self.recording.edited)
        self._places = Lines(self.form.places)
        self._looking: Looking | None = None
        self._plan: CopyPlan | None = None
        self._problem: CopyRefused | None = None
        for back in (self.form.back, self.form.change):
            back.clicked.connect(lambda: window.show_page("protect"))
        self.form.phone.clicked.connect(self._phone)
        self.form.send.clicked.connect(self._send)
        self.built()

    def show_about(self, looking: Looking, plan: CopyPlan, problem: CopyRefused | None = None) -> None:
        """The copy, what was decided about it, and where it gives somebody away; None: it is only to be by phone."""
        self._looking, self._plan, self._problem = looking, plan, problem

    def entered(self) -> None:
        looking, problem = self._looking, self._problem
        if looking is None:
            self.desk.show_page("home")
            return
        form = self.form
        form.title.setText("Not handed over" if problem else "Share by phone")
        form.which.setText(visible(f"{looking.prepared.reader.called}, decision {looking.prepared.reference}"))
        form.send_group.setVisible(problem is not None)
        form.change.setVisible(problem is not None)
        form.phone_title.setVisible(problem is not None)
        draft = self.recording.draft
        plan = plan_of(draft) if draft is not None and draft.kind == "copy" else None
        form.phone_because.setPlainText(plan.by_phone if plan else "")
        form.send_because.setPlainText(plan.in_spite_of_that if plan else "")
        self.recording.shown_by(self._collect)
        places = problem.places if problem else ()
        self._places.show([(place.sentence, lambda: self.desk.show_page("protect")) for place in places])
        self.say(form.problem, problem.sentence if problem else "", aloud=bool(problem))
        self._busy(False)
        (form.change if problem else form.phone_because).setFocus()

    def leaving(self) -> None:
        """The words go into the draft; nothing of the copy stays in the page."""
        self.recording.leave()
        self.form.phone_because.clear()
        self.form.send_because.clear()

    def _collect(self) -> None:
        """What is written so far, into the draft."""
        draft = self.recording.draft
        if draft is not None and draft.kind == "copy":
            draft.answers |= {
                "by_phone": words_in(self.form.phone_because), "in_spite_of_that": words_in(self.form.send_because),
            }  # fmt: skip

    def _phone(self) -> None:
        looking = self._looking
        because = words_in(self.form.phone_because).strip()
        if looking is None or not self._given(because, "what was said, and why by phone"):
            return
        self._busy(True)
        self.desk.worker.write(
            lambda vault: handing_over.share_by_phone(vault, looking.prepared, because), self._phoned, self._failed
        )

    def _phoned(self, _entry: str) -> None:
        looking = self._looking
        self.form.phone_because.clear()
        if looking is not None:
            decision = looking.prepared.state.id
            notice = "Noted: shared by phone. What you had decided about the copy is kept as a draft."
            self.desk.show_page("copies", decision=decision, notice=notice)

    def _send(self) -> None:
        looking, plan = self._looking, self._plan
        because = words_in(self.form.send_because).strip()
        if looking is None or plan is None or not self._given(because, "why it has to go as it is"):
            return
        self._busy(True)

        def sent(made: Made) -> None:
            self.desk.show_page("copy_preview", made=made, plan=plan)

        self.desk.worker.read(
            lambda vault: outward.make(vault, looking.prepared, plan.choices, in_spite_of_that=because),
            sent, self._failed,
        )  # fmt: skip

    def _given(self, because: str, what: str) -> bool:
        if not because:
            self.say(self.form.problem, f"There is a problem. Write {what}: it is recorded.")
            box = self.form.phone_because if "phone" in what else self.form.send_because
            box.setFocus()
        return bool(because)

    def _busy(self, busy: bool) -> None:
        for button in (self.form.phone, self.form.send):
            button.setEnabled(not busy)

    def _failed(self, problem: ShareDeskError) -> None:
        self._busy(False)
        self.trouble(self.form.problem, problem)


make = RefusedPage
