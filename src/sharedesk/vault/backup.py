"""Backups: a log in one file, which proves itself before it is called one.

A tar of the still encrypted database with header, sealed notes and drafts, and a manifest of their digests. The
database is copied a step at a time between writes and checked in a child process, so that saving stays possible.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import multiprocessing
import os
import secrets
import tarfile
from collections.abc import Callable
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path, PurePosixPath
from typing import IO, Annotated

import msgspec
from msgspec import Meta, Struct

from sharedesk.domain.entry import Digest, Id
from sharedesk.errors import ShareDeskError
from sharedesk.vault import database, errors, files, header, swap
from sharedesk.vault.check import Report, check
from sharedesk.vault.keys import Root
from sharedesk.vault.moment import device_clock
from sharedesk.vault.store import Progress, Store
from sharedesk.vault.vault import BACKUPS, DRAFTS, INBOX, Vault

ENDING = ".sharedesk-backup"
FORMAT = 1
_MANIFEST = "manifest.json"
_CHUNK = 1 << 20
_LOOKS = 0.1
"""Seconds between two looks at whether the check is to go on."""
_LARGEST_MANIFEST = 1 << 20


class Member(Struct, frozen=True, forbid_unknown_fields=True):
    """A file in a backup: its name there, bytes and SHA-256."""

    name: Annotated[str, Meta(pattern=r"^(sharedesk\.(db|header)|(inbox|drafts)/[0-9a-f]{1,64}\.sealed)\Z")]
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


def back_up(vault: Vault, target: Path, progress: Progress = lambda done, of: None) -> Manifest:
    """Make a backup file, which must not exist yet; it has its name only once it has proved itself.

    `progress` counts database pages and may raise Cancelled. Raises AlreadyThere, DatabaseDamaged (then no file is
    made), DiskFull, ReadOnly.
    """
    if target.exists():
        raise errors.AlreadyThere
    if not target.parent.is_dir():
        raise errors.ReadOnly("The folder for the backup is not there.", "Choose a folder that exists.")
    stem = target.parent / f".{secrets.token_hex(8)}"
    copy, packed = stem.with_suffix(".copy"), stem.with_suffix(".packed")
    try:
        with files.storage():
            pages = 1

            def copying(done: int, of: int) -> None:
                nonlocal pages
                pages = of
                progress(done, of)

            swap.copy_database(vault.store.connection, copy, vault.root.database_key, copying)
            report = verify_apart(copy, vault.root, vault.log, lambda: progress(pages - 1, pages))
            if report.faults:
                raise errors.DatabaseDamaged
            manifest = _pack(vault, copy, packed, report)
            if read_manifest(packed) != manifest:
                raise errors.StorageFailed
            files.replace(packed, target)
    finally:
        copy.unlink(missing_ok=True)
        packed.unlink(missing_ok=True)
    return manifest


def proposed_name(vault: Vault) -> Path:
    """Where a backup goes unless somebody chooses: beside the log, named by the moment."""
    at = device_clock().at
    return vault.folder / BACKUPS / f"{at:%Y-%m-%d-%H%M%S}{ENDING}"


def verify_apart(path: Path, root: Root, log: str, still: Callable[[], None] = lambda: None) -> Report:
    """Check a copy of a database in a process of its own: both integrity checks and the chain.

    `still` is called while that lasts, and may raise Cancelled, which ends the process: SQLCipher's own check cannot be
    interrupted otherwise.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=True)
    child = context.Process(target=_verify, args=(theirs,), daemon=True)
    child.start()
    theirs.close()
    try:
        ours.send((str(path), root.secret, log))  # through the pipe: a key is never an argument
        still()  # once in any case: it may be over before it is looked at again
        while not ours.poll(_LOOKS):
            still()
        result = ours.recv()
    except (EOFError, ConnectionError):
        raise errors.BackupNotProved from None
    except errors.Cancelled:
        child.kill()
        raise
    finally:
        ours.close()
        child.join()
    if isinstance(result, ShareDeskError):
        raise result
    report: Report = msgspec.convert(result, Report)
    return report


def _verify(pipe: Connection) -> None:
    path, secret, log = pipe.recv()
    try:
        connection = database.open_existing(Path(path), Root(secret).database_key)
        try:
            pipe.send(msgspec.to_builtins(check(Store(connection, log, device_clock, secrets.token_bytes))))
        finally:
            connection.close()
    except ShareDeskError as problem:
        pipe.send(problem)


def _pack(vault: Vault, copy: Path, packed: Path, report: Report) -> Manifest:
    # the header as it was proved on unlocking: the file itself may have been damaged since
    held: list[tuple[str, bytes | None, Path]] = [(database.NAME, None, copy), (header.NAME, vault.header.data, copy)]
    for inner in (INBOX, DRAFTS):
        sealed = sorted((vault.folder / inner).glob("*.sealed"))
        held += [(f"{inner}/{path.name}", path.read_bytes(), path) for path in sealed]
    members = tuple(
        Member(
            name,
            len(data) if data is not None else path.stat().st_size,
            _digest(io.BytesIO(data) if data is not None else path),
        )
        for name, data, path in held
    )
    manifest = Manifest(
        log=vault.log,
        made_at=device_clock().at.replace(microsecond=0),
        entries=report.entries,
        head=report.head,
        members=members,
    )
    descriptor = os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with open(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            plain = msgspec.json.encode(manifest)
            tar.addfile(_tar_entry(_MANIFEST, len(plain)), io.BytesIO(plain))
            for (name, data, path), member in zip(held, members, strict=True):
                with io.BytesIO(data) if data is not None else open(path, "rb") as content:
                    tar.addfile(_tar_entry(name, member.size), content)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def read_manifest(backup: Path, into: Path | None = None) -> Manifest:
    """The manifest of a backup, every member's digest verified; with `into` the members are written there.

    Only names that the manifest may hold are ever written. Raises BackupDamaged, NewerVersion, NoLogHere (no file).
    """
    try:
        with files.storage(), open(backup, "rb") as file, tarfile.open(fileobj=file, mode="r:") as tar:
            first = tar.next()
            if first is None or not _is_plain(first) or first.name != _MANIFEST or first.size > _LARGEST_MANIFEST:
                raise errors.BackupDamaged
            manifest = _decode_manifest(_content(tar, first).read())
            for member in manifest.members:
                found = tar.next()
                if found is None or not _is_plain(found) or (found.name, found.size) != (member.name, member.size):
                    raise errors.BackupDamaged
                target = into / PurePosixPath(member.name) if into else None
                if _copy(_content(tar, found), target) != member.sha256:
                    raise errors.BackupDamaged
            if tar.next() is not None:
                raise errors.BackupDamaged
    except FileNotFoundError:
        raise errors.NoLogHere("There is no backup file of that name.", "Check the name.") from None
    except (tarfile.TarError, EOFError):
        raise errors.BackupDamaged from None
    return manifest


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


def _copy(source: IO[bytes], target: Path | None) -> str:
    digest = hashlib.sha256()
    with contextlib.ExitStack() as stack:
        write: Callable[[bytes], object] | None = None
        if target is not None:
            target.parent.mkdir(mode=0o700, exist_ok=True)
            file = stack.enter_context(open(target, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)))
            write = file.write
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            if write is not None:
                write(chunk)
        if target is not None:
            file.flush()
            os.fsync(file.fileno())
    return digest.hexdigest()


def _digest(source: Path | io.BytesIO) -> str:
    if isinstance(source, io.BytesIO):
        return hashlib.sha256(source.getvalue()).hexdigest()
    with open(source, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tar_entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry
