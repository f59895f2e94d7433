"""First day, 2 of 3: the recovery sheet, kept and read back, or gone without on purpose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sharedesk.desk import first_run
from sharedesk.desk.first_run import Setup
from sharedesk.errors import ShareDeskError
from sharedesk.ui import asking
from sharedesk.ui._forms.first_recovery import Ui_FirstRecovery
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.window import Window

PDF, TEXT = ("pdf", "PDF (*.pdf)"), ("txt", "Plain text (*.txt)")


class FirstRecoveryPage(Page):
    """The sheet is the only copy of the recovery code."""

    title = "Recovery sheet"
    outside = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_FirstRecovery()
        form.setupUi(self.column)
        self.heading(form.title)
        self.heading(form.type_title, 1)
        self.heading(form.without_title, 1)
        self.problems = ErrorSummary(form.problem)
        self._setup: Setup | None = None
        self._saved = False
        form.preview.clicked.connect(self._preview)
        form.save_pdf.clicked.connect(lambda: self._save(*PDF))
        form.save_text.clicked.connect(lambda: self._save(*TEXT))
        form.without.toggled.connect(self._without)
        form.go_on.clicked.connect(self._go_on)
        form.second.returnPressed.connect(self._go_on)
        form.back.clicked.connect(lambda: window.show_page("first_passphrase"))
        self.built()

    def show_about(self, *_: Any, setup: Setup, **__: Any) -> None:
        if setup is not self._setup:  # another passphrase or place: the sheet saved before is not this log's
            self._saved = False
            self.form.saved.hide()
            self.form.first.clear()
            self.form.second.clear()
        self._setup = setup
        for label, asked in zip((self.form.first_label, self.form.second_label), setup.asked, strict=True):
            label.setText(f"Second group of line {asked.line}")
        for box, label in ((self.form.first, self.form.first_label), (self.form.second, self.form.second_label)):
            box.setAccessibleName(label.text())

    def entered(self) -> None:
        self.problems.clear()
        (self.form.first if self._saved else self.form.preview).setFocus()

    def _preview(self) -> None:
        if self._setup is not None:
            self.desk.show_page(
                "first_preview", setup=self._setup, kept=self._shown,
                back=lambda: self.desk.show_page("first_recovery", setup=self._setup),
            )  # fmt: skip

    def _shown(self, printed: bool) -> None:
        """Printed, or seen and so perhaps copied by hand: the two groups show whether it is at hand."""
        self._saved = True
        self.form.without.setChecked(False)
        if printed:
            self.say(self.form.saved, "Printed. Keep it locked away, and not with the computer.", aloud=False)

    def _save(self, ending: str, kind: str) -> None:
        setup = self._setup
        target = asking.where_to_save(self, "Save the recovery sheet", f"{first_run.SHEET_NAME}.{ending}", kind)
        if target is None or setup is None:
            return
        if not target.suffix:
            target = target.with_suffix(f".{ending}")
        self._busy(True)
        self.say(self.form.saved, "Making the sheet…")
        self.desk.worker.run(lambda: first_run.save_sheet(setup, target), lambda _: self._kept(target), self._refused)

    def _kept(self, target: Path) -> None:
        self._busy(False)
        self._saved = True
        self.form.without.setChecked(False)
        self.say(self.form.saved, f"Saved as “{target}”. Print it or copy it by hand, then remove the file.")
        self.problems.clear()
        self.form.first.setFocus()

    def _refused(self, problem: ShareDeskError) -> None:
        self._busy(False)
        self.form.saved.hide()
        self.problems.show_problems([(str(problem), self.form.save_pdf.setFocus)])

    def _without(self, without: bool) -> None:
        for box in (self.form.first, self.form.second):
            box.setEnabled(not without)

    def _wrong(self, setup: Setup) -> list[tuple[str, Callable[[], None] | None]]:
        if self.form.without.isChecked():
            return []
        if not self._saved:
            return [
                (
                    "Print or save the recovery sheet first, or say that you go on without one.",
                    self.form.preview.setFocus,
                )
            ]
        boxes = (self.form.first, self.form.second)
        return [
            (f"The second group of line {asked.line} is not what the sheet says. Look again.", box.setFocus)
            for box, asked in zip(boxes, setup.asked, strict=True)
            if not asked.fits(box.text())
        ]

    def _go_on(self) -> None:
        if self._setup is None or not self.form.go_on.isEnabled():
            return
        wrong = self._wrong(self._setup)
        self.problems.show_problems(wrong)
        if not wrong:
            self._setup.with_recovery = not self.form.without.isChecked()
            self.desk.show_page("first_you", setup=self._setup)

    def _busy(self, busy: bool) -> None:
        for button in (self.form.preview, self.form.save_pdf, self.form.save_text, self.form.go_on, self.form.back):
            button.setEnabled(not busy)


make = FirstRecoveryPage
