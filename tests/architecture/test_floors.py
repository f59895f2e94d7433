"""The house stands: imports only go down, fenced libraries stay in their room, nothing reaches for a network."""

from __future__ import annotations

from pathlib import Path

import pytest
from architecture import house

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"


def test_there_is_a_house_to_look_at():
    names = {path.relative_to(SOURCE).as_posix() for path in house.modules(SOURCE)}
    assert {"sharedesk/__init__.py", "sharedesk/errors.py", "sharedesk/resources.py"} <= names
    assert any(True for _ in house.all_imports(SOURCE))


def test_imports_only_go_down():
    assert house.broken_floors(SOURCE) == []


def test_each_fenced_library_stays_in_its_room():
    assert house.broken_fences(SOURCE) == []


def test_no_room_imports_a_network_or_the_plain_database():
    assert house.forbidden_imports(SOURCE) == []


def test_the_domain_only_thinks():
    assert house.busy_domain(SOURCE) == []


def test_only_identity_constructs_released_text():
    assert house.forged_releases(SOURCE) == []


def test_every_module_reads_in_one_sitting():
    assert house.long_modules([*house.modules(SOURCE), *(ROOT / "packaging").glob("*.py")]) == []


# ---- The checks above can fail: each is shown a small house that breaks its rule. ----


def build(root: Path, room_file: str, text: str) -> Path:
    path = root / "sharedesk" / room_file
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("domain/entry.py", "from sharedesk.vault import keys\n"),
        ("domain/entry.py", "import sharedesk.desk.record\n"),
        ("domain/entry.py", "from ..vault.keys import derive\n"),
        ("domain/deep/entry.py", "from ...ui import window\n"),
        ("vault/open.py", "def lazily():\n    from sharedesk.paper import sheet\n    return sheet\n"),
        ("vault/open.py", "from sharedesk import paper\n"),
        ("identity/find.py", "from sharedesk.paper import sheet\n"),
        ("vault/open.py", "from sharedesk.identity import find\n"),
        ("desk/record.py", "from sharedesk.commands import table\n"),
        ("ui/window.py", "from sharedesk.commands import table\n"),
        ("commands/table.py", "import sharedesk.__main__\n"),
        ("errors.py", "from sharedesk.domain import entry\n"),
        ("vault/open.py", "import importlib\nimportlib.import_module('sharedesk.desk')\n"),
        ("vault/open.py", "name = 'x'\n__import__(name)\n"),
        ("vault/open.py", "import importlib\nimportlib.import_module(f'sharedesk.desk.{name}')\n"),
        ("ui/window.py", "import importlib\nimportlib.import_module(f'sharedesk.{room}')\n"),
        ("ui/window.py", "import importlib\nimportlib.import_module(f'sharedesk.ui{rest}')\n"),
        ("vault/open.py", "from sharedesk.cellar import wine\n"),
        ("cellar/wine.py", ""),
        ("cellar.py", ""),
    ],
)
def test_an_import_that_goes_up_or_sideways_is_found(tmp_path, file, text):
    assert len(house.broken_floors(build(tmp_path, file, text))) == 1


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("__main__.py", "from sharedesk.ui import window\nfrom sharedesk.commands import table\n"),
        ("ui/window.py", "from sharedesk.desk import record\nfrom . import page\n"),
        ("ui/window.py", "import importlib\nimportlib.import_module(f'sharedesk.ui.pages.{name}')\n"),
        ("ui/window.py", "import importlib\nimportlib.import_module(f'sharedesk.ui.pages.part_{name}')\n"),
        ("desk/record.py", "from sharedesk import __version__, vault\nfrom sharedesk.domain.entry import Entry\n"),
        ("paper/summary.py", "from sharedesk.identity.released import Released\n"),
        ("exchange/bundle.py", "from sharedesk.identity.released import Released\n"),
        ("vault/open.py", "from sharedesk.errors import ShareDeskError\nfrom . import keys\nimport json\n"),
        ("domain/entry.py", "from sharedesk.resources import resource\n"),
    ],
)
def test_an_import_that_goes_down_is_allowed(tmp_path, file, text):
    assert house.broken_floors(build(tmp_path, file, text)) == []


