"""Somebody who gives a parser anything: `python fuzz_user.py PARSER ENGINE RUNS FOLDER`, in a process of its own.

ENGINE is `hypothesis` (edits of good files, and any bytes) or `atheris` (guided by which lines are reached). The
process may take no more memory than MEMORY, and one input no more than SLOWEST seconds. What it did is one line of JSON
at the end; on a fault there is a traceback instead, and it ends with another code than 0.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

MEMORY = 1 << 30
"""Bytes of address space."""
SLOWEST = 10.0
"""Seconds of this process's own time."""
LONGEST = 256 * 1024
"""Bytes of one input that is made up."""


class Reader:
    """Reads inputs by one parser and counts what became of them."""

    def __init__(self, name: str) -> None:
        from faults.parsers import PARSERS

        self.parser = PARSERS[name]
        self.seeds = self.parser.seeds()
        self.runs, self.refused, self.slowest = 0, 0, 0.0

    def read(self, data: bytes) -> None:
        from sharedesk.errors import ShareDeskError

        start = time.process_time()
        try:
            self.parser.read(data)
        except ShareDeskError:
            self.refused += 1
        taken = time.process_time() - start
        self.runs, self.slowest = self.runs + 1, max(self.slowest, taken)
        assert taken < SLOWEST, f"{taken:.0f} seconds for one input of {len(data)} bytes"

    def told(self) -> str:
        most = _most_memory()
        return json.dumps({"runs": self.runs, "refused": self.refused, "slowest": round(self.slowest, 2), "mib": most})


def by_hypothesis(reader: Reader, runs: int) -> None:
    from faults.edits import anything
    from hypothesis import HealthCheck, Phase, given, settings

    @settings(
        max_examples=runs, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )  # fmt: skip
    @given(anything(reader.seeds))
    def read(data: bytes) -> None:
        reader.read(data)

    read()


def by_atheris(reader: Reader, runs: int, folder: Path) -> None:
    import atheris

    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(reader.seeds):
        (corpus / f"seed {number}").write_bytes(seed)
    limits = [
        f"-runs={runs}",
        f"-max_len={LONGEST}",
        f"-timeout={int(30 * SLOWEST)}",
        "-rss_limit_mb=0",
        "-verbosity=0",
    ]

    def one(data: bytes) -> None:
        reader.read(data)
        if reader.runs == runs:
            say(reader)

    atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={folder}/", str(corpus)], one)
    atheris.Fuzz()


def _most_memory() -> int:
    """MiB, at the most so far; by Linux's own count, because `ru_maxrss` begins with what the parent had."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * 1024)  # macOS counts bytes
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) // 1024


def say(reader: Reader) -> None:
    print(reader.told(), flush=True)  # noqa: T201 - to the campaign


def main(name: str, engine: str, runs: int, folder: Path) -> Any:
    if engine == "atheris":
        import atheris

        with atheris.instrument_imports(include=["sharedesk", "faults.parsers", "tomllib", "tarfile", "json"]):
            import faults.parsers  # noqa: F401 - from here on it tells which lines are reached
    reader = Reader(name)
    for seed in reader.seeds:
        reader.read(seed)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if engine == "atheris":
        by_atheris(reader, runs, folder)
    else:
        by_hypothesis(reader, runs)
        say(reader)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
