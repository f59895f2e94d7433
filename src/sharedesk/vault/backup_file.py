"""A backup's file: a tar of the still encrypted database with header, sealed notes and drafts, after a manifest of all.

Nothing in it can be read without the log's key, and nothing outside it is needed to put the log back.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import secrets
import tarfile
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, Annotated, NamedTuple

import msgspec
from msgspec import Meta, Struct

from sharedesk.domain.entry import Digest, Id
from sharedesk.vault import database, errors, files, header, inbox, sealed
from sharedesk.vault.header import Header
from sharedesk.vault.store import Progress

ENDING = ".sharedesk-backup"
FORMAT = 1
_MANIFEST = "manifest.json"
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 1 << 20
_MOST_AT_A_TIME = 4 << 20
"""Bytes that are ever asked of a backup in one reading."""
_NAME = r"^(sharedesk\.(db|header)|(inbox|drafts)/[0-9a-f]{1,64}\.sealed)\Z"
_MOST_SEALED, _MOST_BYTES = 2_000, 512 * 1024 * 1024
"""Sealed files of one folder, and bytes of all of them: far more than there can be of ours. Somebody put more there."""


def _quiet(done: int, of: int) -> None:
    """Nobody wants to hear."""


class Member(Struct, frozen=True, forbid_unknown_fields=True):
    """A file in a backup: its name there, bytes and SHA-256."""

    name: Annotated[str, Meta(pattern=_NAME)]
    size: Annotated[int, Meta(ge=0)]
    sha256: Digest


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup says of itself: nothing that names anyone."""

    format: Annotated[int, Meta(ge=1)] = FORMAT
    log: Id
    made_at: datetime
    entries: Annotated[int, Meta(ge=0)]
    head: Digest
    members: tuple[Member, ...]


class Contents(NamedTuple):
    """What is to be packed: an encrypted copy of the database, the header's bytes, and the folders of sealed files."""

    database: Path
    header: bytes
    folder: Path
    log: str
    made_at: datetime
    entries: int
    head: str