@pytest.mark.parametrize(
    ("file", "text", "count"),
    [
        ("desk/record.py", "def f():\n    from PySide6 import QtCore\n    return QtCore\n", 1),
        ("paper/summary.py", "import PySide6.QtGui\n", 1),
        ("paper/summary.py", "import sqlcipher3\n", 1),
        ("desk/record.py", "from reportlab.pdfgen.canvas import Canvas\n", 1),
        ("ui/window.py", "from PySide6 import QtCore\n", 0),
        ("vault/open.py", "from sqlcipher3 import dbapi2\n", 0),
        ("paper/summary.py", "import reportlab\nimport PySide6_lookalike\n", 0),
    ],
)
def test_a_library_outside_its_room_is_found(tmp_path, file, text, count):
    assert len(house.broken_fences(build(tmp_path, file, text))) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("import socket\n", 1),
        ("from socket import AF_INET\n", 1),
        ("import http.client\n", 1),
        ("from urllib import request\n", 1),
        ("def f():\n    import sqlite3\n    return sqlite3\n", 1),
        ("from PySide6.QtNetwork import QTcpSocket\n", 1),
        ("from urllib.parse import quote\nimport urllib.parse\n", 0),
    ],
)
def test_a_network_or_the_plain_database_is_found(tmp_path, text, count):
    assert len(house.forbidden_imports(build(tmp_path, "vault/open.py", text))) == count


@pytest.mark.parametrize(
    ("file", "text", "count"),
    [
        ("domain/entry.py", "from pathlib import Path\n", 1),
        ("domain/entry.py", "def f():\n    import os.path\n    return os\n", 1),
        ("domain/entry.py", "def f(x):\n    with open(x) as file:\n        print(file)\n", 2),
        ("domain/entry.py", "from datetime import time\nimport operator\nx.open()\n", 0),
        ("vault/open.py", "import os\nopen('x')\n", 0),
    ],
)
def test_a_domain_that_does_something_is_found(tmp_path, file, text, count):
    assert len(house.busy_domain(build(tmp_path, file, text))) == count


@pytest.mark.parametrize(
    ("file", "text", "count"),
    [
        ("paper/summary.py", "x = Released('a name')\n", 1),
        ("desk/release.py", "x = released.Released('a name')\n", 1),
        ("paper/summary.py", "x = object.__new__(Released)\n", 1),
        ("paper/summary.py", "x = msgspec.convert({}, type=released.Released)\n", 1),
        ("paper/summary.py", "class Mine(Released): ...\n", 1),
        ("paper/summary.py", "x = Released.__new__\n", 1),
        ("desk/release.py", "from sharedesk.identity.released import _made\n", 1),
        ("desk/release.py", "def f(x):\n    return isinstance(x, Released)\n", 0),
        ("identity/released.py", "x = Released('text')\n", 0),
        ("paper/summary.py", "def f(x: Released) -> str: ...\n", 0),
    ],
)
def test_released_text_made_elsewhere_is_found(tmp_path, file, text, count):
    assert len(house.forged_releases(build(tmp_path, file, text))) == count


def test_a_module_too_long_is_found_and_one_just_short_enough_is_not(tmp_path):
    long, short = tmp_path / "long.py", tmp_path / "short.py"
    long.write_text("x = 1\n" * (house.LONGEST_MODULE + 1), encoding="utf-8")
    short.write_text("x = 1\n" * house.LONGEST_MODULE, encoding="utf-8")
    assert house.long_modules([long, short]) == [f"long.py: {house.LONGEST_MODULE + 1} lines"]


def test_compiled_forms_are_not_judged(tmp_path):
    assert house.broken_floors(build(tmp_path, "ui/_forms/page.py", "from sharedesk.commands import table\n")) == []
