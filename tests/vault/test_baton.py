"""Long work in turns: it stands still between two of them, and the log can be written meanwhile."""

from __future__ import annotations

import contextlib
import threading

import pytest
from domain import samples
from vault import world

from sharedesk.vault import backup, database, errors, swap
from sharedesk.vault.baton import in_turns


def counted(tell):
    for number in range(3):
        tell(number, 3)
    return "done"


def outcome(steps):
    """Run to the end; the tellings and the result."""
    told = []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            return told, end.value


def test_each_telling_is_a_turn_and_the_result_comes_last():
    assert outcome(in_turns(counted)) == ([(0, 3), (1, 3), (2, 3)], "done")


def test_work_that_tells_nothing_still_gives_its_result():
    assert outcome(in_turns(lambda tell: 7)) == ([], 7)


def test_the_work_stands_still_between_turns():
    seen = []

    def work(tell):
        for number in range(3):
            seen.append(number)
            tell(number, 3)

    steps = in_turns(work)
    assert seen == []
    next(steps)
    assert seen == [0]
    next(steps)
    assert seen == [0, 1]
    steps.close()
    assert seen == [0, 1]


def test_what_the_work_raises_is_raised_from_its_turn():
    def work(tell):
        tell(0, 1)
        raise errors.DiskFull

    steps = in_turns(work)
    next(steps)
    with pytest.raises(errors.DiskFull):
        next(steps)


def test_stopped_work_gives_what_it_made_of_that():
    """Nothing where it was stopped; its result where what it had to do was done already."""

    def done_already(tell):
        with contextlib.suppress(errors.Cancelled):
            tell(0, 1)
        return "done"

    steps = in_turns(done_already)
    next(steps)
    with pytest.raises(StopIteration) as end:
        steps.throw(errors.Cancelled())
    assert end.value.value == "done"
    steps = in_turns(counted)
    next(steps)
    with pytest.raises(errors.Cancelled):
        steps.throw(errors.Cancelled())


def test_closing_ends_the_work_and_waits_until_it_has_cleaned_up():
    ended = []

    def work(tell):
        try:
            tell(0, 1)
        except errors.Cancelled:
            tell(0, 1) if not ended else None
            raise
        finally:
            ended.append(threading.current_thread().name)

    steps = in_turns(work)
    next(steps)
    steps.close()
    assert ended == ["turns"]
    assert "turns" not in [thread.name for thread in threading.enumerate()]


def test_saves_between_the_steps_of_a_copy_are_in_it(vault, tmp_path, monkeypatch):
    """One page a step, and a decision recorded at every fifth: the copy is whole and holds the last of them."""
    monkeypatch.setattr(swap, "PAGES_A_STEP", 1)
    target, key = tmp_path / "copy", vault.root.database_key
    steps = in_turns(lambda tell: swap.copy_database(vault.store.connection, target, key, tell))
    saved = 0
    for number, _ in enumerate(steps):
        if number % 5 == 0 and saved < 8:
            world.record(vault, samples.small(f"Recorded while the log was copied, {number}"))
            saved += 1
    assert saved > 3
    copy = database.open_existing(target, key)
    try:
        count = "SELECT count(*), max(pos) FROM entry"
        assert copy.execute(count).fetchone() == vault.store.connection.execute(count).fetchone()
        assert database.integrity_faults(copy) == []
    finally:
        copy.close()


def test_a_backup_in_turns_is_a_proved_backup_and_one_that_is_stopped_leaves_nothing(vault, tmp_path):
    told, manifest = outcome(in_turns(lambda tell: backup.back_up(vault, tmp_path / "whole.backup", tell)))
    assert told
    assert manifest.head == vault.store.tip.head.hex()
    stopped = in_turns(lambda tell: backup.back_up(vault, tmp_path / "stopped.backup", tell))
    next(stopped)
    stopped.close()
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == ["whole.backup"]
    assert not list(tmp_path.glob(".*.copy"))
