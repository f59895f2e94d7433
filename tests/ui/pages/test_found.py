"""The find box, and what it finds."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from sharedesk.vault import search


@pytest.fixture
def typed(qtbot, window, settled):
    def type_words(words: str):
        window.find_box.clear()
        if words.isascii() and words.isprintable():
            qtbot.keyClicks(window.find_box, words)
        else:  # pasted
            window.find_box.insert(words)
            window.find_box.textEdited.emit(window.find_box.text())
        page = window._pages["found"]
        qtbot.waitUntil(lambda: not page._pause.isActive())
        settled(window)
        return page

    return type_words


def test_typing_finds_while_the_keyboard_stays_in_the_box(qtbot, window, typed, settled):
    page = typed("neighb")
    expected: list[str] = []
    window.worker.read(lambda vault: [d.reference for d in search.find(vault.store, "neighb")], expected.extend)
    settled(window)
    assert expected
    assert [page.model.data(page.model.index(row, 0)) for row in range(page.model.rowCount())] == expected
    assert window.find_box.hasFocus()
    assert page.form.count.text() == ("1 decision" if len(expected) == 1 else f"{len(expected)} decisions")


@pytest.mark.parametrize(
    "words", ["zzzz", '"', "'; DROP TABLE entry; --", "*", "zz NEAR((", "\u202e\u0000x", "ab" * 200]
)
def test_words_that_find_nothing_or_mean_harm_are_only_words(window, typed, words):
    typed("neighb")
    page = typed(words)
    assert page.model.rowCount() == 0
    assert page.form.count.text() == "No decision holds all of that."
    assert not page.form.results.isVisible()


def test_large_text_leaves_room_for_what_was_found(qtbot, window, typed, appearance):
    window.resize(1024, 768)
    page = typed("neighb")
    assert not page.form.results.isColumnHidden(3)
    appearance.enlarge(200)
    qtbot.waitUntil(lambda: page.form.results.isColumnHidden(3))
    assert not page.form.results.isColumnHidden(0)
    assert not page.form.results.isColumnHidden(4)
    appearance.enlarge(100)
    qtbot.waitUntil(lambda: not page.form.results.isColumnHidden(3))


def test_a_key_puts_the_keyboard_in_the_box(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.find_box.hasFocus()
