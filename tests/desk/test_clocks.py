"""The device's clock goes back two years and forward ten: nothing changes its order, nothing is put off for ever.

The clock is a double; the log is real. What locks by itself goes by clocks that nobody can set.
"""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime, timedelta

import pytest
from domain import samples
from vault import world

from sharedesk.desk import backup_words, owed
from sharedesk.domain.outside import CopiedOutside
from sharedesk.ui import clocks
from sharedesk.ui.locking import Locking
from sharedesk.vault import backup_shelf, header, keys, search
from sharedesk.vault import vault as vaults
from sharedesk.vault.backup_file import Manifest
from sharedesk.vault.backup_shelf import Kept, may_go, of_log

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BACK, FORWARD = NOW - timedelta(days=2 * 365), NOW + timedelta(days=10 * 365)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pattern") / "log"
    with vaults.create(folder, "quietly seven", world.AUTHOR, cost=keys.FLOOR, clock=world.LoadedClock())[0] as made:
        return folder, made.root


@pytest.fixture
def clock():
    made = world.LoadedClock()
    made.at = NOW
    return made


@pytest.fixture
def vault(pattern, tmp_path, clock):
    folder = shutil.copytree(pattern[0], tmp_path / "log")
    with vaults.open_with_root(folder, header.read(folder), pattern[1], clock=clock) as opened:
        yield opened


def test_decisions_and_corrections_keep_the_order_in_which_they_were_written(vault, clock):
    made = []
    for at in (NOW, BACK, NOW, FORWARD, NOW):
        clock.at = at
        made.append(world.record(vault, samples.small(f"Recorded at {at:%Y}")))
    assert [one.id for one in search.newest(vault.store, 10)] == made[::-1]
    flags = [vault.store.entries_of(one)[0].leaf.clock_back for one in made]
    assert flags == [False, True, False, False, True], "each step back is noted"
    clock.at = FORWARD
    world.correct(vault, made[0], reasons="first correction")
    clock.at = BACK
    world.correct(vault, made[0], reasons="second correction, by a clock of years before")
    folded, *_ = world.folds(vault.store)[made[0]]
    assert folded["reasons"] == "second correction, by a clock of years before"
    assert world.faults(vault) == ()


def test_an_emergency_share_is_due_and_overdue_by_the_clock_that_there_is_now(vault, clock):
    shares = {}
    for at in (BACK, NOW, FORWARD):
        clock.at = at
        shares[at] = world.share_quickly(vault, world.a_note())
    for now in (BACK, NOW, FORWARD):
        found = owed.reasons_owed(vault, now, None)
        assert {one.id for one in found} == set(shares.values())
        assert all(one.days_old >= 0 for one in found)
        assert all(one.due > one.started for one in found)
        assert [one.started for one in found] == sorted(one.started for one in found)
    assert all(one.overdue for one in owed.reasons_owed(vault, FORWARD + timedelta(days=30), None))


@pytest.mark.parametrize("then", [BACK, FORWARD])
def test_a_reminder_put_off_by_a_wrong_clock_is_put_off_no_longer_than_any(vault, then):
    share = world.share_quickly(vault, world.a_note())
    owed.remind_on(vault, share, then.date() + timedelta(days=3), then.date())
    today = NOW.date()
    assert [one.id for one in owed.to_remind(owed.reasons_owed(vault, NOW, None), today)] == [share]
    owed.remind_on(vault, share, today + timedelta(days=3), today)
    assert owed.to_remind(owed.reasons_owed(vault, NOW, None), today) == [], "the control: put off by the right one"


def kept(number: int, at: datetime) -> Kept:
    manifest = Manifest(log="0" * 32, made_at=at, entries=1, head="0" * 64, members=())
    return Kept(path=backup_shelf.Path(f"{number}"), size=1, manifest=manifest, number=number)


@pytest.mark.parametrize("wrong", [BACK, FORWARD])
def test_backups_of_a_wrong_clock_never_take_the_place_of_the_last_ones(wrong):
    """Three weeks of a backup a day, with the clock wrong for two days in the midst of them."""
    days = [NOW + timedelta(days=n) for n in range(21)]
    days[10:12] = [wrong, wrong + timedelta(days=1)]
    made = [kept(number, at) for number, at in enumerate(days, 1)]
    standing: list[Kept] = []
    for one in made:
        standing.append(one)
        gone = may_go(of_log(standing, "0" * 32), lambda _: True)
        standing = [each for each in standing if each not in gone]
        assert standing[-1] is one, "the one just made stays"
    numbers = [one.number for one in standing]
    assert set(range(15, 22)) <= set(numbers), "the last seven days"
    assert len(numbers) <= backup_shelf.DAYS + backup_shelf.WEEKS


@pytest.mark.parametrize(("at", "old"), [(BACK, True), (NOW, False), (FORWARD, True)])
def test_a_copy_outside_that_a_wrong_clock_dated_is_asked_for_again(at, old):
    copied = CopiedOutside(place="A stick", at=at, entries=1, head="0" * 64)
    assert backup_words.is_old(copied, NOW) == old
    assert backup_words.outside_said(copied, NOW)


@pytest.mark.parametrize("jump", [BACK, FORWARD])
def test_what_locks_by_itself_goes_by_no_clock_that_can_be_set(qapp, monkeypatch, jump):
    locked: list[bool] = []
    locking = Locking(lambda *, hidden=False: locked.append(hidden), lambda: True, lambda: 5)
    monkeypatch.setattr(time, "time", jump.timestamp)
    try:
        assert not locking.look()
        assert locked == []
        before = clocks.through_sleep()
        monkeypatch.setattr(locking, "_now", lambda: before + 301)
        monkeypatch.setattr(locking, "_awake", lambda: before + 301 - locking._asleep)
        assert locking.look(), "the control: five minutes on its own clock"
    finally:
        locking._timer.stop()
