"""Restoring never destroys, never writes outside its place, keeps erasures, and can be interrupted."""

from __future__ import annotations

import os
import shutil

import pytest
from domain import samples
from vault import world

from sharedesk.domain import outside
from sharedesk.domain.entry import new_part
from sharedesk.vault import check, database, errors, header, restore, restoring, swap
from sharedesk.vault import vault as vaults
from sharedesk.vault.store import NewEntry


def test_a_round_trip_brings_all_of_it(made, made_backup, tmp_path, open_log, folder):
    done = restore.restore(made_backup, tmp_path / "new place" / "log", lambda head: made.root, lambda plan: True)
    assert done.kept_aside is None
    assert (done.plan.present_entries, done.plan.would_be_missing, done.plan.entries) == (None, 0, 6)
    with done.vault as restored, open_log(folder) as original:
        there, here = world.leaves(restored.store), world.leaves(original.store)
        assert there[: len(here)] == here
        last = restored.store.entry(len(here) + 1)
        assert last.leaf.kind == "restored"
        assert last.leaf.writer != original.store.tip.writer
        assert last.leaf.seq == 1
        assert world.contents(last)["@restored"] == {"from_head": original.store.tip.head.hex(), "lost_to_head": None}
        (copy,) = outside.copies_outside(restored.store.entries_of(restored.log))
        assert (copy.place, copy.head) == (str(made_backup), original.store.tip.head.hex()), "it is a copy outside"
        said = world.folds(restored.store)
        assert all(said[entity] == held for entity, held in world.folds(original.store).items())
        assert (
            check.head_after(restored.store, original.store.tip.writer, original.store.tip.seq)
            == original.store.tip.head
        )
        assert world.faults(restored) == ()
        world.record(restored, samples.small("Going on"))
        assert world.faults(restored) == ()
        assert (restored.folder / "inbox" / "ab01.sealed").read_bytes() == b"a sealed note"
        assert (restored.folder / "drafts" / "cd02.sealed").read_bytes() == b"a sealed draft"
    vaults.unlock(tmp_path / "new place" / "log", world.PASSPHRASE).lock()


def test_over_the_same_log_the_plan_says_what_is_lost_and_it_is_kept_aside(
    made, made_backup, folder, open_log, tmp_path
):
    with open_log(folder) as vault:
        lost = world.record(vault, samples.small("Since the backup"))
        head = vault.store.tip.head.hex()
    (folder / "inbox" / "ee99.sealed").write_bytes(b"sealed since")
    plans = []
    done = restore.restore(made_backup, folder, lambda h: made.root, lambda plan: plans.append(plan) or True)
    assert (plans[0].present_entries, plans[0].would_be_missing) == (7, 1)
    with done.vault as restored:
        assert restored.store.entries_of(lost) == []
        (entry,) = restored.store.entries_of_kind(["restored"])
        about = world.contents(entry)["@restored"]
        assert about["lost_to_head"] == head
        assert (folder / "inbox" / "ee99.sealed").read_bytes() == b"sealed since"
    with open_log(done.kept_aside) as kept:
        assert kept.store.entries_of(lost)
        assert world.faults(kept) == ()


def test_what_was_lost_comes_back_by_an_export_of_the_log_kept_aside(made, made_backup, folder, open_log):
    from sharedesk.vault import segments

    with open_log(folder) as vault:
        lost = world.record(vault, samples.small("Since the backup"))
    done = restore.restore(made_backup, folder, lambda h: made.root, lambda plan: True)
    with done.vault as restored, open_log(done.kept_aside) as kept:
        world.record(restored, samples.small("Since the restore"))
        result = segments.import_log(restored, world.export(kept))
        assert result.added == 1
        assert world.folds(restored.store)[lost] == world.folds(kept.store)[lost]
        assert world.faults(restored) == ()
        assert segments.import_log(restored, world.export(kept)).added == 0
        segments.import_log(kept, world.export(restored))  # and the other way round: two branches of one log
        assert world.faults(kept) == ()


