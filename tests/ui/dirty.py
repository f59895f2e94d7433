"""A window in a process of its own, locked in the midst of work: `python dirty.py FOLDER PASSPHRASE EDITOR OVER`.

It opens the log, types into every box of EDITOR, opens OVER on top of that and presses Ctrl+L, all by key events. With
"unsealed" before EDITOR nothing is sealed when it locks: the control. What was typed goes to the file `typed`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from sharedesk.desk import quick_share, settings
from sharedesk.domain.quick_share import new_note
from sharedesk.ui import application, asking
from sharedesk.ui.process import Asked
from sharedesk.ui.recording import recording_of
from sharedesk.vault.errors import DiskFull

folder, passphrase, editor, over = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
CTRL = Qt.KeyboardModifier.ControlModifier


def boxes(page: QWidget) -> list[QLineEdit | QPlainTextEdit]:
    """Every box that words are typed in; the parts of a date have one of their own for words."""
    found = [*page.findChildren(QLineEdit), *page.findChildren(QPlainTextEdit)]
    parts = (": day", ": month", ": year")
    return [
        box for box in found
        if box.isVisible() and box.isEnabled() and not box.isReadOnly() and not box.accessibleName().endswith(parts)
        and not isinstance(box.parentWidget(), QComboBox)
    ]  # fmt: skip


def choices(page: QWidget) -> list[QComboBox]:
    return [each for each in page.findChildren(QComboBox) if each.isVisible() and each.isEnabled()]


def whole(page: QWidget) -> bool:
    """The emergency form is made in steps."""
    return getattr(page.form, "is_whole", True)


class User(QObject):
    """Goes on with the next step of `steps` as soon as what the one before waits for is there."""

    def __init__(self, window: application.Window) -> None:
        super().__init__(window)
        self.window, self.steps, self.ready = window, self.work(), lambda: True
        self.timer = QTimer(self, interval=20)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def look(self) -> None:
        if self.ready():
            self.ready = lambda: False  # while a dialog runs a loop of its own inside the step
            self.ready = next(self.steps, lambda: False)

    def shown(self, name: str, **about: object):
        """Show a page, and wait until the worker has answered what it asks and there is something to type in."""
        page, answers = self.window.show_page(name, **about), []
        self.window.worker.run(lambda: None, answers.append)
        return (
            page,
            lambda: bool(answers) and page.column.isEnabled() and whole(page) and bool(boxes(page) or choices(page)),
        )

    def work(self) -> Iterator:
        window = self.window
        locked = window._pages["locked"].form
        locked.passphrase.setText(passphrase)
        locked.unlock.click()
        yield lambda: window._stack.currentWidget() is window._pages.get("home")
        name = editor.removeprefix("unsealed ")
        decisions: list[str] = []
        window.worker.read(
            lambda vault: next(iter(vault.store.entries_of_kind(["recorded"]))).leaf.entity, decisions.append
        )
        yield lambda: bool(decisions)
        if name == "correction":
            page, ready = self.shown("correction", decision=decisions[0])
        elif name == "afterwards":
            note, made = msgspec.structs.replace(new_note(datetime.now(UTC)), at_risk="K.M.", why_line="At once."), []
            window.worker.write(lambda vault: quick_share.record_now(vault, note), made.append)
            yield lambda: bool(made)
            window.show_page("afterwards", decision=made[0].id)
            yield lambda: recording_of(window).draft is not None
            page, ready = self.shown("afterwards_part", section="emergency")
        elif name == "quick":
            page, ready = self.shown("quick", fresh=True)
            yield lambda: recording_of(window).draft is not None
        elif name in ("reconsider", "reconsiders"):
            page, ready = self.shown("short_route", reconsider=decisions[0])
        else:
            page, ready = self.shown("short_route", fresh=True)
        yield ready
        if name not in ("afterwards", "correction", "quick", "reconsider", "short_route"):
            QTest.keyClicks(boxes(page)[0], "Robin Madeup")  # who is to be told
            part = choices(page)[0]
            part.setCurrentIndex(part.findData("child"))
            page, ready = self.shown("section", section=name)
            yield ready
            if not boxes(page):  # there is something to say only of a request by somebody
                asked = choices(page)[0]
                asked.setCurrentIndex(asked.findData("no"))
                yield lambda: bool(boxes(page))
        self.type(boxes(page))
        if editor != name:
            window._hooks.clear()
            recording_of(window)._soon.stop()
            window._hooks.append(lambda: None)
        yield from self.open_over(page)

    def type(self, into: list[QLineEdit | QPlainTextEdit]) -> None:
        typed = []
        for number, box in enumerate(into):
            words = f"kept{number:03}x"
            box.setFocus()
            QTest.keyClicks(box, words)
            typed.append(words)
        folder.with_name("typed").write_text("\n".join(typed))

    def lock_when(self, there) -> None:
        """Press Ctrl+L on whatever takes keys, once `there` says that it is up. (The step itself may be inside it.)"""
        timer = QTimer(self, interval=20)

        def look() -> None:
            if there():
                timer.stop()
                target = QApplication.activePopupWidget() or QApplication.activeModalWidget()
                folder.with_name("over").write_text(type(target).__name__)
                QTest.keyClick(target or QApplication.focusWidget() or self.window, Qt.Key.Key_L, CTRL)

        timer.timeout.connect(look)
        timer.start()

    def open_over(self, page) -> Iterator:
        window, modal, popup = self.window, QApplication.activeModalWidget, QApplication.activePopupWidget
        if over in ("save", "print", "password"):
            from sharedesk.desk import release

            preview = window.show_page("preview", make=release.slip, back=lambda: None)
            yield preview.form.save.isEnabled
            if over == "password":
                preview.form.protect.click()
                QTest.keyClicks(preview.form.password, "a secret that stays here")
                self.lock_when(lambda: True)
            else:
                self.lock_when(modal)
                (preview.form.save if over == "save" else preview.form.print_it).click()
        elif over == "back up":
            self.lock_when(modal)
            window.show_page("backups").form.copy.click()
        elif over == "menu":
            self.lock_when(popup)
            box = boxes(page)[0]
            QApplication.sendEvent(box, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5)))
        elif over == "list":
            self.lock_when(popup)
            next(each for each in page.findChildren(QComboBox) if each.isVisible()).showPopup()
        elif over == "fault":
            self.lock_when(modal)
            QTimer.singleShot(0, self, self.fail)
        elif over == "discard":
            self.lock_when(modal)
            page.form.discard.click()
        else:
            self.lock_when(modal)
            opened = {
                "keys": window._say_shortcuts,
                "problem": lambda: window.problem(DiskFull()),
                "folder": lambda: asking.folder(page, "Find a folder", folder),
            }
            opened[over]()
        yield lambda: False

    def fail(self) -> None:
        raise ValueError("a fault of the program")


show = application.Window.show


def shown(self: application.Window) -> None:
    show(self)
    self.user = User(self)


application.Window.show = shown
sys.exit(application.run(Asked(folder), *settings.load()))