def pack(contents: Contents, packed: Path, tell: Progress = _quiet) -> Manifest:
    """Write a backup to a file that must not exist yet, wait until it is on the disk, and read it back from there.

    Raises DiskFull, ReadOnly, StorageFailed.
    """
    size = contents.database.stat().st_size
    far = _Far(tell, 3 * size)
    held = [(header.NAME, contents.header), *_sealed_files(contents.folder)]
    members = (
        Member(database.NAME, size, _digest(contents.database, far)),
        *(Member(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in held),
    )
    manifest = Manifest(
        log=contents.log, made_at=contents.made_at.replace(microsecond=0), entries=contents.entries,
        head=contents.head, members=members,
    )  # fmt: skip
    plain = msgspec.json.encode(manifest)
    with files.storage(), _private(packed) as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            tar.addfile(_tar_entry(_MANIFEST, len(plain)), io.BytesIO(plain))
            with open(contents.database, "rb") as content:
                tar.addfile(_tar_entry(database.NAME, size), _Heard(content, far))
            for name, data in held:
                tar.addfile(_tar_entry(name, len(data)), io.BytesIO(data))
        put_on_the_disk(file)
    if read_manifest(packed, progress=lambda done, of: far.step(0, done)) != manifest:
        raise errors.StorageFailed
    return manifest


def _private(path: Path) -> IO[bytes]:
    """A new file, for this account only."""
    return open(path, "xb", opener=lambda path, flags: os.open(path, flags, 0o600))


def put_on_the_disk(file: IO[bytes]) -> None:
    """Wait until a file is on the disk, and have it read from there next, as far as the system lets itself be told."""
    file.flush()
    os.fsync(file.fileno())
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _sealed_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Notes and drafts as they are now, each by its name in a backup. What ShareDesk never names so is none of ours."""
    left = _MOST_BYTES
    for inner, sizes in ((inbox.FOLDER, inbox.SIZES), ("drafts", sealed.DRAFT_SIZES)):
        names = (f"{inner}/{path.name}" for path in (folder / inner).glob(f"*{sealed.ENDING}"))
        for name in sorted(islice((name for name in names if re.match(_NAME, name)), _MOST_SEALED)):
            data = sealed.read(folder / name, sizes)  # one may have gone meanwhile: it was recorded, or discarded
            if data is not None and len(data) <= left:
                left -= len(data)
                yield name, data


def glance(backup: Path) -> Manifest:
    """What a backup says of itself; only that it is long enough is looked at, and nothing of it is proved.

    Raises BackupDamaged, NewerVersion, NoLogHere (no file), ReadOnly, StorageFailed.
    """
    with _opened(backup) as (tar, size):
        manifest = _first(tar)
    if size < sum(member.size for member in manifest.members):
        raise errors.BackupDamaged
    return manifest


def read_manifest(backup: Path, into: Path | None = None, progress: Progress = _quiet) -> Manifest:
    """The manifest of a backup, every member's digest verified; with `into` the members are written there.

    Only names that the manifest may hold are ever written. `progress` counts bytes and may raise Cancelled.
    Raises BackupDamaged, NewerVersion, NoLogHere (no file).
    """
    with _opened(backup) as (tar, _):
        manifest = _first(tar)
        far = _Far(progress, sum(member.size for member in manifest.members))
        for member in manifest.members:
            found = tar.next()
            if found is None or not _is_plain(found) or (found.name, found.size) != (member.name, member.size):
                raise errors.BackupDamaged
            target = into / PurePosixPath(member.name) if into else None
            if _copy(_content(tar, found), target, far) != member.sha256:
                raise errors.BackupDamaged
        if tar.next() is not None:
            raise errors.BackupDamaged
    return manifest


def header_in(backup: Path) -> tuple[Manifest, Header]:
    """What a backup says of itself, and the header in it, of which nothing is proved.

    Raises what `glance` does.
    """
    with _opened(backup) as (tar, _):
        manifest = _first(tar)
        for found in tar:
            if found.name == header.NAME and _is_plain(found) and found.size <= header.LARGEST:
                try:
                    return manifest, header.decode(_content(tar, found).read())
                except errors.HeaderDamaged:
                    break
        raise errors.BackupDamaged


def lock_anew(backup: Path, head: Header) -> None:
    """Put another header of its log into a backup, so that it opens as that does; the file is replaced whole.

    Raises BackupDamaged, DiskFull, ReadOnly, StorageFailed; then it is as it was.
    """
    read_manifest(backup)
    packed = backup.with_name(f".{secrets.token_hex(8)}.packed")
    own = Member(header.NAME, len(head.data), hashlib.sha256(head.data).hexdigest())
    try:
        with _opened(backup) as (tar, _):
            before = _first(tar)
            anew = tuple(own if member.name == own.name else member for member in before.members)
            manifest = msgspec.structs.replace(before, members=anew)
            with files.storage():
                written = backup.stat()
                with open(packed, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as out:
                        plain = msgspec.json.encode(manifest)
                        out.addfile(_tar_entry(_MANIFEST, len(plain)), io.BytesIO(plain))
                        for member in anew:  # their order and digests were proved above, and are once more below
                            found = tar.next()
                            content = io.BytesIO(head.data) if found is None or member is own else _content(tar, found)
                            out.addfile(_tar_entry(member.name, member.size), content)
                    put_on_the_disk(file)
        if read_manifest(packed) != manifest:
            raise errors.StorageFailed
        with files.storage():
            os.utime(packed, ns=(written.st_atime_ns, written.st_mtime_ns))
            files.replace(packed, backup)
    finally:
        files.discard(packed)


def copy_backup(source: Path, target: Path, tell: Progress = _quiet) -> None:
    """A backup's bytes in another file, which must not exist yet; on the disk and read back when this returns.

    Raises BackupDamaged where what is copied or what was written is not whole, DiskFull, ReadOnly, StorageFailed.
    """
    far = _Far(tell, 2 * source.stat().st_size)
    with files.storage(), open(source, "rb") as file, _private(target) as copy:
        while chunk := file.read(_CHUNK):
            copy.write(chunk)
            far.step(len(chunk))
        put_on_the_disk(copy)
    if read_manifest(target, progress=lambda done, of: far.step(0, done)) != glance(source):
        raise errors.StorageFailed


@contextlib.contextmanager
def _opened(backup: Path) -> Iterator[tuple[tarfile.TarFile, int]]:
    try:
        with files.storage(), open(backup, "rb") as file, tarfile.open(fileobj=_Bounded(file), mode="r:") as tar:
            yield tar, os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        raise errors.NoLogHere("There is no backup file of that name.", "Check the name.") from None
    except (tarfile.TarError, EOFError, OverflowError, RecursionError):  # numbers and heads without end, too
        raise errors.BackupDamaged from None


class _Bounded(io.RawIOBase):
    """A file of which nobody reads much at a time: what a tar says of its own front may be as large as it likes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _MOST_AT_A_TIME:
            raise tarfile.ReadError
        return self._file.read(size)

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def _first(tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    if first is None or not _is_plain(first) or first.name != _MANIFEST or first.size > _LARGEST_MANIFEST:
        raise errors.BackupDamaged
    return _decode_manifest(_content(tar, first).read())


def _decode_manifest(data: bytes) -> Manifest:
    try:
        if int(msgspec.json.decode(data)["format"]) > FORMAT:
            raise errors.NewerVersion
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, TypeError, KeyError, ValueError, OverflowError, RecursionError):
        raise errors.BackupDamaged from None
    names = [member.name for member in manifest.members]
    if len(set(names)) != len(names) or not {"sharedesk.db", "sharedesk.header"} <= set(names):
        raise errors.BackupDamaged
    return manifest


def _is_plain(entry: tarfile.TarInfo) -> bool:
    """A file with all its bytes: no link, and no holes that would fill a disk from a short backup."""
    return entry.isreg() and not entry.issparse()


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(entry)
    if content is None:
        raise errors.BackupDamaged
    return content


class _Far:
    """How far work on many bytes is."""

    def __init__(self, tell: Progress, of: int) -> None:
        self._tell, self._of, self._done = tell, max(of, 1), 0

    def step(self, more: int, beyond: int = 0) -> None:
        """So many bytes more are done; `beyond` are told of and not counted."""
        self._done += more
        self._tell(min(self._done + beyond, self._of), self._of)


class _Heard(io.RawIOBase):
    """A file that is read, and heard of."""

    def __init__(self, file: IO[bytes], far: _Far) -> None:
        self._file, self._far = file, far

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._far.step(len(data))
        return data


def _copy(source: IO[bytes], target: Path | None, far: _Far) -> str:
    digest = hashlib.sha256()
    with contextlib.ExitStack() as stack:
        write: Callable[[bytes], object] | None = None
        if target is not None:
            target.parent.mkdir(mode=0o700, exist_ok=True)
            file = stack.enter_context(_private(target))
            write = file.write
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            if write is not None:
                write(chunk)
            far.step(len(chunk))
        if target is not None:
            file.flush()
            os.fsync(file.fileno())
    return digest.hexdigest()


def _digest(path: Path, far: _Far) -> str:
    with files.storage(), open(path, "rb") as file:
        return _copy(file, None, far)


def _tar_entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry
