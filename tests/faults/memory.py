"""Looks for words in the memory of every process of one account's ShareDesk, from outside.

Needs the right to read another process's memory: root, for ShareDesk's own processes are hardened against the rest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ui.conftest import PASSPHRASE
from ui.watched import SOURCE

USER = Path(__file__).with_name("memory_user.py")
WAITS = 120.0
"""Seconds after which something that should happen does not."""
_PIECE = 1 << 22
ENCODINGS = ("utf-8", "utf-16-le", "utf-32-le")
"""As the database, Qt and Python keep text."""


class User:
    """Somebody at the window (memory_user.py), who types a word that is nowhere else and waits before they lock.

    `secrets` are looked for besides, each by its name.
    """

    def __init__(self, folder: Path, home: Path, what: str, secrets: dict[str, bytes] | None = None) -> None:
        self.folder, self.home = folder, home
        self.runtime = home / "run"
        self.runtime.mkdir(parents=True, mode=0o700)
        self.marker = "Q" + os.urandom(8).hex()
        self.secrets = secrets or {}
        (home / "marker").write_text(self.marker)
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home),
            "XDG_RUNTIME_DIR": str(self.runtime), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(SOURCE),
        }  # fmt: skip
        self.started = subprocess.Popen(
            [sys.executable, str(USER), str(folder), str(home), PASSPHRASE, what], env=environment
        )

    def wait_until_typed(self) -> None:
        self._wait((self.home / "typed").exists)

    def lock(self) -> None:
        """Have them lock, save or leave, and wait until the process that takes over is there and has settled."""
        for bell in self.runtime.iterdir():
            bell.unlink()  # the one that takes over hangs its own, once it has settled
        (self.home / "go").touch()
        self._wait(lambda: self.replaced and any(self.runtime.iterdir()))

    @property
    def replaced(self) -> bool:
        """Has another process taken the place of the one that was typed in?"""
        return "sharedesk" in self._arguments()

    def found(self) -> dict[str, int]:
        """How often the word, by how it is written, and each secret is in the memory of this account's processes."""
        words = {encoding: self.marker.encode(encoding) for encoding in ENCODINGS} | self.secrets
        found = dict.fromkeys(words, 0)
        for pid in processes_of(self.home):
            for chunk in chunks(pid, overlap=max(map(len, words.values())) - 1):
                for encoding, word in words.items():
                    found[encoding] += chunk.count(word)
        return found

    def end(self) -> None:
        self.started.kill()
        self.started.wait()

    def _arguments(self) -> list[str]:
        return Path(f"/proc/{self.started.pid}/cmdline").read_bytes().decode().split("\0")

    def _wait(self, happened: Callable[[], bool]) -> None:
        end = time.monotonic() + WAITS
        while not happened():
            assert self.started.poll() is None, f"it ended by itself: {self.started.returncode}"
            assert time.monotonic() < end, f"nothing after {WAITS} s: {self._arguments()}"
            time.sleep(0.02)


def processes_of(home: Path) -> list[int]:
    """Every process that was started for this account."""
    mark, found = f"HOME={home}".encode(), []
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                if mark in (each / "environ").read_bytes().split(b"\0"):
                    found.append(int(each.name))
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue  # it ended, or is somebody else's
    return found


def chunks(pid: int, overlap: int) -> Iterator[bytes]:
    """What a process has in its memory, piece by piece. Raises PermissionError.

    Pieces begin with the end of the one before, so what lies across two of them is found, and sometimes twice. What is
    only mapped from a file that it does not write to is left out.
    """
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, _, _, inode = line.split()[:5]
            if rights[0] == "r" and (rights[1] == "w" or inode == "0"):
                first, last = (int(end, 16) for end in place.split("-"))
                yield from _pieces(memory.fileno(), first, last, overlap)


def _pieces(memory: int, first: int, last: int, overlap: int) -> Iterator[bytes]:
    before = b""
    while first < last:
        try:
            piece = os.pread(memory, min(_PIECE, last - first), first)
        except OSError:  # the system's own pages, which nobody can read
            return
        if not piece:
            return
        yield before + piece
        before = piece[-overlap:]
        first += len(piece)
