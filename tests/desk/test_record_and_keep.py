"""Recording, correcting, and keeping files whole."""

from __future__ import annotations

import stat

import pytest

from sharedesk.desk import authors, keep, people, practice, record, release, witness
from sharedesk.desk.record import NothingToCorrect
from sharedesk.domain.completeness import by_rule, what_is_missing
from sharedesk.domain.decision import Decision, Item, NextStep
from sharedesk.domain.note_clock import remarks_on_clock
from sharedesk.domain.parts import BrokenLink
from sharedesk.domain.person import Author
from sharedesk.domain.quick_share import note_in
from sharedesk.domain.reference import NotAReference
from sharedesk.domain.request import Request
from sharedesk.domain.two_texts import began_in_emergency, two_texts
from sharedesk.vault import errors
from sharedesk.vault.check import head_after
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create, unlock


@pytest.fixture
def vault(tmp_path):
    with create(tmp_path / "log", "x", Author(name="J. Practice", role="Teacher"), cost=FLOOR)[0] as made:
        yield made


def test_all_decisions_are_recorded_or_none(vault):
    before = vault.store.count()
    with pytest.raises(BrokenLink):
        record.record(
            vault, [Decision(reasons="good"), Decision(items=(Item(key="i", text="x", supplied_by="nobody"),))]
        )
    assert vault.store.count() == before
    done = record.record(vault, [Decision(reasons="one"), Decision(reasons="two")])
    assert len({one.reference for one in done}) == 2
    assert vault.store.count() == before + 2


def test_the_files_own_keys_never_reach_the_log(vault):
    (done,) = record.record(vault, [Decision(items=(Item(key="robin-smith", text="x"),))])
    (item,) = record.state_of(vault, done.reference).decision.items
    assert item.key != "robin-smith"
    assert len(bytes.fromhex(item.key)) == 8


def test_a_correction_fills_adds_and_withdraws(vault):
    decision = Decision(purpose="one", notes="away", items=(Item(key="i", text="old"),))
    (done,) = record.record(vault, [decision])
    item = record.state_of(vault, done.reference).decision.items[0]
    changes = Decision(purpose="two", items=(Item(key=item.key, text="new"), Item(key="more", text="another")))
    record.correct(vault, done.reference, "b", changes, ["notes"])
    now = record.state_of(vault, done.reference).decision
    assert (now.purpose, now.notes) == ("two", "")
    assert [i.text for i in now.items] == ["new", "another"]


def test_a_request_is_corrected_in_its_place(vault):
    (done,) = record.record(vault, [Decision(request=Request(organisation="Example", what="all"))])
    key = record.state_of(vault, done.reference).decision.request.key
    record.correct(vault, done.reference, "b", Decision(request=Request(organisation="Example", what="some")))
    now = record.state_of(vault, done.reference).decision.request
    assert (now.key, now.what) == (key, "some")


def test_what_is_the_same_is_no_correction(vault):
    (done,) = record.record(vault, [Decision(purpose="one")])
    before = vault.store.count()
    for changes, withdraw in (
        (Decision(purpose="one"), []),
        (Decision(), []),
        (Decision(), ["items/0"]),
        (Decision(), ["notes"]),
    ):
        with pytest.raises(NothingToCorrect):
            record.correct(vault, done.reference, "b", changes, withdraw)
    assert vault.store.count() == before
    with pytest.raises(NotAReference):
        record.correct(vault, "nonsense", "b", Decision(purpose="two"))


def test_two_corrections_of_one_thing_are_both_kept_and_the_later_stands(vault):
    (done,) = record.record(vault, [Decision(purpose="one")])
    for words in ("two", "three"):
        record.correct(vault, done.reference, "b", Decision(purpose=words))
    state = record.state_of(vault, done.reference)
    assert [v.value for v in state.versions["purpose"]] == ["one", "two", "three"]
    assert state.decision.purpose == "three"


def test_what_is_missing_is_said_once_for_each_rule(vault):
    decision = Decision(reasons="x", next_steps=(NextStep(key="n", what="ring"),))
    missing = what_is_missing(decision)
    grouped = by_rule(missing)
    assert sum(places for _, places in grouped) == len(missing)
    assert len({rule.code for rule, _ in grouped}) == len(grouped) < len(missing)


def test_the_author_of_an_entry_is_who_it_was_then(vault):
    (done,) = record.record(vault, [Decision(reasons="x")])
    leaf = record.state_of(vault, done.reference).recorded.leaf
    assert authors.author_of(vault, leaf) == Author(name="J. Practice", role="Teacher")


