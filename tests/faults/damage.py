"""Damage to the files of a log, one at a time, and what is shown afterwards: for campaign_damage.py."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from faults import full_log, views
from faults.full_log import Log

from sharedesk.errors import ShareDeskError
from sharedesk.vault import backup, check, database, header, inbox

SEED = int(os.environ.get("SEED", "0")) or random.randrange(1, 2**32)
PAGE = 4096
CIPHER = 16
"""Bytes at the front of the database that are its salt. The key carries its own, so damage there changes nothing."""


class Outcome(NamedTuple):
    """What damage came to. `found`: it was said, on opening, in reading, or by a check."""

    wrong: tuple[str, ...]
    found: bool


class Tally:
    """How many of each outcome; printed and asserted at the end."""

    def __init__(self) -> None:
        self.tried, self.found, self.wrong = 0, 0, list[str]()

    def add(self, what: str, outcome: Outcome) -> None:
        self.tried += 1
        self.found += outcome.found
        self.wrong += [f"{what}: {name}" for name in outcome.wrong]

    def __str__(self) -> str:
        return f"{self.tried:,} tried, {self.found:,} said, {len(self.wrong)} shown wrong"


def flipped(data: bytes, dice: random.Random) -> tuple[str, bytes]:
    """The same with one bit other than it was."""
    at, bit = dice.randrange(len(data)), dice.randrange(8)
    return f"bit {bit} of byte {at}", data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


def pages_spoilt(data: bytes, dice: random.Random) -> Iterator[tuple[str, bytes]]:
    """Each page of a database zeroed, overwritten, and exchanged with another; the file cut before it and within it."""
    count = len(data) // PAGE
    for page in range(count):
        start, other = page * PAGE, dice.randrange(count) * PAGE
        rest = data[start + PAGE :]
        yield f"page {page} zeroed", data[:start] + bytes(PAGE) + rest
        yield f"page {page} overwritten", data[:start] + dice.randbytes(PAGE) + rest
        yield f"page {page} in the place of another", put(data, other, data[start : start + PAGE])
        yield f"cut before page {page}", data[:start]
        yield f"cut within page {page}", data[: start + dice.randrange(1, PAGE)]
    yield "a page more", data + dice.randbytes(PAGE)


def put(data: bytes, at: int, what: bytes) -> bytes:
    return data[:at] + what + data[at + len(what) :]


class Database:
    """The database of a log: `was` is all that it says; `judge` writes damaged bytes in its place and reads again."""

    def __init__(self, log: Log) -> None:
        self.log, self.path = log, log.folder / database.NAME
        with log.open() as vault:
            self.was = views.of(vault.store, full_log.WORDS)
            self.checked = check.check(vault.store).faults
        self.data = self.path.read_bytes()
        assert views.REFUSED not in self.was.values()

    def judge(self, data: bytes) -> Outcome:
        self.path.write_bytes(data)
        try:
            vault = self.log.open()
        except ShareDeskError:
            assert self.path.read_bytes() == data, "a refused opening changed the file"
            return Outcome((), found=True)
        with vault:
            told = views.compared(self.was, views.of(vault.store, full_log.WORDS))
            try:
                found = bool(check.check(vault.store).faults)
            except ShareDeskError:
                found = True
        return Outcome(told.wrong, found or told.refused > 0)


class Headers:
    """Header and copy, damaged one or both: what the log is known by then, locked and with its key in hand."""

    def __init__(self, log: Log) -> None:
        self.log, self.data = log, (log.folder / header.NAME).read_bytes()
        self.was = self._shown(lambda head: head.verify(log.root))

    def judge(self, first: bytes, copy: bytes, *, verified: bool = True) -> Outcome:
        (self.log.folder / header.NAME).write_bytes(first)
        (self.log.folder / header.COPY).write_bytes(copy)
        now = self._shown(lambda head: head.verify(self.log.root) if verified else None)
        told = views.compared(self.was, now)
        return Outcome(told.wrong, told.refused > 0)

    def _shown(self, verify: Callable[[header.Header], None]) -> dict[str, Any]:
        def body() -> Any:
            head = header.read(self.log.folder)
            verify(head)
            return head.body

        locked = views.said(lambda: inbox.find_target(self.log.folder, elsewhere=self.log.folder / "no").public_key)
        return {"body": views.said(body), "the key for notes": locked}


class Backup:
    """A backup of a log: `judge` writes damaged bytes and unpacks them."""

    def __init__(self, log: Log, place: Path) -> None:
        self.file, self.place = place / "one.sharedesk-backup", place / "unpacked"
        with log.open() as vault:
            backup.back_up(vault, self.file)
        self.data = self.file.read_bytes()
        self.was = self._unpacked()
        assert views.REFUSED not in self.was.values()

    def judge(self, data: bytes) -> Outcome:
        self.file.write_bytes(data)
        told = views.compared(self.was, self._unpacked())
        return Outcome(told.wrong, told.refused > 0)

    def _unpacked(self) -> dict[str, Any]:
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir()
        said = views.said(lambda: backup.read_manifest(self.file, self.place))
        return {
            "backup": views.REFUSED if said == views.REFUSED
            else {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in self.place.rglob("*") if p.is_file()}
        }  # fmt: skip


class Sealed:
    """The sealed notes and drafts of a log: `judge` writes damaged bytes in the place of one file."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.was = views.of_sealed(log.folder, log.root)
        assert views.REFUSED not in self.was.values()
        self.files = [path for inner in ("inbox", "drafts") for path in sorted((log.folder / inner).glob("*.sealed"))]
        assert len(self.files) == len(self.was) == 4

    def judge(self, path: Path, data: bytes) -> Outcome:
        whole = path.read_bytes()
        path.write_bytes(data)
        told = views.compared(self.was, views.of_sealed(self.log.folder, self.log.root))
        path.write_bytes(whole)
        return Outcome(told.wrong, told.refused > 0)


def without_hmac(log: Log, place: Path) -> Log:
    """The control's log: the same, but with nothing on its pages that would show damage."""
    other = log.copy(place)
    connection = database.open_existing(log.folder / database.NAME, log.root.database_key)
    (other.folder / database.NAME).unlink()
    with database.database_errors():
        run = connection.execute
        run(f"ATTACH DATABASE '{other.folder / database.NAME}' AS bare KEY \"x'{log.root.database_key}'\"")
        run("PRAGMA bare.cipher_use_hmac = OFF")
        run("SELECT sqlcipher_export('bare')")
        for pragma in ("user_version", "application_id"):
            run(f"PRAGMA bare.{pragma} = {run(f'PRAGMA {pragma}').fetchone()[0]}")
        run("DETACH DATABASE bare")
    connection.close()
    return other
