"""A save that was acknowledged survives the end of its process at any moment (`make faults`; not part of `make test`).

A child records decisions and says each reference once its receipt is there; it is killed at a random moment. After each
kill the log opens, checks clean and holds everything that was said. KILLS sets how many (default 500). `kill -9` keeps
the system's page cache, so this does not test the syncs: campaign_power.py does.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from faults import table

from sharedesk.domain.person import Author
from sharedesk.vault import search
from sharedesk.vault.check import check
from sharedesk.vault.header import read
from sharedesk.vault.keys import FLOOR, Root
from sharedesk.vault.vault import create, open_with_root

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal, and forks")
KILLS = int(os.environ.get("KILLS", "500"))
NURSERY = """
import os, sys
from pathlib import Path
from sharedesk.desk import record
from sharedesk.domain.decision import Decision
from sharedesk.vault.header import read
from sharedesk.vault.keys import Root
from sharedesk.vault.vault import open_with_root

def record_for_ever(folder, root, early):
    vault = open_with_root(folder, read(folder), root)
    print(os.getpid(), flush=True)
    number = 0
    while True:
        number += 1
        if early:
            print("0000-0000-0", flush=True)  # acknowledged before anything is saved
        (done,) = record.record(vault, [Decision(reasons="so that a kill finds something to lose " * 20 + str(number))])
        print(done.reference, flush=True)

folder, root = Path(sys.argv[1]), Root(bytes.fromhex(sys.stdin.readline().strip()))
for when in sys.stdin:
    child = os.fork()
    if child == 0:
        record_for_ever(folder, root, when == "early\\n")
    os.waitpid(child, 0)
    print("\\nover", flush=True)  # on a line of its own, also where the child was killed in the midst of one
"""
"""A process that has all loaded, and forks a recording child for each line that it reads."""


@pytest.fixture
def log(tmp_path: Path) -> tuple[Path, Root]:
    """A log and its root key, locked."""
    vault, _ = create(tmp_path / "log", "words", Author(name="A"), cost=FLOOR, with_recovery=False)
    vault.lock()
    return vault.folder, vault.root


@pytest.fixture
def nursery(log: tuple[Path, Root]):
    """The process whose children record, and are killed."""
    command, pipe = [sys.executable, "-c", NURSERY, str(log[0])], subprocess.PIPE
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, encoding="utf-8") as process:
        process.stdin.write(log[1].secret.hex() + "\n")
        yield process
        process.stdin.close()


def killed(nursery, seconds: float, when: str = "late") -> list[str]:
    """What a recording child had said when it was killed `seconds` after its first words."""
    nursery.stdin.write(when + "\n")
    nursery.stdin.flush()
    child, first = int(nursery.stdout.readline()), nursery.stdout.readline().strip()
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    said = [first, *iter(lambda: nursery.stdout.readline().strip(), "over")]
    return [line for line in said if line]


def missing(log: tuple[Path, Root], said: list[str]) -> list[str]:
    """Which of the references said are not in the log, which opens and checks clean."""
    folder, root = log
    with open_with_root(folder, read(folder), root) as vault:
        assert check(vault.store).faults == ()
        held = {listed.reference for listed in search.newest(vault.store, 1_000_000)}
    return [reference for reference in said if reference not in held]


def test_no_acknowledged_decision_is_lost(log: tuple[Path, Root], nursery) -> None:
    """KILLS kills at random moments; every reference that was ever said is there at the end."""
    said: list[str] = []
    for _ in range(KILLS):
        new = killed(nursery, random.uniform(0, 0.12))
        assert missing(log, new) == []
        said += new
    assert missing(log, said) == []
    assert said
    table.note(1, f"{KILLS} kills at random moments, {len(said)} acknowledged decisions, none missing")


def test_the_campaign_can_fail(log: tuple[Path, Root], nursery) -> None:
    """The control: a child that acknowledges before it saves is found out."""
    assert missing(log, killed(nursery, 0.05, "early")) != []
    table.note(1, "", control="a child that acknowledges before it saves: found")
