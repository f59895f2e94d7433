"""A second start on the same log has the first window come forward. The bell: a named pipe, on Windows an event."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from ui.test_locking import DRIVER
from ui.watched import SOURCE, Watched

import sharedesk.__main__ as program
from sharedesk.desk.settings import Settings
from sharedesk.ui import doorbell, doorbell_windows
from sharedesk.ui.answering import Answering
from sharedesk.ui.process import Asked

not_windows = pytest.mark.skipif(sys.platform == "win32", reason="named pipes are not Windows's")
pytestmark = not_windows


@pytest.fixture(autouse=True)
def runtime(tmp_path, monkeypatch):
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setattr(doorbell, "_NO_ANSWER", 60.0)  # machines that are busy are slow
    return folder


@pytest.fixture
def log(tmp_path):
    (tmp_path / "log").mkdir()
    return tmp_path / "log"


@pytest.fixture
def rung():
    """Rings from another thread, as another process would, and says whether it was answered."""
    answers, threads = [], []

    def ring(log):
        threads.append(threading.Thread(target=lambda: answers.append(doorbell.ring(log))))
        threads[-1].start()
        return answers

    yield ring
    for each in threads:
        each.join()


# ---- the bell ----


def test_without_a_window_nobody_answers(log, tmp_path, runtime):
    assert not doorbell.ring(log)
    assert not doorbell.ring(tmp_path / "gone")
    assert list(runtime.iterdir()) == []


def test_a_window_that_takes_it_out_has_answered(log, rung, qtbot):
    bell = doorbell.Bell(log)
    answers = rung(log)

    def answered() -> bool:
        bell.answer()
        return bool(answers)

    qtbot.waitUntil(answered, timeout=20_000)
    assert answers == [True]
    bell.take_down()
    assert not doorbell.ring(log)


def test_one_that_does_not_is_stuck(log, monkeypatch):
    monkeypatch.setattr(doorbell, "_NO_ANSWER", 0.05)
    bell = doorbell.Bell(log)
    assert not doorbell.ring(log)
    bell.take_down()


def test_a_bell_whose_window_was_killed_is_removed_or_taken_over(log, runtime):
    code = "import sys, os\nfrom pathlib import Path\nfrom sharedesk.ui.doorbell import Bell\nBell(Path(sys.argv[1]))\n"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", code + "os._exit(1)", str(log)], env=environment, check=False)
        assert len(list(runtime.iterdir())) == 1
    assert not doorbell.ring(log)
    assert list(runtime.iterdir()) == []


def test_a_second_bell_does_not_take_the_first_ones_place(log, rung, qtbot):
    bell = doorbell.Bell(log)
    with pytest.raises(FileExistsError):
        doorbell.Bell(log)
    answers = rung(log)
    qtbot.waitUntil(lambda: bell.answer() or bool(answers), timeout=20_000)
    assert answers == [True]
    bell.take_down()


def test_it_is_this_account_s_alone_and_names_no_log(log, runtime):
    bell = doorbell.Bell(log)
    (there,) = runtime.iterdir()
    assert stat.S_IMODE(there.stat().st_mode) == 0o600
    assert log.name not in there.name
    assert not os.get_inheritable(bell.pipe)
    bell.take_down()


def test_a_folder_others_can_look_into_is_not_taken(runtime, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert doorbell.place() == runtime
    runtime.chmod(0o755)
    assert doorbell.place() != runtime


def test_what_is_no_bell_is_not_written_into(log, runtime):
    planted = runtime / doorbell.name_of(log)
    planted.write_bytes(b"somebody's file")
    assert not doorbell.ring(log)
    assert planted.read_bytes() == b"somebody's file"
    planted.unlink()
    (runtime / "elsewhere").write_bytes(b"somebody's file")
    planted.symlink_to(runtime / "elsewhere")
    assert not doorbell.ring(log)
    assert (runtime / "elsewhere").read_bytes() == b"somebody's file"


# ---- the window ----


def test_a_minimised_window_comes_forward(open_window, empty_log, rung, qtbot):
    window = open_window(empty_log)
    answering = Answering(window)
    window.showMinimized()
    answers = rung(window.folder)
    qtbot.waitUntil(lambda: bool(answers) and not window.isMinimized(), timeout=20_000)
    assert answers == [True]
    assert window.isVisible()
    answering.close()


def test_the_bell_goes_with_the_log_that_is_open(open_window, empty_log, log, rung, qtbot, monkeypatch):
    window = open_window(empty_log)
    first, answering = window.folder, Answering(window)
    window.folder = log
    window.unlocked.emit()
    assert not doorbell.ring(first)
    answers = rung(log)
    qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
    assert answers == [True]
    answering.close()


def test_a_window_that_turned_to_another_log_does_not_answer_for_the_first(
    open_window, empty_log, log, rung, qtbot, monkeypatch
):
    monkeypatch.setattr(doorbell, "_NO_ANSWER", 0.2)
    window = open_window(empty_log)
    first, answering = window.folder, Answering(window)
    window.folder = log
    answers = rung(first)
    qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
    assert answers == [False]
    answering.close()


# ---- starting the program ----


@pytest.fixture
def starts(monkeypatch):
    """What a start rings, and whether it goes on to a window of its own."""
    rings, opened = [], []
    monkeypatch.setattr(doorbell, "ring", lambda log: rings.append(log) or True)
    monkeypatch.setattr("sharedesk.desk.settings.load", lambda: (Settings(), None))
    monkeypatch.setattr("sharedesk.ui.application.run", lambda asked, *_: opened.append(asked) or 0)
    monkeypatch.setattr(program.gc, "disable", lambda: None)

    def start(asked):
        assert program._window(asked) == 0
        return rings, opened

    return start


def test_a_second_start_rings_and_ends(starts, log, capsys):
    assert starts(Asked(log)) == ([log], [])
    assert str(log) not in capsys.readouterr().out


@pytest.mark.parametrize("asked", [Asked(Path("/a"), quick=True), Asked(Path("/a"), succeeds=True), Asked()])
def test_a_successor_and_an_emergency_form_never_wait_for_another_window(starts, asked):
    assert starts(asked) == ([], [asked])


PATIENT = """
import sys
from sharedesk.ui import doorbell
doorbell._NO_ANSWER = 60.0
import sharedesk.__main__ as program
sys.exit(program.main())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_the_program_started_twice_has_one_window(empty_log, tmp_path, runtime):
    folder = shutil.copytree(empty_log, tmp_path / "copied")
    surroundings = {"XDG_RUNTIME_DIR": str(runtime)}
    first = Watched(DRIVER, folder, tmp_path / "home", "nothing", environment=surroundings)
    try:
        first.wait(lambda: "open" in first.notes() and bool(list(runtime.iterdir())), 60)
        second = subprocess.run(
            [sys.executable, "-c", PATIENT, "open", str(folder)], capture_output=True, text=True, check=False,
            timeout=120, env=first.surroundings,
        )  # fmt: skip
        assert (second.returncode, second.stderr) == (0, "")
        assert "come forward" in second.stdout
        first.started.terminate()
        first.wait(lambda: first.started.poll() is not None)
        assert list(runtime.iterdir()) == []
    finally:
        first.started.kill()
        first.started.communicate()


