"""Reads the imports of a source tree and says which break the house's rules (HOUSE.md, docs/architecture.md).

Pure reading by `ast`: nothing is imported, so a lazy import inside a function counts like any other.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROGRAM = "sharedesk"

# Higher may import lower; rooms of one floor may not import each other. "" is sharedesk/__init__.py (the version).
FLOORS = {
    "": 0, "errors": 0, "resources": 0, "events": 0.4, "quiet": 0.6,
    "domain": 1,
    "guidance": 2, "identity": 2, "vault": 2, "paper": 2, "exchange": 2,
    "desk": 3,
    "commands": 4, "ui": 4,
    "__main__": 5,
}  # fmt: skip

# What leaves the house is typed: these two may ask identity for Released text.
SAME_FLOOR_ALLOWED = {("paper", "identity"), ("exchange", "identity")}

# A library that only one room may know.
FENCED = {"PySide6": "ui", "shiboken6": "ui", "sqlcipher3": "vault", "reportlab": "paper",
          "phonenumbers": "identity", "stdnum": "identity", "rapidfuzz": "identity", "holidays": "domain",
          "jeepney": "ui"}  # fmt: skip

# Offline means offline; and the plain sqlite3 would write a log in the clear.
FORBIDDEN = {
    "sqlite3": "the plain database does not encrypt",
    **dict.fromkeys(
        ("socket", "socketserver", "ssl", "http", "urllib.request", "urllib3", "ftplib", "smtplib", "poplib", "imaplib",
         "telnetlib", "xmlrpc", "asyncio", "requests", "httpx", "aiohttp", "webbrowser", "PySide6.QtNetwork"),
        "ShareDesk never uses a network",
    ),
}  # fmt: skip

# The domain only thinks: it is handed clocks, dice and text, and touches no file, process or screen.
NOT_IN_DOMAIN = ("os", "io", "pathlib", "shutil", "tempfile", "subprocess", "multiprocessing", "threading", "ctypes",
                 "concurrent", "sys", "time")  # fmt: skip
DOING = {"open", "print", "input"}

LONGEST_MODULE = 400


@dataclass(frozen=True)
class Import:
    """One import statement: the file it stands in, its line, and the full dotted name it reaches for."""

    path: Path
    line: int
    name: str


def modules(source: Path) -> list[Path]:
    """Every hand-written module under `source/sharedesk`, sorted. `_forms` is compiled, so not ours to judge."""
    return sorted(path for path in (source / PROGRAM).rglob("*.py") if "_forms" not in path.parts)


def room_of(source: Path, path: Path) -> str:
    """The room a module belongs to: its folder or, directly under sharedesk/, its own name."""
    first = path.relative_to(source / PROGRAM).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imports(source: Path, path: Path) -> Iterator[Import]:
    """Every import of a module, wherever it stands; `from a import b` counts as `a.b`, which may be a module."""
    package = list(path.relative_to(source).with_suffix("").parts[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(path, node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield Import(path, node.lineno, f"{base}.{alias.name}")
        elif isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__"}:
            yield Import(path, node.lineno, _named(node.args[0]) if node.args else "?")


def _named(argument: ast.expr) -> str:
    """The name that an import by text gives, or "?". Of f"sharedesk.ui.pages.{name}" the folder tells the room."""
    if isinstance(argument, ast.JoinedStr) and argument.values:
        argument = argument.values[0]
        folder = argument.value if isinstance(argument, ast.Constant) else ""
        return f"{folder}some" if isinstance(folder, str) and folder.count(".") > 1 else "?"
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else "?"


def all_imports(source: Path) -> Iterator[Import]:
    """Every import of the tree."""
    for path in modules(source):
        yield from imports(source, path)


def broken_floors(source: Path) -> list[str]:
    """Imports between rooms that go up, or sideways, and modules that are in no room; one sentence each."""
    found = [
        f"{_where(source, path)}: the room '{room_of(source, path)}' is not in HOUSE.md"
        for path in modules(source)
        if room_of(source, path) not in FLOORS
    ]
    for each in all_imports(source):
        here = room_of(source, each.path)
        there = _room_named(each.name)
        if each.name == "?":
            found.append(f"{_where(source, each.path, each.line)}: an import whose name cannot be read")
        elif there is not None and here in FLOORS and not _may_import(here, there):
            found.append(f"{_where(source, each.path, each.line)}: '{here}' may not import '{there}'")
    return found


def broken_fences(source: Path) -> list[str]:
    """Libraries imported outside the one room that may know them."""
    return [
        f"{_where(source, each.path, each.line)}: {library} belongs to {room}/ alone"
        for each in all_imports(source)
        for library, room in FENCED.items()
        if _within(each.name, library) and room_of(source, each.path) != room
    ]


def forbidden_imports(source: Path) -> list[str]:
    """Libraries that no room may import."""
    return [
        f"{_where(source, each.path, each.line)}: {library}: {reason}"
        for each in all_imports(source)
        for library, reason in FORBIDDEN.items()
        if _within(each.name, library)
    ]


def busy_domain(source: Path) -> list[str]:
    """Places in domain/ that do something to the world in place of thinking."""
    found = [
        f"{_where(source, each.path, each.line)}: domain/ does not import {library}"
        for each in all_imports(source)
        for library in NOT_IN_DOMAIN
        if room_of(source, each.path) == "domain" and _within(each.name, library)
    ]
    return found + [
        f"{_where(source, path, node.lineno)}: domain/ does not call {node.func.id}"
        for path in modules(source)
        if room_of(source, path) == "domain"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DOING
    ]


def forged_releases(source: Path) -> list[str]:
    """Places outside identity/ that make `Released` text, in any way: only identity may.

    To name it as a type, and to ask `isinstance`, is all that other rooms can do with it: no call, no class under it,
    no handing it on as a value, no private function of identity.
    """
    found = []
    for path in modules(source):
        if room_of(source, path) == "identity":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [
            f"{_where(source, path, node.lineno)}: only identity/ constructs Released"
            for node in ast.walk(tree)
            if any(_is_released(used) for used in _used_as_values(node))
        ]
        found += [
            f"{_where(source, each.path, each.line)}: what is private to identity/ stays there"
            for each in imports(source, path)
            if each.name.startswith(f"{PROGRAM}.identity.") and each.name.rsplit(".", 1)[1].startswith("_")
        ]
    return found


def _used_as_values(node: ast.AST) -> list[ast.expr]:
    """Where a class that is named in this node would be used for more than saying a type."""
    if isinstance(node, ast.ClassDef):
        return node.bases
    if isinstance(node, ast.Attribute):  # Released.__new__ and the like
        return [node.value]
    if isinstance(node, ast.Call):
        asks = _called(node) in {"isinstance", "issubclass"}
        return [node.func, *([] if asks else [*node.args, *(keyword.value for keyword in node.keywords)])]
    return []


def _is_released(used: ast.expr) -> bool:
    return (
        used.attr if isinstance(used, ast.Attribute) else used.id if isinstance(used, ast.Name) else ""
    ) == "Released"


def long_modules(paths: list[Path], longest: int = LONGEST_MODULE) -> list[str]:
    """Modules that are no longer read in one sitting."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return [f"{path.name}: {length} lines" for path, length in lengths.items() if length > longest]


def _may_import(here: str, there: str) -> bool:
    return here == there or FLOORS.get(there, 99) < FLOORS[here] or (here, there) in SAME_FLOOR_ALLOWED


def _room_named(name: str) -> str | None:
    """The room that a dotted name is in, or None if it is not ours."""
    parts = name.split(".")
    if parts[0] != PROGRAM:
        return None
    # `from sharedesk import __version__` asks the package itself.
    return parts[1] if len(parts) > 1 and (not parts[1].startswith("__") or parts[1] == "__main__") else ""


def _within(name: str, library: str) -> bool:
    return name == library or name.startswith(f"{library}.")


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _where(source: Path, path: Path, line: int = 1) -> str:
    return f"{path.relative_to(source).as_posix()}:{line}"
