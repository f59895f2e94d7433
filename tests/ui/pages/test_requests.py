"""Requests in the window: noted, advised on, left and taken up again, and on to the decision."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharedesk.desk import record
from sharedesk.desk.requests import CLEAR
from sharedesk.domain.decision import Decision
from sharedesk.domain.request import Request
from sharedesk.ui.pages import requests as listed_page
from sharedesk.ui.recording import recording_of


@pytest.fixture
def page(open_window, empty_log, go, settled):
    window = open_window(empty_log)
    page = go(window, "requests")
    page.form.arrived.click()
    settled(window)
    return window._pages["request"]


def write(page, name, words):
    box = page.fields.inputs[name]
    box.setFocus()
    QTest.keyClicks(box, words)


def test_an_empty_log_says_what_requests_are_for(open_window, empty_log, go):
    page = go(open_window(empty_log), "requests")
    assert page.form.empty.isVisible()
    assert page.form.nothing.isVisible()
    assert not page.form.deeper.isVisible()
    assert QApplication.focusWidget() is page.form.arrived


def test_the_advice_follows_what_is_typed(page):
    assert page.form.next.text().splitlines()[0] == "Say who asks."
    write(page, "organisation", "Anytown Council")
    write(page, "what", "Attendance")
    write(page, "why", "An assessment")
    assert page.form.next.text() == "Ring back on a number that you found yourself."
    box = page.fields.inputs["verified_by_calling_back"]
    box.setCurrentIndex(box.findData("yes"))
    assert page.form.next.text() == CLEAR


def test_the_packs_numbers_to_ring_back_are_beside_the_question(page):
    assert "01632 960555. Last checked 14 September 2026." in page.form.contacts.text()


def test_one_that_is_left_waits_and_is_taken_up_again(page, settled, go):
    window = page.desk
    write(page, "organisation", "Anytown Council")
    page.form.leave.click()
    settled(window)
    (waiting,) = window._pages["requests"].waiting.buttons
    assert waiting.text().startswith("Anytown Council, last saved on")
    waiting.click()
    settled(window)
    assert page.fields.inputs["organisation"].text() == "Anytown Council"
    drafts = go(window, "drafts")
    assert drafts.lines[0].text().startswith("A request")
    drafts.lines[0].click()
    settled(window)
    assert window.windowTitle() == "ShareDesk: Request"


def test_the_decision_begins_with_all_of_it(page, settled, go):
    window = page.desk
    write(page, "organisation", "Anytown Council")
    write(page, "child_reference", "R.M.")
    write(page, "what", "Attendance")
    page.form.decide.click()
    settled(window)
    assert window.windowTitle() == "ShareDesk: Record a decision"
    short = window._pages["short_route"]
    assert short.sheet.place("own_initiative")[0].currentData() == "no"
    assert short.sheet.place("request.what")[0].toPlainText() == "Attendance"
    answers = recording_of(window).draft.answers
    assert answers["recipients"][0]["organisation"] == "Anytown Council"
    assert answers["people"][0]["who"]["name"] == "R.M."
    requests = go(window, "requests")
    assert requests.waiting.buttons == [], "it is a decision by now"


def test_a_date_that_no_calendar_has_is_named_and_nothing_is_lost(page, settled):
    write(page, "organisation", "Anytown Council")
    for box, words in zip(page.fields.inputs["needed_by"].boxes(), ("31", "2", "2027"), strict=False):
        QTest.keyClicks(box, words)
    page.form.decide.click()
    settled(page.desk)
    assert page.desk.windowTitle() == "ShareDesk: Request"
    assert page.problems.isVisible()
    assert page.fields.inputs["organisation"].text() == "Anytown Council"


def test_decided_requests_are_listed_and_open(open_window, full_log, go, settled):
    window = open_window(full_log)
    asked = Decision(request=Request(organisation="Pretend Health (fictional)", refusal_reason_given="Not ours."))
    window.worker.write(lambda vault: record.record(vault, [asked]), lambda _: None)
    page = go(window, "requests")
    for column in range(page.model.columnCount()):
        page.model.data(page.model.index(0, column))
    settled(window)
    shown = [page.model.data(page.model.index(0, column)) for column in range(page.model.columnCount())]
    assert shown[0] == "Pretend Health (fictional)"
    assert shown[3] == "Reason given"
    page._open(page.model.at(page.model.index(0, 0)))
    settled(window)
    reading = window._pages["reading"]
    assert shown[4] in reading.form.title.text()
    reading.form.back.click()
    assert window.windowTitle() == "ShareDesk: Requests"


def test_looking_further_back_goes_on_where_it_stopped(open_window, empty_log, go, settled, monkeypatch):
    monkeypatch.setattr(listed_page, "_FIRST", 2)
    monkeypatch.setattr(listed_page, "_FURTHER", 2)
    window = open_window(empty_log)
    asked = Decision(request=Request(organisation="Pretend Health (fictional)"))
    plain = Decision(reasons="Nobody asked.")
    every = [asked, plain, asked, plain, asked]
    window.worker.write(lambda vault: record.record(vault, every), lambda _: None)
    page = go(window, "requests")
    counts = [page.model.rowCount()]
    while page.form.deeper.isVisible():
        page.form.deeper.click()
        settled(window)
        counts.append(page.model.rowCount())
    assert counts == [1, 2, 3]
