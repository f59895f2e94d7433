"""One thread owns the open log. Pages ask it to read or to write, and hear the answer in the window's own thread.

A read changes nothing; a write says what it changed, so that every page knows whether to read again. Work is done in
the order it was asked for.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6 import QtCore
from PySide6.QtCore import QObject, Signal

from sharedesk import events
from sharedesk.errors import ShareDeskError
from sharedesk.events import Event
from sharedesk.ui.collecting import Collector

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from sharedesk.vault.baton import Turns
    from sharedesk.vault.store import Progress
    from sharedesk.vault.vault import Vault

T = TypeVar("T")
_TURN = 0.03
"""Seconds that long work may have before others are let in: a save waits no longer than one turn."""


class Worker(QObject):
    """The single worker. `changed` carries the ids of what a write changed; `failed` what a person should read."""

    changed = Signal(object)
    failed = Signal(object)
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._made: ThreadPoolExecutor | None = None
        self._vault: Vault | None = None
        self._opening = self._closed = False
        self._long: dict[Turns[Any], bool] = {}  # and whether it gives way
        self._alone: Turns[Any] | None = None
        self._collector: Collector | None = None
        if parent is not None:
            parent.destroyed.connect(self.close)  # while this object is still there for the thread to answer to

    @property
    def _threads(self) -> ThreadPoolExecutor:
        """The one thread, made when it is first wanted: a locked window is there the sooner."""
        if self._made is None:
            from concurrent.futures import ThreadPoolExecutor

            self._made = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vault")
            self._collector = Collector(self)
            self._answered.connect(self._deliver, QtCore.Qt.ConnectionType.QueuedConnection)
        return self._made

    @property
    def is_open(self) -> bool:
        """Is a log open, or about to be?"""
        return self._opening or self._vault is not None

    @property
    def vault(self) -> Vault:
        """The open log, for what any thread may ask of it: its folder and its keys. Raises RuntimeError."""
        return self._open_vault()

    def open(
        self, opener: Callable[[], Vault], then: Callable[[Vault], None], failed: Callable[[ShareDeskError], None]
    ) -> None:
        """Open a log on the worker's thread; the log is the worker's from then on."""

        def take() -> Vault:
            try:
                self._vault = opener()
            finally:
                self._opening = False
            return self._vault

        self._opening = True
        self._submit(take, then, failed)

    def read(
        self,
        work: Callable[[Vault], T],
        then: Callable[[T], None],
        failed: Callable[[ShareDeskError], None] | None = None,
    ) -> None:
        """Read from the log, and hear the result."""
        self._submit(lambda: work(self._open_vault()), then, failed)

    def write(
        self,
        work: Callable[[Vault], T],
        then: Callable[[T], None],
        failed: Callable[[ShareDeskError], None] | None = None,
    ) -> None:
        """Write to the log; when it is on the disk hear the result, and everybody hears that something changed."""

        def written(result: T) -> None:
            then(result)
            self.changed.emit(result)

        self._submit(lambda: work(self._open_vault()), written, failed)

    def run(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[ShareDeskError], None] | None = None
    ) -> None:
        """Do something beside the log (make a PDF) in its turn."""
        self._submit(work, then, failed)

    def turns(
        self,
        work: Callable[[Vault, Progress], T],
        then: Callable[[T], None],
        failed: Callable[[ShareDeskError], None],
        progress: Progress,
        *,
        gives_way: bool = False,
        alone: bool = False,
    ) -> None:
        """Do long work on the log, some at a time between other reads and writes, and hear the result.

        `work` tells of its progress often and is held up there while others have their turn. `progress` is told on the
        worker's thread too, and stops the work by raising Cancelled; a result that it gives all the same is heard.
        Locking stops it as well; then nothing is heard.
        Work that nobody asked for `gives_way`: it fails with Cancelled as soon as other long work begins, and where any
        is under way. Work that opens the log's file anew is `alone`: it ends all other long work in the same way, and
        what is asked for meanwhile begins after it.
        """
        from concurrent.futures import Future

        from sharedesk.vault.baton import in_turns
        from sharedesk.vault.errors import Cancelled

        outcome: Future[T] = Future()
        outcome.add_done_callback(lambda done: self._answered.emit((done, then, failed)))

        def begin() -> None:
            if gives_way and self._long:
                outcome.set_exception(Cancelled())
                return
            if self._alone is not None:
                self._again(begin)
                return
            self._make_room(alone=alone)
            steps = in_turns(lambda tell: work(self._open_vault(), tell))
            self._long[steps] = gives_way
            self._alone = steps if alone else None
            go_on(steps)

        def go_on(steps: Turns[T]) -> None:
            try:
                if steps not in self._long:
                    raise Cancelled
                _turn(steps, progress)
            except StopIteration as end:
                self._over(steps)
                outcome.set_result(end.value)
            except BaseException as problem:  # noqa: BLE001  # raised again where the result is heard
                self._over(steps)
                outcome.set_exception(problem)
            else:
                self._again(lambda: go_on(steps))

        if not self._closed:
            self._threads.submit(begin)

    def _again(self, work: Callable[[], None]) -> None:
        """After whatever else waits. Locked meanwhile nothing comes after: `_lock` is the last in the queue."""
        with contextlib.suppress(RuntimeError):
            self._threads.submit(work)

    def _make_room(self, *, alone: bool) -> None:
        """End what gives way; for work that is alone, everything."""
        for other in [other for other, yields in self._long.items() if yields or alone]:
            self._over(other)

    def _over(self, steps: Turns[Any]) -> None:
        if steps in self._long:
            steps.close()
            del self._long[steps]
        if steps is self._alone:
            self._alone = None

    def close(self) -> None:
        """Lock the log after what was asked for before, and end the thread. What is asked for later is not done."""
        if self._closed:
            return
        self._closed = True
        if self._made is not None and self._collector is not None:
            self._made.submit(self._lock)
            self._made.shutdown(wait=True, cancel_futures=False)
            self._collector.stop()
        self._vault = None

    def _lock(self) -> None:
        """On the worker's thread, where a log that was only just being opened is open by now."""
        for steps in list(self._long):
            self._over(steps)
        if self._vault is not None:
            self._vault.lock()

    def _open_vault(self) -> Vault:
        if self._vault is None:
            raise RuntimeError("no log is open")
        return self._vault

    def _submit(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[ShareDeskError], None] | None
    ) -> None:
        if self._closed:
            return  # a timer of a window that is going
        future: Future[T] = self._threads.submit(work)
        future.add_done_callback(lambda done: self._answered.emit((done, then, failed)))

    def _deliver(
        self, answer: tuple[Future[Any], Callable[[Any], None], Callable[[ShareDeskError], None] | None]
    ) -> None:
        if self._closed:
            return  # whoever asked is going too
        future, then, failed = answer
        try:
            result = future.result()
        except ShareDeskError as problem:
            events.note(Event.REFUSED, type(problem))
            (failed or self.failed.emit)(problem)
            return
        then(result)


def _turn(steps: Turns[Any], progress: Progress) -> None:
    """One turn of long work. Raises StopIteration with its result, and whatever else it ends with."""
    from sharedesk.vault.errors import Cancelled

    until = time.monotonic() + _TURN
    while time.monotonic() < until:
        far = next(steps)
        try:
            progress(*far)
        except Cancelled as stopped:
            steps.throw(stopped)