def test_saying_no_changes_nothing(made, made_backup, folder):
    before = world.snapshot(folder.parent)
    with pytest.raises(errors.Cancelled):
        restore.restore(made_backup, folder, lambda h: made.root, lambda plan: False)
    after = world.snapshot(folder.parent)
    assert after == before


def test_a_log_in_use_is_not_replaced(made, made_backup, folder, vault):
    with pytest.raises(errors.VaultInUse):
        restore.restore(made_backup, folder, lambda h: made.root, lambda plan: True)
    world.record(vault, samples.small("Still at work"))


@pytest.mark.parametrize("how", ["whole", "header missing"])
def test_over_another_log_it_is_refused(how, made, made_backup, other_folder):
    if how == "header missing":
        for name in (header.NAME, header.COPY):
            (other_folder / name).unlink()
    before = world.snapshot(other_folder)
    with pytest.raises(errors.ForeignBackup):
        restore.restore(made_backup, other_folder, lambda h: made.root, lambda plan: True)
    assert world.snapshot(other_folder) == before


@pytest.mark.parametrize("what", ["a file", "a folder of letters"])
def test_over_something_else_it_is_refused(what, made, made_backup, tmp_path):
    place = tmp_path / "place"
    if what == "a file":
        place.write_text("mine")
    else:
        place.mkdir()
        (place / "letter.txt").write_text("mine")
    before = world.snapshot(tmp_path)
    with pytest.raises(errors.AlreadyThere):
        restore.restore(made_backup, place, lambda h: made.root, lambda plan: True)
    assert world.snapshot(tmp_path) == before


