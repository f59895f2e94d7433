"""The window: how soon one can type, find and turn pages, and whether it ever stands still. On a screen nobody sees.

Each is measured in a process of its own (window_probe.py), for the window's thread is a process's first.
"""

from __future__ import annotations

import compileall
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks import inputs, logs
from benchmarks.measure import Comparison, Series, interleave

import sharedesk

READY_TARGET, MEMORY_TARGET = 1.5, 1.2
CHECK_STALL_LIMIT, SAVE_LIMIT = 0.200, 0.500
FIND_LIMIT, PAGE_LIMIT, STALL_LIMIT, SEAL_LIMIT = 0.100, 0.100, 0.050, 0.100


def starting(log: Path, rounds: int) -> list[Comparison]:
    """From the start of the process to a window on the screen that has the focus where one types: the locked page, and
    the emergency form.
    """
    with _account() as environment:
        jobs = {
            "locked, ready to type": lambda: _until_ready("locked", log, environment),
            "emergency form, ready to type": lambda: _until_ready("quick", log, environment),
            "bare window with a box": lambda: _until_ready("bare", log, environment),
        }
        locked, quick, bare = interleave(jobs, rounds, warm_up=2)
    return [
        Comparison("start of the process to the locked window", locked, bare, target=READY_TARGET),
        Comparison("start of the process to the emergency form", quick, bare, target=READY_TARGET),
    ]


def sealing(log: Path, rounds: int) -> list[Comparison]:
    """From *Save now* in the locked emergency form to its receipt, painted; beyond the same bytes put on the disk."""
    with logs.scratch() as folder:
        seconds = _measured("quick_save", logs.copy_of(log, folder / "log"), rounds)["seconds"]
    saved, disk = Series("Save now to the receipt", seconds["saved"]), Series("the disk's own", seconds["disk"])
    what = "window: an emergency note saved and sealed"
    return [Comparison(what, saved, disk, limit=SEAL_LIMIT + disk.median)]


def finding(log: Path, size: int, rounds: int) -> list[Comparison]:
    """From a key in the find box to its first results, painted; beyond the query itself."""
    seconds = _measured("find", log, rounds)["seconds"]
    found = []
    for name in [key.removeprefix("window, ") for key in seconds if key.startswith("window, ")]:
        shown, query = seconds[f"window, {name}"], seconds[f"query, {name}"]
        beyond = Series("key to results", shown)
        what = f"window: find {name}, {size:,} decisions"
        found.append(Comparison(what, beyond, Series("query alone", query), limit=FIND_LIMIT + _median(query)))
    return found


def pages(log: Path, size: int, rounds: int) -> list[Comparison]:
    """From asking for a page until it is painted with what it reads, for the slowest page; first and later showings."""
    with logs.scratch() as folder:
        seconds: dict[str, list[float]] = _measured("pages", logs.copy_of(log, folder / "log"), rounds)["seconds"]
    first = {name: taken[0] for name, taken in seconds.items()}
    later = {name: _median(taken[1:]) for name, taken in seconds.items()}
    rows = []
    for what, taken in (("first showing", first), ("later showing", later)):
        slow = max(taken, key=taken.__getitem__)
        name = f"window: {what} of {len(taken)} pages, {size:,} decisions; slowest {slow}"
        every, home = Series("every page", list(taken.values())), Series("home again", seconds["home"][1:])
        rows.append(Comparison(name, every, home, statistic="worst", limit=PAGE_LIMIT))
    taken = [_measured("at_once", log, rounds)["seconds"]["taken"][0] for _ in range(rounds)]
    what = f"window: the short route asked for at the moment of unlocking, {size:,} decisions"
    return [*rows, Comparison(what, Series("short route", taken), home, limit=PAGE_LIMIT)]


def standing_still(small: Path, large: Path, sizes: tuple[int, int], rounds: int) -> list[Comparison]:
    """The longest that a 5 ms timer in the window's thread had to wait, scrolling and recording; the list's memory."""
    idle = Series("nothing to do", _measured("idle", small, rounds)["seconds"]["gaps"])
    scrolled = {log: _measured("scroll", log, rounds) for log in (large, small)}
    with logs.scratch() as folder:
        typed = Series("recording", _measured("record", logs.copy_of(small, folder / "log"), rounds)["seconds"]["gaps"])
    moving = Series("scrolling", scrolled[large]["seconds"]["gaps"])
    peaks = [
        Series(f"{size:,}", [scrolled[log]["peak"]], unit="MB")
        for log, size in zip((large, small), sizes[::-1], strict=True)
    ]
    gaps = "longest gaps of a 5 ms timer"
    return [
        Comparison(f"window: {gaps}, {sizes[1]:,} decisions from top to end", moving, idle, "worst", limit=STALL_LIMIT),
        Comparison(f"window: {gaps}, a decision typed and recorded", typed, idle, "worst", limit=STALL_LIMIT),
        Comparison(f"window: peak memory of the list, {sizes[1]:,} against {sizes[0]:,}", *peaks, target=MEMORY_TARGET),
    ]  # fmt: skip


def checking(log: Path, size: int, rounds: int) -> list[Comparison]:
    """The longest that the window's thread had to wait while a whole log was checked, and what a save took then."""
    idle = Series("nothing to do", _measured("idle", log, rounds)["seconds"]["gaps"])
    with logs.scratch() as folder:
        seconds = _measured("check_log", logs.copy_of(log, folder / "log"), rounds)["seconds"]
    gaps, saved = Series("checking, recording meanwhile", seconds["gaps"]), Series("recorded", seconds["saved"])
    what = f"window: longest gaps of a 5 ms timer, {size:,} decisions checked"
    return [
        Comparison(what, gaps, idle, "worst", limit=CHECK_STALL_LIMIT),
        Comparison(f"window: a decision recorded while {size:,} are checked", saved, idle, "worst", limit=SAVE_LIMIT),
    ]


def _median(values: list[float]) -> float:
    return Series("", values).median


@contextmanager
def _account() -> Iterator[dict[str, str]]:
    """The environment of somebody who has never used ShareDesk; all modules are compiled, as where it is installed."""
    _compile()
    with tempfile.TemporaryDirectory(prefix="sharedesk-bench-home-") as home:
        others = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        yield others | {
            "HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }  # fmt: skip


@cache
def _compile() -> None:
    """Once: a page would else be compiled while it is shown, which no user of an installed program waits for."""
    compileall.compile_dir(str(Path(sharedesk.__file__).parent), quiet=2)


def _command(what: str, log: Path) -> list[str]:
    return [sys.executable, str(inputs.script_folder() / "window_probe.py"), what, str(log)]


def _until_ready(what: str, log: Path, environment: dict[str, str]) -> None:
    with subprocess.Popen(
        _command(what, log), env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as running:
        assert running.stdout is not None
        if running.stdout.readline() != b"ready\n":
            raise RuntimeError(f"the {what} window never came up")


def _measured(what: str, log: Path, rounds: int) -> dict[str, Any]:
    with _account() as environment:
        command = [*_command(what, log), str(rounds)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        raise RuntimeError(f"the window's {what} failed: {done.stderr}")
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured
