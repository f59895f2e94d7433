"""What the system itself says that locks a log: it is going to sleep, or its own screen lock has come on.

One module for each system hears it, loaded once the window is up. Where there is nothing to hear it by, nothing is
said: the clocks in `ui.locking` still tell of a sleep afterwards.
"""

from __future__ import annotations

import sys
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sharedesk.ui.locking import Locking


class Heeding(Protocol):
    """Whoever listens, until it is closed."""

    def close(self) -> None:
        """Listen no more, before the program ends."""
        ...


def heed(window: QWidget, locking: Locking) -> Heeding | None:
    """Have `locking` hear of it. None where this system offers nothing."""
    if sys.platform == "linux":
        from sharedesk.ui.heeding_linux import Listening

        listening = Listening(locking.is_open)
        listening.told.connect(locking.heard, Qt.ConnectionType.QueuedConnection)
        return listening
    if sys.platform == "win32":
        from sharedesk.ui.heeding_windows import Messages

        return Messages(int(window.winId()), locking.heard)
    if sys.platform == "darwin":
        from sharedesk.ui.heeding_macos import Notifications

        return Notifications(locking.heard)
    return None
