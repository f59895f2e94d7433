"""Questions that are asked only where they apply; no words are lost or out of sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QVBoxLayout, QWidget

from sharedesk.ui.choices import CHOICES
from sharedesk.ui.conditions import ONLY
from sharedesk.ui.fields import Fields, chain
from sharedesk.ui.repeated import Following

TOLD = {"key": "t", "person": "p", "result": "tell_now", "reason": "Rung."}


@pytest.fixture
def telling(qtbot):
    """One person to be told."""
    root = QWidget()
    made = Following()
    made.setObjectName("f_telling")
    QVBoxLayout(root).addWidget(made)
    made.fill([TOLD])
    made.follow([({"person": "p"}, "Robin")])
    qtbot.addWidget(root)
    root.show()
    chain(root)
    yield made
    root.close()


def fields(telling) -> Fields:
    return telling.parts[0].fields


def choose(box: QComboBox, code: str) -> None:
    box.setCurrentIndex(box.findData(code))


def test_the_harm_is_asked_only_of_those_who_are_not_told(telling):
    inputs = fields(telling).inputs
    asked = {}
    for code in ("", *(code for code, _ in CHOICES["result"])):
        choose(inputs["result"], code)
        label = telling.findChild(QLabel, "f_harm_believed_likely_label")
        assert label.isVisible() is inputs["harm_believed_likely"].isVisible()
        asked[code] = label.isVisible()
    assert asked == {
        "": False, "tell_now": False, "tell_after": True, "safe_route_only": True, "ask_first": True,
        "do_not_tell": True, "not_settled": True,
    }  # fmt: skip


def test_words_stay_where_the_question_goes_and_are_never_out_of_sight(telling):
    inputs = fields(telling).inputs
    choose(inputs["result"], "do_not_tell")
    QTest.keyClicks(inputs["harm_believed_likely"], "It could")
    choose(inputs["result"], "tell_now")
    assert inputs["harm_believed_likely"].isVisible()
    assert telling.values()[0]["harm_believed_likely"] == "It could"
    inputs["harm_believed_likely"].clear()
    assert inputs["harm_believed_likely"].isVisible(), "nothing goes from under the hands that write in it"
    choose(inputs["result"], "not_settled")
    choose(inputs["result"], "tell_now")
    assert not inputs["harm_believed_likely"].isVisible()


def test_another_record_shows_what_it_holds(telling):
    part = telling.parts[0]
    assert not part.fields.inputs["harm_believed_likely"].isVisible()
    part.show_record({**TOLD, "harm_believed_likely": "It could"})
    assert part.fields.inputs["harm_believed_likely"].isVisible()


def test_the_keyboard_meets_the_question_in_its_place(telling, qtbot):
    inputs = fields(telling).inputs
    telling.window().activateWindow()
    for code, after in (("tell_now", False), ("do_not_tell", True)):
        choose(inputs["result"], code)
        inputs["when"].form.words.setFocus()
        qtbot.waitUntil(inputs["when"].form.words.hasFocus)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert inputs["harm_believed_likely"].hasFocus() is after


def test_every_condition_is_on_a_choice_that_there_is():
    for path, hanging in ONLY.items():
        codes = {"", *(code for code, _ in CHOICES[path])}
        assert all(asked_at < codes for asked_at in hanging.values()), path
