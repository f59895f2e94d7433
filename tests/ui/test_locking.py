"""Locking replaces the process. The rules of it here; and the process itself, watched from outside."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from ui.conftest import PASSPHRASE
from ui.watched import SOURCE, Watched

from sharedesk.ui import clocks, process
from sharedesk.ui.locking import Locking
from sharedesk.ui.process import Asked, Place
from sharedesk.ui.recording import recording_of
from sharedesk.ui.window import Window
from sharedesk.vault import header, sealed
from sharedesk.vault.vault import unlock

DRIVER = Path(__file__).with_name("driver.py")
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


# ---- the rules ----


class Clock:
    now, slept, open = 1000.0, 0.0, True

    def __call__(self) -> float:
        return self.now

    def awake(self) -> float:
        return self.now - self.slept

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds


@pytest.fixture
def locking(qapp):
    locked = []
    clock = Clock()
    made = Locking(
        lambda *, hidden=False: locked.append(hidden), lambda: clock.open, lambda: 5, now=clock, awake=clock.awake
    )
    made.locked, made.clock = locked, clock
    yield made
    made._timer.stop()


def key(code, held=Qt.KeyboardModifier.NoModifier, kind=QEvent.Type.KeyPress):
    return QKeyEvent(kind, code, held)


def test_it_locks_after_the_minutes_and_not_before(locking):
    locking.clock.now += 299
    assert not locking.look()
    locking.clock.now += 1
    assert locking.look()
    assert locking.locked == [False]


def test_what_a_person_does_begins_the_minutes_anew(locking):
    mouse = QMouseEvent(QEvent.Type.MouseMove, QPointF(), QPointF(), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier)  # fmt: skip
    for event in (key(Qt.Key.Key_A), mouse):
        locking.clock.now += 200
        assert not locking.eventFilter(locking, event)
        assert not locking.look()
    assert locking.locked == []


def test_what_the_program_does_itself_does_not(locking):
    locking.clock.now += 200
    locking.eventFilter(locking, QEvent(QEvent.Type.Paint))
    locking.clock.now += 101
    assert locking.look()


def test_a_key_that_comes_too_late_locks_and_is_not_carried_out(locking):
    """The lid was closed meanwhile: no tick of the clock came before the key."""
    locking.clock.now += 5000
    assert locking.eventFilter(locking, key(Qt.Key.Key_Return))
    assert locking.locked == [False]


@pytest.mark.parametrize("kind", [QEvent.Type.Expose, QEvent.Type.UpdateRequest, QEvent.Type.KeyPress])
def test_the_first_that_happens_after_sleeping_locks_and_nothing_is_painted(locking, kind):
    happens = key(Qt.Key.Key_A) if kind == QEvent.Type.KeyPress else QEvent(kind)
    locking.clock.now += 2  # awake
    assert not locking.eventFilter(locking, happens)
    locking.clock.sleep(2)
    assert locking.eventFilter(locking, happens)
    assert locking.locked == [False]


def test_a_sleep_is_seen_by_the_clock_alone_and_once(locking):
    locking.clock.sleep(2)
    assert locking.look()
    assert not locking.look()
    assert locking.locked == [False]


def test_a_process_that_was_held_up_between_two_clocks_did_not_sleep(locking):
    def held_up() -> float:
        locking.clock.now += 30
        return locking.clock.now - 15

    locking._awake = held_up
    for _ in range(3):
        assert not locking.look()
    assert locking.locked == []


def test_the_system_is_heeded_where_there_is_something_to_lock(locking):
    locking.clock.open = False
    locking.heard()
    assert locking.locked == []
    locking.clock.open = True
    locking.heard()
    assert locking.locked == [False]


def test_the_two_clocks_go_at_the_same_pace_while_awake():
    before = clocks.through_sleep() - clocks.awake()
    time.sleep(0.01)
    assert abs(clocks.through_sleep() - clocks.awake() - before) < 1


def test_a_locked_log_is_not_locked_again(locking):
    locking.clock.open = False
    locking.clock.now += 5000
    assert not locking.look()
    assert not locking.eventFilter(locking, key(Qt.Key.Key_A))
    assert locking.locked == []


def test_keys_lock_and_hide(locking):
    assert locking.eventFilter(locking, key(Qt.Key.Key_L, CTRL, QEvent.Type.ShortcutOverride))
    assert locking.locked == []
    assert locking.eventFilter(locking, key(Qt.Key.Key_L, CTRL))
    assert locking.eventFilter(locking, key(Qt.Key.Key_H, CTRL | SHIFT))
    for other in (key(Qt.Key.Key_L), key(Qt.Key.Key_H, CTRL), key(Qt.Key.Key_L, CTRL | SHIFT)):
        assert not locking.eventFilter(locking, other)
    assert locking.locked == [False, True]


@pytest.mark.parametrize(
    "asked",
    [
        Asked(Path("/a b")),
        Asked(Path("/a"), hidden=True),
        Asked(Path("/a"), True, True),
        Asked(),
        Asked(Path("/a"), place=Place(-1200, 0, 900, 700)),
        Asked(None, place=Place(1, 2, 640, 480, maximised=True)),
        Asked(Path("/a"), saved="7KQ2-M9XP-R"),
        Asked(Path("/a"), quick=True, saved="7KQ2-M9XP-4TB7-C"),
        Asked(quick=True),
        Asked(Path("/a"), succeeds=True),
    ],
)
def test_the_successor_reads_what_it_was_given(asked):
    arguments = process.successor(asked)
    assert arguments[:5] == [sys.executable, "-P", "-m", "sharedesk", "quick" if asked.quick else "open"]
    assert process.asked(arguments[4:]) == asked


def test_what_a_person_asks_besides_goes_to_the_command_line():
    for bad in ("--place=1,2,3", "--place=1,2,3,4,5", "--place=a,2,3,4,0", "--place=1,2,3,444444,0", "--place=",
                "--saved=", "--saved=Quillan", "--saved=7KQ2-M9XP", "--saved=7KQ2-M9XP-R-S", "--saved=7kq2-m9xp-r",
                "--note=x", "--help"):  # fmt: skip
        assert process.asked(["open", bad]) is None
        assert process.asked(["quick", bad]) is None
    for words in ([], ["list"], ["one", "two"], ["open", "one", "two"], ["quick", "one", "--note", "-"]):
        assert process.asked(words) is None


@pytest.mark.parametrize(
    ("environment", "there"),
    [
        ({}, False), ({"DISPLAY": ""}, False), ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": "host:10.0"}, True),
        ({"DISPLAY": ":987654"}, False), ({"DISPLAY": "host:0", "QT_QPA_PLATFORM": "offscreen"}, False),
    ],
)  # fmt: skip
@on_linux
def test_a_display_is_one_that_can_be_seen(monkeypatch, environment, there):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert process.has_display() is there


def test_words_that_wait_to_be_sealed_are_to_be_locked_though_no_log_is_open(qtbot, appearance, empty_log):
    window = Window(empty_log, lambda *, hidden=False: None, appearance)
    qtbot.addWidget(window)
    assert not window.holds_words
    window.before_lock(lambda: None)  # as the emergency form does
    assert window.holds_words
    window._hooks.clear()
    window.worker.close()


def test_every_hook_is_called_and_one_that_fails_is_told(window):
    called = []
    assert window.seal()
    window.before_lock(lambda: 1 / 0)
    window.before_lock(lambda: called.append(1))
    assert not window.seal()
    assert called == [1]
    window._hooks.clear()


def test_words_that_a_busy_worker_has_not_come_to_are_sealed_all_the_same(open_window, empty_log, go, qtbot):
    window = open_window(empty_log)
    page = go(window, "short_route", fresh=True)
    recording = recording_of(window)
    worker, release = window.worker, threading.Event()
    worker.run(lambda: release.wait(10), lambda _: None)
    people = next(view for view in page.sheet.views if view.name == "people").fields.inputs["people"]
    qtbot.keyClicks(people.parts[0].fields.inputs["who.name"], "Robin")
    recording.save()  # queued behind the other work
    assert not sealed_words(window)
    assert window.seal()
    assert sealed_words(window) == ["Robin"]
    release.set()


def sealed_words(window) -> list[str]:
    """The first person's name in each draft that is on the disk, read as the next process would."""
    root = header.read(window.folder).unlock(PASSPHRASE)
    own, _ = sealed.drafts(window.folder / "drafts", root)
    answers = [json.loads(draft.content)["answers"] for draft in own]
    return [each["people"][0]["who"]["name"] for each in answers]


