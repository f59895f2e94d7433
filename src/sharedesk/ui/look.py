"""How the window looks: palettes for light, dark and high contrast, text sizes and spacing, in one place.

Colours are palette roles and nothing else; no style sheet sets a colour or a font. A test computes every contrast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6 import QtCore
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from sharedesk.ui.style import QuietStyle

Scheme = Literal["light", "dark", "contrast"]
SPACE = (8, 16, 24, 40)
"""Steps of spacing, in pixels at 100 %."""
TARGET = 44
"""The least height of anything to press or type in."""
SIZES = (1.0, 1.25, 1.6, 2.0)
"""Text sizes above the system's own: body, section, page, and the one number that matters."""
COLUMN = 70
"""Characters in the page's column."""


@dataclass(frozen=True)
class Theme:
    """The colours of one scheme. `owed` is for what waits to be added; state is always told in words as well."""

    window: str
    text: str
    quiet: str
    base: str
    border: str
    button: str
    accent: str
    on_accent: str
    link: str
    owed: str


THEMES: dict[Scheme, Theme] = {
    "light": Theme(
        window="#f7f8f8", text="#16191b", quiet="#4a5358", base="#ffffff", border="#7a868c", button="#e6eaeb",
        accent="#1a5766", on_accent="#ffffff", link="#125060", owed="#7a4b00",
    ),
    "dark": Theme(
        window="#1b1f21", text="#eef1f2", quiet="#b5bfc4", base="#24292c", border="#7f8b91", button="#32393d",
        accent="#8fd0e0", on_accent="#0d1315", link="#9adbeb", owed="#f0b75a",
    ),
    "contrast": Theme(
        window="#000000", text="#ffffff", quiet="#ffffff", base="#000000", border="#ffffff", button="#000000",
        accent="#ffff00", on_accent="#000000", link="#00ffff", owed="#ffff00",
    ),
}  # fmt: skip


def palette(theme: Theme) -> QPalette:
    """A Qt palette with every role set for its enabled and disabled state."""
    made = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window, role.WindowText: theme.text, role.Base: theme.base, role.AlternateBase: theme.window,
        role.Text: theme.text, role.PlaceholderText: theme.quiet, role.BrightText: theme.text,
        role.Button: theme.button, role.ButtonText: theme.text,
        role.Highlight: theme.accent, role.HighlightedText: theme.on_accent,
        role.Link: theme.link, role.LinkVisited: theme.link, role.ToolTipBase: theme.base, role.ToolTipText: theme.text,
        role.Mid: theme.border, role.Dark: theme.border, role.Midlight: theme.button, role.Light: theme.base,
        role.Shadow: theme.border, role.Accent: theme.accent,
    }  # fmt: skip
    for which, colour in colours.items():
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.quiet))
    return made


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours `#rrggbb`, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def system_scheme(app: QApplication) -> Scheme:
    """What the system asks for."""
    hints = app.styleHints()  # kept in a name: its accessibility() would dangle otherwise
    accessibility = hints.accessibility()
    if accessibility.contrastPreference() == QtCore.Qt.ContrastPreference.HighContrast:
        return "contrast"
    return "dark" if hints.colorScheme() == QtCore.Qt.ColorScheme.Dark else "light"


def likely_scheme(app: QApplication, *, contrast: bool = False) -> Scheme:
    """What the system asks for, told by the colours that Qt gave a program which is not dressed yet.

    `contrast`: the system asked for high contrast when it was last asked, which these colours do not always tell. To
    ask it has PySide6 make all 93 enumerations of `Qt`: 25 ms, for which a window that is coming up need not wait.
    """
    if contrast:
        return "contrast"
    colours = app.palette()
    words, behind = colours.color(QPalette.ColorRole.WindowText), colours.color(QPalette.ColorRole.Window)
    return "dark" if words.lightness() > behind.lightness() else "light"


def dress(app: QApplication, scheme: Scheme, percent: int = 100) -> None:
    """Give the program a scheme and a text size of 100 to 200 per cent of the system's."""
    if not isinstance(app.style(), QuietStyle):
        app.setStyle(QuietStyle())
    app.setPalette(palette(THEMES[scheme]))
    font = QFont(app.property("system font") or app.font())
    app.setProperty("system font", QFont(font))
    font.setPointSizeF(max(font.pointSizeF(), 9.0) * percent / 100)
    app.setFont(font)


def bold() -> QFont:
    """The text's own font, bold: of whatever size the text has now."""
    font = QFont()
    font.setBold(True)
    return font


def sized(font: QFont, step: int, *, bold: bool = True) -> QFont:
    """A font `step` sizes above another."""
    bigger = QFont(font)
    bigger.setPointSizeF(font.pointSizeF() * SIZES[step])
    bigger.setBold(bold)
    return bigger


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
