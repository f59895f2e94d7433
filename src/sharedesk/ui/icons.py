"""Our own line icons, drawn in the palette's text colour. An icon always stands beside a word."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

from sharedesk.resources import resource

_SIDE = 96


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


def wear(button: QAbstractButton, name: str) -> None:
    """Put an icon on a button, as tall as its text asks for, drawn again when the colours or the text change."""
    worn = _Worn(button, name)
    button.installEventFilter(worn)
    worn.draw()


class _Worn(QObject):
    def __init__(self, button: QAbstractButton, name: str) -> None:
        super().__init__(button)
        self._button, self._name = button, name

    def draw(self) -> None:
        side = max(24, self._button.fontMetrics().height())
        self._button.setIconSize(QSize(side, side))
        self._button.setIcon(icon(self._name))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # Qt's own
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.draw()
        return False
