"""Work in a process of its own: what cannot be stopped otherwise, or would keep the log's owner from saving.

It goes with whoever asked for it: when that process ends or is replaced (as locking does), this one ends within
moments, with the keys that it was given, whatever it is doing.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple, TypeVar

from sharedesk import quiet
from sharedesk.errors import ShareDeskError
from sharedesk.vault import errors
from sharedesk.vault.store import Progress

T = TypeVar("T")
LOOKS = 0.02
"""Seconds between two looks at whether the work is to go on; so long a save may have to wait."""
MOST_AT_ONCE = 4
"""Processes that work at once, however many cores there are: each takes 50 MB."""
_BETWEEN = 0.05
"""Seconds between two tellings of the progress."""
_ORPHANED, _FAULT = 70, 1


def apart(work: Callable[..., T], *given: Any, told: Progress = lambda done, of: None) -> T:
    """`work(tell, *given)` in another process, where it may take long and may be ended at any moment.

    `work` is a function of a module. What it gives and what it is given travels through a pipe, for a key is never an
    argument. `told` is called at least every LOOKS with how far the work is; where it raises Cancelled the process is
    ended at once, and whatever files it was writing are for the caller to remove. A ShareDeskError of the work is
    raised here; WorkEnded where the process ended without an answer.
    """
    (answer,) = together([Job(work, given)], told)
    result: T = answer
    return result


class Job(NamedTuple):
    """`work(tell, *given)`, and how much of all the work it is."""

    work: Callable[..., Any]
    given: tuple[Any, ...]
    weight: int = 1


def cores() -> int:
    """How many processes of ours may work at once."""
    return max(1, min(MOST_AT_ONCE, os.cpu_count() or 1))


def together(jobs: Sequence[Job], told: Progress = lambda done, of: None) -> list[Any]:
    """Jobs as `apart` does one, as many at once as there are `cores`, the first first; what each gives, in their order.

    One that fails, or `told` raising Cancelled, ends the others too.
    """
    crew = Crew(jobs)
    try:
        told(*crew.far)  # once in any case: it may be over before it is looked at again
        while not crew.look(LOOKS):
            told(*crew.far)
        return crew.answers
    finally:
        crew.end()


class Crew:
    """Processes that do jobs. Whoever has one looks after it, and ends it whatever happens."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._waiting = list(enumerate(jobs))
        self._working: dict[Connection, _Other] = {}
        self._weights = [job.weight for job in jobs]
        self._far = [(0, 1)] * len(jobs)
        self.answers: list[Any] = [None] * len(jobs)
        self._hire()

    @property
    def far(self) -> tuple[int, int]:
        """How far all the work is: a single job's own count, else thousandths."""
        if len(self._far) == 1:
            return self._far[0]
        done = sum(
            weight * min(far / max(of, 1), 1) for weight, (far, of) in zip(self._weights, self._far, strict=True)
        )
        return int(1000 * done / sum(self._weights)), 1000

    def look(self, seconds: float) -> bool:
        """Take what is told within some seconds; True when all is done. Raises what a job raised, or WorkEnded."""
        for pipe in wait(list(self._working), seconds):
            self._hear(self._working[pipe])  # type: ignore[index]  # they are what was given
        self._hire()
        return not self._working

    def end(self) -> None:
        """End what is still at work. Twice is once."""
        self._waiting.clear()
        while self._working:
            self._working.popitem()[1].end()

    def _hire(self) -> None:
        while self._waiting and len(self._working) < cores():
            number, job = self._waiting.pop(0)
            other = _Other(number, job)
            self._working[other.pipe] = other

    def _hear(self, other: _Other) -> None:
        try:
            what, answer = other.pipe.recv()
        except (EOFError, ConnectionError):
            raise errors.WorkEnded from None
        if what == "problem":
            raise answer
        if what == "told":
            self._far[other.number] = answer
            return
        self.answers[other.number], self._far[other.number] = answer, (1, 1)
        del self._working[other.pipe]
        other.end()


class _Other:
    """A process that does one job, and the pipe to it."""

    def __init__(self, number: int, job: Job) -> None:
        self.number = number
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe(duplex=True)
        self._child = context.Process(target=_begin, args=(theirs,), daemon=True)
        self._child.start()
        theirs.close()
        try:
            self.pipe.send((job.work, job.given))
        except ConnectionError:
            self.end()
            raise errors.WorkEnded from None

    def end(self) -> None:
        """It is over, or is not to go on; it waits for us either way."""
        self._child.kill()
        self.pipe.close()
        self._child.join()


def _begin(pipe: Connection) -> None:
    """In the other process: do the work, tell how far it is, and end with whoever asked."""
    quiet.harden()
    quiet.hush()
    if sys.platform != "win32":
        os.nice(5)  # whoever types comes first
    work, given = pipe.recv()
    threading.Thread(target=_end_with, args=(pipe,), daemon=True).start()
    last, turn = 0.0, threading.Lock()

    def tell(done: int, of: int) -> None:
        """From any thread."""
        nonlocal last
        with turn:
            now = time.monotonic()
            if now - last >= _BETWEEN:
                last = now
                pipe.send(("told", (done, of)))

    try:
        pipe.send(("done", work(tell, *given)))
    except ShareDeskError as problem:
        pipe.send(("problem", problem))
    except Exception as fault:  # noqa: BLE001  # told of without its words, which multiprocessing would repeat
        quiet.tell(type(fault), fault, fault.__traceback__)
        os._exit(_FAULT)


def _end_with(pipe: Connection) -> None:
    """Nothing more is ever sent here, so this waits for the other end to be closed."""
    try:
        pipe.recv()
    except (EOFError, OSError):
        os._exit(_ORPHANED)
