"""A request that arrived: who asks, what and why, is it really them; then the decision, with nothing to type again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from sharedesk.desk import requests
from sharedesk.desk.answers import Answers, Fault, Unfit, to_decision
from sharedesk.desk.pack_read import reached
from sharedesk.desk.shelf import Shelf
from sharedesk.domain.visible import visible
from sharedesk.ui import asking
from sharedesk.ui._forms.request import Ui_Request
from sharedesk.ui.fields import Fields, bring, chain
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.recording import recording_of
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.window import Window

_HEADINGS = ("who_title", "what_title", "verify_title", "more_title", "next_title")


class RequestPage(Page):
    """One request, kept as a draft like every other until it is decided."""

    title = "Request"
    place = "requests"
    shelved = "requests"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Request()
        form.setupUi(self.column)
        self.heading(form.title)
        for name in _HEADINGS:
            self.heading(getattr(form, name), 1)
        self.recording = recording_of(window)
        self.problems = ErrorSummary(form.problems)
        self.fields = Fields(self.column, self._edited)
        self._resume = ""
        form.saved.hide()
        form.back.clicked.connect(self._to_requests)
        form.guidance.clicked.connect(window.show_guidance)
        form.decide.clicked.connect(self._decide)
        form.leave.clicked.connect(self._to_requests)
        form.discard.clicked.connect(self._discard)
        self.recording.said.connect(lambda words: self.say(form.saved, words, aloud=not words.startswith("Saved")))
        chain(self.column)
        self.built()

    def show_about(self, *, draft: str = "") -> None:
        """The id of a draft to go on with; without one a new request begins."""
        self._resume = draft or "new"

    def entered(self) -> None:
        resume, self._resume = self._resume, ""
        if resume:
            self.form.back.setFocus()
            self._ready(False)  # until there is a draft that keeps what is typed
        shelves_of(self.desk).ask(self._show_contacts)
        if resume == "new":
            today = date.today()  # noqa: DTZ011  # the day where they are
            self.recording.begin_with(lambda vault: requests.new_request(vault, today), self._show)
        elif resume:
            self.recording.resume(resume, self._show)
        else:
            self._show()

    def leaving(self) -> None:
        if self.recording.draft is not None:
            self.recording.leave()

    def _show(self) -> None:
        draft = self.recording.draft
        if draft is None or "request" not in draft.answers:  # recorded or discarded elsewhere meanwhile
            self.desk.show_page("requests")
            return
        self.problems.clear()
        self.fields.unmark()
        self._ready(True)
        self.fields.fill(self._request)
        self.recording.shown_by(self._collect)
        self.say(self.form.saved, "", aloud=False)
        self._advise()
        if self.isVisible():
            bring(self.form.f_organisation)

    def _ready(self, ready: bool) -> None:  # as Qt's own setEnabled
        for widget in (*self.fields.inputs.values(), self.form.decide, self.form.leave, self.form.discard):
            widget.setEnabled(ready)

    @property
    def _request(self) -> Answers:
        draft = self.recording.draft
        request: Answers = {} if draft is None else draft.answers["request"]
        return request

    def _collect(self) -> None:
        self.fields.collect(self._request)

    def _edited(self) -> None:
        self.recording.edited()
        if self.recording.draft is not None:
            self._collect()
            self._advise()

    def _advise(self) -> None:
        lines = requests.still_to_do(self._request)
        self.form.next.setText(visible("\n".join(lines)) or requests.CLEAR)

    def _show_contacts(self, shelf: Shelf) -> None:
        lines = reached(shelf)
        self.form.contacts.setText(visible("\n".join(lines)))
        self.form.contacts.setVisible(bool(lines))

    def _decide(self) -> None:
        draft = self.recording.draft
        if draft is None:
            return
        self._collect()
        faults = self._faults(draft.answers)
        self._mark(faults)
        if faults:
            return
        requests.carry_on(draft.answers)
        draft.page = "short_route"
        self.recording.edited()
        self.desk.show_page("short_route")

    @staticmethod
    def _faults(answers: Answers) -> list[Fault]:
        """What of the request cannot stand as it is: a date that no calendar has, a text that cannot be kept."""
        try:
            to_decision(answers, date.today())  # noqa: DTZ011  # the day where they are
        except Unfit as problem:
            return [fault for fault in problem.faults if fault.where.startswith("request.")]
        return []

    def _mark(self, faults: list[Fault]) -> None:
        self.fields.unmark()
        lines: list[tuple[str, Callable[[], None] | None]] = []
        for fault in faults:
            found = self.fields.find(fault.where.partition(".")[2])
            if found is not None:
                widget, fields, name = found
                fields.mark(widget, fault.sentence)
                lines.append((f"{name}: {fault.sentence}", partial(bring, widget)))
        self.problems.show_problems(lines)

    def _discard(self) -> None:
        if asking.may_go(self, "Discard this request?", "The words on this page will be gone for good."):
            self.recording.discard(self._to_requests)

    def _to_requests(self) -> None:
        self.desk.show_page("requests")


make = RequestPage
