"""Hostile files, read in a process that may take 1 GiB: refused in words or read, never a fault (`make faults`).

Each of our parsers gets RUNS inputs (default 5,000) made by Hypothesis out of good files, and ten times as many by
atheris, which is guided by the lines that are reached. `make faults` installs atheris where a wheel of it fits
(packaging/fuzz.lock); where it is missing its part is skipped, and says so.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from faults import fuzz_user, table
from faults.parsers import FUZZED

import sharedesk

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of memory as POSIX has them")
RUNS = int(os.environ.get("RUNS", "5000"))
USER = Path(fuzz_user.__file__)
ENGINES = {"hypothesis": 1, "atheris": 10}
HAS_ATHERIS = importlib.util.find_spec("atheris") is not None


def given_anything(name: str, engine: str, runs: int, folder: Path) -> subprocess.CompletedProcess[str]:
    source, tests = Path(sharedesk.__file__).parent.parent, USER.parent.parent
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join([str(source), str(tests)])}
    command = [sys.executable, str(USER), name, engine, str(runs), str(folder)]
    return subprocess.run(
        command, env=surroundings, capture_output=True, encoding="utf-8", errors="replace", check=False
    )


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == "atheris" and not HAS_ATHERIS:
        pytest.skip("atheris is not installed: no wheel of it fits this computer, or `make faults` could not fetch it")
    engine: str = request.param
    return engine


def test_anything_is_read_or_refused_in_words(engine: str, tmp_path: Path) -> None:
    told: dict[str, dict[str, Any]] = {}
    for number, name in enumerate(FUZZED):
        (place := tmp_path / str(number)).mkdir()
        done = given_anything(name, engine, RUNS * ENGINES[engine], place)
        assert done.returncode == 0, f"{name}: {(done.stdout + done.stderr)[-8_000:]}"
        told[name] = json.loads(done.stdout.strip().split("\n")[-1])
        assert told[name]["runs"] >= RUNS
        print(f"\n  {name}: {told[name]}", end="")  # noqa: T201 - it takes long
    runs, most = sum(one["runs"] for one in told.values()), max(one["mib"] for one in told.values())
    slowest = max(told, key=lambda name: told[name]["slowest"])
    table.note(
        17, f"{len(told)} parsers, {runs:,} inputs by {engine}: no fault; at most {most} MiB of 1,024; slowest "
        f"{told[slowest]['slowest']} s ({slowest})",
    )  # fmt: skip


@pytest.mark.parametrize(("name", "said"), [("control: trusting", "Error: "), ("control: greedy", "MemoryError")])
def test_a_parser_that_trusts_what_it_reads_is_found_out(name: str, said: str, engine: str, tmp_path: Path) -> None:
    """The control."""
    done = given_anything(name, engine, RUNS * ENGINES[engine], tmp_path)
    assert done.returncode != 0
    assert said in done.stdout + done.stderr  # the one tells it here, the other there
    table.note(
        17, "", control=f"a parser with a fault on purpose ({name.removeprefix('control: ')}): found by {engine}"
    )
