"""How things are drawn: Fusion, with flat surfaces, borders and a focus ring that take their colours from the palette.

Fusion works its outlines out from the window's colour, which leaves them too faint in light and invisible in dark and
high contrast; here each is a palette role whose contrast a test computes (`look.THEMES`).

What a locked window needs for its first painting names nothing of `Qt`: at the first name PySide6 makes all of its 93
enumerations, which takes 25 ms. So surfaces are filled and edged with the palette's own brushes, along a path, and
where `Qt` is needed it stands as `QtCore.Qt`. A test holds the locked window to that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6 import QtCore
from PySide6.QtCore import QLineF, QObject, QPointF, QRect, QRectF, QTimer, Slot
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFocusFrame,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionFrame,
    QStyleOptionHeader,
    QStyleOptionSlider,
    QStyleOptionViewItem,
    QWidget,
)  # fmt: skip
from shiboken6 import isValid

from sharedesk.ui.scrolled import scrolled_with

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_ROUND, _SHARP = 4.0, 1.0
"""Radius of corners; what scrolls inside a frame has sharp ones of its own."""
_INSIDE = 6
"""Pixels between a box's edge and its words."""
RING, GAP = 3, 2
"""Width of the focus ring, and of the gap between it and what it is round, in pixels."""
HELD = "sharedesk_held"
"""The property of a box of choices whose choice stays."""
Role = QPalette.ColorRole
Part = QStyle.PrimitiveElement
State = QStyle.StateFlag

_MOVES = ("Move", "Resize", "Show", "Hide", "ZOrderChange")
_MEASURES = {
    QStyle.PixelMetric.PM_ButtonMargin: 24,  # both sides together
    QStyle.PixelMetric.PM_FocusFrameHMargin: 7,  # beside the text of a table's cell
    QStyle.PixelMetric.PM_HeaderMargin: 8,
    QStyle.PixelMetric.PM_CheckBoxLabelSpacing: 10,
    QStyle.PixelMetric.PM_RadioButtonLabelSpacing: 10,
}


