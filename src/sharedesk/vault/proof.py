"""Checking a whole log while it stays in use: is it what was recorded, and do its lists say what its entries say?

The file itself is read by another process, page by page (each has a seal of its own). Meanwhile an encrypted copy is
made between writes, from what the disk gives and not from what was kept in memory; other processes, as many as there
are cores, read every table, entry and list of that copy. So saving never waits for more than a step of copying.

What is found while somebody saves may be a page caught between two states: it is believed only once it was found with
nothing written meanwhile.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct, structs

from sharedesk.vault import apart, database, errors, files, lists, swap
from sharedesk.vault.apart import Crew, Job, together
from sharedesk.vault.beside import Beside, backups_of, look_at_backup, look_beside
from sharedesk.vault.check import DATABASE_SAYS, Report, check, imports, is_whole, report, rest
from sharedesk.vault.keys import Root
from sharedesk.vault.moment import device_clock
from sharedesk.vault.store import Progress, Store, Tip
from sharedesk.vault.vault import BACKUPS, Vault
from sharedesk.vault.walk import Fault, Stretch, Whole, joined, walk

STEPS = 1000
"""Of how many steps the progress is told."""
_COPIED, _LOOKED = 250, 980
"""Steps after which the copy is made, and after which it has been looked through."""
_SMALL = 32 << 20
"""Bytes of a database that is looked through by one process: more would take longer to start than to work."""
_STRETCHES = 4
"""Stretches of entries for each core: the last to end is waited for."""
_TRIES = 3
UNREADABLE = "Part of the file with the records cannot be read."
SHORT = "The file with the records is not as long as it says."


class Proof(Struct, frozen=True, kw_only=True):
    """What a check of a whole log found: in the log, and in the files beside it."""

    report: Report
    beside: Beside
    settled: bool = True
    """Was what was found found with nothing written meanwhile?"""


def prove(
    vault: Vault, progress: Progress = lambda done, of: None, folders: Sequence[Path] = (), *, alone: bool = False
) -> Proof:
    """Check a log, what lies beside it, and what its lists say of each record. Changes nothing.

    `progress` counts STEPS, is told often, and may raise Cancelled; others may write wherever it is told. `folders` are
    those besides the log's own in which it has backups. `alone`: nobody else wants the log meanwhile, and a small one
    is looked through by this process. Raises ReadOnly, StorageFailed, WorkEnded.
    """
    connection = vault.store.connection
    if alone and (vault.folder / database.NAME).stat().st_size < _SMALL:
        return _look_alone(vault, progress, folders)
    for tries in range(_TRIES):
        before = connection.total_changes
        proof = _look(vault, progress, folders)
        quiet = connection.total_changes == before
        if quiet or not proof.report.found:
            break
        progress(_COPIED if tries + 1 < _TRIES else STEPS, STEPS)
    progress(STEPS, STEPS)
    return Proof(report=proof.report, beside=proof.beside, settled=quiet or not proof.report.found)


def _look_alone(vault: Vault, progress: Progress, folders: Sequence[Path]) -> Proof:
    own, strange = backups_of(vault, folders)
    backup = look_at_backup(lambda _done, _of: progress(0, STEPS), str(own[0].path)) if own else []
    found = _length_faults(vault)
    looked_at = check(vault.store, lambda done, of: progress(_LOOKED * done // max(of, 1), STEPS), with_lists=True)
    looked_at = structs.replace(looked_at, found=(*found, *looked_at.found))
    progress(STEPS, STEPS)
    return Proof(report=looked_at, beside=look_beside(vault, own, strange, backup))


def _look(vault: Vault, progress: Progress, folders: Sequence[Path]) -> Proof:
    path, given = vault.folder / database.NAME, (vault.root.secret, vault.log)
    copy = vault.folder / BACKUPS / f".{secrets.token_hex(8)}.new"  # cleared at the next opening, were we to be ended
    own, strange = backups_of(vault, folders)
    files_looked_at = [Job(look_at_seals, (str(path), *given)), *(Job(look_at_backup, (str(o.path),)) for o in own[:1])]
    crew = Crew(files_looked_at)
    found: list[Fault] = []

    def copying(done: int, of: int) -> None:
        crew.look(0)
        progress(_COPIED * done // max(of, 1), STEPS)

    def looking(done: int, of: int) -> None:
        progress(_COPIED + (_LOOKED - _COPIED) * done // max(of, 1), STEPS)

    progress(0, STEPS)
    try:
        with files.storage():
            files.make_private_folder(copy.parent)
            try:
                vault.store.connection.execute("PRAGMA shrink_memory")  # what follows is read from the disk
                swap.copy_database(vault.store.connection, copy, vault.root.database_key, copying, lasting=False)
                source = copy
            except errors.DatabaseDamaged:
                found.append(Fault("file", UNREADABLE))
                source = path
            except errors.DiskFull:  # no room for a copy: then it is looked at where it is
                source = path
            found += _length_faults(vault)
            while not crew.look(apart.LOOKS):
                progress(_COPIED, STEPS)
            seals, *backup = crew.answers
            looked_at = _of_database(source, vault, [*found, *seals], looking)
            return Proof(report=looked_at, beside=look_beside(vault, own, strange, backup[0] if backup else []))
    finally:
        crew.end()
        files.discard(copy)


def _length_faults(vault: Vault) -> list[Fault]:
    """A file cut short at the end of a page shows in nothing else of it. Asks for its size without opening it."""
    with database.database_errors():
        (pages,) = vault.store.connection.execute("PRAGMA page_count").fetchone()
        (size,) = vault.store.connection.execute("PRAGMA page_size").fetchone()
    fits = (vault.folder / database.NAME).stat().st_size == int(pages) * int(size)
    return [] if fits else [Fault("file", SHORT)]


def _of_database(path: Path, vault: Vault, found: list[Fault], progress: Progress) -> Report:
    """All that a database says, looked through by other processes."""
    given, is_copy = (str(path), vault.root.secret, vault.log), path.name != database.NAME
    if is_copy and path.stat().st_size < _SMALL:
        seen: Report | None = together([Job(look_at_all, given)], progress)[0]
        if seen is not None:
            return structs.replace(seen, found=(*found, *seen.found))
    count = vault.store.count()  # there may be fewer in a copy, which each process sees for itself
    size = max(1, -(-count // (_STRETCHES * apart.cores())))
    stretches = [(first, min(first + size - 1, count)) for first in range(1, count + 1, size)]
    jobs = [
        Job(look_at_structure, given, 5 * len(stretches)),
        *(Job(look_at_stretch, (*given, *stretch), 10) for stretch in stretches),
        Job(look_at_index, (*given, is_copy), 2 * len(stretches)),
    ]
    structure, *walked, index = together(jobs, lambda done, of: progress(99 * done, 100 * of))
    joint = joined(walked)
    found = [*found, *structure, *joint.faults]
    ((tip, more),) = together([Job(settle, (*given, joint, is_whole(found)))], lambda _done, _of: progress(99, 100))
    return report(tip or vault.store.tip, joint, [*found, *(index if is_whole(found) else []), *more])


# ---- what other processes do: each is given the file, the log's key and its id, through a pipe --------------------


def look_at_seals(_tell: Progress, path: str, secret: bytes, _log: str) -> list[Fault]:
    """The seal of every page of a file, as it is on the disk."""
    try:
        with contextlib.closing(database.open_to_look(Path(path), Root(secret).database_key)) as connection:
            bad = database.seal_faults(connection)
    except errors.DatabaseDamaged:
        return [Fault("file", UNREADABLE)]
    return [Fault("file", f"{DATABASE_SAYS}{fault}") for fault in bad]


def look_at_all(tell: Progress, path: str, secret: bytes, log: str) -> Report | None:
    """A copy that is small; None where parts of it cannot be read."""
    try:
        with contextlib.closing(database.open_existing(Path(path), Root(secret).database_key)) as connection:
            return check(_store(connection, log), tell, with_lists=True)
    except errors.DatabaseDamaged:
        return None


def look_at_structure(_tell: Progress, path: str, secret: bytes, log: str) -> list[Fault]:
    """How the tables, indexes and pages fit together."""

    def look(store: Store) -> list[Fault]:
        return [Fault("file", f"{DATABASE_SAYS}{fault}") for fault in database.structure_faults(store.connection)]

    return _looking(path, secret, log, look)


def look_at_stretch(tell: Progress, path: str, secret: bytes, log: str, first: int, last: int) -> Stretch:
    """The entries from one position to another, and what the lists say of them."""
    read = Stretch()

    def look(store: Store) -> list[Fault]:
        nonlocal read
        end = min(last, store.count())
        if first <= end:
            read = walk(store, first, end, tell)
        return []

    read.faults += _looking(path, secret, log, look)
    return read


def look_at_index(_tell: Progress, path: str, secret: bytes, log: str, is_copy: bool) -> list[Fault]:
    """The imported chains, and whether the search index holds what the texts do: only a copy can be asked that."""
    found = _looking(path, secret, log, imports)
    if is_copy and is_whole(found):
        try:
            with contextlib.closing(database.open_existing(Path(path), Root(secret).database_key)) as connection:
                found += [Fault("lists", fault) for fault in lists.search_faults(_store(connection, log))]
        except errors.DatabaseDamaged:
            found.append(Fault("file", UNREADABLE))
    return found


def settle(
    _tell: Progress, path: str, secret: bytes, log: str, whole: Whole, look: bool
) -> tuple[Tip | None, list[Fault]]:
    """Where the log stands, and, where that makes sense, what only all stretches together show."""
    tip: list[Tip] = []

    def look_at_rest(store: Store) -> list[Fault]:
        tip.append(store.tip)
        return rest(store, whole, with_lists=True) if look else []

    found = _looking(path, secret, log, look_at_rest)
    return (tip[0] if tip else None), found


def _looking(path: str, secret: bytes, log: str, look: Callable[[Store], list[Fault]]) -> list[Fault]:
    try:
        with contextlib.closing(database.open_to_look(Path(path), Root(secret).database_key)) as connection:
            return look(_store(connection, log))
    except errors.DatabaseDamaged:
        return [Fault("file", UNREADABLE)]


def _store(connection: database.Connection, log: str) -> Store:
    return Store(connection, log, device_clock, secrets.token_bytes)
