"""A window's size and place: taken over from the one before, and never where no screen would show it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6 import QtCore
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from sharedesk.ui.process import Place

_TITLE = 40
"""Pixels that the system's own frame may need above and below."""


def place_of(window: QWidget) -> Place:
    """Where a window is, or was before it was maximised or minimised."""
    if window.isMaximized() or window.isMinimized():
        usual = window.normalGeometry()
        return Place(usual.left(), usual.top(), usual.width(), usual.height(), window.isMaximized())
    return Place(window.x(), window.y(), window.width(), window.height())


def put(window: QWidget, place: Place) -> None:
    """Put a window, before it is shown, where another one was, as far as the screens there are now allow."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    fit = fitted(place, screens)
    window.resize(fit.width, fit.height)
    window.move(fit.left, fit.top)
    if fit.maximised:
        window.setWindowState(QtCore.Qt.WindowState.WindowMaximized)


def resize(window: QWidget, width: int, height: int) -> None:
    """Give a window, before it is shown, a size, but none that the screen has no room for."""
    screen = QGuiApplication.primaryScreen().availableGeometry()
    window.resize(min(width, screen.width()), min(height, screen.height() - _TITLE))


def fitted(place: Place, screens: Sequence[QRect]) -> Place:
    """A place that is whole on one screen: the one that shows most of it, else the first."""
    wanted = QRect(place.left, place.top, place.width, place.height)

    def shown(screen: QRect) -> int:
        both = screen.intersected(wanted)
        return both.width() * both.height() if both.isValid() else 0

    screen = max(screens, key=shown)  # the first of equals
    width, height = min(place.width, screen.width()), min(place.height, screen.height() - _TITLE)
    left = min(max(place.left, screen.left()), screen.left() + screen.width() - width)
    top = min(max(place.top, screen.top()), screen.top() + screen.height() - height - _TITLE)
    return Place(left, max(top, screen.top()), width, height, place.maximised)
