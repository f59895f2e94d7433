"""What a program asks of the system, by strace: every byte written to a file, every name made, every socket.

Not only what is left at the end: what was written and removed counts as well.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

WRITES = ("write", "pwrite64", "writev", "pwritev", "pwritev2")
MAPS, COPIES = ("mmap",), ("sendfile", "copy_file_range", "splice")
NAMES = (
    "open", "openat", "creat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "link", "linkat", "symlink",
    "symlinkat",
)  # fmt: skip
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_PLACE = re.compile(r"^\d+<((?:\\x[0-9a-f]{2})*)>")
_MAPPED = re.compile(r"PROT_WRITE[A-Z_|]*, MAP_SHARED[A-Z_|]*, \d+<((?:\\x[0-9a-f]{2})*)>")
_SOCKET = re.compile(r"\bsocket\((AF_\w+|PF_\w+|\w+)")
MAPPED = b"mapped: these bytes cannot be followed"
_NOT_ON_A_DISK = ("pipe:", "socket:", "anon_inode:", "/dev/", "/memfd:", "/proc/", "/SYSV")

needs_strace = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("strace") is None, reason="strace is not installed"
)


class Write(NamedTuple):
    """Bytes that went to a file, or a name that was made."""

    path: str
    data: bytes


class Trace(NamedTuple):
    """What a program asked for: its writes, the names that it made, and the families of its sockets."""

    writes: list[Write]
    names: list[str]
    sockets: list[str]
    calls: int


def command(trace: Path, program: Sequence[str], *, network_only: bool = False) -> list[str]:
    """The command that runs a program under strace, with everything that it starts."""
    what = ["%network"] if network_only else [*WRITES, *MAPS, *COPIES, *NAMES, "%network"]
    return [
        "strace", "-f", "-qq", "-y", "-xx", "-s", "67108864", "--seccomp-bpf", "-e", f"trace={','.join(what)}",
        "-e", "signal=none", "-o", str(trace), *program,
    ]  # fmt: skip


def traced(trace: Path, program: Sequence[str], **more: object) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end under strace."""
    return subprocess.run(command(trace, program), capture_output=True, check=False, **more)  # type: ignore[call-overload]


def read(trace: Path) -> Trace:
    """What strace noted. A call that was interrupted by another process's is put together again."""
    writes, names, sockets, calls = list[Write](), list[str](), list[str](), 0
    for name, rest in _calls(trace):
        calls += 1
        if name in WRITES:
            place = _PLACE.match(rest)
            path = _plain(place[1]).decode("utf-8", "replace") if place else "?"
            if not path.startswith(_NOT_ON_A_DISK):
                writes.append(Write(path, b"".join(_strings(rest))))
        elif name in MAPS:
            mapped = _MAPPED.search(rest)
            path = _plain(mapped[1]).decode("utf-8", "replace") if mapped else ""
            if path and not path.startswith(_NOT_ON_A_DISK):
                writes.append(Write(path, MAPPED))
        elif name in COPIES:
            writes.append(Write("a copy within the system", rest.encode()))
        elif name in NAMES:
            if not name.startswith("open") or "O_CREAT" in rest:
                names += [text.decode("utf-8", "replace") for text in _strings(rest)]
        elif found := _SOCKET.search(f"{name}({rest}"):
            sockets.append(found[1])
    return Trace(writes, names, sockets, calls)


def _calls(trace: Path) -> Iterator[tuple[str, str]]:
    begun: dict[str, tuple[str, str]] = {}
    with trace.open(encoding="ascii", errors="replace") as file:
        for line in file:
            process, _, said = line.partition(" ")
            said = said.lstrip()
            if said.startswith("<... "):
                name, rest = begun.pop(process, ("", ""))
                yield name, rest + said.partition(" resumed>")[2]
            elif said.rstrip().endswith("<unfinished ...>"):
                name, _, rest = said.removesuffix("\n").partition("(")
                begun[process] = name, rest.removesuffix("<unfinished ...>")
            elif "(" in said:
                name, _, rest = said.partition("(")
                yield name, rest
    yield from begun.values()  # cut off by the end of the process


def _strings(rest: str) -> Iterator[bytes]:
    for found in _STRING.finditer(rest):
        assert not found[2], "strace cut a text off"
        yield _plain(found[1])


def _plain(hexed: str) -> bytes:
    return bytes.fromhex(hexed.replace("\\x", ""))
