"""What the log does after the disk has failed for a moment. (All the moments there are: tests/faults/.)"""

from __future__ import annotations

import os
import shutil

import pytest
from domain import samples
from vault import world

from sharedesk.vault import database, errors, files, restore, swap
from sharedesk.vault import vault as vaults


class Failing:
    """The connection of an open log, whose next commit is said to have failed, before or after it was made."""

    def __init__(self, vault, *, after: bool) -> None:
        self.real, self.after, self.commits = vault.store.connection, after, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)

    def execute(self, sql, *arguments):
        if sql == "COMMIT" and not self.commits:
            self.commits += 1
            if self.after:
                self.real.execute(sql)
            self.real.failed = True
            problem = database.DatabaseError("disk I/O error")
            problem.sqlite_errorcode = 10
            raise problem
        return self.real.execute(sql, *arguments)


def test_a_commit_that_came_through_although_the_disk_failed_is_told_of(vault):
    count = vault.store.count()
    vault.store.connection = Failing(vault, after=True)
    entity = world.record(vault, samples.small("It is there."))
    assert vault.store.count() == count + 1
    assert vault.store.entries_of(entity)
    world.record(vault, samples.small("And the next."))
    assert world.faults(vault) == ()


def test_a_commit_that_failed_is_said_and_the_next_works(vault):
    before = world.leaves(vault.store)
    vault.store.connection = Failing(vault, after=False)
    with pytest.raises(errors.StorageFailed):
        world.record(vault, samples.small("Not there."))
    assert world.leaves(vault.store) == before
    world.record(vault, samples.small("There."))
    assert len(world.leaves(vault.store)) == len(before) + 1
    assert world.faults(vault) == ()


def test_came_through_is_not_said_where_the_folder_cannot_be_synced(vault, monkeypatch):
    """It may not last; what is there is read again all the same, so that the next save fits."""
    vault.store.connection = Failing(vault, after=True)

    def fails(folder):
        raise OSError(5, "as the system says it")

    with monkeypatch.context() as fault:
        fault.setattr(files, "sync_folder", fails)
        with pytest.raises(errors.StorageFailed):
            world.record(vault, samples.small("Perhaps."))
    world.record(vault, samples.small("There."))
    assert world.faults(vault) == ()


def test_after_a_page_could_not_be_read_the_database_is_opened_anew(vault, folder):
    """SQLCipher calls every page damaged from then on; here the file itself is made unreadable for a moment."""
    entity = world.record(vault, samples.small("Read me."))
    connection = vault.store.connection
    assert not connection.failed
    whole = (folder / database.NAME).stat().st_size
    copy = shutil.copyfile(folder / database.NAME, folder.with_name("copy"))
    connection.execute("PRAGMA shrink_memory")
    os.truncate(folder / database.NAME, 4096)
    with pytest.raises(errors.DatabaseDamaged):
        vault.store.entries_of(entity)
    assert connection.failed
    with (folder / database.NAME).open("r+b") as file:
        file.write(copy.read_bytes())
    assert (folder / database.NAME).stat().st_size == whole
    assert vault.store.entries_of(entity)
    assert vault.store.connection is not connection
    assert world.faults(vault) == ()


def test_a_log_is_never_open_for_reading_alone(folder, made, monkeypatch):
    """SQLite opens so what it may not write; then nothing could be saved, and nobody else would be kept out."""
    real = database.sqlcipher.connect

    def reading(path, **more):
        return real(f"file:{path}?mode=ro", uri=True, **more)

    monkeypatch.setattr(database.sqlcipher, "connect", reading)
    with pytest.raises(errors.ReadOnly):
        database.open_existing(folder / database.NAME, made.root.database_key)


@pytest.mark.parametrize(
    ("words", "error"),
    [("database or disk is full", errors.DiskFull), ("disk I/O error", errors.StorageFailed)],
)
def test_what_a_copy_reports_is_understood_by_its_words(words, error):
    with pytest.raises(error), database.database_errors():
        raise database.DatabaseError(words)


def test_an_exchange_that_may_not_last_is_taken_back(made, made_backup, folder, open_log, monkeypatch):
    before = {name: digest for name, (digest, _) in world.snapshot(folder).items()}
    real = files.sync_folder

    def fails(place):
        if any(path.name.startswith("log kept aside") for path in place.iterdir()):
            raise OSError(5, "as the system says it")
        real(place)

    with monkeypatch.context() as fault:
        fault.setattr(swap.files, "sync_folder", fails)
        with pytest.raises(errors.StorageFailed):
            restore.restore(made_backup, folder, lambda head: made.root, lambda plan: True)
    assert {name: digest for name, (digest, _) in world.snapshot(folder).items()} == before
    assert [path.name for path in folder.parent.iterdir() if path.name != "copy"] == [folder.name]
    open_log(folder)


def test_restored_and_not_opened_is_its_own_error(made, made_backup, folder, open_log, monkeypatch):
    real = vaults.open_with_root

    def fails(place, *arguments, **more):
        if place == folder:
            raise errors.StorageFailed
        return real(place, *arguments, **more)

    with monkeypatch.context() as fault:
        fault.setattr(restore, "open_with_root", fails)
        with pytest.raises(errors.RestoredNotOpened):
            restore.restore(made_backup, folder, lambda head: made.root, lambda plan: True)
    with open_log(folder) as restored:
        assert restored.store.entry(restored.store.count()).leaf.kind in ("restored", "copied_outside")


def test_what_cannot_be_removed_is_no_failure(tmp_path, monkeypatch):
    (left := tmp_path / "left").write_bytes(b"x")

    def refuses(path, missing_ok=False):
        raise OSError(5, "as the system says it")

    with monkeypatch.context() as fault:
        fault.setattr(type(left), "unlink", refuses)
        files.discard(left)
    assert left.exists()
    files.discard(left)
    files.discard(left)
    assert not left.exists()
