"""The icons are one set: the same grid, all listed, all drawn, none depending on a font."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

RESOURCES = Path(__file__).parents[2] / "resources"
ICONS = sorted((RESOURCES / "icons").glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"


def ink(path):
    """How many of the 48 x 48 pixels an icon touches."""
    image = QImage(48, 48, QImage.Format.Format_ARGB32)
    image.fill(0)
    renderer = QSvgRenderer(str(path))
    assert renderer.isValid()
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return sum(image.pixelColor(x, y).alpha() > 0 for x in range(48) for y in range(48))


def test_all_are_listed_for_the_compiler_once():
    listed = ET.parse(RESOURCES / "sharedesk.qrc").getroot().findall("./qresource/file")
    assert [element.text for element in listed] == [f"icons/{path.name}" for path in ICONS]
    assert [element.get("alias") for element in listed] == [path.name for path in ICONS]


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_it_is_drawn_on_the_24_pixel_grid(path, qapp):
    root = ET.parse(path).getroot()
    assert root.get("viewBox") == "0 0 24 24"
    assert root.find(f"{SVG}title").text
    assert not list(root.iter(f"{SVG}text")), "text would need a font"
    assert 48 * 48 * 0.05 < ink(path) <= 48 * 48


def test_an_empty_drawing_has_no_ink(tmp_path, qapp):
    path = tmp_path / "empty.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>', encoding="utf-8")
    assert ink(path) == 0
