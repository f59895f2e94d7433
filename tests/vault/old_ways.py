"""Looks through every file of a log's folder for anything that a secret which was taken away still opens."""

from __future__ import annotations

import functools
import hashlib
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pyrage

from sharedesk.vault import database, errors, escrow, header, keys, recovery
from sharedesk.vault.header import Header
from sharedesk.vault.keys import Root


def pieces(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder; of a tar, every file in it as well."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            yield path.relative_to(folder).as_posix(), data
            if path.name.endswith((".sharedesk-backup", ".packed", ".rotated")) and tarfile.is_tarfile(path):
                with tarfile.open(fileobj=io.BytesIO(data)) as tar:
                    for member in tar:
                        content = tar.extractfile(member)
                        if content is not None:
                            yield f"{path.name}:{member.name}", content.read()


def headers(folder: Path) -> Iterator[tuple[str, Header]]:
    """Every header in any file, wherever in it."""
    for name, data in pieces(folder):
        try:
            yield name, header.decode(data)
        except errors.HeaderDamaged:
            continue


def opened_by_passphrase(folder: Path, passphrase: str) -> list[str]:
    return [name for name, head in headers(folder) if _does(lambda head=head: head.unlock(passphrase))]


def opened_by_code(folder: Path, code: bytes) -> list[str]:
    return [name for name, head in headers(folder) if _does(lambda head=head: recovery.unlock_header(code, head))]


def opened_by_identity(folder: Path, identity: pyrage.x25519.Identity) -> list[str]:
    return [name for name, head in headers(folder) if _does(lambda head=head: escrow.unlock_by([identity], head))]


def opened_by_root(folder: Path, root: Root, scratch: Path) -> list[str]:
    """Every file that a log's own key opens: databases, sealed files, headers by their MAC."""
    found = [name for name, head in headers(folder) if _does(lambda head=head: head.verify(Root(root.secret)))]
    identity = pyrage.x25519.Identity.from_str(root.inbox_secret)
    for name, data in pieces(folder):
        if name.endswith(".sealed"):
            try:
                pyrage.decrypt(data, [identity])
            except pyrage.DecryptError:
                continue
            found.append(name)
        elif len(data) and len(data) % 4096 == 0:
            scratch.write_bytes(data)
            if _does(lambda: database.open_existing(scratch, root.database_key).close()):
                found.append(name)
            scratch.unlink()
    return found


def quick_stretch(folder: Path):
    """A derivation as Argon2's for the slots that a log has, each done once; a hash for slots that are made from now.

    What Argon2 does is tested where keys are. Here are dozens of new slots, and none of them has to be hard to guess.
    """
    salts = {slot.salt for slot in header.read(folder).body.slots}

    def stretch(words, salt, cost):
        cost.check()
        if salt in salts:
            return _derived_once(words, salt, cost)
        return hashlib.sha256(words.encode("utf-8", "surrogatepass") + salt).digest()

    return stretch


_derived_once = functools.cache(keys.stretch)


def _does(attempt) -> bool:
    try:
        attempt()
    except errors.VaultError:
        return False
    return True
