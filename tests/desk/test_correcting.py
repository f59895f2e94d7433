"""Corrections made by going over the recorded answers: only what is different is added, and what was there stays."""

from __future__ import annotations

from datetime import date

import pytest
from domain import samples
from vault import world

from sharedesk.desk import correcting, drafting, record
from sharedesk.desk.answers import Unfit, from_decision, to_decision
from sharedesk.desk.correcting import AddedSince
from sharedesk.desk.record import NothingToCorrect
from sharedesk.domain.decision import Decision
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.stated_time import understand
from sharedesk.exchange import decision_input
from sharedesk.resources import resource
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create

TODAY = date(2026, 3, 20)


@pytest.fixture
def vault(tmp_path):
    made, _ = create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with made:
        yield made


@pytest.fixture
def recorded(vault):
    (made,) = record.record(vault, [samples.share_part()])
    return made


def begun(vault, recorded, **answers):
    draft = correcting.new_correction(vault, recorded.id)
    draft.answers |= answers
    return draft


def add(vault, draft):
    return correcting.record_correction(vault, drafting.Drafts(vault), draft, TODAY)


def entries(vault, recorded):
    return vault.store.entries_of(recorded.id)


def test_the_answers_of_every_practice_decision_make_the_same_decision_again():
    for decision in decision_input.read_decisions(resource("practice", "decisions.json").read_bytes()):
        assert to_decision(from_decision(decision), fill=False) == decision


def test_only_what_is_different_is_added(vault, recorded):
    before = fold_decision(entries(vault, recorded)).decision
    add(vault, begun(vault, recorded, reasons="Other reasons.", because="A word was wrong."))
    last = entries(vault, recorded)[-1]
    assert {part.slot for part in last.parts} == {"@because", "reasons"}
    after = fold_decision(entries(vault, recorded))
    assert after.decision.reasons == "Other reasons."
    assert [version.value for version in after.versions["reasons"]] == [before.reasons, "Other reasons."]


def test_an_element_that_was_removed_is_withdrawn_with_what_belongs_to_it(vault, recorded):
    draft = begun(vault, recorded, because="It belongs to another decision.")
    gone = draft.answers["items"].pop()["key"]
    add(vault, draft)
    decision = fold_decision(entries(vault, recorded)).decision
    assert gone not in {item.key for item in decision.items}
    assert gone not in {sharing.item for sharing in decision.sharing}


def test_something_new_gets_a_key_of_its_own(vault, recorded):
    draft = begun(vault, recorded, because="Forgotten.")
    draft.answers.setdefault("next_steps", []).append({"key": "n", "what": "Ring back", "by_when": "21 March 2026"})
    add(vault, draft)
    step = fold_decision(entries(vault, recorded)).decision.next_steps[-1]
    assert step.what == "Ring back"
    assert step.key != "n"


def test_without_a_reason_or_a_difference_nothing_is_added(vault, recorded):
    with pytest.raises(Unfit) as problem:
        add(vault, begun(vault, recorded, reasons="x"))
    assert [fault.where for fault in problem.value.faults] == ["because"]
    with pytest.raises(NothingToCorrect):
        add(vault, begun(vault, recorded, because="For no reason."))
    assert len(entries(vault, recorded)) == 1


def test_what_was_added_meanwhile_is_not_written_over(vault, recorded):
    draft = begun(vault, recorded, reasons="Mine.", because="x")
    record.correct(vault, recorded.reference, "Elsewhere.", Decision(reasons="Theirs."))
    drafts = drafting.Drafts(vault)
    draft.counter = 1
    drafts.save(draft)
    with pytest.raises(AddedSince):
        correcting.record_correction(vault, drafts, draft, TODAY)
    assert fold_decision(entries(vault, recorded)).decision.reasons == "Theirs."
    assert drafts.all()[0].answers["reasons"] == "Mine."  # the words are kept


def test_today_stays_the_day_it_was(vault):
    decision = Decision(people=(), known_at=understand("today", today=date(2026, 3, 14)), reasons="a")
    (made,) = record.record(vault, [decision])
    add(vault, begun(vault, made, reasons="b", because="x"))
    known = fold_decision(entries(vault, made)).decision.known_at
    assert known.earliest.date() == date(2026, 3, 14)
