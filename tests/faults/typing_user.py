"""A window in a process of its own in which somebody types until it is killed: `… FOLDER PASSPHRASE WHERE`.

WHERE is the emergency form of a locked log ("locked") or of an open one ("open"), "short_route" or "correction". Keys
come one by one, at 6 to 30 a second: faster than people, so that a kill has more to lose. Standard output has a line
for every key, with the moment before it was pressed, and one for every note that was said to be saved. With a fourth
argument nothing is sealed while somebody types: the control.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from sharedesk.desk import settings
from sharedesk.ui import application, quick_keeping
from sharedesk.ui.pages.quick import QuickPage
from sharedesk.ui.process import Asked
from sharedesk.ui.recording import Recording

folder, passphrase, where, sealing = Path(sys.argv[1]), sys.argv[2], sys.argv[3], not sys.argv[4:]
WORDS = "".join(f"word {number} " for number in range(10_000))
SAVES_AFTER = 20
"""Keys after which an emergency note may be saved, one time in `SAVES_ONE_IN` a key."""
SAVES_ONE_IN = 20


def say(words: str) -> None:
    os.write(1, f"{words}\n".encode())


class User(QObject):
    """Goes to the page, and types."""

    def __init__(self, window: application.Window) -> None:
        super().__init__(window)
        self.window, self.steps, self.ready = window, self.work(), lambda: True
        self.box: QLineEdit | QPlainTextEdit
        self.typed = 0
        self.timer = QTimer(self, interval=10)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self) -> None:
        if self.ready():
            self.ready = lambda: False
            self.ready = next(self.steps, lambda: False)

    def work(self) -> Iterator:
        window = self.window
        if where != "locked":
            locked = window._pages["locked"].form
            locked.passphrase.setText(passphrase)
            locked.unlock.click()
            yield lambda: window.windowTitle() == "ShareDesk: Home"
        if where in ("locked", "open"):
            page = window._pages["quick"] if where == "locked" else window.show_page("quick", fresh=True)
            yield lambda: page.form.is_whole
            QTest.keyClicks(page.form.who.name, "Duty")
            page.form.chips.press(1)
            self.box = page.form.rest.shared
        else:
            decisions: list[str] = []
            window.worker.read(
                lambda vault: next(iter(vault.store.entries_of_kind(["recorded"]))).leaf.entity, decisions.append
            )
            yield lambda: bool(decisions)
            about = {"decision": decisions[0]} if where == "correction" else {"fresh": True}
            page = window.show_page(where, **about)
            yield lambda: bool(texts(page))
            self.box = texts(page)[0]
        self.box.setFocus()
        self.press()
        yield lambda: False

    def press(self) -> None:
        """One key, and the next a moment later."""
        say(f"key {time.monotonic()}")
        QTest.keyClick(self.box, WORDS[self.typed])
        self.typed += 1
        if where in ("locked", "open") and sealing and self.typed > SAVES_AFTER and not random.randrange(SAVES_ONE_IN):
            self.window._pages["quick"].save()
            return
        QTimer.singleShot(random.randrange(33, 160), self, self.press)


def texts(page: QWidget) -> list[QPlainTextEdit]:
    """What can be typed into by now: a page takes no key before there is a draft that keeps it."""
    return [
        each for each in page.findChildren(QPlainTextEdit)
        if each.isVisible() and each.isEnabled() and not each.isReadOnly()
    ]  # fmt: skip


def acknowledged(name: str, reference) -> None:
    """Have what the page says of a saved note said to whoever watches, too."""
    real = getattr(QuickPage, name)

    def saved(page: QuickPage, made) -> None:
        say(f"saved {reference(made)}")
        real(page, made)

    setattr(QuickPage, name, saved)


acknowledged("_sealed", lambda sealed: sealed.reference)
acknowledged("_recorded", lambda made: made.reference)
if not sealing:
    Recording.save = lambda _: None
    quick_keeping.Blind._seal_soon = lambda _: None
show = application.Window.show


def shown(self: application.Window) -> None:
    show(self)
    self.user = User(self)


application.Window.show = shown
sys.exit(application.run(Asked(folder, quick=where == "locked"), *settings.load()))
