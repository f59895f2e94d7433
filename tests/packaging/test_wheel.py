"""The wheel and the source archive hold what they should, and the wheel works where it is unpacked."""

from __future__ import annotations

import configparser
import email
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import sharedesk
from sharedesk.guidance.load import version_of_pack

ROOT = Path(__file__).parents[2]
FORM = '<ui version="4.0"><class>Extra</class><widget class="QWidget" name="Extra"/></ui>\n'
BUILT_IN = ("pyproject.toml", "README.md", "LICENSE", "THIRD-PARTY-NOTICES.md", "CHANGELOG.md", "Makefile", "forms",
            "packaging", "resources", "src")  # fmt: skip


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of what is built from, with one form more, so that the build leaves the real checkout alone."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in BUILT_IN:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "_forms"))
        else:
            shutil.copy(ROOT / name, copy / name)
    shutil.copy(ROOT / ".gitignore", copy)  # `_forms` is ignored, and must be in the wheel all the same
    (copy / "forms" / "extra_page.ui").write_text(FORM, encoding="utf-8")
    return copy


def build(what, checkout, into):
    """Build with the backend itself, as pip does, but without fetching anything."""
    call = f"import hatchling.build as b, sys; print(b.build_{what}(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", call, str(into)], cwd=checkout, capture_output=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return into / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def wheel(checkout, tmp_path_factory):
    return build("wheel", checkout, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def unpacked(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_it_fits_every_platform_and_carries_the_version(wheel):
    assert wheel.name == f"sharedesk-{sharedesk.__version__}-py3-none-any.whl"


def test_it_holds_every_module_and_every_resource_and_nothing_else(wheel, checkout):
    sources = {
        f"sharedesk/{path.relative_to(checkout / 'src/sharedesk').as_posix()}"
        for path in (checkout / "src/sharedesk").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    data = {
        f"sharedesk/resources/{path.relative_to(checkout / 'resources').as_posix()}"
        for path in (checkout / "resources").rglob("*")
        if path.is_file()
    }
    assert {"sharedesk/resources/icons/home.svg", "sharedesk/resources/fonts/DejaVuSans.ttf"} <= data
    assert {"sharedesk/resources/guidance/rules.toml", "sharedesk/resources/guidance/checks/telling.toml"} <= data
    assert "sharedesk/resources/organisation/template.toml" in data
    assert names(wheel) == sources | data


def test_it_holds_the_compiled_forms_and_icons(wheel):
    compiled = {Path(name).name for name in names(wheel) if name.startswith("sharedesk/ui/_forms/")}
    assert {"__init__.py", "extra_page.py", "sharedesk_rc.py"} <= compiled


def test_its_papers_are_in_order(unpacked):
    (info,) = unpacked.glob("*.dist-info")
    metadata = email.message_from_string((info / "METADATA").read_text(encoding="utf-8"))
    assert metadata["Requires-Python"] == "<3.14,>=3.11"
    assert metadata["License-Expression"] == "MIT"
    assert {path.name for path in (info / "licenses").iterdir()} == {"LICENSE", "THIRD-PARTY-NOTICES.md"}
    entries = configparser.ConfigParser()
    entries.read(info / "entry_points.txt", encoding="utf-8")
    assert dict(entries["console_scripts"]) == {"sharedesk": "sharedesk.__main__:main"}


def test_unpacked_it_finds_its_own_resources(unpacked):
    code = "from sharedesk.resources import resource; print(resource('icons', 'home.svg'))"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(unpacked)},
        cwd=unpacked, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert Path(done.stdout.strip()) == unpacked / "sharedesk" / "resources" / "icons" / "home.svg"


def test_unpacked_it_loads_the_guidance_that_the_checkout_has(unpacked):
    code = (
        "from sharedesk.guidance.load import load; from sharedesk.guidance.organisation import template\n"
        "print(load().version, len(template()) > 1000)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(unpacked)},
        cwd=unpacked, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.split() == [version_of_pack(ROOT / "resources" / "guidance"), "True"]


def test_the_compiled_icons_load_from_the_wheel(unpacked):
    code = (
        "from PySide6.QtCore import QFile\n"
        "import sharedesk.ui._forms.sharedesk_rc as rc\n"
        "print(rc.__file__, QFile(':/icons/sharedesk.svg').exists(), QFile(':/icons/none.svg').exists())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(unpacked)},
        cwd=unpacked, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    file, listed, unlisted = done.stdout.split()
    assert Path(file).is_relative_to(unpacked)
    assert (listed, unlisted) == ("True", "False")


def test_the_source_archive_builds_the_same_wheel(checkout, wheel, tmp_path):
    archive = build("sdist", checkout, tmp_path)
    with tarfile.open(archive) as tar:
        tar.extraction_filter = getattr(tarfile, "data_filter", None)  # Debian 12's Python is a little too old for it
        tar.extractall(tmp_path)
    (unpacked,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert {"Makefile", "packaging", "LICENSE", "README.md"} <= {path.name for path in unpacked.iterdir()}
    (tmp_path / "again").mkdir()
    again = build("wheel", unpacked, tmp_path / "again")
    assert again.read_bytes() == wheel.read_bytes()


def test_an_editable_install_points_at_the_checkout_and_compiles_its_forms(checkout, tmp_path):
    shutil.rmtree(checkout / "src/sharedesk/ui/_forms", ignore_errors=True)
    editable = build("editable", checkout, tmp_path)
    with zipfile.ZipFile(editable) as archive:
        (pointer,) = (name for name in archive.namelist() if ".dist-info/" not in name)
        assert Path(archive.read(pointer).decode()) == checkout / "src"
    assert (checkout / "src/sharedesk/ui/_forms/extra_page.py").is_file()
