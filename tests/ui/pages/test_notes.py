"""Emergency notes after unlocking: listed without their words, opened, kept or turned away; by keys alone."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharedesk.desk import quick_share
from sharedesk.desk.drafting import Drafts
from sharedesk.desk.quick_share import NoteWriter
from sharedesk.domain.quick_share import Told, new_note
from sharedesk.vault import errors, inbox
from sharedesk.vault.vault import Vault

NOW = datetime.now().astimezone().replace(microsecond=0)


@pytest.fixture(autouse=True)
def own_account(tmp_path, monkeypatch):
    monkeypatch.setattr(inbox.platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "account"))


@pytest.fixture
def desk(open_window, empty_log):
    return open_window(empty_log)


def noted(window, *, saved=True, **changes):
    """A note, sealed as the emergency form does it: with the log's folder and nothing else."""
    said = {"told": Told(name="D. Uty", number="01632 960123"), "at_risk": "J.B.", "shared": "Alone with the man."}
    note = msgspec.structs.replace(new_note(NOW), **{**said, "why": ("danger_now",), **changes})
    return NoteWriter(window.folder, now=lambda: NOW).seal(note, saved=saved)


def press(key, *modifiers):
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, *modifiers)


def focused():
    return QApplication.focusWidget().objectName()


def tab_to(name):
    for _ in range(40):
        if focused() == name:
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"{name} is not reached")


def read(window, settled, work):
    found = []
    window.worker.read(work, found.append)
    settled(window)
    return found[0]


def words(page):
    return [line.words for line in page.lines.lines]


def test_with_none_there_is_nothing_to_check(desk, go):
    page = go(desk, "notes")
    assert page.form.none.isVisible()
    assert not page.form.list.isVisible()
    assert focused() == "back"


def test_a_note_is_listed_by_time_and_reference_and_never_by_its_words(desk, go):
    note, begun = noted(desk), noted(desk, saved=False)
    (desk.folder / "inbox" / "planted.sealed").write_bytes(b"nothing of ours")
    page = go(desk, "notes")
    said = words(page)
    assert sorted(line.partition(" ")[0] for line in said) == ["Begun", "Does", "Saved"]
    assert any(note.reference in line for line in said)
    assert any(begun.reference in line and "never saved" in line for line in said)
    assert any("Does not open" in line for line in said)
    for hidden in ("D. Uty", "J.B.", "Alone"):
        assert hidden not in " ".join(said) + page.form.intro.text() + desk.windowTitle()


def test_keeping_one_by_keys_makes_a_record_and_leads_to_its_reasons(desk, go, settled):
    note = noted(desk)
    page = go(desk, "notes")
    assert focused() == "list"
    press(Qt.Key.Key_Return)
    opened = desk._pages["note"]
    assert desk.windowTitle() == "ShareDesk: Emergency note"
    text = opened.form.story.toPlainText()
    for said in ("D. Uty", "J.B.", "Alone with the man.", "In danger now"):
        assert said in text
    assert "Someone with access to this computer could have added it" in opened.form.standing.text()
    tab_to("keep")
    press(Qt.Key.Key_Space)
    settled(desk)
    assert desk._stack.currentWidget() is page
    assert page.form.notice.text() == f"Kept as {note.reference}."
    assert page.form.none.isVisible()
    assert (focused(), page.form.finish.isDefault()) == ("finish", True)
    assert opened.form.story.toPlainText() == "", "nothing of it stays in the page"
    entries = read(desk, settled, lambda vault: vault.store.entries_of(note.decision))
    assert [entry.leaf.kind for entry in entries] == ["quick_share"]
    press(Qt.Key.Key_Space)
    settled(desk)
    assert desk._stack.currentWidget() is desk._pages["afterwards"]


def test_a_note_whose_reference_the_log_has_gets_its_own_and_that_is_said(desk, go, settled):
    first = noted(desk)
    desk.worker.write(lambda vault: quick_share.adopt(vault, quick_share.to_check(vault)[0].sha256), lambda _: None)
    noted(desk, decision=first.decision)
    page = go(desk, "notes")
    press(Qt.Key.Key_Return)
    assert "under a new one" in desk._pages["note"].form.standing.text()
    desk._pages["note"].form.keep.click()
    settled(desk)
    assert "got its own" in page.form.notice.text()
    assert not page.form.notice.text().startswith(f"Kept as {first.reference}")


