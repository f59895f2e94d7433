"""Having a screen reader speak."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def speak(widget: QWidget, words: str) -> None:
    """Say words on behalf of a widget, without moving the focus."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # a locked window has nothing to say at first

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
