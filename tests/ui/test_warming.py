from __future__ import annotations

from sharedesk.ui.sheet import SHORT


def test_the_short_route_is_made_ready_in_steps_while_home_is_shown(open_window, empty_log, qtbot):
    window = open_window(empty_log)
    turns = []
    window.warming._timer.timeout.connect(lambda: turns.append(window.windowTitle()))
    qtbot.waitUntil(lambda: window.warming.done, timeout=20_000)
    sheet = window._pages["short_route"].sheet
    assert set(turns) == {"ShareDesk: Home"}
    assert len(turns) > 5
    assert [view.name for view in sheet.views] == ["reconsiders", *(name for _, _, names in SHORT for name in names)]


def test_asked_for_sooner_it_is_finished_and_begins_at_the_first_name(open_window, empty_log, settled):
    window = open_window(empty_log)
    page = window.show_page("short_route", fresh=True)
    assert not window.warming.done
    assert not page.sheet.isEnabled()
    settled(window)
    assert window.warming.done
    assert page.sheet.isEnabled()
    assert window.focusWidget().accessibleName() == "Name or initials"


def test_left_before_it_is_ready_it_is_not_filled(open_window, empty_log, settled):
    window = open_window(empty_log)
    page = window.show_page("short_route", fresh=True)
    window.show_page("decisions")
    settled(window)
    assert window.windowTitle() == "ShareDesk: Decisions"
    assert not page.sheet.isEnabled()
