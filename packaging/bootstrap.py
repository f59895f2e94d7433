"""Makes `.venv` ready to run and test ShareDesk, with nothing but Python, pip and the standard library.

`make run` and `make test` call it first. It does only what is not done yet, and is written for the barest machine: a
Debian whose Python lacks ensurepip and refuses system-wide installs, with no fonts and none of Qt's system libraries.

    .venv without pip  ->  packages of the lock, each hash checked  ->  Qt's system libraries  ->  ShareDesk itself

The lock is installed by the pip outside, told to work on the inside. Pythons from 3.7 on can read this file, so that
those below 3.11 are told that they are too old.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST, NEWEST = (3, 11), (3, 13)
OLDEST_PIP = (22, 3)  # the first with `--python`
MARK = ".made-by-sharedesk"  # in a .venv that this program made, and may therefore make anew

# Asks Qt for everything ShareDesk uses of it, without a screen.
PROBE = (
    "from PySide6 import QtGui, QtPrintSupport, QtSvg, QtTest\n"
    "from PySide6.QtWidgets import QApplication\n"
    "app = QApplication([])\n"
)
# The parts of PySide6 that the probe loads, some of them only once it runs.
QT_PARTS = (
    "QtCore.abi3.so",
    "QtGui.abi3.so",
    "QtWidgets.abi3.so",
    "QtPrintSupport.abi3.so",
    "QtSvg.abi3.so",
    "QtTest.abi3.so",
    "Qt/libexec/rcc",
    "Qt/plugins/platforms/libqoffscreen.so",
    "Qt/plugins/imageformats/libqsvg.so",
)
# What a window on a display needs besides.
WINDOW_PARTS = ("Qt/plugins/platforms/libqxcb.so",)
# Which Debian or Ubuntu package holds each library that Qt expects the system to have.
DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}


class Stop(Exception):
    """The machine cannot be made ready; the message says why and what to do."""


def main() -> int:
    """Make the environment ready. 0 when it is, 1 with a sentence on stderr when it cannot be."""
    try:
        check_python(sys.version_info[:2])
        venv = ROOT / ".venv"
        install_lock(venv, ROOT / "packaging" / "requirements.lock")
        provide_libraries(venv)
        install_project(venv, ROOT)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    return 0


def check_python(version: tuple[int, ...]) -> None:
    """Stop unless this Python (major, minor) is one that the lock covers."""
    if not OLDEST <= version <= NEWEST:
        raise Stop(
            f"ShareDesk needs Python 3.11, 3.12 or 3.13, and this one is {version[0]}.{version[1]}.\n"
            "If you have another, name it:  make run PYTHON=python3.12"
        )


def python_in(venv: Path) -> Path:
    """The environment's own Python."""
    return venv / "bin" / "python"


