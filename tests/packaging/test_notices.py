"""Whoever's work ShareDesk runs on is named in THIRD-PARTY-NOTICES.md."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def everything_that_runs():
    """The runtime packages of pyproject.toml with all they need themselves, as installed here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting, seen = [Requirement(each) for each in project["dependencies"]], set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in seen or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        seen.add(name)
        waiting += [Requirement(each) for each in importlib.metadata.requires(name) or []]
    return seen


def test_every_package_that_runs_is_named():
    text = (ROOT / "THIRD-PARTY-NOTICES.md").read_text(encoding="utf-8")
    table = text[text.index("## Used when") : text.index("## Carried")]
    cells = re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)[1:]  # the first is the heading
    named = {canonicalize_name(name.strip()) for cell in cells for name in cell.split(",")}
    running = everything_that_runs()
    assert {"pyside6-essentials", "shiboken6", "cffi", "lxml"} <= running
    assert named == running


def test_every_font_is_named_with_its_licence():
    text = (ROOT / "THIRD-PARTY-NOTICES.md").read_text(encoding="utf-8")
    families = {path.stem.split("Sans")[0] for path in (ROOT / "resources" / "fonts").glob("*.ttf")}
    assert families == {"DejaVu"}
    assert "DejaVu" in text
    assert "Permission is hereby granted" in text
