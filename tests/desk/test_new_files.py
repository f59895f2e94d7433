"""A file that somebody chose is whole or not there, and what was to be in it is nowhere however the program ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import sharedesk
from sharedesk.desk import keep
from sharedesk.vault import errors

WORD = b"Quillan Hartsworth"
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="files without a name")
both = pytest.mark.parametrize("nameless", [pytest.param(True, marks=on_linux), False])
KILLED = """
import os, signal, sys
from pathlib import Path
from sharedesk.desk import keep
if sys.argv[2] == "named":
    keep._nameless = lambda folder: None
def pieces():
    yield b"Quillan Hartsworth" * 100_000
    os.kill(os.getpid(), signal.SIGKILL)
keep.write_new_file(Path(sys.argv[1]) / "export", pieces())
"""


@pytest.fixture
def written(monkeypatch):
    def write(nameless, target, data):
        if not nameless:
            monkeypatch.setattr(keep, "_nameless", lambda _: None)
        keep.write_new_file(target, data)

    return write


@both
def test_it_is_whole_and_for_this_account_alone(written, tmp_path, nameless):
    written(nameless, tmp_path / "x", iter([b"a", b"b"]))
    assert (tmp_path / "x").read_bytes() == b"ab"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
    if os.name == "posix":
        assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600


@both
def test_never_over_another_and_never_a_part(written, tmp_path, nameless):
    (tmp_path / "x").write_bytes(b"mine")
    with pytest.raises(errors.AlreadyThere):
        written(nameless, tmp_path / "x", [b"a"])

    def stopped():
        yield WORD
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        written(nameless, tmp_path / "y", stopped())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"x": b"mine"}


@on_linux
def test_one_that_came_meanwhile_stays(tmp_path):
    def slowly():
        yield b"a"
        (tmp_path / "x").write_bytes(b"theirs")

    with pytest.raises(errors.AlreadyThere):
        keep.write_new_file(tmp_path / "x", slowly())
    assert (tmp_path / "x").read_bytes() == b"theirs"


@on_linux
@pytest.mark.parametrize(("how", "left"), [("nameless", 0), ("named", 1)])
def test_killed_in_the_midst_of_it_nothing_is_left(tmp_path, how, left):
    """The control: a file with a name, as on a memory stick, stays."""
    if how == "nameless":
        if (made := keep._nameless(tmp_path)) is None:
            pytest.skip("no files without a name here")
        made.close()
    code = [sys.executable, "-c", KILLED, str(tmp_path), how]
    done = subprocess.run(
        code, env={**os.environ, "PYTHONPATH": str(Path(sharedesk.__file__).parent.parent)}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert len([path for path in tmp_path.iterdir() if WORD in path.read_bytes()]) == left