# ---- the process, from outside ----


@pytest.fixture
def watch(empty_log, tmp_path):
    watched = []

    def start(what):
        folder = shutil.copytree(empty_log, tmp_path / "log")
        watched.append(Watched(DRIVER, folder, tmp_path / "home", what))
        return watched[-1]

    yield start
    for each in watched:
        each.started.kill()
        each.started.communicate()


@on_linux
@pytest.mark.parametrize("what", ["lock", "dialog", "message", "file dialog", "busy", "idle"])
def test_locking_replaces_the_process_whatever_is_open(watch, what):
    run = watch(what)
    run.wait(lambda: "open" in run.notes())
    assert run.replaced_in_time(3)  # the idle clock looks once a second
    assert run.successor() == Asked(run.folder)
    assert run.notes() == ["open", "sealed"]
    with unlock(run.folder, PASSPHRASE) as vault:  # nothing holds it any more
        assert vault.practice
    assert not list(run.folder.parent.glob("home/**/QtProject.conf"))


@on_linux
def test_nothing_is_replaced_unless_something_locks(watch):
    run = watch("nothing")
    run.wait(lambda: "open" in run.notes())
    time.sleep(1.5)
    assert not run.replaced()
    assert run.notes() == ["open"]


@on_linux
def test_hide_now_comes_back_hidden(watch):
    run = watch("hide")
    run.wait(lambda: "open" in run.notes())
    run.wait(run.replaced)
    assert run.successor() == Asked(run.folder, hidden=True)


