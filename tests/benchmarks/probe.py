"""A process of its own that works in a log and says its peak memory in bytes. ROOT comes through standard input.

usage: probe.py work|letters|check|export FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import inputs

from sharedesk.desk import keep, record
from sharedesk.vault import search
from sharedesk.vault.check import check
from sharedesk.vault.keys import Root
from sharedesk.vault.vault import Vault, look, open_with_root


def work(vault: Vault) -> None:
    """A day's work: record fifty decisions, look for words, read the list."""
    for number in range(50):
        record.record(vault, [inputs.plain_decision(3 * 10**6 + number)])
    for words in (inputs.common_word(), inputs.RARE, inputs.common_word()[:4]):
        _found(vault, words)
    search.newest(vault.store, 50)


def letters(vault: Vault) -> None:
    """The second key press of a search: every word that begins so."""
    _found(vault, inputs.common_word()[:2])


def _found(vault: Vault, words: str) -> None:
    if not search.find(vault.store, words):
        raise RuntimeError("a word that is there was not found")


def whole_check(vault: Vault) -> None:
    """The whole check."""
    if check(vault.store).faults:
        raise RuntimeError("the log has faults")


def export(vault: Vault) -> None:
    """Every line of the export, thrown away."""
    for _ in keep.export_lines(vault):
        pass


def peak() -> int:
    """This process's peak resident memory so far, in bytes. (getrusage would count the parent's before exec.)"""
    status = Path("/proc/self/status")
    if not status.exists():
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def main() -> None:
    """Do one journey."""
    journey, folder = sys.argv[1], Path(sys.argv[2])
    root = Root(bytes.fromhex(sys.stdin.read()))
    with open_with_root(folder, look(folder), root) as vault:
        {"work": work, "letters": letters, "check": whole_check, "export": export}[journey](vault)
    sys.stdout.write(json.dumps({"peak": peak()}))


if __name__ == "__main__":
    main()