@pytest.mark.parametrize(
    "damage", ["header", "database gone", "database empty", "first page", "a page in the middle", "an entry"]
)
def test_over_a_damaged_log(damage, made, made_backup, folder, open_log):
    db = folder / database.NAME
    if damage == "header":
        for name in (header.NAME, header.COPY):
            (folder / name).write_bytes(b"x" * 99)
    elif damage == "database gone":
        db.unlink()
    elif damage == "database empty":
        db.write_bytes(b"")
    elif damage == "an entry":
        with open_log(folder) as vault:
            vault.store.connection.execute("UPDATE entry SET leaf = CAST('{}' AS BLOB) WHERE pos = 4")
    else:
        data = bytearray(db.read_bytes())
        pages = range(1) if damage == "first page" else range(4, len(data) // 4096)
        for page in pages:
            data[page * 4096 + 500] ^= 1
        db.write_bytes(bytes(data))
    plans = []
    done = restore.restore(made_backup, folder, lambda h: made.root, lambda plan: plans.append(plan) or True)
    with done.vault as restored:
        assert world.faults(restored) == ()
    assert done.kept_aside.is_dir()
    if damage == "header":
        assert (plans[0].present_entries, plans[0].would_be_missing) == (6, 0)
    else:
        assert (plans[0].present_entries, plans[0].would_be_missing) == (None, None)


def test_into_an_empty_folder(made, made_backup, tmp_path):
    place = tmp_path / "empty"
    place.mkdir()
    restore.restore(made_backup, place, lambda h: made.root, lambda plan: True).vault.lock()
    assert [p.name for p in tmp_path.iterdir()] == ["empty"]


@pytest.mark.parametrize("at", ["before the first rename", "between the two", "after the second"])
def test_a_kill_while_the_folders_change_places(at, made, made_backup, folder, monkeypatch, open_log):
    """The power fails: nothing that comes after in our program runs either."""
    with open_log(folder) as vault:
        newer = world.record(vault, samples.small("Since the backup"))

    class PowerCutError(BaseException):
        pass

    real, renames = os.rename, []

    def rename(source, target):
        if len(renames) == ("before the first rename", "between the two", "after the second").index(at):
            raise PowerCutError
        renames.append(target)
        real(source, target)
        if at == "after the second" and len(renames) == 2:
            raise PowerCutError

    with monkeypatch.context() as fault:
        fault.setattr(swap.os, "rename", rename)
        fault.setattr(restore.shutil, "rmtree", lambda *_, **__: None)
        fault.setattr(restore.swap, "finish_interrupted", lambda _: None)
        with pytest.raises(PowerCutError):
            restore.restore(made_backup, folder, lambda h: made.root, lambda plan: True)
    assert swap.is_being_exchanged(folder)
    with vaults.unlock(folder, world.PASSPHRASE) as vault:  # start-up finishes it or takes it back
        assert bool(vault.store.entries_of(newer)) == (at == "before the first rename")
        assert world.faults(vault) == ()
    assert not swap.is_being_exchanged(folder)
    assert not [p for p in folder.parent.iterdir() if p.name.startswith(".")]


def test_a_second_rename_that_fails_puts_the_log_back_at_once(made, made_backup, folder, monkeypatch, open_log):
    before = {n: d for n, (d, _) in world.snapshot(folder).items()}
    real, calls = os.rename, []

    def rename(source, target):
        calls.append(target)
        if len(calls) == 2:
            raise OSError(5, "as the system says it")
        real(source, target)

    with monkeypatch.context() as fault:
        fault.setattr(swap.os, "rename", rename)
        with pytest.raises(errors.StorageFailed):
            restore.restore(made_backup, folder, lambda h: made.root, lambda plan: True)
    assert {n: d for n, (d, _) in world.snapshot(folder).items()} == before
    assert [p.name for p in folder.parent.iterdir()] == [folder.name]
    open_log(folder)


def test_nobody_opens_a_log_while_it_is_exchanged(made, made_backup, folder, open_log, monkeypatch):
    told = []
    real = os.rename

    def rename(source, target):
        for attempt in (vaults.look, open_log) if source == folder else (vaults.look,):
            try:
                attempt(folder)
            except errors.VaultError as problem:
                told.append(type(problem))
        real(source, target)

    monkeypatch.setattr(swap.os, "rename", rename)
    restore.restore(made_backup, folder, lambda h: made.root, lambda plan: True).vault.lock()
    assert told == [errors.VaultInUse] * 3


def test_a_wrong_passphrase_restores_nothing(made_backup, tmp_path):
    with pytest.raises(errors.WrongPassphrase):
        restore.restore(made_backup, tmp_path / "log", lambda h: h.unlock("wrong"), lambda plan: True)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_while_restoring_leaves_nothing(made, made_backup, folder, monkeypatch):
    before = world.snapshot(folder.parent)
    real, calls = os.fsync, []

    def full(descriptor):
        calls.append(descriptor)
        raise OSError(28, "no space")

    with monkeypatch.context() as fault:
        fault.setattr(os, "fsync", full)
        with pytest.raises(errors.DiskFull):
            restore.restore(made_backup, folder, lambda h: made.root, lambda plan: True)
    assert calls
    assert real is os.fsync
    assert world.snapshot(folder.parent) == before


def test_leftovers_are_known_by_their_names(folder):
    shutil.copytree(folder, folder.with_name(f".{folder.name}.ab{restoring.ENDING}"))
    vaults.look(folder)  # nothing of ours is removed without its marker
    assert folder.with_name(f".{folder.name}.ab{restoring.ENDING}").exists()


def copied(vault, place, at="2026-03-14T12:00:00Z"):
    """Note a copy outside, as the desk does."""
    about = {"place": place, "at": at, "entries": vault.store.count(), "head": vault.store.tip.head.hex()}
    vault.append([NewEntry(kind="copied_outside", entity=vault.log, parts=(new_part(outside.SLOT, about),))])


def test_copies_outside_that_are_known_here_are_known_after_a_restore(made, made_backup, folder, open_log):
    with open_log(folder) as vault:
        for place in ("/media/one", "/media/two"):
            copied(vault, place)
        before = outside.copies_outside(vault.store.entries_of(vault.log))
    done = restore.restore(made_backup, folder, lambda h: made.root, lambda plan: True)
    with done.vault as restored:
        after = outside.copies_outside(restored.store.entries_of(restored.log))
        assert [copy.place for copy in after if copy in before] == ["/media/one", "/media/two"]
        assert world.faults(restored) == ()
    again = restore.restore(made_backup, folder, lambda h: made.root, lambda plan: True)
    with again.vault as restored:
        assert outside.copies_outside(restored.store.entries_of(restored.log)) == after, "each once, however often"


def test_a_backup_of_the_log_s_own_folder_is_no_copy_outside(made, made_backup, folder):
    for name in ("2026-03-14-120000-kept-000001.sharedesk-backup", "mine.sharedesk-backup"):
        own = shutil.copy(made_backup, folder / "backups" / name)
        with restore.restore(own, folder, lambda h: made.root, lambda plan: True).vault as restored:
            assert outside.copies_outside(restored.store.entries_of(restored.log)) == []
        shutil.rmtree(folder)
        shutil.copytree(made.folder, folder)


def test_nothing_is_touched_until_somebody_says_so_and_another_restore_is_kept_out(made, made_backup, folder):
    before = {n: d for n, (d, _) in world.snapshot(folder).items()}
    prepared = restore.prepare(made_backup, folder, lambda h: made.root)
    assert {n: d for n, (d, _) in world.snapshot(folder).items()} == before
    assert (prepared.plan.replaces, prepared.plan.practice) == (True, False)
    with pytest.raises(errors.VaultInUse):
        restore.prepare(made_backup, folder, lambda h: made.root)
    with pytest.raises(errors.VaultInUse):
        vaults.unlock(folder, world.PASSPHRASE)
    prepared.abandon()
    assert {n: d for n, (d, _) in world.snapshot(folder).items()} == before
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    prepared = restore.prepare(made_backup, folder, lambda h: made.root)
    prepared.finish().vault.lock()


def test_what_a_restore_that_was_ended_left_is_removed_when_the_log_is_opened_next(made, made_backup, folder):
    prepared = restore.prepare(made_backup, folder, lambda h: made.root)
    left = [path for path in folder.parent.iterdir() if path.name.startswith(".")]
    vaults.look(folder)
    assert all(path.exists() for path in left), "it is under way"
    prepared._guard._lock.release()  # as the system does with an ended process's
    prepared._present.close()
    vaults.look(folder)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    assert len(left) == 2


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_it_can_be_stopped_at_any_time_before_it_is_agreed_to(share, made, made_backup, folder):
    def stop(done, of):
        if done >= share * of:
            raise errors.Cancelled

    before = {n: d for n, (d, _) in world.snapshot(folder.parent).items()}
    with pytest.raises(errors.Cancelled):
        restore.prepare(made_backup, folder, lambda h: made.root, stop)
    assert {n: d for n, (d, _) in world.snapshot(folder.parent).items()} == before


def test_progress_of_a_restore_goes_forwards(made, made_backup, folder, monkeypatch):
    monkeypatch.setattr(restore, "_EVERY", 1)
    told = []
    restore.prepare(made_backup, folder, lambda h: made.root, lambda done, of: told.append(done / of)).abandon()
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) > 5


