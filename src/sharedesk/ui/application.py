"""Starts the window: dress, locale, and the process that is the locked log."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from sharedesk.ui import look
from sharedesk.ui.window import Window


def run(folder: Path) -> int:
    """Open the window on a log, locked. Gives the exit code."""
    app = QApplication.instance() or QApplication(["sharedesk"])
    assert isinstance(app, QApplication)
    app.setApplicationName("ShareDesk")
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    look.dress(app, look.system_scheme(app))
    window = Window(folder, lambda: _lock(window))
    app.aboutToQuit.connect(window.worker.close)
    window.show()
    return app.exec()


def _lock(window: Window) -> None:
    """Locking is a new process: what was in this one's memory goes with it."""
    window.hide()
    window.worker.close()
    os.execv(sys.executable, [sys.executable, "-m", "sharedesk", "open", str(window.folder)])
