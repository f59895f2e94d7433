"""The window: a rail on the left, a bar on top, and one page. It knows pages by name and makes each when first shown."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from sharedesk.desk.settings import Settings, label_of
from sharedesk.errors import ShareDeskError
from sharedesk.ui import look
from sharedesk.ui.appearance import Appearance
from sharedesk.ui.icons import wear
from sharedesk.ui.page import Page
from sharedesk.ui.worker import Worker

RAIL = (("home", "Home"), ("decisions", "Decisions"), ("log", "This log"))
SHORTCUTS = (
    ("Ctrl+N", "Record a decision"), ("Ctrl+F", "Find"), ("Ctrl+L", "Lock now"), ("Ctrl+P", "Preview and print"),
    ("Alt+1 … Alt+3", "The places on the left"), ("Ctrl++ and Ctrl+-", "Larger and smaller text"), ("Ctrl+/", "This list"),
)  # fmt: skip


class Lock(Protocol):
    """Locks the log, which ends this process; `hidden` has its successor come up minimised."""

    def __call__(self, *, hidden: bool = False) -> None: ...


class Window(QMainWindow):
    """One log's window; it never says a name in its title.

    `lock` is called when the log is to be locked, and `keep` stores settings. `notices` wait to be said on the first page.
    """

    def __init__(
        self, folder: Path | None, lock: Lock, appearance: Appearance | None = None, settings: Settings | None = None,
        keep: Callable[[Settings], None] = lambda settings: None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.settings, self._keep = settings or Settings(), keep
        self.notices: list[str] = []
        self._hooks: list[Callable[[], None]] = []
        self.appearance = appearance or Appearance(cast(QApplication, QApplication.instance()))
        self.folder, self.worker = folder, Worker(self)
        self._lock, self._pages = lock, dict[str, Page]()
        self.practice, self.has_recovery = False, True
        self.setMinimumSize(QSize(640, 480))
        self.resize(1100, 760)
        self._stack = QStackedWidget()
        self._rail, self._bar = self._make_rail(), self._make_bar()
        middle = QWidget()
        across = QHBoxLayout(middle)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._rail)
        across.addWidget(self._stack, 1)
        whole = QWidget()
        down = QVBoxLayout(whole)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self._bar)
        down.addWidget(middle, 1)
        self.setCentralWidget(whole)
        self._add_shortcuts()
        self.worker.failed.connect(self.problem)
        self.show_page("locked" if folder else "first_passphrase")

    def show_page(self, name: str, **about: object) -> Page:
        """Show a page, made when it is first asked for. `about` is handed to its `show_about`."""
        current = self._stack.currentWidget()
        if isinstance(current, Page):
            current.leaving()
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = import_module(f"sharedesk.ui.pages.{name}").make(self)
            self._stack.addWidget(page)
        self._rail.setHidden(page.outside)
        self._bar.setHidden(page.outside)
        if about:
            page.show_about(**about)
        self._stack.setCurrentWidget(page)
        for key, button in self._rail_buttons.items():
            button.setChecked(key == name)
        self.setWindowTitle(f"ShareDesk: {page.title}")
        page.entered()
        return page

    def opened(self, *, practice: bool, has_recovery: bool, log: str = "") -> None:
        """A log is open: remember which (its id), unless it is for practice, and go home."""
        self.practice, self.has_recovery = practice, has_recovery
        if log and self.folder and not practice:
            self.prefer(self.settings.having_used(self.folder.absolute(), label_of(log)))
        self.show_page("home")

    def prefer(self, settings: Settings) -> None:
        """Hold to other settings from now on, and have them kept."""
        self.settings = settings
        self.worker.run(lambda: self._keep(settings), lambda _: None)

    def before_lock(self, hook: Callable[[], None]) -> None:
        """Have `hook` called, in this thread, before the log is locked or the window closed: it seals what is unsaved.

        It may not ask anything nor wait for the worker, and has a second at most.
        """
        self._hooks.append(hook)

    def seal(self) -> bool:
        """Call every hook. False where one failed; the others are called all the same: nothing keeps a log unlocked."""
        sealed = True
        for hook in self._hooks:
            try:
                hook()
            except Exception:  # noqa: BLE001  # a full disk or a fault of ours: it is said after locking
                sealed = False
        return sealed

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's own
        """Closing is locking without a successor."""
        self.seal()
        super().closeEvent(event)

    def problem(self, problem: ShareDeskError) -> None:
        """Something failed that no page took for its own."""
        QMessageBox.warning(self, "There is a problem", str(problem))

    def _make_rail(self) -> QWidget:
        rail = QWidget()
        rail.setAccessibleName("Places")
        down = QVBoxLayout(rail)
        down.setContentsMargins(*(look.SPACE[0],) * 4)
        self._rail_buttons: dict[str, QToolButton] = {}
        for number, (name, words) in enumerate(RAIL, 1):
            button = QToolButton()
            button.setText(words)
            wear(button, name)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setMinimumSize(96, look.TARGET + 16)
            button.setShortcut(f"Alt+{number}")
            button.clicked.connect(lambda _=False, place=name: self.show_page(place))
            down.addWidget(button)
            self._rail_buttons[name] = button
        down.addStretch(1)
        return rail

    def _make_bar(self) -> QWidget:
        bar = QWidget()
        across = QHBoxLayout(bar)
        across.setContentsMargins(*(look.SPACE[0],) * 4)
        label = QLabel("&Find")
        self.find = QLineEdit()
        self.find.setMinimumHeight(look.TARGET)
        self.find.setPlaceholderText("Words, a name or a reference")
        self.find.setClearButtonEnabled(True)
        self.find.setAccessibleName("Find in this log")
        self.find.textEdited.connect(self._found)
        label.setBuddy(self.find)
        lock = QPushButton("Lock now")
        wear(lock, "lock")
        lock.setMinimumHeight(look.TARGET)
        lock.clicked.connect(lambda: self._lock())
        across.addWidget(label)
        across.addWidget(self.find, 1)
        across.addStretch(1)
        across.addWidget(lock)
        return bar

    def _found(self, words: str) -> None:
        if words.strip():
            self.show_page("found", words=words)
            self.find.setFocus()

    def _add_shortcuts(self) -> None:
        def add(keys: str | QKeySequence.StandardKey, do: Callable[[], object]) -> None:
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda: do())
            self.addAction(action)

        add("Ctrl+F", self.find.setFocus)
        add("Ctrl+/", self._say_shortcuts)
        for keys in ("Ctrl++", "Ctrl+="):
            add(keys, self.appearance.larger)
        add("Ctrl+-", self.appearance.smaller)
        add("Ctrl+0", self.appearance.usual)

    def _say_shortcuts(self) -> None:
        QMessageBox.information(self, "Keys", "\n".join(f"{keys}:  {what}" for keys, what in SHORTCUTS))
