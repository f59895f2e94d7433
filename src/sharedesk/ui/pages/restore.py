"""Restoring a backup: which, where to and how it opens; then what would be missing; and only then is it done.

It is shown while no log is open. From an open log one comes here by locking it.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit, QListWidgetItem

from sharedesk.desk import backup_words, first_run, recovering, restoring
from sharedesk.domain.visible import visible
from sharedesk.errors import ShareDeskError
from sharedesk.ui import asking, look
from sharedesk.ui._forms.restore import Ui_Restore
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.progress import Progress
from sharedesk.ui.sheet_lines import SheetLines
from sharedesk.ui.window import Window
from sharedesk.vault import backup, restore
from sharedesk.vault.backup_shelf import Kept
from sharedesk.vault.errors import Cancelled, MistypedLine
from sharedesk.vault.places import warnings_for
from sharedesk.vault.recovery import CODE_LENGTHS

if TYPE_CHECKING:
    from sharedesk.vault.restore import Opener, Prepared, Restored
    from sharedesk.vault.vault import Vault

KIND = f"ShareDesk backup (*{backup.ENDING})"
READING = "Reading the backup and checking everything in it…"
RESTORING = "Restoring…"
ASIDE = "The log that is there now is kept aside, whole, in a folder beside it."
ANEW = "The folder is made. Nothing else on this computer is changed."
_SEEN = 4
"""Backups that are in sight at once."""
_MOST = 30
"""Backups that are offered; any other file can be chosen."""


class RestorePage(Page):
    """Holds a backup that was looked at, until it is restored or left."""

    title = "Restore a backup"
    place = "log"
    outside = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Restore()
        form.setupUi(self.column)
        self.heading(form.title)
        for title in (form.file_title, form.place_title, form.open_title, form.plan_title):
            self.heading(title, 1)
        self.problems = ErrorSummary(form.problem)
        self.lines = SheetLines(form.code, "recovery code", CODE_LENGTHS)
        self._progress: Progress | None = None
        self._prepared: Prepared | None = None
        self._finishing = self._is_watched = False
        self._connect()
        self._order()
        self._use_sheet(False)
        self._step("choose")
        form.column.addStretch()
        self.built()

    def _connect(self) -> None:
        form = self.form
        form.back.clicked.connect(self._back)
        form.share.clicked.connect(self.desk.share)
        form.known.currentItemChanged.connect(lambda *_: self._take())
        form.choose.clicked.connect(self._choose_file)
        form.choose_place.clicked.connect(self._choose_place)
        form.place.editingFinished.connect(self._look_at_place)
        form.show_words.toggled.connect(self._show_words)
        form.with_sheet.toggled.connect(self._use_sheet)
        form.from_file.clicked.connect(self._from_file)
        form.look.clicked.connect(self._look)
        form.passphrase.returnPressed.connect(self._look)
        form.stop.clicked.connect(self._stop)
        form.go_on.clicked.connect(self._go_on)
        form.leave.clicked.connect(self._leave)
        self.lines.done.connect(self._look)
        self.lines.edited.connect(self._watch)
        form.passphrase.textEdited.connect(lambda _: self._watch())

    def _order(self) -> None:
        form = self.form
        boxes = [form.with_sheet, *(line.box for line in self.lines.lines), form.from_file]
        for one, other in pairwise(boxes):
            self.setTabOrder(one, other)

    # ---- choosing ----------------------------------------------------------------------------------------------------

    def show_about(self, *_: Any, file: Path | None = None, **__: Any) -> None:
        """`file`: the backup that was chosen already."""
        self.form.file.setText(str(file) if file else "")

    def entered(self) -> None:
        form, folder, chosen = self.form, self.desk.folder, self.desk.settings.backup_place
        self.problems.clear()
        form.place.setText(str(folder or first_run.free_folder()))
        self._look_at_place()
        self.desk.worker.run(lambda: restoring.to_choose_from(folder, chosen), self._offer)
        (form.passphrase if form.file.text() else form.choose).setFocus()

    def _offer(self, found: list[Kept]) -> None:
        known = self.form.known
        wanted = self.form.file.text()
        each = max(look.TARGET, self.fontMetrics().height() + look.SPACE[1])
        known.setFixedHeight(min(len(found), _SEEN) * each + 2 * known.frameWidth())
        known.blockSignals(True)
        known.clear()
        for one in found[:_MOST]:
            item = QListWidgetItem(_said(one))
            item.setData(Qt.ItemDataRole.UserRole, str(one.path))
            item.setSizeHint(QSize(0, each))
            known.addItem(item)
            if str(one.path) == wanted:
                known.setCurrentItem(item)
        known.blockSignals(False)
        for shown in (known, self.form.known_label):
            shown.setVisible(bool(known.count()))
        if known.count() and not wanted:
            known.setCurrentRow(0)

    def _take(self) -> None:
        item = self.form.known.currentItem()
        if item is not None:
            self.form.file.setText(str(item.data(Qt.ItemDataRole.UserRole)))

    def _choose_file(self) -> None:
        if file := asking.which_file(self, "Choose a backup", KIND):
            self.form.file.setText(str(file))
            self.form.passphrase.setFocus()

    def _choose_place(self) -> None:
        usual = self._place()
        chosen = asking.folder(self, "Choose a folder", usual.parent if usual.parent.is_dir() else Path.home())
        if chosen is not None:
            self.form.place.setText(str(restoring.folder_in(chosen)))
            self._look_at_place()

    def _place(self) -> Path:
        return Path(self.form.place.text().strip()).expanduser()

    def _look_at_place(self) -> None:
        place = self._place()

        def looked(found: tuple[bool, list[str]]) -> None:
            self.form.place_words.setText(ASIDE if found[0] else ANEW)
            self.say(self.form.warning, "\n".join(found[1]))

        self.desk.worker.run(lambda: (restoring.is_taken(place), warnings_for(place)), looked)

    def _show_words(self, shown: bool) -> None:  # Qt's signal
        self.form.passphrase.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _use_sheet(self, used: bool) -> None:  # Qt's signal
        form = self.form
        for shown in (form.sheet_words, form.code, form.from_file, self.lines):
            shown.setVisible(used)
        for shown in (form.passphrase_label, form.passphrase, form.show_words):
            shown.setVisible(not used)

    def _from_file(self) -> None:
        file = asking.which_file(self, "Read the recovery sheet", "Plain text (*.txt)")
        if file is not None:
            self.desk.worker.run(lambda: recovering.read_sheet_file(file), self._filled, self._refused)

    def _filled(self, lines: tuple[list[str], list[str]]) -> None:
        self.problems.clear()
        self.lines.fill(lines[0])
        self._watch()
        self.form.look.setFocus()

    # ---- looking -----------------------------------------------------------------------------------------------------

    def _wrong(self) -> list[tuple[str, Callable[[], None] | None]]:
        form = self.form
        wrong: list[tuple[str, Callable[[], None] | None]] = []
        if not form.file.text().strip():
            wrong.append(("Choose the backup’s file.", form.choose.setFocus))
        if not self._place().is_absolute():
            wrong.append(("Say in which folder the log is to be kept, from its beginning.", form.place.setFocus))
        if form.with_sheet.isChecked():
            wrong += self.lines.wrong()
        elif not form.passphrase.text():
            wrong.append(("Type the passphrase that the log had then.", form.passphrase.setFocus))
        return wrong

    def _opener(self) -> Opener:
        if self.form.with_sheet.isChecked():
            return restoring.by_sheet(self.lines.typed)
        return restoring.by_passphrase(self.form.passphrase.text())

    def _look(self) -> None:
        wrong = self._wrong()
        self.problems.show_problems(wrong)
        if wrong or self._progress is not None:
            return
        file, place = Path(self.form.file.text().strip()).expanduser(), self._place()
        try:
            opener = self._opener()
        except MistypedLine as problem:
            self.problems.show_problems([(str(problem), self.lines.focus_first)])
            return
        self._progress = progress = Progress()
        progress.hear(self._tell)
        self._step("work", READING)

        def looked(prepared: Prepared) -> None:
            if progress is self._progress:
                self._looked(prepared)
            else:  # the page was left meanwhile
                self.desk.worker.run(prepared.abandon, lambda _: None)

        def refused(problem: ShareDeskError) -> None:
            if progress is self._progress:
                self._refused(problem)

        self.desk.worker.run(lambda: restore.prepare(file, place, opener, progress), looked, refused)

    def _looked(self, prepared: Prepared) -> None:
        self._progress, self._prepared = None, prepared
        self._step("decide")
        self.say(self.form.plan, "\n\n".join(backup_words.plan_said(prepared.plan)))
        self.form.leave.setFocus()
        self.reveal(self.form.go_on)

    def _stop(self) -> None:
        if self._progress is not None:
            self._progress.stop()

    def _tell(self, done: int, of: int) -> None:
        self.form.progress.setRange(0, max(of, 1))
        self.form.progress.setValue(done)

    def _refused(self, problem: ShareDeskError) -> None:
        self._progress = self._prepared = None
        self._finishing = False
        self._step("choose")
        words = "Stopped. Nothing was changed." if isinstance(problem, Cancelled) else str(problem)
        self.problems.show_problems([(words, None)])
        self.reveal(self.problems)

    # ---- restoring ---------------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        prepared, place, by_sheet = self._prepared, self._place(), self.form.with_sheet.isChecked()
        if prepared is None or self._finishing:
            return
        self._finishing = True
        self._step("work", RESTORING)
        self.form.stop.hide()  # two folders change places: that is done, or it is not
        done: list[Restored] = []

        def finish() -> Vault:
            done.append(prepared.finish())
            return done[0].vault

        def opened(vault: Vault) -> None:
            self._prepared = None
            self._opened(vault, place, restoring.said(done[0], by_sheet=by_sheet))

        self.desk.worker.open(finish, opened, self._refused)

    def _opened(self, vault: Vault, place: Path, words: str) -> None:
        window = self.desk
        self._forget()
        window.folder, window.goes_on_at = place, "backups"
        window.made("backups").show_about(restored=words)
        window.opened(
            practice=vault.practice, has_recovery=vault.has_recovery, log=vault.log, inbox=vault.root.inbox_public
        )

    def _leave(self) -> None:
        """Nothing of it is done."""
        if self._finishing:
            return
        self._abandon()
        self._step("choose")
        self.form.look.setFocus()

    def _abandon(self) -> None:
        prepared, self._prepared = self._prepared, None
        if prepared is not None:
            self.desk.worker.run(prepared.abandon, lambda _: None)

    # ---- the page ----------------------------------------------------------------------------------------------------

    def _step(self, which: str, words: str = "") -> None:
        """Show one of its three states: `choose`, `work`, `decide`."""
        form = self.form
        form.steps.setVisible(which == "choose")
        form.words.setVisible(which == "choose")
        self.say(
            form.which, "" if which == "choose" else f"“{form.file.text()}” into “{form.place.text()}”", aloud=False
        )
        self.say(form.working, words)
        for shown in (form.progress, form.stop):
            shown.setVisible(which == "work")
        form.progress.setRange(0, 0)
        for part in (form.plan_title, form.plan, form.go_on, form.leave):
            part.setVisible(which == "decide")
        form.back.setEnabled(which != "work")
        if which == "work":
            form.stop.setFocus()

    def leaving(self) -> None:
        """Whoever goes elsewhere finds everything as it was, unless it is being restored already."""
        if self._finishing:
            return
        self._stop()
        self._progress = None
        self._abandon()
        self._step("choose")
        self._forget()

    def _watch(self) -> None:
        """From the first sign on, walking away takes it off the screen: the locked page comes up in a new process."""
        if not self._is_watched:
            self._is_watched = True
            self.desk.before_lock(lambda: None)

    def _forget(self) -> None:
        self.form.passphrase.clear()
        self.lines.clear()

    def _back(self) -> None:
        typed = bool(self.form.passphrase.text()) or not self.lines.is_empty
        self.desk.show_page("locked" if self.desk.folder else "first_passphrase")
        if typed:
            self.desk.renew()


def _said(one: Kept) -> str:
    made = backup_words.moment_said(one.manifest.made_at) if one.manifest else ""
    entries = f"{one.manifest.entries:,} entries" if one.manifest else ""
    return visible(f"{made}, {entries}, {backup_words.size_said(one.size)}")


make = RestorePage
