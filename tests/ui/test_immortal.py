"""A long day's calls to Qt do not end the program, on any Python."""

from __future__ import annotations

import subprocess
import sys

import pytest

CALLS = """
from PySide6.QtCore import QEvent, QObject
class Watch(QObject):
    def eventFilter(self, watched, event):
        return super().eventFilter(watched, event)
thing, watch = QObject(), Watch()
thing.installEventFilter(watch)
for _ in range(100_000):
    thing.setObjectName("x")
    watch.eventFilter(thing, QEvent(QEvent.Type.User))
    thing.signalsBlocked()
print("still here")
"""


def run(program: str) -> subprocess.CompletedProcess[str]:
    path = [entry for entry in sys.path if entry]
    whole = f"import sys\nsys.path[:0] = {path!r}\n{program}"
    return subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, check=False)


def test_a_hundred_thousand_calls_are_survived():
    done = run("import sharedesk.ui\n" + CALLS)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "still here", "")


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="the constants are immortal here already")
def test_without_it_they_are_not():
    done = run(CALLS)
    assert done.returncode != 0, "PySide6 no longer needs it on Python 3.11: take sharedesk.ui.immortal away"
    assert "deallocating" in done.stderr
