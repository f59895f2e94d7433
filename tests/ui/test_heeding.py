"""What the system says locks: over a real bus, with a stand-in for logind; for the other systems by made messages."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from ctypes import wintypes

import pytest
from PySide6.QtCore import QByteArray
from ui import buses
from ui.test_locking import DRIVER
from ui.watched import SOURCE, Watched

from sharedesk.ui import heeding_linux, heeding_macos, heeding_windows, process
from sharedesk.ui.process import Asked

with_a_bus = pytest.mark.skipif(bool(buses.missing()), reason=buses.missing() or "there is one")
SCREEN_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")


@pytest.fixture(scope="module")
def bus(tmp_path_factory):
    made = buses.Bus(tmp_path_factory.mktemp("bus"))
    yield made
    made.end()


@pytest.fixture
def login(bus):
    made = buses.Login(bus)
    yield made
    made.end()


# ---- the signals, heard in this process ----


@pytest.fixture
def listening(bus, login, monkeypatch, qtbot):
    """Listens on the bus while there is something to lock (`holds`), and notes in `told` each time it was told to."""
    for name, value in bus.environment.items():
        monkeypatch.setenv(name, value)
    watched, holds = [], [True]
    monkeypatch.setattr(process, "end_within", lambda: watched.append("watchdog"))
    made = heeding_linux.Listening(lambda: holds[0])
    made.told.connect(lambda: watched.append("told"))
    made.watched, made.holds = watched, holds
    assert login.hears() == "inhibit sleep delay"
    yield made
    finish(made)


def finish(listening) -> None:
    listening.close()
    for ear in listening.ears:
        ear.join(60)
    assert not any(ear.is_alive() for ear in listening.ears)


@with_a_bus
@pytest.mark.parametrize("order", ["sleep", "lock", "hint yes", *(f"saver {name} yes" for name in SCREEN_SAVERS)])
def test_each_way_of_saying_it_sets_the_watchdog_and_tells(listening, login, qtbot, order):
    said(order, login, qtbot, lambda: "told" in listening.watched)
    assert listening.watched[0] == "watchdog", "set before anybody is told, however often it was said"


def said(order, login, qtbot, heard) -> None:
    """Say it until it is heard: the thread of the session's bus may be there a little later."""

    def again() -> bool:
        if not heard():
            login.do(order)
        return heard()

    qtbot.waitUntil(again, timeout=60_000)


@with_a_bus
@pytest.mark.parametrize("order", ["hint no", *(f"saver {name} no" for name in SCREEN_SAVERS)])
def test_nothing_else_locks(listening, login, qtbot, monkeypatch, order):
    """The control: it is heard, and leads to nothing."""
    heard = []
    for ear in listening.ears:
        monkeypatch.setattr(ear, "hear", lambda *what, hear=ear.hear: heard.append(what[1].body) or hear(*what))
    said(order, login, qtbot, lambda: any(body and body[0] in (False, heeding_linux._SESSION) for body in heard))
    login.do("sleep")
    qtbot.waitUntil(lambda: "told" in listening.watched, timeout=60_000)  # and what is said afterwards is heard too
    assert listening.watched == ["watchdog", "told"]


@with_a_bus
def test_a_locked_window_is_not_locked_again(listening, login, qtbot):
    listening.holds[0] = False
    for order in ("lock", "hint yes", "wake", "sleep"):
        login.do(order)
    assert login.hears().startswith("released")
    assert listening.watched == []


@with_a_bus
def test_with_nothing_to_lock_it_lets_the_computer_sleep_and_asks_again_when_it_wakes(listening, login):
    listening.holds[0] = False
    for _ in range(2):
        login.do("sleep")
        assert login.hears().startswith("released")
        login.do("wake")
        assert login.hears() == "inhibit sleep delay"
    listening.close()
    assert login.hears().startswith("released")


