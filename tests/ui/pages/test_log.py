"""The page about the log itself: backed up, checked, and how the window looks."""

from __future__ import annotations

import pytest

from sharedesk.ui import asking
from sharedesk.ui.look import THEMES
from sharedesk.vault import backup
from sharedesk.vault.errors import Cancelled


@pytest.fixture
def page(window, go):
    return go(window, "log")


def test_it_says_what_the_log_is_and_how_to_get_back_in(page):
    assert "holds 1" in page.form.about.text() or "entries" in page.form.about.text()
    assert "Its four words are: " in page.form.recovery.text()
    assert len(page.form.recovery.text().partition("four words are: ")[2].partition(".")[0].split()) == 4


def test_a_backup_is_made_where_it_was_chosen_and_is_one(page, window, qtbot, monkeypatch, tmp_path, settled):
    proposed = []
    monkeypatch.setattr(asking, "where_to_save", lambda *asked: proposed.append(asked[2]) or tmp_path / "mine")
    page.form.back_up.click()
    assert page.form.stop.isVisible()
    assert not page.form.back_up.isEnabled()
    qtbot.waitUntil(page.form.done.isVisible, timeout=20_000)
    assert proposed[0].endswith(backup.ENDING)
    entries: list[int] = []
    window.worker.read(lambda vault: vault.store.count(), entries.append)
    settled(window)
    assert backup.read_manifest(tmp_path / f"mine{backup.ENDING}").entries == entries[0]
    assert (
        page.form.done.text()
        == f"The backup “mine{backup.ENDING}” is made: {entries[0]} entries, read back and checked."
    )
    assert page.form.back_up.isEnabled()
    assert not page.form.stop.isVisible()


def test_a_backup_into_a_folder_that_is_gone_is_said(page, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(asking, "where_to_save", lambda *_: tmp_path / "gone" / "mine")
    page.form.back_up.click()
    qtbot.waitUntil(page.form.problem.isVisible)
    assert page.form.problem.text().startswith("There is a problem. The folder for the backup is not there.")


def test_a_sound_log_is_said_to_be_so(page, qtbot):
    page.form.check.click()
    qtbot.waitUntil(page.form.done.isVisible)
    assert page.form.done.text().startswith("Nothing was found that differs from what was recorded.")
    assert not page.form.problem.isVisible()


def test_an_altered_log_is_said_to_be_so(page, window, qtbot):
    def alter(vault):
        vault.store.connection.execute("UPDATE entry SET kind = 'correction' WHERE pos = (SELECT max(pos) FROM entry)")

    window.worker.read(alter, lambda _: None)
    page.form.check.click()
    qtbot.waitUntil(lambda: page.form.problem.isVisible() or page.form.done.isVisible())
    assert "This log is not as it was recorded." in page.form.problem.text()
    assert not page.form.done.isVisible()


def test_what_is_stopped_is_said_to_have_changed_nothing(page, window, qtbot):
    def slowly(vault, tell):
        page._progress.stop()
        tell(1, 2)
        pytest.fail("it went on")

    page._work("Checking", slowly, lambda _: None)
    qtbot.waitUntil(page.form.done.isVisible)
    assert page.form.done.text() == str(Cancelled())
    assert page.form.check.isEnabled()


def test_leaving_the_page_stops_its_work(page, window):
    page._work("Checking", lambda vault, tell: None, lambda _: None)
    progress = page._progress
    window.show_page("home")
    with pytest.raises(Cancelled):
        progress(1, 2)


def test_colours_and_text_size_are_chosen_here_and_hold_at_once(page, qtbot):
    page.form.scheme.setCurrentIndex(3)
    page.form.scheme.activated.emit(3)
    qtbot.waitUntil(lambda: page.palette().window().color().name() == THEMES["contrast"].window)
    before = page.form.title.fontMetrics().height()
    page.form.percent.activated.emit(4)
    qtbot.waitUntil(lambda: page.form.title.fontMetrics().height() > before)
    assert page.form.title.fontMetrics().height() == pytest.approx(before * 2, rel=0.1)
    assert page.form.percent.currentText() == "200 %"


def test_the_time_until_it_locks_is_kept(page, window):
    page.form.idle.activated.emit(0)
    assert window.settings.idle_minutes == 1
