"""Which backups stay and which go: by days and weeks, and never a good one for one that is not."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, date, datetime, timedelta

import pytest

from sharedesk.vault import backup, backup_shelf
from sharedesk.vault.backup_file import Manifest
from sharedesk.vault.backup_shelf import Kept

LOG, OTHER = "a" * 32, "b" * 32
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def kept(tmp_path, number, at, log=LOG):
    manifest = Manifest(log=log, made_at=at, entries=number, head="0" * 64, members=())
    name = backup_shelf.name_for([Kept(path=tmp_path, size=0, manifest=None, number=number - 1)], at)
    return Kept(path=tmp_path / name, size=1, manifest=manifest, number=number)


def many(tmp_path, moments):
    """The last made first, as `of_log` gives them."""
    return [kept(tmp_path, number, at) for number, at in enumerate(moments, 1)][::-1]


def stay(ours, whole=lambda one: True):
    gone = backup_shelf.may_go(ours, whole)
    return [one for one in ours if one not in gone]


def test_a_name_says_when_and_in_which_order_and_is_known_again(tmp_path):
    name = backup_shelf.name_for([], NOON)
    assert name == "2026-03-14-120000-kept-000001.sharedesk-backup"
    assert backup_shelf.is_ours(name)
    for other in (f"my {name}", f"{name}.bak", "2026-03-14.sharedesk-backup", f"{name}\n", name.replace("kept", "x")):
        assert not backup_shelf.is_ours(other)


def test_the_last_of_each_day_and_week_stays(tmp_path):
    ours = many(tmp_path, [NOON + timedelta(hours=6 * n) for n in range(4 * 60)])  # two months, four a day
    left = stay(ours)
    days = sorted({one.made_on for one in left}, reverse=True)
    assert days[:7] == [ours[0].made_on - timedelta(days=n) for n in range(7)]
    assert len(left) == len(days), "one a day"
    weeks = [one.made_on.isocalendar()[:2] for one in left]
    assert len(set(weeks)) == 4
    assert left[0] is ours[0]
    for one in left:  # of each day and week the last
        later = [other for other in ours if other.made_on == one.made_on and other.number > one.number]
        assert later == []


def test_all_backups_of_a_log_that_is_seldom_open_stay(tmp_path):
    ours = many(tmp_path, [NOON + timedelta(days=40 * n) for n in range(7)])
    assert stay(ours) == ours, "seven days, however far apart"


@pytest.mark.parametrize("years", [-2, 10])
def test_a_clock_that_jumps_removes_no_newer_one(tmp_path, years):
    usual = [NOON + timedelta(days=n) for n in range(10)]
    jumped = [NOON.replace(year=NOON.year + years) + timedelta(days=n) for n in range(2)]
    back = [NOON + timedelta(days=10 + n) for n in range(3)]
    for moments in (usual + jumped, usual + jumped + back):
        left = stay(many(tmp_path, moments))
        newest = sorted((one.number for one in left), reverse=True)[:7]
        assert newest == list(range(len(moments), len(moments) - 7, -1)), "the last seven made, whatever their dates"


def test_one_that_is_not_whole_neither_stands_for_others_nor_goes(tmp_path):
    ours = many(tmp_path, [NOON + timedelta(hours=n) for n in range(5)])
    bad = ours[0]
    gone = backup_shelf.may_go(ours, lambda one: one is not bad)
    assert bad not in gone
    assert ours[1] not in gone, "the last good one of the day"
    assert gone == ours[2:]
    assert backup_shelf.may_go(ours, lambda one: False) == []


def test_of_many_logs_only_one_s_own_are_looked_at(tmp_path):
    theirs = kept(tmp_path, 9, NOON, OTHER)
    by_hand = Kept(path=tmp_path / "mine.sharedesk-backup", size=1, manifest=theirs.manifest)
    ours = kept(tmp_path, 1, NOON)
    assert backup_shelf.of_log([theirs, by_hand, ours], LOG) == [ours]


def test_a_folder_is_listed_with_what_is_damaged_newer_or_no_backup(made_backup, tmp_path):
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    good = shutil.copy(made_backup, shelf / backup_shelf.name_for([], NOON))
    (shelf / "short.sharedesk-backup").write_bytes(made_backup.read_bytes()[:3000])
    newer = bytearray(made_backup.read_bytes()).replace(b'"format":1', b'"format":9', 1)
    (shelf / "newer.sharedesk-backup").write_bytes(bytes(newer))
    year = bytearray(made_backup.read_bytes())
    at = year.index(b'"made_at":"') + len(b'"made_at":"')
    year[at : at + 4] = b"9999"
    (shelf / "far.sharedesk-backup").write_bytes(bytes(year))
    (shelf / "folder.sharedesk-backup").mkdir()
    (shelf / "link.sharedesk-backup").symlink_to(good)
    os.mkfifo(shelf / "pipe.sharedesk-backup")
    (shelf / "letter.txt").write_text("mine")
    found = {one.path.name.partition(".")[0]: one for one in backup_shelf.kept_in([shelf, shelf, tmp_path / "gone"])}
    assert set(found) == {good.stem, "short", "newer", "far"}
    assert found[good.stem].manifest == backup.read_manifest(made_backup)
    assert found[good.stem].number == 1
    assert (found["newer"].newer, found["newer"].manifest) == (True, None)
    assert (found["short"].newer, found["short"].manifest) == (False, None)
    assert found["far"].made_on is None or found["far"].made_on > date(9000, 1, 1)


def test_what_cannot_be_removed_stays_and_the_others_go(made_backup, tmp_path):
    there = [shutil.copy(made_backup, tmp_path / f"{n}.sharedesk-backup") for n in range(2)]
    gone = Kept(path=tmp_path / "gone.sharedesk-backup", size=1, manifest=None)
    assert backup_shelf.remove([gone, *backup_shelf.kept_in([tmp_path])]) == sorted(there)
    assert list(tmp_path.iterdir()) == []


def test_only_old_left_overs_of_ours_are_cleared(tmp_path):
    ours, young, theirs = (tmp_path / name for name in (f".{'a' * 16}.part", f".{'b' * 16}.packed", ".mine.part"))
    for path in (ours, young, theirs):
        path.write_bytes(b"x")
    for path in (ours, theirs):
        os.utime(path, (0, 0))
    backup_shelf.clear_left_overs(tmp_path)
    backup_shelf.clear_left_overs(tmp_path / "gone")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([young.name, theirs.name])
