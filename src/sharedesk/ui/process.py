"""The process itself: replaced by a new one to lock, ended by the system if it does not go by itself.

A replaced process takes with it whatever its memory held. Nothing here knows of Qt, so it can run before anything else.
"""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

GRACE = 2.0
"""Seconds that locking or closing may take before the process is ended from outside."""
_OPEN, _QUICK = "open", "quick"
_HIDDEN, _UNSEALED = "--hidden", "--unsealed"
_SUCCEEDS, _UNFINISHED = "--succeeds", "--unfinished"
_SAVED = re.compile(r"--saved=((?:[0-9A-HJKMNP-TV-Z]{4}-){2,3}[0-9A-HJKMNP-TV-Z])", re.ASCII)  # domain.reference
_RESTORE = "--restore="
_PLACE = re.compile(r"--place=(-?\d{1,5}),(-?\d{1,5}),(\d{1,5}),(\d{1,5}),([01])", re.ASCII)
_NOT_REPLACED = 71


class Place(NamedTuple):
    """Where a window is, in the screen's own pixels as Qt counts them, when it is not maximised; and whether it is."""

    left: int
    top: int
    width: int
    height: int
    maximised: bool = False


class Asked(NamedTuple):
    """How the window is to come up: on which log (None: the last one used), and after what kind of locking."""

    folder: Path | None = None
    hidden: bool = False
    """Minimised, because it was hidden in a hurry."""
    unsealed: bool = False
    """The last words before locking could not be saved: say so."""
    place: Place | None = None
    """Where the window was that it takes the place of."""
    quick: bool = False
    """At the form of an emergency note: `sharedesk quick`."""
    saved: str = ""
    """At the receipt of the emergency note that was just saved: its reference."""
    succeeds: bool = False
    """It takes another process's place, which on Windows may not be gone yet: so it asks no window to come forward."""
    unfinished: bool = False
    """What was typed into the emergency form was kept as an unfinished note: say so."""
    restore: Path | None = None
    """At the page that restores a backup, with this one chosen: the log was locked for it."""


def has_display() -> bool:
    """Is there a display that a window can be opened on without being asked to?"""
    if sys.platform in ("win32", "darwin"):
        return True
    if os.environ.get("QT_QPA_PLATFORM", "") in ("offscreen", "minimal"):
        return False
    if os.environ.get("WAYLAND_DISPLAY"):
        return True
    display = os.environ.get("DISPLAY", "")
    local = re.fullmatch(r"(?:unix)?:(\d+)(?:\.\d+)?", display)
    return bool(display) and (local is None or Path(f"/tmp/.X11-unix/X{local[1]}").exists())  # noqa: S108  # X's own place


def can_show() -> bool:
    """Can a window be opened, if only on a display that nobody sees?"""
    return has_display() or bool(os.environ.get("QT_QPA_PLATFORM"))


def successor(asked: Asked) -> list[str]:
    """The arguments that start the locked window of a log: its folder, where the window was, no words of anybody's."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "sharedesk"]
    more = [_HIDDEN] * asked.hidden + [_UNSEALED] * asked.unsealed + [_SUCCEEDS] * asked.succeeds
    more += [_UNFINISHED] * asked.unfinished
    if asked.place:
        more.append(f"--place={','.join(str(int(number)) for number in asked.place)}")
    if asked.saved:
        more.append(f"--saved={asked.saved}")
    if asked.restore:
        more.append(f"{_RESTORE}{asked.restore.absolute()}")
    verb = _QUICK if asked.quick else _OPEN
    return [*program, verb, *more, *([str(asked.folder.absolute())] if asked.folder else [])]


def asked(arguments: Sequence[str]) -> Asked | None:
    """What `open …` or `quick …` asks for; None where it is something else (--help, say)."""
    if not arguments or arguments[0] not in (_OPEN, _QUICK):
        return None
    flags = (_HIDDEN, _UNSEALED, _SUCCEEDS, _UNFINISHED)
    place, saved, restore, words = None, "", None, list[str]()
    for word in arguments[1:]:
        if found := _PLACE.fullmatch(word):
            left, top, width, height, maximised = map(int, found.groups())
            place = Place(left, top, width, height, bool(maximised))
        elif found := _SAVED.fullmatch(word):
            saved = found[1]
        elif word.startswith(_RESTORE):
            restore = Path(word.removeprefix(_RESTORE))
        elif word not in flags:
            words.append(word)
    if len(words) > 1 or any(word.startswith("-") for word in words):
        return None
    folder = Path(words[0]) if words else None
    hidden, unsealed, succeeds, unfinished = (flag in arguments for flag in flags)
    return Asked(folder, hidden, unsealed, place, arguments[0] == _QUICK, saved, succeeds, unfinished, restore)


def replace(arguments: Sequence[str], platform: str = sys.platform) -> NoReturn:
    """Become another program now, whatever any thread is doing. (Windows: start it, and end.)

    Where that fails (the program was moved meanwhile) this process ends all the same: nothing stays unlocked.
    """
    try:
        if platform == "win32":
            import subprocess

            subprocess.Popen(list(arguments), close_fds=True)
            os._exit(0)
        stop_watching()  # an alarm would outlive the replacement
        os.execv(arguments[0], list(arguments))  # noqa: S606  # no shell is meant
    except OSError as problem:
        os.write(2, f"ShareDesk locked, but could not start itself again: {problem.strerror}.\n".encode())
        os._exit(_NOT_REPLACED)


def end_within(seconds: float = GRACE) -> None:
    """Have this process ended after so long, even if its window's thread is stuck in a system dialog or a driver.

    It can be called from any thread.
    """
    if sys.platform == "win32":
        watchdog = threading.Timer(seconds, os._exit, (0,))
        watchdog.daemon = True
        watchdog.start()
        return
    import signal

    signal.setitimer(signal.ITIMER_REAL, seconds)  # the system's own ending: it needs nothing of ours to be alive


def stop_watching() -> None:
    """Call the ending off."""
    if sys.platform != "win32":
        import signal

        signal.setitimer(signal.ITIMER_REAL, 0)
