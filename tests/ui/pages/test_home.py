"""Home after an emergency: one banner, a line for each share by reference and due day, notes to check by count."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharedesk.desk import quick_share
from sharedesk.desk.quick_share import NoteWriter
from sharedesk.domain.quick_share import Told, new_note
from sharedesk.ui.owed_lines import OwedLines
from sharedesk.vault import inbox

NOW = datetime.now().astimezone().replace(microsecond=0)
NAMES = ("D. Uty", "J.B.", "Alone")


@pytest.fixture(autouse=True)
def own_account(tmp_path, monkeypatch):
    monkeypatch.setattr(inbox.platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "account"))


@pytest.fixture
def desk(open_window, empty_log):
    return open_window(empty_log)


def a_note(at=NOW):
    note = new_note(at)
    told = Told(name="D. Uty", number="01632 960123")
    return msgspec.structs.replace(
        note, told=told, at_risk="J.B.", shared="Alone with the man.", why=("danger_now",), sealed_at=at, saved=True
    )


def shared(window, settled, at=NOW):
    """An emergency share, recorded in the open log."""
    note = a_note(at)
    window.worker.write(lambda vault: quick_share.record_now(vault, note), lambda _: None)
    settled(window)
    return note


def press(key):
    QTest.keyClick(QApplication.focusWidget(), key)


def tab_to(name):
    for _ in range(40):
        if QApplication.focusWidget().objectName() == name:
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"{name} is not reached")


def lines(home):
    return [button.text() for button in home.emergencies.shares.buttons]


def at(monkeypatch, moment):
    monkeypatch.setattr(OwedLines, "now", staticmethod(lambda: moment))


def test_with_nothing_to_finish_there_is_no_banner(desk, go):
    home = go(desk, "home")
    assert not home.form.banner.isVisible()
    assert home.form.record.isDefault()
    assert (lines(home), home.emergencies.notes.buttons) == ([], [])
    assert home.form.waiting.isVisible()
    assert desk.windowTitle() == "ShareDesk: Home"


def test_one_banner_and_one_line_say_what_is_to_finish_and_no_name(desk, go, settled):
    note = shared(desk, settled)
    home = go(desk, "home")
    assert home.form.banner.isVisible()
    assert home.form.banner_words.text() == f"1 emergency share to finish, started {NOW:%H:%M} today."
    (line,) = lines(home)
    assert line.startswith(f"{note.reference}: reasons to add, due by the end of ")
    assert line.endswith(", as your organisation asks."), "the practice pack is an organisation's"
    assert desk.windowTitle() == "ShareDesk: 1 record to finish"
    said = home.form.banner_words.text() + line + desk.windowTitle() + home.form.waiting.text()
    assert not any(name in said for name in NAMES)
    assert home.form.finish.isDefault()
    assert not home.form.record.isDefault()


def test_finish_now_leads_to_the_oldest_by_keys(desk, go, settled):
    shared(desk, settled)
    first = shared(desk, settled, NOW - timedelta(days=2))
    home = go(desk, "home")
    assert home.form.banner_words.text().startswith("2 emergency shares to finish, the first started on ")
    assert lines(home)[0].startswith(first.reference)
    home.form.record.setFocus()
    for _ in range(20):
        if QApplication.focusWidget() is home.form.finish:
            break
        press(Qt.Key.Key_Backtab)
    press(Qt.Key.Key_Space)
    settled(desk)
    assert desk._stack.currentWidget() is desk._pages["afterwards"]


def test_a_reminder_is_put_off_to_a_day_and_comes_back_on_it(desk, go, settled, monkeypatch):
    note = shared(desk, settled)
    home = go(desk, "home")
    home.form.remind.setFocus()
    press(Qt.Key.Key_Space)
    asked = desk._pages["remind"]
    assert asked.form.which.text() == f"Emergency share {note.reference}"
    assert QApplication.focusWidget() is asked.form.day.form.day
    QTest.keyClick(QApplication.focusWidget(), "w")
    assert QApplication.focusWidget() is asked.form.day.form.day
    tab_to("go")
    press(Qt.Key.Key_Space)
    settled(desk)
    assert desk._stack.currentWidget() is home
    assert not home.form.banner.isVisible()
    back = date.today() + timedelta(days=7)  # noqa: DTZ011  # as the page says it
    (line,) = lines(home)
    assert f"You will be reminded on {back:%A} {back.day} " in line
    assert desk.windowTitle() == "ShareDesk: 1 record to finish", "it waits all the same"
    at(monkeypatch, NOW + timedelta(days=6))
    go(desk, "home")
    assert not home.form.banner.isVisible()
    at(monkeypatch, NOW + timedelta(days=7))
    go(desk, "home")
    assert home.form.banner.isVisible()


def test_a_day_that_will_not_do_is_asked_for_again(desk, go, settled):
    shared(desk, settled)
    home = go(desk, "home")
    for typed in (("", "", ""), ("1", "January", "2020"), ("1", "1", "2100"), ("31", "2", "2027")):
        home.form.remind.click()
        asked = desk._pages["remind"]
        assert asked.form.day.text() == ""
        for box, words in zip(asked.form.day.boxes(), typed, strict=False):
            QTest.keyClicks(box, words)
        asked.form.go.click()
        settled(desk)
        assert desk._stack.currentWidget() is asked
        assert QApplication.focusWidget() is asked.problems
        assert "A reminder can be put off to a day from tomorrow until" in asked.problems.accessibleDescription()
        asked.form.back.click()
    go(desk, "home")
    assert home.form.banner.isVisible(), "nothing was put off"


def test_a_window_left_open_over_midnight_says_so_without_being_touched(desk, go, settled, monkeypatch):
    shared(desk, settled)
    home = go(desk, "home")
    at(monkeypatch, NOW + timedelta(days=1))
    home.emergencies.look()
    settled(desk)
    assert home.form.banner_words.text().endswith("yesterday.")
    at(monkeypatch, NOW + timedelta(days=9))
    home.emergencies.look()
    settled(desk)
    assert home.form.banner_words.text().endswith("Ask your manager or safeguarding lead for help.")
    assert "were due by the end of" in lines(home)[0]
    assert lines(home)[0].endswith("Ask your manager or safeguarding lead for help.")


def test_notes_to_check_are_counted_and_a_key_away(desk, go, settled):
    for _ in range(2):
        NoteWriter(desk.folder).seal(a_note(), saved=True)
    home = go(desk, "home")
    (button,) = home.emergencies.notes.buttons
    assert button.text() == "2 emergency notes to check"
    assert desk.windowTitle() == "ShareDesk: 2 notes to check"
    assert not home.form.waiting.isVisible(), "something waits"
    button.setFocus()
    press(Qt.Key.Key_Space)
    settled(desk)
    assert desk.windowTitle() == "ShareDesk: Emergency notes to check"


def test_more_shares_than_are_listed_are_counted(desk, go, settled):
    for hours in range(12):
        shared(desk, settled, NOW - timedelta(hours=hours))
    home = go(desk, "home")
    assert len(lines(home)) == 10
    assert home.form.reasons_note.text() == "And 2 more, each marked under Decisions."


def test_a_share_is_marked_in_lists_and_where_it_is_read(desk, go, settled):
    note = shared(desk, settled)
    page = go(desk, "decisions")
    page.model.data(page.model.index(0, 0))
    settled(desk)
    shown = [page.model.data(page.model.index(0, column)) for column in range(page.model.columnCount())]
    assert "Emergency: reasons to add" in shown
    reading = go(desk, "reading", decision=note.decision)
    assert reading.links.buttons[0].text() == "Emergency share: reasons to add"


def test_home_does_not_hold_the_window_with_a_full_inbox(desk, go, settled, monkeypatch):
    for _ in range(inbox.MOST_NOTES):
        NoteWriter(desk.folder).seal(a_note(), saved=True)
    home = go(desk, "home")
    took, show = [], home.emergencies._show

    def timed(now, found):
        began = time.thread_time()
        show(now, found)
        took.append(time.thread_time() - began)

    monkeypatch.setattr(home.emergencies, "_show", timed)
    go(desk, "home")
    assert took
    assert max(took) < 0.5, "a quiet machine needs a hundredth of it"
