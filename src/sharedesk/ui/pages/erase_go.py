"""Erasing for good: once more how much, what becomes of the backups here, and a word to type."""

from __future__ import annotations

import contextlib
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QVBoxLayout

from sharedesk.desk import erase_reach, erasing
from sharedesk.desk.erase_errors import MoreSince
from sharedesk.desk.erase_reach import Reach
from sharedesk.desk.erasing import WORD, Erased, Plan
from sharedesk.desk.erasure_drafts import choices_of, grounds_of
from sharedesk.domain.visible import visible
from sharedesk.errors import ShareDeskError
from sharedesk.ui._forms.erase_go import Ui_EraseGo
from sharedesk.ui.fields import bring, chain
from sharedesk.ui.long_work import LongWork
from sharedesk.ui.page import Page
from sharedesk.ui.problems import ErrorSummary
from sharedesk.ui.recording import recording_of
from sharedesk.ui.window import Window
from sharedesk.ui.wrapped import WrappedCheck, let_go
from sharedesk.vault import errors
from sharedesk.vault.store import Progress
from sharedesk.vault.vault import Vault


class EraseGoPage(Page):
    """The last of three pages."""

    title = "Erase for good"
    shelved = "erasure"

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.form = form = Ui_EraseGo()
        form.setupUi(self.column)
        self.heading(form.title)
        self.recording = recording_of(window)
        self.problems = ErrorSummary(form.problems)
        self.backups: WrappedCheck | None = None
        self._holder = QVBoxLayout(form.backups)
        self._holder.setContentsMargins(0, 0, 0, 0)
        form.word.returnPressed.connect(self._go)
        form.go.clicked.connect(self._go)
        form.back.clicked.connect(self._to_pieces)
        self.work = LongWork(self, form, self._hold)
        self._plan: Plan | None = None
        self._reach: Reach | None = None
        window.before_lock(self.work.stop)
        chain(self.column)
        self.built()

    def show_about(self, plan: Plan, reach: Reach) -> None:
        """What would go, and what cannot be reached."""
        self._plan, self._reach = plan, reach

    def entered(self) -> None:
        draft, plan, reach = self.recording.draft, self._plan, self._reach
        if draft is None or draft.kind != "erasure" or plan is None or reach is None:
            self.desk.show_page("home")
            return
        self.problems.clear()
        self.form.word.clear()
        self.form.which.setText(visible(plan.called))
        self.form.goes.setText(_goes(plan, list(erasing.what_goes(plan, choices_of(draft, plan)).values())))
        drafts = (
            _counted(reach.drafts_gone, "draft of it goes too.", "drafts of it go too.") if reach.drafts_gone else ""
        )
        self.form.again.setText(" ".join(filter(None, ("It cannot be undone: no backup brings it back here.", drafts))))
        self._ask_of_backups(len(reach.backups))
        bring(self.form.word)

    def leaving(self) -> None:
        self.work.stop()

    def _ask_of_backups(self, number: int) -> None:
        """A box to tick, where there are any that still hold the words."""
        if self.backups is not None:
            let_go(self.backups)
            self.backups = None
        if number:
            self.backups = WrappedCheck(_backups(number))
            self.backups.setChecked(True)
            self._holder.addWidget(self.backups)
        self.form.backups.setVisible(bool(number))
        chain(self.column)

    def _go(self) -> None:
        draft, plan, reach = self.recording.draft, self._plan, self._reach
        grounds = grounds_of(draft) if draft is not None else None
        if draft is None or plan is None or reach is None or grounds is None or not self.form.go.isEnabled():
            return
        self.problems.clear()
        if self.form.word.text().strip().lower() != WORD:
            self.problems.show_problems([(f"Type the word {WORD} to go on.", partial(bring, self.form.word))])
            return
        drafts, choices, chosen = self.recording.drafts, choices_of(draft, plan), self.desk.settings.backup_place

        def erase(vault: Vault, tell: Progress) -> tuple[Erased, Reach]:
            place = Path(chosen) if chosen else None
            done = erasing.erase(vault, plan, choices, grounds, tell, place=place)
            with contextlib.suppress(errors.VaultError):  # it is erased; the draft is listed under drafts
                drafts.drop(draft.id)
            now = erase_reach.reach(vault, plan, chosen)  # whom copies were for may be erased by now
            counted = {"drafts_naming": reach.drafts_naming, "notes": reach.notes, "backups": reach.backups}
            return done, msgspec.structs.replace(now, **counted)

        def erased(found: tuple[Erased, Reach]) -> None:
            self.recording.done()
            done, now = found
            renew = self.backups is not None and self.backups.isChecked()
            self._plan = self._reach = None
            self.desk.show_page("erased", done=done, reach=now, grounds=grounds, renew=renew)

        self.work.start("Erasing…", erase, erased, self._failed, at_once=True)

    def _failed(self, problem: ShareDeskError) -> None:
        if not self.isVisible():
            return  # it was left meanwhile, and nothing was erased
        look_again = self._look_again if isinstance(problem, MoreSince) else None
        self.problems.show_problems([(str(problem), look_again)])

    def _look_again(self) -> None:
        self.desk.show_page("erase")

    def _hold(self, busy: bool) -> None:
        for widget in (self.form.word, self.form.go, self.form.back, self.form.backups):
            widget.setEnabled(not busy)

    def _to_pieces(self) -> None:
        self.desk.show_page("erase_what")


def _goes(plan: Plan, what: list[erasing.What]) -> str:
    where = _counted(len(plan.references), "record", "records")
    gone, other = what.count("erase"), what.count("reword")
    said = f"{_counted(gone, 'piece goes', 'pieces go')} for good, in {where}."
    if other:
        said += f" {_counted(other, 'more is', 'more are')} said in other words, and the words that stood there go."
    if stays := what.count("keep"):
        said += f" {_counted(stays, 'stays', 'stay')} as they were."
    return said


def _backups(number: int) -> str:
    holds = "1 backup here still holds the words" if number == 1 else f"{number:,} backups here still hold the words"
    them = "it" if number == 1 else "them"
    return f"{holds}. Then make a new one, checked, and remove {them}."


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


make = EraseGoPage
