"""What every box to type in needs so that no text, however long or strange, is cut, changed or too much for it."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

MOST = 2_000_000
"""Characters in a line: more than can be recorded, so that what is too long is said and never silently cut."""
_LONG = 1000
"""Characters without a space after which a text is no longer broken between words: looking for where to break it
takes Qt a time that grows with the square of the word (a pasted file of a megabyte: minutes)."""
_LONG_WORD = re.compile(rf"\S{{{_LONG}}}")
_READY = "sharedesk_ready"


def make_ready(root: QWidget) -> None:
    """Make every box in a widget, or the widget itself, fit for any text. Doing so again changes nothing."""
    boxes = [root, *root.findChildren(QLineEdit), *root.findChildren(QPlainTextEdit), *root.findChildren(QTextEdit)]
    for box in boxes:
        if box.property(_READY):
            continue
        if isinstance(box, QLineEdit):
            box.setMaxLength(MOST)
        elif isinstance(box, QPlainTextEdit | QTextEdit):
            box.document().contentsChange.connect(lambda _at, _gone, came, box=box: _came(box, came))
        else:
            continue
        box.setProperty(_READY, True)


def words_in(box: QPlainTextEdit) -> str:
    """What was typed into a box, exactly: Qt's own answer has plain spaces where hard ones were typed."""
    return box.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")


def _came(box: QPlainTextEdit | QTextEdit, came: int) -> None:
    """Before Qt lays the text out."""
    if came < _LONG:
        return
    from PySide6.QtGui import QTextOption  # a page that has only lines is there the sooner

    modes = QTextOption.WrapMode
    long = _LONG_WORD.search(box.document().toRawText()) is not None
    mode = modes.WrapAnywhere if long else modes.WrapAtWordBoundaryOrAnywhere
    if box.wordWrapMode() != mode:
        box.setWordWrapMode(mode)
