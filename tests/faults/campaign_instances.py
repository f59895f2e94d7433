"""Several programs at one log, some of them killed: one at a time gets in, and no lock outlives its holder.

(`make faults`.) KILLS sets how many are killed (default 200).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults import table

import sharedesk
from sharedesk.domain.person import Author
from sharedesk.vault import errors, search
from sharedesk.vault.check import check
from sharedesk.vault.header import read
from sharedesk.vault.keys import FLOOR, Root
from sharedesk.vault.vault import Vault, create, open_with_root

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
KILLS = int(os.environ.get("KILLS", "200"))
USER = Path(__file__).with_name("instances_user.py")
MANY = 4


class Crowd:
    """Several programs that all want one log; what each says goes into a file."""

    def __init__(self, folder: Path, root: Root, place: Path, how: str) -> None:
        self.folder, self.root, self.place, self.how = folder, root, place, how
        self.said = place / "said"
        self.running = [self._start() for _ in range(MANY)]

    def _start(self) -> subprocess.Popen[str]:
        surroundings = {**os.environ, "PYTHONPATH": str(Path(sharedesk.__file__).parent.parent)}
        command = [sys.executable, str(USER), str(self.folder), str(self.place), self.how]
        with self.said.open("ab") as said:  # they all append
            child = subprocess.Popen(
                command, env=surroundings, stdin=subprocess.PIPE, stdout=said, stderr=subprocess.DEVNULL, text=True
            )
        assert child.stdin is not None
        with child.stdin as keyhole:
            keyhole.write(self.root.secret.hex() + "\n")
        return child

    def lines(self) -> Iterator[list[str]]:
        return (line.split() for line in self.said.read_text().splitlines())

    def count(self, word: str) -> int:
        return sum(line[0] == word for line in self.lines())

    def kill_one(self) -> None:
        """One of them, at a random moment; another takes its place."""
        number = random.randrange(MANY)
        child = self.running[number]
        child.send_signal(signal.SIGKILL)
        child.wait()
        self.running[number] = self._start()

    def end(self) -> None:
        for child in self.running:
            child.kill()
            child.wait()


@pytest.fixture
def log(tmp_path: Path) -> Vault:
    vault, _ = create(tmp_path / "log", "words", Author(name="A"), cost=FLOOR, with_recovery=False)
    vault.lock()
    return vault


def crowded(log: Vault, place: Path, how: str, kills: int, enough: int) -> Crowd:
    """What a crowd said by the time that `kills` of it were killed and `enough` was recorded, or two were in."""
    place.mkdir()
    crowd = Crowd(log.folder, log.root, place, how)
    end = time.monotonic() + 600
    try:
        while (kills > 0 or crowd.count("recorded") < enough) and time.monotonic() < end:
            time.sleep(random.uniform(0.02, 0.25))
            if kills > 0 and crowd.count("recorded"):
                crowd.kill_one()
                kills -= 1
            if how == "unlocked" and crowd.count("two"):
                break
    finally:
        crowd.end()
    return crowd


def test_one_at_a_time_gets_in_and_no_lock_outlives_a_kill(log: Vault, tmp_path: Path) -> None:
    crowd = crowded(log, tmp_path / "place", "locked", KILLS, enough=KILLS)
    assert crowd.count("two") == 0
    assert crowd.count("busy") > 0
    said = {line[1] for line in crowd.lines() if line[0] == "recorded"}
    start = time.monotonic()
    with open_with_root(log.folder, read(log.folder), log.root) as vault:  # at once: every holder is gone
        opened = time.monotonic() - start
        held = {listed.reference for listed in search.newest(vault.store, 1_000_000)}
        assert said <= held
        assert check(vault.store).faults == ()
        with pytest.raises(errors.VaultInUse):
            open_with_root(log.folder, read(log.folder), log.root)
    table.note(
        14, f"{MANY} programs at one log, {KILLS} kills: never two in, refused {crowd.count('busy'):,} times, "
        f"{len(said):,} acknowledged decisions and none missing; opened {opened:.2f} s after the last kill",
    )  # fmt: skip


def test_without_locks_two_get_in(log: Vault, tmp_path: Path) -> None:
    """The control."""
    crowd = crowded(log, tmp_path / "place", "unlocked", 0, enough=100_000)
    assert crowd.count("two") > 0
    table.note(14, "", control="without locks two were in at once, and that was seen")
