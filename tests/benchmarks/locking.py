"""Locking: from the key that locks an open log to a new process whose locked window one can type in."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from benchmarks import inputs, logs
from benchmarks.measure import Comparison, Series
from benchmarks.window import READY_TARGET, _account, _until_ready


def locking(log: Path, rounds: int) -> list[Comparison]:
    """Beside the start of a bare window, in turn."""
    ours, bare = Series("Ctrl+L to the locked window"), Series("bare window with a box")
    with logs.scratch() as folder, _account() as environment:
        copy = logs.copy_of(log, folder / "log")
        for number in range(rounds + 1):
            taken = _locked(copy, environment)
            bare.time(lambda: _until_ready("bare", log, environment))
            if number:
                ours.values.append(taken)
    del bare.values[0]
    return [Comparison("lock to the locked window, ready to type", ours, bare, target=READY_TARGET)]


def _locked(log: Path, environment: dict[str, str]) -> float:
    """Seconds from the key to a box that has the focus, in another process of the same number."""
    probe = str(inputs.script_folder() / "locking_probe.py")
    command = [sys.executable, probe, "open", str(log)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        said = running.stdout.readline()
        began = time.perf_counter()
        if (said, running.stdout.readline()) != (b"locking\n", b"ready\n"):
            raise RuntimeError("the window was not locked, or never came back")
        return time.perf_counter() - began
