"""A save that was acknowledged survives the end of its process at any moment (`make faults`; not part of `make test`).

A child records decisions and says each reference once its receipt is there; it is killed at a random moment. After each
kill the log opens, checks clean and holds everything that was said. KILLS sets how many (default 100). `kill -9` keeps
the system's page cache, so this does not test the syncs: that needs replayed writes.
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

from sharedesk.domain.person import Author
from sharedesk.vault import search
from sharedesk.vault.check import check
from sharedesk.vault.header import read
from sharedesk.vault.keys import FLOOR, Root
from sharedesk.vault.vault import create, open_with_root

KILLS = int(os.environ.get("KILLS", "100"))
CHILD = """
import sys
from pathlib import Path
from sharedesk.desk import record
from sharedesk.domain.decision import Decision
from sharedesk.vault.header import read
from sharedesk.vault.keys import Root
from sharedesk.vault.vault import open_with_root

folder, early = Path(sys.argv[1]), sys.argv[2] == "early"
vault = open_with_root(folder, read(folder), Root(bytes.fromhex(sys.stdin.readline().strip())))
number = 0
while True:
    number += 1
    if early:
        print("0000-0000-0", flush=True)  # acknowledged before anything is saved
    (done,) = record.record(vault, [Decision(reasons="so that a kill finds something to lose " * 20 + str(number))])
    print(done.reference, flush=True)
"""


@pytest.fixture
def log(tmp_path: Path) -> tuple[Path, Root]:
    """A log and its root key, locked."""
    vault, _ = create(tmp_path / "log", "words", Author(name="A"), cost=FLOOR, with_recovery=False)
    vault.lock()
    return vault.folder, vault.root


def killed(log: tuple[Path, Root], seconds: float, when: str = "late") -> list[str]:
    """What a recording child had said when it was killed `seconds` after its first words."""
    folder, root = log
    command = [sys.executable, "-c", CHILD, str(folder), when]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8") as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(root.secret.hex() + "\n")
        child.stdin.flush()
        first = child.stdout.readline()
        time.sleep(seconds)
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read()
    return [line for line in (first + rest).split("\n")[:-1] if line]


def missing(log: tuple[Path, Root], said: list[str]) -> list[str]:
    """Which of the references said are not in the log, which opens and checks clean."""
    folder, root = log
    with open_with_root(folder, read(folder), root) as vault:
        assert check(vault.store).faults == ()
        held = {listed.reference for listed in search.newest(vault.store, 1_000_000)}
    return [reference for reference in said if reference not in held]


def test_no_acknowledged_decision_is_lost(log: tuple[Path, Root]) -> None:
    """KILLS kills at random moments; every reference that was ever said is there at the end."""
    said: list[str] = []
    for _ in range(KILLS):
        said += killed(log, random.uniform(0, 0.12))
        assert missing(log, said) == []
    print(f"{KILLS} kills, {len(said)} acknowledged decisions, none missing")  # noqa: T201 - the campaign's figure


def test_the_campaign_can_fail(log: tuple[Path, Root]) -> None:
    """The control: a child that acknowledges before it saves is found out."""
    assert missing(log, killed(log, 0.05, "early")) != []
