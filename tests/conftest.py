"""What every test stands on: Qt without a screen, no network, properties without a clock."""

from __future__ import annotations

import functools
import os
import secrets
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import settings

# Before pytest-qt makes the first QApplication: tests never need, nor open, a display.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# Machines are noisy: no property may fail because it was slow.
settings.register_profile("sharedesk", deadline=None, print_blob=True)
settings.load_profile("sharedesk")


class NetworkUsedError(AssertionError):
    """The code under test reached for the network. ShareDesk is offline: that is a fault of the program."""


class _LocalSocket(socket.socket):
    """A socket that exists only inside this machine."""

    def __init__(self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None) -> None:  # noqa: A002 - socket's own names
        if fileno is None and family in {-1, socket.AF_INET, socket.AF_INET6}:
            raise NetworkUsedError
        super().__init__(family, type, proto, fileno)


_SALT = b"salt of the tests"[:16]
_KEYS_MATTER = {"vault", "commands", "benchmarks", "faults"}
"""Rooms of the tests in which every derivation is made anew (or remembered in their own way)."""


@functools.cache
def _remembering():
    from sharedesk.vault import keys

    return functools.cache(keys.stretch)


@pytest.fixture(autouse=True)
def derived_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A loaded die gives every new log the same salt, so that the key of a passphrase is derived once for many tests.

    It is the real key by the real cost; a fifth of a second for each of two thousand tests is a third of their time.
    """
    rooms = Path(str(request.node.path)).relative_to(Path(__file__).parent).parts
    if rooms[0] in _KEYS_MATTER:
        return
    from sharedesk.vault import header, keys

    loaded = SimpleNamespace(token_bytes=lambda size: _SALT if size == keys.SALT_BYTES else secrets.token_bytes(size))
    monkeypatch.setattr(keys, "stretch", _remembering())
    monkeypatch.setattr(header, "secrets", loaded)


PATIENCE = 60_000
"""Milliseconds that a test waits for anything before it gives up: machines are busy, too."""


@pytest.fixture
def qtbot(qtbot):
    """pytest-qt's, which never gives up before its time."""
    for wait in ("waitUntil", "waitSignal"):
        setattr(qtbot, wait, _patient(getattr(qtbot, wait)))
    return qtbot


def _patient(wait):
    def patient(*what, timeout=0, **more):
        return wait(*what, timeout=max(timeout, PATIENCE), **more)

    return patient


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs with internet sockets, and the asking of names, taken away."""

    def refuse(*_: object, **__: object) -> None:
        raise NetworkUsedError

    monkeypatch.setattr(socket, "socket", _LocalSocket)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
