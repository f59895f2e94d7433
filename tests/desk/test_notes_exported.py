"""Emergency shares in a log export: entries, parts, ids and folds are the same, and what is owed is owed there too."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime

import jsonschema
import pytest
from vault import world

from sharedesk.desk import keep, quick_share
from sharedesk.desk.owed import reasons_owed
from sharedesk.desk.quick_share import NoteWriter
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.quick_share import NOTE, note_in
from sharedesk.exchange import schema
from sharedesk.vault import header, inbox, keys
from sharedesk.vault import vault as vaults

KINDS = {"quick_share", "reasons_added", "note_adopted", "note_rejected"}
NOW = datetime(2026, 3, 14, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def patterns(tmp_path_factory):
    made = []
    for name in ("one", "two"):
        folder = tmp_path_factory.mktemp(name) / "log"
        with vaults.create(folder, "quietly seven", world.AUTHOR, cost=keys.FLOOR)[0] as vault:
            made.append((folder, vault.root))
    return made


@pytest.fixture
def logs(patterns, tmp_path, monkeypatch):
    monkeypatch.setattr(inbox.platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "account"))
    folders = [shutil.copytree(folder, tmp_path / str(i)) for i, (folder, _) in enumerate(patterns)]
    one, two = (
        vaults.open_with_root(folder, header.read(folder), root)
        for folder, (_, root) in zip(folders, patterns, strict=True)
    )
    with one, two:
        yield one, two


def filled(vault):
    """A share with its reasons, one that owes them, and a note that was turned away."""
    for shared in ("Done with.", "Still to do.", "Not ours."):
        NoteWriter(vault.folder, now=lambda: NOW).seal(world.a_note(shared=shared), saved=True)
    waiting = {one.note.shared: one.sha256 for one in quick_share.to_check(vault)}
    done, owing = (quick_share.adopt(vault, waiting[shared]).id for shared in ("Done with.", "Still to do."))
    world.give_reasons(vault, done)
    quick_share.reject(vault, [waiting["Not ours."]], "Nobody wrote it.")
    return done, owing, waiting["Not ours."][:32]


def of_notes(vault):
    """Every entry of the four kinds with all its parts, as stored."""
    kept = [entry for _, entry in vault.store.every_entry() if entry.leaf.kind in KINDS]
    return [(entry.raw, entry.parts) for entry in kept]


def test_a_round_trip_is_the_same(logs, tmp_path):
    one, two = logs
    done, owing, rejected = filled(one)
    keep.export_log(one, tmp_path / "export")
    keep.import_log(two, tmp_path / "export")
    assert {entry.leaf.kind for _, entry in two.store.every_entry()} >= KINDS
    assert of_notes(two) == of_notes(one)
    there, here = world.folds(one.store), world.folds(two.store)
    assert {entity: here[entity] for entity in (done, owing)} == {entity: there[entity] for entity in (done, owing)}
    first = fold_decision(two.store.entries_of(owing)).recorded
    assert note_in(first).shared == "Still to do."
    (entry,) = two.store.entries_of(rejected)
    assert note_in(entry).shared == "Not ours."
    assert reasons_owed(two, NOW, None) == reasons_owed(one, NOW, None)
    assert [owed.id for owed in reasons_owed(two, NOW, None)] == [owing]
    assert world.faults(two) == ()
    assert keep.import_log(two, tmp_path / "export").added == 0


def test_reasons_that_come_later_settle_what_was_owed_there(logs, tmp_path):
    one, two = logs
    _, owing, _ = filled(one)
    keep.export_log(one, tmp_path / "export")
    keep.import_log(two, tmp_path / "export")
    world.give_reasons(one, owing)
    keep.export_log(one, tmp_path / "later")
    keep.import_log(two, tmp_path / "later")
    assert reasons_owed(two, NOW, None) == []
    assert world.projections(two.store.connection)["owed"] == []


def test_an_export_with_notes_keeps_to_its_schema(logs):
    one, _ = logs
    filled(one)
    judge = jsonschema.Draft202012Validator(schema.schema("log-export"))
    lines = [json.loads(line) for line in keep.export_lines(one)]
    for line in lines:
        judge.validate(line)
    slots = {part["slot"] for line in lines for part in line.get("entry", {}).get("parts", ())}
    assert {NOTE, "@sha256", "@decision", "@because"} <= slots


def test_the_same_note_taken_in_by_two_logs_is_one_record_when_they_meet(logs, tmp_path):
    """After a restore the note waits again: whoever takes it in once more gets the same reference."""
    one, two = logs
    note = world.a_note()
    made = [quick_share.record_now(vault, note) for vault in logs]
    assert made[0].id == made[1].id
    keep.export_log(one, tmp_path / "export")
    keep.import_log(two, tmp_path / "export")
    entries = two.store.entries_of(note.decision)
    assert [entry.leaf.kind for entry in entries] == ["quick_share", "quick_share"]
    assert [note_in(entry) for entry in entries] == [note, note]
    now = fold_decision(entries).decision
    assert now == fold_decision(one.store.entries_of(note.decision)).decision  # nothing stands there twice
    assert [person.who.name for person in now.people] == ["Pip Placeholder"]
    assert [owed.id for owed in reasons_owed(two, NOW, None)] == [note.decision]
    assert world.faults(two) == ()
