"""The program's own log in words: what each code means, and the last of what was kept, for whoever looks after it."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime
from pathlib import Path

from sharedesk import events
from sharedesk.events import Event

SAID: dict[Event, str] = {
    Event.STARTED: "A window was opened",
    Event.CRASHED: "The time before, ShareDesk ended in the midst of its work",
    Event.UNLOCKED: "A log was unlocked",
    Event.LOCKED: "The log was locked",
    Event.RENEWED: "A locked window began afresh, after an emergency note",
    Event.CLOSED: "The window was closed",
    Event.REFUSED: "A problem was said",
    Event.FAULT: "ShareDesk met a fault of its own",
    Event.UNSEALED: "The last words before locking could not be saved",
    Event.SETTINGS_SET_ASIDE: "The settings could not be read and were set aside",
    Event.CLIPBOARD_CLEARED: "What was copied was taken off the clipboard",
    Event.QT_WARNED: "The window’s library gave a warning",
    Event.BACKED_UP: "A backup was made",
    Event.BACKUP_FAILED: "A backup could not be made",
}
_LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) ([a-z_]{1,40})((?: [A-Za-z0-9_.:<+-]{1,70}){0,20})", re.ASCII)
_NOT_OURS = "A line that ShareDesk did not write"


def last_events(most: int = 200, folder: Path | None = None) -> list[str]:
    """The last events, the newest first, with this computer's time; none where none are kept. It never raises."""
    where, lines = folder or events.place(), list[str]()
    for name in (events.OLDER, events.NAME):
        with contextlib.suppress(OSError):
            lines += (where / name).read_text("ascii", errors="replace")[-events.LARGEST :].splitlines()
    return [_said(line) for line in reversed(lines[-most:])]


def _said(line: str) -> str:
    """One line in words; of a line that is not as we write them nothing is repeated."""
    found = _LINE.fullmatch(line)
    try:
        at = datetime.strptime(found[1], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).astimezone() if found else None
    except ValueError:
        at = None
    if found is None or at is None:
        return _NOT_OURS
    try:
        words = SAID[Event(found[2])]
    except ValueError:
        words = found[2]  # of a newer version
    return f"{at:%d/%m/%Y %H:%M:%S}  {words}{f':{found[3]}' if found[3] else ''}"
