"""Emergency notes at the desk: written while locked, checked after unlocking, taken in or turned away by a person."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta, timezone

import msgspec
import pytest

from sharedesk.desk import quick_share, record
from sharedesk.desk.quick_share import NoteGone, NoteWriter, SayWhy
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.person import Author
from sharedesk.domain.quick_share import Told, new_note, note_in
from sharedesk.vault import inbox, keys
from sharedesk.vault.vault import create

WHEN = datetime(2026, 3, 14, 14, 2, tzinfo=timezone(timedelta(hours=0)))


@pytest.fixture(autouse=True)
def own_account(tmp_path, monkeypatch):
    monkeypatch.setattr(inbox.platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "account"))


@pytest.fixture
def vault(tmp_path):
    made, _ = create(tmp_path / "log", "quietly seven", Author(name="Ada Example"), practice=True, cost=keys.FLOOR)
    with made:
        yield made


@pytest.fixture
def writer(vault):
    return NoteWriter(vault.folder, now=lambda: WHEN)


def a_note(**changes):
    note = new_note(WHEN)
    told = Told(name="D. Uty", organisation="Anytown Council (fictional)", number="01632 960123")
    return msgspec.structs.replace(
        note, told=told, at_risk="J.B.", shared="He is at home alone with the man.", why=("danger_now",),
        why_line="He said so on the phone.", said_at="today at 14:00", **changes,
    )  # fmt: skip


def test_a_saved_note_is_taken_in_as_it_is_under_the_reference_it_had(vault, writer):
    note = writer.seal(a_note(), saved=True)
    (found,) = quick_share.to_check(vault)
    assert found.note == note
    made = quick_share.adopt(vault, found.sha256)
    assert made.reference == note.reference
    state = fold_decision(vault.store.entries_of(made.id))
    assert state.recorded.leaf.kind == "quick_share"
    assert note_in(state.recorded) == note
    now = state.decision
    assert now.emergency.could_not_wait_because == "In danger now. He said so on the phone."
    assert now.items[0].text == "He is at home alone with the man."
    assert (now.recipients[0].organisation, now.recipients[0].outcome) == ("Anytown Council (fictional)", "share")
    assert now.shared_at.said == "today at 14:00"
    assert now.shared_at.earliest.isoformat() == "2026-03-14T14:00:00+00:00"
    assert now.decided_by.name == "Ada Example"
    assert "emergency" in {missing.rule.code for missing in made.missing}
    assert quick_share.to_check(vault) == []
    assert not list((vault.folder / "inbox").iterdir())


def test_each_version_takes_the_place_of_the_one_before(vault, writer):
    writer.seal(a_note(), saved=False)
    last = writer.seal(a_note(), saved=True)
    (found,) = quick_share.to_check(vault)
    assert found.note == last
    assert (last.counter, last.saved) == (2, True)


def test_a_replayed_note_is_known(vault, writer, tmp_path):
    writer.seal(a_note(), saved=True)
    (path,) = (vault.folder / "inbox").iterdir()
    shutil.copy(path, tmp_path / "kept")
    quick_share.adopt(vault, quick_share.to_check(vault)[0].sha256)
    shutil.copy(tmp_path / "kept", vault.folder / "inbox" / path.name)
    assert quick_share.to_check(vault) == []
    assert not path.exists()


def test_a_note_that_takes_the_id_of_a_record_gets_another(vault, writer):
    first = writer.seal(a_note(), saved=True)
    quick_share.adopt(vault, quick_share.to_check(vault)[0].sha256)
    NoteWriter(vault.folder).seal(a_note(decision=first.decision), saved=True)
    made = quick_share.adopt(vault, quick_share.to_check(vault)[0].sha256)
    assert made.id != first.decision
    assert len(vault.store.entries_of(first.decision)) == 1


def test_turning_away_takes_a_reason_and_keeps_the_words(vault, writer):
    note = writer.seal(a_note(), saved=True)
    (found,) = quick_share.to_check(vault)
    with pytest.raises(SayWhy):
        quick_share.reject(vault, [found.sha256], " ")
    assert quick_share.to_check(vault) == [found]
    assert quick_share.reject(vault, [found.sha256], "I did not write this.") == 1
    (entry,) = vault.store.entries_of(found.sha256[:32])
    assert entry.leaf.kind == "note_rejected"
    assert note_in(entry) == note
    assert quick_share.to_check(vault) == []
    with pytest.raises(NoteGone):
        quick_share.adopt(vault, found.sha256)


def test_a_note_written_while_open_is_recorded_at_once(vault):
    note = a_note()
    made = quick_share.record_now(vault, note)
    assert made.reference == note.reference
    assert record.state_of(vault, made.reference).recorded.leaf.kind == "quick_share"


def test_a_flood_is_turned_away_at_once(vault):
    for _ in range(30):
        NoteWriter(vault.folder).seal(a_note(), saved=True)
    (vault.folder / "drafts").mkdir(exist_ok=True)
    (vault.folder / "drafts" / "planted.sealed").write_bytes(b"not ours")
    assert quick_share.how_many(vault) == 31
    found = quick_share.to_check(vault)
    assert sum(one.among_drafts and not one.opens for one in found) == 1
    told: list[tuple[int, int]] = []
    gone = quick_share.reject(
        vault, [one.sha256 for one in found], "I wrote none of them.", progress=lambda *far: told.append(far)
    )
    assert gone == 31
    assert told[-1] == (31, 31)
    assert (quick_share.how_many(vault), quick_share.to_check(vault)) == (0, [])
    assert not list((vault.folder / "drafts").iterdir())
    assert len(list(vault.store.entries_of_kind(["note_rejected"]))) == 31


def test_of_several_of_which_one_changed_none_is_turned_away(vault, writer):
    writer.seal(a_note(), saved=False)
    NoteWriter(vault.folder).seal(a_note(), saved=True)
    found = [one.sha256 for one in quick_share.to_check(vault)]
    writer.seal(a_note(), saved=True)
    with pytest.raises(NoteGone):
        quick_share.reject(vault, found, "I wrote none of them.")
    assert quick_share.how_many(vault) == 2


def test_what_is_written_in_a_notes_place_while_it_is_taken_in_stays(vault, writer, monkeypatch):
    """A note's form may still be open elsewhere: its next version is another note."""
    writer.seal(a_note(), saved=False)
    (first,) = quick_share.to_check(vault)
    append = vault.append

    def interrupted(new):
        append(new)
        writer.seal(a_note(), saved=True)

    monkeypatch.setattr(type(vault), "append", lambda _, new: interrupted(new))
    quick_share.adopt(vault, first.sha256)
    (second,) = quick_share.to_check(vault)
    assert second.sha256 != first.sha256


def test_a_note_of_a_record_that_is_there_says_so_beforehand(vault, writer):
    first = writer.seal(a_note(), saved=True)
    assert not quick_share.to_check(vault)[0].reference_taken
    quick_share.adopt(vault, quick_share.to_check(vault)[0].sha256)
    NoteWriter(vault.folder).seal(a_note(decision=first.decision), saved=True)
    assert quick_share.to_check(vault)[0].reference_taken
