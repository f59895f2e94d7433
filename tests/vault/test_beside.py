"""The files beside the records: counted where they are in order, told of where they are not, and put right."""

from __future__ import annotations

import shutil

import pytest
from domain import samples
from vault import world

from sharedesk.vault import backup, beside, erase, header, sealed, segments


def look(vault):
    own, strange = beside.backups_of(vault, ())
    found = beside.look_at_backup(lambda done, of: None, str(own[0].path)) if own else []
    return beside.look_beside(vault, own, strange, found)


def test_what_lies_beside_is_counted(vault, made_backup):
    sealed.save_draft(vault.folder / "drafts", vault.root, sealed.Draft(draft="ab" * 16, counter=1, content=b"words"))
    (vault.folder / "drafts" / ("cd" * 16 + ".sealed")).write_bytes(b"nobody's")
    (vault.folder / "inbox" / ("ef" * 16 + ".sealed")).write_bytes(b"nobody's")
    shutil.copy(made_backup, vault.folder / "backups")
    (vault.folder / "backups" / f"x{backup.ENDING}").write_bytes(b"none")
    found = look(vault)
    assert (found.drafts, found.strange_drafts, found.notes, found.strange_notes) == (1, 1, 0, 1)
    assert (found.backups, found.strange_backups, found.found) == (1, 1, ())
    assert found.newest == backup.read_manifest(made_backup).made_at


def test_a_newest_backup_that_is_not_whole_is_found(vault, made_backup):
    data = bytearray(made_backup.read_bytes())
    data[len(data) // 2] ^= 1
    (vault.folder / "backups" / made_backup.name).write_bytes(data)
    assert [fault.sentence for fault in look(vault).found] == [beside.NEWEST_BROKEN]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda v: (v.folder / header.NAME).unlink(), beside.LOCKS_GONE),
        (lambda v: (v.folder / header.NAME).write_bytes(b"something else"), beside.LOCKS_DIFFER),
        (lambda v: (v.folder / header.COPY).unlink(), beside.COPY_GONE),
        (lambda v: (v.folder / header.COPY).write_bytes(v.header.data[:-1]), beside.COPY_DIFFERS),
        (lambda v: (v.folder / "backups" / erase.LIST).unlink(), beside.LIST_SHORT),
    ],
)
def test_what_is_wrong_beside_the_records_is_found_and_can_be_put_right(spoil, sentence, vault):
    entity = world.record(vault, samples.small("Kept", notes="To be erased"))
    world.erase_slot(vault, entity, "notes")
    assert look(vault).found == ()
    spoil(vault)
    assert [fault.sentence for fault in look(vault).found] == [sentence]
    beside.mend(vault)
    assert look(vault).found == ()


def test_a_damaged_list_of_erasures_is_found_set_aside_and_written_anew(vault):
    entity = world.record(vault, samples.small("Kept", notes="To be erased"))
    world.erase_slot(vault, entity, "notes")
    before = erase.noted(vault.folder / "backups")
    (vault.folder / "backups" / erase.LIST).write_bytes(b"[")
    assert [fault.sentence for fault in look(vault).found] == [beside.LIST_DAMAGED]
    beside.mend(vault)
    assert (look(vault).found, erase.noted(vault.folder / "backups")) == ((), before)
    (aside,) = (vault.folder / "backups").glob(f"damaged-*-{erase.LIST}")
    assert aside.read_bytes() == b"["


def test_an_altered_log_is_looked_beside_all_the_same(vault):
    entity = world.record(vault, samples.small("Kept", notes="To be erased"))
    world.erase_slot(vault, entity, "notes")
    (vault.folder / "backups" / erase.LIST).unlink()
    vault.store.connection.execute("UPDATE entry SET leaf = x'00'")
    assert look(vault).found == ()


def test_what_came_without_its_words_needs_no_note(vault, other):
    """No backup of this log can bring back what this log never had."""
    entity = world.record(vault, samples.small("Words", notes="Erased before it left"))
    world.erase_slot(vault, entity, "notes")
    segments.import_log(other, world.export(vault))
    assert look(other).found == ()
