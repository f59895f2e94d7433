"""The power goes: every state in which a disk could be left while a verb ran, made of the calls that were recorded.

What was synced is there. What was not may be there or not: of a file any of the writes, each perhaps only in part; of a
folder its names up to some change. (tests/vault/power_cut.py does the same for a note from within Python; here are
SQLite's own writes.)
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from faults.disk import Call

_SECTOR = 512
_DICE = 3
"""States drawn at random for each call."""


@dataclass
class File:
    """Bytes as last synced, and what was written since: (place, bytes), or (length, None) where it was cut or grown."""

    synced: bytes = b""
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def now(self, since: Iterable[tuple[int, bytes | None]] | None = None) -> bytes:
        held = bytearray(self.synced)
        for place, data in self.since if since is None else since:
            if data is None:
                del held[place:]
                held += bytes(place - len(held))
            else:
                held += bytes(max(place - len(held), 0))
                held[place : place + len(data)] = data
        return bytes(held)


Change = tuple[tuple[str, int | None], ...]
"""Names of one folder that change together, with the number of what they then stand for; None: gone."""


@dataclass
class Folder:
    """Names as last synced, and how they changed since."""

    synced: dict[str, int] = field(default_factory=dict)
    since: list[Change] = field(default_factory=list)

    def now(self, steps: int | None = None) -> dict[str, int]:
        names = dict(self.synced)
        for change in self.since if steps is None else self.since[:steps]:
            for name, number in change:
                names.pop(name, None)
                if number is not None:
                    names[name] = number
        return names


class Cut(NamedTuple):
    """What a disk may hold when the power comes back: had "done" been said, when it went, and the files by path.

    A folder has None for its bytes.
    """

    said: bool
    when: str
    tree: dict[str, bytes | None]

    def lay_out(self, top: Path) -> None:
        top.mkdir(parents=True)
        for path, data in self.tree.items():
            if data is None:
                (top / path).mkdir()
            else:
                (top / path).write_bytes(data)


class Replay:
    """Plays recorded calls on the folder as it was. `deaf` to "file" or "folder": their syncs are not believed."""

    def __init__(self, top: Path, deaf: Iterable[str] = (), seed: int = 0) -> None:
        self._top, self._deaf, self._dice = top, set(deaf), random.Random(seed)
        self._files: dict[int, File] = {}
        self._folders: dict[int, Folder] = {}
        self._numbers: dict[int, int] = {}  # the system's, which it uses again, to ours
        self._said, self._next = False, 0
        self._root = self._read(top)

    def cuts(self, calls: Iterable[Call]) -> Iterator[Cut]:
        """The different states, each once."""
        seen: set[bytes] = set()
        for number, call in enumerate(calls, 1):
            self._play(call)
            for how, tree in self._states():
                key = _digest(self._said, tree)
                if key not in seen:
                    seen.add(key)
                    yield Cut(self._said, f"after call {number} ({call.what} {Path(call.first).name}), {how}", tree)

    def _states(self) -> Iterator[tuple[str, dict[str, bytes | None]]]:
        yield "as synced", self._tree(names="synced", data="synced")
        yield "all there", self._tree(names="now", data="now")
        yield "names there, bytes as synced", self._tree(names="now", data="synced")
        yield "names as synced, bytes there", self._tree(names="synced", data="now")
        for _ in range(_DICE):
            yield "some of it", self._tree(names="some", data="some")

    def _tree(self, *, names: str, data: str) -> dict[str, bytes | None]:
        tree: dict[str, bytes | None] = {}

        def walk(number: int, path: str) -> None:
            for name, inner in self._names(self._folders[number], names).items():
                whole = f"{path}{name}"
                if inner in self._folders:
                    tree[whole] = None
                    walk(inner, whole + "/")
                else:
                    tree[whole] = self._bytes(self._files[inner], data)

        walk(self._root, "")
        return tree

    def _names(self, folder: Folder, how: str) -> dict[str, int]:
        if how == "some":
            return folder.now(self._dice.randint(0, len(folder.since)))
        return folder.now() if how == "now" else folder.synced

    def _bytes(self, file: File, how: str) -> bytes:
        if how == "some":
            return file.now(list(self._kept(file.since)))
        return file.now() if how == "now" else file.synced

    def _kept(self, since: list[tuple[int, bytes | None]]) -> Iterator[tuple[int, bytes | None]]:
        for place, data in since:
            fate = self._dice.random()
            if data is not None and fate < 0.2:
                yield place, data[: self._dice.randrange(0, len(data) + 1, _SECTOR)]
            elif fate < 0.6:
                yield place, data

    # ---- playing ----------------------------------------------------------------------------------------------------

    def _play(self, call: Call) -> None:
        match call.what:
            case "m":
                self._said = True
            case "c" | "d":
                self._change(call.first, self._new(call.file, Folder() if call.what == "d" else File()))
            case "w":
                self._files[self._numbers[call.file]].since.append((call.offset, call.second))
            case "t":
                self._files[self._numbers[call.file]].since.append((call.offset, None))
            case "s":
                self._sync(self._numbers[call.file])
            case "u":
                self._change(call.first, None)
            case "l":
                self._change(call.second.decode(), self._find(call.first))
            case "r":
                self._move(call.first, call.second.decode())

    def _sync(self, number: int) -> None:
        if number in self._files and "file" not in self._deaf:
            file = self._files[number]
            file.synced, file.since = file.now(), []
        elif number in self._folders and "folder" not in self._deaf:
            folder = self._folders[number]
            folder.synced, folder.since = folder.now(), []

    def _move(self, old: str, new: str) -> None:
        number = self._find(old)
        one, other = Path(old), Path(new)
        if one.parent == other.parent:
            self._folder_of(one).since.append(((one.name, None), (other.name, number)))
        else:
            self._folder_of(other).since.append(((other.name, number),))
            self._folder_of(one).since.append(((one.name, None),))

    def _change(self, path: str, number: int | None) -> None:
        self._folder_of(Path(path)).since.append(((Path(path).name, number),))

    def _folder_of(self, path: Path) -> Folder:
        return self._folders[self._find(str(path.parent))]

    def _find(self, path: str) -> int:
        number = self._root
        for name in Path(path).relative_to(self._top).parts:
            number = self._folders[number].now()[name]
        return number

    def _new(self, system: int, one: File | Folder) -> int:
        self._next += 1
        if isinstance(one, File):
            self._files[self._next] = one
        else:
            self._folders[self._next] = one
        self._numbers[system] = self._next
        return self._next

    def _read(self, path: Path) -> int:
        system = path.stat().st_ino
        if path.is_file():
            return self._new(system, File(path.read_bytes()))
        number = self._new(system, Folder({one.name: self._read(one) for one in sorted(path.iterdir())}))
        self._numbers[system] = number
        return number


def _digest(said: bool, tree: dict[str, bytes | None]) -> bytes:
    digest = hashlib.sha256(bytes([said]))
    for path in sorted(tree):
        data = tree[path]
        digest.update(path.encode() + b"\0" + (b"folder" if data is None else hashlib.sha256(data).digest()))
    return digest.digest()
