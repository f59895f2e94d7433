"""The ring round what has the focus: never in the way of what is going, nor of a screen reader."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sharedesk.ui.style import _Frame
from sharedesk.ui.wrapped import let_go


@pytest.fixture
def page(qtbot, appearance):
    """Two boxes, the first with the focus and the ring."""
    made = QWidget()
    qtbot.addWidget(made)
    down = QVBoxLayout(made)
    made.boxes = [QLineEdit(), QLineEdit()]
    for box in made.boxes:
        down.addWidget(box)
    made.show()
    made.activateWindow()
    made.boxes[0].setFocus()
    qtbot.waitUntil(lambda: rings(made) != [] and appearance.ring.shown)
    return made


def rings(page):
    return [each for each in page.findChildren(_Frame) if each.isVisible()]


def test_it_goes_round_what_has_the_focus(page, qtbot):
    page.boxes[1].setFocus()
    qtbot.waitUntil(lambda: [ring.geometry().center() for ring in rings(page)] == [page.boxes[1].geometry().center()])


def test_nothing_is_made_while_the_focus_moves_because_something_goes(page, qtbot):
    before = page.findChildren(_Frame)
    page.boxes[0].hide()
    assert QApplication.focusWidget() is page.boxes[1]
    assert page.findChildren(_Frame) == before
    page.boxes[0].deleteLater()
    qtbot.waitUntil(lambda: [ring.geometry().center() for ring in rings(page)] == [page.boxes[1].geometry().center()])


def children_told(page):
    seen = QAccessible.queryAccessibleInterface(page)
    return [seen.child(number).object() for number in range(seen.childCount())]


def test_a_screen_reader_is_not_told_of_it(page):
    assert rings(page)
    assert children_told(page) == page.boxes


def test_of_another_widget_it_would_be(page):
    """The control: an unnamed frame is a child like any other."""
    frame = QFrame(page)
    frame.show()
    assert frame in children_told(page)


def test_a_button_that_lets_go_of_itself_lives_until_its_press_is_over(page, qtbot):
    button = QPushButton("Away")
    page.layout().addWidget(button)
    parents = []
    button.clicked.connect(lambda: (let_go(button), parents.append(button.parentWidget())))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert parents == [page]
    assert not button.isVisible()
    assert page.layout().indexOf(button) == -1
    gone = []
    button.destroyed.connect(lambda: gone.append(True))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: bool(gone))
    assert [each for each in QApplication.topLevelWidgets() if isinstance(each, QPushButton)] == []
