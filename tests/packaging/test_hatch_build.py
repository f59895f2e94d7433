"""Forms and resource lists are compiled by Qt's own programs, wherever PySide6 keeps them."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import hatch_build
import PySide6
import pytest
from PySide6.QtCore import QFile
from PySide6.QtWidgets import QLabel, QWidget

INSTALLED = Path(PySide6.__path__[0])

FORM = """<?xml version="1.0" encoding="UTF-8"?>
<ui version="4.0">
 <class>SamplePage</class>
 <widget class="QWidget" name="SamplePage">
  <layout class="QVBoxLayout" name="column">
   <item>
    <widget class="QLabel" name="question"><property name="text"><string>Who did you tell?</string></property></widget>
   </item>
  </layout>
 </widget>
</ui>
"""
LISTING = '<RCC><qresource prefix="/sample"><file>words.txt</file></qresource></RCC>\n'


@pytest.fixture
def checkout(tmp_path):
    """A small source tree: one form, one resource list."""
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "sample_page.ui").write_text(FORM, encoding="utf-8")
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "sample.qrc").write_text(LISTING, encoding="utf-8")
    (tmp_path / "resources" / "words.txt").write_text("calm, plain words", encoding="utf-8")
    return tmp_path


@pytest.fixture(params=["libexec", "beside"])
def package(request, tmp_path_factory):
    """A PySide6 folder as Linux and macOS have it, and as Windows has it; the programs are the real ones."""
    real = {name: hatch_build.qt_program(name) for name in ("uic", "rcc")}
    if os.name == "nt" and request.param == "libexec":
        pytest.skip("Windows keeps the programs beside the package; its libraries are not found from elsewhere")
    folder = tmp_path_factory.mktemp("PySide6")
    for name, program in real.items():
        place = folder / "Qt" / "libexec" / name if request.param == "libexec" else folder / f"{name}.exe"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(program)
    return folder


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_both_layouts_give_modules_that_work(checkout, package, qtbot):
    made = hatch_build.compile_all(checkout, package)

    assert [path.name for path in made] == ["__init__.py", "sample_page.py", "sample_rc.py"]
    page = QWidget()
    qtbot.addWidget(page)
    load(made[1]).Ui_SamplePage().setupUi(page)
    assert page.findChild(QLabel, "question").text() == "Who did you tell?"
    assert not QFile.exists(":/sample/words.txt")
    resources = load(made[2])
    try:
        assert QFile.exists(":/sample/words.txt")
    finally:
        resources.qCleanupResources()


def test_the_installed_package_is_found_by_itself():
    assert INSTALLED in hatch_build.qt_program("uic").parents
    assert os.access(hatch_build.qt_program("rcc"), os.X_OK)


def test_a_package_without_the_programs_is_refused(tmp_path):
    with pytest.raises(hatch_build.CompileError, match="has no uic"):
        hatch_build.qt_program("uic", tmp_path)


def test_pyside_missing_altogether_is_refused(monkeypatch):
    monkeypatch.setitem(sys.modules, "PySide6", None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(hatch_build.CompileError, match="not installed"):
        hatch_build.qt_program("uic")


def test_empty_folders_are_fine(tmp_path):
    (tmp_path / "forms").mkdir()
    made = hatch_build.compile_all(tmp_path)
    assert [path.name for path in made] == ["__init__.py"]


def test_a_form_that_is_gone_takes_its_module_with_it(checkout):
    hatch_build.compile_all(checkout)
    (checkout / "forms" / "sample_page.ui").unlink()
    made = hatch_build.compile_all(checkout)
    assert sorted(made[0].parent.glob("*.py")) == made
    assert "sample_page.py" not in {path.name for path in made}


def test_what_has_not_changed_is_left_alone_and_what_has_is_not(checkout):
    made = hatch_build.compile_all(checkout)
    for path in made:
        os.utime(path, (1, 1))
    (checkout / "forms" / "sample_page.ui").write_text(FORM.replace("tell?", "ask?"), encoding="utf-8")
    hatch_build.compile_all(checkout)
    assert [path.name for path in made if path.stat().st_mtime != 1] == ["sample_page.py"]


@pytest.mark.parametrize("broken", ["", "<ui version='4.0'><class>A</class><widget", "not a form"])
def test_a_broken_form_stops_the_build(checkout, broken):
    (checkout / "forms" / "sample_page.ui").write_text(broken, encoding="utf-8")
    with pytest.raises(hatch_build.CompileError, match=r"could not compile sample_page\.ui"):
        hatch_build.compile_all(checkout)


def test_a_listed_file_that_is_missing_stops_the_build(checkout):
    (checkout / "resources" / "words.txt").unlink()
    with pytest.raises(hatch_build.CompileError, match=r"could not compile sample\.qrc"):
        hatch_build.compile_all(checkout)


def test_the_same_source_gives_the_same_text_anywhere_and_names_no_folder(checkout, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for folder in ("forms", "resources"):
        (elsewhere / folder).mkdir()
        for path in (checkout / folder).iterdir():
            copy = elsewhere / folder / path.name
            copy.write_bytes(path.read_bytes())
            os.utime(copy, (1_000_000_000, 1_000_000_000))
    first = [path.read_text(encoding="utf-8") for path in hatch_build.compile_all(checkout)]
    assert [path.read_text(encoding="utf-8") for path in hatch_build.compile_all(elsewhere)] == first
    assert not any(str(checkout) in text for text in first)
