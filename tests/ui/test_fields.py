"""The order of the stops, found without leaving PySide6 with what Qt drops unsaid."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sharedesk.ui.fields import Fields, _stops, chain


def items_known() -> list[QLayoutItem]:
    """The items that Qt itself made and PySide6 knows, which holds them until their layout goes."""
    return [
        one
        for one in shiboken6.getAllValidWrappers()
        if isinstance(one, QLayoutItem) and not isinstance(one, QLayout) and not shiboken6.createdByPython(one)
    ]


@pytest.fixture
def no_items():
    """No item becomes known during the test."""
    before = items_known()
    yield
    assert [one for one in items_known() if not any(one is known for known in before)] == []


@pytest.fixture
def page(qtbot, appearance):
    """Four boxes: one in the column, two across, one in a widget of its own; made in another order than they stand."""
    made = QWidget()
    qtbot.addWidget(made)
    inner = QWidget()
    made.boxes = [QLineEdit(parent, objectName=name) for parent, name in
                  ((inner, "f_fourth"), (made, "f_third"), (made, "f_second"), (made, "f_first"))]  # fmt: skip
    down, across, inside = QVBoxLayout(made), QHBoxLayout(), QGridLayout(inner)
    down.addWidget(made.boxes[3])
    down.addStretch(1)
    down.addLayout(across)
    across.addWidget(made.boxes[2])
    across.addWidget(made.boxes[1])
    down.addWidget(QLabel("Words"))
    down.addWidget(inner)
    inside.addWidget(made.boxes[0], 0, 0)
    made.boxes.reverse()
    return made


def test_the_stops_are_in_the_order_of_the_layouts(page, no_items):
    assert list(_stops(page)) == page.boxes


def test_the_order_follows_what_is_put_between(page, no_items):
    between = QPushButton()
    page.layout().insertWidget(1, between)
    chain(page)
    assert list(_stops(page)) == [page.boxes[0], between, *page.boxes[1:]]


def test_a_widget_made_after_a_mark_went_is_a_widget(page, no_items):
    """The program could end where one was made: it was taken for what PySide6 knew at the mark's address."""
    fields = Fields(page, lambda: None)
    for _ in range(50):
        for box in page.boxes:
            fields.mark(box, "This is not so.")
        chain(page)
        fields.unmark()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [type(one) for one in [QLabel(page) for _ in range(500)]] == [QLabel] * 500


def test_a_section_shown_again_after_an_error_leaves_nothing_known_of_the_mark(open_window, empty_log, go, settled):
    window = open_window(empty_log)
    page = go(window, "short_route", fresh=True)
    dated = next(view for view in page.sheet.views if view.name == "next").fields.inputs["known_at"]
    for box, words in zip(dated.boxes(), ("31", "February", "2026"), strict=False):
        QTest.keyClicks(box, words)
    go(window, "check", back="short_route").problems._lines[0].click()
    settled(window)
    marked = window._pages["section"].sheets["next"].place("known_at")[0]
    assert marked.accessibleDescription().startswith("Error")
    before = items_known()
    go(window, "section", section="next")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert marked.accessibleDescription() == ""
    assert [one for one in items_known() if not any(one is known for known in before)] == []


def test_asking_a_layout_for_its_items_makes_them_known(page):
    """The control."""
    before = len(items_known())
    page.layout().itemAt(0)
    assert len(items_known()) == before + 1
