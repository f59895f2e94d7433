"""The folder that a log's backups are kept in: which there are, which may go, and what was left behind there.

ShareDesk removes only backups that it named itself, of this log, that can be read whole; and only where others that can
be read whole stand for their days. Files are ordered by the number in their names, because clocks go wrong.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct

from sharedesk.errors import ShareDeskError
from sharedesk.vault import backup_file, errors, files
from sharedesk.vault.backup_file import ENDING, Manifest

DAYS, WEEKS = 7, 4
"""Of how many days, and of how many weeks, the last backup is kept."""
_OURS = re.compile(r"\d{4}-\d\d-\d\d-\d{6}-kept-(\d{6,12})" + re.escape(ENDING), re.ASCII)
_LEFT = re.compile(r"\.[0-9a-f]{16}\.(packed|part)", re.ASCII)
_LEFT_OVER = 3600.0
"""Seconds after which what an ended process left belongs to nobody."""
_MOST = 2_000
"""Files of one folder that are looked at."""


class Kept(Struct, frozen=True, kw_only=True):
    """A backup in a folder, as far as its front can be read."""

    path: Path
    size: int
    manifest: Manifest | None
    """None where it cannot be read or is none."""
    newer: bool = False
    """It was made by a newer version."""
    number: int = 0
    """How many of its kind came before and with it, where ShareDesk named it; else 0."""

    @property
    def made_on(self) -> date | None:
        """The day it was made on, by this device's zone."""
        return self.manifest.made_at.astimezone().date() if self.manifest else None


def kept_in(folders: Iterable[Path]) -> list[Kept]:
    """Every backup in some folders, the last made first; those that cannot be read last."""
    found = [_seen(path) for folder in dict.fromkeys(folders) for path in _paths(folder)]
    return sorted(found, key=_newest_first)


def is_ours(name: str) -> bool:
    """Did ShareDesk name this file, to be kept with the others of its kind?"""
    return _OURS.fullmatch(name) is not None


def of_log(kept: Iterable[Kept], log: str) -> list[Kept]:
    """Those that ShareDesk named itself and that are of one log, the last made first, by their numbers."""
    ours = [one for one in kept if one.number and one.manifest is not None and one.manifest.log == log]
    return sorted(ours, key=lambda one: (one.number, one.path.name), reverse=True)


def name_for(kept: Iterable[Kept], at: datetime) -> str:
    """The name of the next backup: when, and its number."""
    number = max((one.number for one in kept), default=0) + 1
    return f"{at:%Y-%m-%d-%H%M%S}-kept-{number:06}{ENDING}"


def may_go(ours: Iterable[Kept], is_whole: Callable[[Kept], bool]) -> list[Kept]:
    """Which of a log's own backups, the last made first, others stand for: the last of each of the days and weeks stay.

    One that is not whole neither stands for another nor goes: it is for somebody to see.
    """
    days: set[date | None] = set()
    weeks: set[tuple[int, int]] = set()
    gone = []
    for one in ours:
        day = one.made_on
        if day is None or not is_whole(one):
            continue
        week = day.isocalendar()[:2]
        new_day, new_week = day not in days and len(days) < DAYS, week not in weeks and len(weeks) < WEEKS
        if new_day:
            days.add(day)
        if new_week:
            weeks.add(week)
        if not (new_day or new_week):
            gone.append(one)
    return gone


def remove(gone: Iterable[Kept]) -> list[Path]:
    """Remove backups; gives those that are gone. One that cannot be removed stays in the list for everybody to see."""
    removed = []
    for one in gone:
        with contextlib.suppress(OSError):
            one.path.unlink()
            removed.append(one.path)
    for folder in {path.parent for path in removed}:
        with files.storage():
            files.sync_folder(folder)
    return removed


def clear_left_overs(folder: Path) -> None:
    """Remove what backups that were ended left half-made in a folder that others may use too: only what is old."""
    with contextlib.suppress(OSError):  # the folder may be gone, or not ours to clear: the next backup says so
        for path in list(folder.iterdir()):
            if _LEFT.fullmatch(path.name) and time.time() - path.stat().st_mtime > _LEFT_OVER:
                path.unlink(missing_ok=True)


def _paths(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for count, entry in enumerate(entries):
            if count >= _MOST:
                return
            if entry.name.endswith(ENDING) and not entry.name.startswith(".") and entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


def _seen(path: Path) -> Kept:
    named = _OURS.fullmatch(path.name)
    number = int(named[1]) if named else 0
    size, manifest, newer = 0, None, False
    with contextlib.suppress(OSError, ShareDeskError):
        size = path.stat().st_size
        try:
            manifest = backup_file.glance(path)
        except errors.NewerVersion:
            newer = True
    if manifest is not None and not _has_a_day(manifest.made_at):
        manifest = None
    return Kept(path=path, size=size, manifest=manifest, newer=newer, number=number)


def _has_a_day(at: datetime) -> bool:
    """Can it be shown as a day here? What a file says of itself may be anything."""
    try:
        at.astimezone()
    except (OverflowError, ValueError, OSError):
        return False
    return True


def _newest_first(one: Kept) -> tuple[bool, float, int, str]:
    at = one.manifest.made_at.timestamp() if one.manifest else 0.0
    return (one.manifest is None, -at, -one.number, one.path.name)