def install_lock(venv: Path, lock: Path) -> None:
    """Make `venv` hold exactly the packages of `lock`; if it already does, do nothing.

    When the lock or the Python has changed the environment is made anew, so that nothing old is left in it.
    """
    wanted = digest([lock], platform.python_version())
    if python_in(venv).exists() and read_stamp(venv, "lock") == wanted:
        return
    if venv.exists() and not (venv / MARK).exists():
        raise Stop(f"{venv} is there already and was not made by ShareDesk. Move it away, then try again.")
    check_pip()
    say("Making .venv, and installing the packages of packaging/requirements.lock in it (once; some minutes) ...")
    if venv.exists():
        shutil.rmtree(venv)
    venv.mkdir()
    (venv / MARK).touch()  # first of all: whatever goes wrong from here on, it may be made anew
    run([sys.executable, "-m", "venv", "--without-pip", str(venv)], "Python could not make .venv.")
    pip(venv, "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "--requirement", str(lock))
    write_stamp(venv, "lock", wanted)


def install_project(venv: Path, root: Path) -> None:
    """Install the checkout itself, editable, which also compiles its forms and icons; if already done, do nothing."""
    sources = [root / "pyproject.toml", root / "packaging" / "hatch_build.py", root / "src/sharedesk/__init__.py"]
    sources += sorted((root / "forms").glob("*.ui"))
    sources += sorted((root / "resources").glob("*.qrc"))
    sources += sorted((root / "resources" / "icons").glob("*.svg"))
    wanted = digest(sources, str(root))
    compiled = root / "src" / "sharedesk" / "ui" / "_forms" / "__init__.py"
    if compiled.exists() and read_stamp(venv, "project") == wanted:
        return
    say("Installing ShareDesk in .venv ...")
    # The build tools are in the lock, so nothing is fetched here.
    pip(venv, "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(root))
    write_stamp(venv, "project", wanted)


def provide_libraries(venv: Path) -> None:
    """See that Qt starts, and has what a window needs where there is a display.

    Where system packages are missing, install them as root, or else give the command.
    """
    trouble = why_qt_fails(venv)
    parts = qt_parts(venv, QT_PARTS) if trouble else []
    if any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        parts += qt_parts(venv, WINDOW_PARTS)
    missing = missing_libraries(parts) if trouble or parts else []
    if not trouble and not missing:
        return
    if not missing:
        raise Stop(f"Qt does not start on this machine:\n{trouble}")
    packages, unknown = debian_packages(missing)
    if unknown or not shutil.which("apt-get"):
        raise Stop(
            "Qt needs system libraries that are not installed:\n\n    {}\n\n"
            "Install them with this system's package manager, then try again.".format(" ".join(missing))
        )
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        both = "apt-get update && {}".format(" ".join(install))
        as_root = f"sudo sh -c '{both}'" if shutil.which("sudo") else f"su -c '{both}'"
        raise Stop(
            "Qt needs system packages that are not installed. Run this, or ask whoever looks after this machine to,\n"
            f"then try again:\n\n    {as_root}\n"
        )
    say("Qt needs these system packages, which are installed now: {}".format(" ".join(packages)))
    for command in (["apt-get", "update"], install):
        run_quietly(command, "apt-get could not install them.")
    trouble = why_qt_fails(venv)
    if trouble:
        raise Stop(f"The system packages are installed, but Qt still does not start:\n{trouble}")


def why_qt_fails(venv: Path) -> str:
    """What goes wrong when Qt starts without a screen; empty if nothing does."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [str(python_in(venv)), "-c", PROBE], env=environment, capture_output=True, check=False, encoding="utf-8"
    )
    return "" if done.returncode == 0 else done.stderr.strip() or f"it ended with code {done.returncode}"


def qt_parts(venv: Path, names: tuple[str, ...]) -> list[Path]:
    """Files of PySide6, whose system libraries matter."""
    return sorted(
        path
        for package in venv.glob("lib/python3.*/site-packages/PySide6")
        for pattern in names
        for path in package.glob(pattern)
    )


def missing_libraries(files: list[Path]) -> list[str]:
    """The names of the shared libraries (sonames, sorted) that `files` ask for and this system does not have.

    Reads `ldd`, which every Linux C library brings. Elsewhere Qt's wheels bring all they need, and nothing is missing.
    """
    if not files or not shutil.which("ldd"):
        return []
    done = subprocess.run(["ldd", *map(str, files)], capture_output=True, check=False, encoding="utf-8")
    return sorted(set(re.findall(r"^\s*(\S+) => not found", done.stdout, re.MULTILINE)))


def debian_packages(libraries: list[str]) -> tuple[list[str], list[str]]:
    """The packages that hold those libraries, sorted, and the libraries whose package is not known."""
    known = {DEBIAN_PACKAGES[library] for library in libraries if library in DEBIAN_PACKAGES}
    return sorted(known), [library for library in libraries if library not in DEBIAN_PACKAGES]


def check_pip() -> None:
    """Stop unless the pip of this Python can work on another environment."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--version"], capture_output=True, check=False, encoding="utf-8"
    )
    found = re.match(r"pip (\d+)\.(\d+)", done.stdout)
    if not found:
        raise Stop(f"{sys.executable} has no pip. On Debian and Ubuntu:  sudo apt-get install python3-pip")
    if (int(found[1]), int(found[2])) < OLDEST_PIP:
        raise Stop(f"This pip is {found[1]}.{found[2]}, and ShareDesk needs 22.3 or newer to set itself up.")


def pip(venv: Path, *arguments: str) -> None:
    """Let the pip outside work on the inside of `venv`."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python_in(venv)), *arguments]
    run(command, "pip could not install what ShareDesk needs; what it said is above.")


def run(command: list[str], sentence: str) -> None:
    """Run a command whose words reach the person; stop with `sentence` if it fails."""
    if subprocess.run(command, check=False).returncode:
        raise Stop(sentence)


def run_quietly(command: list[str], sentence: str) -> None:
    """Run a command that talks too much; if it fails, stop with all that it said, and `sentence`."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, encoding="utf-8"
    )
    if done.returncode:
        raise Stop(f"{done.stdout}\n{sentence}")


def digest(files: list[Path], also: str) -> str:
    """One hash of the names and contents of `files` and a further text, as hexadecimal."""
    total = hashlib.sha256(also.encode())
    for path in files:
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def read_stamp(venv: Path, name: str) -> str:
    """The digest noted when that step was last finished; empty if it never was."""
    stamp = venv / f".{name}-installed"
    return stamp.read_text(encoding="ascii") if stamp.exists() else ""


def write_stamp(venv: Path, name: str, value: str) -> None:
    """Note that a step is finished."""
    (venv / f".{name}-installed").write_text(value, encoding="ascii")


def say(sentence: str) -> None:
    """Tell the person what is going on, at once."""
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
