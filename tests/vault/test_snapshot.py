"""A copy of an open log as it stands at one moment, whatever is saved meanwhile."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from domain import samples
from vault import world

from sharedesk.vault import backup, errors, proof, snapshot


def held_by(target, vault):
    """What a check of a copy says: its faults and how many entries it holds."""
    found = proof.look_at_all(lambda done, of: None, str(target), vault.root.secret, vault.log)
    return found.faults, found.entries


@pytest.mark.parametrize(("saves", "copies"), [(0, 1), (1, 2), (9, 3)])
def test_it_begins_again_where_somebody_saved_meanwhile(saves, copies, vault, monkeypatch):
    """The last is made in steps, and holds all that was saved."""
    made, target = [], vault.folder / "backups" / "a.new"

    def saving(_work, path, copy, told):
        made.append(copy)
        snapshot.copy_bytes(told, path, copy)
        if len(made) <= saves:
            world.record(vault, samples.small("Saved meanwhile"))

    monkeypatch.setattr(snapshot.apart, "apart", saving)
    snapshot.take(vault, target)
    assert len(made) == copies
    assert held_by(target, vault) == ((), vault.store.count())


def test_a_backup_of_a_large_log_is_of_such_a_copy_and_of_a_small_one_of_sqlites(vault, monkeypatch, tmp_path):
    copied = []
    real = snapshot.copy_bytes

    def here(_work, path, copy, told):
        copied.append(copy)
        real(told, path, copy)

    monkeypatch.setattr(snapshot.apart, "apart", here)
    small = backup.back_up(vault, tmp_path / "small.sharedesk-backup")
    assert copied == []
    monkeypatch.setattr(snapshot, "SMALL", 1)
    large = backup.back_up(vault, tmp_path / "large.sharedesk-backup")
    assert len(copied) == 1
    assert (large.head, large.entries) == (small.head, small.entries)
    assert backup.read_manifest(tmp_path / "large.sharedesk-backup") == large


def test_damage_that_is_carried_over_is_no_backup(vault, monkeypatch, tmp_path):
    def spoilt(_work, path, copy, told):
        snapshot.copy_bytes(told, path, copy)
        with Path(copy).open("rb+") as file:
            file.seek(5 * 4096 + 100)
            file.write(b"spoilt")

    monkeypatch.setattr(snapshot, "SMALL", 1)
    with monkeypatch.context() as damage:
        damage.setattr(snapshot.apart, "apart", spoilt)
        with pytest.raises(errors.DatabaseDamaged):
            backup.back_up(vault, tmp_path / "one.sharedesk-backup")
    assert list(tmp_path.glob("*.sharedesk-backup")) == []
    backup.back_up(vault, tmp_path / "one.sharedesk-backup")  # the control


def test_the_page_that_locks_lie_on_is_not_read(tmp_path, monkeypatch):
    """On Windows nobody but the log's owner may."""
    monkeypatch.setattr(snapshot, "_LOCKS_AT", 8192)
    monkeypatch.setattr(snapshot, "_AT_ONCE", 5000)
    for pages in (1, 2, 3, 5):
        data = os.urandom(pages * 4096)
        (tmp_path / "file").write_bytes(data)
        copy = tmp_path / f"copy {pages}"
        snapshot.copy_bytes(lambda done, of: None, str(tmp_path / "file"), str(copy))
        assert copy.read_bytes() == data[:8192] + bytes(len(data[8192:12288])) + data[12288:]
        assert copy.stat().st_mode & 0o777 == 0o600
