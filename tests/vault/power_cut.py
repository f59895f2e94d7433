"""A disk that forgets what was never synced: every state in which a power cut or a kill could leave some folders.

What the system is asked to do is watched from below. Before and after each such call the disk could be left with the
names of every folder as they are now, or as they were when that folder was last synced; and with the bytes of every
file as they are now, as they were when it was last synced, or half of them. (Names and bytes as they are now is what
`kill -9` leaves; as it keeps the system's page cache, a kill can never find a sync that is missing.)
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Self

import pytest

CALLS = ("open", "fsync", "replace", "rename", "unlink", "mkdir", "chmod")
"""What a save asks of the system, by Python's names in `os`. Writing shows in the sync that follows it."""


class Held(NamedTuple):
    """Names in each folder, and the bytes of each file, by the system's numbers for them."""

    names: dict[int, dict[str, int]]
    data: dict[int, bytes]


class Cut(NamedTuple):
    """A moment: whether "saved" had been said, what was on the disk for certain, and what the system held."""

    said: bool
    call: str
    synced: Held
    now: Held

    def states(self) -> Iterator[tuple[str, Held]]:
        """What the disk may hold when the power comes back."""
        half = {number: data[: len(data) // 2] for number, data in self.now.data.items()}
        held = {
            "as synced": self.synced.data,
            "half": half | self.synced.data,
            "as now": self.synced.data | self.now.data,
        }
        for names, are in (("as synced", self.synced.names), ("as now", self.synced.names | self.now.names)):
            for data, bytes_are in held.items():
                yield f"{self.call}, names {names}, bytes {data}", Held(are, bytes_are)


class Disk:
    """Watches what is done under `top`; what is there already counts as synced. A context manager.

    `deaf` is for the controls: "file" or "folder", whose syncs are then not believed.
    """

    def __init__(self, top: Path, deaf: str = "") -> None:
        self._top, self._deaf, self._patch = top, deaf, pytest.MonkeyPatch()
        self.said = False
        self.cuts: list[Cut] = []
        self.seen: set[bytes] = set()
        """Every content that any file had at the moment of a call."""
        self._open = dict[int, int]()
        self._folders: set[int] = set()
        self._real_open = os.open
        self._synced = self._now()

    def __enter__(self) -> Self:
        for call in CALLS:
            self._patch.setattr(os, call, self._watched(call, getattr(os, call)))
        return self

    def __exit__(self, *_: object) -> None:
        self._patch.undo()
        for descriptor in self._open.values():
            os.close(descriptor)

    def cut(self, call: str) -> None:
        """The power may go now."""
        now = self._now()
        self.seen |= set(now.data.values())
        synced = Held({number: dict(names) for number, names in self._synced.names.items()}, dict(self._synced.data))
        self.cuts.append(Cut(self.said, call, synced, now))

    def lay_out(self, held: Held, folder: Path) -> None:
        """Make what a state holds, in a new folder."""
        self._lay_out(held, self._top.stat().st_ino, folder)

    def _lay_out(self, held: Held, number: int, place: Path) -> None:
        if number in self._folders:
            place.mkdir()
            for name, inner in held.names.get(number, {}).items():
                self._lay_out(held, inner, place / name)
        else:
            place.write_bytes(held.data.get(number, b""))

    def _watched(self, call: str, real):
        def made(*arguments, **more):
            self.cut(f"before {call}")
            done = real(*arguments, **more)
            if call == "fsync":
                self._believe(os.fstat(arguments[0]).st_ino)
            self.cut(f"after {call}")
            return done

        return made

    def _believe(self, number: int) -> None:
        now = self._now()
        if number in self._folders and self._deaf != "folder":
            self._synced.names[number] = now.names[number]
        elif number in now.data and self._deaf != "file":
            self._synced.data[number] = now.data[number]

    def _now(self) -> Held:
        now = Held({}, {})
        for folder, inner, files in os.walk(self._top):
            here = now.names[self._number(Path(folder))] = {}
            self._folders.add(self._number(Path(folder)))
            for name in (*inner, *files):
                here[name] = self._number(Path(folder, name))
                if name in files:
                    now.data[here[name]] = Path(folder, name).read_bytes()
        return now

    def _number(self, path: Path) -> int:
        """The system's number for what is there; it is held open, so that nothing else ever gets the same."""
        number = path.stat().st_ino
        if number not in self._open:
            self._open[number] = self._real_open(path, os.O_RDONLY)
        return number
