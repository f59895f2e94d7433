"""The pinned Qt is fit for every Python that ShareDesk runs on."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QWidget

CALLS = 1000


def test_calls_to_qt_take_no_reference_of_none(qtbot):
    """PySide6 6.12.0 on Python 3.11 took one a call, and some thousands of calls ended the program."""
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        widget.setToolTip("x")
    assert sys.getrefcount(None) > before - CALLS // 2
