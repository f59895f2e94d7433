"""A decision taken up again in the window: what is new is asked first, what was decided is beside it, links lead on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharedesk.desk import record
from sharedesk.domain.decision import Decision, Reconsiders
from sharedesk.ui.recording import recording_of


@pytest.fixture
def begun(qtbot, window, first_decision, go, settled):
    """A window in which the first decision is being taken up again; with its id."""
    decision = first_decision(window)
    go(window, "reading", decision=decision).form.reconsider.click()
    new = "What is new since then?"
    qtbot.waitUntil(lambda: getattr(QApplication.focusWidget(), "accessibleName", str)() == new)
    settled(window)
    return window, decision


def view(page):
    return next(view for view in page.sheet.views if view.name == "reconsiders")


def test_what_is_new_is_asked_first_with_what_was_decided_beside_it(begun):
    window, _ = begun
    page = window._pages["short_route"]
    shown = view(page)
    assert shown.isVisible()
    then = shown.form.then
    assert then.isReadOnly()
    words = then.toPlainText()
    assert "12 October 2026 at 09:50" in words
    assert "Share part" in words
    assert then.height() >= then.document().size().height(), "nothing to scroll within"
    answers = recording_of(window).draft.answers
    assert answers["reconsiders"]["reference"] in shown.form.then_title.text()
    assert "reasons" not in answers


def test_it_is_recorded_linked_and_each_leads_to_the_other(qtbot, begun, go, settled):
    window, _ = begun
    QTest.keyClicks(QApplication.focusWidget(), "A second bruise.")
    check = go(window, "check", back="short_route")
    (link,) = check._links.buttons
    assert link.text().startswith("Takes up again ")
    link.click()
    settled(window)
    reading = window._pages["reading"]
    assert window.windowTitle() == "ShareDesk: Decision"
    earlier = reading.form.title.text()
    reading.form.back.click()
    settled(window)
    assert window.windowTitle() == "ShareDesk: Check your answers"
    check.form.record.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Recorded")
    window._pages["recorded"].form.open.click()
    settled(window)
    later = reading.form.title.text()
    assert later != earlier
    assert "A second bruise." in reading.form.story.toPlainText()
    link = reading.links.buttons[0]
    assert link.text() == f"Takes up again {earlier.removeprefix('Decision ')}: open it"
    link.click()
    settled(window)
    assert reading.form.title.text() == earlier
    link = reading.links.buttons[0]
    assert link.text() == f"Taken up again in {later.removeprefix('Decision ')}: open it"


def test_its_section_is_among_the_tasks_and_incomplete_until_it_is_answered(begun, go):
    window, _ = begun
    button = go(window, "tasks").buttons["reconsiders"]
    assert button.isVisible()
    assert button.text() == "What is new: Incomplete"
    go(window, "short_route")
    view(window._pages["short_route"]).fields.inputs["reconsiders.new_information"].setPlainText("A second bruise.")
    go(window, "tasks")
    assert button.text() == "What is new: Completed"


def test_what_is_missing_leads_to_its_place(qtbot, begun, go):
    window, _ = begun
    check = go(window, "check", back="short_route")
    next(line for line in check._lines if "new information" in line.text()).click()
    assert window.windowTitle() == "ShareDesk: Task"
    assert QApplication.focusWidget().accessibleName() == "What is new since then?"


def test_a_plain_decision_is_not_asked_what_is_new(qtbot, window, go, settled):
    page = go(window, "short_route", fresh=True)
    qtbot.waitUntil(lambda: getattr(QApplication.focusWidget(), "accessibleName", str)() == "Name or initials")
    assert view(page).isHidden()
    assert go(window, "tasks").buttons["reconsiders"].isHidden()


def test_the_draft_is_gone_on_with_where_it_was_left(qtbot, begun, go, settled):
    window, _ = begun
    QTest.keyClicks(QApplication.focusWidget(), "A second bruise.")
    go(window, "home")
    drafts = go(window, "drafts")
    drafts.lines[0].setFocus()
    QTest.keyClick(drafts.lines[0], Qt.Key.Key_Space)
    settled(window)
    page = window._pages["short_route"]
    qtbot.waitUntil(lambda: "Share part" in view(page).form.then.toPlainText())
    assert view(page).fields.inputs["reconsiders.new_information"].toPlainText() == "A second bruise."


def test_an_earlier_decision_that_is_not_here_is_said_and_leads_nowhere(window, go, settled):
    made = []
    lost = Decision(reconsiders=Reconsiders(reference="7KQ2-M9XP-R", new_information="x"))
    window.worker.write(lambda vault: record.record(vault, [lost]), made.extend)
    settled(window)
    page = go(window, "reading", decision=made[0].id)
    assert [button for button in page.links.buttons if "open it" in button.text()] == []
    assert "7KQ2-M9XP-R" in page.form.story.toPlainText()


def test_the_new_information_can_be_corrected(qtbot, begun, go, settled):
    window, decision = begun
    check = go(window, "check", back="short_route")
    check.form.record.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Recorded")
    page = go(window, "correction", decision=window._pages["recorded"]._made.id)
    assert page.form.section.itemData(0) == "reconsiders"
    page.form.because.setPlainText("I had not said.")
    page._sheets["reconsiders"].views[0].fields.inputs["reconsiders.new_information"].setPlainText("A second bruise.")
    page.form.add.click()
    qtbot.waitUntil(lambda: window.windowTitle() == "ShareDesk: Decision")
    settled(window)
    assert "A second bruise." in window._pages["reading"].form.story.toPlainText()
    page = go(window, "correction", decision=decision)
    assert page.form.section.findData("reconsiders") == -1, "the first one takes nothing up again"
