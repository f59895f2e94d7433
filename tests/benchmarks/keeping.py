"""Checking, backing up and erasing in a log of some size, against the least that bare sqlcipher3 has to do."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from benchmarks import inputs, logs
from benchmarks.measure import Comparison, Series

from sharedesk.desk import record
from sharedesk.vault import database
from sharedesk.vault.backup import back_up
from sharedesk.vault.baton import in_turns
from sharedesk.vault.check import check
from sharedesk.vault.erase import Erasure, erase
from sharedesk.vault.errors import Cancelled
from sharedesk.vault.lists import make_anew
from sharedesk.vault.proof import prove
from sharedesk.vault.store import Progress
from sharedesk.vault.vault import Vault

FIRST_TOLD, STOPPED = 0.5, 1.0
TIMES = 1.2
"""Of what bare sqlcipher3 takes for a backup and both checks; and twice hashing (docs/numbers.md)."""
_STOPS = (0.0, 0.1, 0.5, 0.9)
"""Parts of the work after which it is stopped."""
_TURNS = 25
"""A save for each so many turns."""
Work = Callable[[Vault, Progress], object]


def keeping(log: Path, size: int) -> list[Comparison]:
    """Checking, backing up and making the lists anew; beside the least that checking and copying can be."""
    with logs.scratch() as folder, logs.opened(logs.copy_of(log, folder / "log")) as vault:
        integrity, hashing, copying = (Series(name) for name in ("integrity checks", "hashing", "backup"))
        integrity.time(lambda: database.integrity_faults(vault.store.connection))
        hashing.time(lambda: _hash_everything(vault))
        copying.time(lambda: _copy_bare(vault, folder / "bare.db"))
        (folder / "bare.db").unlink()
        bare, twice = integrity.values[0] + copying.values[0], 2 * hashing.values[0]
        least = Series("backup + integrity checks + 2 x hashing", [bare + twice])
        target = folder / "one.sharedesk-backup"
        found = []
        for what, series, work in (
            (f"check {size:,} decisions", "check", _check),
            (f"back up {size:,} decisions", "back up, checked", lambda vault, tell: _back_up(vault, target, tell)),
        ):
            ours = Series(series)
            ours.time(lambda work=work: work(vault, lambda done, of: None))
            found.append(Comparison(what, ours, least, limit=TIMES * bare + twice))
            found += _held_up(vault, what, work)
        checks = Series("integrity checks + 2 x hashing", [integrity.values[0] + twice])
        ours = Series("in one process")
        ours.time(lambda: check(vault.store))
        found.append(Comparison(f"check {size:,} decisions without their lists, as before a restore", ours, checks))
        ours = Series("lists and search anew")
        ours.time(lambda: make_anew(vault.store))
        return [*found, Comparison(f"make the lists of {size:,} decisions anew", ours, least)]


def _held_up(vault: Vault, what: str, work: Work) -> list[Comparison]:
    """How soon it says how far it is, how soon it stops, and what a save takes meanwhile."""
    first, stopped = Series("first told"), Series("until stopped")
    for part in _STOPS:
        began = time.perf_counter()
        asked = told = 0.0

        def tell(done: int, of: int, part: float = part) -> None:
            nonlocal asked, told
            told = told or time.perf_counter()
            if done >= part * of:
                asked = time.perf_counter()
                raise Cancelled

        with suppress(Cancelled):
            work(vault, tell)
        stopped.values.append(time.perf_counter() - asked)
        first.values.append(told - began)
    alone, meanwhile = Series("nothing else"), Series("save meanwhile")
    for number in range(20):
        alone.time(lambda number=number: record.record(vault, [inputs.plain_decision(number)]))
    turns, wanted = in_turns(lambda tell: work(vault, tell)), time.perf_counter()
    for number, _ in enumerate(turns):
        if number % _TURNS == 0:  # somebody saved while the turn before was under way
            record.record(vault, [inputs.plain_decision(number)])
            meanwhile.values.append(time.perf_counter() - wanted)
        wanted = time.perf_counter()
    return [
        Comparison(f"{what}: first progress", first, first, statistic="worst", limit=FIRST_TOLD),
        Comparison(f"{what}: stopping it", stopped, stopped, statistic="worst", limit=STOPPED),
        Comparison(f"{what}: a save meanwhile, its turn included", meanwhile, alone),
    ]


def erasing(small: Path, large: Path, sizes: tuple[int, int], rounds: int) -> list[Comparison]:
    """Erasing one part of one decision, in a large log and in a small one in turn."""
    series = [Series(f"{size:,}") for size in reversed(sizes)]
    with logs.scratch() as folder:
        vaults = [
            logs.unlock(logs.copy_of(log, folder / name), logs.PASSPHRASE) for log, name in ((large, "l"), (small, "s"))
        ]
        for number in range(rounds):
            for vault, one in zip(vaults, series, strict=True):
                erasure = _reasons(vault, number)
                one.time(lambda vault=vault, erasure=erasure: erase(vault, [erasure]))
        for vault in vaults:
            vault.lock()
    return [Comparison(f"erase one part at {sizes[1]:,} decisions against {sizes[0]:,}", *series)]


def _reasons(vault: Vault, number: int) -> Erasure:
    """The free text of a decision, to be erased."""
    row = vault.store.connection.execute(
        "SELECT n.id, p.id FROM part p JOIN entry e ON e.pos = p.place >> 13 JOIN entity n ON n.row = e.entity "
        "WHERE p.slot = 'reasons' AND p.content IS NOT NULL AND e.pos > ? LIMIT 1",
        (number * 20,),
    ).fetchone()
    return Erasure(entity=row[0].hex(), parts=(row[1].hex(),), category="other")


def _check(vault: Vault, tell: Progress) -> None:
    proof = prove(vault, tell)
    if proof.report.found or proof.beside.found:
        raise AssertionError("the log has faults")


def _back_up(vault: Vault, target: Path, tell: Progress) -> None:
    target.unlink(missing_ok=True)
    back_up(vault, target, tell)


def _hash_everything(vault: Vault) -> None:
    digest = hashlib.sha256()
    for (leaf,) in vault.store.connection.execute("SELECT leaf FROM entry ORDER BY pos"):
        digest.update(leaf)
    for salt, content in vault.store.connection.execute("SELECT salt, content FROM part ORDER BY place"):
        digest.update(salt + content)


def _copy_bare(vault: Vault, target: Path) -> None:
    copy = database.create(target, vault.root.database_key)
    vault.store.connection.backup(copy)
    copy.close()
