"""Somebody at the real program, `sharedesk open FOLDER`, who types one word everywhere: `… FOLDER PASSPHRASE MINE HOW`.

HOW is what becomes of it: "lock", "close", "fault", "crash", "kill" (in the midst of a save) or "note" (an emergency
note, the log stays locked). What somebody chooses to save goes to the folder MINE, and nothing of it is ever finished.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from faults.marker import WORD
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QWidget

from sharedesk import __main__ as program
from sharedesk.ui import application, asking, printing
from sharedesk.ui.progress import Progress
from sharedesk.ui.recording import recording_of
from sharedesk.ui.sheet import SECTIONS
from sharedesk.vault.store import Store

folder, passphrase, mine, how = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4]
CTRL = Qt.KeyboardModifier.ControlModifier


class User(QObject):
    """Goes on with the next step as soon as what the one before waits for is there."""

    def __init__(self, window: application.Window) -> None:
        super().__init__(window)
        self.window, self.ready = window, lambda: True
        self.steps = self.note() if how == "note" else self.work()
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

    def type_into(self, page: QWidget) -> None:
        for box in boxes(page):
            box.setFocus()
            type_in(box, f"{WORD} ")

    def work(self) -> Iterator:
        window = self.window
        locked = window._pages["locked"].form
        yield locked.passphrase.isVisible
        QTest.keyClicks(locked.passphrase, passphrase)
        QTest.keyClick(locked.passphrase, Qt.Key.Key_Return)
        yield lambda: window._stack.currentWidget() is window._pages.get("home")
        page = window.show_page("short_route", fresh=True)
        yield self.answered()
        yield lambda: page.column.isEnabled() and len(boxes(page)) > 3
        self.type_into(page)
        yield self.answered()
        yield from self.sections()
        if how == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        if how == "fault":
            QTimer.singleShot(0, self, raises)
            yield (
                lambda: (
                    QApplication.activeModalWidget() is not None
                    or bool(
                        [
                            each
                            for each in QApplication.topLevelWidgets()
                            if isinstance(each, QDialog) and each.isVisible()
                        ]
                    )
                )
            )
        if how == "kill":
            die_in_the_midst_of_a_save()
        yield from self.record()
        yield from self.paper()
        yield from self.look_around()
        self.end()
        yield lambda: False

    def sections(self) -> Iterator:
        for section in SECTIONS.keys() - {"reconsiders"}:
            page = self.window.show_page("section", section=section)
            yield self.answered()
            yield self.answered()
            self.type_into(page)
        recording_of(self.window).save()
        yield self.answered()

    def record(self) -> Iterator:
        """The word stands in dates, too, which are refused: so these are emptied first."""
        window = self.window
        draft = recording_of(window).draft
        decision = {"reasons": WORD, "people": [{"key": "a", "who": {"name": WORD}, "roles": ["child"]}]}
        draft.answers = {key: value for key, value in draft.answers.items() if key in ("reasons", "purpose")} | decision
        page = window.show_page("check", back="short_route")
        yield self.answered()
        yield self.answered()
        page.form.record.click()
        yield self.answered()
        yield lambda: window._stack.currentWidget() is window._pages.get("recorded")
        window._pages["recorded"].form.copy.click()
        yield self.answered()

    def paper(self) -> Iterator:
        """Printing and saving, called off and stopped."""
        window = self.window
        window._pages["recorded"]._made and window.show_page("reading", decision=window._pages["recorded"]._made.id)
        yield self.answered()
        window._pages["reading"].form.copy.click()
        window._pages["reading"].form.preview.click()
        page = window._pages["preview"]
        yield lambda: page._printed is not None
        QTimer.singleShot(300, lambda: QApplication.activeModalWidget().reject())
        page._print()
        printing.choose_printer = lambda *_: to_a_file(mine / "printed.pdf")
        Progress.__call__ = stops
        page._print()
        yield self.answered()
        QTimer.singleShot(300, lambda: QApplication.activeModalWidget().reject())
        page._save()
        asking.where_to_save = lambda *_: mine / "no such folder" / "saved.pdf"
        page._save()
        yield self.answered()

    def look_around(self) -> Iterator:
        window = self.window
        type_in(window.find_box, WORD)
        yield self.answered()
        window.show_page("people")
        yield self.answered()
        page = window.show_page("settings")
        yield self.answered()
        page.form.idle.activated.emit(3)
        window.resize(window.width() + 10, window.height())
        yield self.answered()

    def end(self) -> None:
        if how == "close":
            self.window.close()
        else:
            QTest.keyClick(self.window, Qt.Key.Key_L, CTRL)

    def note(self) -> Iterator:
        window = self.window
        window.show_page("quick")
        yield lambda: window._pages["quick"].form.is_whole and window._pages["quick"]._is_ready
        page = window._pages["quick"]
        for box in (page.form.who.name, page.form.rest.at_risk, page.form.rest.shared, page.form.rest.why_line):
            box.setFocus()
            type_in(box, f"{WORD} ")
        yield lambda: page.form.foot.state.text().startswith("Sealed")
        page.form.foot.paper.click()
        page.paper.copy.click()
        page.form.foot.save.click()
        yield lambda: False


def boxes(page: QWidget) -> list[QLineEdit | QPlainTextEdit]:
    """Every box of a page that takes any words, but the days, months and years."""
    parts = (": day", ": month", ": year")
    return [
        box for box in (*page.findChildren(QLineEdit), *page.findChildren(QPlainTextEdit))
        if box.isVisible() and box.isEnabled() and not box.isReadOnly() and not box.accessibleName().endswith(parts)
    ]  # fmt: skip


def type_in(box: QWidget, words: str) -> None:
    """Key by key; QTest knows no key for an accent."""
    for letter in words:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(box, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def raises() -> None:
    held = f"{WORD} in a frame"
    raise ValueError(held)


def die_in_the_midst_of_a_save() -> None:
    """Whatever is written next is written half."""
    real = Store.append

    def append(store: Store, *arguments, **more):
        store.connection.execute("PRAGMA cache_spill = 1")
        threading.Timer(0.05, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
        real(store, *arguments, **more)
        signal.pause()

    Store.append = append


def stops(progress: Progress, _done: int, _of: int) -> None:
    from sharedesk.vault.errors import Cancelled

    raise Cancelled


def to_a_file(target: Path) -> QPrinter:
    printer = printing.new_printer()
    printer.setOutputFileName(str(target))
    return printer


show = application.Window.show


def shown(self: application.Window) -> None:
    show(self)
    self.user = User(self)


application.Window.show = shown
sys.argv[:] = ["sharedesk", "open", str(folder)]
sys.exit(program.main())
