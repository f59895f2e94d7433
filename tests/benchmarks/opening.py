"""Unlocking, beyond the key derivation, with the first page of the list."""

from __future__ import annotations

from pathlib import Path

from benchmarks import logs
from benchmarks.measure import Comparison, Series

from sharedesk.vault import database, keys, search
from sharedesk.vault.vault import look, open_with_root, unlock

LIMIT = 0.150
_LIST = "SELECT row, recorded, decided, outcome, missing FROM decision ORDER BY row DESC LIMIT 50"


def unlocking(log: Path, size: int, rounds: int) -> list[Comparison]:
    """From the passphrase's key to fifty decisions on the screen, against a bare open and list of the same file."""
    head = look(log)
    slot = next(slot for slot in head.body.slots if slot.kind == "passphrase")
    root = head.unlock(logs.PASSPHRASE)
    assert slot.cost is not None
    names = ("unlock and list", "key derivation", "open and list", "bare open and list")
    whole, derivation, opening, bare = series = [Series(name) for name in names]

    def ours() -> None:
        with open_with_root(log, head, root) as vault:
            assert len(search.newest(vault.store, 50)) == 50

    def all_of_it() -> None:
        with unlock(log, logs.PASSPHRASE) as vault:
            assert len(search.newest(vault.store, 50)) == 50

    def without_us() -> None:
        connection = database.open_existing(log / database.NAME, root.database_key)
        assert len(connection.execute(_LIST).fetchall()) == 50
        connection.close()

    for number in range(rounds + 1):
        whole.time(all_of_it)
        derivation.time(lambda: keys.stretch(logs.PASSPHRASE, slot.salt, slot.cost))
        opening.time(ours)
        bare.time(without_us)
        if number == 0:
            for one in series:
                one.values.clear()
    what = f"unlock and list 50 of {size:,}"
    return [
        Comparison(f"{what}, beyond the key derivation", opening, bare, limit=LIMIT),
        Comparison(f"{what}, whole, against the key derivation alone", whole, derivation),
    ]
