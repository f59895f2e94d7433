"""The list of all decisions: every row can be reached, few are held."""

from __future__ import annotations

from sharedesk.desk import record
from sharedesk.domain.decision import Decision
from sharedesk.ui.rows import KEPT, PAGE
from sharedesk.vault import search

MANY = 1_050


def test_an_empty_log_says_so(open_window, empty_log, go):
    page = go(open_window(empty_log), "decisions")
    assert page.form.empty.isVisible()
    assert not page.form.all.isVisible()


def test_every_row_can_be_reached_and_few_are_held(qtbot, open_window, empty_log, go, settled):
    window = open_window(empty_log)
    decisions = [Decision(reasons=f"Reason {number}.") for number in range(MANY)]
    window.worker.write(lambda vault: record.record(vault, decisions), lambda _: None)
    page = go(window, "decisions")
    assert page.form.count.text() == "1,050 decisions"
    expected: list[str] = []
    window.worker.read(lambda vault: [d.reference for d in search.newest(vault.store, MANY)], expected.extend)
    settled(window)
    shown = []
    for first in range(0, MANY, PAGE):
        page.model.data(page.model.index(first, 0))
        settled(window)
        last = min(first + PAGE, MANY)
        shown += [page.model.data(page.model.index(row, 0)) for row in range(first, last)]
        assert page.model.held() <= KEPT * PAGE
    assert shown == expected
    assert page.model.held() < MANY, "the control: with everything held the bound above would say nothing"
    page.form.all.scrollToTop()
    page.model.data(page.model.index(0, 0))
    settled(window)
    assert page.model.data(page.model.index(0, 0)) == expected[0], "a page that was let go is read again"


def test_enter_opens_the_decision_of_the_row(qtbot, window, go, settled):
    page = go(window, "decisions")
    reference = page.model.data(page.model.index(1, 0))
    page.form.all.setCurrentIndex(page.model.index(1, 0))
    page.form.all.activated.emit(page.form.all.currentIndex())
    settled(window)
    assert window.windowTitle() == "ShareDesk: Decision"
    assert window._pages["reading"].form.title.text() == f"Decision {reference}"


def test_a_decision_recorded_meanwhile_is_listed(window, go, settled):
    page = go(window, "decisions")
    before = page.model.rowCount()
    window.worker.write(lambda vault: record.record(vault, [Decision(reasons="Another.")]), lambda _: None)
    settled(window)
    assert page.model.rowCount() == before + 1
    assert page.form.count.text() == f"{before + 1} decisions"


def test_a_decision_recorded_while_another_page_is_shown_is_listed_too(window, go, settled):
    page = go(window, "decisions")
    before = page.model.rowCount()
    go(window, "home")
    window.worker.write(lambda vault: record.record(vault, [Decision(reasons="Another.")]), lambda _: None)
    settled(window)
    assert page.model.rowCount() == before, "the control: nobody looks at it yet"
    go(window, "decisions")
    assert page.model.rowCount() == before + 1
