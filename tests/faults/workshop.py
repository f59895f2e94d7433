"""Runs verbs in processes whose disk can fail: a process that has all loaded once, and forks one for each run.

with Workshop(scratch) as shop:
    outcome = shop.run("save", place, Orders(top=place.top, fault=Fault.KILL, at=12))
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Self

from faults import disk
from faults.disk import Disk, Orders, Seen

TESTS = Path(__file__).resolve().parent.parent
LONGEST = 120.0
"""Seconds after which a run counts as stuck."""


class Outcome(NamedTuple):
    """What one run came to. `said`: per try what a person was told, `done`, the name of an error, or a traceback."""

    said: list[str]
    ended: int
    """The signal that ended the process; 0 where it ended by itself."""
    seen: Seen

    @property
    def done(self) -> bool:
        return "done" in self.said

    @property
    def crashes(self) -> list[str]:
        return [said for said in self.said if said.startswith("Traceback") or said == "stuck"]


class Workshop:
    """A context manager. `spoilt` is the name of something in spoilt.py that makes the program worse: for controls."""

    def __init__(self, scratch: Path, spoilt: str = "") -> None:
        self.disk = Disk(scratch / "disk")
        environment = {
            **os.environ, "LD_PRELOAD": str(disk.library()), disk.NAMED_BY: str(scratch / "disk"),
            "PYTHONPATH": os.pathsep.join(sys.path), "XDG_DATA_HOME": str(scratch / "work" / "top" / "home"),
        }  # fmt: skip
        command = [sys.executable, "-m", "faults.workshop", str(scratch / "disk"), spoilt]
        self._server = subprocess.Popen(
            command, env=environment, cwd=TESTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def run(self, verb: str, top: Path, orders: Orders) -> Outcome:
        """One run of a verb, twice where the first try was refused: then on a disk that is well again."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self.disk.arm(orders)
        self._server.stdin.write(json.dumps([verb, str(top)]) + "\n")
        self._server.stdin.flush()
        ended, said = json.loads(self._server.stdout.readline())
        self.disk.disarm()
        return Outcome(said, ended, self.disk.seen())

    def well(self, verb: str, top: Path) -> None:
        """The same on a disk that is well. Raises AssertionError where it is not done."""
        outcome = self.run(verb, top, Orders(top))
        assert outcome.said == ["done"], f"on a disk that is well: {outcome.said}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.communicate()


def serve(box: Path, spoilt: str) -> None:
    """In the process whose disk can fail."""
    from faults import spoilt as ways
    from faults import verbs

    verbs.loaded()
    _fork_helpers()
    if spoilt:
        getattr(ways, spoilt)()
    held, by_name = Disk(box), {verb.name: verb for verb in (*verbs.VERBS, verbs.FURNISH)}
    for line in sys.stdin:
        name, top = json.loads(line)
        ended, said = _forked(lambda say, name=name, top=top: perform(by_name[name], verbs.Place(Path(top)), held, say))
        sys.stdout.write(json.dumps([ended, said]) + "\n")
        sys.stdout.flush()


def _fork_helpers() -> None:
    """A helper process of a verb is forked too: what it asks of the disk counts, and its start takes no time."""
    real = multiprocessing.get_context
    multiprocessing.get_context = lambda method=None: real("fork")  # type: ignore[assignment]


def perform(verb, place, held: Disk, say: Callable[[str], None]) -> None:
    """Do it; where that is refused have the disk be well again, and try once more as a person would."""
    from sharedesk.errors import ShareDeskError

    vault = None
    for attempt in (1, 2):
        try:
            if vault is None or vault._lock.released:
                vault = verb.begin(place)
            verb.do(place, vault)
            disk.mark("done")
            say("done")
            break
        except ShareDeskError as problem:
            say(type(problem).__name__)
        except BaseException:  # noqa: BLE001  # what a person would see as a crash
            say(traceback.format_exc())
        if attempt == 1:
            held.disarm()
    try:
        if vault is not None:
            vault.lock()
    except BaseException:  # noqa: BLE001  # likewise
        say(traceback.format_exc())


def _forked(work: Callable[[Callable[[str], None]], None]) -> tuple[int, list[str]]:
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            work(lambda said: _tell(theirs, said))
        finally:
            os._exit(0)
    os.close(theirs)
    ended = _waited(child)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # its helpers, as a power cut would
    said = _all_of(ours)
    return ended, [*said, *(["stuck"] if ended == signal.SIGTERM else [])]


def _tell(pipe: int, said: str) -> None:
    os.write(pipe, json.dumps(said).encode() + b"\n")


def _waited(child: int) -> int:
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        time.sleep(0.001)
    os.killpg(child, signal.SIGTERM)
    os.waitpid(child, 0)
    return signal.SIGTERM


def _all_of(pipe: int) -> list[str]:
    with os.fdopen(pipe, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.argv[2])
