"""Saving a decision: against bare sqlcipher3 writing the same rows, and in a large log against a small one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import inputs, logs
from benchmarks.bare import Recording, Simplest, bytes_in, replay
from benchmarks.measure import Comparison, Series

from sharedesk.desk import record
from sharedesk.domain.decision import Decision
from sharedesk.vault import database
from sharedesk.vault.vault import Vault

SAVE_TARGET, FLAT_TARGET = 1.5, 1.3


class Pair:
    """A log, and beside it a copy into which bare sqlcipher3 writes whatever the log writes."""

    def __init__(self, log: Path, folder: Path) -> None:
        self.vault: Vault = logs.unlock(logs.copy_of(log, folder / "ours"), logs.PASSPHRASE)
        logs.copy_of(log, folder / "bare")
        self.bare = database.open_existing(folder / "bare" / database.NAME, self.vault.root.database_key)
        self.recording = Recording(self.vault.store.connection)
        self.vault.store.connection = self.recording  # type: ignore[assignment]

    def save(self, decision: Decision, ours: Series, bare: Series) -> list[Any]:
        """One decision through ShareDesk, then the same rows without it."""
        ours.time(lambda: record.record(self.vault, [decision]))
        statements = self.recording.take()
        bare.time(lambda: replay(self.bare, statements))
        return statements

    def close(self) -> None:
        self.vault.lock()
        self.bare.close()


def save(log: Path, rounds: int) -> list[Comparison]:
    """A plain decision and the practice case, each against the same rows and against one row of as many bytes."""
    case = inputs.practice_case()
    found = _against_bare(log, rounds, "save, plain decision", lambda number: inputs.plain_decision(10**6 + number))
    return found + _against_bare(log, rounds, "save, two-page practice case", lambda number: case)


def _against_bare(log: Path, rounds: int, what: str, decision: Callable[[int], Decision]) -> list[Comparison]:
    ours, bare, least = Series("through ShareDesk"), Series("same rows, bare"), Series("one row, bare")
    with logs.scratch() as folder:
        pair, simplest = Pair(log, folder), Simplest(folder / "simplest.db")
        size = 0
        for number in range(rounds + 5):
            if number == 5:
                for series in (ours, bare, least):
                    series.values.clear()
            statements = pair.save(decision(number), ours, bare)
            size = bytes_in(statements)
            body = max((values[1] for how, sql, values in statements if "INTO search_text" in sql), key=len)
            content = os.urandom(size - len(body.encode()))
            least.time(lambda content=content, body=body: simplest.save(content, body))
        pair.close()
        simplest.close()
    what = f"{what} ({size / 1e3:.0f} KB)"
    return [Comparison(what, ours, bare, target=SAVE_TARGET), Comparison(f"{what}, least anyone could do", ours, least)]


def flat(small: Path, large: Path, sizes: tuple[int, int], commits: int) -> list[Comparison]:
    """The same saves in a large log and a small one, in turn; beside each the same rows by bare sqlcipher3."""
    names = [f"{size:,}" for size in reversed(sizes)]
    ours = [Series(name) for name in names]
    bare = [Series(f"{name}, bare") for name in names]
    with logs.scratch() as folder:
        pairs = [Pair(large, folder / "large"), Pair(small, folder / "small")]
        for number in range(commits + 5):
            if number == 5:
                for series in (*ours, *bare):
                    series.values.clear()
            decision = inputs.plain_decision(2 * 10**6 + number)
            for pair, mine, theirs in zip(pairs, ours, bare, strict=True):
                pair.save(decision, mine, theirs)
        for pair in pairs:
            pair.close()
    what = f"save at {names[0]} decisions against {names[1]}"
    return [
        Comparison(what, *ours, target=FLAT_TARGET),
        Comparison(f"{what}, worst of {commits:,} commits", *ours, statistic="worst", target=FLAT_TARGET),
        Comparison(f"{what}, bare sqlcipher3", *bare),
        Comparison(f"{what}, bare sqlcipher3, worst", *bare, statistic="worst"),
    ]
