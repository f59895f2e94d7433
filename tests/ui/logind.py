"""A stand-in for systemd-logind on a bus of the test's own: `python logind.py ADDRESS`. What it does it says, in lines.

It hands out real inhibitors (the writing end of a pipe), and says "released" once the last copy of one is closed, with
the command line that the process which asked for it has at that moment. Orders come by its standard input:
`sleep`, `wake`, `lock`, `hint yes|no`, `saver NAME yes|no`.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusUnixFileDescriptor, QDBusVirtualObject

LOGIN, ROOT = "org.freedesktop.login1", "/org/freedesktop/login1"
MANAGER, SESSION = f"{LOGIN}.Manager", f"{LOGIN}.Session"
OURS = f"{ROOT}/session/_32"


def say(*words: object) -> None:
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


class Inhibitor(QObject):
    def __init__(self, parent: QObject, asker: int) -> None:
        super().__init__(parent)
        self.asker = asker
        self.reading, writing = os.pipe()
        self.handed = QDBusUnixFileDescriptor(writing)
        os.close(writing)
        self.notifier = QSocketNotifier(self.reading, QSocketNotifier.Type.Read, self)
        self.notifier.activated.connect(self.closed)

    def closed(self) -> None:
        self.notifier.setEnabled(False)
        command = Path(f"/proc/{self.asker}/cmdline")
        say("released", command.read_bytes().replace(b"\0", b" ").decode() if command.exists() else "gone")


class Login(QDBusVirtualObject):
    def introspect(self, _path: str) -> str:
        return ""

    def handleMessage(self, message: QDBusMessage, bus: QDBusConnection) -> bool:  # noqa: N802  # Qt's own
        if message.member() == "Inhibit":
            what, _, _, mode = message.arguments()
            made = Inhibitor(self, bus.interface().servicePid(message.service()).value())
            reply, made.handed = message.createReply(made.handed), None
            say("inhibit", what, mode)
            return bus.send(reply)
        return False


def signal(path: str, interface: str, name: str, *arguments: object) -> None:
    message = QDBusMessage.createSignal(path, interface, name)
    message.setArguments(list(arguments))
    bus.send(message)


def obey() -> None:
    orders = os.read(0, 65536).decode()
    for order in orders.splitlines():
        carry_out(order.split())
    if not orders:
        app.quit()


def carry_out(order: list[str]) -> None:
    match order:
        case ["sleep"] | ["wake"]:
            signal(ROOT, MANAGER, "PrepareForSleep", order == ["sleep"])
        case ["lock"]:
            signal(OURS, SESSION, "Lock")
        case ["hint", locked]:
            changed = {"LockedHint": locked == "yes"}
            signal(OURS, "org.freedesktop.DBus.Properties", "PropertiesChanged", SESSION, changed, [""])
        case ["saver", name, on]:
            signal("/ScreenSaver", name, "ActiveChanged", on == "yes")


app = QCoreApplication([])
bus = QDBusConnection.connectToBus(sys.argv[1], "logind")
login = Login()
if not bus.registerVirtualObject(ROOT, login, QDBusConnection.VirtualObjectRegisterOption.SubPath):
    sys.exit("there is something already")
while not bus.registerService(LOGIN):  # until the bus has noticed that the one before is gone
    time.sleep(0.02)
orders = QSocketNotifier(0, QSocketNotifier.Type.Read)
orders.activated.connect(obey)
say("ready")
app.exec()
