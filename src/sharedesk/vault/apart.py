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
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from sharedesk import quiet
from sharedesk.errors import ShareDeskError
from sharedesk.vault import errors
from sharedesk.vault.store import Progress

T = TypeVar("T")
LOOKS = 0.02
"""Seconds between two looks at whether the work is to go on; so long a save may have to wait."""
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
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=True)
    child = context.Process(target=_begin, args=(theirs,), daemon=True)
    child.start()
    theirs.close()
    far = (0, 1)
    try:
        ours.send((work, given))
        told(*far)  # once in any case: it may be over before it is looked at again
        while True:
            if ours.poll(LOOKS):
                what, answer = ours.recv()
                if what == "done":
                    result: T = answer
                    return result
                if what == "problem":
                    raise answer
                far = answer
            told(*far)
    except (EOFError, ConnectionError):
        raise errors.WorkEnded from None
    finally:
        child.kill()  # it is over, or is not to go on; it waits for us either way
        ours.close()
        child.join()


def _begin(pipe: Connection) -> None:
    """In the other process: do the work, tell how far it is, and end with whoever asked."""
    quiet.harden()
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
