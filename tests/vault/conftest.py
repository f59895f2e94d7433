"""Logs to work on. Making one costs a key derivation, so one is made and the others are copies opened with its ROOT."""

from __future__ import annotations

import shutil
from types import SimpleNamespace

import pytest
from domain import samples
from vault import world

from sharedesk.vault import backup, header
from sharedesk.vault import vault as vaults
from sharedesk.vault.keys import FLOOR


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A log with one full decision, locked. Never opened in place: its files are what copies are made of."""
    folder = tmp_path_factory.mktemp("made") / "log"
    with vaults.create(folder, world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0] as vault:
        entity = world.record(vault, samples.share_part())
        root, log = vault.root, vault.log
    return SimpleNamespace(folder=folder, root=root, log=log, entity=entity)


@pytest.fixture(scope="session")
def sheet_of(made):
    """A recovery sheet for `made` and its copies: the one that its header's slot was made with is not kept."""
    from sharedesk.vault import recovery

    return recovery.new_sheet(made.root, made.log)


@pytest.fixture
def folder(made, tmp_path):
    """A copy of the log, locked."""
    return shutil.copytree(made.folder, tmp_path / "log")


@pytest.fixture
def open_log(made):
    """Opens a folder of `made`'s ROOT without a derivation; what is still open at the end is locked."""
    opened = []

    def opener(folder, **more):
        vault = vaults.open_with_root(folder, header.read(folder), made.root, **more)
        opened.append(vault)
        return vault

    yield opener
    for vault in opened:
        vault.lock()


@pytest.fixture
def vault(folder, open_log):
    return open_log(folder)


@pytest.fixture(scope="session")
def _other(tmp_path_factory):
    folder = tmp_path_factory.mktemp("other") / "log"
    with vaults.create(folder, "another log, another passphrase", world.AUTHOR, cost=FLOOR)[0] as vault:
        return folder, vault.root


@pytest.fixture
def other_folder(_other, tmp_path):
    return shutil.copytree(_other[0], tmp_path / "other")


@pytest.fixture
def other(_other, other_folder):
    """Another log, open: the one that imports."""
    with vaults.open_with_root(other_folder, header.read(other_folder), _other[1]) as vault:
        yield vault


@pytest.fixture(scope="session")
def third_made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("third") / "log"
    with vaults.create(folder, "a third log", world.AUTHOR, cost=FLOOR, with_recovery=False)[0] as vault:
        return folder, vault.root


@pytest.fixture
def third(third_made, tmp_path):
    folder = shutil.copytree(third_made[0], tmp_path / "third")
    with vaults.open_with_root(folder, header.read(folder), third_made[1]) as vault:
        yield vault


@pytest.fixture(scope="session")
def made_backup(made, tmp_path_factory):
    """A backup file of `made`."""
    place = tmp_path_factory.mktemp("backup")
    folder = shutil.copytree(made.folder, place / "log")
    with vaults.open_with_root(folder, header.read(folder), made.root) as vault:
        (folder / "inbox" / "ab01.sealed").write_bytes(b"a sealed note")
        (folder / "drafts" / "cd02.sealed").write_bytes(b"a sealed draft")
        backup.back_up(vault, place / "one.sharedesk-backup")
    return place / "one.sharedesk-backup"
