"""One program a log: two openers, a crash, and places where locks prove nothing."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest
from vault import world

from sharedesk.vault import backup, database, errors
from sharedesk.vault import lock as locks
from sharedesk.vault import vault as vaults

posix = pytest.mark.skipif(sys.platform == "win32", reason="flock and kill -9 are POSIX's")


def child(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Another process, which can import the program as this one can."""
    path = [p for p in sys.path if p]
    script = f"import sys; sys.path[:0] = {path!r}\n" + textwrap.dedent(code)
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


WRITE = """
    from sharedesk.vault import database
    from pathlib import Path
    key, path = sys.argv[1], Path(sys.argv[2])
    try:
        with database.database_errors():
            connection = database.open_existing(path, key)
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('second writer', x'00')")
        print("wrote")
    except Exception as problem:
        print(type(problem).__name__)
"""


def second_writer(folder, made) -> str:
    """What another process that ignores `sharedesk.lock` is told when it writes to the database."""
    return child(WRITE, made.root.database_key, str(folder / database.NAME)).communicate(timeout=60)[0].strip()


def test_a_log_opens_once(vault, folder, open_log):
    with pytest.raises(errors.VaultInUse):
        open_log(folder)
    vault.lock()
    open_log(folder)


def test_another_process_is_told_that_it_is_in_use(vault, folder):
    code = """
        from sharedesk.vault import lock
        from pathlib import Path
        try:
            lock.VaultLock(Path(sys.argv[1]))
            print("got it")
        except Exception as problem:
            print(type(problem).__name__)
    """
    assert child(code, str(folder)).communicate(timeout=60)[0].strip() == "VaultInUse"
    vault.lock()
    assert child(code, str(folder)).communicate(timeout=60)[0].strip() == "got it"  # the control


def test_no_second_writer_after_the_owner_reads_its_own_files(vault, folder, made, tmp_path):
    world.record(vault, world.Decision(reasons="First"))
    backup.back_up(vault, tmp_path / "a.sharedesk-backup")
    assert not world.faults(vault)
    assert second_writer(folder, made) == "VaultInUse"
    world.record(vault, world.Decision(reasons="Second"))
    vault.lock()
    assert second_writer(folder, made) == "wrote"  # the control


@posix
def test_the_danger_is_real_reading_the_file_in_this_process_lets_a_second_writer_in(vault, folder, made):
    """Why nothing of ours opens the database file while it is open: POSIX drops the locks."""
    with (folder / database.NAME).open("rb") as file:
        file.read(16)
    assert second_writer(folder, made) == "wrote"


@posix
def test_a_killed_holder_leaves_no_stale_lock_and_all_that_was_saved(folder, made, open_log):
    code = """
        from sharedesk.vault import header, keys, vault as vaults
        from vault import world
        from pathlib import Path
        folder = Path(sys.argv[1])
        vault = vaults.open_with_root(folder, header.read(folder), keys.Root(bytes.fromhex(sys.argv[2])))
        for number in range(10**6):
            world.record(vault, world.Decision(reasons=f"number {number}"))
            print(number, flush=True)
    """
    process = child(code, str(folder), made.root.secret.hex())
    assert process.stdout is not None
    saved = [process.stdout.readline() for _ in range(5)]
    with pytest.raises(errors.VaultInUse):
        open_log(folder)
    process.kill()
    rest = process.communicate()[0].split("\n")[:-1]
    last = int((saved + rest)[-1])
    vault = open_log(folder)
    said = {world.contents(e).get("reasons") for _, e in vault.store.every_entry()}
    assert {f"number {n}" for n in range(last + 1)} <= said
    assert world.faults(vault) == ()


@posix
def test_a_place_that_grants_every_lock_is_refused(folder, open_log, monkeypatch):
    import fcntl

    with monkeypatch.context() as fault:
        fault.setattr(fcntl, "flock", lambda *_: None)
        with pytest.raises(errors.LockingNotProved):
            open_log(folder)
    open_log(folder)  # the control


@posix
def test_a_place_without_locks_is_refused(folder, open_log, monkeypatch):
    import errno
    import fcntl

    def none(*_):
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(fcntl, "flock", none)
    with pytest.raises(errors.LockingNotProved):
        open_log(folder)


def test_a_failed_opening_lets_go(folder, made, open_log, monkeypatch):
    class Broken:
        def __init__(self, *_) -> None:
            raise errors.StorageFailed

    with monkeypatch.context() as fault:
        fault.setattr(vaults, "Store", Broken)
        with pytest.raises(errors.StorageFailed):
            open_log(folder)
    assert second_writer(folder, made) == "wrote"
    open_log(folder)


def test_after_locking_every_call_is_refused(vault, made):
    vault.lock()
    vault.lock()
    with pytest.raises(errors.Locked):
        vault.store.count()
    with pytest.raises(errors.Locked):
        world.record(vault, world.Decision(reasons="too late"))


def test_a_lock_is_not_handed_to_child_programs(folder):
    import os

    held = locks.VaultLock(folder)
    assert held._descriptor is not None
    assert not os.get_inheritable(held._descriptor)
    held.release()
    assert held.released
