"""Lawful erasure: the word is nowhere, the chain still proves itself, and nothing brings it back."""

from __future__ import annotations

import pytest
from domain import samples
from vault import world

from sharedesk.domain.decision import PersonInvolved
from sharedesk.domain.person import PersonStatement
from sharedesk.vault import backup, check, erase, errors, files, restore, search
from sharedesk.vault.erase import Erasure

WORD = "zanzibarish"


@pytest.fixture
def entity(vault):
    world.record(vault, samples.small("Another decision, to stay."))
    return world.record(vault, samples.small("Reasons that stay.", notes=f"Something {WORD} to go."))


def test_the_word_is_nowhere(vault, entity, folder):
    connection = vault.store.connection
    assert WORD.encode() in world.everything(connection)  # the control
    assert [hit.id for hit in search.find(vault.store, WORD)] == [entity]
    slip = (vault.store.tip.writer, vault.store.tip.seq, vault.store.tip.head)
    world.erase_slot(vault, entity, "notes")
    assert WORD.encode() not in world.everything(connection)
    assert not any(WORD in row[0] for row in world.words(connection))
    assert search.find(vault.store, WORD) == []
    assert [hit.id for hit in search.find(vault.store, "Reasons")] == [entity]
    assert world.faults(vault) == ()
    assert check.check(vault.store).erased_parts == 1
    assert check.head_after(vault.store, *slip[:2]) == slip[2]
    last = vault.store.entry(vault.store.count())
    assert last.leaf.kind == "erased"
    assert world.contents(last)["@erased"]["category"] == "court_order"


def test_the_word_is_in_no_decrypted_page(vault, entity):
    """Free pages and slack included."""
    world.erase_slot(vault, entity, "notes")
    raw = decrypted(vault)
    assert b"Reasons that stay." in raw
    assert WORD.encode() not in raw


