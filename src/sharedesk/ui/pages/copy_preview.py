"""A copy for somebody, made and read back: looked at, printed, saved or copied as text; then the log keeps it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton

from sharedesk.desk import handing_over
from sharedesk.desk.copy_looking import CopyPlan
from sharedesk.desk.outward import Made
from sharedesk.desk.release import Printed
from sharedesk.domain.copies import CopyOutcome
from sharedesk.errors import ShareDeskError
from sharedesk.ui import look
from sharedesk.ui.clipboard import UNTIL
from sharedesk.ui.fields import chain
from sharedesk.ui.pages.preview import PreviewPage
from sharedesk.ui.recording import recording_of
from sharedesk.ui.window import Window
from sharedesk.vault.vault import Vault


class CopyPreviewPage(PreviewPage):
    """The very pages that were read back leave the house. Each way out is noted once it was gone."""

    title = "Copy to hand over"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._made: Made | None = None
        self._plan: CopyPlan | None = None
        self._at_printer: Made | None = None
        self._gone = False
        self.copy_text = QPushButton("Copy as text")
        self.copy_text.setMinimumHeight(look.TARGET)
        self.copy_text.clicked.connect(self._copy)
        self.form.left.insertWidget(self.form.left.indexOf(self.form.save), self.copy_text)
        QShortcut(QKeySequence("Ctrl+Shift+C"), self, self._copy)
        chain(self.column)

    def show_about(  # type: ignore[override]  # a copy that is made already
        self, *_: Any, made: Made, plan: CopyPlan
    ) -> None:
        """The copy, and what was decided about it."""
        self._made, self._plan, self._gone = made, plan, False
        self._back = self._to_where_it_came_from

    def entered(self) -> None:
        made = self._made
        self.begin()
        if made is None:
            self.desk.show_page("home")
            return
        printed = Printed(pdf=made.pdf, pages=made.pages, undrawable=made.undrawable)
        QTimer.singleShot(0, self, lambda: self.came((made.document, printed)))

    def leaving(self) -> None:
        super().leaving()
        self._made = None

    def _to_where_it_came_from(self) -> None:
        made = self._made
        if made is None:
            self.desk.show_page("home")
        elif self._gone:
            self.desk.show_page("copies", decision=made.prepared.state.id)
        else:
            self.desk.show_page("protect")

    def _copy(self) -> None:
        """The text first: should the note of it fail, that is said and the text is there all the same."""
        made = self._made
        if made is not None and self._printed is not None:
            self.desk.clipboard.put(made.text)
            self._note(made, "copied_as_text", f"Copied as text. {UNTIL}")

    def _print(self) -> None:
        self._at_printer = self._made
        super()._print()

    def was_printed(self, pages: int) -> None:
        """It is noted wherever somebody has gone meanwhile."""
        super().was_printed(pages)
        made, self._at_printer = self._at_printer, None
        if made is not None:
            self._note(made, "printed", self.form.about.text())

    def save_to(self, target: Path, password: str | None) -> None:
        made, plan = self._made, self._plan
        if made is None or plan is None:
            return

        def save(vault: Vault) -> None:
            handing_over.save(vault, made, target, password)
            handing_over.note_identities(vault, made, plan.choices, plan.identity)

        def saved(_: None) -> None:
            self._was_saved(target)
            self._handed_over(self.form.about.text())

        self.desk.worker.write(save, saved, self.failed)

    def _note(self, made: Made, outcome: CopyOutcome, words: str) -> None:
        plan = self._plan

        def note(vault: Vault) -> None:
            handing_over.note(vault, made, outcome)
            if plan is not None:
                handing_over.note_identities(vault, made, plan.choices, plan.identity)

        self.desk.worker.write(note, lambda _: self._handed_over(words), self.failed)

    def _handed_over(self, words: str) -> None:
        """It is gone, and the log knows: what was decided about it need not wait as a draft any more."""
        self._gone = True
        self.say(self.form.about, f"{words} The log keeps what was sent.")
        recording, plan = recording_of(self.desk), self._plan
        draft = recording.draft
        if draft is not None and plan is not None and draft.kind == "copy":
            recording.discard(lambda: None)

    def failed(self, problem: ShareDeskError) -> None:
        super().failed(problem)
        self.reveal(self.form.problem)


make = CopyPreviewPage
