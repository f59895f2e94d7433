"""First day, 3 of 3: who writes, for whom, and what the organisation has agreed to. Then the log is made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sharedesk.desk import first_run
from sharedesk.desk.first_run import Setup
from sharedesk.desk.pack_read import summary_of
from sharedesk.desk.shelf_read import PROFESSIONS
from sharedesk.domain.person import Answer, Author, LogAgreement
from sharedesk.errors import ShareDeskError
from sharedesk.ui import asking
from sharedesk.ui._forms.first_you import Ui_FirstYou
from sharedesk.ui.page import Page
from sharedesk.ui.pages.organisation import KIND
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.shelves import shelves_of
from sharedesk.ui.window import Window

if TYPE_CHECKING:
    from sharedesk.desk.shelf import Shelf
    from sharedesk.vault.vault import Vault

ANSWERS: tuple[Answer | None, ...] = (None, "yes", "no", "dont_know")
"""In the order of the form."""
ASK = (
    "You can make the log all the same. Ask your manager or whoever looks after data protection before you keep real "
    "records in it; your answer is kept with the log."
)
WORKING = "Making the log…"


class FirstYouPage(Page):
    """The last page before home."""

    title = "You and your organisation"
    outside = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_FirstYou()
        form.setupUi(self.column)
        self.heading(form.title)
        self.heading(form.agreement_title, 1)
        self.problems = ErrorSummary(form.problem)
        self._setup: Setup | None = None
        form.working.hide()
        form.agreed_hint.hide()
        form.agreed.currentIndexChanged.connect(self._answered)
        form.pack.hide()
        for code, words in (("", "Choose…"), *PROFESSIONS):
            form.profession.addItem(words, code)
        form.profession.activated.connect(self._profession)
        form.choose_pack.clicked.connect(self._choose_pack)
        form.make.clicked.connect(self._make)
        form.back.clicked.connect(lambda: window.show_page("first_recovery", setup=self._setup))
        self.built()

    def show_about(self, *_: Any, setup: Setup, **__: Any) -> None:
        self._setup = setup

    def entered(self) -> None:
        self.problems.clear()
        self.form.name.setFocus()

    def _answered(self, index: int) -> None:
        self.say(self.form.agreed_hint, ASK if ANSWERS[index] in ("no", "dont_know") else "")

    def _profession(self, index: int) -> None:
        self.desk.prefer(replace(self.desk.settings, profession=self.form.profession.itemData(index)))

    def _choose_pack(self) -> None:
        if pack := asking.which_file(self, "Choose your organisation’s pack", KIND):
            shelves = shelves_of(self.desk)
            shelves.choose(pack)
            shelves.ask(self._filled)

    def _filled(self, shelf: Shelf) -> None:
        """What the pack says is not asked again; what was typed stays. One with a fault is named, and is not kept."""
        form, pack = self.form, shelf.organisation
        if pack is None:
            shelves_of(self.desk).choose(None)
        else:
            said = (
                (form.organisation, pack.name), (form.controller, pack.controller),
                (form.main_record, pack.main_record),
            )  # fmt: skip
            for box, words in said:
                box.setText(box.text() or words)
        self.say(form.pack, summary_of(shelf))

    def _make(self) -> None:
        form, setup = self.form, self._setup
        if setup is None or not form.make.isEnabled():
            return
        name = form.name.text().strip()
        self.problems.show_problems([] if name else [("Give your name. Initials will do.", form.name.setFocus)])
        if not name:
            return
        author = Author(name=name, role=form.role.text().strip(), organisation=form.organisation.text().strip())
        agreement = LogAgreement(
            agreed=ANSWERS[form.agreed.currentIndex()], controller=form.controller.text().strip(),
            main_record=form.main_record.text().strip(),
        )  # fmt: skip
        self._busy(True)
        self.desk.worker.open(lambda: first_run.finish(setup, author, agreement), self._made, self._refused)

    def _made(self, vault: Vault) -> None:
        self._busy(False)
        self.desk.folder = vault.folder
        self.desk.opened(
            practice=vault.practice, has_recovery=vault.has_recovery, log=vault.log, inbox=vault.root.inbox_public
        )

    def _refused(self, problem: ShareDeskError) -> None:
        self._busy(False)
        self.problems.show_problems([(str(problem), None)])

    def _busy(self, busy: bool) -> None:
        self.say(self.form.working, WORKING if busy else "")
        self.form.make.setEnabled(not busy)
        self.form.back.setEnabled(not busy)


make = FirstYouPage
