"""Saving: durable when it returns, all or nothing, and what happens when there is no room or no disk."""

from __future__ import annotations

import os
import sys

import pytest
from domain import samples
from vault import world
from vault.test_lock import child

from sharedesk.domain.entry import WrongText, new_part
from sharedesk.domain.ids import new_id
from sharedesk.vault import database, errors
from sharedesk.vault import vault as vaults
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.moment import Moment, device_clock
from sharedesk.vault.store import NewEntry


def test_what_was_saved_is_there_word_for_word_after_opening_again(vault, folder, open_log):
    words = "a < b & c; “quotes” ’; 🙂; \u202e right to left; e\u0301; tab\t and\nline; " + "x" * 1000
    entity = world.record(vault, samples.small(words))
    vault.lock()
    again = open_log(folder)
    said = [world.contents(e)["reasons"] for e in again.store.entries_of(entity)]
    assert said == [words]
    assert world.faults(again) == ()


def test_the_settings_are_those_of_the_design(vault):
    run = vault.store.connection.execute
    settings = {
        name: str(run(f"PRAGMA {name}").fetchone()[0])
        for name in (
            "journal_mode",
            "synchronous",
            "locking_mode",
            "secure_delete",
            "temp_store",
            "trusted_schema",
            "page_size",
            "foreign_keys",
        )
    }
    assert settings == {
        "journal_mode": "delete",
        "synchronous": "3",
        "locking_mode": "exclusive",
        "secure_delete": "1",
        "temp_store": "2",
        "trusted_schema": "0",
        "page_size": "4096",
        "foreign_keys": "1",
    }


@pytest.mark.parametrize("bad", ["nul \0 inside", "half a pair \ud83d", "x" * 200_001])
def test_text_that_cannot_be_kept_is_refused_naming_the_field(bad):
    with pytest.raises(WrongText, match="reasons") as caught:
        new_part("reasons", bad)
    assert bad[:20] not in str(caught.value)


def test_text_at_the_limit_is_kept(vault):
    entity = world.record(vault, samples.small("é" * 200_000))
    assert len(str(world.contents(vault.store.entries_of(entity)[0])["reasons"])) == 200_000


def test_more_parts_than_fit_are_refused_and_nothing_is_written(vault):
    count = vault.store.count()
    parts = tuple(new_part("notes", str(n)) for n in range(5_001))
    with pytest.raises(WrongText):
        vault.append([NewEntry(kind="recorded", entity=new_id(), parts=parts)])
    assert vault.store.count() == count
    assert world.faults(vault) == ()


def test_a_fault_in_the_second_of_two_takes_the_first_back(vault):
    count, head = vault.store.count(), vault.store.tip.head
    entity = new_id()
    good = NewEntry(kind="recorded", entity=entity, parts=(new_part("reasons", "good"),))
    bad = NewEntry(kind="recorded", entity=new_id(), parts=(new_part("reasons", 5),))  # a number is no reason
    with pytest.raises(Exception, match="Expected `str`"):
        vault.append([good, bad])
    assert (vault.store.count(), vault.store.tip.head) == (count, head)
    assert vault.store.entries_of(entity) == []
    vault.append([good])
    assert vault.store.count() == count + 1
    assert world.faults(vault) == ()


def test_a_full_disk_is_said_and_saving_goes_on_once_there_is_room(vault, folder, open_log):
    run = vault.store.connection.execute
    entity = world.record(vault, samples.small("saved before"))
    before = world.leaves(vault.store)
    run(f"PRAGMA max_page_count = {run('PRAGMA page_count').fetchone()[0] + 2}")
    with pytest.raises(errors.DiskFull):
        world.record(vault, samples.small("too much " * 20_000))
    assert world.leaves(vault.store) == before
    assert vault.store.tip.pos == len(before)
    assert world.faults(vault) == ()
    run("PRAGMA max_page_count = 1000000")
    world.record(vault, samples.small("too much " * 20_000))
    vault.lock()
    again = open_log(folder)
    assert world.leaves(again.store)[: len(before)] == before
    assert len(world.leaves(again.store)) == len(before) + 1
    assert again.store.entries_of(entity)
    assert world.faults(again) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX's")
def test_a_disk_that_fills_up_in_the_middle_of_writing(folder, made, open_log):
    """A real limit of the system on the size of the file, in a process of its own."""
    code = """
        import resource, signal
        from pathlib import Path
        from domain import samples
        from sharedesk.vault import database, header, keys, errors, vault as vaults
        from vault import world
        folder = Path(sys.argv[1])
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        vault = vaults.open_with_root(folder, header.read(folder), keys.Root(bytes.fromhex(sys.argv[2])))
        size = (folder / database.NAME).stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 8192, resource.RLIM_INFINITY))
        before = vault.store.count()
        try:
            world.record(vault, samples.small("much " * 30_000))
        except errors.VaultError as problem:
            print(type(problem).__name__, vault.store.count() == before)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        world.record(vault, samples.small("much " * 30_000))
        print(world.faults(vault), vault.store.count() - before)
    """
    said = child(code, str(folder), made.root.secret.hex()).communicate(timeout=60)[0].split("\n")
    assert said[0] in ("DiskFull True", "StorageFailed True")
    assert said[1] == "() 1"
    assert world.faults(open_log(folder)) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
