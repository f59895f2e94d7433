"""No words of anybody's are left in the memory of any process after locking (`make faults`; not part of `make test`).

Every way out of an open log and of the emergency form, ROUNDS times (default 5), each with its control: the same search
finds the word while it is open. Prints what was found. Needs root.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from faults import memory
from ui.conftest import made

ROUNDS = int(os.environ.get("ROUNDS", "5"))
OPEN, NOTES = ("lock", "dialog"), ("note saved", "note left", "note locked")


@pytest.mark.parametrize("what", [*OPEN, *NOTES])
def test_nothing_is_left(what: str, tmp_path: Path) -> None:
    for number in range(ROUNDS):
        made(folder := tmp_path / f"log {number}").lock()
        user = memory.User(folder, tmp_path / f"home {number}", what)
        try:
            user.wait_until_typed()
            before = user.found()
            user.lock()
            after = user.found()
        finally:
            user.end()
        print(f"{what}: {before} before, {after} after")  # noqa: T201  # the campaign's figures
        assert before["utf-8"] > 0
        assert before["utf-16-le"] > 0
        assert not any(after.values())
