"""What stands around the pages of an open log: the places on the left, and finding and locking on top."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from sharedesk.ui import look
from sharedesk.ui.boxes import make_ready
from sharedesk.ui.icons import wear

if TYPE_CHECKING:
    from sharedesk.ui.window import Lock

PLACES = (
    ("home", "Home"), ("decisions", "Decisions"), ("people", "People"), ("requests", "Requests"),
    ("guidance", "Guidance"), ("log", "This log"),
)  # fmt: skip


class Rail(QWidget):
    """The places, by icon and word; `go` is called with a place's name."""

    def __init__(self, go: Callable[[str], object]) -> None:
        super().__init__()
        self.setAccessibleName("Places")
        down = QVBoxLayout(self)
        down.setContentsMargins(*(look.SPACE[0],) * 4)
        self._buttons: dict[str, QToolButton] = {}
        for number, (name, words) in enumerate(PLACES, 1):
            button = QToolButton()
            button.setText(words)
            wear(button, name)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setMinimumSize(96, look.TARGET + 16)
            button.setShortcut(f"Alt+{number}")
            button.clicked.connect(lambda _=False, place=name: go(place))
            down.addWidget(button)
            self._buttons[name] = button
        down.addStretch(1)

    def show_place(self, name: str) -> None:
        """Mark where we are."""
        for place, button in self._buttons.items():
            button.setChecked(place == name)


class Bar(QWidget):
    """Finding, the emergency form and locking. `find_box` is the box, for whoever listens to it."""

    def __init__(self, lock: Lock, share: Callable[[], object]) -> None:
        super().__init__()
        across = QHBoxLayout(self)
        across.setContentsMargins(*(look.SPACE[0],) * 4)
        label = QLabel("&Find")
        self.find_box = QLineEdit()
        make_ready(self.find_box)
        self.find_box.setMinimumHeight(look.TARGET)
        self.find_box.setPlaceholderText("Words, a name or a reference")
        self.find_box.setClearButtonEnabled(True)
        self.find_box.setAccessibleName("Find in this log")
        label.setBuddy(self.find_box)
        quick = QPushButton("Emergency share")
        wear(quick, "emergency")
        quick.setMinimumHeight(look.TARGET)
        quick.setAccessibleDescription("Keys: Alt+E")
        quick.setToolTip("Alt+E")
        quick.clicked.connect(lambda _=False: share())
        hide = QToolButton()  # quieter than locking, and for whoever does not know its keys
        hide.setText("Hide now")
        hide.setAutoRaise(True)
        hide.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        hide.setMinimumHeight(look.TARGET)
        hide.setAccessibleDescription("Locks the log and minimises the window. Keys: Ctrl+Shift+H")
        hide.clicked.connect(lambda _=False: lock(hidden=True))
        button = QPushButton("Lock now")
        wear(button, "lock")
        button.setMinimumHeight(look.TARGET)
        button.clicked.connect(lambda _=False: lock())
        across.addWidget(label)
        across.addWidget(self.find_box, 1)
        across.addStretch(1)
        across.addWidget(quick)
        across.addWidget(hide)
        across.addWidget(button)
