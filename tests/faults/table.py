"""The figures of the campaigns, and the table of docs/threat-model.md that is made of them.

What must hold, and which tests show it, stands in statements.toml beside this. A campaign says what it measured, after
it has asserted it, from inside the test that did:

    table.note(13, "1,000 flips in 6 kinds of file, none read as other words", control="a reader without a MAC: found")

`make faults` keeps that in figures.json (FIGURES names the file; without it a figure is only printed, so that a run
with fewer kills changes nothing) and then writes the table: `python tests/faults/table.py`.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import re
import time
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent
STATEMENTS, FIGURES = HERE / "statements.toml", HERE / "figures.json"
DOCUMENT = TESTS.parent / "docs" / "threat-model.md"
BEGIN, END = "<!-- table of figures: made by tests/faults/table.py -->", "<!-- end of the table -->"


def note(statement: int, figure: str, *, control: str = "") -> None:
    """Keep what the test that runs now measured for a statement (1 to 20), in the place of what it last measured.

    `control` says how the test was shown to be able to fail; give it here or from the test that is the control (then
    with an empty figure). Neither may name a person, a path or a computer.
    """
    assert statement in statements(), f"there is no statement {statement}"
    assert figure or control, "a figure, a control or both"
    where, name = os.environ["PYTEST_CURRENT_TEST"].rsplit(" ", 1)[0].split("::", 1)
    row = {
        "statement": statement, "test": f"{where.removeprefix('tests/')}::{name}", "figure": figure, "control": control,
        "date": datetime.now(UTC).date().isoformat(),
    }  # fmt: skip
    print(f"\n  [{statement}] " + "; control: ".join(filter(None, [figure, control])))  # noqa: T201
    if path := os.environ.get("FIGURES"):
        keep(Path(path), row)


def keep(path: Path, row: dict[str, Any]) -> None:
    """Put one row into the file of figures, in the place of the row of the same statement and test.

    Several campaigns may run at a time: one after the other gets to write.
    """
    with _alone(path.with_suffix(".lock")):
        _keep(path, row)


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    end = time.monotonic() + 60
    while True:
        try:
            lock.touch(exist_ok=False)
            break
        except FileExistsError:
            assert time.monotonic() < end, f"nobody lets go of {lock.name}; is it left from a run that was ended?"
            time.sleep(0.02)
    try:
        yield
    finally:
        lock.unlink()


def _keep(path: Path, row: dict[str, Any]) -> None:
    rows = [old for old in figures(path) if (old["statement"], old["test"]) != (row["statement"], row["test"])]
    rows = sorted([*rows, row], key=lambda one: (one["statement"], one["test"]))
    fresh = path.with_suffix(".new")
    fresh.write_text("[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in rows) + "\n]\n", "utf-8")
    fresh.replace(path)


def figures(path: Path = FIGURES) -> list[dict[str, Any]]:
    """What the campaigns last measured; none where none ever ran."""
    held: list[dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.exists() else []
    return held


def statements() -> dict[int, dict[str, Any]]:
    """What must hold: by its number, `says` and `tests` (files or `file::test`, below tests/)."""
    listed = tomllib.loads(STATEMENTS.read_text("utf-8"))["statement"]
    return {one["number"]: one for one in listed}


def is_there(test: str) -> bool:
    """Is there such a test: a file below tests/ that has tests, or `file::test` (what a parameter adds is left out)?"""
    where, _, name = test.partition("::")
    path = TESTS / where
    return path.is_file() and any(not name or name.split("[", maxsplit=1)[0] == one for one in _tests_of(path))


def _tests_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name


def written() -> str:
    """The table, with its two marks."""
    measured = figures()
    lines = [BEGIN, "| | Statement | Shown by | Last figures | Control |", "|---|---|---|---|---|"]
    for number, one in sorted(statements().items()):
        rows = [row for row in measured if row["statement"] == number]
        tests = list(dict.fromkeys([*one["tests"], *(row["test"].split("::", maxsplit=1)[0] for row in rows)]))
        said = [said_on(day, [r["figure"] for r in rows if r["date"] == day and r["figure"]]) for day in days_of(rows)]
        controls = list(dict.fromkeys(row["control"] for row in rows if row["control"]))
        cells = (
            str(number), one["says"], ", ".join(f"`{test}`" for test in tests), "; ".join(said) or "the suite itself",
            "; ".join(controls) or one.get("control", ""),
        )  # fmt: skip
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join([*lines, END])


def days_of(rows: list[dict[str, Any]]) -> list[str]:
    """The days on which a figure was measured, the first one first."""
    return sorted({row["date"] for row in rows if row["figure"]})


def said_on(day: str, figures: list[str]) -> str:
    """The figures of one day."""
    return f"{'; '.join(figures)} ({day})"


def in_place(document: str, table: str) -> str:
    """The document with this table in the place of the one that it had."""
    changed, count = re.subn(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: table, document, flags=re.DOTALL)
    assert count == 1, "the document has one place for the table"
    return changed


if __name__ == "__main__":
    DOCUMENT.write_text(in_place(DOCUMENT.read_text("utf-8"), written()), "utf-8")
