"""Writes seed_runs.bin: a fingerprint of every run of eight words in the two source documents, and of nothing else.

The documents themselves are not ours to carry. Run it where they are: python make_seed_runs.py DOCUMENT DOCUMENT
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

RUN, BYTES = 8, 5
KEPT = Path(__file__).with_name("seed_runs.bin")


def words(text: str) -> list[str]:
    """Small letters and digits; apostrophes do not part a word."""
    return re.findall(r"[a-z0-9]+", text.casefold().replace("’", "").replace("'", ""))


def runs(text: str) -> dict[bytes, str]:
    """The fingerprint of each run of eight words, and the run."""
    said = words(text)
    found = (" ".join(said[n : n + RUN]) for n in range(len(said) - RUN + 1))
    return {hashlib.sha256(run.encode()).digest()[:BYTES]: run for run in found}


def kept() -> set[bytes]:
    """The fingerprints as written."""
    data = KEPT.read_bytes()
    return {data[n : n + BYTES] for n in range(0, len(data), BYTES)}


if __name__ == "__main__":
    together = {print_ for name in sys.argv[1:] for print_ in runs(Path(name).read_text(encoding="utf-8"))}
    KEPT.write_bytes(b"".join(sorted(together)))
