"""Logs to run commands on: one is made with the cheapest key derivation, the others are copies."""

from __future__ import annotations

import functools
import shutil
from types import SimpleNamespace

import pytest
from commands import world

from sharedesk.desk import record
from sharedesk.exchange import decision_input
from sharedesk.vault import keys
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create, unlock


@pytest.fixture(scope="session")
def made_log(tmp_path_factory):
    """A real log with the realistic case in it, locked, with its recovery sheet as text. Never opened in place."""
    folder = tmp_path_factory.mktemp("commands") / "log"
    vault, sheet = create(folder, world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with vault:
        decisions = decision_input.read_decisions(world.DECISIONS.read_bytes())
        references = [done.reference for done in record.record(vault, decisions)]
        text, entries = world.sheet_text(vault, sheet), vault.store.count()
    return SimpleNamespace(folder=folder, references=references, sheet=text, entries=entries)


@pytest.fixture(scope="session")
def _remembering():
    return functools.cache(keys.stretch)


@pytest.fixture(autouse=True)
def quick_keys(_remembering, monkeypatch):
    """In this process a key is derived once, then remembered: copies of a log share its salt."""
    monkeypatch.setattr(keys, "stretch", _remembering)
    monkeypatch.setattr(keys, "calibrated", lambda: FLOOR)


@pytest.fixture
def log(made_log, tmp_path):
    """A copy of the log."""
    return shutil.copytree(made_log.folder, tmp_path / "log")


@pytest.fixture
def shared(made_log):
    """The reference of the decision to share part."""
    return made_log.references[0]


@pytest.fixture
def refused(made_log):
    """The reference of the decision not to share."""
    return made_log.references[1]


@pytest.fixture
def sheet(made_log, tmp_path):
    """The recovery sheet as a text file."""
    path = tmp_path / "sheet.txt"
    path.write_text(made_log.sheet, encoding="utf-8")
    return path


@pytest.fixture
def entries_in():
    """How many entries a locked log holds."""

    def count(folder) -> int:
        with unlock(folder, world.PASSPHRASE) as vault:
            return vault.store.count()

    return count


@pytest.fixture(scope="module")
def one_log(made_log, tmp_path_factory):
    """One copy for all that must leave it as it is."""
    return shutil.copytree(made_log.folder, tmp_path_factory.mktemp("refusals") / "log")
