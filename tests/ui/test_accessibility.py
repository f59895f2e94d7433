"""What a screen reader and a keyboard meet on every page: names, roles, labels, sizes, the tab order and no trap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip
from ui import tour

from sharedesk.ui.look import TARGET
from sharedesk.ui.window import Window

INPUTS = (QLineEdit, QComboBox, QPlainTextEdit, QTextEdit)
PRESSED = (QPushButton, QToolButton, QLineEdit, QComboBox, QCheckBox, QRadioButton)
NAMELESS = (QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Window)


def reachable(root: QWidget) -> list[QWidget]:
    """Whatever Tab should stop at, of what is shown."""
    found = []
    for widget in root.findChildren(QWidget):
        stops = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if stops and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None and not inner(widget):
            found.append(widget)
    return found


def inner(widget: QWidget) -> bool:
    """Part of another control: a viewport, a combo box's list."""
    above = widget.parentWidget()
    return widget.objectName().startswith("qt_") or isinstance(above, QComboBox | QAbstractItemView)


def faults_of(widget: QWidget, labels: Mapping[QWidget, list[QLabel]] | None = None) -> Iterator[str]:
    """`labels`: those of the window, by what they are for, where somebody has them."""
    seen = QAccessible.queryAccessibleInterface(widget)
    what = f"{type(widget).__name__} {widget.objectName()!r}"
    if seen is None or not seen.isValid():
        yield f"{what}: nothing for a screen reader"
        return
    label = next((each for each in (labels or labels_in(widget.window())).get(widget, []) if each.text().strip()), None)
    if not seen.text(QAccessible.Text.Name).strip() and label is None:
        yield f"{what}: no name"
    if seen.role() in NAMELESS and type(widget) is not QScrollArea:  # Qt has no role for what only scrolls
        yield f"{what}: no role"
    if isinstance(widget, INPUTS) and not read_only(widget) and label is None:
        yield f"{what}: no label"
    if isinstance(widget, PRESSED) and not icon_inside(widget) and widget.height() < TARGET:
        yield f"{what}: {widget.height()} px high"
    if isinstance(widget, QPlainTextEdit | QTextEdit) and not widget.tabChangesFocus():
        yield f"{what}: Tab types a tab"
    if isinstance(widget, QAbstractItemView) and widget.model().rowCount() and not widget.currentIndex().isValid():
        yield f"{what}: no current row"


def labels_in(window: QWidget) -> dict[QWidget, list[QLabel]]:
    """Its labels by the widget that each is shown for, by the relation that a screen reader follows."""
    found: dict[QWidget, list[QLabel]] = {}
    for label in window.findChildren(QLabel):
        if (widget := label.buddy()) is not None:
            found.setdefault(widget, []).append(label)
    return found


def read_only(widget: QWidget) -> bool:
    return bool(widget.property("readOnly"))


def icon_inside(widget: QWidget) -> bool:
    """The clear button in a line edit: the whole box clears by keyboard."""
    return isinstance(widget, QAbstractButton) and isinstance(widget.parentWidget(), QLineEdit)


def walk(qtbot, window: Window, key: Qt.Key) -> list[QWidget]:
    """Where Tab leads, until it comes back to where it began."""
    start = QApplication.focusWidget()
    assert start is not None, "nothing has the focus"
    path = [start]
    for _ in range(600):
        qtbot.keyClick(path[-1], key)
        now = QApplication.focusWidget()
        assert now is not None
        assert now is not path[-1], f"{type(now).__name__} {now.objectName()!r} lets nobody out"
        if now is path[0]:
            return path
        if now in path:
            loop = " > ".join(widget.objectName() for widget in path[path.index(now) :])
            raise AssertionError(f"a loop that leaves others out: {loop}")
        path.append(now)
    raise AssertionError("no end")


def audit(qtbot, window: Window) -> list[str]:
    root = window.centralWidget()
    expected = reachable(root)
    labels = labels_in(root.window())
    found = [fault for widget in expected for fault in faults_of(widget, labels)]
    try:
        path = walk(qtbot, window, Qt.Key.Key_Tab)
    except AssertionError as problem:
        return [*found, str(problem).partition("\n")[0]]
    groups = [widget for widget in expected if not isinstance(widget, QRadioButton)]
    found += [f"{w.objectName()!r} ({type(w).__name__}) is not reached by Tab" for w in groups if w not in path]
    back = walk(qtbot, window, Qt.Key.Key_Backtab)  # nobody is caught that way either
    if set(map(id, back)) != set(map(id, path)):
        found.append("Shift+Tab goes another way than Tab")
    for label in root.findChildren(QLabel):
        if label.isVisible() and label.buddy() is not None and not label.text().strip():
            found.append(f"{label.objectName()!r}: a label without words")
    return found


def test_every_page_of_an_open_log(qtbot, window, first_decision, settled):
    def at_rest() -> list[str]:
        """What is found twice: on a busy computer parts may still come in while the first walk is under way."""
        faults = audit(qtbot, window)
        if faults:
            settled(window)
            return [fault for fault in audit(qtbot, window) if fault.partition(":")[0] in " ".join(faults)]
        return []

    found = {
        name: faults for name, _ in tour.unlocked(window, settled, first_decision(window)) if (faults := at_rest())
    }
    assert found == {}


def test_every_page_outside_a_log(qtbot, tmp_path, monkeypatch, window, appearance, settled):
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    fresh = Window(None, lambda *, hidden=False: None, appearance)
    qtbot.addWidget(fresh)
    fresh.show()
    found = {}
    for name, page in tour.outside(fresh, settled, window):
        shown = page.window()
        shown.activateWindow()
        qtbot.waitUntil(
            lambda shown=shown: QApplication.focusWidget() is not None and QApplication.focusWidget().window() is shown
        )
        if faults := audit(qtbot, shown):
            found[name] = faults
    fresh.worker.close()
    assert found == {}


class Trap(QPlainTextEdit):
    """Swallows Tab, as a multi-line box does unless it is told not to."""


def test_a_page_with_faults_is_found_out(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    nameless, small = QLineEdit(), QPushButton("Small")
    small.setFixedHeight(20)
    down = QVBoxLayout(page)
    for widget in (nameless, small):
        down.addWidget(widget)
    page.show()
    assert [fault.partition(": ")[2] for fault in faults_of(nameless)][:2] == ["no name", "no label"]
    assert list(faults_of(small)) == ["QPushButton '': 20 px high"]
    assert "Tab types a tab" in "".join(faults_of(QPlainTextEdit(page)))


def test_a_keyboard_trap_is_found_out(qtbot, window):
    trap = Trap()
    page = window.show_page("home")
    page.column.layout().addWidget(trap)
    qtbot.waitUntil(trap.isVisible)
    trap.setFocus()
    assert "Trap '' lets nobody out" in audit(qtbot, window)


def test_the_label_of_an_input_is_a_relation_that_is_told(window, go):
    page = go(window, "settings")
    seen = QAccessible.queryAccessibleInterface(page.form.scheme)
    told = [
        other.text(QAccessible.Text.Name) for other, kind in seen.relations() if kind & QAccessible.RelationFlag.Label
    ]
    assert told == ["Colours"]
