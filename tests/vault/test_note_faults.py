"""Saving an emergency note while the power goes, the process is killed, or the disk fails, at every single moment."""

from __future__ import annotations

import base64
import errno
import json
import os
import sys
from pathlib import Path
from typing import Self

import pytest
from vault.power_cut import CALLS, Disk, Held

from sharedesk.vault import errors, inbox
from sharedesk.vault.inbox import Target
from sharedesk.vault.keys import Root

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no syncing of folders to watch")
ROOT = Root(bytes(range(32)))
MARK = "Quillan Hartsworth-Tést is hurt"
OLD, NEW = f"{MARK}, and".encode(), f"{MARK}, and the duty team knows.".encode()
NAME = "0" * 32 + ".sealed"


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A log's folder with its inbox, and nothing of the account's own yet."""
    (tmp_path / "top" / "log" / "inbox").mkdir(parents=True)
    return tmp_path / "top"


def place(top: Path, where: str) -> Target:
    if where == "log":
        return Target(top / "log" / "inbox", ROOT.inbox_public)
    return Target(inbox.outside(ROOT.inbox_public, top / "account"), ROOT.inbox_public, ("elsewhere",), own=True)


def found(top: Path) -> list[bytes | None]:
    return [note.words for note in inbox.notes(top / "log", ROOT, elsewhere=top / "account")]


def save(top: Path, target: Target, disk: Disk, *, said_early: bool = False) -> None:
    """Save the new version as the form does: "saved" is said once `seal` has come back."""
    with disk:
        disk.said = said_early
        inbox.seal(target, NAME, NEW)
        disk.said = True
        disk.cut("after saving")


def wrong(disk: Disk, tmp_path: Path, before: list[bytes]) -> list[str]:
    """The states in which a note is torn, or is neither of the two, or is not the one that was said to be saved."""
    faults, done = [], set()
    for cut in disk.cuts:
        for state, held in cut.states():
            if (key := (cut.said, frozen(held))) in done:
                continue
            done.add(key)
            disk.lay_out(held, folder := tmp_path / f"state {len(done)}")
            words = found(folder)
            if words != [NEW] and (cut.said or words != before):
                faults.append(f"{state}, said {cut.said}: {words}")
    assert len(done) > 5, "many different states were looked at"
    return faults


def frozen(held: Held) -> object:
    return (
        frozenset((folder, frozenset(names.items())) for folder, names in held.names.items()),
        frozenset(held.data.items()),
    )


@pytest.mark.parametrize("where", ["log", "account"])
@pytest.mark.parametrize("earlier", [True, False])
def test_whenever_the_power_goes_one_version_or_the_next_is_there_whole(top, tmp_path, where, earlier):
    target = place(top, where)
    if earlier:
        inbox.seal(target, NAME, OLD)
    disk = Disk(top)
    save(top, target, disk)
    assert wrong(disk, tmp_path, [OLD] if earlier else []) == []
    assert found(top) == [NEW]


@pytest.mark.parametrize(
    ("where", "change"), [("log", "file"), ("log", "folder"), ("account", "file"), ("account", "folder")]
)
def test_without_a_sync_a_saved_note_could_be_lost(top, tmp_path, where, change):
    """The control: a save whose file, or whose folder, is not synced is found out."""
    disk = Disk(top, deaf=change)
    save(top, place(top, where), disk)
    assert wrong(disk, tmp_path, [])


def test_saved_said_before_it_is_there_is_found_out(top, tmp_path):
    """The control of the receipt."""
    inbox.seal(place(top, "log"), NAME, OLD)
    disk = Disk(top)
    save(top, place(top, "log"), disk, said_early=True)
    assert wrong(disk, tmp_path, [OLD])


def test_a_new_folder_is_there_for_good_before_anything_is_said(top, tmp_path, monkeypatch):
    """The control of the account's own folder, which is made at the first note: made the usual way, it can be lost."""
    monkeypatch.setattr(inbox.files, "make_private_folder", lambda folder: folder.mkdir(parents=True, exist_ok=True))
    disk = Disk(top)
    save(top, place(top, "account"), disk)
    assert wrong(disk, tmp_path, [])


