"""Emergency notes: sealed without the passphrase, read only with it, and taken into the log only by a person.

A note is one file in the log's inbox. While it is being written its file is replaced again and again; saving replaces
it once more, so whatever moment the computer stops at, the one version or the next is there whole. Anybody at this
computer can add a file or take one away: so notes are for somebody to check, and nothing here is believed.

The inbox's public key stands in the log's header, which nobody can vouch for while the log is locked. So it is compared
with the key that this account saw when the log was last open (the *pin*): where they differ, notes go to the pin's,
and wait in this account's own data, where the log with that key finds them whatever became of the folder.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple

import platformdirs

from sharedesk.vault import errors, files, header, sealed
from sharedesk.vault.keys import Root
from sharedesk.vault.sealed import ENDING, Note

SIZES = tuple(1024 * 4**i for i in range(4))
"""1, 4, 16 and 64 KiB."""
MOST_NOTES, MOST_BYTES = 200, 64 * 1024 * 1024
FREE_FLOOR = 32 * 1024 * 1024
"""Bytes that a note never takes from the disk."""
FOLDER = files.INBOX
_MOST_LISTED = 2_000
"""Files of one place that are looked at at a time. More are never ours; somebody put them there."""
_LEFT_OVER = 3600.0
"""Seconds after which what a stopped save left behind belongs to nobody."""

Trouble = Literal["key_differs", "header_lost", "elsewhere"]


class InboxFull(errors.VaultError):
    """Too many notes wait, or the disk is nearly full. Nothing is ever deleted to make room."""

    exit_code = 8
    sentence_text = "There is no room for another sealed note, so this one was not saved."
    advice_text = "Keep your words open or write them on paper. Unlocking the log and checking its notes makes room."


class NoKeyKnown(errors.VaultError):
    """No key is known that a note could be sealed to. It is never written unsealed."""

    exit_code = 8
    sentence_text = "This note cannot be saved sealed: this computer knows no log to seal it for."
    advice_text = "Write it on paper now, with the time, and keep the paper safe."


class Target(NamedTuple):
    """Where notes go and for which key; `troubles` is what has to be said about that."""

    folder: Path
    public_key: str
    troubles: tuple[Trouble, ...] = ()
    own: bool = False
    """The folder is this account's own and no log's: it is made when it is not there."""


def find_target(folder: Path | None, pin: str = "", *, elsewhere: Path | None = None) -> Target:
    """Where a note for the log in `folder` goes while it is locked. `pin`: the key seen when it was last open.

    Reads the header's public key and nothing else of the log. Raises NoKeyKnown.
    """
    pin = pin if sealed.is_key(pin) else ""
    troubles: list[Trouble] = []
    try:
        there = header.read(folder).body.inbox if folder is not None else ""
    except errors.VaultError:
        there = ""
    if not sealed.is_key(there) and folder is not None:
        there = ""
        troubles.append("header_lost")
    if not (pin or there):
        raise NoKeyKnown
    if there and pin and there != pin:
        return Target(outside(pin, elsewhere), pin, ("key_differs",), own=True)
    if folder is not None and _is_folder(folder / FOLDER):
        return Target(folder / FOLDER, pin or there, tuple(troubles))
    return Target(outside(pin or there, elsewhere), pin or there, (*troubles, "elsewhere"), own=True)


def outside(public_key: str, elsewhere: Path | None = None) -> Path:
    """Where notes wait whose log's folder is not there: in this account's own data, found again by the log's key."""
    base = elsewhere or Path(platformdirs.user_data_dir("ShareDesk", appauthor=False, roaming=False)) / "notes"
    return base / hashlib.sha256(public_key.encode("ascii")).hexdigest()[:32]


def new_name() -> str:
    """A name for a note's file; it says nothing."""
    return secrets.token_hex(16) + ENDING


def seal(target: Target, name: str, words: bytes) -> None:
    """Seal a note in the place of its last version; it is on the disk when this returns. Needs no passphrase.

    Raises InboxFull, TooLong, DiskFull, ReadOnly, StorageFailed; the last version then stands.
    """
    file = sealed.seal(target.public_key, words, SIZES)
    if target.own:
        files.make_private_folder(target.folder)
    elif not _is_folder(target.folder):  # never made anew: where a stick was, it would be hidden when that comes back
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(target.folder))
    with files.storage():
        if not _has_room(target.folder, name, len(file)):
            raise InboxFull
    files.write_whole(target.folder / name, file)


def drop(target: Target, name: str) -> None:
    """Throw away a note that is being written, as its writer asked. None there is as good."""
    with files.storage(), contextlib.suppress(FileNotFoundError):
        (target.folder / name).unlink()
        files.sync_folder(target.folder)


def notes(folder: Path, root: Root, *, elsewhere: Path | None = None) -> list[Note]:
    """The notes that wait for a log, each once, however often its file was copied. Of a flood only the first."""
    found: dict[str, Note] = {}
    for place in _places(folder, root, elsewhere):
        _clear_left_overs(place)
        for path, file in _first(place):
            with contextlib.suppress(FileNotFoundError):  # its writer replaced or removed it in this moment
                note = sealed.note_of(path, file, sealed.opened(root, file))
                found.setdefault(note.sha256, note)
    return list(found.values())


