"""Making a bare machine ready: what is missing is found, said, and installed by root alone; nothing is done twice."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import bootstrap
import PySide6
import pytest

ROOT = Path(__file__).parents[2]
QT = Path(PySide6.__path__[0]) / "Qt"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="make and the bootstrap are for POSIX systems")
needs_ldd = pytest.mark.skipif(not shutil.which("ldd"), reason="only Linux has ldd")


def program(folder, name, script):
    """A stand-in for a program of the system."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def venv(tmp_path):
    """An environment whose Python is the one that runs this test, with PySide6 installed."""
    program(tmp_path / "venv" / "bin", "python", f'exec "{sys.executable}" "$@"')
    return tmp_path / "venv"


# ---- Python and pip ----


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_these_pythons_will_do(version):
    bootstrap.check_python(version)


@pytest.mark.parametrize("version", [(3, 10), (3, 7), (3, 14), (4, 0)])
def test_other_pythons_are_told_which_would(version):
    with pytest.raises(bootstrap.Stop, match=r"(?s)3\.11, 3\.12 or 3\.13.*make run PYTHON=") as stop:
        bootstrap.check_python(version)
    assert f"{version[0]}.{version[1]}." in str(stop.value)


def test_a_python_too_old_can_still_read_the_file_that_says_so():
    text = Path(bootstrap.__file__).read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 7))
    with pytest.raises(SyntaxError):  # the control: what 3.7 could not read
        ast.parse(f"{text}\nif (n := 1): pass\n", feature_version=(3, 7))
    imported = {node.module or "" for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for name in node.names}
    assert imported <= sys.stdlib_module_names


@pytest.mark.parametrize(
    ("says", "sentence"),
    [("echo 'No module named pip' >&2; exit 1", "has no pip"), ("echo pip 22.2.2 from here", "22.3 or newer")],
)
def test_a_pip_that_is_missing_or_too_old_is_said(tmp_path, monkeypatch, says, sentence):
    monkeypatch.setattr(sys, "executable", str(program(tmp_path, "python", says)))
    with pytest.raises(bootstrap.Stop, match=sentence):
        bootstrap.check_pip()


def test_debians_pip_will_do(tmp_path, monkeypatch):
    monkeypatch.setattr(
        sys, "executable", str(program(tmp_path, "python", "echo 'pip 23.0.1 from /usr (python 3.11)'"))
    )
    bootstrap.check_pip()


# ---- The environment ----


@pytest.fixture
def recorded(monkeypatch):
    """Notes what pip is asked to do, in place of doing it."""
    asked = []
    monkeypatch.setattr(bootstrap, "pip", lambda _venv, *arguments: asked.append(arguments))
    monkeypatch.setattr(bootstrap, "check_pip", lambda: None)
    return asked


def test_the_lock_is_installed_once_with_its_hashes_and_again_when_it_changes(tmp_path, recorded):
    lock, venv = tmp_path / "requirements.lock", tmp_path / ".venv"
    lock.write_text("reportlab==5.1.0\n", encoding="utf-8")

    bootstrap.install_lock(venv, lock)
    assert recorded == [
        ("install", "--quiet", "--require-hashes", "--only-binary", ":all:", "--requirement", str(lock))
    ]
    assert bootstrap.python_in(venv).exists()
    assert not (venv / "bin" / "pip").exists()

    bootstrap.install_lock(venv, lock)
    assert len(recorded) == 1

    (venv / "left-over").touch()
    lock.write_text("reportlab==5.1.1\n", encoding="utf-8")
    bootstrap.install_lock(venv, lock)
    assert len(recorded) == 2
    assert not (venv / "left-over").exists()


def test_an_installation_that_broke_off_is_done_again(tmp_path, recorded, monkeypatch):
    lock, venv = tmp_path / "requirements.lock", tmp_path / ".venv"
    lock.write_text("reportlab==5.1.0\n", encoding="utf-8")

    def cable_pulled(*_: object):
        raise bootstrap.Stop("pip could not install")

    with monkeypatch.context() as broken:
        broken.setattr(bootstrap, "pip", cable_pulled)
        with pytest.raises(bootstrap.Stop):
            bootstrap.install_lock(venv, lock)
    bootstrap.install_lock(venv, lock)
    assert len(recorded) == 1


def test_an_environment_that_was_only_begun_is_made_anew(tmp_path, recorded, monkeypatch):
    lock, venv = tmp_path / "requirements.lock", tmp_path / ".venv"
    lock.write_text("reportlab==5.1.0\n", encoding="utf-8")
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", str(program(tmp_path, "python", "exit 1")))
        with pytest.raises(bootstrap.Stop, match=r"could not make \.venv"):
            bootstrap.install_lock(venv, lock)
    assert recorded == []
    bootstrap.install_lock(venv, lock)
    assert len(recorded) == 1


