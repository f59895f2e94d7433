"""Linux: systemd-logind and the desktop's screen saver, heard over D-Bus (decision 12).

Each bus has a thread of its own: one that does not answer keeps nobody waiting, and the watchdog is set even while the
window's thread is stuck. Only a bus at this computer's own socket is ever called, and none is ever started.

Names and signals: org.freedesktop.login1(5), systemd's "Inhibitor Locks", freedesktop.org's ScreenSaver interface.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from sharedesk.ui import process

_SYSTEM_BUS = "/run/dbus/system_bus_socket"
_PATIENCE = 1.0
"""Seconds for a bus to let us in."""
_LOGIN = "org.freedesktop.login1"
_ROOT, _MANAGER, _SESSION = "/org/freedesktop/login1", f"{_LOGIN}.Manager", f"{_LOGIN}.Session"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_SCREEN_SAVERS = tuple(f"org.{desktop}.ScreenSaver" for desktop in ("freedesktop", "gnome", "cinnamon", "mate", "xfce"))
_BOTH_WAYS = 2  # SHUT_RDWR: the module of sockets is not for us


def system_bus() -> str:
    """Where the computer's own bus is; empty where it is nowhere, or would be called over a network."""
    return _local(os.environ.get("DBUS_SYSTEM_BUS_ADDRESS", "")) or _at(Path(_SYSTEM_BUS))


def session_bus() -> str:
    """Where the session's bus is, likewise."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return _local(os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")) or (_at(Path(runtime, "bus")) if runtime else "")


def _local(addresses: str) -> str:
    return ";".join(each for each in addresses.split(";") if each.startswith("unix:"))


def _at(socket: Path) -> str:
    return f"unix:path={socket}" if socket.is_socket() else ""


class Listening(QObject):
    """Listens until it is closed. `told` says to lock, from any thread; `holds` whether there is anything to."""

    told = Signal()

    def __init__(self, holds: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._holds, self._closed = holds, False
        ears = (Login(system_bus(), self._lock), ScreenSaver(session_bus(), self._lock))
        self.ears = [ear for ear in ears if ear.address]
        for ear in self.ears:
            ear.start()

    def close(self) -> None:
        """Listen no more."""
        self._closed = True
        for ear in self.ears:
            ear.close()

    def _lock(self) -> bool:
        """Have the log locked, within the watchdog's time. False where there is nothing to lock."""
        if self._closed or not self._holds():
            return False
        process.end_within()
        self.told.emit()
        return True


class Ear(threading.Thread):
    """One bus. `lock` says whether this process is about to end. Subclasses say which `signals` they hear."""

    signals: tuple[dict[str, str], ...] = ()

    def __init__(self, address: str, lock: Callable[[], bool]) -> None:
        super().__init__(name=type(self).__name__, daemon=True)
        self.address, self.lock = address, lock
        self._closed, self._connection = False, None

    def run(self) -> None:
        """Listen until the bus is gone or this is closed. No bus, and one that lets nobody in, are no error."""
        from jeepney import DBusErrorResponse, MatchRule, message_bus
        from jeepney.io.blocking import open_dbus_connection

        with (
            contextlib.suppress(OSError, ValueError, RuntimeError, DBusErrorResponse),
            open_dbus_connection(self.address, enable_fds=True, auth_timeout=_PATIENCE) as connection,
        ):
            self._connection = connection
            for signal in self.signals:
                connection.send(message_bus.AddMatch(MatchRule(type="signal", **signal)))
            self.begin(connection)
            while not self._closed:
                self.hear(connection, connection.receive())
        self.end()

    def close(self) -> None:
        """Have the thread end, without waiting for it: one that a bus keeps waiting ends with the program."""
        self._closed = True
        if self._connection is not None:
            with contextlib.suppress(OSError):  # it was closed by the other side
                self._connection.sock.shutdown(_BOTH_WAYS)

    def begin(self, connection: Any) -> None:
        """Ask what is to be asked at first; the answers are heard like everything else."""

    def end(self) -> None:
        """Let go of what is held: nothing more is heard."""

    def hear(self, connection: Any, message: Any) -> None:
        """Any message at all."""
        raise NotImplementedError


class ScreenSaver(Ear):
    """The session's bus: the desktop's screen saver, which locks, comes on."""

    signals = tuple({"interface": name, "member": "ActiveChanged"} for name in _SCREEN_SAVERS)

    def hear(self, connection: Any, message: Any) -> None:  # noqa: ARG002  # as every ear
        if _member(message) == "ActiveChanged" and message.body == (True,):
            self.lock()


class Login(Ear):
    """The computer's own bus: it goes to sleep, or a session is locked, whosever it is: that costs nobody a word.

    While the computer is awake this holds a *delay inhibitor*: a file that logind waits for to be closed before it lets
    the computer sleep. Locking ends the process and so closes it; where nothing is locked it is closed at once.
    """

    signals = (
        {"sender": _LOGIN, "path": _ROOT, "interface": _MANAGER, "member": "PrepareForSleep"},
        {"sender": _LOGIN, "interface": _SESSION, "member": "Lock"},
        {"sender": _LOGIN, "interface": _PROPERTIES, "member": "PropertiesChanged"},
    )

    def __init__(self, address: str, lock: Callable[[], bool]) -> None:
        super().__init__(address, lock)
        self._inhibitor: Any = None
        self._asked = 0

    def begin(self, connection: Any) -> None:
        from jeepney import DBusAddress, new_method_call

        words = ("sleep", "ShareDesk", "Locks before the computer sleeps", "delay")
        self._asked = next(connection.outgoing_serial)
        manager = DBusAddress(_ROOT, bus_name=_LOGIN, interface=_MANAGER)
        connection.send(new_method_call(manager, "Inhibit", "ssss", words), serial=self._asked)

    def end(self) -> None:
        if self._inhibitor is not None:
            self._inhibitor.close()
            self._inhibitor = None

    def hear(self, connection: Any, message: Any) -> None:
        from jeepney import HeaderFields, MessageType

        kind, member = message.header.message_type, _member(message)
        if kind == MessageType.method_return:
            if message.header.fields.get(HeaderFields.reply_serial) == self._asked:
                (self._inhibitor,) = message.body
                os.set_inheritable(self._inhibitor.fileno(), False)  # or the successor would have it unawares
        elif member == "PrepareForSleep":
            self._sleeps(connection, going=message.body == (True,))
        elif member == "Lock" or (member == "PropertiesChanged" and _is_locked(message.body)):
            self.lock()

    def _sleeps(self, connection: Any, *, going: bool) -> None:
        locked = self.lock()  # after waking too: what was opened between its words and its sleep
        if going and not locked:
            self.end()
        elif not going and self._inhibitor is None:
            self.begin(connection)


def _is_locked(changed: tuple[Any, ...]) -> bool:
    """Does it say of a session that its screen is locked?"""
    interface, now = changed[:2]
    return bool(interface == _SESSION and now.get("LockedHint") == ("b", True))


def _member(message: Any) -> str | None:
    """What a signal is called; None where a message has no such name."""
    from jeepney import HeaderFields

    name: str | None = message.header.fields.get(HeaderFields.member)
    return name
