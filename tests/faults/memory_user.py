"""Somebody at the window: `python memory_user.py FOLDER HOME PASSPHRASE WHAT`. They type the word in HOME/marker.

When all is typed there is a file HOME/typed; once there is HOME/go they end it: by Ctrl+L, or as WHAT says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPlainTextEdit, QWidget

from sharedesk.desk import record, settings
from sharedesk.domain.decision import Decision
from sharedesk.ui import application
from sharedesk.ui.process import Asked
from sharedesk.ui.recording import recording_of

folder, home, passphrase, what = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
word = (home / "marker").read_text()
CTRL = Qt.KeyboardModifier.ControlModifier


class User(QObject):
    """Goes on with the next step as soon as what the one before waits for is there."""

    def __init__(self, window: application.Window) -> None:
        super().__init__(window)
        self.window, self.ready = window, lambda: True
        kind = what.partition(" ")[0]
        self.steps = {"note": self.note, "sheet": self.sheet}.get(kind, self.work)()
        self.timer = QTimer(self, interval=20)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self) -> None:
        if self.ready():
            self.ready = lambda: False  # while a dialog runs a loop of its own inside the step
            self.ready = next(self.steps, lambda: False)

    def answered(self):
        """Once the worker has done all that it was asked."""
        answers: list[None] = []
        self.window.worker.run(lambda: None, answers.append)
        return lambda: bool(answers)

    def work(self) -> Iterator:
        window = self.window
        locked = window._pages["locked"].form
        locked.passphrase.setText(passphrase)
        locked.unlock.click()
        yield lambda: window.windowTitle() == "ShareDesk: Home"
        made: list = []
        decision = Decision(reasons=f"What was recorded of {word}, in full.")
        window.worker.write(lambda vault: record.record(vault, [decision]), made.extend)
        yield lambda: bool(made)
        window.show_page("reading", decision=made[0].id)
        yield self.answered()
        window.find_box.setFocus()
        QTest.keyClicks(window.find_box, word[:4])
        yield self.answered()
        page = window.show_page("short_route", fresh=True)
        yield self.answered()
        yield lambda: page.column.isEnabled() and len(boxes(page)) > 1
        for box in boxes(page):
            box.setFocus()
            QTest.keyClicks(box, word)
        recording_of(window).save()
        yield self.answered()
        yield from self.wait_to_go()
        if what == "dialog":
            QTimer.singleShot(100, self, lambda: QTest.keyClick(QApplication.activeModalWidget(), Qt.Key.Key_L, CTRL))
            QMessageBox.information(window, "Keys", f"A dialog about {word}")
        elif what != "stays":
            QTest.keyClick(window, Qt.Key.Key_L, CTRL)
        yield lambda: False

    def note(self) -> Iterator:
        window = self.window
        yield lambda: "quick" in window._pages and window._pages["quick"].form.is_whole
        page = window._pages["quick"]
        yield lambda: page._is_ready
        for box in (page.form.who.name, page.form.rest.at_risk, page.form.rest.shared, page.form.rest.why_line):
            box.setFocus()
            QTest.keyClicks(box, f"{word} ")
        yield lambda: page.form.foot.state.text().startswith("Sealed")
        yield from self.wait_to_go()
        if what == "note left":
            page.form.foot.leave.click()
        elif what == "note locked":
            QTest.keyClick(page.form.who.name, Qt.Key.Key_L, CTRL)
        else:
            page.form.foot.save.click()
        yield lambda: False

    def sheet(self) -> Iterator:
        """Locked out: what is typed from a recovery sheet and not used."""
        window = self.window
        yield lambda: "locked" in window._pages
        window._pages["locked"].form.cannot.click()
        yield self.answered()
        page = window._pages["recover"]
        yield page.form.code.isVisible
        for box in boxes(page):
            box.setFocus()
            QTest.keyClicks(box, word)
        yield from self.wait_to_go()
        if what == "sheet left":
            page.form.back.click()
        else:
            QTest.keyClick(page.code.lines[0].box, Qt.Key.Key_L, CTRL)
        yield lambda: False

    def wait_to_go(self) -> Iterator:
        (home / "typed").touch()
        yield (home / "go").exists


def boxes(page: QWidget) -> list[QLineEdit | QPlainTextEdit]:
    """Every box of a page that takes any words."""
    return [
        box for box in (*page.findChildren(QLineEdit), *page.findChildren(QPlainTextEdit))
        if box.isVisible() and box.isEnabled() and not box.isReadOnly()
    ]  # fmt: skip


show = application.Window.show


def shown(self: application.Window) -> None:
    show(self)
    self.user = User(self)


application.Window.show = shown
sys.exit(application.run(Asked(folder, quick=what.startswith("note")), *settings.load()))
