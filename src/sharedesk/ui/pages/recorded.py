"""Recorded: the reference, what is still to add, and the text for the organisation's own system."""

from __future__ import annotations

from datetime import date

from PySide6.QtGui import QKeySequence, QShortcut

from sharedesk.desk import case_text, drafting
from sharedesk.desk.answers import Answers
from sharedesk.desk.drafting import Draft
from sharedesk.desk.record import Recorded
from sharedesk.desk.siblings import for_sibling
from sharedesk.domain.ids import new_id
from sharedesk.ui._forms.recorded import Ui_RecordedForm
from sharedesk.ui.clipboard import UNTIL
from sharedesk.ui.page import Page
from sharedesk.ui.window import Window


class RecordedPage(Page):
    """The confirmation after recording."""

    title = "Recorded"
    shelved = "official-record"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_RecordedForm()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.heading(self.form.reference, 1)
        self._made: Recorded | None = None
        self._answers: Answers = {}
        self.form.copy.clicked.connect(self._copy)
        self.form.home.clicked.connect(lambda: window.show_page("home"))
        self.form.open.clicked.connect(self._open)
        self.form.another.clicked.connect(lambda: window.show_page("short_route", fresh=True))
        self.form.sibling.clicked.connect(self._sibling)
        QShortcut(QKeySequence("Ctrl+Shift+C"), self, self._copy)
        self.built()

    def show_about(self, made: Recorded, answers: Answers) -> None:
        """What was recorded, and the answers it was made from."""
        self._made, self._answers = made, answers

    def entered(self) -> None:
        made = self._made
        if made is None:
            self.desk.show_page("home")
            return
        self._say_missing(len(made.missing))
        alike = len(made.possible_duplicates)
        self.say(
            self.form.alike,
            ""
            if not alike
            else "Somebody of the same name is in this log already. They are kept apart: nobody is merged.",
            aloud=False,
        )
        self.form.copied.clear()
        self.form.copy.setFocus()
        self.say(self.form.reference, f"Saved, with reference {made.reference}")

    def _say_missing(self, missing: int) -> None:
        self.form.missing.setText(
            "Nothing is missing from this record." if not missing
            else f"Still to add: {missing}. Read the record to see what, and add it with a correction."
        )  # fmt: skip

    def _copy(self) -> None:
        """The text first: should the note of it fail, that is said and the text is there all the same."""
        made, today = self._made, date.today()  # noqa: DTZ011  # the day where they are
        if made is None:
            return

        def copied(text: str) -> None:
            self.desk.clipboard.put(text)
            self.desk.worker.write(lambda vault: case_text.note_copied(vault, made.reference, today), noted)

        def noted(_: bool) -> None:  # the worker's answer
            words = f"Copied. The record now says that it was copied to your official case record. {UNTIL}"
            self.say(self.form.copied, words)
            self.desk.worker.read(lambda vault: case_text.still_missing(vault, made.reference), self._say_missing)

        self.desk.worker.read(lambda vault: case_text.case_text(vault, made.reference), copied)

    def _open(self) -> None:
        if self._made is not None:
            self.desk.show_page("reading", decision=self._made.id)

    def _sibling(self) -> None:
        made, answers = self._made, self._answers
        if made is None:
            return

        def begin(known: dict[str, str]) -> None:
            self.desk.show_page("short_route", words=Draft(id=new_id(), answers=for_sibling(answers, known)))

        self.desk.worker.read(lambda vault: drafting.people_recorded(vault, made.id, answers), begin)


make = RecordedPage