@with_a_bus
def test_an_open_log_is_locked_after_waking_where_going_to_sleep_was_not_heard(listening, login, qtbot):
    login.do("wake")
    qtbot.waitUntil(lambda: listening.watched == ["watchdog", "told"], timeout=60_000)


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/at-all", "tcp:host=127.0.0.1,port=1", "autolaunch:"])
def test_without_a_bus_of_this_computer_there_is_no_error_and_no_call(monkeypatch, address, tmp_path):
    monkeypatch.setattr(heeding_linux, "_SYSTEM_BUS", str(tmp_path / "none"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    for name in ("DBUS_SYSTEM_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.setenv(name, address)
    kept = address if address.startswith("unix:") else ""
    assert (heeding_linux.system_bus(), heeding_linux.session_bus()) == (kept, kept)
    finish(heeding_linux.Listening(lambda: True))


# ---- a window in a process of its own ----


@pytest.fixture
def watch(bus, login, empty_log, tmp_path):
    watched = []

    def start(what):
        folder = shutil.copytree(empty_log, tmp_path / "log")
        watched.append(Watched(DRIVER, folder, tmp_path / "home", what, environment=bus.environment))
        return watched[-1]

    yield start
    for each in watched:
        each.started.kill()
        each.started.communicate()


@with_a_bus
def test_the_computer_sleeps_only_after_another_process_has_taken_over(watch, login):
    run = watch("nothing")
    assert login.hears() == "inhibit sleep delay"
    run.wait(lambda: "open" in run.notes())
    login.do("sleep")
    released = login.hears()
    assert released.startswith("released")
    assert str(run.script) not in released  # what was unlocked is gone by then
    run.wait(run.replaced)
    assert run.successor() == Asked(run.folder)
    assert run.notes() == ["open", "sealed"]
    assert login.hears() == "inhibit sleep delay"  # the locked window's own


@with_a_bus
def test_a_window_that_is_stuck_does_not_keep_it_unlocked(watch, login):
    """Its thread never comes to hear of it; the watchdog was set by the one that listens."""
    run = watch("held up")
    assert login.hears() == "inhibit sleep delay"
    run.wait(lambda: "held up" in run.noted.read_text() if run.noted.exists() else False)
    login.do("sleep")
    assert login.hears().startswith("released")
    run.wait(lambda: run.started.poll() is not None)


# ---- Windows and macOS, by made messages ----


class Library:
    """Notes each call of a system's library. Its functions can be given types, as ctypes' can."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[object, ...]]] = []
        self.made: dict[str, object] = {}

    def __getattr__(self, name: str) -> object:
        if name in ("wtsapi32", "user32"):
            return self

        def called(*arguments):
            self.calls.append((name, arguments))
            return 7

        return self.made.setdefault(name, called)


@pytest.fixture
def messages(qapp):
    heard, library = [], Library()
    made = heeding_windows.Messages(42, lambda: heard.append(True), library)
    made.heard, made.library = heard, library
    yield made
    made.close()


@pytest.mark.parametrize(
    ("number", "word", "told"),
    [
        (0x218, 0x4, True), (0x218, 0x12, True), (0x218, 0x7, True), (0x2B1, 0x7, True), (0x2B1, 0x2, True),
        (0x2B1, 0x4, True), (0x2B1, 0x6, True),
        (0x218, 0xA, False), (0x218, 0x8013, False), (0x2B1, 0x8, False), (0x2B1, 0x5, False), (0x100, 0x7, False),
    ],
)  # fmt: skip
def test_a_message_of_windows_is_read(messages, number, word, told):
    message = wintypes.MSG(hWnd=42, message=number, wParam=word)
    assert messages.nativeEventFilter(QByteArray(heeding_windows.KIND), ctypes.addressof(message)) == (False, 0)
    assert messages.heard == [True] * told
    messages.nativeEventFilter(b"windows_dispatcher_MSG", ctypes.addressof(message))
    assert messages.heard == [True] * told


def test_windows_is_asked_to_send_them(messages):
    asked = {name: arguments[0].value for name, arguments in messages.library.calls}
    assert asked == {"WTSRegisterSessionNotification": 42, "RegisterSuspendResumeNotification": 42}


def test_a_windows_that_has_no_such_services_is_no_error(qapp):
    heeding_windows.Messages(42, lambda: None, object()).close()


def test_the_locked_screen_of_macos_is_told():
    heard, core = [], Library()
    made = heeding_macos.Notifications(lambda: heard.append(True), core)
    added = dict(core.calls)["CFNotificationCenterAddObserver"]
    assert dict(core.calls)["CFStringCreateWithCString"][1] == b"com.apple.screenIsLocked"
    assert heard == []
    added[2](None, None, None, None, None)
    assert heard == [True]
    made.close()
    assert core.calls[-1][0] == "CFNotificationCenterRemoveEveryObserver"


def test_a_macos_without_it_is_no_error():
    heeding_macos.Notifications(lambda: None, object()).close()


def test_nothing_loads_the_bus_before_the_window_is_there():
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, sharedesk.ui.application, sharedesk.ui.locking; print(*sys.modules)"],
        env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, check=True, encoding="utf-8",
    ).stdout.split()  # fmt: skip
    assert "sharedesk.ui.locking" in loaded
    assert not {"jeepney", "socket", "sharedesk.ui.heeding_linux"} & set(loaded)
