"""A disk that fails, or whose power goes, at a chosen call: `disk.c` compiled, told what to do, and read.

`disk.c` is loaded before the C library into a process and stands between it and the disk. Linux with a C compiler only;
`missing()` says why it cannot be used elsewhere.
"""

from __future__ import annotations

import ctypes
import functools
import mmap
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from enum import IntEnum, IntFlag
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).with_name("disk.c")
NAMED_BY = "SHAREDESK_DISK"
_BOX = struct.Struct("<6i3q64s4096s4096s")
_RECORD = struct.Struct("<IIQQII")


class Kind(IntFlag):
    """What a call does, as disk.c counts them."""

    LOOK, READ, MAKE, WRITE, SYNC, CHANGE, LOCK, CLOSE = (1 << n for n in range(8))

    TAKES_ROOM = MAKE | WRITE | SYNC
    CHANGES = MAKE | WRITE | SYNC | CHANGE
    ANY = 255


class Fault(IntEnum):
    """What happens at the chosen call."""

    NONE, KILL, KILL_MIDWAY, FAIL = range(4)


class Orders(NamedTuple):
    """Which call below `top` it is, counted from 1 among the calls of `kinds`, and what happens at it."""

    top: Path
    fault: Fault = Fault.NONE
    at: int = 0
    kinds: Kind = Kind.ANY
    error: int = 0
    lasting: bool = False
    """Does every later call fail as well?"""
    trace: Path | None = None
    """Where to record what is written."""


class Seen(NamedTuple):
    """How many calls were counted, whether the fault came to pass, and at which call."""

    made: int
    fired: int
    call: str


class Disk:
    """The file through which disk.c is told what to do, seen by every process that maps it."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(_BOX.size))
        with path.open("r+b") as file:
            self._box = mmap.mmap(file.fileno(), _BOX.size)

    def arm(self, orders: Orders) -> None:
        """Count from now on."""
        trace = b"" if orders.trace is None else os.fsencode(orders.trace)
        self._box[:] = _BOX.pack(
            1, orders.fault, orders.error, orders.lasting, orders.kinds, bool(trace), orders.at, 0, 0, b"",
            os.fsencode(orders.top), trace,
        )  # fmt: skip

    def disarm(self) -> None:
        """Let everything through, uncounted."""
        self._box[:4] = bytes(4)

    def seen(self) -> Seen:
        *_, made, fired, call, _, _ = _BOX.unpack(self._box[:])
        return Seen(made, fired, call.rstrip(b"\0").decode())


class Call(NamedTuple):
    """A call that was recorded: w(rite), t(runcate), c(reated), d (folder made), s(ynced), r(enamed), l(inked),
    u(nlinked), m(ark).

    `file` is the system's number for the file or folder; `first` a path or the words of a mark; `second` the bytes
    written or the new path.
    """

    what: str
    file: int
    offset: int
    first: str
    second: bytes


def calls(trace: Path) -> Iterator[Call]:
    """What was recorded, in its order."""
    data = trace.read_bytes()
    at = 0
    while at < len(data):
        what, _, file, offset, first, second = _RECORD.unpack_from(data, at)
        at += _RECORD.size
        one, two = data[at : at + first], data[at + first : at + first + second]
        at += first + second
        yield Call(chr(what), file, offset, os.fsdecode(one), two)


def mark(words: str) -> None:
    """Say something in its place among the calls that are recorded. Only where disk.c is loaded."""
    ctypes.CDLL(None).disk_mark(words.encode())


def missing() -> str:
    """Why disk.c cannot be used here; empty where it can."""
    if not sys.platform.startswith("linux"):
        return "a disk that fails is made by a library loaded before others, which is written for Linux"
    if shutil.which("gcc") is None and shutil.which("cc") is None:
        return "no C compiler here to make the disk that fails (install gcc)"
    return "" if _compiled() else "the disk that fails could not be compiled here"


def library() -> Path:
    """disk.c, compiled once a run."""
    made = _compiled()
    assert made is not None
    return made


@functools.cache
def _compiled() -> Path | None:
    target = Path(tempfile.mkdtemp(prefix="disk-")) / "disk.so"
    compiler = shutil.which("gcc") or shutil.which("cc") or "cc"
    command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(target), str(SOURCE), "-ldl", "-lpthread"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return target if done.returncode == 0 else None
