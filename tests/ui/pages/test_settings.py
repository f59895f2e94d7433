"""What somebody sets holds at once and is kept; the program's own log is shown."""

from __future__ import annotations

import pytest

from sharedesk import events
from sharedesk.desk.settings import Settings
from sharedesk.events import Event
from sharedesk.ui import asking
from sharedesk.ui.look import THEMES
from sharedesk.ui.pages import settings as page_of_settings


@pytest.fixture
def page(window, go, monkeypatch, tmp_path):
    monkeypatch.setattr(events, "place", lambda: tmp_path / "events")
    window.kept = []
    monkeypatch.setattr(window, "_keep", window.kept.append)
    return go(window, "settings")


def choose(box, number):
    box.setCurrentIndex(number)
    box.activated.emit(number)


def test_colours_and_text_size_hold_at_once(page, qtbot):
    choose(page.form.scheme, 3)
    qtbot.waitUntil(lambda: page.palette().window().color().name() == THEMES["contrast"].window)
    before = page.form.title.fontMetrics().height()
    choose(page.form.percent, 4)
    qtbot.waitUntil(lambda: page.form.title.fontMetrics().height() > before)
    assert page.form.title.fontMetrics().height() == pytest.approx(before * 2, rel=0.1)
    page.desk.appearance.smaller()
    assert page.form.percent.currentText() == "175 %"


def test_the_time_until_it_locks_is_kept(page, window, settled):
    assert page.form.idle.currentText() == "5 minutes"
    choose(page.form.idle, 0)
    settled(window)
    assert window.settings.idle_minutes == 1
    assert window.kept == [Settings(idle_minutes=1)]


def test_backups_go_beside_the_log_until_a_folder_is_chosen(page, window, settled, monkeypatch, tmp_path, go):
    assert page.form.backup_state.text() == page_of_settings.BESIDE
    assert not page.form.usual_place.isVisible()
    monkeypatch.setattr(asking, "folder", lambda *_: tmp_path)
    page.form.choose_place.click()
    settled(window)
    settled(window)
    assert window.settings.backup_place == str(tmp_path)
    assert str(tmp_path) in page.form.backup_state.text()
    assert not page.form.backup_warning.isVisible()
    go(window, "settings")
    page.form.usual_place.click()
    settled(window)
    assert [kept.backup_place for kept in window.kept] == [str(tmp_path), ""]


def test_a_folder_that_backups_cannot_go_to_is_said_and_not_kept(page, window, settled, monkeypatch):
    monkeypatch.setattr(asking, "folder", lambda *_: window.folder / "gone")
    page.form.choose_place.click()
    settled(window)
    assert page.form.problem.text().startswith("There is a problem. Backups cannot go there: the folder is not there")
    monkeypatch.setattr(asking, "folder", lambda *_: window.folder)
    page.form.choose_place.click()
    settled(window)
    assert "inside the log itself" in page.form.problem.text()
    assert window.kept == []
    monkeypatch.setattr(asking, "folder", lambda *_: None)
    page.form.choose_place.click()
    settled(window)
    assert window.kept == []


def test_a_folder_that_is_gone_or_copied_elsewhere_is_said(page, window, settled, go, tmp_path):
    for name, said in (("gone", "is not there now"), ("OneDrive", "OneDrive copies this folder")):
        place = tmp_path / name
        if name != "gone":
            place.mkdir()
        window.settings = Settings(backup_place=str(place))
        go(window, "settings")
        assert page.form.backup_warning.isVisible()
        assert said in page.form.backup_warning.text()


def test_the_organisation_is_named_and_its_page_leads_back(page, window, settled):
    assert "Pretend" in page.form.organisation.text() or "pack" in page.form.organisation.text()
    page.form.open_organisation.click()
    settled(window)
    window._pages["organisation"].form.back.click()
    settled(window)
    assert page.isVisible()


def test_what_the_program_did_is_shown(page, window, settled, tmp_path):
    page.form.show_events.click()
    settled(window)
    assert page.form.events.toPlainText() == page_of_settings.NOTHING_YET
    events.begin(tmp_path / "events")
    try:
        events.note(Event.LOCKED)
    finally:
        events.end()
    page.form.show_events.click()
    settled(window)
    assert page.form.events.toPlainText().endswith("The log was locked")
    assert page.form.events.isReadOnly()
    assert str(tmp_path / "events") not in page.form.events.toPlainText()
