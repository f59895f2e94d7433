"""A window in a process of its own, driven from inside: `python driver.py FOLDER PASSPHRASE WHAT`.

It opens the log and then does WHAT, so that a test can watch from outside what becomes of the process.
"""

from __future__ import annotations

import sys
import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMessageBox

from sharedesk.desk import settings
from sharedesk.ui import application, process
from sharedesk.ui.process import Asked

folder, passphrase, what = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
noted = folder.parent / "noted"
LONG = 600
"""Seconds: longer than any test waits."""
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def window():
    return next(each for each in QApplication.topLevelWidgets() if each.metaObject().className() == "Window")


def note(words: str) -> None:
    with noted.open("a", encoding="utf-8") as file:
        file.write(words + "\n")


def press_lock() -> None:
    target = QApplication.activeModalWidget() or QApplication.focusWidget() or window()
    QTest.keyClick(target, Qt.Key.Key_L, CTRL)


def dialog() -> None:
    made = QDialog(window())
    QLineEdit(made).setFocus()
    QTimer.singleShot(200, press_lock)
    made.exec()


def message() -> None:
    QTimer.singleShot(200, press_lock)
    QMessageBox.information(window(), "Keys", "A dialog that waits")


def file_dialog() -> None:
    QTimer.singleShot(300, press_lock)
    QFileDialog.getSaveFileName(window(), "Save", str(folder.parent / "x.pdf"))


def busy() -> None:
    window().worker.run(lambda: time.sleep(LONG), lambda _: None)
    QTimer.singleShot(200, press_lock)


def renew() -> None:
    window().worker.run(lambda: time.sleep(LONG), lambda _: None)  # a worker that is stuck keeps nobody
    window().renew(saved="7KQ2-M9XP-R")


def renew_dialog() -> None:
    QTimer.singleShot(200, lambda: window().renew(quick=True))
    QFileDialog.getSaveFileName(window(), "Save", str(folder.parent / "x.pdf"))


def gone() -> None:
    process.successor = lambda asked: [str(folder / "no such program")]
    press_lock()


def hide() -> None:
    QTest.keyClick(window(), Qt.Key.Key_H, CTRL | SHIFT)


def stuck() -> None:
    window().before_lock(lambda: time.sleep(LONG))
    press_lock()


def held_up() -> None:
    process.end_within = partial(process.end_within, 0.3)
    note("held up")
    time.sleep(LONG)


def failing() -> None:
    def full() -> None:
        raise OSError(28, "no space left")

    window()._hooks.insert(0, full)
    press_lock()


def close() -> None:
    window().close()


def idle() -> None:
    locking = next(each for each in QApplication.instance().children() if each.metaObject().className() == "Locking")
    locking._active -= 301


def fault() -> None:
    raise ValueError("Quillan Hartsworth-Test")


DO = {
    "lock": press_lock, "dialog": dialog, "message": message, "file dialog": file_dialog, "busy": busy, "hide": hide,
    "stuck": stuck, "failing": failing, "close": close, "idle": idle, "fault": fault, "nothing": lambda: None,
    "held up": held_up, "renew": renew, "renew dialog": renew_dialog, "gone": gone,
}  # fmt: skip


class Driver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.timer = QTimer(self, interval=20)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self) -> None:
        page = window()._pages.get("locked")
        if window().windowTitle() == "ShareDesk: Home":
            self.timer.stop()
            window().before_lock(lambda: note("sealed"))
            note("open")
            QTimer.singleShot(0, DO[what])
        elif page and page.form.unlock.isEnabled() and not page.form.passphrase.text():
            page.form.passphrase.setText(passphrase)
            page.form.unlock.click()


def begin() -> None:
    window.driver = Driver()


show = application.Window.show


def shown(self) -> None:
    show(self)
    begin()


application.Window.show = shown
sys.exit(application.run(Asked(folder), *settings.load()))