def test_turning_one_away_asks_why_and_nothing_else(desk, go, settled):
    noted(desk)
    page = go(desk, "notes")
    press(Qt.Key.Key_Return)
    tab_to("turn_away")
    press(Qt.Key.Key_Space)
    settled(desk)
    asked = desk._pages["turn_away"]
    assert focused() == "because"
    tab_to("go")
    press(Qt.Key.Key_Space)
    settled(desk)
    assert asked.problems.isVisible()
    assert QApplication.focusWidget() is asked.problems
    asked.form.because.setFocus()
    QTest.keyClicks(asked.form.because, "I did not write this.")
    tab_to("go")
    press(Qt.Key.Key_Space)
    settled(desk)
    assert desk._stack.currentWidget() is page
    assert page.form.notice.text() == "1 note was turned away, and your reason recorded."
    assert page.form.none.isVisible()
    (entry,) = read(desk, settled, lambda vault: vault.store.entries_of_kind(["note_rejected"]))
    assert any("I did not write this." in str(part.content) for part in entry.parts)
    assert read(desk, settled, lambda vault: Drafts(vault).all()) == []


def test_several_are_ticked_and_turned_away_at_once(desk, go, settled):
    keep = noted(desk, said_at="yesterday at 10:00")
    for _ in range(3):
        noted(desk)
    page = go(desk, "notes")
    tab_to("all")
    press(Qt.Key.Key_Space)
    assert page.form.turn_away.text() == "Turn away the 4 that are ticked"
    page.lines.go(next(line.key for line in page.lines.lines if keep.reference in line.words))
    page.form.list.setFocus()
    press(Qt.Key.Key_Space)
    assert page.form.turn_away.text() == "Turn away the 3 that are ticked"
    tab_to("turn_away")
    press(Qt.Key.Key_Space)
    settled(desk)
    asked = desk._pages["turn_away"]
    assert asked.form.title.text() == "Turn 3 notes away"
    QTest.keyClicks(asked.form.because, "A flood of them.")
    asked.form.go.click()
    settled(desk)
    assert page.form.notice.text() == "3 notes were turned away, and your reason recorded."
    (left,) = words(page)
    assert keep.reference in left


def test_what_holds_no_note_can_only_be_turned_away(desk, go):
    (desk.folder / "drafts" / "planted.sealed").parent.mkdir(exist_ok=True)
    (desk.folder / "drafts" / "planted.sealed").write_bytes(b"not ours")
    page = go(desk, "notes")
    assert words(page)[0].startswith("Does not open: a file among the drafts")
    press(Qt.Key.Key_Return)
    opened = desk._pages["note"]
    assert not opened.form.keep.isVisible()
    assert opened.form.turn_away.isVisible()


@pytest.mark.parametrize("what", ["keep", "turn away"])
def test_one_that_its_writer_changed_meanwhile_is_listed_anew(desk, go, settled, what):
    writer = NoteWriter(desk.folder, now=lambda: NOW)
    note = msgspec.structs.replace(new_note(NOW), told=Told(name="D. Uty"), why=("missing",))
    writer.seal(note, saved=False)
    page = go(desk, "notes")
    press(Qt.Key.Key_Return)
    writer.seal(note, saved=True)
    opened = desk._pages["note"]
    if what == "keep":
        opened.form.keep.click()
        settled(desk)
    else:
        opened.form.turn_away.click()
        settled(desk)
        asked = desk._pages["turn_away"]
        assert asked.problems.isVisible()
        assert not asked.form.go.isEnabled()
        asked.form.discard.click()
        settled(desk)
    assert desk._stack.currentWidget() is page
    (line,) = words(page)
    assert line.startswith("Saved")
    assert read(desk, settled, lambda vault: vault.store.entries_of_kind(["quick_share", "note_rejected"])) == []