def test_what_somebody_planted_among_the_notes_keeps_no_restore_from_ending(made, made_backup, folder):
    os.mkfifo(folder / "inbox" / "aa01.sealed")
    (folder / "inbox" / "aa02.sealed").symlink_to("/dev/zero")
    (folder / "inbox" / "aa03.sealed").write_bytes(b"as ours are called")
    with restore.restore(made_backup, folder, lambda h: made.root, lambda plan: True).vault as restored:
        names = {path.name for path in (restored.folder / "inbox").iterdir()}
    assert names == {"ab01.sealed", "aa03.sealed"}


def test_a_backup_from_before_the_log_s_key_was_changed_does_not_read_the_present_one(
    made, made_backup, other_folder, tmp_path
):
    """Its erasures come along by the list beside its backups, and it is kept aside."""
    present = tmp_path / "log"
    shutil.copytree(made.folder, present)
    shutil.copy(other_folder / database.NAME, present / database.NAME)  # under another key
    plans = []
    done = restore.restore(made_backup, present, lambda h: made.root, lambda plan: plans.append(plan) or True)
    done.vault.lock()
    assert (plans[0].replaces, plans[0].present_entries, plans[0].would_be_missing) == (True, None, None)
    assert (done.kept_aside / database.NAME).read_bytes() == (other_folder / database.NAME).read_bytes()
