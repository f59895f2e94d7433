"""The guidance page: topics, statements, a search, what there is for a page, and the way back to where one was."""

from __future__ import annotations

import pkgutil
from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharedesk.desk import shelf, shelf_read
from sharedesk.ui import pages
from sharedesk.ui.sheet import SECTIONS, SHELVED


@pytest.fixture
def page(window, go):
    return go(window, "guidance")


def words_of(page):
    return [button.accessibleName() for button in page.lines.buttons]


def press(page, beginning):
    next(button for button in page.lines.buttons if button.accessibleName().startswith(beginning)).click()


def search(page, settle, words):
    page.form.search.setFocus()
    QTest.keyClicks(page.form.search, words)
    page._pause.stop()
    page._searched()


def test_it_is_on_the_rail_and_begins_with_its_topics(window, page, qtbot, settled):
    window.show_page("home")
    window._rail._buttons["guidance"].click()
    settled(window)
    assert window.windowTitle() == "ShareDesk: Guidance"
    assert QApplication.focusWidget() is page.form.search
    titles = words_of(page)
    assert titles[0].startswith("Whether to share. One question comes first")
    assert any(title.startswith("Local procedures") for title in titles), "of the practice pack"
    assert "England" in page.form.note.text()
    assert page.form.note.isVisible()
    assert not page.form.back.isVisible()


def test_a_topic_shows_every_statement_with_its_source_date_and_confidence(page):
    press(page, "Telling children and families")
    text = page.form.text.toPlainText()
    shelved = shelf.open_shelf()
    for one in next(t for t in shelved.guidance.topics if t.id == "telling-people").statements:
        assert one.title in text
        assert shelved.guidance.said(one.sources[0]) in text
    assert "Read in the source." in text
    assert "Local procedures, Allegations about staff" in text
    assert "Last checked 1 September 2026." in text
    assert QApplication.focusWidget() is page.form.text


def test_what_is_not_in_force_says_so(page):
    press(page, "Other law")
    assert shelf_read.NOT_IN_USE in page.form.text.toPlainText()


def test_words_find_statements_and_back_leads_through_what_was_read(page, settled):
    search(page, settled, "flee")
    found = words_of(page)
    assert found
    assert page.form.count.text().startswith(str(len(found)))
    page.lines.buttons[0].click()
    assert found[0].startswith(page.form.text.toPlainText().splitlines()[0])
    assert page.form.search.text() == ""
    page.form.back.click()
    assert words_of(page) == found
    assert page.form.search.text() == "flee"
    page.form.back.click()
    assert words_of(page)[0].startswith("Whether to share.")


def test_words_that_are_nowhere(page, settled):
    search(page, settled, "zzzz")
    assert page.form.count.text() == "Nothing on the shelf holds all of that."
    assert not words_of(page)
    page.form.search.clear()
    page._searched()
    assert words_of(page)[0].startswith("Whether to share.")
    assert QApplication.focusWidget() is page.form.search, "nobody is torn out of typing"


def test_return_goes_to_the_best(page):
    page.form.search.setFocus()
    QTest.keyClicks(page.form.search, "consent trap")
    QTest.keyClick(page.form.search, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.lines.buttons[0]


def test_see_also_leads_on(page, window, go):
    page = go(window, "guidance", statement="rule-2")
    assert words_of(page)[-1] == "All of: Seven rules to go by"
    press(page, "All of")
    assert "Rule 7" in page.form.text.toPlainText() or "7" in page.form.title.text() + page.form.text.toPlainText()
    page.form.back.click()
    assert page.form.title.text() == "Seven rules to go by"


def test_a_profession_narrows_the_shelf_and_is_kept(window, page):
    press(page, "More to read")
    everything = page.form.text.toPlainText()
    page.form.back.click()
    box = page.form.profession
    box.setCurrentIndex(box.findData("voluntary"))
    box.activated.emit(box.currentIndex())
    assert window.settings.profession == "voluntary"
    press(page, "More to read")
    assert len(page.form.text.toPlainText()) < len(everything)


def test_a_question_of_a_check_has_its_statements(window, go):
    page = go(window, "guidance", place="telling/raises-risk")
    assert page.form.title.text() == "Guidance for this page"
    asked = next(q for q in shelf.open_shelf().checks["telling"].questions if q.id == "raises-risk")
    for name in asked.guidance:
        assert shelf.open_shelf().guidance.statement(name).title in page.form.text.toPlainText()


def test_a_page_without_a_place_opens_all_topics(window, go):
    page = go(window, "guidance", place="no-such-page")
    assert words_of(page)[0].startswith("Whether to share.")


def test_f1_reads_about_the_page_and_back_is_the_same_box_with_its_words(window, go, settled, qtbot):
    go(window, "short_route", fresh=True)
    section = go(window, "section", section="reasons")
    box = section.sheets["reasons"].place("reasons")[0]
    box.setFocus()
    QTest.keyClicks(box, "Because")
    QTest.keyClick(box, Qt.Key.Key_F1)
    settled(window)
    page = window._pages["guidance"]
    assert window.windowTitle() == "ShareDesk: Guidance"
    assert page.form.title.text() == "Guidance for this page"
    page.form.back.click()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is box)
    assert box.toPlainText() == "Because"


def test_f1_on_the_guidance_page_goes_to_its_search(window, page):
    press(page, "Human rights")
    QTest.keyClick(page.form.text, Qt.Key.Key_F1)
    assert QApplication.focusWidget() is page.form.search


@pytest.mark.parametrize("fault", ["missing", "broken"])
def test_a_pack_with_a_fault_is_named_and_the_guidance_is_all_there(window, go, tmp_path, fault):
    pack = tmp_path / "our-pack.toml"
    if fault == "broken":
        pack.write_text('name = "X"\nversion = 2026-10-01\nbody = "circus"\nnation = "england"\npart_3 = false\n')
    window.settings = replace(window.settings, organisation=str(pack))
    page = go(window, "guidance")
    assert "our-pack.toml" in page.form.fault.text()
    if fault == "broken":
        assert "line 3" in page.form.fault.text()
        assert "body" in page.form.fault.text()
    assert words_of(page)[0].startswith("Whether to share.")


def places():
    sections = {f"section {name}": SHELVED.get(name, name) for name in SECTIONS}
    made = {
        module.name: import_module(f"sharedesk.ui.pages.{module.name}").make
        for module in pkgutil.iter_modules(pages.__path__)
        if hasattr(import_module(f"sharedesk.ui.pages.{module.name}"), "make")
    }
    return sections | {f"page {name}": page.shelved for name, page in made.items() if page.shelved}


@pytest.mark.parametrize("place", places().values(), ids=places())
def test_every_section_and_every_page_with_a_place_has_something_to_read_there(place):
    assert shelf_read.of_page(shelf.open_shelf(), place, date(2026, 11, 22)).statements
