"""The guards of conftest.py can fail: each is tripped on purpose."""

from __future__ import annotations

import os
import shutil
import socket
import urllib.request
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_an_internet_socket_is_refused(family):
    with pytest.raises(AssertionError):
        socket.socket(family, socket.SOCK_STREAM)


def test_a_library_that_asks_the_network_is_refused():
    # urllib wraps OSError alone, so the guard's own error comes through.
    with pytest.raises(AssertionError):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)


def test_asking_for_a_name_is_refused():
    with pytest.raises(AssertionError):
        socket.getaddrinfo("example.org", 80)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no local sockets")
def test_a_local_socket_still_works():
    left, right = socket.socketpair()
    with left, right:
        left.sendall(b"within this machine")
        assert right.recv(64) == b"within this machine"


def test_qt_draws_off_screen(qapp):
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    assert qapp.platformName() == "offscreen"


def test_a_qt_warning_fails_the_test(pytester):
    """pytest runs a test that makes Qt warn, under this project's own settings, and it must fail."""
    shutil.copy(Path(__file__).parents[1] / "pyproject.toml", pytester.path)
    pytester.mkdir("tests").joinpath("test_warns.py").write_text(
        "from PySide6.QtCore import qWarning\n\ndef test_warns(qapp):\n    qWarning('on purpose')\n", encoding="utf-8"
    )
    pytester.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(failed=1)


def test_a_wait_goes_on_for_as_long_as_a_busy_machine_may_take(qtbot):
    happened = []
    QTimer.singleShot(50, lambda: happened.append(True))
    qtbot.waitUntil(lambda: bool(happened), timeout=1)
    timer = QTimer(singleShot=True, interval=50)
    with qtbot.waitSignal(timer.timeout, timeout=1):
        timer.start()