# ---- Windows, with a made library ----


class Kernel:
    """Events with names, as Windows keeps them while somebody has them."""

    def __init__(self) -> None:
        self.events: dict[str, threading.Semaphore] = {}
        self.named: dict[int, str] = {}
        self.calls: list[str] = []

        class Function:
            def __init__(self, does) -> None:
                self.does = does

            def __call__(self, *arguments) -> object:
                return self.does(*arguments)

        self.kernel32 = self.user32 = self
        for name in ("CreateEventW", "OpenEventW", "SetEvent", "WaitForSingleObject", "CloseHandle",
                     "AllowSetForegroundWindow"):  # fmt: skip
            setattr(self, name, Function(getattr(self, f"_{name}")))

    def _handle(self, name: str) -> int:
        self.named[len(self.named) + 1] = name
        return len(self.named)

    def _CreateEventW(self, _security, manual, first, name) -> int:  # noqa: N802
        assert (manual, first) == (False, False)
        self.events.setdefault(name, threading.Semaphore(0))
        return self._handle(name)

    def _OpenEventW(self, access, inherit, name) -> int:  # noqa: N802
        assert (access.value, inherit) == (2, False)
        return self._handle(name) if name in self.events else 0

    def _SetEvent(self, handle) -> int:  # noqa: N802
        self.events[self.named[handle.value]].release()
        return 1

    def _WaitForSingleObject(self, handle, milliseconds) -> int:  # noqa: N802
        assert milliseconds.value == 0xFFFFFFFF
        self.events[self.named[handle.value]].acquire()
        return 0

    def _CloseHandle(self, handle) -> int:  # noqa: N802
        self.calls.append(f"close {self.named[handle.value]}")
        return 1

    def _AllowSetForegroundWindow(self, process) -> int:  # noqa: N802
        self.calls.append("allow")
        assert process.value == 0xFFFFFFFF
        return 1


def test_on_windows_an_event_is_the_bell():
    kernel, rung = Kernel(), threading.Semaphore(0)
    assert not doorbell_windows.ring("a", kernel)
    bell = doorbell_windows.Bell("a", rung.release, kernel)
    for _ in range(2):
        assert doorbell_windows.ring("a", kernel)
        assert rung.acquire(timeout=20)
    assert not doorbell_windows.ring("b", kernel)
    bell.take_down()
    bell.join(20)
    assert not bell.is_alive()
    assert not rung.acquire(blocking=False)
    assert kernel.calls == ["allow", "close Local\\a"] * 2 + ["close Local\\a"]


def test_a_window_minimised_keeps_being_maximised(open_window, empty_log, qtbot):
    window = open_window(empty_log)
    answering = Answering(window)
    window.setWindowState(Qt.WindowState.WindowMaximized | Qt.WindowState.WindowMinimized)
    answering.rung.emit()
    qtbot.waitUntil(lambda: window.windowState() == Qt.WindowState.WindowMaximized, timeout=20_000)
    answering.close()
