"""Long work on an open log in turns, so that whoever owns the log can save and read in between.

SQLite's backup and the readers of whole logs tell of their progress by a call; this makes of such a call the place
where the work stands still. It has a thread of its own, but only one of the two ever runs: the owner waits meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from typing import Generic, TypeVar

from sharedesk.vault.errors import Cancelled
from sharedesk.vault.store import Progress

T = TypeVar("T")
Turns = Generator[tuple[int, int], None, T]
"""Each turn gives how far the work is, (done, of); what it returns is the work's own result."""


def in_turns(work: Callable[[Progress], T]) -> Turns[T]:
    """`work`, which calls its `progress(done, of)` now and then, as a generator that stands still at each call.

    Nothing runs before the first turn. Closing the generator ends the work with Cancelled, and waits until it has; so
    does throwing Cancelled into it, which then gives what the work made of that: its result, where it could not be
    stopped any more. What the work raises is raised from the turn in which it did.
    """
    running = _Work(work)
    try:
        while running.turn():
            yield running.told
    except Cancelled:
        running.stop()
    finally:
        running.stop()
    return running.result()


class _Work(Generic[T]):
    """The thread that works, and whose turn it is."""

    def __init__(self, work: Callable[[Progress], T]) -> None:
        self._work = work
        self._its_turn, self._ours = threading.Semaphore(0), threading.Semaphore(0)
        self.told = (0, 1)
        self._results: list[T] = []
        self._problems: list[BaseException] = []
        self._over = self._stopped = False
        self._thread = threading.Thread(target=self._run, name="turns", daemon=True)
        self._thread.start()

    def turn(self) -> bool:
        """Let the work go on until it tells of its progress (True) or is over (False)."""
        if not self._over:
            self._its_turn.release()
            self._ours.acquire()
        return not self._over

    def stop(self) -> None:
        """Have the work end, by Cancelled where it has not yet, and wait: it cleans up after itself."""
        self._stopped = True
        while self.turn():
            pass  # it told of its progress once more while cleaning up
        self._thread.join()

    def result(self) -> T:
        """What the work returned. Raises what it raised."""
        if self._problems:
            raise self._problems.pop()
        return self._results.pop()

    def _run(self) -> None:
        self._its_turn.acquire()
        try:
            if not self._stopped:
                self._results.append(self._work(self._tell))
        except BaseException as problem:  # noqa: BLE001  # raised again in the owner's thread
            self._problems.append(problem)
        finally:
            self._over = True
            self._ours.release()

    def _tell(self, done: int, of: int) -> None:
        self.told = done, of
        self._ours.release()
        self._its_turn.acquire()
        if self._stopped:
            raise Cancelled
