"""Backups by themselves and when asked, copies outside that the log knows of, and how they are told of."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from domain import samples
from vault import world

from sharedesk.desk import backup_words, backups, restoring
from sharedesk.desk.backups import NoRoom, NotOutside, Proved
from sharedesk.desk.keep import NoSuchFile
from sharedesk.domain.outside import CopiedOutside
from sharedesk.vault import backup, backup_shelf, errors, header, restore
from sharedesk.vault import vault as vaults
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.recovery import new_sheet


@pytest.fixture(scope="session")
def made_log(tmp_path_factory):
    folder = tmp_path_factory.mktemp("backups") / "log"
    with vaults.create(folder, world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0] as vault:
        world.record(vault, samples.small("First"))
        return folder, vault.root


@pytest.fixture
def log(made_log, tmp_path):
    folder = shutil.copytree(made_log[0], tmp_path / "log")
    with vaults.open_with_root(folder, header.read(folder), made_log[1], clock=world.LoadedClock()) as vault:
        yield vault


@pytest.fixture(autouse=True)
def no_process(request, monkeypatch):
    """What is done in a process of its own is done in this one, but for one test: two thirds of the time of the others.

    The process itself: tests/vault/test_apart.py and test_backup.py.
    """
    if request.node.name != "test_a_copy_outside_is_the_very_file_and_the_log_says_so":
        monkeypatch.setattr(backup, "apart", lambda work, *given, told: work(told, *given))


def named(folder):
    return sorted(path.name for path in folder.glob("*.sharedesk-backup"))


def now(log):
    return log.store.now().at


def test_one_is_made_in_the_log_s_own_folder_and_stands_for_those_of_its_day(log):
    proved = Proved()
    first = backups.back_up(log, "", proved)
    assert first.path.parent == log.folder / "backups"
    assert backup.read_manifest(first.path) == first.manifest
    second = backups.back_up(log, "", proved)
    assert second.removed == (first.path,)
    assert named(log.folder / "backups") == [second.path.name]
    assert list((log.folder / "backups").glob(".*")) == []


def test_the_log_s_own_folder_for_them_is_made_anew_where_somebody_removed_it(log):
    shutil.rmtree(log.folder / "backups")
    made = backups.back_up_by_itself(log, "", Proved(), lambda done, of: None)
    assert made.path.exists()
    assert (log.folder / "backups").stat().st_mode & 0o777 == 0o700


def test_a_damaged_new_one_removes_no_good_one_and_is_not_removed(log):
    first = backups.back_up(log, "", Proved())
    spoilt = bytearray(first.path.read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    bad = first.path.with_name(backup_shelf.name_for(backups.listed(log.folder, ""), now(log)))
    bad.write_bytes(bytes(spoilt))
    by_hand = first.path.with_name("by hand.sharedesk-backup")
    shutil.copy(first.path, by_hand)
    made = backups.back_up(log, "", Proved())
    assert made.removed == (first.path,)
    assert named(log.folder / "backups") == sorted([bad.name, by_hand.name, made.path.name])


def test_files_are_read_once_as_long_as_they_are_as_they_were(log, monkeypatch):
    proved, reads = Proved(), []
    made = backups.back_up(log, "", proved)
    (one,) = backups.listed(log.folder, "")
    real = backup.read_manifest
    monkeypatch.setattr(backup, "read_manifest", lambda *a, **k: reads.append(a) or real(*a, **k))
    assert proved.known(one) is True
    assert proved.read(one)
    assert reads == [], "read back as it was made"
    spoilt = bytearray(made.path.read_bytes())
    spoilt[5000] ^= 1
    made.path.write_bytes(bytes(spoilt))
    assert proved.known(one) is None
    assert not proved.read(one)
    assert proved.known(one) is False
    assert len(reads) == 1


def test_a_place_that_was_chosen_and_where_it_is_gone_the_log_s_own(log, tmp_path):
    place = tmp_path / "chosen"
    place.mkdir()
    made = backups.back_up(log, str(place), Proved())
    assert made.path.parent == place
    shutil.move(place, tmp_path / "pulled out")
    assert backups.place_for(log.folder, str(place)).missing == place
    made = backups.back_up(log, str(place), Proved())
    assert made.path.parent == log.folder / "backups"


def test_a_place_that_two_logs_share(log, made_log, tmp_path):
    place = tmp_path / "chosen"
    place.mkdir()
    with vaults.create(tmp_path / "second", "two", world.AUTHOR, cost=FLOOR)[0] as second:
        theirs = backups.back_up(second, str(place), Proved())
    ours = backups.back_up(log, str(place), Proved())
    assert ours.removed == ()
    assert named(place) == sorted([ours.path.name, theirs.path.name])
    assert [one.path for one in restoring.to_choose_from(log.folder, str(place))] == [ours.path]


def test_when_one_is_due(log):
    moment = datetime.now(UTC)
    assert backups.is_due(log, "", moment), "something was recorded and nothing is backed up"
    backups.back_up(log, "", Proved())
    assert not backups.is_due(log, "", moment)
    assert backups.is_due(log, "", moment + timedelta(days=1)), "once a day"
    world.record(log, samples.small("Since then"))
    assert not backups.is_due(log, "", moment + timedelta(minutes=14))
    assert backups.is_due(log, "", moment + timedelta(minutes=17))
    assert backups.is_due(log, "", moment - timedelta(days=700)), "a clock that was set back stops nothing"
    assert not backups.is_due(log, "", moment + timedelta(minutes=5))


def test_a_large_log_is_backed_up_less_often():
    assert backups.pause(0) == timedelta(minutes=15)
    assert timedelta(hours=1) < backups.pause(600_000_000) < timedelta(hours=2)


def test_a_log_in_which_nothing_was_recorded_is_not_backed_up_by_itself(tmp_path):
    with vaults.create(tmp_path / "new", "new", world.AUTHOR, cost=FLOOR)[0] as vault:
        assert not backups.is_due(vault, "", now(vault))


def test_one_that_nobody_asked_for_never_fills_the_disk(log, monkeypatch):
    free = {"now": 10**12}
    monkeypatch.setattr(backups.shutil, "disk_usage", lambda _: type("Use", (), {"free": free["now"]}))
    backups.back_up_by_itself(log, "", Proved(), lambda done, of: None)
    free["now"] = 200_000_000
    with pytest.raises(NoRoom):
        backups.back_up_by_itself(log, "", Proved(), lambda done, of: None)
    backups.back_up(log, "", Proved())  # whoever asks for one is not told what may be put on their disk


def test_a_copy_outside_is_the_very_file_and_the_log_says_so(log, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    assert backups.outside_copies(log) == []
    told = []
    made = backups.copy_outside(log, stick / "copy", "", Proved(), lambda done, of: told.append(done))
    assert told == sorted(told)
    assert told[-1] == backup.STEPS
    (own,) = (log.folder / "backups").glob("*.sharedesk-backup")
    assert (stick / "copy").read_bytes() == own.read_bytes()
    assert made.same_disk
    (copy,) = backups.outside_copies(log)
    assert (copy.place, copy.entries, copy.head) == (str(stick / "copy"), made.manifest.entries, made.manifest.head)
    assert world.faults(log) == ()
    assert [path.name for path in stick.iterdir()] == ["copy"]


@pytest.mark.parametrize("where", ["in the log", "there already", "no folder"])
def test_a_place_that_will_not_do_is_refused_before_anything_is_made(log, tmp_path, where):
    (tmp_path / "there").write_text("mine")
    target, error = {
        "in the log": (log.folder / "backups" / "copy", NotOutside),
        "there already": (tmp_path / "there", errors.AlreadyThere),
        "no folder": (tmp_path / "no" / "copy", NoSuchFile),
    }[where]
    with pytest.raises(error):
        backups.copy_outside(log, target, "", Proved())
    assert named(log.folder / "backups") == []
    assert backups.outside_copies(log) == []
    assert (tmp_path / "there").read_text() == "mine"


@pytest.mark.parametrize("where", ["copying", "noting"])
def test_a_copy_that_is_stopped_or_cannot_be_noted_is_none(log, tmp_path, monkeypatch, where):
    stick = tmp_path / "stick"
    stick.mkdir()

    def full(_):
        raise errors.DiskFull

    def stop(done, of):
        if done > backups._COPIED:
            raise errors.Cancelled

    if where == "noting":
        monkeypatch.setattr(log, "append", full)
    with pytest.raises(errors.DiskFull if where == "noting" else errors.Cancelled):
        backups.copy_outside(log, stick / "copy", "", Proved(), *([stop] if where == "copying" else []))
    assert list(stick.iterdir()) == []
    assert backups.outside_copies(log) == []
    monkeypatch.undo()
    backups.copy_outside(log, stick / "copy", "", Proved())
    assert len(backups.outside_copies(log)) == 1


def test_what_is_erased_is_noted_beside_copies_too_so_that_none_there_brings_it_back(log, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    entity = world.record(log, samples.small("Reasons that stay.", notes="zanzibarish"))
    backups.copy_outside(log, stick / "before", "", Proved())
    world.erase_slot(log, entity, "notes")
    backups.copy_outside(log, stick / "after", "", Proved())
    done = restore.restore(stick / "before", tmp_path / "clean", lambda h: log.root, lambda p: True)
    with done.vault as restored:
        assert b"zanzibarish" not in world.everything(restored.store.connection)
        assert restored.store.entries_of(entity)


def test_what_was_kept_aside_is_known_for_what_it_is(log):
    for name in ("log kept aside 2026-03-14-120301", "log kept aside 2026-03-14-120301-2", "log kept aside whenever"):
        log.folder.with_name(name).mkdir()
    log.folder.with_name("logs kept aside").mkdir()
    (log.folder / "backups" / "before-schema-3-ab12cd34.db").write_bytes(b"x")
    found = {one.path.name: one for one in backups.kept_aside(log.folder)}
    assert {name: one.kind for name, one in found.items()} == {
        "log kept aside 2026-03-14-120301": "restored",
        "log kept aside 2026-03-14-120301-2": "restored",
        "log kept aside whenever": "restored",
        "before-schema-3-ab12cd34.db": "updated",
    }
    assert found["log kept aside 2026-03-14-120301-2"].at == datetime(2026, 3, 14, 12, 3, 1, tzinfo=UTC)
    assert "before a backup was restored" in backup_words.aside_said(found["log kept aside whenever"])


def copy_at(at):
    return CopiedOutside(place="/media/stick/x", at=at, entries=1, head="0" * 64)


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "today"), (1, "yesterday"), (9, "9 days ago"), (1200, "1,200 days ago")],
)
def test_the_age_of_the_last_copy_outside_in_words(days, said):
    moment = datetime(2026, 3, 14, 12, tzinfo=UTC)
    last = copy_at(moment - timedelta(days=days))
    assert backup_words.outside_said(last, moment) == f"Last copy outside this computer: {said}."
    assert backup_words.is_old(last, moment) == (days >= 30)


def test_no_copy_outside_and_a_clock_that_was_set_back_in_words():
    moment = datetime(2026, 3, 14, 12, tzinfo=UTC)
    assert backup_words.outside_said(None, moment) == "There is no copy of this log outside this computer yet."
    said = backup_words.outside_said(copy_at(moment + timedelta(days=400)), moment)
    assert "2027" in said
    assert "has not reached" in said


@pytest.mark.parametrize(
    ("size", "said"),
    [(7, "7 bytes"), (1500, "1.5 kB"), (195_000, "195 kB"), (1_234_567, "1.2 MB"), (641_000_000, "641 MB")],
)
def test_sizes_in_words(size, said):
    assert backup_words.size_said(size) == said


def a_plan(**more):
    usual = {"made_at": datetime(2026, 3, 14, tzinfo=UTC), "entries": 6, "practice": False}
    return restore.Plan(**{**usual, "present_entries": 7, "would_be_missing": 1, "replaces": True, **more})


def test_what_would_be_missing_is_said_first():
    first, *rest = backup_words.plan_said(a_plan())
    assert first.startswith("Not in the backup, but in the log that is there now: 1 entry.")
    assert any("kept aside, whole" in said for said in rest)
    assert backup_words.plan_said(a_plan(would_be_missing=0))[0].startswith("Everything in the log that is there now")
    assert (
        "so it is not known what of it the backup"
        in backup_words.plan_said(a_plan(would_be_missing=None, present_entries=None))[0]
    )
    clean = backup_words.plan_said(a_plan(replaces=False, would_be_missing=0, present_entries=None))
    assert len(clean) == 1
    assert backup_words.plan_said(a_plan(practice=True))[-1] == "PRACTICE: everybody in this backup is made up."


def test_a_backup_of_a_log_without_a_sheet_says_so(log, tmp_path):
    made = backups.back_up(log, "", Proved())
    sheet = ["0000-0000-0"] * 4
    with pytest.raises(errors.MistypedLine):
        restoring.by_sheet([*sheet[:3], "0000-0000-1"])
    slots = tuple(slot for slot in log.header.body.slots if slot.kind != "recovery")
    without = header.decode(header.encode(msgspec.structs.replace(log.header.body, slots=slots), log.root))
    opener = restoring.by_sheet(list(new_sheet(log.root, log.log).code_lines))
    with pytest.raises(restoring.NoSheetThen):
        opener(without)
    with pytest.raises(errors.WrongRecoveryCode):
        restore.restore(made.path, tmp_path / "new", opener, lambda plan: True)


def test_where_a_log_goes_that_is_put_into_a_folder(log, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter").write_text("mine")
    (tmp_path / "empty").mkdir()
    assert restoring.folder_in(tmp_path / "full") == tmp_path / "full" / "ShareDesk log"
    assert restoring.folder_in(tmp_path / "empty") == tmp_path / "empty"
    assert restoring.folder_in(tmp_path / "none") == tmp_path / "none"
    assert restoring.folder_in(log.folder) == log.folder
    assert restoring.is_taken(log.folder)
    assert not restoring.is_taken(tmp_path / "full")
