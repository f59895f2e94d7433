"""`make bench`: every figure beside what it is compared with, in one run. docs/numbers.md says how to read it.

QUICK=1 measures logs of 1,000 and 10,000 decisions instead of 1,000 and 100,000, with fewer rounds.
SHAREDESK_BENCH_DIR says where the logs are kept between runs. A missed target is reported, never an error.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import (
    emergency,
    finding,
    identifying,
    keeping,
    locking,
    logs,
    measure,
    opening,
    printing,
    reading_back,
    remembering,
    saving,
    window,
)
from benchmarks.measure import Comparison


@dataclass(frozen=True)
class Plan:
    """How much is measured: the sizes of the logs, and rounds of each kind."""

    small: int = 1_000
    between: tuple[int, ...] = (10_000,)
    """Sizes kept on the way from the small log to the large one, for other runs."""
    large: int = 100_000
    saves: int = 300
    commits: int = 2_000
    finds: int = 30
    unlocks: int = 10
    prints: int = 25
    people: int = 1_000
    characters: int = 100_000
    starts: int = 15
    windows: int = 8
    erasures: int = 5
    notes: int = 200
    owed: int = 1_000
    memory: tuple[str, ...] = ("work", "letters", "check", "export")


QUICK = Plan(between=(), large=10_000, saves=100, commits=300, finds=20, unlocks=5, prints=10, starts=8)


def measured(plan: Plan, say: Callable[[str], object]) -> Iterator[list[Comparison]]:
    """Every group of comparisons, as soon as it is there."""
    folders = logs.prepare([plan.small, *plan.between, plan.large], say)
    small, large, sizes = folders[plan.small], folders[plan.large], (plan.small, plan.large)
    yield saving.save(small, plan.saves)
    yield saving.flat(small, large, sizes, plan.commits)
    yield finding.find(large, plan.large, plan.finds)
    yield opening.unlocking(large, plan.large, plan.unlocks)
    yield emergency.reading_back(small, plan.notes, plan.unlocks)
    yield emergency.owed(large, plan.large, plan.owed, plan.finds)
    yield printing.printing(small, plan.prints)
    yield reading_back.reading_back(plan.prints)
    yield identifying.identifying(plan.people, plan.characters, plan.prints)
    yield remembering.memory(small, large, sizes, plan.memory)
    yield window.starting(small, plan.starts)
    yield locking.locking(small, plan.starts)
    yield window.sealing(small, plan.starts)
    yield window.finding(large, plan.large, plan.windows)
    yield window.pages(large, plan.large, plan.windows)
    yield window.standing_still(small, large, sizes, plan.windows)
    yield window.checking(large, plan.large, plan.windows)
    yield keeping.erasing(small, large, sizes, plan.erasures)
    yield keeping.keeping(large, plan.large)


def main() -> None:
    """Measure and print a Markdown table, row by row."""

    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    start = time.perf_counter()
    say(f"{os.cpu_count()} cores, {platform.platform(terse=True)}, Python {platform.python_version()}\n")
    say(measure.HEAD)
    for group in measured(QUICK if os.environ.get("QUICK") else Plan(), lambda line: sys.stderr.write(f"{line}\n")):
        for comparison in group:
            say(comparison.row())
    say(f"\nMeasured in {time.perf_counter() - start:.0f} s.")


if __name__ == "__main__":
    main()
