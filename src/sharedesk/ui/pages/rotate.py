"""Changing the log's key: what it does and does not do; the passphrase; and a new sheet on the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from sharedesk.desk import ways_in
from sharedesk.desk.ways_in import Changed, Rotation
from sharedesk.errors import ShareDeskError
from sharedesk.ui._forms.rotate import Ui_Rotate
from sharedesk.ui.changed_ways import after_rotation, refused, tell
from sharedesk.ui.long_work import LongWork
from sharedesk.ui.new_passphrase import NewPassphrase
from sharedesk.ui.page import Page
from sharedesk.ui.pages.change_passphrase import NOT_IT
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.window import Window
from sharedesk.vault.errors import WrongPassphrase

if TYPE_CHECKING:
    from sharedesk.vault.store import Progress
    from sharedesk.vault.vault import Vault

WORKING = "Changing the log’s key…"
DRAWING = "Drawing a new key. This takes about two seconds…"


class RotatePage(Page):
    """Nothing is changed before the last button; with a recovery sheet that is on the next page."""

    title = "Change the log’s key"
    place = "log"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Rotate()
        form.setupUi(self.column)
        self.heading(form.title)
        self.problems = ErrorSummary(form.problem)
        self._new = NewPassphrase(self, form)
        self._long = LongWork(self, form, self._busy)
        form.choosing.hide()
        form.without_words.hide()
        form.another.toggled.connect(self._choose)
        form.without.toggled.connect(self._without)
        form.show_words.toggled.connect(self._show_words)
        form.go_on.clicked.connect(self._go_on)
        form.old.returnPressed.connect(self._go_on)
        form.repeat.returnPressed.connect(self._go_on)
        form.back.clicked.connect(lambda: window.show_page("ways_in"))
        self.built()

    def entered(self) -> None:
        self.problems.clear()
        self.form.old.setFocus()
        self.desk.worker.read(ways_in.before_rotation, self._say_before)

    def leaving(self) -> None:
        self._long.stop()
        self.form.old.clear()
        self.form.another.setChecked(False)
        self.form.without.setChecked(False)

    def _say_before(self, sentences: tuple[str, ...]) -> None:
        self.say(self.form.before, "\n\n".join(sentences))

    def _choose(self, another: bool) -> None:  # Qt's signal
        self._new.clear()
        self.form.choosing.setVisible(another)

    def _without(self, without: bool) -> None:  # Qt's signal
        self.form.without_words.setVisible(without)
        self.form.go_on.setText("Change the log’s key" if without else "Continue")

    def _show_words(self, shown: bool) -> None:  # Qt's signal
        self.form.old.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _go_on(self) -> None:
        form, old = self.form, self.form.old.text()
        wrong = self._new.wrong() if form.another.isChecked() else []
        if not old:
            wrong.insert(0, ("Type the present passphrase.", form.old.setFocus))
        self.problems.show_problems(wrong)
        if wrong or not form.go_on.isEnabled():
            return
        new, with_sheet = self._new.words if form.another.isChecked() else "", not form.without.isChecked()
        place = self.desk.settings.backup_place

        def rotate(rotation: Rotation) -> Callable[[Vault, Progress], Changed]:
            return lambda vault, tell: ways_in.rotate(vault, rotation, tell, chosen=place)

        def drawn(rotation: Rotation) -> None:
            if self.isHidden():
                return  # left meanwhile, and so not wanted
            if rotation.new_sheet is not None:
                self.desk.show_page("new_sheet", rotation=rotation)
            else:
                self._long.start(WORKING, rotate(rotation), self._changed, self._refused, alone=True)

        def draw(vault: Vault, _tell: Progress) -> Rotation:
            return ways_in.begin_rotation(vault, old, new, with_sheet=with_sheet)

        self._long.start(DRAWING, draw, drawn, self._refused)

    def _changed(self, changed: Changed) -> None:
        after_rotation(self.desk)
        tell(self, changed)

    def _refused(self, problem: ShareDeskError) -> None:
        if isinstance(problem, WrongPassphrase) and not self.isHidden():
            self.problems.show_problems([(NOT_IT, self.form.old.setFocus)])
            self.form.old.selectAll()
        else:
            refused(self, self.problems, problem, self._busy)

    def _busy(self, busy: bool) -> None:
        form = self.form
        for widget in (form.go_on, form.back, form.another, form.without, form.take, form.again):
            widget.setEnabled(not busy)
        for box in (form.old, form.passphrase, form.repeat):
            box.setReadOnly(busy)


make = RotatePage
