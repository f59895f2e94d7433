"""The window: a rail on the left, a bar on top, and one page, known by its name and made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from PySide6 import QtCore
from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QMainWindow, QStackedWidget, QWidget

from sharedesk.desk.settings import Settings, label_of
from sharedesk.errors import ShareDeskError
from sharedesk.ui.appearance import Appearance
from sharedesk.ui.page import Page
from sharedesk.ui.process import Asked
from sharedesk.ui.worker import Worker

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from sharedesk.ui.clipboard import Clipboard
    from sharedesk.ui.frame import Bar, Rail
    from sharedesk.ui.warming import Warming

SHORTCUTS = (
    ("Alt+E", "Emergency share, locked or not"),
    ("Ctrl+1 … Ctrl+6, Ctrl+Enter", "In an emergency share: why it could not wait, and save now"),
    ("Ctrl+N", "Record a decision"), ("Ctrl+F", "Find"), ("Ctrl+L", "Lock now"), ("Ctrl+Shift+H", "Hide now"),
    ("Ctrl+P", "Preview and print"), ("Ctrl+1 … Ctrl+6", "The six parts of a decision"),
    ("y, n, d", "Yes, no and I don't know, where a question has them"),
    ("t, y", "Today and yesterday, in the boxes of a date"), ("Alt+1 … Alt+6", "The places on the left"),
    ("F1", "Guidance for where you are"), ("Ctrl++ and Ctrl+-", "Larger and smaller text"), ("Ctrl+/", "This list"),
)  # fmt: skip

_SOON_AFTER = 20
"""Milliseconds until a window that is there knows its keys: naming one makes all enumerations of `Qt` (ui/style.py)."""
_AT_EASE = 200
"""Milliseconds after the first page is shown: it is painted, and reads what it shows."""


class Renew(Protocol):
    """Has a new process take this one's place: at the locked page, a saved note's receipt, an empty form, a restore."""

    def __call__(self, *, saved: str = "", quick: bool = False, restore: Path | None = None) -> None: ...


class Lock(Protocol):
    """Locks the log, which ends this process; `hidden` has its successor come up minimised."""

    def __call__(self, *, hidden: bool = False) -> None: ...


class Window(QMainWindow):
    """One log's window; it never says a name in its title.

    `lock` is called when the log is to be locked, `renew` when words were left in the memory of a locked window, and
    `keep` stores settings. `asked` says which page is the first. `notices` wait to be said on it. `goes_on_at` is the
    page after unlocking; `kept_unfinished`: an emergency note was left before it was saved, and is sealed.
    """

    unlocked = Signal()

    def __init__(
        self, folder: Path | None, lock: Lock, appearance: Appearance | None = None, settings: Settings | None = None,
        keep: Callable[[Settings], None] = lambda settings: None,
        renew: Renew = lambda *, saved="", quick=False, restore=None: None,
        asked: Asked = Asked(), notices: Sequence[str] = (),  # noqa: B008  # it never changes
    ) -> None:  # fmt: skip
        super().__init__()
        self.settings, self._keep = settings or Settings(), keep
        self.notices = list(notices)
        self._hooks: list[Callable[[], None]] = []
        self.appearance = appearance or Appearance(cast(QApplication, QApplication.instance()))
        self.folder, self.worker = folder, Worker(self)
        self.renew, self._lock, self._pages = renew, lock, dict[str, Page]()
        self.practice, self.has_recovery = False, True
        self._clipboard: Clipboard | None = None
        self.kept_unfinished, self.goes_on_at = False, "home"
        self.setMinimumSize(QSize(640, 480))
        self.resize(1100, 760)
        self._stack = QStackedWidget()
        self._rail: Rail | None = None
        self._bar: Bar | None = None
        self._warming: Warming | None = None
        whole = QWidget()
        self._grid = QGridLayout(whole)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._grid.addWidget(self._stack, 1, 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setRowStretch(1, 1)
        self.setCentralWidget(whole)
        QTimer.singleShot(0, self, lambda: QTimer.singleShot(_SOON_AFTER, self, self._add_shortcuts))
        self.worker.failed.connect(self.problem)
        if asked.quick:
            self.show_page("quick")
        elif asked.saved:
            self.show_page("quick_saved", reference=asked.saved)
        elif asked.restore:
            self.show_page("restore", file=asked.restore)
        else:
            self.show_page("locked" if folder else "first_passphrase")

    def show_page(self, name: str, **about: object) -> Page:
        """Show a page, made when it is first asked for. `about` is handed to its `show_about`."""
        current = self._stack.currentWidget()
        if isinstance(current, Page):
            current.leaving()
        page = self.made(name)
        if not page.outside or self.is_inside:
            self._furnish().show_place(page.place or name)
        if about:
            page.show_about(**about)
        self._stack.setCurrentWidget(page)
        self.setWindowTitle(f"ShareDesk: {page.title}")
        page.entered()
        return page

    def show_guidance(self) -> None:
        """Read about where one is, and come back to the very same place. Without a log there are only the keys."""
        page, focus = self._stack.currentWidget(), self.focusWidget()
        if not self.is_inside or not isinstance(page, Page):
            self._say_shortcuts()
            return
        name = next(known for known, held in self._pages.items() if held is page)
        if name == "guidance":
            page.entered()
            return

        def back() -> None:
            self.show_page(name)
            if focus is not None:
                from sharedesk.ui.fields import return_to

                return_to(focus)

        self.show_page("guidance", place=page.on_the_shelf(), back=back)

    def made(self, name: str) -> Page:
        """A page, made when it is first asked for."""
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = import_module(f"sharedesk.ui.pages.{name}").make(self)
            self._stack.addWidget(page)
        return page

    def opened(self, *, practice: bool, has_recovery: bool, log: str = "", inbox: str = "") -> None:
        """A log is open: remember which (its id, and its inbox's key), unless it is for practice, and go home."""
        self.practice, self.has_recovery = practice, has_recovery
        if log and self.folder and not practice:
            self.prefer(self.settings.having_used(self.folder.absolute(), label_of(log), inbox))
        self.show_page(self.goes_on_at)
        self.goes_on_at = "home"
        for name in [name for name, page in self._pages.items() if page.outside]:
            gone = self._pages.pop(name)  # with the passphrase that was typed in it
            self._stack.removeWidget(gone)
            gone.deleteLater()
        QTimer.singleShot(_AT_EASE, self, lambda: self.warming)
        self.unlocked.emit()

    @property
    def clipboard(self) -> Clipboard:
        """The one way onto the clipboard."""
        if self._clipboard is None:
            from sharedesk.ui.clipboard import Clipboard

            self._clipboard = Clipboard(self)
        return self._clipboard

    @property
    def warming(self) -> Warming:
        """What makes the pages of a decision ready, begun when first asked for."""
        if self._warming is None:
            from sharedesk.ui.warming import Warming

            self._warming = Warming(self)
        return self._warming

    def prefer(self, settings: Settings) -> None:
        """Hold to other settings from now on, and have them kept."""
        self.settings = settings
        self.worker.run(lambda: self._keep(settings), lambda _: None)

    def before_lock(self, hook: Callable[[], None]) -> None:
        """Have `hook` called, in this thread, before the log is locked or the window closed: it seals what is unsaved.

        It may not ask anything nor wait for the worker, and has a second at most.
        """
        self._hooks.append(hook)

    def lock(self) -> None:
        """Lock the log: another process takes this one's place."""
        self._lock()

    def seal(self) -> bool:
        """Call every hook. False where one failed; the others are called all the same: nothing keeps a log unlocked."""
        sealed = True
        for hook in self._hooks:
            try:
                hook()
            except Exception:  # noqa: BLE001  # a full disk or a fault of ours: it is said after locking
                sealed = False
        return sealed

    def closeEvent(self, event: QCloseEvent) -> None:  # Qt's own
        """Closing is locking without a successor. Its size is for the next one."""
        self.seal()
        size = self.normalGeometry().size() if self.isMaximized() or self.isMinimized() else self.size()
        if (size.width(), size.height()) != (self.settings.width, self.settings.height):
            self.prefer(replace(self.settings, width=size.width(), height=size.height()))
        super().closeEvent(event)

    def problem(self, problem: ShareDeskError) -> None:
        """Something failed that no page took for its own."""
        from PySide6.QtWidgets import QMessageBox

        said = QMessageBox(QMessageBox.Icon.Warning, "There is a problem", str(problem), parent=self)
        said.setTextFormat(QtCore.Qt.TextFormat.PlainText)  # it may name a file, and a file may be called anything
        said.exec()

    @property
    def holds_words(self) -> bool:
        """Is there anything that locking takes away: an open log, or words that wait to be sealed?"""
        return self.worker.is_open or bool(self._hooks)

    @property
    def is_inside(self) -> bool:
        """Has a log been opened?"""
        return self._rail is not None

    @property
    def find_box(self) -> QLineEdit:
        """The find box, once a log is open."""
        if self._bar is None:
            raise RuntimeError("no log was opened")
        return self._bar.find_box

    def _furnish(self) -> Rail:
        """The rail and the bar, made when first wanted: a locked window has neither, and is there the sooner."""
        if self._rail is None:
            from sharedesk.ui.frame import Bar, Rail

            self._rail, self._bar = Rail(self.show_page), Bar(self._lock, self.share)
            self._bar.find_box.textEdited.connect(self._found)
            self._grid.addWidget(self._bar, 0, 0, 1, 2)
            self._grid.addWidget(self._rail, 1, 0)
            for first, second in ((self._bar, self._rail), (self._rail, self._stack)):
                self.setTabOrder(first, second)
        return self._rail

    def _found(self, words: str) -> None:
        if words.strip():
            self.show_page("found", words=words)
            self.find_box.setFocus()

    def share(self) -> None:
        """The emergency form, afresh; where it is open already, it stays as it is."""
        if self._stack.currentWidget() is not self._pages.get("quick"):
            self.show_page("quick", fresh=True)

    def _record(self) -> None:
        if self.is_inside:
            self.show_page("short_route", fresh=True)

    def _find(self) -> None:
        if self.is_inside:
            self.find_box.setFocus()

    def _add_shortcuts(self) -> None:
        from PySide6.QtGui import QAction, QKeySequence

        def add(keys: str, do: Callable[[], object]) -> None:
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _=False: do())
            self.addAction(action)

        add("Ctrl+F", self._find)
        add("Ctrl+N", self._record)
        add("Alt+E", self.share)
        add("Ctrl+/", self._say_shortcuts)
        add("F1", self.show_guidance)
        for keys in ("Ctrl++", "Ctrl+="):
            add(keys, self.appearance.larger)
        add("Ctrl+-", self.appearance.smaller)
        add("Ctrl+0", self.appearance.usual)

    def _say_shortcuts(self) -> None:
        from PySide6.QtWidgets import QMessageBox

        QMessageBox.information(self, "Keys", "\n".join(f"{keys}:  {what}" for keys, what in SHORTCUTS))
