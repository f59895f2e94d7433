"""After locking, nothing that was typed or read is in the memory of any process. More ways: campaign_memory.py."""

from __future__ import annotations

import sys

import pytest
from faults import memory
from ui.conftest import made

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def test_a_word_is_nowhere_in_memory_after_locking(tmp_path):
    made(folder := tmp_path / "log").lock()
    user = memory.User(folder, tmp_path / "home", "lock")
    try:
        user.wait_until_typed()
        try:
            before = user.found()
            user.lock()
            after = user.found()
        except PermissionError:
            pytest.skip("only root may read the memory of a hardened process")
    finally:
        user.end()
    assert before["utf-8"] > 0  # the control
    assert before["utf-16-le"] > 0
    assert after == dict.fromkeys(memory.ENCODINGS, 0)
