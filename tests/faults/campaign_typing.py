"""Words survive the end of their process at any moment while they are typed (`make faults`; not part of `make test`).

A real window is typed into by key events, in the emergency form of a locked and of an open log, in the short route and
in a correction, and is killed at a random moment. After each kill the log is opened with its key, and what it holds and
what waits beside it sealed is compared with what was typed. No key may be missing that was pressed more than two
seconds before the kill, and no note that was said to be saved. KILLS sets how many kills (default 200).

A kill keeps the system's page cache, so this does not test the syncs: tests/vault/test_note_faults.py does.
"""

from __future__ import annotations

import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from faults import table

import sharedesk
from sharedesk.desk import record
from sharedesk.desk.drafting import Drafts
from sharedesk.domain.decision import Decision
from sharedesk.domain.person import Author
from sharedesk.domain.quick_share import decode_note, note_in
from sharedesk.vault import inbox
from sharedesk.vault.header import read
from sharedesk.vault.keys import FLOOR, Root
from sharedesk.vault.vault import Vault, create, open_with_root

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
KILLS = int(os.environ.get("KILLS", "200"))
WHERES = ("locked", "open", "short_route", "correction")
PASSPHRASE = "quietly seven made-up lamps"
USER = Path(__file__).with_name("typing_user.py")
WORDS = "".join(f"word {number} " for number in range(10_000))
LONGEST = 7.0
"""Seconds from the first key to the last moment at which it may be killed."""
MOST_LOST = 2.0
"""Seconds of typing."""


class Kill(NamedTuple):
    """What somebody had typed, when each key was pressed, what was said to be saved, and when the process ended."""

    keys: list[float]
    saved: list[str]
    at: float


@pytest.fixture
def log(tmp_path: Path) -> tuple[Path, Root]:
    """A log with a decision in it, locked, and its root key."""
    vault, _ = create(tmp_path / "log", PASSPHRASE, Author(name="A"), practice=True, cost=FLOOR, with_recovery=False)
    with vault:
        record.record(vault, [Decision(reasons="There is something to correct.")])
    return vault.folder, vault.root


def killed(folder: Path, where: str, seconds: float, *more: str) -> Kill:
    """Have somebody type, and kill the process some seconds after the first key."""
    home = folder.parent / "home"
    surroundings = {
        "PATH": os.environ["PATH"], "HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home),
        "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(sharedesk.__file__).parent.parent),
    }  # fmt: skip
    command = [sys.executable, str(USER), str(folder), PASSPHRASE, where, *more]
    with subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, encoding="utf-8") as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(seconds)
        at = time.monotonic()
        child.send_signal(signal.SIGKILL)
        lines = [line.split(maxsplit=1) for line in (first + child.stdout.read()).split("\n")[:-1]]
    keys = [float(said) for what, said in lines if what == "key"]
    return Kill([key for key in keys if key <= at], [said.strip() for what, said in lines if what == "saved"], at)


def opened(log: tuple[Path, Root]) -> Vault:
    folder, root = log
    return open_with_root(folder, read(folder), root)


def kept(log: tuple[Path, Root], before: Collection[str] = ()) -> tuple[int, set[str]]:
    """How many of the characters typed are kept somewhere, and the references of all notes that are saved and whole.

    What notes of `before` hold was typed before an earlier kill, so it does not count.
    """
    folder, root = log
    texts, references = [""], set()
    with opened(log) as vault:
        for note in inbox.notes(folder, root, elsewhere=folder.parent / "home" / "ShareDesk" / "notes"):
            held = decode_note(note.words or b"")
            assert held is not None, "a torn note"
            texts += strings(json.loads(note.words or b""))
            references |= {held.reference} if held.saved else set()
        for draft in Drafts(vault).all():
            texts += strings(draft.answers)
        for entry in vault.store.entries_of_kind(["quick_share"]):
            held = note_in(entry)
            assert held is not None
            references.add(held.reference)
            if held.reference not in before:
                texts.append(held.shared)
    return max(len(text) for text in texts if WORDS.startswith(text)), references


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def lost(kill: Kill, characters: int) -> float:
    """Seconds between the first key that is not kept and the kill."""
    return kill.at - kill.keys[characters] if characters < len(kill.keys) else 0.0


def emptied(log: tuple[Path, Root]) -> None:
    """Nothing waits any more, for the next kill."""
    folder, _ = log
    for place in (folder / "inbox", folder / "drafts", folder.parent / "home" / "ShareDesk" / "notes"):
        for path in [*place.rglob("*.sealed"), *place.rglob(".*.new")]:
            path.unlink()


@pytest.mark.parametrize("where", WHERES)
def test_two_seconds_of_typing_are_the_most_that_is_lost(log: tuple[Path, Root], where: str) -> None:
    """Kills at random moments; what is missing each time, and whether all that was acknowledged is there."""
    losses, keys, acknowledged, references = [], 0, 0, set[str]()
    for _ in range(max(1, KILLS // len(WHERES))):
        kill = killed(log[0], where, random.uniform(0, LONGEST))
        characters, references = kept(log, references)
        assert set(kill.saved) <= references, "a note that was said to be saved is there, and whole"
        losses.append(lost(kill, characters))
        keys, acknowledged = keys + len(kill.keys), acknowledged + len(kill.saved)
        emptied(log)
    assert max(losses) <= MOST_LOST
    middle, most = statistics.median(losses), max(losses)
    table.note(
        1, f"{where}: {len(losses)} kills while somebody types {keys:,} keys: {middle:.2f} s of typing lost in the "
        f"middle, {most:.2f} s at the most; {acknowledged} notes acknowledged, none missing",
    )  # fmt: skip


@pytest.mark.parametrize("where", WHERES)
def test_without_sealing_more_is_lost(log: tuple[Path, Root], where: str) -> None:
    """The control."""
    kill = killed(log[0], where, MOST_LOST + 1.5, "unsealed")
    characters, _ = kept(log)
    assert lost(kill, characters) > MOST_LOST
    table.note(1, "", control=f"{where}: typing that is not sealed is missed")


def test_a_note_that_is_taken_away_is_missed(log: tuple[Path, Root]) -> None:
    """The control of the receipts."""
    for _ in range(20):
        kill = killed(log[0], "locked", LONGEST + 8)
        if kill.saved:
            break
    assert set(kill.saved) <= kept(log)[1]
    emptied(log)
    assert not set(kill.saved) <= kept(log)[1]
