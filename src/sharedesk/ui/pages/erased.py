"""What was erased, and what could not be; and the new backup in the place of those that still held the words."""

from __future__ import annotations

from sharedesk.desk import erase_reach, erase_report
from sharedesk.desk.erase_reach import Reach, Renewed
from sharedesk.desk.erasing import Erased, Grounds
from sharedesk.errors import ShareDeskError
from sharedesk.paper.document import Document
from sharedesk.ui import look
from sharedesk.ui._forms.erased import Ui_Erased
from sharedesk.ui.fields import chain
from sharedesk.ui.long_work import LongWork
from sharedesk.ui.page import Page
from sharedesk.ui.spoken import speak
from sharedesk.ui.story import html, read_whole
from sharedesk.ui.window import Window


class ErasedPage(Page):
    """The report, to be read, printed or left."""

    title = "Erased"
    shelved = "erasure"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Erased()
        form.setupUi(self.column)
        self.heading(form.title)
        form.problem.hide()
        read_whole(form.story)
        form.story.document().setDocumentMargin(look.SPACE[1])
        form.home.clicked.connect(lambda: window.show_page("home"))
        form.preview.clicked.connect(self._preview)
        self.work = LongWork(self, form, self._hold)
        self._told: tuple[Erased, Grounds, Reach] | None = None
        self._renewed: Renewed | None = None
        self._renew = False
        window.before_lock(self.work.stop)
        chain(self.column)
        self.built()

    def show_about(self, done: Erased, reach: Reach, grounds: Grounds, *, renew: bool) -> None:
        """What went, what could not, why, and whether the backups here are to be made anew."""
        self._told, self._renewed, self._renew = (done, grounds, reach), None, renew
        self.form.problem.hide()

    def entered(self) -> None:
        if self._told is None:
            self.desk.show_page("home")
            return
        self._read()
        if not self._renew:
            return
        self._renew = False
        older, chosen = self._told[2].backups, self.desk.settings.backup_place
        self.work.start(
            "Making a new backup…",
            lambda vault, tell: erase_reach.renew_backups(vault, older, chosen, tell),
            self._made_anew,
            self._failed,
        )

    def leaving(self) -> None:
        self.work.stop()

    def _read(self) -> None:
        told, renewed = self._told, self._renewed
        if told is not None:
            done, grounds, reach = told
            self.desk.worker.read(lambda vault: erase_report.report(vault, done, grounds, reach, renewed), self._show)

    def _show(self, document: Document) -> None:
        self.form.story.setHtml(html(document))
        if self.form.home.isEnabled():
            self.form.home.setFocus()
        speak(self.form.title, "Erased.")

    def _made_anew(self, renewed: Renewed) -> None:
        self._renewed = renewed
        self._read()

    def _failed(self, problem: ShareDeskError) -> None:
        """The words are erased all the same."""
        if self.isVisible():
            self.say(
                self.form.problem,
                f"It is erased, but no new backup was made, so the older ones stay and still hold the words. {problem}",
            )
            self.reveal(self.form.problem)

    def _preview(self) -> None:
        told, renewed = self._told, self._renewed
        if told is not None:
            done, grounds, reach = told
            self.desk.show_page(
                "preview",
                make=lambda vault: erase_report.report(vault, done, grounds, reach, renewed),
                back=lambda: self.desk.show_page("erased"),
            )

    def _hold(self, busy: bool) -> None:
        for widget in (self.form.home, self.form.preview):
            widget.setEnabled(not busy)


make = ErasedPage