def test_nothing_readable_is_ever_on_the_disk(top):
    for where in ("log", "account"):
        save(top, place(top, where), disk := Disk(top))
        assert readable(disk.seen) == []
        assert any(content.startswith(b"age-encryption.org") for content in disk.seen)
    assert readable([b"x" + form + b"x" for form in forms()]) == list(forms().values()), "the control"


def forms() -> dict[bytes, str]:
    encoded = [base64.b64encode(b"\0" * shift + MARK.encode())[4:-4] for shift in range(3)]
    return {
        MARK.encode(): "UTF-8", MARK.encode("utf-16-le"): "UTF-16", MARK.encode("utf-16-be"): "UTF-16, the other way",
        json.dumps(MARK)[1:-1].encode(): "JSON", **{one: f"base64 {shift}" for shift, one in enumerate(encoded)},
    }  # fmt: skip


def readable(contents) -> list[str]:
    return [said for form, said in forms().items() if any(form in content for content in contents)]


class Failing:
    """From the `first` of the calls on that a save makes, each fails; what went before did not."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, first: int, number: int, *, once: bool) -> None:
        self.first, self.number, self.once, self.made, self.failed = first, number, once, 0, ""
        for call in CALLS:
            monkeypatch.setattr(os, call, self._made(call, getattr(os, call)))
        real = open

        def opened(*arguments, **more):
            file = real(*arguments, **more)
            return _Written(file, self) if "w" in (arguments[1:] or [""])[0] else file

        monkeypatch.setattr(inbox.files, "open", opened, raising=False)

    def step(self, call: str) -> None:
        self.made += 1
        if self.made == self.first or (self.made > self.first and not self.once):
            self.failed = self.failed or call
            raise OSError(self.number, os.strerror(self.number))

    def _made(self, call: str, real):
        def made(*arguments, **more):
            self.step(call)
            return real(*arguments, **more)

        return made


class _Written:
    """A file whose writing is a step too."""

    def __init__(self, file, failing: Failing) -> None:
        self._file, self._failing = file, failing

    def __enter__(self) -> Self:
        self._file.__enter__()
        return self

    def __exit__(self, *about: object) -> None:
        self._file.__exit__(*about)

    def write(self, data):
        self._failing.step("write")
        return self._file.write(data)

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


def steps(top: Path, where: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        counting = Failing(patch, 0, 0, once=True)
        inbox.seal(place(top, where), NAME, OLD)
    return counting.made


def refusal(target: Target) -> str:
    """What is said when the new version cannot be saved; empty where it was."""
    try:
        inbox.seal(target, NAME, NEW)
    except (errors.DiskFull, errors.StorageFailed, errors.ReadOnly) as problem:
        return str(problem)
    return ""


@pytest.mark.parametrize("where", ["log", "account"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS])
@pytest.mark.parametrize("once", [True, False])
def test_a_failing_disk_is_said_the_last_version_stands_and_trying_again_works(top, where, number, once):
    target, failed = place(top, where), set()
    steps(top, where)
    for first in range(1, steps(top, where) + 1):
        inbox.seal(target, NAME, OLD)
        with pytest.MonkeyPatch.context() as patch:
            failing = Failing(patch, first, number, once=once)
            said = refusal(target)
        assert said or failing.failed in {"mkdir", "unlink"}, "a folder that is there, what is left when all is done"
        assert MARK not in said
        failed.add(failing.failed)
        assert found(top) in ([OLD], [NEW]), f"{failing.failed}, call {first}"
        if failing.failed in {"write", "replace"}:
            assert found(top) == [OLD]
        inbox.seal(target, NAME, NEW)
        assert found(top) == [NEW]
    assert failed >= {"open", "write", "fsync", "replace"}
