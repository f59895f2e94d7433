"""Every text that somebody types into the product is sealed when the log is locked, and there again after unlocking.

The pages of a decision and what is added to one, in a real process and with dialogs over them: test_locking_dirty.py.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QTextEdit, QWidget

from sharedesk.desk import quick_share
from sharedesk.desk.drafting import Drafts
from sharedesk.desk.quick_share import NoteWriter
from sharedesk.domain.check_record import About
from sharedesk.domain.quick_share import new_note
from sharedesk.ui import pages
from sharedesk.ui.recording import recording_of
from sharedesk.ui.window import Window
from sharedesk.vault import inbox

IN_A_PROCESS = {"short_route", "section", "correction", "afterwards_part"}
"""What test_locking_dirty.py types into."""
NOTHING_TO_LOSE = {
    "change_passphrase": "passphrases, which must not be kept",
    "erase_go": "the word that says that one means it, which has to be typed each time",
    "check_log": "what is printed on a witness slip",
    "copy_preview": "a password for a file, which must not be kept",
    "escrow": "a team and its public key, from paper or the organisation's pack",
    "first_passphrase": "a passphrase, which must not be kept, and a folder",
    "first_preview": "a password for a file, which must not be kept",
    "first_recovery": "a copy of what is printed on the sheet",
    "first_you": "there is no log yet that it could be sealed for",
    "guidance": "words to search for",
    "locked": "a passphrase, which must not be kept",
    "new_sheet": "a copy of what is printed on the sheet",
    "people": "words to search for",
    "preview": "a password for a file, which must not be kept",
    "recover": "what is printed on the recovery sheet, which must not be kept",
    "recover_new": "a passphrase, which must not be kept",
    "remind": "one day",
    "restore": "a passphrase or what is printed on the recovery sheet, which must not be kept; a file and a folder",
    "rotate": "passphrases, which must not be kept",
    "tasks": "its boxes are those of the pages it leads to",
}  # fmt: skip
MADE_LATER = re.compile(r"QLineEdit|QPlainTextEdit|Fields\(|Sheet\(|QuestionView|SectionPage\b")
"""What makes boxes once there is something to show, in a page's source."""


def boxes(within: QWidget) -> list[QLineEdit | QPlainTextEdit | QTextEdit]:
    found = [box for kind in (QLineEdit, QPlainTextEdit, QTextEdit) for box in within.findChildren(kind)]
    parts = (": day", ": month", ": year")
    return [
        box for box in found
        if not box.isReadOnly() and not isinstance(box.parentWidget(), QComboBox | QSpinBox)
        and not box.accessibleName().endswith(parts)
    ]  # fmt: skip


def open_in(page: QWidget) -> list[QLineEdit | QPlainTextEdit | QTextEdit]:
    return [box for box in boxes(page) if box.isVisible() and box.isEnabled()]


@pytest.fixture(autouse=True)
def own_account(tmp_path, monkeypatch):
    monkeypatch.setattr(inbox.platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "account"))


@pytest.fixture
def to(window, go, settled, first_decision, qtbot):
    """Shows a page as somebody comes to it, with something to type in."""

    def current():
        settled(window)
        settled(window)
        return window._stack.currentWidget()

    def told():
        return go(window, "told", decision=first_decision(window))

    def request():
        return go(window, "request", draft="")

    def quick():
        page = window.show_page("quick", fresh=True)
        qtbot.waitUntil(lambda: page.form.is_whole and recording_of(window).draft is not None)
        return current()

    def check_run():
        go(window, "short_route", fresh=True)
        window.show_page("check_run", check="first-questions", about=About(), back=lambda: None)
        return current()

    def protect():
        go(window, "copies", decision=first_decision(window)).form.go_on.click()
        page = current()
        page.form.at_risk.setCurrentIndex(1)
        page.form.at_risk.activated.emit(1)
        page._look()
        return current()

    def refused():
        protect().form.phone.click()
        return current()

    def turn_away():
        NoteWriter(window.folder).seal(new_note(datetime.now().astimezone()), saved=True)
        found: list[quick_share.ToCheck] = []
        window.worker.read(quick_share.to_check, found.extend)
        settled(window)
        window.show_page("turn_away", which=[found[0].sha256])
        return current()

    def erase():
        go(window, "erase", decision=first_decision(window))
        return current()

    def erase_what():
        page = erase()
        page.form.category.setCurrentIndex(1)
        page.form.authority.setPlainText("Data protection officer")
        page.form.go.click()
        what = current()
        what.form.scope.setCurrentIndex(1)
        what.form.scope.activated.emit(1)
        what.list.go(next(piece.part for piece in what._plan.pieces if piece.slot == "reasons"))
        what.form.becomes.setCurrentIndex(what.form.becomes.findData("reword"))
        what.form.becomes.activated.emit(what.form.becomes.currentIndex())
        return what

    def keep_longer():
        go(window, "keep_longer", decision=first_decision(window))
        return current()

    return {
        one.__name__: one
        for one in (told, request, quick, check_run, protect, refused, turn_away, erase, erase_what, keep_longer)
    }


HERE = (
    "told", "request", "quick", "check_run", "protect", "refused", "turn_away", "erase", "erase_what", "keep_longer",
)  # fmt: skip


def test_no_page_with_a_text_is_forgotten(window):
    texts = set()
    for source in Path(pages.__path__[0]).glob("*.py"):
        if hasattr(import_module(f"sharedesk.ui.pages.{source.stem}"), "make") and (
            boxes(window.made(source.stem)) or MADE_LATER.search(source.read_text(encoding="utf-8"))
        ):
            texts.add(source.stem)
    known = IN_A_PROCESS | set(HERE) | set(NOTHING_TO_LOSE)
    assert texts - known == set(), "sealed by no test, and not excused either"
    assert {"quick", "told", "section", "refused"} <= texts, "the control: they are found"


@pytest.mark.parametrize("name", HERE)
def test_what_is_typed_is_sealed_as_the_log_is_locked_and_is_there_again(window, open_window, to, qtbot, settled, name):
    page = to[name]()
    qtbot.waitUntil(lambda: bool(open_in(page)))
    into = open_in(page)
    typed = []
    for number, box in enumerate(into):
        box.setFocus()
        qtbot.keyClicks(box, f"kept{number:03x}")
        typed.append(f"kept{number:03x}")
    assert missing(typed, kept(window)) == typed, "the control: nothing of it is sealed yet"
    assert window.seal()
    assert missing(typed, kept(window)) == []
    window.worker.close()

    again = open_window(window.folder)
    again.show_page("drafts")
    settled(again)
    again._pages["drafts"].lines[0].click()
    qtbot.waitUntil(lambda: recording_of(again).draft is not None)
    assert missing(typed, json.dumps(recording_of(again).draft.answers)) == []


def kept(window: Window) -> str:
    """Everything that the drafts of an open log hold, as they are on the disk."""
    vault = window.worker._vault
    assert vault is not None
    return json.dumps([draft.answers for draft in Drafts(vault).all()])


def missing(words: list[str], held: str) -> list[str]:
    return [word for word in words if word not in held]
