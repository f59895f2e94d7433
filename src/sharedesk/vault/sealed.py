"""Files that can be written without the passphrase and read only with it: emergency notes and drafts.

Both are age files (X25519) for the inbox's public key, padded so that their size says little. A note may be sealed
while the log is locked, so anybody at this computer could add one: notes are for somebody to check. A draft carries a
MAC under a key that only an unlocked log has, so an authentic one can come back to its page by itself.

Padding: 4 bytes of length, the bytes, zeros up to the next size.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import pyrage
from msgspec import Meta, Struct

from sharedesk.domain.entry import Id
from sharedesk.vault import errors, files
from sharedesk.vault.keys import Root

DRAFT_SIZES = tuple(1024 * 2**i for i in range(15))
"""1 KiB to 16 MiB."""
ENDING = ".sealed"
_MAC_BYTES = 32
_LONGEST_STRANGE = 64 * 1024 + 1
"""Bytes kept of what lies among the drafts and is none: as much as a note can hold, and one to tell that it is more."""
_LONGEST_HEAD, _HEAD_ENDS = 2 * 1024, b"\n--- "
"""Bytes of an age file before its own MAC. Ours has a few hundred; to read one of 100 KiB takes age some seconds."""
_AS_IT_IS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class TooLong(errors.VaultError):
    """More than the largest size."""

    exit_code = 3
    sentence_text = "This text is too long to be sealed."
    advice_text = "Shorten it, or unlock the log and record it there."


class Note(Struct, frozen=True, kw_only=True):
    """A file that nothing vouches for. `words` is None where it does not open: damaged, or sealed for another log."""

    path: Path
    sha256: str
    modified: float
    """Seconds since 1970, by the file; anybody can set it."""
    words: bytes | None

    @property
    def entity(self) -> Id:
        """The id under which it is remembered that this very file was taken in or turned away."""
        return entity_of(self.sha256)


class Draft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is being written: which draft, how often it was saved, the entry it goes on from, and its content."""

    draft: Id
    counter: Annotated[int, Meta(ge=0)]
    base: Id | None = None
    content: bytes


def save_draft(folder: Path, root: Root, draft: Draft) -> None:
    """Save a draft in the place of its last version. Sealed for ROOT's own key, never for the one in the header."""
    plain = msgspec.json.encode(draft)
    sealed = seal(root.inbox_public, root.draft_mac(plain) + plain, DRAFT_SIZES)
    files.write_whole(folder / (draft.draft + ENDING), sealed)


def drafts(folder: Path, root: Root) -> tuple[list[Draft], list[Note]]:
    """The authentic drafts, and whatever else lies there, as notes to check."""
    own: dict[str, Draft] = {}
    others = []
    for path, sealed in sealed_in(folder, DRAFT_SIZES):
        words = opened(root, sealed)
        draft = _authentic(root, words) if words is not None else None
        if draft is None:
            with contextlib.suppress(FileNotFoundError):  # it has gone meanwhile
                others.append(note_of(path, sealed, words[:_LONGEST_STRANGE] if words is not None else None))
        elif draft.draft not in own or own[draft.draft].counter < draft.counter:
            own[draft.draft] = draft
    return list(own.values()), others


def note_of(path: Path, sealed: bytes, words: bytes | None) -> Note:
    """A file as a note. Raises FileNotFoundError where it has gone meanwhile."""
    digest = hashlib.sha256(sealed).hexdigest()
    return Note(path=path, sha256=digest, modified=path.lstat().st_mtime, words=words)


def entity_of(sha256: str) -> Id:
    """The id under which it is remembered what became of the file with this SHA-256, in hexadecimal."""
    return sha256[:32]


def drop_draft(folder: Path, draft: str) -> None:
    """Remove a draft that was recorded or discarded. None there is as good."""
    with files.storage():
        (folder / (draft + ENDING)).unlink(missing_ok=True)
        files.sync_folder(folder)


def _authentic(root: Root, words: bytes) -> Draft | None:
    mac, plain = words[:_MAC_BYTES], words[_MAC_BYTES:]
    if not hmac.compare_digest(root.draft_mac(plain), mac):
        return None
    return msgspec.json.decode(plain, type=Draft)  # ours: it carries our MAC


