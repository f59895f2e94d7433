"""Hatchling's build hook: compiles Qt's forms and resources into Python before a wheel or an editable install.

    forms/NAME.ui        ->  src/sharedesk/ui/_forms/NAME.py
    resources/NAME.qrc   ->  src/sharedesk/ui/_forms/NAME_rc.py

The folder `_forms` is ignored by git; a wheel carries it. uic and rcc are called directly, because PySide6's own
wrappers start a second Python each (230 ms instead of 10).
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# rcc writes each file's time into its output; a fixed one makes two builds of the same source equal.
_FIXED_TIME = "1580601600"


class CompileError(Exception):
    """A form or resource list could not be compiled; the message is what Qt's compiler said."""


def qt_program(name: str, package: Path | None = None) -> Path:
    """The path of Qt's own `uic` or `rcc` inside the PySide6 package.

    Linux and macOS keep them under `Qt/libexec/`; Windows keeps `NAME.exe` beside the package's modules.
    """
    if package is None:
        spec = importlib.util.find_spec("PySide6")
        if spec is None or not spec.submodule_search_locations:
            raise CompileError("PySide6 is not installed, so the forms cannot be compiled.")
        package = Path(spec.submodule_search_locations[0])
    for candidate in (package / "Qt" / "libexec" / name, package / f"{name}.exe"):
        if candidate.is_file():
            return candidate
    raise CompileError(f"PySide6 at {package} has no {name}: is it PySide6-Essentials?")


def compile_all(root: Path, package: Path | None = None) -> list[Path]:
    """Compile every form and resource list of the checkout at `root`; return the modules, sorted.

    A module whose form is gone is removed. A module whose text would not change is left alone.
    """
    out = root / "src" / "sharedesk" / "ui" / "_forms"
    texts = {"__init__.py": '"""Compiled from forms/ and resources/ by packaging/hatch_build.py: do not edit."""\n'}
    for form in sorted((root / "forms").glob("*.ui")):
        texts[f"{form.stem}.py"] = _only_what_is_named(_run(qt_program("uic", package), form))
    for listing in sorted((root / "resources").glob("*.qrc")):
        texts[f"{listing.stem}_rc.py"] = _run(qt_program("rcc", package), listing)
    out.mkdir(parents=True, exist_ok=True)
    for stale in set(out.glob("*.py")) - {out / name for name in texts}:
        stale.unlink()
    for name, text in texts.items():
        target = out / name
        if not target.is_file() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8", newline="\n")
    return sorted(out / name for name in texts)


def _only_what_is_named(text: str) -> str:
    """A compiled form without the Qt classes that it never names: uic imports some twenty for every form.

    PySide6 makes a class, and all the enumerations in it, when it is first imported: 5 to 15 ms for one form.
    """

    def import_line(found: re.Match[str]) -> str:
        rest = text[: found.start()] + text[found.end() :]
        named = [name for name in re.findall(r"\w+", found[2]) if re.search(rf"^ .*\b{name}\b", rest, re.MULTILINE)]
        return f"from {found[1]} import {', '.join(named)}\n" if named else ""

    text = text.replace("setTextFormat(Qt.TextFormat.PlainText)", 'setProperty("textFormat", 0)')
    return re.sub(r"^from (PySide6\.\w+) import \(([^)]*)\)\n", import_line, text, flags=re.MULTILINE)


def _run(program: Path, source: Path) -> str:
    """What uic or rcc prints for `source`, as Python."""
    done = subprocess.run(
        [program, "-g", "python", source.name],
        cwd=source.parent,  # so that the output names the file, not this machine's folders
        env={**os.environ, "SOURCE_DATE_EPOCH": _FIXED_TIME},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    if done.returncode or not done.stdout:
        raise CompileError(f"{program.name} could not compile {source.name}:\n{done.stderr.strip()}")
    return done.stdout


class CompileForms(BuildHookInterface):  # type: ignore[type-arg] # the configuration's type is of no use here
    """The hook that hatchling runs for the wheel, installed or editable."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and in a real wheel ship `resources/` as `sharedesk/resources/`.

        An editable install reads both from the checkout, so nothing is copied there.
        """
        root = Path(self.root)
        compile_all(root)
        if version == "standard":
            build_data["force_include"][str(root / "resources")] = "sharedesk/resources"