def decrypted(vault) -> bytes:
    """All pages of the database file in plain text: AES-256-CBC, at a page's end 16 bytes of IV and 64 of HMAC."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    from sharedesk.vault import database

    key = bytes.fromhex(vault.root.database_key[:64])
    vault.lock()
    data = (vault.folder / database.NAME).read_bytes()
    plain = b""
    for start in range(0, len(data), 4096):
        page = data[start : start + 4096]
        body, iv = page[16 if start == 0 else 0 : -80], page[-80:-64]
        plain += Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor().update(body)
    return plain


def test_the_control_the_word_is_in_the_pages_before(vault, entity):
    assert WORD.encode() in decrypted(vault)


def test_rewording_stands_in_the_place_of_what_went(vault, entity):
    world.erase_slot(vault, entity, "notes", notes="Something that may be said.")
    assert world.folds(vault.store)[entity][0]["notes"] == "Something that may be said."
    assert search.find(vault.store, "may be said")
    assert world.faults(vault) == ()
    world.erase_slot(vault, entity, "notes")  # what was reworded can go too
    assert "notes" not in world.folds(vault.store)[entity][0]
    assert world.faults(vault) == ()


def test_an_earlier_version_goes_and_the_correction_stays(vault):
    entity = world.record(vault, samples.small(f"First, {WORD}."))
    first = world.part_of(vault.store, entity, "reasons")
    world.correct(vault, entity, reasons="Second.")
    erase.erase(vault, [Erasure(entity=entity, parts=(first,), category="recorded_in_error")])
    assert world.folds(vault.store)[entity][0]["reasons"] == "Second."
    assert WORD.encode() not in world.everything(vault.store.connection)


def test_a_person_is_erased_from_entries_and_index(vault):
    who = PersonStatement(name="Zanzi Placeholder", also_known_as=("Zed",))
    entity = world.record(vault, samples.small("Stays", people=(PersonInvolved(key="p", who=who),)))
    person = world.folds(vault.store)[entity][0]["people"][0]["key"]
    assert search.decisions_of_person(vault.store, person) == [entity]
    erase.erase(
        vault,
        [
            Erasure(entity=entity, parts=(world.part_of(vault.store, entity, f"people/{person}"),), category="other"),
            Erasure(entity=person, parts=(world.part_of(vault.store, person, "who"),), category="other"),
        ],
    )
    everything = world.everything(vault.store.connection).lower()
    assert b"zanzi" not in everything
    assert search.decisions_of_person(vault.store, person) == []
    assert search.possible_duplicates(vault.store, "Zanzi Placeholder", "00" * 16) == []
    assert world.folds(vault.store)[person]["who"] is None
    assert world.faults(vault) == ()


@pytest.mark.parametrize("what", ["no parts", "unknown part", "unknown record", "twice", "the same part twice in one"])
def test_what_is_not_there_cannot_be_erased(what, vault, entity):
    part = world.part_of(vault.store, entity, "notes")
    where, parts = entity, (part,)
    if what == "no parts":
        parts = ()
    elif what == "unknown part":
        parts = ("00" * 16,)
    elif what == "unknown record":
        where = "00" * 16
    elif what == "twice":
        world.erase_slot(vault, entity, "notes")
    else:
        parts = (part, part)
    before = world.leaves(vault.store)
    with pytest.raises(erase.NothingToErase):
        erase.erase(vault, [Erasure(entity=where, parts=parts, category="other")])
    assert world.leaves(vault.store) == before
    assert (WORD.encode() in world.everything(vault.store.connection)) == (what != "twice")
    assert world.faults(vault) == ()


def test_what_the_log_rests_on_stays(vault, entity):
    world.erase_slot(vault, entity, "notes")
    for where, slot in ((vault.log, "log"), (entity, "@erased")):
        part = world.part_of(vault.store, where, slot)
        with pytest.raises(erase.MayNotBeErased):
            erase.erase(vault, [Erasure(entity=where, parts=(part,), category="other")])
    assert world.faults(vault) == ()


def test_an_erasure_that_could_not_be_noted_says_so_and_the_next_one_notes_both(vault, entity, monkeypatch):
    with monkeypatch.context() as fault:

        def full(*_, **__):
            raise errors.DiskFull

        fault.setattr(files, "write_whole", full)
        with pytest.raises(erase.NotNoted):
            world.erase_slot(vault, entity, "notes")
    assert WORD.encode() not in world.everything(vault.store.connection)
    assert erase.noted(vault.folder / "backups") == []
    world.erase_slot(vault, entity, "reasons")
    assert len(erase.noted(vault.folder / "backups")) == 2


def test_a_damaged_list_of_erasures_is_said(vault, entity):
    world.erase_slot(vault, entity, "notes")
    (vault.folder / "backups" / erase.LIST).write_bytes(b"\xff not a list")
    with pytest.raises(errors.BackupDamaged, match="erased"):
        erase.noted(vault.folder / "backups")


@pytest.mark.parametrize("knows", ["the present log", "the list in the log's folder", "the list beside the backup"])
def test_restoring_an_older_backup_does_not_bring_it_back(knows, vault, entity, tmp_path):
    place = tmp_path / "kept"
    place.mkdir()
    backup.back_up(vault, place / "old.sharedesk-backup")
    part = world.part_of(vault.store, entity, "notes")
    world.erase_slot(vault, entity, "notes", notes="reworded")
    listed = vault.folder / "backups" / erase.LIST
    root, target = vault.root, vault.folder
    vault.lock()
    if knows == "the present log":
        listed.unlink()
    elif knows == "the list in the log's folder":
        (target / "sharedesk.db").write_bytes(b"damaged" * 4096)
    else:
        listed.rename(place / erase.LIST)
        target = tmp_path / "fresh"
    done = restore.restore(place / "old.sharedesk-backup", target, lambda head: root, lambda plan: True)
    with done.vault as restored:
        assert WORD.encode() not in world.everything(restored.store.connection)
        assert search.find(restored.store, WORD) == []
        assert world.faults(restored) == ()
        said = world.folds(restored.store)[entity][0]
        assert said.get("notes") == ("reworded" if knows == "the present log" else None)
        assert erase.Erased(entity, part) in erase.noted(restored.folder / "backups")


def test_the_control_without_any_list_the_words_are_in_the_backup(vault, entity, tmp_path):
    backup.back_up(vault, tmp_path / "old.sharedesk-backup")
    world.erase_slot(vault, entity, "notes")
    root = vault.root
    vault.lock()
    done = restore.restore(tmp_path / "old.sharedesk-backup", tmp_path / "fresh", lambda head: root, lambda plan: True)
    with done.vault as restored:
        assert WORD.encode() in world.everything(restored.store.connection)
