"""Logs to measure on: each grown one decision at a time as in life, only without waiting for the disk, and kept.

They lie under SHAREDESK_BENCH_DIR (else the system's folder for temporary files) and are made anew when the tables or
the inputs change. What writes gets a copy.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from benchmarks import inputs

from sharedesk.desk import record
from sharedesk.domain.person import Author
from sharedesk.vault import schema
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import Vault, create, unlock

PASSPHRASE = "benchmark"  # protects made-up words
Say = Callable[[str], object]


def home() -> Path:
    """The folder that keeps the logs between runs: named by what they were made with."""
    sample = msgspec.json.encode([inputs.plain_decision(number) for number in range(3)])
    tables = " ".join(re.sub("--.*", "", schema._TABLES).split())  # neither comments nor line breaks matter
    made_with = hashlib.sha256(tables.encode() + sample).hexdigest()[:12]
    return Path(os.environ.get("SHAREDESK_BENCH_DIR") or tempfile.gettempdir()) / f"sharedesk-bench-{made_with}"


def prepare(sizes: list[int], say: Say) -> dict[int, Path]:
    """A log of each number of decisions; the larger ones grow out of the smaller ones."""
    kept = home()
    kept.mkdir(parents=True, exist_ok=True)
    before: int | None = None
    folders = {}
    for size in sorted(sizes):
        folders[size] = kept / f"log-{size}"
        if not folders[size].exists():
            start = time.perf_counter()
            _grow(kept / f"log-{before}" if before else None, folders[size], before or 0, size)
            say(f"Built a log of {size:,} decisions in {time.perf_counter() - start:.0f} s.")
        before = size
    return folders


def _grow(source: Path | None, target: Path, done: int, size: int) -> None:
    unfinished = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    if source is None:
        vault, _ = create(unfinished, PASSPHRASE, Author(name="Mx Benchmark"), practice=True, cost=FLOOR)
    else:
        shutil.copytree(source, unfinished)
        vault = unlock(unfinished, PASSPHRASE)
    with vault:
        vault.store.connection.execute("PRAGMA synchronous = OFF")
        for number in range(done, size):
            record.record(vault, [inputs.plain_decision(number)])
    unfinished.rename(target)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for copies, removed at the end; beside the logs, so that it is on the same disk."""
    home().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home(), prefix="scratch-") as folder:
        yield Path(folder)


def copy_of(log: Path, target: Path) -> Path:
    """A copy to write in, on the disk before anything is measured."""
    shutil.copytree(log, target, dirs_exist_ok=True)
    if hasattr(os, "sync"):
        os.sync()
    return target


@contextmanager
def opened(folder: Path) -> Iterator[Vault]:
    """A log, unlocked."""
    with unlock(folder, PASSPHRASE) as vault:
        yield vault
