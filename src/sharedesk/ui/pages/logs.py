"""Another log: one that was opened here before, one in a folder, a new one, or the practice log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidgetItem

from sharedesk.errors import ShareDeskError
from sharedesk.ui import asking, look, opening
from sharedesk.ui._forms.logs import Ui_Logs
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.window import Window

if TYPE_CHECKING:
    from sharedesk.vault.header import Header


class LogsPage(Page):
    """The logs known here, by opaque labels."""

    title = "Open another log"
    outside = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = Ui_Logs()
        self.form.setupUi(self.column)
        self.heading(self.form.title)
        self.problems = ErrorSummary(self.form.problem)
        self.form.open.clicked.connect(self._open)
        self.form.known.itemActivated.connect(lambda _: self._open())
        self.form.forget.clicked.connect(self._forget)
        self.form.find.clicked.connect(self._find)
        self.form.new.clicked.connect(lambda: window.show_page("first_passphrase"))
        self.form.practice.clicked.connect(lambda: opening.practice(self, self.problems))
        self.form.share.clicked.connect(window.share)
        self.form.back.clicked.connect(lambda: window.show_page("locked"))
        self.built()

    def entered(self) -> None:
        self.problems.clear()
        self._list()
        (self.form.known if self.form.known.count() else self.form.find).setFocus()

    def _list(self) -> None:
        known = self.form.known
        known.clear()
        for log in self.desk.settings.logs:
            there = Path(log.folder).is_dir()
            item = QListWidgetItem(log.label if there else f"{log.label}: its folder is not there now")
            item.setData(Qt.ItemDataRole.UserRole, log.folder)
            item.setSizeHint(QSize(0, max(look.TARGET, self.fontMetrics().height() + look.SPACE[1])))
            known.addItem(item)
        known.setCurrentRow(0)
        some = bool(known.count())
        for shown in (known, self.form.known_label, self.form.open, self.form.forget):
            shown.setVisible(some)
        self.form.none.setHidden(some)
        self.form.back.setVisible(self.desk.folder is not None)

    def _chosen(self) -> str:
        item = self.form.known.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item else ""

    def _open(self) -> None:
        if self._chosen():
            self._unlock(Path(self._chosen()))

    def _forget(self) -> None:
        """Off the list, not off the disk."""
        self.desk.prefer(self.desk.settings.without(self._chosen()))
        self._list()

    def _find(self) -> None:
        folder = asking.folder(self, "Find a log’s folder", Path.home())
        if folder is None:
            return

        def look() -> Header:
            from sharedesk.vault.vault import look

            return look(folder)

        self.desk.worker.run(look, lambda _: self._unlock(folder), lambda problem: self._refused(folder, problem))

    def _refused(self, folder: Path, problem: ShareDeskError) -> None:
        from sharedesk.vault.errors import HeaderDamaged, HeaderMissing

        if isinstance(problem, HeaderMissing | HeaderDamaged):
            self._unlock(folder)  # it is a log, and the page that says what is wrong has the way back into it
            return
        self.problems.show_problems([(str(problem), self.form.find.setFocus)])

    def _unlock(self, folder: Path) -> None:
        self.desk.folder = folder
        self.desk.show_page("locked")


make = LogsPage
