"""One emergency note, opened: its words, its times, and what becomes of it."""

from __future__ import annotations

from datetime import datetime

from sharedesk.desk import note_words, quick_share
from sharedesk.desk.quick_share import NoteGone, ToCheck
from sharedesk.desk.record import Recorded
from sharedesk.domain.visible import visible
from sharedesk.errors import ShareDeskError
from sharedesk.ui._forms.note import Ui_Note
from sharedesk.ui.fields import chain
from sharedesk.ui.page import Page
from sharedesk.ui.story import html_of, read_whole
from sharedesk.ui.window import Window


class NotePage(Page):
    """Keep it, or turn it away."""

    title = "Emergency note"
    shelved = "emergency-notes"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Note()
        form.setupUi(self.column)
        self.heading(form.title)
        read_whole(form.story)
        form.keep.clicked.connect(self._keep)
        form.turn_away.clicked.connect(self._turn_away)
        form.back.clicked.connect(lambda: window.show_page("notes"))
        self._one: ToCheck | None = None
        self.built()

    def show_about(self, one: ToCheck) -> None:
        """The note to open."""
        self._one = one

    def entered(self) -> None:
        one, form = self._one, self.form
        if one is None:
            self.desk.show_page("notes")
            return
        form.title.setText(visible(note_words.title(one)))
        form.standing.setText(note_words.standing(one))
        form.story.setHtml(html_of(note_words.blocks(one, datetime.now().astimezone())))
        form.keep.setVisible(one.note is not None)
        form.hint.setText(
            "Keeping it makes it a record under this reference. Its reasons can be added now or later."
            if one.note is not None and not one.reference_taken else ""
        )  # fmt: skip
        form.hint.setVisible(bool(form.hint.text()))
        self.say(form.problem, "", aloud=False)
        self._busy(False)
        chain(self.column)
        form.story.setFocus()

    def leaving(self) -> None:
        """Nothing of it stays in the page."""
        self.form.story.clear()

    def _keep(self) -> None:
        one = self._one
        if one is None or one.note is None:
            return
        self._busy(True)
        note = one.note

        def kept(made: Recorded) -> None:
            self._one = None
            self.desk.show_page("notes", notice=_kept_as(made.reference, note.reference), kept=made.id)

        self.desk.worker.write(lambda vault: quick_share.adopt(vault, one.sha256), kept, self._failed)

    def _turn_away(self) -> None:
        if self._one is not None:
            self.desk.show_page("turn_away", which=[self._one.sha256])

    def _busy(self, busy: bool) -> None:
        for button in (self.form.keep, self.form.turn_away):
            button.setEnabled(not busy)

    def _failed(self, problem: ShareDeskError) -> None:
        if isinstance(problem, NoteGone):
            self._one = None
            self.desk.show_page("notes", notice="That note was changed just now, or has gone. This is the list anew.")
            return
        self._busy(False)
        self.trouble(self.form.problem, problem)


def _kept_as(reference: str, written: str) -> str:
    if reference == written:
        return f"Kept as {reference}."
    return f"Kept as {reference}: the log has another record with the reference {written}, so this one got its own."


make = NotePage
