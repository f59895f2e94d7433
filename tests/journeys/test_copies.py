"""Journeys 2 and 9 at the keyboard, in the real window on a real log: copies for a recipient, a family, and a parent
who asks for the record.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pikepdf
import pytest
from journeys.test_window_journeys import CHILD, check_and_record, done, family, section, titled
from journeys.typist import CTRL, Typist
from PySide6.QtCore import Qt
from ui.conftest import PASSPHRASE, settle

from sharedesk.domain.copies import copies_of
from sharedesk.domain.decision import Decision
from sharedesk.domain.fold import fold_decision
from sharedesk.paper.read_back import text_of
from sharedesk.ui import asking, printing
from sharedesk.ui.window import Window
from sharedesk.vault import search
from sharedesk.vault.vault import unlock

MOTHER, FATHER, NEIGHBOUR = "Ash Madeupson", "Kit Madeupson", "Wren Pretendham"
HEARD = f"{NEIGHBOUR} heard shouting at night through the wall."
SEEN = "A round mark on the arm, seen at school."
SOON = 20_000


def picture(window: Window, name: str) -> None:
    """A picture of the page for whoever wants to look (`SHAREDESK_PICTURES` names a folder)."""
    if folder := os.environ.get("SHAREDESK_PICTURES"):
        window.grab().save(str(Path(folder) / f"{name}.png"))


@pytest.fixture
def printer(monkeypatch) -> list[bytes]:
    """What went to the printer. The print dialog is the system's own."""
    printed: list[bytes] = []
    monkeypatch.setattr(printing, "choose_printer", lambda *_: object())
    monkeypatch.setattr(printing, "send", lambda _to, pdf, pages, _progress: printed.append(pdf) or pages)
    return printed


def words_of(pdf: bytes) -> str:
    return " ".join(text_of(pdf).split())


def guided(qtbot, window: Window, keys: Typist) -> None:
    """A decision shared in part: advice, a lawful basis, telling plans for child and parents, a protected neighbour."""
    keys.push("Record a decision")
    settle(qtbot, window)
    keys.push("Add more")
    settle(qtbot, window)
    section(qtbot, window, keys, "People")
    people = (CHILD, "c", 0), (MOTHER, "pa", 0), (FATHER, "pa", 2), (NEIGHBOUR, "t", 0)
    for number, (name, role, further) in enumerate(people):
        if number:
            keys.push("Add another person")
        keys.answer("Name or initials", name)
        keys.answer("What are they in this?", role)
        for _ in range(further):
            keys.press(Qt.Key.Key_Down)
    keys.answer("Could they be harmed if they were recognised?", "y")
    done(qtbot, window, keys)
    section(qtbot, window, keys, "The information")
    keys.answer("What do you know?", SEEN)
    keys.answer("Is it fact, reported by someone, or opinion?", "f")
    keys.push("Add another piece of information")
    keys.answer("What do you know?", HEARD)
    keys.answer("Is it fact, reported by someone, or opinion?", "r")
    keys.push("Add another piece of information")
    keys.answer("What do you know?", "An old debt.")
    keys.answer("Is it fact, reported by someone, or opinion?", "o")
    done(qtbot, window, keys)
    section(qtbot, window, keys, "Who gets it, and who does not")
    keys.answer("Organisation", "Example Council")
    keys.answer("What did you decide for them?", "s")
    keys.press(Qt.Key.Key_Down)
    keys.answer("Why do they need it, or why not?", "They decide on a visit.")
    keys.push("Continue")
    section(qtbot, window, keys, "Who gets it, and who does not")  # what follows from “in part” is asked now
    for answer in ("y", "y", "l"):
        keys.answer("Does this recipient get it?", answer)
        keys.press(Qt.Key.Key_Tab)
    keys.answer("Why", "Not needed.")
    keys.push("Continue")
    section(qtbot, window, keys, "Your reasons")
    keys.answer("Why did you decide so? If you did not share, why not?", "The mark and the shouting fit together.")
    keys.answer("Lawful basis", "s")
    keys.answer("The usual sentence on the lawful basis", "Our public task.")
    done(qtbot, window, keys)
    section(qtbot, window, keys, "Advice, and other ways")
    keys.answer("Who gave advice?", "B. Example, safeguarding lead")
    keys.answer("What was it?", "Share what was seen and heard.")
    done(qtbot, window, keys)
    section(qtbot, window, keys, "Telling the family")
    for told, why in (("l", "After the visit."), ("y", "She was told at school."), ("n", "He could hurt them.")):
        family(qtbot, keys, told, why, "t")
    keys.push("Continue")
    check_and_record(qtbot, window, keys)
    keys.push("Read it")
    settle(qtbot, window)


