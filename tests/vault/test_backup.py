"""Backups: one file, which has its name only once it has proved itself."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time

import pytest
from domain import samples
from vault import slow, world

from sharedesk.vault import backup, backup_file, errors, files, header, restore, swap


def test_a_backup_is_never_written_over(vault, tmp_path):
    (tmp_path / "there").write_text("mine")
    with pytest.raises(errors.AlreadyThere):
        backup.back_up(vault, tmp_path / "there")
    with pytest.raises(errors.ReadOnly):
        backup.back_up(vault, tmp_path / "no such folder" / "b")
    assert (tmp_path / "there").read_text() == "mine"


@pytest.mark.parametrize("where", ["copying", "checking", "naming"])
def test_a_backup_that_is_interrupted_leaves_nothing(where, vault, folder, tmp_path, monkeypatch):
    place = tmp_path / "kept"
    place.mkdir()
    before = world.snapshot(folder)

    def stop(*_, **__):
        raise errors.Cancelled

    def stop_at(done, of):
        if done > (0 if where == "copying" else backup._COPIED):
            raise errors.Cancelled

    with monkeypatch.context() as fault:
        if where == "naming":
            fault.setattr(files, "replace", stop)
        with pytest.raises(errors.Cancelled):
            backup.back_up(vault, place / "b", *([] if where == "naming" else [stop_at]))
    assert list(place.iterdir()) == []
    assert world.snapshot(folder).keys() == before.keys()
    assert multiprocessing.active_children() == []
    world.record(vault, samples.small("saving goes on"))
    assert world.faults(vault) == ()
    backup.back_up(vault, place / "b")  # the control: left alone it comes to an end
    assert [path.name for path in place.iterdir()] == ["b"]


def test_the_check_of_a_backup_can_be_stopped_at_once(vault, tmp_path, monkeypatch):
    """SQLCipher's own check cannot be interrupted, so the process that makes it is ended."""
    (tmp_path / "kept").mkdir()
    monkeypatch.setattr(backup, "prove_pack_and_remove", slow.for_ever)
    began: list[float] = []

    def stop_soon(done, of):
        if done == backup._COPIED + 1:  # the first thing that `slow` tells
            began.append(time.monotonic())
            raise errors.Cancelled

    with pytest.raises(errors.Cancelled):
        backup.back_up(vault, tmp_path / "kept" / "b", stop_soon)
    assert time.monotonic() - began[0] < 20, "on a machine that is busy; it would take ten minutes"
    assert multiprocessing.active_children() == []
    assert list((tmp_path / "kept").iterdir()) == []


def test_progress_is_told_in_steps_and_only_forwards(vault, tmp_path):
    told = []
    backup.back_up(vault, tmp_path / "b", lambda done, of: told.append((done, of)))
    assert {of for _, of in told} == {backup.STEPS}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (backup.STEPS, backup.STEPS)


def test_checking_a_copy_while_it_is_packed_leaves_it_as_it_is(vault, tmp_path):
    """They are done at once, so a check that wrote would have the two halves of a backup differ."""
    copy = tmp_path / "copy"
    swap.copy_database(vault.store.connection, copy, vault.root.database_key, lambda done, of: None, lasting=False)
    before = world.snapshot(tmp_path)["copy"]
    assert backup.verify_apart(copy, vault.root, vault.log).faults == ()
    assert world.snapshot(tmp_path)["copy"] == before


def test_saving_goes_on_between_the_steps_and_is_not_in_two_minds(vault, tmp_path):
    """What is saved while the copy is made is in the backup or is not; the manifest says which."""
    saved = []

    def save(done, of):
        if not saved:
            saved.append(world.record(vault, samples.small("meanwhile")))

    made = backup.back_up(vault, tmp_path / "b", save)
    restored = restore.restore(tmp_path / "b", tmp_path / "fresh", lambda h: vault.root, lambda p: True)
    with restored.vault as there:
        assert there.store.count() == made.entries + 2, "that it was restored, and from which copy"
        assert there.store.entry(made.entries).head.hex() == made.head
        assert world.faults(there) == ()
    assert world.faults(vault) == ()


