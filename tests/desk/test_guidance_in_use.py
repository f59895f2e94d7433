"""A decision keeps the version of the guidance that was in use, in the entry itself and on paper."""

from __future__ import annotations

import pytest
from commands import world

from sharedesk.desk import guidance_in_use as module
from sharedesk.desk import record, release
from sharedesk.desk.guidance_in_use import UNREADABLE, guidance_in_use
from sharedesk.domain.decision import Decision
from sharedesk.exchange import decision_input
from sharedesk.guidance import load
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create


@pytest.fixture
def vault(tmp_path):
    with create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0] as made:
        yield made


@pytest.fixture
def no_pack(tmp_path, monkeypatch):
    monkeypatch.setattr(load, "resource", lambda *parts: tmp_path / "none")
    guidance_in_use.cache_clear()
    yield
    guidance_in_use.cache_clear()


def test_each_entry_of_a_decision_keeps_the_version_that_paper_prints(vault):
    (done, *_) = record.record(vault, decision_input.read_decisions(world.DECISIONS.read_bytes()))
    record.correct(vault, done.reference, "New.", Decision(notes="More."))
    kept = {entry.leaf.kind: entry.leaf.guidance for entry in record.state_of(vault, done.reference).entries}
    version = load.version_of_pack()
    assert kept["recorded"] == kept["correction"] == version != "none"
    assert release.rationale(vault, done.reference).guidance == version


def test_a_pack_that_cannot_be_read_never_stops_a_recording(vault, no_pack):
    assert module.guidance_in_use() == UNREADABLE
    (done, *_) = record.record(vault, decision_input.read_decisions(world.DECISIONS.read_bytes()))
    assert record.state_of(vault, done.reference).recorded.leaf.guidance == UNREADABLE
