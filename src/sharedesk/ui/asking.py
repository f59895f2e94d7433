"""Asking for a file, where one should go, or whether words may go.

One place, so that every page asks alike and a test can answer.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget


def where_to_save(parent: QWidget, title: str, proposed: str, kind: str) -> Path | None:
    """The file somebody chose, or None. `proposed` never holds a name; a file that is there is refused when written."""
    chosen, _ = QFileDialog.getSaveFileName(
        parent, title, str(Path.home() / proposed), kind, options=QFileDialog.Option.DontConfirmOverwrite
    )
    return Path(chosen) if chosen else None


def which_file(parent: QWidget, title: str, kind: str) -> Path | None:
    """The file somebody chose to be read, or None."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(Path.home()), kind)
    return Path(chosen) if chosen else None


def folder(parent: QWidget, title: str, start: Path) -> Path | None:
    """The folder somebody chose, or None."""
    chosen = QFileDialog.getExistingDirectory(parent, title, str(start))
    return Path(chosen) if chosen else None


def may_go(parent: QWidget, question: str, lost: str) -> bool:
    """Whether somebody said that their words may be thrown away; the safe answer is the one that Enter gives."""
    buttons = QMessageBox.StandardButton
    return QMessageBox.question(parent, question, lost, defaultButton=buttons.No) == buttons.Yes
