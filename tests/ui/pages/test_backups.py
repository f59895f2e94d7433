"""Backups in the window: made and read back, copied outside, seen for what they are, and the way to restoring one."""

from __future__ import annotations

import shutil

import pytest

from sharedesk.desk.backups import NoRoom
from sharedesk.ui import asking
from sharedesk.vault import backup
from sharedesk.vault.errors import Cancelled


@pytest.fixture
def page(window, go):
    return go(window, "backups")


def finished(qtbot, page):
    qtbot.waitUntil(lambda: not page.work.is_busy, timeout=60_000)


def cells(page, column):
    model = page.form.kept.model()
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


def folder(window):
    return window.folder / "backups"


def test_with_none_yet_it_says_so_and_offers_both_ways(page):
    assert page.form.none.isVisible()
    assert not page.form.kept.isVisible()
    assert page.form.outside.text() == "There is no copy of this log outside this computer yet."
    assert page.form.copy.isEnabled()
    assert page.form.back_up.isEnabled()


def test_one_is_made_read_back_and_listed_as_complete(page, window, qtbot, settled):
    page.form.back_up.click()
    assert page.form.stop.isVisible()
    assert not page.form.copy.isEnabled()
    finished(qtbot, page)
    settled(window)
    (made,) = folder(window).glob(f"*{backup.ENDING}")
    assert f"It is the file “{made}”." in page.form.done.text()
    assert "read back and checked" in page.form.done.text()
    assert cells(page, 1) == ["Complete"]
    assert page.form.file.text() == f"It is the file “{made}”."
    assert page.form.copy.isEnabled()


def test_saving_goes_on_meanwhile(page, window, qtbot):
    """The control: a read that has to wait for the whole work would be answered after it."""
    answered = []
    page.form.back_up.click()
    window.worker.read(lambda vault: vault.store.count(), lambda count: answered.append(page.work.is_busy))
    finished(qtbot, page)
    assert answered == [True]


def test_a_copy_outside_is_made_where_it_was_chosen_and_its_age_is_said(
    page, window, qtbot, settled, monkeypatch, tmp_path, go
):
    (tmp_path / "stick").mkdir()
    proposed = []
    monkeypatch.setattr(asking, "where_to_save", lambda *a: proposed.append(a[2]) or tmp_path / "stick" / "mine")
    page.form.copy.click()
    finished(qtbot, page)
    settled(window)
    target = tmp_path / "stick" / f"mine{backup.ENDING}"
    assert backup.read_manifest(target).entries
    assert str(target) in page.form.done.text()
    assert "on the disk that the log is on" in page.form.done.text()
    assert page.form.outside.text() == "Last copy outside this computer: today."
    assert str(target) in page.form.away.text()
    assert proposed[0].endswith(backup.ENDING)
    assert window.folder.name not in proposed[0]
    home = go(window, "home")
    assert [button.text() for button in home._copies.buttons] == ["Last copy outside this computer: today"]
    home._copies.buttons[0].click()
    assert window._stack.currentWidget() is page


def test_what_goes_wrong_is_said_and_nothing_is_left(page, window, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(asking, "where_to_save", lambda *_: tmp_path / "gone" / "mine")
    page.form.copy.click()
    finished(qtbot, page)
    assert page.form.problem.text().startswith("There is a problem. There is no such file or folder.")
    assert not folder(window).exists() or list(folder(window).glob("*")) == []


@pytest.mark.parametrize("how", ["stop", "leave"])
def test_it_can_be_stopped_and_leaving_stops_it(page, window, qtbot, go, how):
    page.form.back_up.click()
    if how == "stop":
        page.form.stop.click()
    else:
        window.show_page("home")
    finished(qtbot, page)
    assert list(folder(window).glob("*")) == []
    if how == "stop":
        assert page.form.done.text().startswith("Stopped.")


def test_what_is_damaged_or_anothers_is_said_to_be_so_and_what_was_kept_aside(page, window, qtbot, go, settled):
    page.form.back_up.click()
    finished(qtbot, page)
    (made,) = folder(window).glob(f"*{backup.ENDING}")
    spoilt = bytearray(made.read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    (folder(window) / "spoilt.sharedesk-backup").write_bytes(bytes(spoilt))
    (folder(window) / "letter.sharedesk-backup").write_bytes(b"no backup")
    shutil.copytree(
        window.folder / "inbox", window.folder.with_name(f"{window.folder.name} kept aside 2026-03-14-120301")
    )
    go(window, "home")
    go(window, "backups")
    qtbot.waitUntil(lambda: sorted(cells(page, 1)) == ["Complete", "Damaged", "Damaged, or no backup"], timeout=30_000)
    assert "before a backup was restored on 14 March 2026" in page.form.aside.text()


def test_a_backup_by_itself_that_did_not_work_is_said_here_and_on_home(page, window, go, settled):
    page._backing.trouble = NoRoom()
    page._backing.told.emit()
    settled(window)
    assert "did not work. There is not enough room" in page.form.trouble.text()
    home = go(window, "home")
    assert [button.text() for button in home._copies.buttons][1:] == ["The last backup on this computer did not work"]
    page._backing.is_well()
    settled(window)
    assert len(home._copies.buttons) == 1


def test_restoring_locks_the_log_and_goes_on_with_the_one_that_was_chosen(page, window, qtbot, settled, monkeypatch):
    page.form.back_up.click()
    finished(qtbot, page)
    settled(window)
    (made,) = folder(window).glob(f"*{backup.ENDING}")
    asked = []
    monkeypatch.setattr(window, "renew", lambda **about: asked.append(about))
    page.form.restore.click()
    assert asked == [{"restore": made}]
    monkeypatch.setattr(asking, "which_file", lambda *_: made.with_name("other"))
    page.form.other.click()
    assert asked[1] == {"restore": made.with_name("other")}


def test_stopped_is_not_called_trouble(page):
    page._failed(Cancelled())
    assert not page.form.problem.isVisible()
