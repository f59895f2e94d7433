"""Keeping a recovery sheet: seen, printed or saved, and two groups typed back. The boxes are the form's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from sharedesk.desk.first_run import SHEET_NAME, GroupAsked
from sharedesk.errors import ShareDeskError
from sharedesk.paper.document import Document
from sharedesk.ui import asking
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary

PDF, TEXT = ("pdf", "PDF (*.pdf)"), ("txt", "Plain text (*.txt)")
Problems = list[tuple[str, Callable[[], None] | None]]


class Boxes(Protocol):
    """What a form has for it."""

    preview: QPushButton
    save_pdf: QPushButton
    save_text: QPushButton
    saved: QLabel
    first_label: QLabel
    first: QLineEdit
    second_label: QLabel
    second: QLineEdit
    go_on: QPushButton
    back: QPushButton


class KeepingSheet:
    """One sheet at a time. `shown_again` shows the page that this is on, and `kept` hears that the sheet was kept."""

    def __init__(
        self, page: Page, form: Boxes, problems: ErrorSummary, shown_again: Callable[[], object],
        kept: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        self._page, self._form, self._problems = page, form, problems
        self._shown_again, self._heard = shown_again, kept
        self._document: Callable[[], Document] | None = None
        self._save_to: Callable[[Path], None] = lambda _: None
        self._asked: tuple[GroupAsked, ...] = ()
        self.is_kept = self.is_previewed = False
        """Printed, saved or looked at; being looked at just now."""
        form.preview.clicked.connect(self._preview)
        form.save_pdf.clicked.connect(lambda: self._save(*PDF))
        form.save_text.clicked.connect(lambda: self._save(*TEXT))

    @property
    def _boxes(self) -> tuple[QLineEdit, QLineEdit]:
        return self._form.first, self._form.second

    def begin(
        self, document: Callable[[], Document], save_to: Callable[[Path], None], asked: tuple[GroupAsked, ...]
    ) -> None:
        """Another sheet: what was kept before is not this one. `document` and `save_to` are called by the worker."""
        form = self._form
        self._document, self._save_to, self._asked = document, save_to, asked
        self.is_kept = False
        form.saved.hide()
        for box, label, group in zip(self._boxes, (form.first_label, form.second_label), asked, strict=True):
            box.clear()
            label.setText(f"Second group of line {group.line}")
            box.setAccessibleName(label.text())

    def focus(self) -> None:
        """Where work begins, or goes on."""
        (self._form.first if self.is_kept else self._form.preview).setFocus()

    def entered(self) -> bool:
        """The page is shown. Was it only left to look at the sheet?"""
        previewed, self.is_previewed = self.is_previewed, False
        return previewed

    def forget(self) -> None:
        """The sheet is of no use any more."""
        self._document, self._asked, self.is_kept = None, (), False
        for box in self._boxes:
            box.clear()

    def wrong(self) -> Problems:
        """What is wrong with the groups typed back, with the way to each."""
        return [
            (f"The second group of line {group.line} is not what the sheet says. Look again.", box.setFocus)
            for box, group in zip(self._boxes, self._asked, strict=True)
            if not group.fits(box.text())
        ]

    def _preview(self) -> None:
        document = self._document
        if document is not None:
            self.is_previewed = True
            self._page.desk.show_page("first_preview", document=document, kept=self._shown, back=self._shown_again)

    def _shown(self, printed: bool) -> None:
        """Printed, or seen and so perhaps copied by hand: the two groups show whether it is at hand."""
        self._was_kept()
        if printed:
            words = "Printed. Keep it locked away, and not with the computer."
            self._page.say(self._form.saved, words, aloud=False)

    def _save(self, ending: str, kind: str) -> None:
        save_to = self._save_to
        target = asking.where_to_save(self._page, "Save the recovery sheet", f"{SHEET_NAME}.{ending}", kind)
        if target is None or self._document is None:
            return
        if not target.suffix:
            target = target.with_suffix(f".{ending}")
        self.busy(True)
        self._page.say(self._form.saved, "Making the sheet…")
        self._page.desk.worker.run(lambda: save_to(target), lambda _: self._was_saved(target), self._refused)

    def _was_saved(self, target: Path) -> None:
        self.busy(False)
        self._was_kept()
        self._page.say(self._form.saved, f"Saved as “{target}”. Print it or copy it by hand, then remove the file.")
        self._problems.clear()
        self._form.first.setFocus()

    def _was_kept(self) -> None:
        self.is_kept = True
        self._heard()

    def _refused(self, problem: ShareDeskError) -> None:
        self.busy(False)
        self._form.saved.hide()
        self._problems.show_problems([(str(problem), self._form.save_pdf.setFocus)])

    def busy(self, busy: bool) -> None:
        """Whether something is under way, which nothing else may come into."""
        form = self._form
        widgets: tuple[QWidget, ...] = (form.preview, form.save_pdf, form.save_text, form.go_on, form.back)
        for widget in widgets:
            widget.setEnabled(not busy)
