"""Ways into this log: the passphrase, the recovery sheet, an organisation's key, and the log's own key behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6 import QtCore
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from sharedesk.desk import ways_in
from sharedesk.desk.this_log import NO_SHEET
from sharedesk.desk.ways_in import Changed, Holder, WaysIn
from sharedesk.errors import ShareDeskError
from sharedesk.ui import asking, look
from sharedesk.ui._forms.ways_in import Ui_WaysIn
from sharedesk.ui.changed_ways import refused, tell
from sharedesk.ui.fields import chain
from sharedesk.ui.long_work import LongWork
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.window import Window
from sharedesk.ui.wrapped import let_go
from sharedesk.vault.fingerprint import fingerprint

if TYPE_CHECKING:
    from sharedesk.vault.store import Progress
    from sharedesk.vault.vault import Vault

NOBODY = "No organisation has a key to this log. Only what you have yourself opens it."
TAKE_OUT = "Take this key out?"
TAKEN_OUT = (
    "Then it no longer opens this log. It still opens backups and copies that were made before and are kept elsewhere; "
    "if it should not open what you record from now on either way, change the log’s key as well."
)


class HolderLine(QWidget):
    """Somebody who could read the log, and a way to take their key out."""

    def __init__(self, holder: Holder) -> None:
        super().__init__()
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(look.SPACE[0])
        since = f" since {holder.since}" if holder.since else ""
        self.words = QLabel(f"{_who(holder)} can open this log{since}. The four words of their key: {holder.words}.")
        self.words.setWordWrap(True)
        self.words.setTextFormat(QtCore.Qt.TextFormat.PlainText)
        self.out = QPushButton("Take their key out…")
        self.out.setAccessibleDescription(f"The key of {_who(holder)}")
        self.out.setMinimumHeight(look.TARGET)
        self.out.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        down.addWidget(self.words)
        down.addWidget(self.out)


class WaysInPage(Page):
    """Says who can get in and by what, and leads to each change."""

    title = "Ways into this log"
    place = "log"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_WaysIn()
        form.setupUi(self.column)
        self.heading(form.title)
        for title in (
            form.passphrase_title, form.sheet_title, form.organisation_title, form.key_title, form.older_title,
        ):  # fmt: skip
            self.heading(title, 1)
        for empty in (form.done, form.also, form.older_title, form.older, form.relock):
            empty.hide()
        self.problems = ErrorSummary(form.problem)
        self.lines: list[HolderLine] = []
        self._lines = QVBoxLayout(form.holders)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(look.SPACE[1])
        self._changed: Changed | None = None
        self._long = LongWork(self, form, self._busy)
        form.back.clicked.connect(lambda: window.show_page("log"))
        form.change.clicked.connect(lambda: window.show_page("change_passphrase"))
        form.new_sheet.clicked.connect(lambda: window.show_page("new_sheet", rotation=None))
        form.add.clicked.connect(lambda: window.show_page("escrow"))
        form.relock.clicked.connect(self._relock)
        form.rotate.clicked.connect(lambda: window.show_page("rotate"))
        self.built()

    def show_about(self, *_: Any, changed: Changed, **__: Any) -> None:
        """What was just changed, to be said once."""
        self._changed = changed

    def entered(self) -> None:
        self.problems.clear()
        changed, self._changed = self._changed, None
        self.say(self.form.done, changed.said if changed else "")
        self.say(self.form.also, "\n\n".join(changed.also) if changed else "", aloud=False)
        if changed:
            self.reveal(self.form.title)
        self.form.change.setFocus()
        self._read()

    def _read(self) -> None:
        place = self.desk.settings.backup_place
        self.desk.worker.read(lambda vault: (ways_in.ways_in(vault, place), _words(vault)), self._show)

    def leaving(self) -> None:
        self._long.stop()

    def _show(self, known: tuple[WaysIn, str]) -> None:
        form, (ways, words) = self.form, known
        form.passphrase.setText(f"Chosen on {ways.passphrase_since}.")
        made = (
            f"Made on {ways.sheet_since}. It opens this log if the passphrase is lost. Its four words are “{words}”; a "
            "sheet with other words is another log’s, or an old one."
        )
        form.sheet.setText(made if ways.sheet_since else NO_SHEET)
        form.new_sheet.setText("Make a new &recovery sheet…" if ways.sheet_since else "Make a &recovery sheet…")
        self.say(form.organisation, "" if ways.holders else NOBODY, aloud=False)
        form.add.setText("&Let another key in…" if ways.holders else "&Let your organisation in…")
        form.key.setText(
            f"In use since {ways.key_since}. Passphrase, recovery sheet and organisation’s key all lead to it. Change "
            "it where somebody may have got in who should not: an old copy of the log’s files then opens nothing new."
        )
        self._show_holders(ways.holders)
        self._show_older(ways)
        self.desk.has_recovery = bool(ways.sheet_since)
        chain(self.column)

    def _show_holders(self, holders: tuple[Holder, ...]) -> None:
        for line in self.lines:
            let_go(line)
        self.lines = []
        for holder in holders:
            line = HolderLine(holder)
            line.out.clicked.connect(lambda _=False, holder=holder: self._take_out(holder))
            self._lines.addWidget(line)
            self.lines.append(line)
        self.form.holders.setVisible(bool(holders))

    def _show_older(self, ways: WaysIn) -> None:
        older = [f"The backup “{name}”, on this computer." for name in ways.older_backups]
        older += [f"The log that was kept aside in “{folder}”." for folder in ways.kept_aside]
        for shown in (self.form.older_title, self.form.older):
            shown.setVisible(bool(older))
        self.form.relock.setVisible(bool(ways.older_backups))
        self.form.older.setText(
            "\n".join(["These open with what opened the log when they were made:", *older]) if older else ""
        )

    def _take_out(self, holder: Holder) -> None:
        place = self.desk.settings.backup_place
        if asking.may_go(self, TAKE_OUT, f"{_who(holder)}: {holder.words}.\n\n{TAKEN_OUT}"):

            def work(vault: Vault, tell: Progress) -> Changed:
                return ways_in.remove_holder(vault, holder.recipient, tell, chosen=place)

            self._long.start("Taking the key out…", work, self._done, self._refused)

    def _relock(self) -> None:
        place = self.desk.settings.backup_place
        self._long.start(
            "Locking the backups anew…", lambda vault, tell: ways_in.lock_backups_anew(vault, tell, chosen=place),
            self._done, self._refused,
        )  # fmt: skip

    def _done(self, changed: Changed) -> None:
        tell(self, changed)

    def _refused(self, problem: ShareDeskError) -> None:
        refused(self, self.problems, problem, self._busy)
        self._read()

    def _busy(self, busy: bool) -> None:
        form = self.form
        buttons = (form.change, form.new_sheet, form.add, form.rotate, form.relock, *(line.out for line in self.lines))
        for button in buttons:
            button.setEnabled(not busy)


def _words(vault: Vault) -> str:
    return fingerprint(vault.header.body.inbox)


def _who(holder: Holder) -> str:
    """By office; a header that was made again from a sheet may know of a key and not of whose it is."""
    return holder.who or "An organisation"


make = WaysInPage
