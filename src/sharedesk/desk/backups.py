"""Backups: made on this computer by themselves or when asked, copied outside it, and said where they are."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from msgspec import Struct

from sharedesk.desk.keep import NoSuchFile, free
from sharedesk.domain import outside
from sharedesk.domain.entry import new_part
from sharedesk.domain.outside import CopiedOutside
from sharedesk.errors import ShareDeskError
from sharedesk.vault import backup, backup_shelf, database, erase, errors, files, swap
from sharedesk.vault.backup import STEPS, Manifest, part_of
from sharedesk.vault.backup_shelf import Kept
from sharedesk.vault.restore import ASIDE
from sharedesk.vault.store import NewEntry, Progress
from sharedesk.vault.vault import BACKUPS, Vault

_LEAST_PAUSE = timedelta(minutes=15)
_FOR_EACH_MEGABYTE = timedelta(seconds=8)
"""A log of 600 MB takes half a minute to back up, and is backed up after changes every hour and a half at most."""
_FLOOR = 256 * 1024 * 1024
"""Bytes that backups made by themselves leave free."""
_MADE, _COPIED = 900, 700
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d-\d{6})(-\d{1,4})?", re.ASCII)


class NotOutside(ShareDeskError):
    """A copy that is to be outside this computer would go into the log's own folder."""

    exit_code = 10

    def __init__(self) -> None:
        super().__init__(
            "That is inside the log's own folder, so it would be lost with the log.",
            "Choose a place that is not on this computer, such as a memory stick.",
        )


class NoRoom(ShareDeskError):
    """A backup would fill the disk."""

    exit_code = 8

    def __init__(self) -> None:
        super().__init__(
            "There is not enough room on the disk for another backup, so none was made.",
            "Make room, or choose another place for backups in the settings.",
        )


class Place(Struct, frozen=True, kw_only=True):
    """Where backups on this computer go now."""

    folder: Path
    missing: Path | None = None
    """The place that was chosen, where it is not there at the moment: then they go into the log's own folder."""


class Made(Struct, frozen=True, kw_only=True):
    """A backup that was made and proved."""

    path: Path
    manifest: Manifest
    removed: tuple[Path, ...] = ()
    """Older ones, of days and weeks for which others stand."""


class CopyMade(Struct, frozen=True, kw_only=True):
    """A copy outside, and the backup that it is a copy of."""

    path: Path
    manifest: Manifest
    same_disk: bool
    """It lies on the disk that the log lies on: if that is lost, so is the copy."""
    removed: tuple[Path, ...] = ()
    """Older backups here, of days and weeks for which others stand."""


class Aside(Struct, frozen=True, kw_only=True):
    """What was kept when a backup was restored, or when ShareDesk was updated. Nothing here ever removes it."""

    path: Path
    kind: Literal["restored", "updated"]
    at: datetime | None
    """When, where its name says so; UTC."""


def place_for(folder: Path, chosen: str) -> Place:
    """Where backups of the log in `folder` go: the place chosen in the settings, or the log's own folder for them."""
    own = folder / BACKUPS
    if not chosen:
        return Place(folder=own)
    there = Path(chosen)
    return Place(folder=there) if there.is_dir() else Place(folder=own, missing=there)


def listed(folder: Path, chosen: str) -> list[Kept]:
    """The backups on this computer, the last made first: of the chosen place, and of the log's own folder."""
    return backup_shelf.kept_in(_folders(folder, chosen))


def _folders(folder: Path, chosen: str) -> list[Path]:
    return [folder / BACKUPS, *([Path(chosen)] if chosen else [])]


class Proved:
    """Which backups were read whole since this was made, each once as long as its file is as it was."""

    def __init__(self) -> None:
        self._known: dict[tuple[Path, int, int], bool] = {}

    def known(self, one: Kept) -> bool | None:
        """Whether it is whole; None where it was not read yet."""
        return self._known.get(_state_of(one))

    def read(self, one: Kept, progress: Progress = lambda done, of: None) -> bool:
        """Is it whole? Reads all of it the first time. `progress` may raise Cancelled."""
        state = _state_of(one)
        if state not in self._known:
            self._known[state] = _is_whole(one.path, progress)
        return self._known[state]

    def made(self, path: Path) -> None:
        """It was read back as it was made."""
        self._known[_state_of_file(path)] = True


def _state_of(one: Kept) -> tuple[Path, int, int]:
    return _state_of_file(one.path)


def _state_of_file(path: Path) -> tuple[Path, int, int]:
    try:
        there = path.stat()
    except OSError:
        return path, -1, -1
    return path, there.st_size, there.st_mtime_ns


def _is_whole(path: Path, progress: Progress) -> bool:
    try:
        backup.read_manifest(path, progress=progress)
    except errors.Cancelled:
        raise
    except ShareDeskError:
        return False
    return True


def is_due(vault: Vault, chosen: str, now: datetime) -> bool:
    """Is a backup to be made by itself? After changes, not oftener than the log's size justifies; else once a day."""
    ours = backup_shelf.of_log(listed(vault.folder, chosen), vault.log)
    if not ours or ours[0].manifest is None:
        return vault.store.count() > _BEGINNING
    last = ours[0].manifest
    if last.head == vault.store.tip.head.hex():
        return ours[0].made_on != now.astimezone().date()
    since = now - last.made_at
    return since < timedelta(0) or since >= pause(_size(vault))


