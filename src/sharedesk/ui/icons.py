"""Our own line icons, drawn in the palette's text colour. An icon always stands beside a word."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from sharedesk.resources import resource

_SIDE = 48


def icon(name: str) -> QIcon:
    """The icon of a name under resources/icons, in the colour that text has now."""
    colour = QApplication.palette().color(QPalette.ColorRole.WindowText).name()
    drawing = resource("icons", f"{name}.svg").read_bytes().replace(b"#000", colour.encode())
    pixmap = QPixmap(_SIDE, _SIDE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(0, 0, _SIDE, _SIDE))
    painter.end()
    return QIcon(pixmap)
