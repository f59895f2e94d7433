"""Emergency notes: sealed without the passphrase, read only with it, and taken into the log only by a person.

A note is one file in the log's inbox. While it is being written its file is replaced again and again; saving replaces
it once more, so whatever moment the computer stops at, the one version or the next is there whole. Anybody at this
computer can add a file or take one away: so notes are for somebody to check, and nothing here is believed.

The inbox's public key stands in the log's header, which nobody can vouch for while the log is locked. So it is compared
with the key that this account saw when the log was last open (the *pin*): where they differ, notes go to the pin's.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterable
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
FOLDER = "inbox"
_KEY = re.compile("age1[0-9a-z]{58}")
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


def find_target(folder: Path | None, pin: str = "", *, elsewhere: Path | None = None) -> Target:
    """Where a note for the log in `folder` goes while it is locked. `pin`: the key seen when it was last open.

    Reads the header's public key and nothing else of the log. Raises NoKeyKnown.
    """
    pin = pin if _KEY.fullmatch(pin) else ""
    troubles: list[Trouble] = []
    public_key = pin
    try:
        there = header.read(folder).body.inbox if folder is not None else ""
    except errors.VaultError:
        there = ""
        troubles.append("header_lost")
    if there and pin and there != pin:
        troubles.append("key_differs")
    public_key = pin or there
    if not public_key:
        raise NoKeyKnown
    if folder is not None and (folder / FOLDER).is_dir():
        return Target(folder / FOLDER, public_key, tuple(troubles))
    return Target(outside(public_key, elsewhere), public_key, (*troubles, "elsewhere"))


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
    files.make_private_folder(target.folder)
    with files.storage():
        waiting = {path.name: path.stat().st_size for path in target.folder.glob(f"*{ENDING}")}
        waiting.pop(name, None)
        full = len(waiting) >= MOST_NOTES or sum(waiting.values()) + len(file) > MOST_BYTES
        if full or shutil.disk_usage(target.folder).free < FREE_FLOOR + len(file):
            raise InboxFull
    files.write_whole(target.folder / name, file)


def drop(target: Target, name: str) -> None:
    """Throw away a note that is being written, as its writer asked."""
    _remove(target.folder / name)


def notes(folder: Path, root: Root, *, elsewhere: Path | None = None) -> list[Note]:
    """The notes that wait for a log, each once, however often its file was copied."""
    found: dict[str, Note] = {}
    for place in _places(folder, root, elsewhere):
        _clear_left_overs(place)
        for path, file in sealed.sealed_in(place, SIZES):
            with contextlib.suppress(FileNotFoundError):  # its writer replaced or removed it in this moment
                note = sealed.note_of(path, file, sealed.opened(root, file))
                found.setdefault(note.sha256, note)
    return list(found.values())


def waiting(folder: Path, root: Root, *, elsewhere: Path | None = None) -> set[str]:
    """The SHA-256 of each file that waits for a log, none of them opened."""
    return {
        hashlib.sha256(file).hexdigest()
        for place in _places(folder, root, elsewhere)
        for _, file in sealed.sealed_in(place, SIZES)
    }


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
            with contextlib.suppress(FileNotFoundError):
                if hashlib.sha256(sealed.read(path, sizes)).hexdigest() in which:
                    path.unlink()
                    emptied.add(path.parent)
            progress(done, len(found))
        for place in emptied:
            files.sync_folder(place)


def _places(folder: Path, root: Root, elsewhere: Path | None) -> list[Path]:
    return [place for place in (folder / FOLDER, outside(root.inbox_public, elsewhere)) if place.is_dir()]


def _remove(path: Path) -> None:
    with files.storage():
        path.unlink(missing_ok=True)
        files.sync_folder(path.parent)


def _clear_left_overs(place: Path) -> None:
    """Remove what saves that were stopped left behind, unless one may still be under way."""
    with files.storage():
        for path in place.glob(".*.new"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > _LEFT_OVER:
                    path.unlink()
