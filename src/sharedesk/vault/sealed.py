"""Files that can be written without the passphrase and read only with it: emergency notes and drafts.

Both are age files (X25519) for the inbox's public key, padded so that their size says little. A note may be sealed
while the log is locked, so anybody at this computer could add one: notes are for somebody to check. A draft carries a
MAC under a key that only an unlocked log has, so an authentic one can come back to its page by itself.

Padding: 4 bytes of length, the bytes, zeros up to the next size.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import pyrage
from msgspec import Meta, Struct

from sharedesk.domain.entry import Id
from sharedesk.vault import errors, files
from sharedesk.vault.keys import Root

NOTE_SIZES = tuple(1024 * 4**i for i in range(4))
DRAFT_SIZES = tuple(1024 * 2**i for i in range(15))
"""1 KiB to 16 MiB."""
MOST_NOTES, MOST_BYTES = 200, 64 * 1024 * 1024
FREE_FLOOR = 32 * 1024 * 1024
"""Bytes that a note never takes from the disk."""
ENDING = ".sealed"
_MAC_BYTES = 32


class InboxFull(errors.VaultError):
    """Too many notes wait, or the disk is nearly full. Nothing is ever deleted to make room."""

    exit_code = 8
    sentence_text = "There is no room for another sealed note, so this one was not saved."
    advice_text = "Keep your words open or write them on paper. Unlocking the log and checking its notes makes room."


class TooLong(errors.VaultError):
    """More than the largest size."""

    exit_code = 3
    sentence_text = "This text is too long to be sealed."
    advice_text = "Shorten it, or unlock the log and record it there."


class Note(Struct, frozen=True, kw_only=True):
    """A note as it was found. `words` is None where it does not open: damaged, or sealed for another log."""

    name: str
    sha256: str
    words: bytes | None


class Draft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is being written: which draft, how often it was saved, the entry it goes on from, and its content."""

    draft: Id
    counter: Annotated[int, Meta(ge=0)]
    base: Id | None = None
    content: bytes


def seal_note(folder: Path, public_key: str, words: bytes) -> str:
    """Seal a note into an inbox folder; it is on the disk when its name comes back. Needs no passphrase.

    Raises InboxFull, TooLong, DiskFull, ReadOnly.
    """
    sealed = _seal(public_key, words, NOTE_SIZES)
    waiting = [path.stat().st_size for path in folder.glob(f"*{ENDING}")]
    full = len(waiting) >= MOST_NOTES or sum(waiting) + len(sealed) > MOST_BYTES
    if full or shutil.disk_usage(folder).free < FREE_FLOOR + len(sealed):
        raise InboxFull
    name = secrets.token_hex(16) + ENDING
    files.write_new(folder / name, sealed)
    return name


def notes(folder: Path, root: Root) -> list[Note]:
    """The notes that wait, each once, however often its file was copied."""
    found: dict[str, Note] = {}
    for path, sealed in _sealed_in(folder, NOTE_SIZES):
        digest = hashlib.sha256(sealed).hexdigest()
        found.setdefault(digest, Note(name=path.name, sha256=digest, words=_open(root, sealed)))
    return list(found.values())


def save_draft(folder: Path, root: Root, draft: Draft) -> None:
    """Save a draft in the place of its last version. Sealed for ROOT's own key, never for the one in the header."""
    plain = msgspec.json.encode(draft)
    sealed = _seal(root.inbox_public, root.draft_mac(plain) + plain, DRAFT_SIZES)
    files.write_whole(folder / (draft.draft + ENDING), sealed)


def drafts(folder: Path, root: Root) -> tuple[list[Draft], list[Note]]:
    """The authentic drafts, and whatever else lies there, as notes to check."""
    own: dict[str, Draft] = {}
    others = []
    for path, sealed in _sealed_in(folder, DRAFT_SIZES):
        words = _open(root, sealed)
        draft = _authentic(root, words) if words is not None else None
        if draft is None:
            others.append(Note(name=path.name, sha256=hashlib.sha256(sealed).hexdigest(), words=words))
        elif draft.draft not in own or own[draft.draft].counter < draft.counter:
            own[draft.draft] = draft
    return list(own.values()), others


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


def _sealed_in(folder: Path, sizes: tuple[int, ...]) -> Iterator[tuple[Path, bytes]]:
    """The sealed files of a folder; what is larger than any of ours is not read whole."""
    with files.storage():
        for path in sorted(folder.glob(f"*{ENDING}")):
            with path.open("rb") as file:
                yield path, file.read(2 * sizes[-1])


def _seal(public_key: str, words: bytes, sizes: tuple[int, ...]) -> bytes:
    size = next((size for size in sizes if size >= len(words) + 4), None)
    if size is None:
        raise TooLong
    padded = len(words).to_bytes(4, "big") + words + bytes(size - 4 - len(words))
    sealed: bytes = pyrage.encrypt(padded, [pyrage.x25519.Recipient.from_str(public_key)])
    return sealed


def _open(root: Root, sealed: bytes) -> bytes | None:
    try:
        padded = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(root.inbox_secret)])
    except pyrage.DecryptError:
        return None
    length = int.from_bytes(padded[:4], "big")
    return padded[4 : 4 + length] if len(padded) >= 4 and length <= len(padded) - 4 else None
