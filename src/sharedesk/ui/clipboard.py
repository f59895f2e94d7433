"""The one way onto the clipboard, which any program can read: what we put there is taken back after half a minute.

And when the log is locked or its window closed, whatever of ours is on it by then. What another program put there
meanwhile is not ours to clear; what a person cut out of a box of ours may be all there is of it, so that is left until
the log is locked.
"""

from __future__ import annotations

import sys
from typing import cast

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from sharedesk import events
from sharedesk.events import Event

SECONDS = 30
UNTIL = f"It is taken off the clipboard after {SECONDS} seconds, and when this window locks."
"""For pages that say that something was copied."""
_NOT_FOR_HISTORIES = (
    ("ExcludeClipboardContentFromMonitorProcessing", b"1")
    if sys.platform == "win32"
    else ("x-kde-passwordManagerHint", b"secret")
)
"""How Windows and KDE are asked not to keep it in a history of their own. On Windows this was never run."""


class Clipboard(QObject):
    """The clipboard, as far as it is ours."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._text, self._ours, self._putting = "", False, False
        self._timer = QTimer(self, singleShot=True, interval=SECONDS * 1000)
        self._timer.timeout.connect(self._take_back)
        self._clipboard.dataChanged.connect(self._changed)

    def put(self, text: str) -> None:
        """Put a text there for a while."""
        made = QMimeData()
        made.setText(text)
        made.setData(*_NOT_FOR_HISTORIES)
        self._putting = True
        self._clipboard.setMimeData(made)
        self._putting = False
        self._hold(text)

    def clear(self) -> None:
        """Take back whatever of ours is there; it never waits for another program."""
        self._take_back()
        if self._clipboard.ownsClipboard():
            self._clipboard.clear()
        if self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)

    def _hold(self, text: str) -> None:
        self._text, self._ours = text, True
        self._timer.start()

    def _changed(self) -> None:
        """Somebody put something there: we, another program, or a person who copied from a page of ours."""
        if self._putting:
            return
        if not self._clipboard.ownsClipboard():  # nor may it be asked for: its program could keep us waiting
            self._ours, self._text = False, ""
            self._timer.stop()
        elif (text := self._clipboard.text()) != self._text:
            self._ours, self._text = False, ""
            self._timer.stop()
            if text and _only_read():
                self._hold(text)

    def _take_back(self) -> None:
        self._timer.stop()
        if self._ours:
            self._ours, self._text = False, ""
            self._clipboard.clear()
            events.note(Event.CLIPBOARD_CLEARED)


def _only_read() -> bool:
    """Is the focus in a text that cannot be changed, so that it stays where it was copied from?"""
    focus = cast(QObject | None, QApplication.focusWidget())
    return focus is not None and (isinstance(focus, QLabel) or focus.property("readOnly") is True)