def test_the_witness_is_the_head_that_a_check_finds(vault):
    record.record(vault, [Decision(reasons="x")])
    seen = witness.witness_of(vault)
    assert head_after(vault.store, seen.writer, seen.sequence) == seen.head
    assert head_after(vault.store, seen.writer, seen.sequence + 1) is None
    assert seen.qr == f"sharedesk:1:{seen.writer}:{seen.sequence}:{seen.head.hex()}"


def test_a_practice_log_is_not_filled_into_a_real_one(vault):
    before = vault.store.count()
    with pytest.raises(errors.PracticeRefused):
        practice.fill(vault)
    assert vault.store.count() == before


def test_the_practice_log_has_an_emergency_with_its_reasons_and_one_without(tmp_path):
    made = practice.practise(tmp_path / "try")
    with unlock(made.log_folder, practice.PASSPHRASE) as vault:
        states = [record.state_of(vault, reference) for reference, _ in made.printed]
        finished, begun = (state for state in states if began_in_emergency(state))
        assert len(states) == 4
        assert what_is_missing(finished.decision) == []
        assert [entry.leaf.kind for entry in finished.entries] == ["quick_share", "reasons_added"]
        assert not two_texts(finished).put_otherwise
        at_risk = finished.decision.people[0].key
        assert people.person_now(vault, at_risk).who.name == "Robin Madeupson"
        robin = next(p.key for s in states for p in s.decision.people if p.who.name == "Robin Madeupson")
        assert people.same_person(vault, at_risk) == people.same_person(vault, robin)
        assert {missing.rule.code for missing in what_is_missing(begun.decision)} >= {"emergency", "reasons"}
        assert remarks_on_clock(note_in(begun.recorded), begun.recorded.leaf.at) == []


def test_practising_twice_opens_what_is_there_and_never_other_things(tmp_path):
    first = practice.practise(tmp_path / "try")
    again = practice.practise(tmp_path / "try")
    assert again.report.entries == first.report.entries
    assert again.printed == first.printed
    assert [path.stat().st_mtime_ns for _, path in again.printed] == [
        path.stat().st_mtime_ns for _, path in first.printed
    ]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "photo").write_bytes(b"x")
    with pytest.raises(errors.AlreadyThere):
        practice.practise(tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["photo"]


def test_a_file_is_written_whole_private_and_never_over_another(tmp_path):
    keep.write_new_file(tmp_path / "a", [b"one ", b"two"])
    assert (tmp_path / "a").read_bytes() == b"one two"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600
    with pytest.raises(errors.AlreadyThere):
        keep.write_new_file(tmp_path / "a", [b"three"])
    with pytest.raises(keep.NoSuchFile):
        keep.write_new_file(tmp_path / "no" / "a", [b"three"])
    assert (tmp_path / "a").read_bytes() == b"one two"


@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt, errors.Cancelled])
def test_what_stops_in_the_middle_leaves_no_file(tmp_path, monkeypatch, fault):
    monkeypatch.setattr(keep, "_nameless", lambda _: None)  # as on a memory stick; without a name: test_new_files.py

    def pieces():
        yield b"one"
        assert len(list(tmp_path.iterdir())) == 1  # the control: something is being written
        raise fault

    with pytest.raises(fault):
        keep.write_new_file(tmp_path / "a", pieces())
    assert list(tmp_path.iterdir()) == []


def test_an_export_can_be_stopped_and_leaves_nothing(vault, tmp_path):
    record.record(vault, [Decision(reasons="x")])

    def stop(done, of):
        raise errors.Cancelled

    with pytest.raises(errors.Cancelled):
        keep.export_log(vault, tmp_path / "export", stop)
    assert not (tmp_path / "export").exists()
    assert keep.export_log(vault, tmp_path / "export") == vault.store.count()


def test_a_pdf_with_a_password_does_not_open_without(vault):
    from sharedesk.paper.errors import UnreadableDocument
    from sharedesk.paper.read_back import text_of

    (done,) = record.record(vault, [Decision(reasons="Words inside")])
    printed = release.as_pdf(release.rationale(vault, done.reference), "a password")
    assert "Words inside" in text_of(printed.pdf, "a password")
    with pytest.raises(UnreadableDocument):
        text_of(printed.pdf, "another")


def test_what_cannot_be_drawn_is_told(vault):
    (done,) = record.record(vault, [Decision(reasons="a \U0001f9ff b")])
    assert "\U0001f9ff" in release.as_pdf(release.rationale(vault, done.reference)).undrawable
