"""Work in another process: its answer, its errors, and that it goes when it is not wanted any more."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from vault import slow

from sharedesk.vault import errors
from sharedesk.vault.apart import apart

ASKS = """
import sys
from vault import slow
from sharedesk.vault.apart import apart
import multiprocessing

def say(done, of):
    if done:
        sys.stdout.write(str(multiprocessing.active_children()[0].pid) + "\\n")
        sys.stdout.flush()
        {ends}

if __name__ == "__main__":
    apart(slow.for_ever, told=say)
"""


def test_an_answer_and_the_progress_come_back():
    told = []
    assert apart(slow.told, "words", told=lambda done, of: told.append((done, of))) == "words"
    assert told[0] == (0, 1)
    assert multiprocessing.active_children() == []


def test_a_problem_that_a_person_can_meet_comes_back_as_it_is():
    with pytest.raises(errors.DiskFull):
        apart(slow.refused)


def test_a_fault_is_told_of_without_what_it_held(capfd):
    with pytest.raises(errors.WorkEnded):
        apart(slow.failing)
    said = capfd.readouterr().err
    assert "Quillan" not in said
    assert "ValueError at slow.py" in said


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize(
    "ends",
    [
        "import os; os.execv(sys.executable, [sys.executable, '-c', 'import time; time.sleep(60)'])",
        "import os; os._exit(0)",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    ],
    ids=["replaced, as by locking", "ended", "killed"],
)
def test_it_goes_with_whoever_asked_for_it(ends, tmp_path):
    """It holds the log's key: when the log is locked it may not stay behind."""
    script = tmp_path / "asks.py"
    script.write_text(ASKS.format(ends=ends))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, env=environment) as asking:
        assert asking.stdout is not None
        pid = int(asking.stdout.readline())
        until = time.monotonic() + 60
        while is_running(pid):
            assert time.monotonic() < until, "it stayed behind"
            time.sleep(0.01)
        asking.kill()
