"""The campaigns in small: the disk that fails sees every call, finds a broken save, and a save comes through."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from faults import disk, judging, verbs
from faults.campaign_power import wrong
from faults.disk import Disk, Fault, Kind, Orders
from faults.judging import Stage
from faults.workshop import Workshop

pytestmark = pytest.mark.skipif(bool(disk.missing()), reason=disk.missing() or "-")
SAVE = next(verb for verb in verbs.VERBS if verb.name == "save")
SOME = 29
"""Each so manieth call is tried here; the campaign takes them all."""

WRITES = """
import os, sys
from sqlcipher3 import dbapi2 as sqlcipher
top = sys.argv[1]
log = sqlcipher.connect(os.path.join(top, "a.db"))
log.execute(f"PRAGMA key = \\"x'{'ab' * 48}'\\"")
log.executescript("PRAGMA synchronous = EXTRA; CREATE TABLE t (x); INSERT INTO t VALUES (1);")
log.close()
with open(os.path.join(top, "new"), "wb") as file:
    file.write(b"x" * 5000)
    file.flush()
    os.fsync(file.fileno())
os.rename(os.path.join(top, "new"), os.path.join(top, "whole"))
os.mkdir(os.path.join(top, "folder"))
os.rmdir(os.path.join(top, "folder"))
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not here to compare with")
def test_the_disk_sees_every_change_that_the_system_sees(tmp_path: Path) -> None:
    """SQLite's own calls among them: a call that went past it would never fail, and never be replayed."""
    (top := tmp_path / "top").mkdir()
    Disk(tmp_path / "disk").arm(Orders(top, trace=tmp_path / "trace"))
    here = {**os.environ, "LD_PRELOAD": str(disk.library()), disk.NAMED_BY: str(tmp_path / "disk")}
    watched = "write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,ftruncate"
    strace = ["strace", "-f", "-qq", "-y", "-e", f"trace={watched}", "-o", str(tmp_path / "seen")]
    command = [*strace, sys.executable, "-c", WRITES, str(top)]
    done = subprocess.run(command, env=here, capture_output=True, text=True, check=False)
    if "PTRACE" in done.stderr or "ptrace" in done.stderr:
        pytest.skip("strace may not watch a process here")
    assert done.returncode == 0, done.stderr
    letter = {"w": "write", "p": "write", "f": "sync", "r": "rename", "u": "unlink", "m": "mkdir"}
    seen = Counter[str]()
    for line in (tmp_path / "seen").read_text().splitlines():
        call = re.match(r"\d+ +(\w+)\(", line)
        if call and f"{top}" in line and "= -1" not in line:
            name = call[1]
            seen["cut" if name == "ftruncate" else "unlink" if name == "rmdir" else letter[name[0]]] += 1
    ours = {"w": "write", "s": "sync", "r": "rename", "u": "unlink", "d": "mkdir", "t": "cut"}
    recorded = Counter(ours[call.what] for call in disk.calls(tmp_path / "trace") if call.what in ours)
    assert recorded == seen
    assert recorded["write"] > 5
    assert recorded["sync"] > 2


@pytest.fixture(scope="module")
def place():
    """In memory, where that can be: nothing here has to last."""
    made = judging.new_scratch()
    yield made
    shutil.rmtree(made)


@pytest.fixture
def stage(place: Path, shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setenv("XDG_DATA_HOME", str(place / "work" / "top" / "home"))
    verbs.loaded(monkeypatch.setattr)
    return Stage(SAVE, place, shop)


@pytest.fixture(scope="module")
def shop(place: Path):
    with Workshop(place) as open_shop:
        yield open_shop


def test_a_save_comes_through_whatever_call_fails(stage: Stage) -> None:
    verdicts = [one for failing in judging.FAILINGS for one in judging.through(stage, failing, SOME)]
    assert len(verdicts) > 15
    assert [str(verdict) for verdict in verdicts if verdict.wrong] == []
    seen = stage.run(Orders(stage.place.top, Fault.FAIL, 0, Kind.ANY, 5)).seen
    assert (seen.fired, seen.made > 100) == (0, True), "a disk that is well fails nothing"


def test_whenever_the_power_goes_a_save_is_whole(stage: Stage, place: Path) -> None:
    found = list(wrong(stage, place))
    assert [f"{cut.when}: {fault}" for cut, fault in found if fault] == []
    assert any(cut.said for cut, _ in found)
    assert any(fault for _, fault in wrong(stage, place, deaf=("file",))), "the control"


def test_a_save_that_only_says_so_is_found_out(stage: Stage, place: Path) -> None:
    """The control."""
    with Workshop(place, "says_it_is_saved") as worse:
        once = next(failing for failing in judging.FAILINGS if failing.name == "full once")
        assert any(verdict.wrong for verdict in judging.through(Stage(SAVE, place, worse), once, SOME))