def waiting(folder: Path, root: Root, *, elsewhere: Path | None = None) -> set[str]:
    """The SHA-256 of each file that `notes` would look at, none of them opened."""
    places = _places(folder, root, elsewhere)
    return {hashlib.sha256(file).hexdigest() for place in places for _, file in _first(place)}


def remove(
    gone: Iterable[Note], folder: Path, root: Root, *, elsewhere: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> None:  # fmt: skip
    """Remove every file that holds one of these very notes, once the log says what became of them.

    What somebody has written in the place of one meanwhile stays.
    """
    gone = list(gone)
    which = {note.sha256 for note in gone}
    found = {path: SIZES for place in _places(folder, root, elsewhere) for path in place.glob(f"*{ENDING}")}
    found |= {note.path: sealed.DRAFT_SIZES for note in gone if note.path not in found}
    emptied = set()
    with files.storage():
        for done, (path, sizes) in enumerate(found.items(), 1):
            if _is_one(path, sizes, which) and _taken_away(path, sizes, which):
                emptied.add(path.parent)
            progress(done, len(found))
        for place in emptied:
            files.sync_folder(place)


def reseal(folder: Path, root: Root, decided: Callable[[str], bool], *, elsewhere: Path | None = None) -> None:
    """Seal for ROOT all that waits sealed for the one before it, under new names; what was `decided` (by id) goes.

    A note that somebody is writing at this moment keeps its last version. Done twice it does nothing more.
    """
    before = root.before
    if before is None:
        return
    _reseal(folder / FOLDER, before, root, decided)
    with contextlib.suppress(errors.VaultError):  # a former inbox's identity opens what has to stay as it is there
        _reseal(outside(before.inbox_public, elsewhere), before, root, decided)


def _reseal(place: Path, before: Root, root: Root, decided: Callable[[str], bool]) -> None:
    if not _is_folder(place):
        return
    for path, file in sealed.sealed_in(place, SIZES):
        anew, sha256 = sealed.resealed(before, root, file), hashlib.sha256(file).hexdigest()
        if anew is not None:
            with files.storage(), contextlib.suppress(FileNotFoundError):  # its writer replaced or dropped it just now
                if not decided(sealed.entity_of(sha256)):
                    files.write_whole(place / _name_after(sha256, root), anew, proof=sealed.dated_like(path))
                _taken_away(path, SIZES, {sha256})
    with files.storage():
        files.sync_folder(place)


def _name_after(sha256: str, root: Root) -> str:
    """The name of a file that is sealed anew: the same when that is done again, or the note would be there twice."""
    return hashlib.sha256(f"{sha256} {root.inbox_public}".encode()).hexdigest()[:32] + ENDING


def _is_one(path: Path, sizes: tuple[int, ...], which: set[str]) -> bool:
    data = sealed.read(path, sizes)
    return data is not None and hashlib.sha256(data).hexdigest() in which


def _taken_away(path: Path, sizes: tuple[int, ...], which: set[str]) -> bool:
    """Remove a file that was just seen to be one of `which`; False where a later version had taken its place.

    It gets another name first, under which nobody replaces it. A later version that was moved so is a note like any.
    """
    aside = path.with_name(new_name())
    try:
        path.rename(aside)
    except FileNotFoundError:
        return False
    with open(aside, "rb") as file:  # it could be read before: a disk that fails now is said
        data = file.read(2 * sizes[-1])
    if hashlib.sha256(data).hexdigest() in which:
        aside.unlink()
        return True
    return False


def _places(folder: Path, root: Root, elsewhere: Path | None) -> list[Path]:
    keys = (root.inbox_public, *sealed.former_keys(root))
    return [place for place in (folder / FOLDER, *(outside(key, elsewhere) for key in keys)) if _is_folder(place)]


def _is_folder(path: Path) -> bool:
    """Is it a folder, and no link to one: notes would go wherever that leads."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def _has_room(folder: Path, name: str, size: int) -> bool:
    """Is there room for one file more of this name and size? Counts no further than the quota."""
    count, total = 0, size
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(ENDING) and entry.name != name:
                with contextlib.suppress(FileNotFoundError):  # taken into the log in this moment
                    total += entry.stat(follow_symlinks=False).st_size
                    count += 1
            if count >= MOST_NOTES or total > MOST_BYTES:
                return False
    return shutil.disk_usage(folder).free >= FREE_FLOOR + size


def _first(place: Path) -> Iterator[tuple[Path, bytes]]:
    """The sealed files of a place, as many as anybody could look through: a flood must not exhaust the memory."""
    total = 0
    for path, file in islice(sealed.sealed_in(place, SIZES), _MOST_LISTED):
        yield path, file
        total += len(file)
        if total > 2 * MOST_BYTES:
            return


def _clear_left_overs(place: Path) -> None:
    """Remove what saves that were stopped left behind, unless one may still be under way."""
    with files.storage():
        for path in place.glob(".*.new"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > _LEFT_OVER:
                    path.unlink()