def test_an_environment_that_someone_else_made_is_left_alone(tmp_path, recorded):
    lock, venv = tmp_path / "requirements.lock", tmp_path / ".venv"
    lock.write_text("reportlab==5.1.0\n", encoding="utf-8")
    venv.mkdir()
    (venv / "mine").touch()
    with pytest.raises(bootstrap.Stop, match="was not made by ShareDesk"):
        bootstrap.install_lock(venv, lock)
    assert (venv / "mine").exists()
    assert recorded == []


def test_the_project_is_installed_again_when_a_form_changes_and_only_then(tmp_path, venv, recorded):
    for name in ("pyproject.toml", "packaging/hatch_build.py", "src/sharedesk/__init__.py", "forms/page.ui",
                 "src/sharedesk/ui/_forms/__init__.py", "src/sharedesk/errors.py"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1\n", encoding="utf-8")
    bootstrap.install_project(venv, tmp_path)
    bootstrap.install_project(venv, tmp_path)
    (tmp_path / "src/sharedesk/errors.py").write_text("2\n", encoding="utf-8")
    bootstrap.install_project(venv, tmp_path)
    assert len(recorded) == 1
    assert {"--no-deps", "--no-build-isolation", "--editable"} <= set(recorded[0])
    (tmp_path / "forms/page.ui").write_text("2\n", encoding="utf-8")
    bootstrap.install_project(venv, tmp_path)
    assert len(recorded) == 2
    (tmp_path / "src/sharedesk/ui/_forms/__init__.py").unlink()
    bootstrap.install_project(venv, tmp_path)
    assert len(recorded) == 3


# ---- Qt's system libraries: the real Qt, the real ldd ----


def test_qt_starts_here(venv):
    assert bootstrap.why_qt_fails(venv) == ""


def test_qt_that_cannot_start_says_why(tmp_path):
    """The control: the real Qt, told to use a platform that it does not have."""
    program(tmp_path / "bin", "python", f'QT_QPA_PLATFORM=nonesuch exec "{sys.executable}" "$@"')
    assert "nonesuch" in bootstrap.why_qt_fails(tmp_path)


def test_an_environment_without_qt_says_why(tmp_path):
    program(tmp_path / "bin", "python", f'exec "{sys.executable}" -I -S "$@"')
    assert "PySide6" in bootstrap.why_qt_fails(tmp_path)


@needs_ldd
def test_nothing_is_missing_where_qt_starts():
    parts = [QT.parent / "QtGui.abi3.so", QT / "libexec" / "rcc", QT / "plugins" / "platforms" / "libqoffscreen.so"]
    assert all(part.is_file() for part in parts)
    assert bootstrap.missing_libraries(parts) == []


@needs_ldd
def test_a_missing_library_is_named(tmp_path):
    """The control: Qt's SVG library, taken away from the libraries that lie beside it."""
    lonely = shutil.copy(QT / "lib" / "libQt6Svg.so.6", tmp_path)
    assert {"libQt6Core.so.6", "libQt6Gui.so.6"} <= set(bootstrap.missing_libraries([Path(lonely)]))


def test_every_part_that_is_looked_at_exists_in_the_installed_qt(tmp_path):
    site = tmp_path / "lib" / "python3.11" / "site-packages"
    site.mkdir(parents=True)
    (site / "PySide6").symlink_to(QT.parent)
    if sys.platform != "linux":
        pytest.skip("the files are named otherwise here")
    for names in (bootstrap.QT_PARTS, bootstrap.WINDOW_PARTS):
        assert len(bootstrap.qt_parts(tmp_path, names)) == len(names)


def test_libraries_become_debian_packages_each_named_once():
    packages, unknown = bootstrap.debian_packages(
        ["libgthread-2.0.so.0", "libEGL.so.1", "libglib-2.0.so.0", "libnew.so.9"]
    )
    assert packages == ["libegl1", "libglib2.0-0"]
    assert unknown == ["libnew.so.9"]


# ---- What is done about them: apt-get and Qt's answers are stand-ins ----


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A Debian without EGL: Qt fails until `apt-get install` has run. Gives the programs and apt's diary."""
    programs, diary = tmp_path / "programs", tmp_path / "diary"
    program(programs, "apt-get", f'echo "$@" >> "{diary}"; echo "noise from apt"')
    monkeypatch.setenv("PATH", str(programs), prepend=os.pathsep)
    monkeypatch.setattr(bootstrap, "missing_libraries", lambda _: ["libEGL.so.1", "libglib-2.0.so.0"])
    monkeypatch.setattr(
        bootstrap,
        "why_qt_fails",
        lambda _: "" if diary.exists() and "install" in diary.read_text() else "no libEGL.so.1",
    )
    return programs, diary


def test_root_gets_them_installed_and_is_told(bare, tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    bootstrap.provide_libraries(tmp_path)
    assert bare[1].read_text(encoding="utf-8").splitlines() == [
        "update",
        "install --yes --no-install-recommends libegl1 libglib2.0-0",
    ]
    said = capfd.readouterr().out
    assert "libegl1 libglib2.0-0" in said
    assert "noise" not in said


@pytest.mark.parametrize("helper", ["sudo", "su"])
def test_anyone_else_gets_the_exact_command_and_nothing_is_installed(bare, tmp_path, monkeypatch, helper):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: (helper == "sudo" or None) if name == "sudo" else which(name))
    with pytest.raises(bootstrap.Stop) as stop:
        bootstrap.provide_libraries(tmp_path)
    packages = "apt-get update && apt-get install --yes --no-install-recommends libegl1 libglib2.0-0"
    assert f"\n    {'sudo sh' if helper == 'sudo' else 'su'} -c '{packages}'\n" in str(stop.value)
    assert not bare[1].exists()


def test_apt_that_fails_is_heard(bare, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(bare[0], "apt-get", "echo 'E: no such package' >&2; exit 100")
    with pytest.raises(bootstrap.Stop, match="no such package"):
        bootstrap.provide_libraries(tmp_path)


def test_packages_that_do_not_help_are_said(bare, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(bootstrap, "why_qt_fails", lambda _: "still no screen")
    with pytest.raises(bootstrap.Stop, match=r"(?s)still does not start.*still no screen"):
        bootstrap.provide_libraries(tmp_path)


def test_a_library_whose_package_is_not_known_is_named(bare, tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "missing_libraries", lambda _: ["libEGL.so.1", "libnew.so.9"])
    with pytest.raises(bootstrap.Stop, match=r"libEGL\.so\.1 libnew\.so\.9"):
        bootstrap.provide_libraries(tmp_path)
    assert not bare[1].exists()


def test_a_failure_that_no_library_explains_is_passed_on(bare, tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "missing_libraries", lambda _: [])
    with pytest.raises(bootstrap.Stop, match=r"no libEGL\.so\.1"):
        bootstrap.provide_libraries(tmp_path)


def test_where_qt_starts_nobody_is_asked(bare, tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "why_qt_fails", lambda _: "")
    monkeypatch.setattr(bootstrap, "missing_libraries", lambda _: pytest.fail("ldd was asked for nothing"))
    monkeypatch.delenv("DISPLAY", raising=False)
    bootstrap.provide_libraries(tmp_path)
    assert not bare[1].exists()


@pytest.mark.parametrize("display", [":0", ""])
def test_a_display_asks_for_what_a_window_needs(bare, tmp_path, monkeypatch, display):
    platforms = tmp_path / "lib/python3.11/site-packages/PySide6/Qt/plugins/platforms"
    platforms.mkdir(parents=True)
    (platforms / "libqxcb.so").touch()
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(bootstrap, "why_qt_fails", lambda _: "")
    monkeypatch.setattr(bootstrap, "missing_libraries", lambda parts: ["libxcb-cursor.so.0"] if parts else [])
    bootstrap.provide_libraries(tmp_path)
    installed = bare[1].read_text(encoding="utf-8") if bare[1].exists() else ""
    assert installed.endswith("libxcb-cursor0\n") is bool(display)


# ---- The whole, as make calls it ----


def test_main_says_the_sentence_and_fails(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 0))
    assert bootstrap.main() == 1
    assert "needs Python 3.11" in capsys.readouterr().err


def test_it_runs_as_a_script_with_nothing_but_the_standard_library(tmp_path):
    """A copy of the script, in a checkout whose .venv someone else made: it stops there, and says so."""
    (tmp_path / "packaging").mkdir()
    (tmp_path / ".venv").mkdir()
    for name in ("bootstrap.py", "requirements.lock"):
        shutil.copy(ROOT / "packaging" / name, tmp_path / "packaging" / name)
    done = subprocess.run(
        [sys.executable, "-I", "-S", tmp_path / "packaging" / "bootstrap.py"],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert done.stderr.strip().endswith("Move it away, then try again.")
    assert done.stdout == ""
