"""That somebody was told, from the record in a few keys; and home, which says who is still to be told, by reference."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharedesk.desk import telling_later
from sharedesk.domain.fold import fold_decision
from sharedesk.ui.recording import recording_of


@pytest.fixture
def reading(window, first_decision, go):
    return window, go(window, "reading", decision=first_decision(window))


def told(window, settled, decision):
    found = []
    window.worker.read(lambda vault: fold_decision(vault.store.entries_of(decision)).decision, found.append)
    settled(window)
    return {one.person: one for one in found[0].telling}


def test_it_is_added_by_keyboard_alone(reading, settled):
    window, page = reading
    decision = page._decision
    next(button for button in page.links.buttons if "was told" in button.text()).setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    settled(window)
    form = window._pages["told"].form
    assert QApplication.focusWidget() is form.who
    person = form.who.currentData()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClicks(QApplication.focusWidget(), "y")
    window._pages["told"].fields.inputs["what_they_said"].setPlainText("She was glad to know.")
    form.add.click()
    settled(window)
    settled(window)
    assert window.windowTitle() == "ShareDesk: Decision"
    assert "She was glad to know." in page.form.story.toPlainText()
    telling = told(window, settled, decision)[person]
    assert telling.told_at is not None
    assert telling.what_they_said == "She was glad to know."


def test_what_is_typed_for_one_is_kept_while_another_is_chosen(reading, go, settled):
    window, page = reading
    form = go(window, "told", decision=page._decision).form
    fields = window._pages["told"].fields.inputs
    fields["what_they_said"].setPlainText("First.")
    form.who.setCurrentIndex(1)
    assert fields["what_they_said"].toPlainText() != "First."
    form.who.setCurrentIndex(0)
    assert fields["what_they_said"].toPlainText() == "First."


def test_nothing_put_in_is_said_and_a_date_there_is_not_too(reading, go, settled):
    window, page = reading
    told_page = go(window, "told", decision=page._decision)
    told_page.form.add.click()
    settled(window)
    assert "Nothing was put in yet" in told_page.problems.accessibleDescription()
    told_page.fields.inputs["told_at"].setText("31 February 2026")
    told_page.form.add.click()
    settled(window)
    assert told_page.problems.isVisible()
    assert recording_of(window).draft is not None


def test_a_draft_of_it_is_gone_on_with_on_its_own_page(reading, go, settled):
    window, page = reading
    told_page = go(window, "told", decision=page._decision)
    told_page.fields.inputs["what_they_said"].setPlainText("Half a sentence")
    recording_of(window).edited()
    drafts = go(window, "drafts")
    settled(window)
    go(window, "drafts")
    (line,) = [line for line in drafts.lines if "told" in line.text()]
    line.click()
    settled(window)
    assert window._stack.currentWidget() is told_page
    assert told_page.fields.inputs["what_they_said"].toPlainText() == "Half a sentence"


def test_home_says_what_waits_by_reference_and_leads_there(window, settled, go):
    home = go(window, "home")
    settled(window)
    assert home._lines.buttons != []
    words = home._lines.buttons[0].text()
    assert "to tell" in words or "not settled" in words
    assert "Madeupson" not in words
    home._lines.buttons[0].click()
    settled(window)
    assert window._pages["reading"].form.title.text() == f"Decision {words.partition(':')[0]}"


def test_home_says_so_where_not_every_decision_was_looked_at(window, go, settled, monkeypatch):
    one = telling_later.Owed(id="0" * 32, reference="ABCD", to_tell=1)
    monkeypatch.setattr(
        telling_later, "owed", lambda *_: telling_later.Looked(owed=(one,) * 3, looked_at=100, before=7)
    )
    home = go(window, "home")
    settled(window)
    assert len(home._lines.buttons) == 5
    assert home.form.owed_note.text() == (
        "And 1 more with people to tell or not settled yet. Only the last 200 decisions were looked through for this."
    )
