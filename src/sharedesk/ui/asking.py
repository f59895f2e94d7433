"""Asking for a file, where one should go, or whether words may go.

One place, so that every page asks alike and a test can answer. Files are asked for by Qt's own dialog and not by the
system's: the system would keep the file among those used last, for other programs to show; and no key and no idle
minute is seen in its window, so it would keep the log from locking (docs/decisions/0013).
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from PySide6.QtCore import QRect, QStandardPaths, QUrl
from PySide6.QtWidgets import QFileDialog, QMessageBox, QSplitter, QTreeView, QWidget

_WIDTH, _HEIGHT = 110, 32
"""Characters and lines that a dialog has room for, as far as the screen has it."""
_PLACES, _NAME = 22, 40
"""Characters of them for the places at its side, and for the names of files."""
_PLUGGED_IN = ("/media", "/run/media", "/Volumes", "/mnt")


def where_to_save(parent: QWidget, title: str, proposed: str, kind: str) -> Path | None:
    """The file somebody chose, or None. `proposed` never holds a name; a file that is there is refused when written."""
    dialog = _dialog(parent, title, Path.home(), QFileDialog.FileMode.AnyFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setNameFilter(kind)
    dialog.selectFile(proposed)
    return _chosen(dialog)


def which_file(parent: QWidget, title: str, kind: str) -> Path | None:
    """The file somebody chose to be read, or None."""
    dialog = _dialog(parent, title, Path.home(), QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(kind)
    return _chosen(dialog)


def folder(parent: QWidget, title: str, start: Path) -> Path | None:
    """The folder somebody chose, or None."""
    dialog = _dialog(parent, title, start, QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _chosen(dialog)


def may_go(parent: QWidget, question: str, lost: str) -> bool:
    """Whether somebody said that their words may be thrown away; the safe answer is the one that Enter gives."""
    buttons = QMessageBox.StandardButton
    return QMessageBox.question(parent, question, lost, defaultButton=buttons.No) == buttons.Yes


def _dialog(parent: QWidget, title: str, start: Path, mode: QFileDialog.FileMode) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(start))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(mode)
    dialog.setSidebarUrls([QUrl("file:"), *(QUrl.fromLocalFile(str(place)) for place in _places())])
    _give_room(dialog, parent.screen().availableGeometry())
    return dialog


def _give_room(dialog: QFileDialog, screen: QRect) -> None:
    """Qt gives large text no more room than small."""
    text = dialog.fontMetrics()
    one = text.averageCharWidth()
    dialog.resize(min(one * _WIDTH, screen.width()), min(text.lineSpacing() * _HEIGHT, screen.height()))
    dialog.findChildren(QSplitter)[0].setSizes([one * _PLACES, one * (_WIDTH - _PLACES)])
    dialog.findChildren(QTreeView)[0].header().resizeSection(0, one * _NAME)


def _chosen(dialog: QFileDialog) -> Path | None:
    try:
        return Path(dialog.selectedFiles()[0]) if dialog.exec() else None
    finally:
        dialog.deleteLater()


def _places() -> list[Path]:
    """What one may want at hand: this account's folders, and sticks and disks that are plugged in.

    Names alone are read, for a disk that does not answer would hold up the window.
    """
    kinds = (QStandardPaths.StandardLocation.DocumentsLocation, QStandardPaths.StandardLocation.DesktopLocation)
    own = (Path(found) for kind in kinds if (found := QStandardPaths.writableLocation(kind)))
    places = [Path.home(), *(place for place in own if place.is_dir())]
    account = os.environ.get("USER", "")
    for above in (each for root in _PLUGGED_IN for each in {root, os.path.join(root, account)}):  # noqa: PTH118
        with contextlib.suppress(OSError):  # there is no such place on this computer
            places += [Path(above, name) for name in sorted(os.listdir(above)) if name != account]  # noqa: PTH208
    return list(dict.fromkeys(places))
