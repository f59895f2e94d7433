"""Backups: one file, which has its name only once it has proved itself."""

from __future__ import annotations

import multiprocessing
import sys
import time

import pytest
from domain import samples
from vault import world

from sharedesk.vault import backup, errors, files, header, restore


def test_a_backup_is_never_written_over(vault, tmp_path):
    (tmp_path / "there").write_text("mine")
    with pytest.raises(errors.AlreadyThere):
        backup.back_up(vault, tmp_path / "there")
    with pytest.raises(errors.ReadOnly):
        backup.back_up(vault, tmp_path / "no such folder" / "b")
    assert (tmp_path / "there").read_text() == "mine"


@pytest.mark.parametrize("where", ["copying", "checking", "packing", "naming"])
def test_a_backup_that_is_interrupted_leaves_no_name(where, vault, folder, tmp_path, monkeypatch):
    place = tmp_path / "kept"
    place.mkdir()

    def stop(*_, **__):
        raise errors.Cancelled

    with monkeypatch.context() as fault:
        if where == "checking":
            fault.setattr(backup, "verify_apart", stop)
        elif where == "packing":
            fault.setattr(backup, "_pack", stop)
        elif where == "naming":
            fault.setattr(files, "replace", stop)
        with pytest.raises(errors.Cancelled):
            backup.back_up(vault, place / "b", *([stop] if where == "copying" else []))
    assert list(place.iterdir()) == []
    world.record(vault, samples.small("saving goes on"))
    assert world.faults(vault) == ()


def test_the_check_of_a_backup_can_be_stopped_at_once(vault, tmp_path):
    """SQLCipher's own check cannot be interrupted, so the process that makes it is ended."""
    (tmp_path / "kept").mkdir()
    told = []

    def stop_checking(done, of):
        told.append((done, of))
        if told[-2:-1] == [(of, of)]:  # the copy is whole: what comes next is the check
            told.append(time.monotonic())
            raise errors.Cancelled

    with pytest.raises(errors.Cancelled):
        backup.back_up(vault, tmp_path / "kept" / "b", stop_checking)
    assert time.monotonic() - told[-1] < 20, "on a machine that is busy"
    assert told[-2][0] == told[-2][1] - 1
    assert multiprocessing.active_children() == []
    assert list((tmp_path / "kept").iterdir()) == []
    backup.back_up(vault, tmp_path / "kept" / "b")  # the control: left alone it comes to an end
    assert (tmp_path / "kept" / "b").exists()


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
    monkeypatch.setattr(backup, "_verify", sys.exit)
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
