"""A D-Bus daemon of the test's own, with a stand-in for logind on it."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import threading
from pathlib import Path

CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={folder}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
"""
WAITS = 60.0
"""Seconds after which something that should happen does not."""


def missing() -> str:
    """Why there can be no bus here; empty where there can be."""
    if not sys.platform.startswith("linux"):
        return "D-Bus is Linux's"
    return "" if shutil.which("dbus-daemon") else "no dbus-daemon is installed here"


class Bus:
    """The daemon, at `address`, as the system's bus and the session's at once."""

    def __init__(self, folder: Path) -> None:
        file = folder / "bus.conf"
        file.write_text(CONFIGURATION.format(folder=folder))
        self.daemon = subprocess.Popen(
            ["dbus-daemon", f"--config-file={file}", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, text=True
        )
        assert self.daemon.stdout is not None
        self.address = self.daemon.stdout.readline().strip()
        assert self.address.startswith("unix:path=")

    @property
    def environment(self) -> dict[str, str]:
        return {"DBUS_SYSTEM_BUS_ADDRESS": self.address, "DBUS_SESSION_BUS_ADDRESS": self.address}

    def end(self) -> None:
        self.daemon.kill()
        self.daemon.communicate()


class Login:
    """The stand-in (logind.py), in a process of its own."""

    def __init__(self, bus: Bus) -> None:
        self.lines: queue.Queue[str] = queue.Queue()
        self.running = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("logind.py")), bus.address],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )  # fmt: skip
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        assert self.hears() == "ready"

    def _read(self) -> None:
        assert self.running.stdout is not None
        for line in self.running.stdout:
            self.lines.put(line.strip())

    def hears(self) -> str:
        """The next that it says."""
        return self.lines.get(timeout=WAITS)

    def do(self, order: str) -> None:
        assert self.running.stdin is not None
        self.running.stdin.write(order + "\n")

    def end(self) -> None:
        self.running.kill()
        self.running.wait()
        self.reader.join()
        for pipe in (self.running.stdin, self.running.stdout):
            pipe.close()
