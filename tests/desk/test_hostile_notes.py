"""What somebody at this computer could put among the notes is shown as it is, attaches to nothing, stops nothing."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from domain import samples
from vault import world

from sharedesk.commands.emergency import _in_words, _plain
from sharedesk.desk import quick_share, record
from sharedesk.desk.owed import reasons_owed
from sharedesk.desk.quick_share import NotYetANote
from sharedesk.domain.entry import WrongText
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.ids import new_id
from sharedesk.domain.quick_share import encode_note, note_in
from sharedesk.vault import header, inbox, keys
from sharedesk.vault import vault as vaults
from sharedesk.vault.inbox import Target

NOW = datetime(2026, 3, 14, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pattern") / "log"
    with vaults.create(folder, "quietly seven", world.AUTHOR, cost=keys.FLOOR)[0] as made:
        return folder, made.root


@pytest.fixture
def vault(pattern, tmp_path, monkeypatch):
    monkeypatch.setattr(inbox.platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "account"))
    folder = shutil.copytree(pattern[0], tmp_path / "log")
    with vaults.open_with_root(folder, header.read(folder), pattern[1], clock=world.LoadedClock()) as opened:
        yield opened


def plant(vault, words):
    inbox.seal(Target(vault.folder / "inbox", vault.root.inbox_public), inbox.new_name(), words)


def planted(**said):
    return json.dumps({"decision": new_id(), "shared": "x", **said}, ensure_ascii=False).encode()


DEEP = b"[" * 30_000 + b"]" * 30_000
ABSURD = {
    "nothing": b"",
    "null": b"null",
    "nested deeply": DEEP,
    "nested deeply in a field": b'{"decision":"' + b"a" * 32 + b'","shared":' + DEEP[:4000] + DEEP[-4000:] + b"}",
    "a huge number": planted(counter=0)[:-2] + b"9" * 30_000 + b"}",
    "a huge power": planted(counter=0)[:-2] + b"1e400}",
    "NaN": planted(counter=float("nan")),
    "a negative counter": planted(counter=-1),
    "a wrong type": planted(shared=["x"]),
    "a list for the whole": b"[1, 2]",
    "another format": planted(format=2),
    "an unknown field": planted(owed=False),
    "a short id": planted(decision="ab"),
    "an id with a line end": planted(decision="a" * 32 + "\n"),
    "no id": b'{"shared":"x"}',
    "a time without its offset": planted(sealed_at="2026-03-14T12:00:00"),
    "a time that is none": planted(sealed_at="2026-02-31T12:00:00Z"),
    "the beginning of time": planted(opened_at="0001-01-01T00:00:00+23:59"),
    "the end of time": planted(sealed_at="9999-12-31T23:59:59-23:59"),
    "not text": bytes(range(256)) * 8,
    "half a character, escaped": planted()[:-2] + b'\\ud800"}',
}
ODD = {
    "combining marks": {"at_risk": "e" + "\u0301" * 79, "shared": "a" + "\u0301" * 28_000},
    "text that turns round": {"at_risk": "\u202egnol si eman ruoy", "told": {"name": "\u2066\u200b"}},
    "formulas": {"shared": '=HYPERLINK("x")', "at_risk": "@SUM(1)", "told": {"name": "+1"}},
    "markup": {"shared": "<b>&amp;</b><script>", "at_risk": "%s {0} {sharedesk}"},
    "line ends in a name": {"at_risk": "one\ntwo\r\n\u2028three"},
    "every urgency many times": {"why": ["danger_now"] * 2_000},
    "a time that the clocks skipped": {"said_at": "29 March 2026 at 01:30"},
    "a time far away": {"said_at": "31 December 2200 at 23:59"},
    "only blanks": {"shared": " ", "at_risk": "\u00a0", "told": {"name": "\t"}},
    "long lines": {"shared": "x" * 30_000, "at_risk": "y" * 30_000},
    "a clock far away": {"opened_at": "1900-01-01T00:00:00+23:59", "sealed_at": "2199-12-31T23:59:59-23:59"},
}


@pytest.mark.parametrize("name", ABSURD)
def test_what_is_no_note_is_said_to_be_none_and_can_be_turned_away(vault, name):
    plant(vault, ABSURD[name])
    (one,) = quick_share.to_check(vault)
    assert (one.note, one.opens) == (None, True)
    shown(one)
    before = vault.store.count()
    with pytest.raises(NotYetANote):
        quick_share.adopt(vault, one.sha256)
    assert vault.store.count() == before
    assert quick_share.reject(vault, [one.sha256], "Not ours.") == 1
    assert quick_share.to_check(vault) == []
    assert world.faults(vault) == ()


@pytest.mark.parametrize("name", ODD)
def test_an_odd_note_is_kept_word_for_word(vault, name):
    plant(vault, planted(**ODD[name]))
    (one,) = quick_share.to_check(vault)
    assert one.note is not None
    shown(one)
    made = quick_share.adopt(vault, one.sha256)
    state = fold_decision(vault.store.entries_of(made.id))
    assert note_in(state.recorded) == one.note
    assert [owed.id for owed in reasons_owed(vault, NOW, None)] == [made.id]
    assert world.faults(vault) == ()


def test_a_note_that_no_log_can_keep_is_refused_in_words_and_can_be_turned_away(vault):
    """The program itself never makes one."""
    plant(vault, planted(shared="one\0two"))
    (one,) = quick_share.to_check(vault)
    shown(one)
    before = vault.store.count()
    with pytest.raises(WrongText):
        quick_share.adopt(vault, one.sha256)
    assert vault.store.count() == before
    assert quick_share.reject(vault, [one.sha256], "It cannot be kept.") == 1
    assert world.faults(vault) == ()


def shown(one):
    """In words and as JSON, without failing and without anything that a terminal would obey."""
    assert all(
        sign.isprintable() or sign == "\n" for sign in "\n".join(_in_words(one, "name", NOW)).replace("\u200b", "")
    )
    assert json.loads(json.dumps(_plain(one, "name", NOW), default=str))


@pytest.mark.parametrize("whose", ["author", "log", "person", "decision", "another note"])
def test_a_note_never_attaches_to_a_record_whose_id_it_takes(vault, whose):
    decision = world.record(vault, samples.share_part())
    person = fold_decision(vault.store.entries_of(decision)).decision.people[0].key
    plant(vault, planted())
    (other,) = quick_share.to_check(vault)
    quick_share.reject(vault, [other.sha256], "x")
    taken = {
        "author": vault.author, "log": vault.log, "person": person, "decision": decision,
        "another note": other.sha256[:32],
    }[whose]  # fmt: skip
    before = world.folds(vault.store), len(vault.store.entries_of(taken))
    plant(vault, planted(decision=taken))
    (one,) = quick_share.to_check(vault)
    assert one.reference_taken
    made = quick_share.adopt(vault, one.sha256)
    assert made.id != taken
    after = world.folds(vault.store)
    assert {entity: said for entity, said in after.items() if entity != made.id} == before[0]
    assert len(vault.store.entries_of(taken)) == before[1]
    assert world.faults(vault) == ()


def test_a_note_with_the_id_of_a_request_leaves_the_request_alone(vault):
    """A request's id stands in its decision alone; the note's record is another, and both are read."""
    decision = world.record(vault, samples.do_not_share())
    request = fold_decision(vault.store.entries_of(decision)).decision.request.key
    before = world.folds(vault.store)[decision]
    plant(vault, planted(decision=request))
    (one,) = quick_share.to_check(vault)
    made = quick_share.adopt(vault, one.sha256)
    assert world.folds(vault.store)[decision] == before
    assert record.state_of(vault, made.reference).recorded.leaf.kind == "quick_share"
    assert world.faults(vault) == ()


def test_notes_of_a_wrong_clock_are_listed_and_owed_by_a_time_that_can_be(vault):
    at = {
        "usual": datetime(2026, 3, 14, 11, 0, tzinfo=UTC),
        "lost": datetime(1970, 1, 1, tzinfo=UTC),
        "ahead": datetime(2090, 1, 1, tzinfo=UTC),
    }
    for name, sealed in at.items():
        plant(vault, encode_note(world.a_note(shared=name, said_at="", opened_at=sealed, sealed_at=sealed)))
    listed = {one.note.shared: one for one in quick_share.to_check(vault)}
    assert listed.keys() == at.keys()
    for name in ("lost", "ahead"):
        assert _plain(listed[name], "x", NOW)["remarks"]
    assert not _plain(listed["usual"], "x", NOW)["remarks"]
    for one in listed.values():
        quick_share.adopt(vault, one.sha256)
    owed = reasons_owed(vault, NOW, None)
    assert all(timedelta() <= NOW - one.started < timedelta(days=1) for one in owed)
    assert not any(one.overdue for one in owed)


def test_a_stated_time_that_no_calendar_has_does_not_stop_what_is_owed(vault):
    """A correction can bring any instant."""
    entity = world.share_quickly(vault, world.a_note())
    for end in ("0001-01-01T00:00:00+12:00", "9999-12-31T23:59:59.999999-12:00"):
        world.correct(vault, entity, shared_at={"said": "x", "earliest": end, "latest": end})
        (one,) = reasons_owed(vault, NOW, None)
        assert one.started.year in (1900, 2026)