def ask_for(qtbot, window: Window, keys: Typist, kind: str, who: str) -> None:
    """Choose a copy on the page of copies, and wait until it was looked through."""
    qtbot.waitUntil(lambda: keys.at() == "Which copy?", timeout=SOON)
    keys.type(kind)
    keys.answer("For whom?", who)
    keys.push("Continue")
    qtbot.waitUntil(titled(window, "Protecting identities"), timeout=SOON)
    looked(qtbot, window)


def looked(qtbot, window: Window) -> None:
    settle(qtbot, window)
    qtbot.waitUntil(lambda: not window._pages["protect"]._again.isActive())  # it is looked through a moment later
    settle(qtbot, window)


def decide_each(window: Window, keys: Typist) -> int:
    """Each place by itself, as proposed; gives how many."""
    page, count = window._pages["protect"], 0
    while "to decide" in page.form.left.text():
        keys.push("Decide, and go to the next")
        count += 1
    return count


def read_words(window: Window, keys: Typist) -> None:
    """Each word in no list read through, and ticked."""
    words = window._pages["protect"].words.list
    if words.lines:
        keys.to("Words in no list")
        keys.press(Qt.Key.Key_Home)
        for line in list(words.lines):
            if not line.ticked:
                keys.press(Qt.Key.Key_Space)
            keys.press(Qt.Key.Key_Down)


def answer_asks(window: Window, keys: Typist) -> None:
    for check in window._pages["protect"].checks:
        if not check.isChecked():
            keys.push(check.accessibleName())


def to_the_copy(qtbot, window: Window, keys: Typist) -> None:
    """Look at the copy; who may possibly be meant in the finished pages is looked at first."""
    for _ in range(3):
        keys.push("Look at the copy")
        qtbot.waitUntil(window._pages["protect"].form.make.isEnabled, timeout=SOON)
        settle(qtbot, window)
        if titled(window, "Copy to hand over")():
            qtbot.waitUntil(lambda: keys.at() == "Print…", timeout=SOON)
            return
        assert "is still in the finished copy" in keys.focus().accessibleDescription()
        answer_asks(window, keys)
    pytest.fail("the copy was not made")


def print_it(qtbot, window: Window, keys: Typist) -> None:
    """Print the copy, hear that the log keeps it, and go back."""
    form = window._pages["copy_preview"].form
    keys.press(Qt.Key.Key_P, CTRL)
    settle(qtbot, window)
    assert "The log keeps what was sent." in form.about.text(), form.problem.text()
    keys.press(Qt.Key.Key_Escape)
    settle(qtbot, window)


def left(window: Window) -> Decision:
    """What is in the log, when no window holds it any more."""
    with unlock(window.folder, PASSPHRASE) as vault:
        entries = vault.store.entries_of(search.newest(vault.store, 1)[0].id)
        left.copies = copies_of(entries)  # type: ignore[attr-defined]
        return fold_decision(entries).decision


