"""First day, 1 of 3: a passphrase, and where the log is kept. Nothing is made yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sharedesk.desk import first_run
from sharedesk.desk.first_run import Setup
from sharedesk.errors import ShareDeskError
from sharedesk.ui import asking, opening
from sharedesk.ui._forms.first_passphrase import Ui_FirstPassphrase
from sharedesk.ui.new_passphrase import NewPassphrase
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.window import Window
from sharedesk.vault.places import warnings_for

WORKING = "Making the keys of the log. This takes about a second…"


class FirstPassphrasePage(Page):
    """The first page of all."""

    title = "Welcome"
    outside = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_FirstPassphrase()
        form.setupUi(self.column)
        self.heading(form.title)
        self.heading(form.place_title, 1)
        self.heading(form.else_title, 1)
        self.problems = ErrorSummary(form.problem)
        self._setup: Setup | None = None
        self._made_from = ""
        self._new = NewPassphrase(self, form)
        for empty in (form.notice, form.warning, form.working):
            empty.hide()
        form.place.setText(str(first_run.free_folder()))
        self._connect()
        self.built()

    def _connect(self) -> None:
        form = self.form
        form.choose.clicked.connect(self._choose)
        form.place.editingFinished.connect(self._look_at_place)
        form.go_on.clicked.connect(self._go_on)
        form.repeat.returnPressed.connect(self._go_on)
        form.practice.clicked.connect(lambda: opening.practice(self, self.problems))
        form.share.clicked.connect(self.desk.share)
        form.known.clicked.connect(lambda: self.desk.show_page("logs"))
        form.restore.clicked.connect(lambda: opening.restoring(self.desk))

    def entered(self) -> None:
        self.say(self.form.notice, "\n".join(self.desk.notices))
        self.desk.notices.clear()
        self._look_at_place()
        self.form.passphrase.setFocus()  # whoever types at once types a passphrase, and no space presses a button

    def _choose(self) -> None:
        usual = self._place()
        chosen = asking.folder(self, "Choose a folder", usual.parent if usual.parent.is_dir() else Path.home())
        if chosen is not None:
            taken = chosen.is_dir() and any(chosen.iterdir())
            self.form.place.setText(str(chosen / "ShareDesk log" if taken else chosen))
            self._look_at_place()

    def _place(self) -> Path:
        return Path(self.form.place.text().strip()).expanduser()

    def _look_at_place(self) -> None:
        place = self._place()

        def say(sentences: list[str]) -> None:
            self.say(self.form.warning, "\n".join(sentences))

        self.desk.worker.run(lambda: warnings_for(place), say)

    def _wrong(self) -> list[tuple[str, Callable[[], None] | None]]:
        wrong = self._new.wrong()
        if not self._place().is_absolute():
            wrong.append(("Say in which folder the log is to be kept, from its beginning.", self.form.place.setFocus))
        return wrong

    def _go_on(self) -> None:
        wrong = self._wrong()
        self.problems.show_problems(wrong)
        if wrong or not self.form.go_on.isEnabled():
            return
        words, place = self._new.words, self._place()
        if self._setup is not None and (self._made_from, self._setup.folder) == (words, place):
            self.desk.show_page("first_recovery", setup=self._setup)  # come back to, and nothing changed
            return
        self._busy(True)
        self.desk.worker.run(
            lambda: first_run.prepare(place, words), lambda setup: self._prepared(setup, words), self._refused
        )

    def _prepared(self, setup: Setup, words: str) -> None:
        self._busy(False)
        self._setup, self._made_from = setup, words
        self.desk.show_page("first_recovery", setup=setup)

    def _refused(self, problem: ShareDeskError) -> None:
        self._busy(False)
        self.problems.show_problems([(str(problem), self.form.place.setFocus)])

    def _busy(self, busy: bool) -> None:
        self.say(self.form.working, WORKING if busy else "")
        for button in (self.form.go_on, self.form.practice, self.form.known, self.form.restore):
            button.setEnabled(not busy)


make = FirstPassphrasePage