@on_linux
@pytest.mark.parametrize(
    ("what", "asked"), [("renew", Asked(saved="7KQ2-M9XP-R")), ("renew dialog", Asked(quick=True))]
)
def test_renewing_replaces_it_too_whatever_is_open_or_stuck(watch, what, asked):
    run = watch(what)
    run.wait(lambda: "open" in run.notes())
    run.wait(run.replaced)
    assert run.successor() == asked._replace(folder=run.folder)
    assert run.notes() == ["open", "sealed"]


@on_linux
def test_where_no_successor_can_be_started_it_ends_all_the_same(watch):
    run = watch("gone")
    run.wait(lambda: run.started.poll() is not None)
    assert run.started.returncode == process._NOT_REPLACED
    said = run.started.stderr.read().decode()
    assert "could not start itself again" in said
    assert str(run.folder) not in said
    assert run.notes() == ["open", "sealed"]


@pytest.mark.parametrize("fails", [False, True])
def test_on_windows_the_successor_is_started_and_this_process_ends(monkeypatch, fails):
    class Ended(BaseException):
        pass

    def ended(code: int) -> None:
        raise Ended(code)

    def started(arguments: list[str], **_: object) -> None:
        if fails:
            raise OSError(2, "no such file")
        commands.append(arguments)

    commands: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", started)
    monkeypatch.setattr(os, "_exit", ended)
    arguments = process.successor(Asked(Path("/a"), succeeds=True))
    with pytest.raises(Ended) as end:
        process.replace(arguments, "win32")
    assert end.value.args == (process._NOT_REPLACED if fails else 0,)
    assert commands == ([] if fails else [arguments])
    assert process.asked(arguments[4:]).succeeds


@on_linux
def test_words_that_could_not_be_sealed_do_not_keep_it_open_and_are_told(watch):
    run = watch("failing")
    run.wait(lambda: "open" in run.notes())
    run.wait(run.replaced)
    assert run.successor() == Asked(run.folder, unsealed=True)
    assert run.notes() == ["open", "sealed"]


@on_linux
def test_a_process_that_is_stuck_is_ended(watch):
    run = watch("stuck")
    run.wait(lambda: "open" in run.notes())
    run.wait(lambda: run.started.poll() is not None)  # and it is stuck for longer than that waits
    assert run.started.returncode == -signal.SIGALRM
    with unlock(run.folder, PASSPHRASE) as vault:
        assert vault.practice


@on_linux
@pytest.mark.parametrize("how", ["button", "signal"])
def test_closing_seals_and_has_no_successor(watch, how):
    run = watch("close" if how == "button" else "nothing")
    run.wait(lambda: "open" in run.notes())
    if how == "signal":
        run.started.terminate()
    run.wait(lambda: run.started.poll() is not None)
    assert run.started.returncode == 0
    assert run.notes() == ["open", "sealed"]
    with unlock(run.folder, PASSPHRASE) as vault:
        assert vault.practice


@on_linux
def test_a_fault_says_where_and_never_what(watch):
    run = watch("fault")
    line = b""
    while b"ValueError at driver.py" not in line:
        line = run.started.stderr.readline()
        assert line, "it ended without a word"
        assert b"Hartsworth" not in line
    assert run.started.poll() is None


HARDENED = """
import ctypes, resource
from sharedesk import quiet
quiet.harden()
print(ctypes.CDLL(None).prctl(3), resource.getrlimit(resource.RLIMIT_CORE))
"""


@on_linux
def test_other_processes_cannot_read_its_memory_and_it_leaves_no_core():
    said = subprocess.run(
        [sys.executable, "-c", HARDENED],
        env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, check=True, encoding="utf-8",
    ).stdout  # fmt: skip
    assert said.split() == ["0", "(0,", "0)"]
    control = subprocess.run(
        [sys.executable, "-c", "import ctypes; print(ctypes.CDLL(None).prctl(3))"], capture_output=True, check=True
    )
    assert control.stdout.split() == [b"1"]
