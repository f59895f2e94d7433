"""What this program never lets out of itself: its memory as a file, and the values in it as an error's words.

`prepare` runs first, `harden` and `hush` in every process of ours, before anything is read. Python's own reports of an
exception repeat its message, which may hold what somebody wrote; ours say the class and the places in the source alone.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import re
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from sharedesk import __version__, events
from sharedesk.events import Event

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

CRASH = "crash.txt"
"""What the system's own fault leaves, without values, until the next start has made an event of it."""
_LARGEST_CRASH = 64 * 1024
_FRAMES = 4
_PR_SET_DUMPABLE = 4
_WER_ADD_EXCLUDED = "WerAddExcludedApplication"
_FRAME = re.compile(rb'^  File "(?:[^"\n]*[/\\])?([A-Za-z0-9_]+\.py)", line (\d+) ', re.MULTILINE)
SAID = "ShareDesk met a fault of its own; this line holds nothing of your records:"


class Crash(Exception):
    """The process before this one was ended by the system in the midst of its work."""


def harden() -> None:
    """No core files, no other process of this account reading our memory. `execv` undoes it: call it at every start."""
    if sys.platform == "win32":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):  # error reporting may be switched off altogether
            getattr(ctypes.WinDLL("wer"), _WER_ADD_EXCLUDED)(Path(sys.executable).name, False)
        return
    import resource
    import signal

    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # `process.end_within`: whoever started us may have had it ignored
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


def hush() -> None:
    """From now on no exception that nobody caught, in any thread, says more than its class and where it was."""
    sys.excepthook = tell
    threading.excepthook = _from_a_thread
    sys.unraisablehook = _unraisable


def prepare() -> None:
    """The first thing that the program does: see above. Events are kept from here on."""
    harden()
    hush()
    events.begin()


def watch() -> None:
    """Keep that a window began, how the last one ended if that was a crash, and a crash of this one."""
    events.note(Event.STARTED)
    path = events.place() / CRASH
    _look_at_the_last_crash(path)
    _watch_for_a_crash(path)


def place_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Kind and place of a fault, without its message or any value: those could hold what was written."""
    import traceback

    frames = traceback.extract_tb(trace)[-_FRAMES:]
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{kind.__name__} at {where} (ShareDesk {__version__}, Python {sys.version.split()[0]})"


def note_fault(kind: type[BaseException], trace: TracebackType | None) -> None:
    """Keep a fault among the events."""
    import traceback

    frames = reversed(traceback.extract_tb(trace)[-_FRAMES:])
    events.note(Event.FAULT, kind, " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames))


def tell(kind: type[BaseException], _fault: BaseException | None, trace: TracebackType | None) -> None:
    """Say an exception that nobody caught, and keep it among the events. It stands in for `sys.excepthook`."""
    if issubclass(kind, KeyboardInterrupt):
        say("Stopped.")
        return
    note_fault(kind, trace)
    say(f"{SAID}\n{place_of(kind, trace)}")


def say(words: str) -> None:
    """To standard error, where there is one: a program with a window alone has none on Windows."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):  # whoever read it has gone
            sys.stderr.write(f"{words}\n")


def _from_a_thread(what: threading.ExceptHookArgs) -> None:
    tell(what.exc_type, what.exc_value, what.exc_traceback)


def _unraisable(what: UnraisableHookArgs) -> None:
    tell(what.exc_type, what.exc_value, what.exc_traceback)


def _watch_for_a_crash(path: Path) -> None:
    """A signal that ends the process writes the places of every thread there: files, lines and functions, no values."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        faulthandler.enable(descriptor, all_threads=False)


def _look_at_the_last_crash(path: Path) -> None:
    with contextlib.suppress(OSError):
        if not path.stat().st_size:
            return
        with path.open("rb") as file:
            left = file.read(_LARGEST_CRASH)
        os.truncate(path, 0)
        frames = _FRAME.findall(left)[:_FRAMES]
        events.note(Event.CRASHED, Crash, " < ".join(f"{name.decode()}:{line.decode()}" for name, line in frames))
