"""A new recovery sheet, kept and read back before it counts. The log's key may be changed together with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sharedesk.desk import ways_in
from sharedesk.desk.ways_in import Changed, NewSheet, Rotation
from sharedesk.errors import ShareDeskError
from sharedesk.ui._forms.new_sheet import Ui_NewSheet
from sharedesk.ui.changed_ways import after_rotation, refused, tell
from sharedesk.ui.keeping_sheet import KeepingSheet
from sharedesk.ui.long_work import LongWork
from sharedesk.ui.page import Page
from sharedesk.ui.pages.rotate import WORKING
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.window import Window
from sharedesk.vault.vault import Vault

if TYPE_CHECKING:
    from sharedesk.vault.store import Progress

WHY = (
    "Print the new sheet, or look at it and write it down. The sheet that you have now stays good until you have "
    "shown, below, that you can read the new one. Then put the old one through a shredder: it still opens backups "
    "and copies that were made before."
)
WHY_WITH_KEY = (
    "The log’s key is changed together with its recovery sheet. Print the new sheet, or look at it and write it down. "
    "Nothing is changed until you have shown, below, that you can read it. The sheet that you have now then opens only "
    "backups and copies that were made before."
)
OTHER = "This is another sheet than the one that you left. What you printed or saved of that one is of no use."


class NewSheetPage(Page):
    """One sheet from when the page is shown until it is left for anything but to look at it."""

    title = "A new recovery sheet"
    place = "log"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_NewSheet()
        form.setupUi(self.column)
        self.heading(form.title)
        self.heading(form.type_title, 1)
        self.problems = ErrorSummary(form.problem)
        self.keeping = KeepingSheet(self, form, self.problems, self._again)
        self.new: NewSheet | None = None
        self._rotation: Rotation | None = None
        self._long = LongWork(self, form, self.keeping.busy)
        form.other.hide()
        form.saved.hide()
        form.go_on.clicked.connect(self._go_on)
        form.second.returnPressed.connect(self._go_on)
        form.back.clicked.connect(lambda: window.show_page("ways_in"))
        self.built()

    def show_about(self, *_: Any, rotation: Rotation | None, **__: Any) -> None:
        """With a rotation its sheet, and finishing changes the log's key; with None a sheet for the key there is."""
        self._rotation = rotation

    def _again(self) -> None:
        self.desk.show_page("new_sheet", rotation=self._rotation)

    def entered(self) -> None:
        self.problems.clear()
        form, rotation = self.form, self._rotation
        form.why.setText(WHY_WITH_KEY if rotation else WHY)
        form.go_on.setText("Change the log’s key" if rotation else "Use the new sheet")
        if self.keeping.entered() and self.new is not None:
            self.keeping.focus()
            return
        self.say(form.other, OTHER if self.keeping.is_kept else "", aloud=False)
        self.new = None
        self.keeping.forget()
        if rotation is not None and rotation.new_sheet is not None:
            self._drawn(rotation.new_sheet)
        else:
            self.keeping.busy(True)
            form.back.setEnabled(True)
            self.desk.worker.read(ways_in.begin_sheet, self._drawn, self._refused)

    def leaving(self) -> None:
        self._long.stop()
        if not self.keeping.is_previewed:
            self._rotation = self.new = None

    def _drawn(self, new: NewSheet) -> None:
        if self.isHidden():
            return  # left meanwhile: it is of no use
        self.keeping.busy(False)
        self.new = new
        self.keeping.begin(
            lambda: ways_in.sheet_document(new), lambda target: ways_in.save_sheet(new, target), new.asked
        )
        self.keeping.focus()

    def _go_on(self) -> None:
        new, rotation = self.new, self._rotation
        if new is None or not self.form.go_on.isEnabled():
            return
        wrong = self.keeping.wrong()
        if not self.keeping.is_kept:
            wrong = [("Print, save or look at the new sheet first.", self.form.preview.setFocus)]
        self.problems.show_problems(wrong)
        if wrong:
            return
        place = self.desk.settings.backup_place

        def work(vault: Vault, tell: Progress) -> Changed:
            if rotation is None:
                return ways_in.finish_sheet(vault, new, tell, chosen=place)
            return ways_in.rotate(vault, rotation, tell, chosen=place)

        words = "Locking the log anew…" if rotation is None else WORKING

        def done(changed: Changed) -> None:
            self.keeping.is_kept = False
            if rotation is not None:
                after_rotation(self.desk)
            tell(self, changed)

        self._long.start(words, work, done, self._refused, alone=rotation is not None)

    def _refused(self, problem: ShareDeskError) -> None:
        refused(self, self.problems, problem, self.keeping.busy)


make = NewSheetPage
