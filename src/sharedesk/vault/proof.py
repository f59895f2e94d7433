"""Checking a whole log while it stays in use: is it what was recorded, and do its lists say what its entries say?

A copy is made as it is at one moment (`snapshot`). Then several processes, as many as there are cores, read every page,
table, entry and list of it. So saving never waits for a check, and what is found was never a page caught between two
states.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct, structs

from sharedesk.vault import apart, database, errors, files, lists, snapshot
from sharedesk.vault.apart import Job, together
from sharedesk.vault.backup_shelf import Kept
from sharedesk.vault.beside import Beside, backups_of, look_at_backup, look_beside
from sharedesk.vault.check import DATABASE_SAYS, Report, check, imports, is_whole, report, rest
from sharedesk.vault.keys import Root
from sharedesk.vault.moment import device_clock
from sharedesk.vault.snapshot import SMALL
from sharedesk.vault.store import Progress, Store, Tip
from sharedesk.vault.vault import BACKUPS, Vault
from sharedesk.vault.walk import Fault, Stretch, Whole, joined, walk

STEPS = 1000
"""Of how many steps the progress is told."""
_COPIED, _LOOKED = 80, 980
"""Steps after which the copy is made, and after which it has been looked through."""
_STRETCHES = 2
"""Stretches of entries for each core: the last to end is waited for."""
UNREADABLE = "Part of the file with the records cannot be read."
SHORT = "The file with the records is not as long as it says."


class Proof(Struct, frozen=True, kw_only=True):
    """What a check of a whole log found: in the log, and in the files beside it."""

    report: Report
    beside: Beside
    settled: bool = True
    """Was what was found found with nothing written meanwhile? Without room for a copy it may not have been."""


def prove(
    vault: Vault, progress: Progress = lambda done, of: None, folders: Sequence[Path] = (), *, alone: bool = False
) -> Proof:
    """Check a log, what lies beside it, and what its lists say of each record. Changes nothing.

    `progress` counts STEPS, is told often, and may raise Cancelled; others may write wherever it is told. `folders` are
    those besides the log's own in which it has backups. `alone`: nobody else wants the log meanwhile, and a small one
    is looked through by this process. Raises ReadOnly, StorageFailed, WorkEnded.
    """
    own, strange = backups_of(vault, folders)
    if alone and (vault.folder / database.NAME).stat().st_size < SMALL:
        backup = look_at_backup(lambda _done, _of: progress(0, STEPS), str(own[0].path)) if own else []
        looked_at = check(vault.store, lambda done, of: progress(_LOOKED * done // max(of, 1), STEPS), with_lists=True)
        looked_at = structs.replace(looked_at, found=(*_length_faults(vault), *looked_at.found))
        settled = True
    else:
        looked_at, backup, settled = _look(vault, progress, own)
    proof = Proof(report=looked_at, beside=look_beside(vault, own, strange, backup), settled=settled)
    progress(STEPS, STEPS)
    return proof


def _look(vault: Vault, progress: Progress, own: Sequence[Kept]) -> tuple[Report, list[Fault], bool]:
    """The log, the newest backup, and whether nothing was written while it mattered."""
    copy = vault.folder / BACKUPS / f".{secrets.token_hex(8)}.new"  # cleared at the next opening, were we to be ended
    progress(0, STEPS)
    try:
        with files.storage():
            files.make_private_folder(copy.parent)
            length = _length_faults(vault)
            source = _source(vault, copy, lambda done, of: progress(_COPIED * done // max(of, 1), STEPS))
            before = snapshot.writes(vault)
            jobs = [Job(look_at_backup, (str(one.path),), 10) for one in own[:1]]
            found, backup = _look_through(
                vault, source, jobs,
                lambda done, of: progress(_COPIED + (_LOOKED - _COPIED) * done // max(of, 1), STEPS),
            )  # fmt: skip
    finally:
        files.discard(copy)
    settled = source == copy or not found.found or snapshot.writes(vault) == before
    return structs.replace(found, found=(*length, *found.found)), backup, settled


def _source(vault: Vault, copy: Path, progress: Progress) -> Path:
    """A copy as the log is at one moment; without room for one the log's own file."""
    try:
        snapshot.take(vault, copy, progress)
    except errors.DiskFull:
        files.discard(copy)
        return vault.folder / database.NAME
    return copy


def _length_faults(vault: Vault) -> list[Fault]:
    """A file cut short at the end of a page shows in nothing else of it. Asks for its size without opening it."""
    with database.database_errors():
        (pages,) = vault.store.connection.execute("PRAGMA page_count").fetchone()
        (size,) = vault.store.connection.execute("PRAGMA page_size").fetchone()
    fits = (vault.folder / database.NAME).stat().st_size == int(pages) * int(size)
    return [] if fits else [Fault("file", SHORT)]


def _look_through(vault: Vault, path: Path, more: list[Job], progress: Progress) -> tuple[Report, list[Fault]]:
    """All that a database says, looked through by other processes; and what `more` that they do has found."""
    given, is_copy = (str(path), vault.root.secret, vault.log), path.name != database.NAME
    if is_copy and path.stat().st_size < SMALL:
        seen, *others = together([Job(look_at_all, given, 10), *more], progress)
        if seen is not None:
            return seen, [fault for found in others for fault in found]
    count = vault.store.count()  # there may be fewer in a copy, which each process sees for itself
    size = max(1, -(-count // (_STRETCHES * apart.cores())))
    stretches = [(first, min(first + size - 1, count)) for first in range(1, count + 1, size)]
    jobs = [
        Job(look_at_structure, given, 4 * len(stretches)),
        *(Job(look_at_stretch, (*given, *stretch), 10) for stretch in stretches),
        Job(look_at_index, (*given, is_copy), 2 * len(stretches)),
        Job(look_at_seals, given, 2 * len(stretches)),
        *more,
    ]
    answers = together(jobs, lambda done, of: progress(98 * done, 100 * of))
    structure, *answers = answers
    walked, (index, seals, *others) = answers[: len(stretches)], answers[len(stretches) :]
    joint = joined(walked)
    found = [*seals, *structure, *joint.faults]
    ((tip, rest_found),) = together(
        [Job(settle, (*given, joint, is_whole(found), is_copy))], lambda *_: progress(98, 100)
    )
    found += [*(index if is_whole(found) else []), *rest_found]
    return report(tip or vault.store.tip, joint, found), [fault for each in others for fault in each]


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
    _tell: Progress, path: str, secret: bytes, log: str, whole: Whole, look: bool, is_copy: bool
) -> tuple[Tip | None, list[Fault]]:
    """Where the log stands, and, where that makes sense, what only all stretches together show.

    A copy has served then. To remove a large one takes half a second, which nobody should have to wait for.
    """
    tip: list[Tip] = []

    def look_at_rest(store: Store) -> list[Fault]:
        tip.append(store.tip)
        return rest(store, whole, with_lists=True) if look else []

    found = _looking(path, secret, log, look_at_rest)
    if is_copy:
        files.discard(Path(path))
    return (tip[0] if tip else None), found


def _looking(path: str, secret: bytes, log: str, look: Callable[[Store], list[Fault]]) -> list[Fault]:
    try:
        with contextlib.closing(database.open_to_look(Path(path), Root(secret).database_key)) as connection:
            return look(_store(connection, log))
    except errors.DatabaseDamaged:
        return [Fault("file", UNREADABLE)]


def _store(connection: database.Connection, log: str) -> Store:
    return Store(connection, log, device_clock, secrets.token_bytes)