class QuietStyle(QProxyStyle):
    """Fusion's measures and behaviour, our surfaces."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(  # Qt's own
        self, element: Part, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        match element:
            case Part.PE_PanelButtonCommand:
                _button(option, painter)
            case Part.PE_PanelButtonTool:
                _tool(option, painter)
            case Part.PE_PanelLineEdit if option.state & State.State_ReadOnly:  # to be read: no paper to write on
                read = QStyleOptionFrame(cast(QStyleOptionFrame, option))
                read.palette.setColor(Role.Base, option.palette.color(Role.Window))
                super().drawPrimitive(element, read, painter, widget)
            case Part.PE_FrameLineEdit:
                _outline(painter, option.rect, option.palette.brush(Role.Dark))
            case Part.PE_Frame if not isinstance(option, QStyleOptionFrame) or option.lineWidth:
                _outline(painter, option.rect, option.palette.brush(Role.Dark), _SHARP)
            case Part.PE_IndicatorCheckBox:
                _check_box(option, painter)
            case Part.PE_IndicatorRadioButton:
                _radio(option, painter)
            case Part.PE_FrameFocusRect | Part.PE_Frame:
                pass  # the ring shows the focus
            case _:
                super().drawPrimitive(element, option, painter, widget)

    def drawControl(
        self, element: QStyle.ControlElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        match element:
            case QStyle.ControlElement.CE_PushButtonLabel if _is_primary(option):
                label = QStyleOptionButton(cast(QStyleOptionButton, option))
                label.palette.setColor(Role.ButtonText, option.palette.color(Role.HighlightedText))
                super().drawControl(element, label, painter, widget)
            case QStyle.ControlElement.CE_ItemViewItem if _is_chosen_elsewhere(option, widget):
                item = QStyleOptionViewItem(cast(QStyleOptionViewItem, option))
                item.palette.setColor(Role.Highlight, option.palette.color(Role.Button))
                item.palette.setColor(Role.HighlightedText, option.palette.color(Role.Text))
                super().drawControl(element, item, painter, widget)
            case QStyle.ControlElement.CE_HeaderSection | QStyle.ControlElement.CE_HeaderEmptyArea:
                painter.fillRect(option.rect, option.palette.color(Role.Base))
                if not isinstance(option, QStyleOptionHeader) or option.orientation == QtCore.Qt.Orientation.Horizontal:
                    painter.setPen(QPen(option.palette.color(Role.Dark), 1))
                    painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
            case _:
                super().drawControl(element, option, painter, widget)

    def _draw_arrow(self, option: QStyleOptionComplex, painter: QPainter, widget: QWidget | None) -> None:
        """A combo box's arrow, as tall as its text asks for."""
        box = self.subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxArrow, cast(QWidget, widget)
        )
        half = option.fontMetrics.height() / 4
        middle = QPointF(box.center()) - QPointF(_INSIDE, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(option.palette.color(Role.ButtonText), max(1.5, half / 4)))
        tip = middle + QPointF(0, half / 2)
        painter.drawLines([QLineF(tip - QPointF(half, half), tip), QLineF(tip, tip + QPointF(half, -half))])
        painter.restore()

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if control == QStyle.ComplexControl.CC_ComboBox and isinstance(option, QStyleOptionComboBox):
            if widget is not None and widget.property(HELD):
                _surface(painter, option.rect, option.palette.brush(Role.Window), option.palette.brush(Role.Dark))
                return
            self.drawPrimitive(Part.PE_PanelButtonCommand, option, painter, widget)
            self._draw_arrow(option, painter, widget)
            return
        if control != QStyle.ComplexControl.CC_ScrollBar or not isinstance(option, QStyleOptionSlider):
            super().drawComplexControl(control, option, painter, widget)
            return
        painter.fillRect(option.rect, option.palette.color(Role.Window))
        slider = self.subControlRect(control, option, QStyle.SubControl.SC_ScrollBarSlider, cast(QWidget, widget))
        _surface(painter, slider.adjusted(3, 3, -3, -3), option.palette.brush(Role.Dark), None)

    def subElementRect(self, element: QStyle.SubElement, option: QStyleOption, widget: QWidget | None = None) -> QRect:
        rect = super().subElementRect(element, option, cast(QWidget, widget))
        return rect.adjusted(_INSIDE, 0, -_INSIDE, 0) if element == QStyle.SubElement.SE_LineEditContents else rect

    def subControlRect(  # a combo box's words keep the same distance from its edge as a line edit's
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        rect = super().subControlRect(control, option, part, cast(QWidget, widget))
        words = control == QStyle.ComplexControl.CC_ComboBox and part == QStyle.SubControl.SC_ComboBoxEditField
        return rect.adjusted(_INSIDE, 0, -_INSIDE, 0) if words else rect

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        boxes = (
            QStyle.PixelMetric.PM_IndicatorWidth, QStyle.PixelMetric.PM_IndicatorHeight,
            QStyle.PixelMetric.PM_ExclusiveIndicatorWidth, QStyle.PixelMetric.PM_ExclusiveIndicatorHeight,
        )  # fmt: skip
        if metric in boxes:
            return max(22, (widget.fontMetrics() if widget else QApplication.fontMetrics()).height())
        if metric in _MEASURES:
            return _MEASURES[metric]
        return super().pixelMetric(metric, option, widget)


class FocusRing(QObject):
    """Keeps a ring round whatever has the keyboard's focus, in the palette's accent, as wide in every scheme."""

    def __init__(self, app: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._focused: QWidget | None = None
        self._frame: _Frame | None = None
        self._watched: list[QWidget] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._follow)
        app.focusChanged.connect(self._moved)

    @property
    def shown(self) -> bool:
        """Is there a ring to be seen?"""
        return self._frame is not None and isValid(self._frame) and self._frame.isVisible()

    @Slot()
    def _moved(self) -> None:
        """The focus also moves because a widget is being hidden or destroyed: nothing is touched before that is over,
        and neither widget is taken as an argument, for either may be half gone.
        """
        self._soon.start()

    def _follow(self) -> None:
        self._let_go()
        now = QApplication.focusWidget()
        if now is None or now.isWindow() or now.window() is QApplication.activePopupWidget():
            return
        host = _host(now)
        self._focused, self._frame = now, _Frame(host)
        step: QWidget | None = now
        while step is not None and step is not host:
            step.installEventFilter(self)
            self._watched.append(step)
            step = step.parentWidget()
        self._place()

    def _let_go(self) -> None:
        """The widgets, and the ring with its host, may be gone by now."""
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        if self._frame is not None and isValid(self._frame):
            self._frame.hide()
            self._frame.deleteLater()
        self._watched, self._focused, self._frame = [], None, None

    def eventFilter(self, _watched: QObject, event: QtCore.QEvent) -> bool:
        if event.type().name in _MOVES:
            self._place()
        return False

    def _place(self) -> None:
        frame, focused = self._frame, self._focused
        if frame is None or focused is None or not isValid(frame) or not isValid(focused):
            return
        host = cast(QWidget, frame.parentWidget())  # made with one
        corner = focused.mapTo(host, focused.rect().topLeft())
        around = QRect(corner, focused.size()).adjusted(*(-RING - GAP,) * 2, *(RING + GAP,) * 2)
        frame.setGeometry(around.intersected(host.rect()))
        frame.setVisible(focused.isVisible())
        frame.raise_()


class _Frame(QFocusFrame):
    """The ring itself. Qt leaves its own kind of focus frame out of what a screen reader is told of."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset, edge = RING / 2, QPainterPath()
        edge.addRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), _ROUND + GAP, _ROUND + GAP)
        painter.strokePath(edge, QPen(self.palette().brush(Role.Highlight), RING))


def _host(widget: QWidget) -> QWidget:
    """What the ring may be drawn over: what scrolls with the widget, or its window."""
    return scrolled_with(widget) or widget.window()


def _is_primary(option: QStyleOption) -> bool:
    return (
        isinstance(option, QStyleOptionButton)
        and bool(option.features & QStyleOptionButton.ButtonFeature.DefaultButton)
        and bool(option.state & State.State_Enabled)
    )


def _is_chosen_elsewhere(option: QStyleOption, widget: QWidget | None) -> bool:
    """A chosen row of a table that the keyboard is not in: told quietly."""
    return bool(option.state & State.State_Selected) and widget is not None and not widget.hasFocus()


def _surface(painter: QPainter, rect: QRect, fill: QBrush | None, line: QBrush | None, corner: float = _ROUND) -> None:
    edge = QPainterPath()
    edge.addRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if fill is not None:
        painter.fillPath(edge, fill)
    if line is not None:
        painter.strokePath(edge, QPen(line, 1))
    painter.restore()


def _outline(painter: QPainter, rect: QRect, line: QBrush, corner: float = _ROUND) -> None:
    _surface(painter, rect, None, line, corner)


def _blended(one: QColor, other: QColor, share: float) -> QBrush:
    mixed = (a + (b - a) * share for a, b in zip(_channels(one), _channels(other), strict=True))
    return QBrush(QColor.fromRgbF(*mixed))


def _channels(colour: QColor) -> tuple[float, float, float]:
    return colour.redF(), colour.greenF(), colour.blueF()


def _button(option: QStyleOption, painter: QPainter) -> None:
    colours = option.palette
    primary = _is_primary(option)
    fill = colours.brush(Role.Highlight if primary else Role.Button)
    if option.state & (State.State_Sunken | State.State_On):
        fill = _blended(fill.color(), colours.color(Role.HighlightedText if primary else Role.Text), 0.14)
    elif option.state & State.State_MouseOver and option.state & State.State_Enabled:
        fill = _blended(fill.color(), colours.color(Role.HighlightedText if primary else Role.Text), 0.07)
    _surface(painter, option.rect, fill, colours.brush(Role.Highlight if primary else Role.Dark))


def _tool(option: QStyleOption, painter: QPainter) -> None:
    """A place in the rail: chosen is told by a bar at its side, not by colour alone."""
    colours, chosen = option.palette, bool(option.state & State.State_On)
    if not option.state & State.State_AutoRaise:
        _button(option, painter)
    elif chosen or option.state & (State.State_MouseOver | State.State_Sunken):
        _surface(painter, option.rect, colours.brush(Role.Button), None)
    if chosen:
        bar = QRect(option.rect.left(), option.rect.top() + 6, 4, option.rect.height() - 12)
        painter.fillRect(bar, colours.color(Role.Highlight))


def _check_box(option: QStyleOption, painter: QPainter) -> None:
    colours, rect = option.palette, option.rect
    on = bool(option.state & State.State_On)
    _surface(painter, rect, colours.brush(Role.Highlight if on else Role.Base), colours.brush(Role.Dark))
    if on:
        side = min(rect.width(), rect.height())
        at = QPointF(rect.left(), rect.top())
        corners = (QPointF(0.24, 0.52), QPointF(0.43, 0.71), QPointF(0.77, 0.31))
        first, second, third = (at + corner * side for corner in corners)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colours.color(Role.HighlightedText), max(2.0, side / 9))
        pen.setCapStyle(QtCore.Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLines([QLineF(first, second), QLineF(second, third)])
        painter.restore()


def _radio(option: QStyleOption, painter: QPainter) -> None:
    colours, rect = option.palette, QRectF(option.rect).adjusted(1, 1, -1, -1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(colours.color(Role.Base))
    painter.setPen(QPen(colours.color(Role.Dark), 1.5))
    painter.drawEllipse(rect)
    if option.state & State.State_On:
        painter.setPen(QtCore.Qt.PenStyle.NoPen)
        painter.setBrush(colours.color(Role.Text))
        inset = rect.width() * 0.26
        painter.drawEllipse(rect.adjusted(inset, inset, -inset, -inset))
    painter.restore()
