"""No words of anybody's, and no key, are left in the memory of any process after locking (`make faults`).

Every way out of an open log, of the emergency form and of a recovery sheet's lines, ROUNDS times (default 5), each with
its control: the same search finds the word, and where a log is open its keys, before. Needs root.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from faults import memory, table
from ui.conftest import PASSPHRASE, made

from sharedesk.vault.keys import Root

ROUNDS = int(os.environ.get("ROUNDS", "5"))
OPEN, NOTES = ("lock", "dialog"), ("note saved", "note left", "note locked")
SHEET = ("sheet left", "sheet locked")
"""What is typed from a recovery sheet by somebody who is locked out, and then is not."""


def secrets_of(root: Root) -> dict[str, bytes]:
    """What opens the log, as the program holds it."""
    key = root.database_key
    return {
        "ROOT": root.secret, "database key": bytes.fromhex(key[:64]), "database key in hexadecimal": key.encode(),
        "passphrase": PASSPHRASE.encode(), "passphrase in the box": PASSPHRASE.encode("utf-16-le"),
    }  # fmt: skip


@pytest.mark.parametrize("what", [*OPEN, *NOTES, *SHEET])
def test_nothing_is_left(what: str, tmp_path: Path) -> None:
    words, keys = 0, 0
    for number in range(ROUNDS):
        vault = made(folder := tmp_path / f"log {number}")
        vault.lock()
        user = memory.User(folder, tmp_path / f"home {number}", what, secrets_of(vault.root))
        try:
            user.wait_until_typed()
            before = user.found()
            user.lock()
            after = user.found()
        finally:
            user.end()
        assert before["utf-8"] > 0
        assert before["utf-16-le"] > 0
        if what in OPEN:
            assert before["ROOT"] > 0
            assert before["database key in hexadecimal"] > 0
        assert not any(after.values()), after
        words += sum(before[encoding] for encoding in memory.ENCODINGS)
        keys += sum(before[secret] for secret in user.secrets)
    table.note(
        4, f"{what}: {ROUNDS} times, no word, key or passphrase in the memory of any process afterwards",
        control=f"{what}: before, {words:,} copies of the word and {keys:,} of keys and passphrase were found",
    )  # fmt: skip