def test_one_that_is_changed_while_its_reason_is_written_waits_and_so_does_the_reason(desk, go, settled):
    writer = NoteWriter(desk.folder, now=lambda: NOW)
    note = msgspec.structs.replace(new_note(NOW), told=Told(name="D. Uty"), why=("missing",))
    writer.seal(note, saved=False)
    page = go(desk, "notes")

    def turn_away():
        page.form.all.click()
        page.form.turn_away.click()
        settled(desk)
        return desk._pages["turn_away"].form

    QTest.keyClicks(turn_away().because, "Not mine.")
    writer.seal(note, saved=True)
    desk._pages["turn_away"].form.go.click()
    settled(desk)
    assert desk._stack.currentWidget() is page
    assert page.form.notice.text().endswith("so nothing was turned away. Your reason is kept.")
    form = turn_away()
    assert form.because.toPlainText() == "Not mine."
    form.go.click()
    settled(desk)
    assert page.form.notice.text() == "1 note was turned away, and your reason recorded."


def test_when_the_disk_is_full_it_is_said_and_the_note_waits(desk, go, settled, monkeypatch):
    noted(desk)
    page = go(desk, "notes")
    press(Qt.Key.Key_Return)
    opened = desk._pages["note"]
    with monkeypatch.context() as patched:
        patched.setattr(Vault, "append", lambda *_: (_ for _ in ()).throw(errors.DiskFull()))
        opened.form.keep.click()
        settled(desk)
        assert opened.form.problem.text().startswith("There is a problem. ")
        opened.form.turn_away.click()
        settled(desk)
        asked = desk._pages["turn_away"]
        QTest.keyClicks(asked.form.because, "Not mine.")
        asked.form.go.click()
        settled(desk)
        assert asked.problems.accessibleDescription().endswith("Your words are kept.")
    go(desk, "notes")
    assert len(words(page)) == 1
    press(Qt.Key.Key_Return)
    opened.form.keep.click()
    settled(desk)
    assert page.form.notice.text().startswith("Kept as ")


def test_a_reason_that_was_begun_is_there_again(desk, go, settled):
    noted(desk)
    page = go(desk, "notes")
    press(Qt.Key.Key_Space)
    page.form.turn_away.click()
    settled(desk)
    asked = desk._pages["turn_away"]
    QTest.keyClicks(asked.form.because, "Not mine")
    assert desk.seal(), "as locking does"
    (draft,) = read(desk, settled, lambda vault: Drafts(vault).all())
    assert (draft.kind, draft.answers["because"]) == ("notes", "Not mine")
    asked.form.back.click()
    settled(desk)
    drafts = go(desk, "drafts")
    (line,) = drafts.lines
    assert line.text().startswith("A reason for turning notes away")
    line.click()
    settled(desk)
    assert asked.form.because.toPlainText() == "Not mine"
    asked.form.go.click()
    settled(desk)
    assert page.form.notice.text() == "1 note was turned away, and your reason recorded."


def test_clocks_that_do_not_agree_are_said(desk, go):
    note = msgspec.structs.replace(new_note(NOW), told=Told(name="D. Uty"), why=("missing",))
    NoteWriter(desk.folder, now=lambda: NOW + timedelta(days=40)).seal(note, saved=True)
    go(desk, "notes")
    press(Qt.Key.Key_Return)
    assert "sealed later than now" in desk._pages["note"].form.story.toPlainText()


def test_two_hundred_notes_do_not_hold_the_window(desk, go, settled, monkeypatch):
    """What the window's own thread does with a full inbox; a quiet machine needs a tenth of what is allowed here."""
    for _ in range(inbox.MOST_NOTES):
        noted(desk)
    page = go(desk, "notes")
    took, show = [], page._show

    def timed(found):
        began = time.thread_time()
        show(found)
        took.append(time.thread_time() - began)

    monkeypatch.setattr(page, "_show", timed)
    go(desk, "home")
    go(desk, "notes")
    assert len(page.lines.lines) == inbox.MOST_NOTES
    began = time.thread_time()
    page.form.all.click()
    QApplication.processEvents()
    took.append(time.thread_time() - began)
    assert max(took) < 0.5
    page.form.turn_away.click()
    settled(desk)
    asked = desk._pages["turn_away"]
    assert asked.form.which.text().endswith("and 195 more")
    QTest.keyClicks(asked.form.because, "A flood of them.")
    asked.form.go.click()
    settled(desk)
    assert page.form.none.isVisible()
