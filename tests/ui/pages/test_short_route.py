"""The short route: where one is on it, what it asks and when, and what it says once recorded."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel

from sharedesk.ui.sheet import SHORT

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def short(open_window, empty_log, go):
    """An empty log's window with the short route open."""
    window = open_window(empty_log)
    return window, go(window, "short_route", fresh=True)


def pick(page, section: str, name: str, code: str) -> None:
    box: QComboBox = page._view(section).fields.inputs[name]
    box.setCurrentIndex(box.findData(code))


def test_the_six_parts_say_which_they_are(short):
    _window, page = short
    titles = [view.form.title.text() for view in page.sheet.views if view.form.title.isVisible()]
    assert titles == [f"Part {number} of 6: {title}" for number, (title, _, _) in enumerate(SHORT, 1)]


@pytest.mark.parametrize("number", range(6))
def test_a_key_goes_to_each_part_and_the_note_says_so(short, number, qtbot):
    _window, page = short
    QTest.keyClick(QApplication.focusWidget(), getattr(Qt.Key, f"Key_{number + 1}"), CTRL)
    focus = QApplication.focusWidget()
    first = page._view(SHORT[number][2][0])
    assert focus is first or first.isAncestorOf(focus)
    assert page.note.now.text() == f"Part {number + 1} of 6"
    assert [button.isChecked() for button in page.note.buttons].index(True) == number
    assert page.note.buttons[number].accessibleDescription() == "You are here"
    title, port = first.form.title, page._scroll.viewport()
    qtbot.waitUntil(lambda: 0 <= title.mapTo(port, title.rect().topLeft()).y() < port.height() - title.height())


def test_the_note_follows_the_keyboard_and_a_press_goes_there(short, qtbot):
    _window, page = short
    page._view("reasons").fields.inputs["reasons"].setFocus()
    assert page.note.now.text() == "Part 4 of 6"
    qtbot.mouseClick(page.note.buttons[1], Qt.MouseButton.LeftButton)
    assert page.note.now.text() == "Part 2 of 6"
    assert page._view("items").isAncestorOf(QApplication.focusWidget())


@pytest.mark.parametrize(("percent", "size", "beside"), [(100, (1200, 760), True), (200, (1024, 768), False)])
def test_the_note_stands_beside_the_page_only_where_there_is_room(short, qtbot, percent, size, beside):
    window, page = short
    window.resize(*size)
    window.appearance.enlarge(percent)
    words = page.note.buttons[0].text
    qtbot.waitUntil(lambda: words() == ("1  Who, and the risk" if beside else "1"))
    assert page.note.buttons[0].accessibleName() == "Part 1: Who, and the risk"
    qtbot.waitUntil(lambda: page._scroll.horizontalScrollBar().maximum() == 0)
    assert page.column.width() <= page._scroll.viewport().width()


def test_who_asked_is_asked_at_once_and_only_of_what_was_asked_for(short):
    _window, page = short
    inputs = page._view("request").fields.inputs
    asked = ("request.organisation", "request.person", "request.what", "request.why")
    assert not any(inputs[name].isVisible() for name in asked)
    pick(page, "request", "own_initiative", "no")
    assert all(inputs[name].isVisible() for name in asked)
    assert not inputs["request.reply"].isVisible(), "that is for later"
    inputs["own_initiative"].setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert inputs["request.organisation"].hasFocus()
    QTest.keyClicks(inputs["request.organisation"], "Example Council")
    pick(page, "request", "own_initiative", "yes")
    assert inputs["request.organisation"].isVisible(), "words are never out of sight"
    assert not inputs["request.why"].isVisible()


def test_of_one_person_no_relationships_are_asked(short):
    _window, page = short
    QTest.keyClicks(page._view("people").fields.inputs["people"].parts[0].fields.inputs["who.name"], "Robin")
    page.sheet.collect()
    page.sheet.collect()
    assert not page._view("people").fields.inputs["relationships"].isVisible()
    assert not page._view("people").form.bonds_title.isVisible()


def test_not_sharing_does_not_ask_how_it_was_sent(short):
    _window, page = short
    inputs = page._view("recipients").fields.inputs["recipients"].parts[0].fields.inputs
    sent = ("channel", "secure", "shared_at")
    assert all(inputs[name].isVisible() for name in sent)
    inputs["outcome"].setCurrentIndex(inputs["outcome"].findData("do_not_share"))
    assert not any(inputs[name].isVisible() for name in sent)
    inputs["outcome"].setCurrentIndex(inputs["outcome"].findData("share"))
    assert all(inputs[name].isVisible() for name in sent)


def test_copying_fills_the_official_record_and_what_is_still_to_add_counts_anew(short, go, qtbot, settled):
    window, page = short
    QTest.keyClicks(page._view("reasons").fields.inputs["reasons"], "because")
    QTest.keyClicks(page._view("next").fields.inputs["official_record.system"], "Example system")
    go(window, "check", back="short_route").form.record.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Recorded")
    recorded = window._pages["recorded"]
    before = int(recorded.form.missing.text().split(":")[1].split(".")[0])
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_C, CTRL | SHIFT)
    settled(window)
    assert recorded.form.copied.text().startswith("Copied.")
    assert recorded.form.missing.text().startswith(f"Still to add: {before - 1}.")


@pytest.mark.parametrize("words", ["about March", "last Tuesday", "the week before half-term"])
def test_a_date_in_words_is_kept_as_it_was_said(short, go, qtbot, words):
    window, page = short
    QTest.keyClicks(page._view("next").fields.inputs["known_at"].form.words, words)
    go(window, "check", back="short_route").form.record.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Recorded")
    reading = go(window, "reading", decision=window._pages["recorded"]._made.id)
    shown = reading.form.story.toPlainText()
    assert words in shown
    assert window.findChild(QLabel, "f_known_at_label") is not None