_BEGINNING = 2
"""Entries that every log begins with: that it was made, and by whom."""


def pause(size: int) -> timedelta:
    """How long after a backup a log of so many bytes is not backed up by itself again, though it changed."""
    return _LEAST_PAUSE + _FOR_EACH_MEGABYTE * (size / 1_000_000)


def _size(vault: Vault) -> int:
    return (vault.folder / database.NAME).stat().st_size


def back_up_by_itself(vault: Vault, chosen: str, proved: Proved, progress: Progress) -> Made:
    """A backup that nobody asked for: as `back_up`, but it never fills a disk. Raises NoRoom too."""
    place, size = _ready_place(vault, chosen), _size(vault)
    if _free(vault.folder) < _FLOOR + 2 * size or _free(place.folder) < _FLOOR + size:
        raise NoRoom
    return back_up(vault, chosen, proved, progress)


def _ready_place(vault: Vault, chosen: str) -> Place:
    """Where backups go now; the log's own folder for them is made where somebody removed it."""
    place = place_for(vault.folder, chosen)
    if place.folder == vault.folder / BACKUPS:
        files.make_private_folder(place.folder)
    return place


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        raise NoSuchFile from None


def back_up(vault: Vault, chosen: str, proved: Proved, progress: Progress = lambda done, of: None) -> Made:
    """Make a backup on this computer, and let those go for which it and others stand.

    `progress` counts STEPS and may raise Cancelled. Raises what `vault.backup.back_up` does.
    """
    place, at = _ready_place(vault, chosen), vault.store.now().at
    backup_shelf.clear_left_overs(place.folder)
    target = place.folder / backup_shelf.name_for(listed(vault.folder, chosen), at)
    manifest = backup.back_up(vault, target, part_of(progress, 0, _MADE))
    proved.made(target)
    if place.folder != vault.folder / BACKUPS:
        erase.note(place.folder, erase.erased_parts(vault.store))  # an older one there may hold the words
    ours = backup_shelf.of_log(listed(vault.folder, chosen), vault.log)
    reading = part_of(progress, _MADE, STEPS)
    gone = backup_shelf.may_go(ours, lambda one: proved.read(one, reading))
    removed = backup_shelf.remove(one for one in gone if one.path != target)
    progress(STEPS, STEPS)
    return Made(path=target, manifest=manifest, removed=tuple(removed))


def proposed_name(now: datetime) -> str:
    """The name that a copy outside gets unless somebody chooses: when, and nothing else."""
    return f"{now.astimezone():%Y-%m-%d-%H%M}{backup.ENDING}"


def copy_outside(
    vault: Vault, target: Path, chosen: str, proved: Proved, progress: Progress = lambda done, of: None
) -> CopyMade:
    """Make a backup here, copy that very file to a place outside, read it back there, and have the log say so.

    `progress` counts STEPS and may raise Cancelled; then there is no copy, and at most one more backup here. Raises
    NotOutside, AlreadyThere, NoSuchFile, DiskFull, ReadOnly and what `vault.backup.back_up` does.
    """
    if target.absolute().is_relative_to(vault.folder.absolute()):
        raise NotOutside
    free(target)
    made = back_up(vault, chosen, proved, part_of(progress, 0, _COPIED))
    backup.copy_file(made.path, target, part_of(progress, _COPIED, STEPS))
    try:
        progress(STEPS, STEPS)
        erase.note(target.parent, erase.erased_parts(vault.store))
        copied = CopiedOutside(
            place=outside.said_place(str(target.absolute())), at=vault.store.now().at,
            entries=made.manifest.entries, head=made.manifest.head,
        )  # fmt: skip
        part = new_part(outside.SLOT, copied)
        vault.append([NewEntry(kind="copied_outside", entity=vault.log, parts=(part,))])
    except BaseException:
        target.unlink(missing_ok=True)  # a copy that the log does not know of is none
        raise
    same_disk = target.stat().st_dev == vault.folder.stat().st_dev
    return CopyMade(path=target, manifest=made.manifest, same_disk=same_disk, removed=made.removed)


def outside_copies(vault: Vault) -> list[CopiedOutside]:
    """Every copy outside this computer that the log knows of, the first made first."""
    return outside.copies_outside(vault.store.entries_of(vault.log))


def kept_aside(folder: Path) -> list[Aside]:
    """What restoring and updating kept of the log in `folder`, the latest first."""
    return sorted(_kept_aside(folder), key=lambda one: one.at or datetime.min.replace(tzinfo=UTC), reverse=True)


def _kept_aside(folder: Path) -> Iterable[Aside]:
    with contextlib.suppress(OSError):  # a folder above that may not be read holds none that could be told of
        for path in folder.absolute().parent.iterdir():
            if path.name.startswith(folder.name + ASIDE) and path.is_dir():
                yield Aside(path=path, kind="restored", at=_moment_in(path.name.removeprefix(folder.name + ASIDE)))
    with contextlib.suppress(OSError):
        for path in (folder / BACKUPS).iterdir():
            if path.name.startswith(swap.BEFORE) and path.suffix == ".db":
                yield Aside(path=path, kind="updated", at=datetime.fromtimestamp(path.stat().st_mtime, UTC))


def _moment_in(name: str) -> datetime | None:
    found = _MOMENT.fullmatch(name)
    try:
        return datetime.strptime(found[1], "%Y-%m-%d-%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None
