"""Exports and backups that earlier versions wrote come in for good."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from domain import samples
from vault import make_fixture, world

from sharedesk.desk import keep
from sharedesk.domain.person import Author
from sharedesk.exchange import log_export
from sharedesk.vault import backup, restore, schema
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create

FILES = make_fixture.FIXTURES / "files"
LOGS = {"export_1": "schema_2", "export_2": "schema_3", "backup_1": "schema_2"}
"""The frozen log that each file is of."""


def written(kind: str, newest: int) -> list[Path]:
    """The frozen files of a kind, one of each format that was ever released."""
    found = sorted(FILES.glob(f"{kind}_*"))
    assert [path.name.partition(".")[0] for path in found] == [f"{kind}_{n}" for n in range(1, newest + 1)]
    return found


def folds_of(source: Path) -> dict[str, object]:
    """What the log said of which a file is."""
    name = LOGS[source.name.partition(".")[0]]
    return json.loads((make_fixture.FIXTURES / name / "folds.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", range(log_export.VERSION))
def test_an_export_of_every_format_comes_in_whole_and_says_what_it_said(number, tmp_path):
    source = written("export", log_export.VERSION)[number]
    with create(tmp_path / "log", "words", Author(name="J."), practice=True, cost=FLOOR)[0] as vault:
        done = keep.import_log(vault, source)
        assert done.added > 10
        assert world.faults(vault) == ()
        said, folds = make_fixture.said_by(vault), folds_of(source)
        assert {entity: said[entity] for entity in folds} == folds


@pytest.mark.parametrize("number", range(backup.FORMAT))
def test_a_backup_of_every_format_is_restored_on_a_clean_machine_and_goes_on(number, tmp_path):
    source = written("backup", backup.FORMAT)[number]
    done = restore.restore(
        source, tmp_path / "log", lambda head: head.unlock(make_fixture.PASSPHRASE), lambda plan: plan.entries > 10
    )
    with done.vault as vault:
        assert schema.version_of(vault.store.connection) == schema.VERSION
        assert make_fixture.said_by(vault) == folds_of(source)
        world.record(vault, samples.small("Going on"))
        assert world.faults(vault) == ()
