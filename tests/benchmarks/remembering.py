"""Peak memory of processes that work in a large log, against the same in a small one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks import inputs, logs
from benchmarks.measure import Comparison, Series

from sharedesk.vault.vault import look

TARGET = 1.2
JOURNEYS = {
    "work": "open, record 50, find words, list",
    "letters": "open, find two letters",
    "check": "check",
    "export": "export",
}


def memory(small: Path, large: Path, sizes: tuple[int, int], journeys: tuple[str, ...]) -> list[Comparison]:
    """One process per journey and log. The key is handed over, so that its derivation's memory hides nothing."""
    found = []
    for journey in journeys:
        series = []
        for log, size in ((large, sizes[1]), (small, sizes[0])):
            with logs.scratch() as folder:
                copy = logs.copy_of(log, folder / "log") if journey == "work" else log
                series.append(Series(f"{size:,}", [_peak(journey, copy)], unit="MB"))
        what = f"peak memory: {JOURNEYS[journey]}; {sizes[1]:,} decisions against {sizes[0]:,}"
        found.append(Comparison(what, *series, target=TARGET))
    return found


def _peak(journey: str, log: Path) -> float:
    """The peak resident memory of one journey, in bytes."""
    root = look(log).unlock(logs.PASSPHRASE).secret.hex()
    command = [sys.executable, str(inputs.script_folder() / "probe.py"), journey, str(log)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, input=root, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        raise RuntimeError(f"the {journey} journey failed: {done.stderr}")
    return float(json.loads(done.stdout)["peak"])