def test_files_that_are_not_ours_among_the_notes_keep_no_backup_from_being_made(vault, folder, tmp_path):
    for inner in ("inbox", "drafts"):
        (folder / inner / "planted by somebody.sealed").write_bytes(b"theirs")
        (folder / inner / "aa11.sealed").write_bytes(b"as ours are called")
        os.mkfifo(folder / inner / "ab11.sealed")
        (folder / inner / "ac11.sealed").symlink_to("/dev/zero")
    made = backup.back_up(vault, tmp_path / "b")
    names = {member.name for member in made.members}
    assert names == {"sharedesk.db", "sharedesk.header", "inbox/aa11.sealed", "drafts/aa11.sealed"}


def test_an_altered_log_makes_no_backup(vault, tmp_path):
    vault.store.connection.execute("UPDATE part SET salt = zeroblob(32) WHERE place = 4 << 13")
    with pytest.raises(errors.DatabaseDamaged):
        backup.back_up(vault, tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_a_backup_made_with_a_damaged_header_restores(vault, folder, tmp_path):
    """What was proved on unlocking goes in, not what has become of the file since."""
    for name in (header.NAME, header.COPY):
        (folder / name).write_bytes(b"damaged since")
    backup.back_up(vault, tmp_path / "b")
    restore.restore(
        tmp_path / "b", tmp_path / "fresh", lambda h: h.unlock(world.PASSPHRASE), lambda p: True
    ).vault.lock()


def test_a_check_that_dies_is_not_called_damage(vault, tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "prove_pack_and_remove", sys.exit)
    with pytest.raises(errors.BackupNotProved):
        backup.back_up(vault, tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_nothing_in_a_backup_can_be_read(made_backup):
    raw = made_backup.read_bytes()
    assert b"Placeholder" not in raw
    assert b"bruises" not in raw
    assert backup.read_manifest(made_backup).entries == 6


def test_the_proposed_name_says_only_when(vault):
    name = backup.proposed_name(vault).name
    assert name.endswith(backup.ENDING)
    assert name[:4].isdigit()
    assert vault.log not in name


def test_a_glance_says_what_reading_all_of_it_says(made_backup, tmp_path):
    assert backup.glance(made_backup) == backup.read_manifest(made_backup)
    whole = made_backup.read_bytes()
    (tmp_path / "short").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "none").write_bytes(whole[:100])
    for name in ("short", "none"):
        with pytest.raises(errors.BackupDamaged):
            backup.glance(tmp_path / name)
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    (tmp_path / "flipped").write_bytes(bytes(flipped))
    assert backup.glance(tmp_path / "flipped") == backup.glance(made_backup), "a glance proves nothing"
    with pytest.raises(errors.BackupDamaged):
        backup.read_manifest(tmp_path / "flipped")


def test_reading_a_backup_tells_how_far_it_is_and_can_be_stopped(made_backup):
    told = []
    backup.read_manifest(made_backup, progress=lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1] == sum(member.size for member in backup.glance(made_backup).members)

    def stop(done, of):
        raise errors.Cancelled

    with pytest.raises(errors.Cancelled):
        backup.read_manifest(made_backup, progress=stop)


def test_a_packed_file_that_does_not_read_back_is_none(vault, tmp_path, monkeypatch):
    copy = tmp_path / "copy"
    swap.copy_database(vault.store.connection, copy, vault.root.database_key, lambda done, of: None)
    contents = backup_file.Contents(
        copy, vault.header.data, vault.folder, vault.log, vault.store.now().at, vault.store.count(), "0" * 64
    )
    backup_file.pack(contents, tmp_path / "control")

    def spoilt(file):
        file.seek(5000)
        file.write(b"x")
        file.flush()

    monkeypatch.setattr(backup_file, "put_on_the_disk", spoilt)
    with pytest.raises(errors.BackupDamaged):
        backup_file.pack(contents, tmp_path / "spoilt")
