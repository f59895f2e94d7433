"""A window in a process of its own, watched from outside while it is locked and replaced."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from ui.conftest import PASSPHRASE

import sharedesk
from sharedesk.ui import process
from sharedesk.ui.process import Asked
from sharedesk.vault import lock
from sharedesk.vault.errors import VaultInUse

SOURCE = Path(sharedesk.__file__).parent.parent


class Watched:
    """A window in its own process, and what its command line is now."""

    def __init__(
        self, script: Path, folder: Path, home: Path, *what: str, environment: dict[str, str] | None = None
    ) -> None:
        self.script, self.folder, self.noted = script, folder, folder.parent / "noted"
        self.surroundings = {
            "PATH": os.environ["PATH"], "HOME": str(home), "XDG_CONFIG_HOME": str(home), "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(SOURCE), **(environment or {}),
        }  # fmt: skip
        self.started = subprocess.Popen(
            [sys.executable, str(script), str(folder), PASSPHRASE, *what], env=self.surroundings, stderr=subprocess.PIPE
        )

    @property
    def arguments(self) -> list[str]:
        """Its command line, read until it is twice the same: the system makes the file anew at each call of `read`."""
        file, before, now = Path(f"/proc/{self.started.pid}/cmdline"), b"", b"?"
        while now != before:
            before, now = now, file.read_bytes()
        return now.decode().split("\0")[:-1]

    def successor(self) -> Asked:
        """What the process that took over was asked for; its place, and that it succeeds, apart."""
        arguments = self.arguments
        found = process.asked(arguments[4:])
        assert found is not None, arguments
        assert arguments == process.successor(found), f"something else is told to it: {arguments}"
        assert found.place is not None, arguments
        assert found.succeeds, arguments
        return found._replace(place=None, succeeds=False)

    def notes(self) -> list[str]:
        return self.noted.read_text().split() if self.noted.exists() else []

    def wait(self, happened, seconds=60.0) -> float:
        began = time.monotonic()
        while not happened():
            if time.monotonic() - began > seconds:
                raise AssertionError(f"nothing after {seconds} s; noted {self.notes()}; it runs as {self.arguments}")
            time.sleep(0.01)
        return time.monotonic() - began

    def replaced_in_time(self, seconds: float) -> bool:
        """Is it replaced within so many seconds, more where several programs want each processor?"""
        took = self.wait(self.replaced, 60)
        return took < seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))

    def replaced(self) -> bool:
        """Has another program taken over, and can its whole command line be read? (Not while it is being set up.)

        And is the log free? The system lets go of a file some milliseconds after the program that held it is gone.
        """
        arguments = self.arguments
        other = "sharedesk" in arguments and str(self.folder) in arguments and str(self.script) not in arguments
        return other and self._is_free()

    def _is_free(self) -> bool:
        if not (self.folder / lock.NAME).exists():
            return True
        try:
            lock.VaultLock(self.folder).release()
        except VaultInUse:
            return False
        return True
