"""The built-in pack, and a copy of it to break."""

from __future__ import annotations

import shutil

import pytest

from sharedesk.guidance.load import load
from sharedesk.resources import resource


@pytest.fixture(scope="session")
def guidance():
    return load()


@pytest.fixture
def copy(tmp_path):
    """A copy of the pack's files in a folder of its own."""
    return shutil.copytree(resource("guidance"), tmp_path / "guidance")
