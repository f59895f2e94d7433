"""What a check found, said in words: what was looked at, what is wrong, what to do, and what can be put right here."""

from __future__ import annotations

import pytest
from domain import samples
from vault import world
from vault.conftest import *  # noqa: F403  # its logs

from sharedesk.desk import proving, record, slips
from sharedesk.vault import beside, header, lists
from sharedesk.vault.check import check
from sharedesk.vault.errors import Cancelled
from sharedesk.vault.walk import Fault


def parts_of(said):
    return {part.title: part for part in said.parts}


def test_a_sound_log_is_said_to_be_so(vault):
    said = proving.check_alone(vault)
    assert (said.sound, said.is_altered, said.verdict, said.faults) == (True, False, proving.SOUND, ())
    assert {part.state for part in said.parts} == {"in order", "something to look at"}  # there is no backup
    assert parts_of(said)["What was recorded"].looked_at.startswith(f"{vault.store.count()} entries read: ")


def test_lists_that_differ_are_no_alteration_and_are_made_anew(vault):
    entity = world.record(vault, samples.small("Listed"))
    vault.store.connection.execute("UPDATE decision SET outcome = 'other' WHERE row = (SELECT max(row) FROM decision)")
    said = proving.check_alone(vault)
    assert (said.sound, said.is_altered, said.verdict) == (False, False, proving.BESIDE)
    part = parts_of(said)["Lists and search"]
    assert (part.state, said.remedies) == ("a problem", {"lists"})
    assert record.reference_of(vault, entity) in part.found[0]
    told = []
    listed = proving.make_lists_anew(vault, lambda done, of: told.append(done / of))
    counted = vault.store.connection.execute("SELECT count(*) FROM search_text").fetchone()[0]
    assert (listed, told[-1], told) == (counted, 1, sorted(told))
    assert proving.check_alone(vault).sound


def test_making_lists_anew_can_be_stopped_and_then_all_is_as_it_was(vault):
    entity = world.record(vault, samples.small("Kept"))
    before = world.projections(vault.store.connection)
    for stop_at in (0, 0.5, 1):

        def stop(done, of, stop_at=stop_at):
            if done / of >= stop_at:
                raise Cancelled

        with pytest.raises(Cancelled):
            proving.make_lists_anew(vault, stop)
        assert world.projections(vault.store.connection) == before
    world.correct(vault, entity, reasons="One can go on saving")
    assert world.faults(vault) == ()


def test_within_a_long_statement_it_can_be_stopped_too(vault, monkeypatch):
    monkeypatch.setattr(lists, "_STEPS_BETWEEN", 1)
    before = world.projections(vault.store.connection)

    def stop(done, of):
        raise Cancelled

    with pytest.raises(Cancelled):
        lists.make_anew(vault.store, stop)
    assert world.projections(vault.store.connection) == before


def test_an_altered_word_is_said_with_the_decision_that_it_is_in(vault):
    entity = world.record(vault, samples.small("Altered"))
    vault.store.connection.execute("UPDATE part SET salt = zeroblob(32) WHERE place = (SELECT max(place) FROM part)")
    said = proving.check_alone(vault)
    assert (said.is_altered, said.verdict, said.remedies) == (True, proving.ALTERED, frozenset())
    part = parts_of(said)["What was recorded"]
    assert f"(Entry {vault.store.count()}; {record.reference_of(vault, entity)}.)" in part.found[0]
    assert part.advice.startswith("Do not go on recording")
    assert parts_of(said)["Lists and search"].state == "not looked at"


def test_files_beside_are_put_right(vault):
    (vault.folder / header.COPY).unlink()
    said = proving.check_alone(vault)
    assert (said.is_altered, said.remedies, said.faults) == (False, {"beside"}, (beside.COPY_GONE,))
    proving.put_files_right(vault)
    assert proving.check_alone(vault).sound


def test_many_faults_of_a_kind_are_said_in_few_words(vault):
    report = check(vault.store)
    same = tuple(Fault("entries", "The same.", number) for number in range(1, 9))
    different = tuple(Fault("file", f"Page {number}.") for number in range(9))
    near = beside.look_beside(vault, (), (), ())
    found = proving.proof.structs.replace(report, found=(*same, *different))
    said = parts_of(proving.in_words(vault, proving.Proof(report=found, beside=near)))
    assert said["What was recorded"].found[0].startswith("The same. (Entries 1, 2, 3, 4, 5 and 3 more")
    assert said["The file with the records"].found[-1] == "And 4 more of the kind."
    unsettled = proving.Proof(report=found, beside=near, settled=False)
    assert proving.in_words(vault, unsettled).verdict == proving.UNSETTLED


def test_a_slip_that_does_not_hold_is_part_of_what_is_said(vault):
    sound = proving.check_alone(vault)
    held = proving.with_slip(sound, slips.Answer(holds=True, sentence="It holds."))
    assert (held.sound, held.parts[0].state) == (True, "in order")
    broken = proving.with_slip(sound, slips.Answer(holds=False, sentence="It does not.", changed=True))
    assert (broken.sound, broken.is_altered, broken.faults) == (False, True, ("It does not.",))
    mistyped = proving.with_slip(sound, slips.Answer(holds=False, sentence="Line 1.", mistyped=(1,)))
    assert (mistyped.sound, mistyped.is_altered, mistyped.verdict) == (False, False, proving.UNFIT)
