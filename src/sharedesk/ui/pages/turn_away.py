"""Turning notes away: the one question is why. The answer is recorded with what each of them says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QSignalBlocker

from sharedesk.desk import note_words, quick_share, turning_away
from sharedesk.desk.quick_share import NoteGone, SayWhy, ToCheck
from sharedesk.domain.visible import visible
from sharedesk.errors import ShareDeskError
from sharedesk.ui import asking, look
from sharedesk.ui._forms.turn_away import Ui_TurnAway
from sharedesk.ui.boxes import words_in
from sharedesk.ui.fields import bring
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.progress import Progress
from sharedesk.ui.recording import recording_of
from sharedesk.ui.window import Window

_NAMED = 5
"""So many notes are named; of more it is said how many."""


class TurnAwayPage(Page):
    """One reason, for one note or for many."""

    title = "Turn away"
    shelved = "emergency-notes"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_TurnAway()
        form.setupUi(self.column)
        self.heading(form.title)
        self.recording = recording_of(window)
        self.problems = ErrorSummary(form.problems)
        form.because.setMaximumHeight(look.TARGET * 3)
        form.because.textChanged.connect(self.recording.edited)
        form.go.clicked.connect(self._go)
        form.discard.clicked.connect(self._discard)
        form.back.clicked.connect(self._to_list)
        self.recording.said.connect(self._said)
        self._which: Sequence[str] = ()
        self.built()

    def show_about(self, which: Sequence[str] = (), draft: str = "") -> None:
        """The SHA-256 of the notes; none, with the draft of a reason: those it was begun for."""
        self._which = () if draft else which

    def entered(self) -> None:
        self.column.setEnabled(False)  # until there is a draft that keeps what is typed
        self.problems.clear()
        self.form.which.setText("")
        self.say(self.form.saved, "", aloud=False)
        which = self._which
        self.recording.begin_with(lambda vault: turning_away.reason_for(vault, which), self._show)

    def leaving(self) -> None:
        self.recording.leave()

    def _show(self) -> None:
        draft = self.recording.draft
        if draft is None:
            return
        self._which = list(draft.answers.get("notes", []))
        with QSignalBlocker(self.form.because):
            self.form.because.setPlainText(str(draft.answers.get("because", "")))
        self.recording.shown_by(self._collect)
        self.desk.worker.read(quick_share.to_check, self._name)

    def _name(self, found: list[ToCheck]) -> None:
        """Say which notes these are."""
        now = datetime.now().astimezone()
        there = [one for one in found if one.sha256 in set(self._which)]
        named = [note_words.line(one, now) for one in there[:_NAMED]]
        if len(there) > _NAMED:
            named.append(f"and {len(there) - _NAMED:,} more")
        self.form.which.setText(visible("\n".join(named)))
        self.form.title.setText("Turn it away" if len(there) == 1 else f"Turn {len(there):,} notes away")
        self.form.go.setText("Turn it away" if len(there) == 1 else "Turn them away")
        self.form.discard.setText("Leave it waiting" if len(there) == 1 else "Leave them waiting")
        self._busy(False)
        self.column.setEnabled(True)
        if there:
            bring(self.form.because)
        else:
            self.form.go.setEnabled(False)
            self.problems.show_problems([("The notes that this reason was for are not there any more.", None)])

    def _collect(self) -> None:
        draft = self.recording.draft
        if draft is not None and draft.kind == "notes":
            draft.answers["because"] = words_in(self.form.because)

    def _go(self) -> None:
        draft = self.recording.draft
        if draft is None or not self.form.go.isEnabled():
            return
        self._collect()
        self.recording.save()
        self.problems.clear()
        self._busy(True)
        drafts, progress = self.recording.drafts, Progress()
        progress.hear(self._far)
        self.desk.worker.write(
            lambda vault: turning_away.turn_away(vault, drafts, draft, progress), self._gone, self._failed
        )

    def _far(self, done: int, of: int) -> None:
        if of > 1:
            self.say(self.form.saved, f"{done:,} of {of:,}", aloud=False)

    def _gone(self, many: int) -> None:
        self.recording.done()
        self.form.because.clear()
        self._which = ()
        some = "1 note was" if many == 1 else f"{many:,} notes were"
        self.desk.show_page("notes", notice=f"{some} turned away, and your reason recorded.")

    def _failed(self, problem: ShareDeskError) -> None:
        self._busy(False)
        if isinstance(problem, NoteGone):
            notice = "One of those notes was changed just now, or has gone, so nothing was turned away. "
            self.desk.show_page("notes", notice=f"{notice}Your reason is kept.")
        elif isinstance(problem, SayWhy):
            self.problems.show_problems([(str(problem), partial(bring, self.form.because))])
        else:
            self.problems.show_problems([(f"{problem} Your words are kept.", None)])

    def _discard(self) -> None:
        """Go without having turned anything away; a reason that was begun goes after a question."""
        begun = words_in(self.form.because).strip()
        if not begun or asking.may_go(self, "Discard this reason?", "What you typed here will be gone for good."):
            self.recording.discard(self._to_list)

    def _to_list(self) -> None:
        self.desk.show_page("notes")

    def _busy(self, busy: bool) -> None:
        for widget in (self.form.go, self.form.discard, self.form.because):
            widget.setEnabled(not busy)

    def _said(self, words: str) -> None:
        if self.isVisible():
            self.say(self.form.saved, words, aloud=not words.startswith("Saved"))


make = TurnAwayPage
