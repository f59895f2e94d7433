"""The boxes of a date: what is typed comes out as somebody would write it, and nothing is lost."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from sharedesk.desk.drafting import day_said
from sharedesk.ui.dates import DateBoxes


@pytest.fixture
def boxes(qtbot):
    made = DateBoxes()
    made.today = lambda: date(2026, 3, 1)
    made.setAccessibleName("Known on")
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (("14", "3", "2026"), "14 March 2026"), (("14", "mar", "2026"), "14 mar 2026"),
        (("31", "February", "2026"), "31 February 2026"), (("", "March", "2026"), "March 2026"),
        (("", "", ""), ""), (("14", "13", "2026"), "14 13 2026"),
    ],
)  # fmt: skip
def test_boxes_make_a_text(boxes, typed, text):
    for box, words in zip(boxes.boxes(), typed, strict=False):
        QTest.keyClicks(box, words)
    assert boxes.text() == text


@pytest.mark.parametrize(
    "text", ["14 March 2026", "about March", "last Tuesday", "March 2026", "14/3/2026", "", "31 February 2026"]
)
def test_a_text_that_is_shown_comes_back(boxes, text):
    boxes.setText("1 May 2020")
    boxes.setText(text)
    assert boxes.text() == text


def test_t_and_y_are_today_and_yesterday(boxes):
    QTest.keyClicks(boxes.form.day, "t")
    assert boxes.text() == "1 March 2026"
    boxes.form.day.clear()
    QTest.keyClicks(boxes.form.day, "y")
    assert boxes.text() == "28 February 2026"
    boxes.form.today.click()
    assert boxes.text() == day_said(date(2026, 3, 1))


@pytest.mark.parametrize("box", ["day", "month", "year"])
def test_t_and_y_do_so_in_each_box_and_tab_stops_at_the_boxes_alone(qtbot, boxes, box):
    QTest.keyClicks(getattr(boxes.form, box), "Y")
    assert boxes.text() == "28 February 2026"
    assert getattr(boxes.form, box).accessibleDescription() == "t is today, y is yesterday"
    boxes.activateWindow()
    boxes.form.day.setFocus()
    qtbot.waitUntil(boxes.form.day.hasFocus)
    met = []
    for _ in range(4):
        met.append(boxes.focusWidget())
        QTest.keyClick(boxes.focusWidget(), Qt.Key.Key_Tab)
    assert met == list(boxes.boxes())


def test_today_and_yesterday_are_there_for_a_mouse_and_for_a_screen_reader(qtbot, boxes):
    boxes.activateWindow()
    boxes.form.month.setFocus()
    qtbot.waitUntil(boxes.form.month.hasFocus)
    qtbot.mouseClick(boxes.form.yesterday, Qt.MouseButton.LeftButton)
    assert boxes.text() == "28 February 2026"
    assert boxes.form.month.hasFocus(), "the keyboard stays where it was"
    seen = QAccessible.queryAccessibleInterface(boxes.form.today)
    assert seen.text(QAccessible.Text.Name) == "Known on: today"
    seen.actionInterface().doAction("Press")
    qtbot.waitUntil(lambda: boxes.text() == "1 March 2026")


def test_boxes_after_words_take_their_place(boxes):
    QTest.keyClicks(boxes.form.words, "last Tuesday")
    assert boxes.text() == "last Tuesday"
    QTest.keyClicks(boxes.form.year, "2026")
    assert boxes.text() == "2026"


def test_every_box_says_which_date_it_is_a_part_of(boxes):
    assert [box.accessibleName() for box in boxes.boxes()] == [
        "Known on: day", "Known on: month", "Known on: year", "Known on: in words"
    ]  # fmt: skip


def test_a_day_to_come_is_a_key_away_too(boxes):
    boxes.look_ahead()
    assert boxes.form.words.isHidden()
    for keys, text in (("t", "2 March 2026"), ("w", "8 March 2026")):
        boxes.setText("")
        QTest.keyClicks(boxes.form.day, keys)
        assert boxes.text() == text
    boxes.form.today.click()
    assert boxes.text() == "2 March 2026"
    assert boxes.form.yesterday.text() == "In a week (w)"
    assert boxes.form.yesterday.accessibleName() == "Known on: in a week"
    boxes.setText("")
    QTest.keyClicks(boxes.form.day, "y")
    assert boxes.text() == "y", "there is no yesterday to come"
