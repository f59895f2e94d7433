"""Starts the window and ends it: dress, locale, idle lock, and the new process that is the locked log."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QLocale, QTimer, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from sharedesk import events, quiet
from sharedesk.desk import settings
from sharedesk.desk.settings import Settings, SettingsDamaged
from sharedesk.events import Event
from sharedesk.resources import resource
from sharedesk.ui import look, placing, process
from sharedesk.ui.appearance import Appearance, Choice
from sharedesk.ui.process import Asked
from sharedesk.ui.window import Window

if TYPE_CHECKING:
    from sharedesk.ui.answering import Answering
    from sharedesk.ui.heeding import Heeding
    from sharedesk.ui.locking import Locking

_SOON_AFTER = 20
"""Milliseconds: what nobody misses in a window that is only just there waits until one can type in it."""
_AT_EASE = 3_000
"""Milliseconds after unlocking: home is read, and nobody waits for what is loaded then."""
UNSEALED = "The last words before locking could not be saved: the disk was full, or the log's folder was gone."
UNFINISHED = "What you typed in the emergency form is kept, sealed: it is among the notes to check once you unlock."


def run(asked: Asked, kept: Settings, damaged: SettingsDamaged | None) -> int:
    """Open the window, locked; on the last log used where none is named, or at the first page. Gives the exit code.

    `kept` are the settings, and `damaged` what is to be said of them.
    """
    app = QApplication(["sharedesk"])
    app.setApplicationName("ShareDesk")
    app.setDesktopFileName("sharedesk")
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    said = [(damaged, str(damaged)), (asked.unsealed, UNSEALED), (asked.unfinished, UNFINISHED)]
    session = Session(asked, kept, [words for so, words in said if so])
    window = session.window
    if damaged:
        events.note(Event.SETTINGS_SET_ASIDE)
        window.prefer(kept)  # the logs that were found: the next start knows them too
    sys.excepthook = session.fault
    if asked.place:
        placing.put(window, asked.place)
    else:
        placing.resize(window, kept.width, kept.height)
    if asked.hidden:
        window.showMinimized()
    else:
        window.show()
    QTimer.singleShot(_SOON_AFTER, session.settle)
    window.unlocked.connect(lambda: events.note(Event.UNLOCKED))
    code = app.exec()
    process.end_within()
    session.close()
    return code


class Session:
    """From unlocking to locking."""

    def __init__(self, asked: Asked, kept: Settings, notices: Sequence[str] = ()) -> None:
        app = cast(QApplication, QApplication.instance())
        likely = look.likely_scheme(app, contrast=kept.contrast)
        appearance = Appearance(app, kept.scheme, kept.text_percent, self._look, likely)
        folder = asked.folder or kept.last_log
        self._leaving = False
        self._quick = asked.quick
        self._locking: Locking | None = None
        self._heeding: Heeding | None = None
        self._answering: Answering | None = None
        self.window = Window(folder, self.lock, appearance, kept, settings.save, self.renew, asked, notices)
        self.window.unlocked.connect(lambda: QTimer.singleShot(_AT_EASE, self.window, self._back_up))

    def settle(self) -> None:
        """What a locked window can be without at first: the idle clock, the system's signals, its icon.

        Asking for its colours takes 25 ms, for PySide6 makes every enumeration of `Qt`. So does the filter over all
        events: Qt's own helpers pass through it, and to name one whose class it does not know PySide6 makes every class
        of QtCore.
        """
        steps = iter((self._ask_the_system, self._watch, self._listen, _keep_no_history, _wear_the_icon))

        def go_on() -> None:
            if step := next(steps, None):
                step()
                QTimer.singleShot(0, self.window, go_on)  # keys come between

        go_on()

    def _ask_the_system(self) -> None:
        """What the window took the system's colours to be was told by Qt's own; high contrast is kept for the next."""
        window = self.window
        window.appearance.ask()
        contrast = window.appearance.system == "contrast"
        if contrast != window.settings.contrast:
            window.prefer(replace(window.settings, contrast=contrast))

    def _watch(self) -> None:
        from sharedesk.ui.locking import Locking

        app, window = cast(QApplication, QApplication.instance()), self.window
        self._locking = Locking(self.lock, lambda: window.holds_words, lambda: window.settings.idle_minutes, app)
        app.installEventFilter(self._locking)
        qInstallMessageHandler(_no_words_of_qt)
        _ = window.clipboard  # it watches from now on
        _listen_to_the_system(window)

    def _back_up(self) -> None:
        """From now on backups are made by themselves; what makes them is loaded once the window is quiet."""
        from sharedesk.ui.backing_up import backing_of

        backing_of(self.window).begin()

    def _listen(self) -> None:
        """To what the system says, and to a second start of the program."""
        from sharedesk.ui.answering import Answering
        from sharedesk.ui.heeding import heed

        if self._locking is not None:
            self._heeding = heed(self.window, self._locking)
        if not self._quick:  # one that began at the emergency form is not the log's
            self._answering = Answering(self.window)

    def close(self) -> None:
        """The window was closed: let go of everything."""
        self.window.clipboard.clear()
        events.note(Event.CLOSED)
        for each in (self._heeding, self._answering):
            if each is not None:
                each.close()
        self.window.worker.close()

    def lock(self, *, hidden: bool = False) -> None:
        """Seal what is being written, then let a new process take this one's place: it never asks and never waits."""
        if self.window.holds_words:
            self._leave(Asked(hidden=hidden))
        elif hidden:
            self.window.showMinimized()

    def renew(self, *, saved: str = "", quick: bool = False, restore: Path | None = None) -> None:
        """Have a new process take this one's place, also where no log is open, for words were typed here.

        It comes up at the receipt of the note `saved` (its reference), at an empty emergency form, where a backup is
        restored, or locked.
        """
        self._leave(Asked(saved=saved, quick=quick, restore=restore))

    def _leave(self, asked: Asked) -> None:
        """Seal what waits to be sealed, and be replaced. Nothing keeps it from that."""
        if self._leaving:
            return
        window, self._leaving = self.window, True
        process.end_within()
        place = placing.place_of(window)
        for shown in QApplication.topLevelWidgets():
            shown.hide()
        sealed = window.seal()
        if not sealed:
            events.note(Event.UNSEALED)
        window.clipboard.clear()
        events.note(Event.LOCKED if window.is_inside else Event.RENEWED)
        asked = asked._replace(folder=window.folder, unsealed=not sealed, place=place, succeeds=True)
        asked = asked._replace(unfinished=window.kept_unfinished)
        process.replace(process.successor(asked))

    def _look(self, scheme: Choice, percent: int) -> None:
        self.window.prefer(replace(self.window.settings, scheme=scheme, text_percent=percent))

    def fault(self, kind: type[BaseException], _fault: BaseException, trace: TracebackType | None) -> None:
        """A fault of the program: say where, never what it held. The window stays, and so do the words in it."""
        from PySide6.QtWidgets import QMessageBox

        quiet.tell(kind, None, trace)
        place = quiet.place_of(kind, trace)
        said = QMessageBox(self.window)
        said.setIcon(QMessageBox.Icon.Warning)
        said.setWindowTitle("There is a problem")
        said.setText("ShareDesk met a fault of its own. What was saved before is intact.")
        said.setInformativeText(f"Please report this line; it holds nothing of your records:\n{place}")
        said.open()


def _no_words_of_qt(_kind: object, _context: object, _words: str) -> None:
    """Qt's own warnings may name a file or repeat a text, and standard error is often kept: only that there was one."""
    _note_a_warning()


@functools.cache
def _note_a_warning() -> None:
    """Once: a warning at every movement of the mouse would leave no room for anything else."""
    events.note(Event.QT_WARNED)


def _keep_no_history() -> None:
    """Qt's file dialog would remember folder names in a file of its own: let it be one that cannot be made."""
    from PySide6.QtCore import QSettings

    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)


def _wear_the_icon() -> None:
    from PySide6.QtGui import QIcon

    QGuiApplication.setWindowIcon(QIcon(str(resource("icons", "sharedesk.svg"))))


def _listen_to_the_system(window: Window) -> None:
    """Closing by the system's signals is closing by the button. (The idle clock's ticks let Python hear them.)"""
    import signal

    def close(_number: int, _frame: FrameType | None) -> None:
        QTimer.singleShot(0, window.close)  # Python may be in the middle of something that Qt asked of it

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), close)
