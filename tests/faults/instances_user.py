"""One of several programs at one log: `python instances_user.py FOLDER PLACE HOW`; the key comes on standard input.

It opens the log whenever it may, records something, says so, and lets go. While it is in, a file PLACE/inside names it:
who finds another living one there says "two". HOW is `locked`, or `unlocked` for the control: no lock of any kind.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

from sharedesk.desk import record
from sharedesk.domain.decision import Decision
from sharedesk.vault import database, errors, header
from sharedesk.vault import vault as vaults
from sharedesk.vault.keys import Root

folder, place, how = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
root = Root(bytes.fromhex(sys.stdin.readline().strip()))


class NoLock:
    """Lets everybody in."""

    released = False

    def __init__(self, *_: object) -> None:
        pass

    def release(self) -> None:
        self.released = True


if how == "unlocked":
    vaults.VaultLock = NoLock  # type: ignore[assignment,misc]
    database._SETTINGS = database._SETTINGS.replace("locking_mode = EXCLUSIVE", "locking_mode = NORMAL")


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())  # whole, or not at all


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def enter() -> None:
    inside = place / "inside"
    try:
        other = int(inside.read_text() or 0)
    except FileNotFoundError:
        other = 0
    if other and is_alive(other):
        say("two", other, os.getpid())
    inside.write_text(str(os.getpid()))


while True:
    try:
        vault = vaults.open_with_root(folder, header.read(folder), root)
    except errors.VaultInUse:
        say("busy")
        time.sleep(random.uniform(0, 0.01))
        continue
    enter()
    (done,) = record.record(vault, [Decision(reasons="so that two would be seen " * 20)])
    say("recorded", done.reference)
    (place / "inside").unlink(missing_ok=True)
    vault.lock()
    time.sleep(random.uniform(0, 0.005))
