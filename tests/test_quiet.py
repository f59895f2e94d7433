"""What nobody caught, a crash, and the memory of a process: none of it says what was written, nor is left as a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import sharedesk
from sharedesk.events import NAME
from sharedesk.quiet import CRASH, SAID

WORD = "Quillan-Hartsworth-Test"
HEAD = f"""
import os, sys, threading
from sharedesk import quiet
word = "{WORD}"
def deeper(held):
    raise ValueError(held)
class Holds:
    def __del__(self):
        deeper(word)
"""
FAULTS = {
    "uncaught": "deeper(word)",
    "with a cause": "try:\n    deeper(word)\nexcept ValueError as before:\n    raise KeyError(word) from before",
    "in a thread": "it = threading.Thread(target=deeper, args=(word,)); it.start(); it.join()",
    "that cannot be raised": "held = Holds(); del held",
    "stopped by a key": "raise KeyboardInterrupt(word)",
}
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def run(body: str, home: Path, *, quiet: bool = True, **more: object) -> subprocess.CompletedProcess[bytes]:
    """A program of its own, with our hooks or as Python has it."""
    code = HEAD + ("quiet.hush()\n" if quiet else "") + body
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(Path(sharedesk.__file__).parent.parent), "HOME": str(home),
        "XDG_STATE_HOME": str(home),
    }  # fmt: skip
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False, **more)


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_that_nobody_caught_says_where_and_never_what(tmp_path, what):
    said = run(FAULTS[what], tmp_path).stderr.decode()
    assert WORD not in said
    assert said == "Stopped.\n" if what == "stopped by a key" else SAID in said
    assert WORD in run(FAULTS[what], tmp_path, quiet=False).stderr.decode(), "the control: Python's own does"


def test_a_fault_is_kept_among_the_events(tmp_path):
    run("quiet.events.begin()\ndeeper(word)", tmp_path)
    (kept,) = tmp_path.rglob(NAME)
    line = kept.read_text("ascii")
    assert " fault ValueError" in line
    assert WORD not in line


def test_without_a_standard_error_nothing_is_said_and_nothing_fails(tmp_path):
    done = run("sys.stderr = None\nquiet.say(word)\nprint('on')", tmp_path)
    assert (done.stdout, done.stderr) == (b"on\n", b"")


@on_posix
def test_a_crash_is_told_of_at_the_next_start_by_its_places_alone(tmp_path):
    crash = "quiet.prepare()\nquiet.watch()\ndef inner(word):\n    os.kill(os.getpid(), 11)\ninner(word)"
    done = run(crash, tmp_path)
    assert done.returncode == -signal.SIGSEGV
    (left,) = tmp_path.rglob(CRASH)
    assert b"in inner" in left.read_bytes(), "the control: it says where"
    assert WORD.encode() not in left.read_bytes()
    run("quiet.prepare()\nquiet.watch()", tmp_path)
    assert left.read_bytes() == b""
    (kept,) = tmp_path.rglob(NAME)
    codes = [line.split(" ")[1] for line in kept.read_text("ascii").splitlines()]
    assert codes == ["started", "started", "crashed_last_time"]


@on_posix
def test_a_crash_leaves_no_core(tmp_path):
    """Where the system writes one into the folder of the program that crashed: the control."""
    import resource

    def unlimited() -> None:
        most = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (most, most))

    pattern = Path("/proc/sys/kernel/core_pattern")
    if not pattern.exists() or "/" in pattern.read_text() or pattern.read_text().startswith("|"):
        pytest.skip("this system keeps core files elsewhere")
    crash = "import signal; os.kill(os.getpid(), signal.SIGSEGV)"
    for hardened, left in (("", 1), ("quiet.harden()\n", 0)):
        folder = tmp_path / str(left)
        folder.mkdir()
        done = run(hardened + crash, tmp_path, cwd=folder, preexec_fn=unlimited)
        assert done.returncode == -signal.SIGSEGV
        cores = len(list(folder.iterdir()))
        if left and not cores:
            pytest.skip("this system leaves no core file at all")
        assert cores == left