def sealed_in(folder: Path, sizes: tuple[int, ...]) -> Iterator[tuple[Path, bytes]]:
    """The sealed files of a folder; what is larger than any of ours is not read whole."""
    with files.storage():
        paths = sorted(folder.glob(f"*{ENDING}"))
    for path in paths:
        data = read(path, sizes)
        if data is not None:
            yield path, data


def read(path: Path, sizes: tuple[int, ...]) -> bytes | None:
    """A sealed file, or as much of it as is more than any of ours.

    None where there is none, or a link, folder or pipe in its place: no seal makes those, and a pipe would never end.
    One that cannot be read is given as bytes that never open, so that the others are there all the same.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        with open(os.open(path, _AS_IT_IS), "rb") as file:
            return file.read(2 * sizes[-1])
    except FileNotFoundError:
        return None
    except OSError:
        return b"cannot be read: " + os.fsencode(path.name)


def is_key(public_key: str) -> bool:
    """Can something be sealed to this?"""
    try:
        pyrage.x25519.Recipient.from_str(public_key)
    except pyrage.RecipientError:
        return False
    return True


def seal(public_key: str, words: bytes, sizes: tuple[int, ...]) -> bytes:
    """An age file that holds `words`, padded to the first of `sizes` that they fit into. Raises TooLong."""
    size = next((size for size in sizes if size >= len(words) + 4), None)
    if size is None:
        raise TooLong
    padded = len(words).to_bytes(4, "big") + words + bytes(size - 4 - len(words))
    sealed: bytes = pyrage.encrypt(padded, [pyrage.x25519.Recipient.from_str(public_key)])
    return sealed


def opened(root: Root, sealed: bytes) -> bytes | None:
    """The words in an age file; None where it does not open or is not padded as ours are."""
    if _HEAD_ENDS not in sealed[:_LONGEST_HEAD]:
        return None
    try:
        padded = pyrage.decrypt(sealed, [_identity(secret) for secret in (root.inbox_secret, *root.former)])
    except pyrage.DecryptError:
        return None
    length = int.from_bytes(padded[:4], "big")
    return padded[4 : 4 + length] if len(padded) >= 4 and length <= len(padded) - 4 else None


def former_keys(root: Root) -> list[str]:
    """The public keys of the inboxes that the log had before its key was changed."""
    return [str(_identity(secret).to_public()) for secret in root.former]


def resealed(before: Root, root: Root, sealed: bytes) -> bytes | None:
    """A file that was sealed for the ROOT before, sealed for the one after it, padding and all; None where it was not.

    What was an authentic draft stays one.
    """
    try:
        padded: bytes = pyrage.decrypt(sealed, [_identity(before.inbox_secret)])
    except pyrage.DecryptError:
        return None
    front, mac = padded[:4], padded[4 : 4 + _MAC_BYTES]
    plain = padded[4 + _MAC_BYTES : 4 + int.from_bytes(front, "big")]
    if hmac.compare_digest(before.draft_mac(plain), mac):
        padded = front + root.draft_mac(plain) + padded[4 + _MAC_BYTES :]
    anew: bytes = pyrage.encrypt(padded, [pyrage.x25519.Recipient.from_str(root.inbox_public)])
    return anew


def reseal_drafts(folder: Path, root: Root) -> None:
    """Seal for ROOT each file of a folder of drafts that is sealed for the one before it. Twice is once."""
    if root.before is None:
        return
    for path, file in sealed_in(folder, DRAFT_SIZES):
        anew = resealed(root.before, root, file)
        if anew is not None:
            files.write_whole(path, anew, proof=dated_like(path))


def dated_like(path: Path) -> Callable[[Path], None]:
    """Gives another file the times of this one: when it was written is all that is known of a note from outside."""
    written = path.stat()
    return lambda other: os.utime(other, ns=(written.st_atime_ns, written.st_mtime_ns))


def _identity(secret: str) -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.from_str(secret)
