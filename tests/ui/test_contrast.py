"""Every pair of colours that the palettes put together, by the ratio that WCAG 2.2 computes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sharedesk.ui.look import THEMES, Theme, contrast, palette
from sharedesk.ui.style import GAP, RING

TEXT, SHAPE = 4.5, 3.0
PAIRS = [
    (ink, ground, TEXT)
    for ink, grounds in {
        "text": ("window", "base", "button"), "quiet": ("window", "base", "button"), "link": ("window", "base"),
        "owed": ("window", "base"), "on_accent": ("accent",),
    }.items()
    for ground in grounds
] + [(line, ground, SHAPE) for line in ("border", "accent") for ground in ("window", "base")]  # fmt: skip


def faults(theme: Theme) -> list[str]:
    return [
        f"{ink} on {ground}: {ratio:.2f}, needs {needed}"
        for ink, ground, needed in PAIRS
        if (ratio := contrast(getattr(theme, ink), getattr(theme, ground))) < needed
    ]


@pytest.mark.parametrize("scheme", THEMES)
def test_every_pair_has_its_contrast(scheme):
    assert faults(THEMES[scheme]) == []


def test_the_high_contrast_scheme_has_seven_to_one_throughout():
    theme = THEMES["contrast"]
    assert min(contrast(getattr(theme, ink), getattr(theme, ground)) for ink, ground, _ in PAIRS) >= 7


def test_a_pale_colour_would_be_found():
    assert faults(replace(THEMES["light"], quiet="#9aa3a8")) != []
    assert faults(replace(THEMES["dark"], border="#3a4044")) != []


def test_the_ratio_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#123456", "#123456") == pytest.approx(1)


@pytest.mark.parametrize("scheme", THEMES)
def test_every_role_of_a_palette_is_one_of_the_themes_colours(scheme):
    theme = THEMES[scheme]
    ours = {QColor(value).name() for value in vars(theme).values()}
    made = palette(theme)
    shown = [r for r in QPalette.ColorRole if r not in (QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles)]
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        assert {made.color(group, role).name() for role in shown} <= ours


@pytest.mark.parametrize("scheme", THEMES)
def test_what_is_drawn_has_the_borders_and_the_primary_button_that_the_palette_says(qtbot, appearance, scheme):
    appearance.choose(scheme)
    theme, page = THEMES[scheme], QWidget()
    qtbot.addWidget(page)
    line, tick, primary = QLineEdit(), QCheckBox("Tick"), QPushButton("Primary")
    primary.setDefault(True)
    down = QVBoxLayout(page)
    for widget in (line, tick, primary):
        widget.setMinimumHeight(44)
        down.addWidget(widget)
    page.show()
    picture = page.grab().toImage()
    assert colours(picture, line) >= {theme.border, theme.base}
    assert colours(picture, tick) >= {theme.border, theme.text}
    assert colours(picture, primary) >= {theme.accent, theme.on_accent}


@pytest.mark.parametrize("scheme", THEMES)
def test_the_focus_is_ringed(qtbot, appearance, scheme):
    appearance.choose(scheme)
    page = QWidget()
    qtbot.addWidget(page)
    first, second = QPushButton("First"), QPushButton("Second")
    down = QVBoxLayout(page)
    down.setSpacing(24)
    down.setContentsMargins(24, 24, 24, 24)
    for button in (first, second):
        down.addWidget(button)
    page.show()
    page.activateWindow()
    second.setFocus()
    qtbot.waitUntil(lambda: appearance.ring.shown)
    picture = page.grab().toImage()
    outside = RING // 2 + GAP + 1
    assert at(picture, second, QPoint(-outside, second.height() // 2)) == THEMES[scheme].accent
    assert at(picture, first, QPoint(-outside, first.height() // 2)) == THEMES[scheme].window


def colours(picture: QImage, widget: QWidget) -> set[str]:
    return {at(picture, widget, QPoint(x, y)) for x in range(widget.width()) for y in range(widget.height())}


def at(picture: QImage, widget: QWidget, place: QPoint) -> str:
    return picture.pixelColor(widget.mapTo(widget.window(), place)).name()
