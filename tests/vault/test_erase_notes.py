"""Erasing what an emergency note says: the note keeps every word of it once more, so it goes with what it filled."""

from __future__ import annotations

import pytest
from vault import world
from vault.test_erase import decrypted

from sharedesk.domain.entry import new_part
from sharedesk.domain.erasure import erased_by
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.quick_share import NOTE, encode_note, note_in
from sharedesk.vault import backup, erase, inbox, restore, segments
from sharedesk.vault.erase import Erasure
from sharedesk.vault.inbox import Target
from sharedesk.vault.store import NewEntry

WORD = "zanzibarish"


@pytest.fixture(autouse=True)
def own_account(tmp_path, monkeypatch):
    monkeypatch.setattr(inbox.platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "account"))


@pytest.fixture
def note():
    return world.a_note(shared=f"The man is {WORD}.", at_risk="Pip Placeholder")


@pytest.fixture
def share(vault, note):
    return world.share_quickly(vault, note)


def slots(store, entity, beginning=""):
    return [p.slot for e in store.entries_of(entity) for p in e.parts if p.content and p.slot.startswith(beginning)]


def holds(vault, words=WORD):
    return words.encode() in world.everything(vault.store.connection)


def test_the_note_goes_with_a_part_that_it_filled_and_this_is_said(vault, share):
    assert holds(vault)  # the control
    (item,) = slots(vault.store, share, "items/")
    receipt = world.erase_slot(vault, share, item)
    assert not holds(vault)
    assert [slot for _, slot in erased_by(receipt.entries[0])] == [item, NOTE]
    state = fold_decision(vault.store.entries_of(share))
    assert note_in(state.recorded) is None
    assert state.decision.items == ()
    assert state.decision.people[0].who.name == "Pip Placeholder"  # the rest of what it said stays in its parts
    assert state.decision.emergency.could_not_wait_because == "In danger now. He said so on the phone."
    assert world.faults(vault) == ()


def test_the_note_is_in_no_decrypted_page(vault, share):
    world.erase_slot(vault, share, slots(vault.store, share, "items/")[0])
    raw = decrypted(vault)
    assert b"Pip Placeholder" in raw
    assert WORD.encode() not in raw


def test_one_person_goes_whole(vault, share):
    (slot,) = slots(vault.store, share, "people/")
    person = slot.partition("/")[2]
    parts = {share: world.part_of(vault.store, share, slot), person: world.part_of(vault.store, person, "who")}
    erase.erase(vault, [Erasure(entity=entity, parts=(part,), category="other") for entity, part in parts.items()])
    assert not holds(vault, "Pip")
    assert not holds(vault, "pip")
    assert holds(vault)  # what was shared stays, in its own part
    assert world.faults(vault) == ()


def test_the_note_alone_can_go_and_takes_no_part_with_it(vault, share):
    world.erase_slot(vault, share, NOTE)
    assert slots(vault.store, share, "items/")
    assert holds(vault)
    with pytest.raises(erase.NothingToErase):
        erase.erase(vault, [Erasure(entity=share, parts=("00" * 16,), category="other")])


def test_reasons_that_were_added_go_without_the_note(vault, share):
    world.give_reasons(vault, share)
    world.erase_slot(vault, share, "reasons")
    assert NOTE in slots(vault.store, share)


def test_naming_the_note_too_is_not_twice(vault, share):
    parts = tuple(p.id for e in vault.store.entries_of(share) for p in e.parts)
    erase.erase(vault, [Erasure(entity=share, parts=parts, category="court_order")])
    assert slots(vault.store, share) == ["@erased"]
    assert not holds(vault)
    assert world.faults(vault) == ()


def test_words_of_a_note_that_was_turned_away_can_go(vault, note):
    parts = (new_part("@because", "Not mine."), new_part(NOTE, encode_note(note).decode()))
    vault.append([NewEntry(kind="note_rejected", entity="ab" * 16, parts=parts)])
    assert holds(vault)
    world.erase_slot(vault, "ab" * 16, NOTE)
    assert not holds(vault)
    assert slots(vault.store, "ab" * 16) == ["@because", "@erased"]
    assert world.faults(vault) == ()


@pytest.mark.parametrize("also", ["nothing", "erased", "turned away and erased"])
def test_a_backup_that_holds_the_sealed_note_does_not_bring_erased_words_back(
    also, vault, note, made, open_log, tmp_path
):
    """Also where it holds an earlier version of the note, which is another file."""
    target = Target(vault.folder / "inbox", made.root.inbox_public)
    for name, words in (("aa.sealed", encode_note(note)), ("bb.sealed", b"another note")):
        inbox.seal(target, name, words)
    file = tmp_path / "one.sharedesk-backup"
    backup.back_up(vault, file)
    if also == "turned away and erased":
        (there,) = [one for one in inbox.notes(vault.folder, made.root) if one.path.name == "aa.sealed"]
        kept = (new_part(NOTE, encode_note(note).decode()),)
        vault.append([NewEntry(kind="note_rejected", entity=there.entity, parts=kept)])
        world.erase_slot(vault, there.entity, NOTE)
    else:
        world.share_quickly(vault, note)
    if also == "erased":
        world.erase_slot(vault, note.decision, slots(vault.store, note.decision, "items/")[0])
    (vault.folder / "inbox" / "aa.sealed").unlink()
    vault.lock()
    with restore.restore(file, vault.folder, lambda head: made.root, lambda plan: True).vault as restored:
        back = {one.path.name for one in inbox.notes(restored.folder, made.root)}
        assert back == ({"aa.sealed", "bb.sealed"} if also == "nothing" else {"bb.sealed"})
        assert world.faults(restored) == ()
    if also == "erased":  # and the list goes along, so a second restore knows it too
        noted = erase.noted(restored.folder / "backups")
        assert [(one.entity, one.note) for one in noted if one.note] == [(note.decision, True)]


def test_an_import_brings_no_erased_note_and_takes_out_one_that_came_before(vault, share, other):
    segments.import_log(other, world.export(vault))
    assert holds(other)  # the control
    world.erase_slot(vault, share, slots(vault.store, share, "items/")[0])
    segments.import_log(other, world.export(vault))
    assert not holds(other)
    assert world.faults(other) == ()
