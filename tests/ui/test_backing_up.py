"""Backups that nobody asks for: when one is due, in turns, giving way, and never silent about failing."""

from __future__ import annotations

import time

import pytest

from sharedesk.desk import backups, record
from sharedesk.domain.decision import Decision
from sharedesk.ui import process
from sharedesk.ui.backing_up import backing_of
from sharedesk.ui.process import Asked
from sharedesk.ui.worker import Worker
from sharedesk.vault.errors import Cancelled


@pytest.fixture
def backing(window, settled):
    found = backing_of(window)
    found.begin()
    settled(window)
    return found


def made_in(window):
    return sorted((window.folder / "backups").glob("*.sharedesk-backup"))


def test_one_is_made_when_it_is_due_and_not_again_until_something_changes(backing, window, qtbot, settled):
    heard = []
    backing.told.connect(lambda: heard.append(backing.trouble))
    backing.look()
    qtbot.waitUntil(lambda: bool(heard), timeout=60_000)
    assert heard == [None]
    (made,) = made_in(window)
    backing.look()
    settled(window)
    qtbot.waitUntil(lambda: backing._progress is None, timeout=60_000)
    assert made_in(window) == [made]


def test_a_change_has_it_look_again_after_some_quiet(backing, window, settled):
    backing._soon.stop()
    window.worker.write(lambda vault: record.record(vault, [Decision(reasons="Since.")]), lambda _: None)
    settled(window)
    assert backing._soon.isActive()


def test_it_gives_way_to_what_somebody_asked_for_and_looks_again(backing, window, qtbot, settled, go):
    page = go(window, "backups")
    backing._soon.stop()
    backing.look()
    qtbot.waitUntil(lambda: bool(window.worker._long), timeout=60_000)
    page.form.back_up.click()
    qtbot.waitUntil(lambda: not page.work.is_busy, timeout=60_000)
    qtbot.waitUntil(lambda: backing._progress is None, timeout=60_000)
    assert len(made_in(window)) == 1, "the one that was asked for"
    assert backing.trouble is None
    assert backing._soon.isActive()


def test_one_that_does_not_work_is_told_of_and_tried_again(backing, window, qtbot, monkeypatch):
    heard = []
    backing.told.connect(lambda: heard.append(type(backing.trouble)))

    def full(*_):
        raise backups.NoRoom

    with monkeypatch.context() as fault:
        fault.setattr(backups, "back_up_by_itself", full)
        backing.look()
        qtbot.waitUntil(lambda: heard == [backups.NoRoom], timeout=60_000)
    backing.look()
    qtbot.waitUntil(lambda: heard == [backups.NoRoom, type(None)], timeout=60_000)
    assert len(made_in(window)) == 1


def test_locking_ends_one_that_is_under_way_and_leaves_nothing_half_made(backing, window, qtbot):
    backing.look()
    qtbot.waitUntil(lambda: bool(window.worker._long), timeout=60_000)
    window.seal()
    window.worker.close()
    assert list((window.folder / "backups").glob(".*")) == []
    assert made_in(window) == []


def test_work_that_gives_way_ends_as_other_long_work_begins_and_does_not_begin_beside_any(qtbot):
    worker, heard = Worker(), []

    def work(name, seconds):
        def go_on(_vault, tell):
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                time.sleep(0.001)
                tell(1, 2)
            return name

        return go_on

    def ask(name, seconds, **more):
        worker.turns(
            work(name, seconds), heard.append, lambda problem: heard.append((name, type(problem))),
            lambda done, of: None, **more,
        )  # fmt: skip

    worker.open(object, heard.append, pytest.fail)
    worker._lock = lambda: None
    qtbot.waitUntil(lambda: len(heard) == 1)
    heard.clear()
    ask("gives way", 60, gives_way=True)
    ask("asked for", 0.2)
    ask("too late", 0.1, gives_way=True)
    qtbot.waitUntil(lambda: len(heard) == 3)
    assert set(heard) == {("gives way", Cancelled), ("too late", Cancelled), "asked for"}
    ask("alone", 0.01, gives_way=True)
    qtbot.waitUntil(lambda: len(heard) == 4)
    assert heard[-1] == "alone"
    worker.close()


def test_a_successor_is_told_which_backup_to_restore(tmp_path):
    file = tmp_path / "with a space -- and dashes.sharedesk-backup"
    asked = Asked(folder=tmp_path, restore=file)
    arguments = process.successor(asked)
    assert process.asked(arguments[4:]) == asked
    assert process.asked(["open", f"--restore={file}"]) == Asked(restore=file)


def test_a_window_that_was_opened_long_ago_is_looked_at_every_ten_minutes(backing):
    assert backing._often.isActive()
    assert backing._often.interval() == 600_000
