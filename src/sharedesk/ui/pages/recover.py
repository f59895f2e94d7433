"""Locked out: which ways there are back into a log, and the recovery sheet typed line by line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sharedesk.desk import recovering
from sharedesk.desk.recovering import Found, Way
from sharedesk.desk.settings import label_of
from sharedesk.errors import ShareDeskError
from sharedesk.ui import asking
from sharedesk.ui._forms.recover import Ui_Recover
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.sheet_lines import SheetLines
from sharedesk.ui.window import Window
from sharedesk.vault.errors import WrongRecoveryCode
from sharedesk.vault.recovery import CODE_LENGTHS, SLOT_LENGTHS

TYPE = (
    "Type the four lines of the recovery code. The number before a line is not part of it. Capitals and small letters "
    "are the same, and there is no letter O, I, L or U: what looks like O is zero, what looks like I or L is one."
)
NO_SHEET = "No recovery sheet was made for this log, as far as its files say. If you have one, type all of it."
WITHOUT_LOCKS = "The records are in a file of their own. Your recovery sheet holds what is needed to open them again."
BLOCK = "Then the seven lines of the key block, from the same sheet."
OTHER_LOG = (
    "It may be another log’s sheet, or an older one. Or the file with the locks is another log’s: type the key block "
    "too, which can tell."
)


class RecoverPage(Page):
    """Says what is there to get in with; a way that fits leads to a new passphrase."""

    title = "Get back in"
    outside = True

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_Recover()
        form.setupUi(self.column)
        self.heading(form.title)
        for title in (form.sheet_title, form.organisation_title, form.backup_title, form.none_title):
            self.heading(title, 1)
        self.problems = ErrorSummary(form.problem)
        self.code = SheetLines(form.code, "recovery code", CODE_LENGTHS)
        self.block = SheetLines(form.block, "key block", SLOT_LENGTHS)
        self._folder: Path | None = None
        self._is_watched = False
        self._connect()
        self._order()
        self.built()

    def _connect(self) -> None:
        form = self.form
        form.back.clicked.connect(self._back)
        form.go_on.clicked.connect(self._go_on)
        form.from_file.clicked.connect(self._from_file)
        form.with_block.clicked.connect(lambda: self._ask_block(True))
        form.key_file.clicked.connect(self._key_file)
        form.restore.clicked.connect(lambda: self._leave_for("restore"))
        form.other.clicked.connect(lambda: self._leave_for("logs"))
        self.code.done.connect(lambda: self._go_on() if self.block.isHidden() else self.block.focus_first())
        self.block.done.connect(self._go_on)
        for lines in (self.code, self.block):
            lines.edited.connect(self._watch)

    def _order(self) -> None:
        """The lines come before the button, in the order of the sheet."""
        boxes = [line.box for line in (*self.code.lines, *self.block.lines)]
        for one, other in zip(boxes, [*boxes[1:], self.form.go_on], strict=True):
            self.setTabOrder(one, other)

    def entered(self) -> None:
        self.problems.clear()
        folder = self.desk.folder
        if folder != self._folder:
            self._forget()
        self._folder = folder
        self._know(None)
        if folder is not None:
            self.desk.worker.run(lambda: recovering.find(folder), self._know, self._nothing_there)

    def _know(self, found: Found | None) -> None:
        """Show what there is to get in with; nothing yet."""
        form, block = self.form, found is not None and not found.has_sheet
        for part in (form.sheet_title, form.sheet_words, form.code, form.go_on, form.from_file):
            part.setVisible(found is not None)
        for part in (form.organisation_title, form.organisation_words, form.key_file):
            part.setVisible(found is not None and bool(found.keys))
        self._ask_block(block or (found is not None and not self.block.is_empty))
        form.with_block.setVisible(found is not None and form.block.isHidden())
        self.say(form.which, _which(found), aloud=False)
        self.say(form.trouble, f"{found.trouble} {WITHOUT_LOCKS}" if found and found.trouble else "", aloud=False)
        if found is None:
            return
        self.say(form.sheet_words, f"{NO_SHEET} {TYPE}" if block and not found.trouble else TYPE, aloud=False)
        if found.keys:
            words = " or ".join(f"“{words}”" for words in found.keys)
            form.organisation_words.setText(
                "Your organisation holds a key that opens this log. Whoever keeps it can bring its file here; the four "
                f"words on its paper are {words}."
            )
        self.code.focus_first()

    def _nothing_there(self, problem: ShareDeskError) -> None:
        self.problems.show_problems([(str(problem), None)])

    def _ask_block(self, asked: bool) -> None:
        form = self.form
        form.block.setVisible(asked)
        self.block.setVisible(asked)
        self.say(form.block_words, BLOCK if asked else "", aloud=False)
        form.with_block.setVisible(not asked)
        if asked and form.with_block.hasFocus():
            self.block.focus_first()

    def _go_on(self) -> None:
        form, folder = self.form, self._folder
        wrong = self.code.wrong() + ([] if form.block.isHidden() else self.block.wrong())
        self.problems.show_problems(wrong)
        if wrong or folder is None or not form.go_on.isEnabled():
            return
        code, block = self.code.typed, None if form.block.isHidden() else self.block.typed
        self._try(lambda: recovering.by_sheet(folder, code, block))

    def _key_file(self) -> None:
        folder = self._folder
        file = asking.which_file(self, "Choose the file of your organisation’s key", "All files (*)")
        if file is not None and folder is not None:
            self._try(lambda: recovering.by_key(folder, file))

    def _try(self, way: Callable[[], Way]) -> None:
        def fits(found: Way) -> None:
            self._busy(False)
            self._watch()
            self.desk.show_page("recover_new", way=found)

        self._busy(True)
        self.desk.worker.run(way, fits, self._refused)

    def _refused(self, problem: ShareDeskError) -> None:
        self._busy(False)
        said = str(problem)
        if isinstance(problem, WrongRecoveryCode) and self.form.block.isHidden():
            self._ask_block(True)
            said = f"{problem.sentence} {OTHER_LOG}"
        self.problems.show_problems([(said, None)])
        self.reveal(self.problems)

    def _from_file(self) -> None:
        file = asking.which_file(self, "Read the recovery sheet", "Plain text (*.txt)")
        if file is not None:
            self.desk.worker.run(lambda: recovering.read_sheet_file(file), self._filled, self._refused)

    def _filled(self, lines: tuple[list[str], list[str]]) -> None:
        self.problems.clear()
        self.code.fill(lines[0])
        self.block.fill(lines[1])
        self.form.go_on.setFocus()

    def _watch(self) -> None:
        """From the first secret on, walking away takes it off the screen: the locked page comes up in a new process."""
        if not self._is_watched:
            self._is_watched = True
            self.desk.before_lock(lambda: None)

    def _forget(self) -> None:
        self.code.clear()
        self.block.clear()

    def _back(self) -> None:
        """Where secrets were here another process comes up at the locked page."""
        self._leave_for("locked")
        if self._is_watched:
            self.desk.renew()

    def _leave_for(self, name: str) -> None:
        self._forget()
        self.desk.show_page(name)

    def _busy(self, busy: bool) -> None:
        for button in (self.form.go_on, self.form.from_file, self.form.key_file, self.form.back):
            button.setEnabled(not busy)


def _which(found: Found | None) -> str:
    if found is None or not found.log:
        return ""
    label = label_of(found.log)
    return f"This is {label}. Its newest recovery sheet says “{label}” too, and the four words “{found.words}”."


make = RecoverPage
