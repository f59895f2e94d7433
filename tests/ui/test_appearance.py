"""Scheme and text size while the program runs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sharedesk.ui.look import THEMES


def test_keys_make_text_larger_and_smaller_within_bounds(qtbot, window, appearance):
    usual = QApplication.font().pointSizeF()
    for _ in range(9):
        qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert appearance.percent == 200
    assert QApplication.font().pointSizeF() == pytest.approx(usual * 2)
    qtbot.keyClick(window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert appearance.percent == 175
    qtbot.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.font().pointSizeF() == pytest.approx(usual)


def test_headings_grow_with_the_text(qtbot, window, appearance):
    title = window._pages["home"].form.title
    before = title.fontMetrics().height()
    appearance.enlarge(200)
    qtbot.waitUntil(lambda: title.fontMetrics().height() > before)
    assert title.fontMetrics().height() == pytest.approx(before * 2, rel=0.1)


def test_rows_stay_tall_enough_to_press_and_to_read(qtbot, window, appearance):
    table = window._pages["home"].form.recent
    usual = table.fontMetrics().height()
    for percent in (100, 150, 200):
        appearance.enlarge(percent)
        points = QApplication.font().pointSizeF()
        qtbot.waitUntil(lambda points=points: table.font().pointSizeF() == points)
        assert table.rowHeight(0) >= max(44, table.fontMetrics().height() + 8)
    assert table.fontMetrics().height() > 2 * usual - 4, "the control: the text did grow"


def test_icons_are_drawn_again_in_the_new_colours(qtbot, window, appearance):
    button = window._rail._buttons["home"]

    def inks() -> set[str]:
        picture = button.icon().pixmap(96, 96).toImage()
        places = [(x, y) for x in range(picture.width()) for y in range(picture.height())]
        return {picture.pixelColor(*place).name() for place in places if picture.pixelColor(*place).alpha() == 255}

    for scheme, theme in THEMES.items():
        appearance.choose(scheme)
        qtbot.waitUntil(lambda theme=theme: inks() == {theme.text})


def test_what_was_chosen_is_handed_over_to_be_kept(qapp, appearance):
    kept: list[tuple[str, int]] = []
    appearance._keep = lambda choice, percent: kept.append((choice, percent))
    appearance.choose("dark")
    appearance.enlarge(1000)
    assert kept == [("dark", 100), ("dark", 200)]
