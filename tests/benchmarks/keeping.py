"""Checking, backing up and erasing in a log of some size, against the least that bare sqlcipher3 has to do."""

from __future__ import annotations

import hashlib
from pathlib import Path

from benchmarks import logs
from benchmarks.measure import Comparison, Series

from sharedesk.vault import database
from sharedesk.vault.backup import back_up
from sharedesk.vault.check import check
from sharedesk.vault.erase import Erasure, erase
from sharedesk.vault.vault import Vault


def keeping(log: Path, size: int) -> list[Comparison]:
    """One check and one backup. Beside them: both integrity checks, twice hashing all entries, SQLite's own backup."""
    with logs.scratch() as folder, logs.opened(log) as vault:
        integrity, hashing, copying = (Series(name) for name in ("integrity checks", "hashing", "backup"))
        integrity.time(lambda: database.integrity_faults(vault.store.connection))
        hashing.time(lambda: _hash_everything(vault))
        copying.time(lambda: _copy_bare(vault, folder / "bare.db"))
        (folder / "bare.db").unlink()
        ours = Series("check")
        ours.time(lambda: _check(vault))
        least = Series("integrity checks + 2 x hashing", [integrity.values[0] + 2 * hashing.values[0]])
        found = [Comparison(f"check {size:,} decisions", ours, least)]
        ours = Series("back up, checked")
        ours.time(lambda: back_up(vault, folder / "one.sharedesk-backup"))
        least = Series("backup + integrity checks + 2 x hashing", [least.values[0] + copying.values[0]])
        return [*found, Comparison(f"back up {size:,} decisions", ours, least)]


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


def _check(vault: Vault) -> None:
    if check(vault.store).faults:
        raise AssertionError("the log has faults")


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
