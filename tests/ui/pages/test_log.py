"""The page about the log as a whole: how it stands, and the way to each place that has to do with it."""

from __future__ import annotations

import pytest

from sharedesk.desk.this_log import NO_BACKUP
from sharedesk.ui.pages.log import _PLACES


@pytest.fixture
def page(window, go):
    return go(window, "log")


def test_it_says_how_the_log_stands(page, window):
    form = page.form
    assert form.backups_state.text() == f"{NO_BACKUP} There is no copy of this log outside this computer yet."
    assert form.ways_in_state.text().startswith("There is a recovery sheet, of ")
    assert form.retention_state.text() == "No record here is as old as your organisation keeps them."
    assert form.organisation_state.text()
    assert str(window.folder) in form.about.text()
    assert "entries" in form.about.text()


@pytest.mark.parametrize("place", _PLACES)
def test_each_button_leads_to_its_place_and_the_way_back_ends_on_it(place, page, window, settled):
    getattr(page.form, f"open_{place}").click()
    settled(window)
    there = window._stack.currentWidget()
    assert there is window._pages[place]
    assert [name for name, button in window._rail._buttons.items() if button.isChecked()] == ["log"]
    there.form.back.click()
    settled(window)
    assert window._stack.currentWidget() is page
    assert getattr(page.form, f"open_{place}").hasFocus()
