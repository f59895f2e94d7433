"""The program, unlocked and then locked by its key; what takes its place says when one can type in it.

usage: locking_probe.py open FOLDER. It replaces itself by `locking_probe.py again ARGUMENTS`, where the program would
replace itself by `python -m sharedesk ARGUMENTS`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_WORDS, sys.argv[1:] = sys.argv[1:], []
sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import window_probe  # noqa: E402  # it reads the arguments


def unlock_and_lock(folder: str) -> None:
    """Unlock, wait for home and for all that it makes ready, and press Ctrl+L."""
    from benchmarks import logs

    from sharedesk import __main__ as program
    from sharedesk.ui import process

    go_on, successor = program._window, process.successor
    process.successor = lambda asked: [sys.executable, str(Path(__file__)), "again", *successor(asked)[4:]]

    def watched(asked: process.Asked) -> int:
        from sharedesk.desk import settings  # noqa: F401  # in the program's own order
        from sharedesk.ui.application import Window

        show = Window.show

        def shown(self: Window) -> None:
            show(self)
            _drive(self, logs.PASSPHRASE)

        Window.show = shown  # type: ignore[method-assign]
        return go_on(asked)

    program._window = watched
    sys.argv = ["sharedesk", "open", folder]
    program.main()


def _drive(window: object, passphrase: str) -> None:
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtTest import QTest

    timer = QTimer(window, interval=20)  # type: ignore[call-overload]

    def look() -> None:
        locked = window._pages.get("locked")  # type: ignore[attr-defined]
        if locked and locked.form.unlock.isEnabled() and not locked.form.passphrase.text():
            locked.form.passphrase.setText(passphrase)
            locked.form.unlock.click()
        elif window.windowTitle() == "ShareDesk: Home" and window.warming.done:  # type: ignore[attr-defined]
            timer.stop()
            os.write(1, b"locking\n")
            QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)  # type: ignore[call-overload]

    timer.timeout.connect(look)
    timer.start()


def main() -> None:
    """Do what is asked for."""
    if _WORDS[0] == "again":
        window_probe._program(_WORDS[1:], lambda pages: pages["locked"].form.passphrase)  # type: ignore[attr-defined]
    else:
        unlock_and_lock(_WORDS[1])


if __name__ == "__main__":
    main()