def test_full_record_recipients_and_familys_copy(qtbot, open_window, empty_log, printer):
    window, keys = open_window(empty_log), Typist()
    guided(qtbot, window, keys)
    keys.press(Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: keys.at() == "Print…", timeout=SOON)
    keys.press(Qt.Key.Key_P, CTRL)
    settle(qtbot, window)
    keys.press(Qt.Key.Key_Escape)
    settle(qtbot, window)

    keys.push("Copies to hand over")
    ask_for(qtbot, window, keys, "r", "e")
    keys.answer("Has this reader a safeguarding role?", "y")
    keys.answer("Is there anybody here who could be harmed…", "y")
    keys.answer("Because", "he could hurt them")
    looked(qtbot, window)
    picture(window, "journey-2-recipient")
    assert decide_each(window, keys) > 0
    read_words(window, keys)
    answer_asks(window, keys)
    to_the_copy(qtbot, window, keys)
    picture(window, "journey-2-recipients-copy")
    print_it(qtbot, window, keys)
    ask_for(qtbot, window, keys, "f", "ash")
    keys.to("Texts of this copy")
    set_text(window._pages["protect"], keys, "A round mark", "")  # nobody said whom it is about
    decide_each(window, keys)
    read_words(window, keys)
    answer_asks(window, keys)
    to_the_copy(qtbot, window, keys)
    picture(window, "journey-2-familys-copy")
    print_it(qtbot, window, keys)
    picture(window, "journey-2-what-was-sent")

    window.worker.close()
    there = left(window)
    full, theirs, hers = map(words_of, printer)
    assert NEIGHBOUR in full
    assert f"Do not disclose to {FATHER}, because he could hurt them" in theirs
    assert "heard shouting at night" in theirs
    assert SEEN in theirs
    assert NEIGHBOUR not in theirs
    assert "An old debt." not in theirs
    assert MOTHER in hers
    assert SEEN in hers
    assert "Example Council" in hers
    assert NEIGHBOUR not in hers
    assert "debt" not in hers
    assert [copy.about.kind for copy in left.copies] == ["recipient", "family"]  # type: ignore[attr-defined]
    (identity,) = there.identities
    assert (identity.copy, identity.anyone_at_risk, identity.audience) == ("recipient", "yes", "safeguarding_body")


def test_a_parent_asks_for_the_record(qtbot, open_window, empty_log, monkeypatch, tmp_path):
    window, keys = open_window(empty_log), Typist()
    guided(qtbot, window, keys)
    keys.push("Copies to hand over")
    ask_for(qtbot, window, keys, "s", "ash")
    page = window._pages["protect"]
    keys.to("Texts of this copy")
    set_text(page, keys, "The mark", "third_party")
    assert "another person" in page.form.goes.currentText()
    looked(qtbot, window)
    picture(window, "journey-9-held-back")
    decide_each(window, keys)
    read_words(window, keys)
    answer_asks(window, keys)
    to_the_copy(qtbot, window, keys)
    picture(window, "journey-9-copy")
    target = tmp_path / "copy.pdf"
    monkeypatch.setattr(asking, "where_to_save", lambda *_: target)
    keys.push("With a password")
    keys.answer("Password for the saved copy", "three made-up words")
    keys.press(Qt.Key.Key_S, CTRL)
    settle(qtbot, window)
    assert "The log keeps what was sent." in window._pages["copy_preview"].form.about.text()
    keys.press(Qt.Key.Key_Escape)
    settle(qtbot, window)
    keys.to(window._pages["copies"]._sent.buttons[0].accessibleName())
    keys.press(Qt.Key.Key_Space)
    settle(qtbot, window)
    picture(window, "journey-9-what-was-sent")
    assert "byte for byte" in window._pages["sent"].form.same.text()

    window.worker.close()
    left(window)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(target)
    with pikepdf.open(target, password="three made-up words") as pdf:
        plain = io.BytesIO()
        pdf.save(plain, encryption=False)
    words = words_of(plain.getvalue())
    assert MOTHER in words
    assert "Schedule 2, paragraph 16" in words, "the reason for what is held back"
    for protected in (NEIGHBOUR, FATHER, "through the wall", "The mark and the shouting"):
        assert protected not in words
    (copy,) = left.copies  # type: ignore[attr-defined]
    assert (copy.about.kind, copy.about.outcome) == ("subject_access", "saved")
    assert any(gap.what == "held_back" for gap in copy.left_out)


def set_text(page, keys: Typist, words: str, goes: str) -> None:
    """Go down the texts to the one with these words, and put it in, or hold it back for a reason (its code)."""
    for _ in range(40):
        if words in page.pieces.list.lines[page.form.pieces.currentIndex().row()].words:
            break
        keys.press(Qt.Key.Key_Down)
    keys.to("Does it go in?")
    keys.press(Qt.Key.Key_Home)
    for _ in range(page.form.goes.findData(goes)):
        keys.press(Qt.Key.Key_Down)
    keys.push("Set this for the chosen text")