def test_a_read_only_folder_is_said_and_nothing_changes(folder, made):
    """In a child that gives up root's rights where there are any: root may write everywhere."""
    code = """
        import os
        from pathlib import Path
        from sharedesk.vault import errors, header, keys, vault as vaults
        folder = Path(sys.argv[1])
        if os.getuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        for attempt in (1, 2):
            try:
                vaults.open_with_root(folder, header.read(folder), keys.Root(bytes.fromhex(sys.argv[2]))).lock()
                print("opened")
            except errors.ReadOnly:
                print("read-only")
    """
    before = {n: digest for n, (digest, _) in world.snapshot(folder).items()}
    everywhere = [folder, *folder.rglob("*")]
    try:
        for path in [*folder.parents][: len(folder.parents) - 1]:
            if path.stat().st_uid == os.getuid() and path.name.startswith(("pytest-", "test_")):
                path.chmod(0o755)
        for path in everywhere:
            path.chmod(0o555 if path.is_dir() else 0o444)
        said = child(code, str(folder), made.root.secret.hex()).communicate(timeout=60)[0].split()
        assert said == ["read-only", "read-only"]
        assert {n: digest for n, (digest, _) in world.snapshot(folder).items()} == before
    finally:
        for path in everywhere:
            path.chmod(0o700 if path.is_dir() else 0o600)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (5, errors.VaultInUse),
        (8, errors.ReadOnly),
        (10, errors.StorageFailed),
        (10 | 3 << 8, errors.StorageFailed),
        (11, errors.DatabaseDamaged),
        (13, errors.DiskFull),
        (14, errors.ReadOnly),
        (26, errors.DatabaseDamaged),
        (9, errors.Cancelled),
    ],
)
def test_what_the_database_reports_is_told_apart(code, error):
    problem = database.DatabaseError("as SQLite says it")
    problem.sqlite_errorcode = code
    with pytest.raises(errors.VaultError) as caught, database.database_errors():
        raise problem
    assert type(caught.value) is error


def test_a_fault_of_the_program_is_not_dressed_up(vault):
    with pytest.raises(database.DatabaseError) as caught, database.database_errors():
        vault.store.connection.execute("SELECT nonsense")
    assert not isinstance(caught.value, errors.VaultError)


def test_a_commit_that_fails_leaves_nothing(vault, monkeypatch):
    """The database says that the disk failed just as it commits."""

    class Failing:
        def __init__(self, real) -> None:
            self.real, self.refused = real, 0

        def __getattr__(self, name) -> object:
            return getattr(self.real, name)

        def execute(self, sql, *arguments):
            if sql == "COMMIT" and not self.refused:
                self.refused += 1
                problem = database.DatabaseError("disk I/O error")
                problem.sqlite_errorcode = 10
                raise problem
            return self.real.execute(sql, *arguments)

    before = world.leaves(vault.store)
    real = vault.store.connection
    vault.store.connection = double = Failing(real)
    with pytest.raises(errors.StorageFailed):
        world.record(vault, samples.small("lost"))
    vault.store.connection = real
    assert double.refused == 1
    assert world.leaves(vault.store) == before
    world.record(vault, samples.small("kept"))
    assert len(world.leaves(vault.store)) == len(before) + 1
    assert world.faults(vault) == ()


def test_a_clock_that_goes_back_is_noted_and_the_order_holds(tmp_path):
    clock = world.LoadedClock()
    with vaults.create(tmp_path / "log", "x", world.AUTHOR, cost=FLOOR, clock=clock)[0] as vault:
        first = world.record(vault, samples.small("first"))
        clock.at = clock.at.replace(year=2020)
        second = world.record(vault, samples.small("second"))
        third = world.record(vault, samples.small("third"))
        flags = [vault.store.entries_of(e)[0].leaf.clock_back for e in (first, second, third)]
        assert flags == [False, True, False]
        world.correct(vault, first, reasons="corrected in 2020")
        assert world.folds(vault.store)[first][0]["reasons"] == "corrected in 2020"
        assert world.faults(vault) == ()


def test_the_device_clock_tells_instant_offset_and_zone(monkeypatch):
    from sharedesk.vault import moment as module

    monkeypatch.setattr(module.tzlocal, "get_localzone_name", lambda: "Asia/Kolkata")
    now = device_clock()
    assert (now.offset, now.zone, now.at.utcoffset().total_seconds()) == (330, "Asia/Kolkata", 0)
    monkeypatch.setattr(module.tzlocal, "get_localzone_name", lambda: "Nowhere/AtAll")
    assert isinstance(device_clock(), Moment)
    assert device_clock().zone == ""
