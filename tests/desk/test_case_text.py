"""The short text for the organisation's own system, and the note that it was copied there."""

from __future__ import annotations

from datetime import date

import pytest
from domain import samples
from vault import world

from sharedesk.desk import case_text, record
from sharedesk.domain.decision import Decision, OfficialRecord, Recipient
from sharedesk.domain.fold import fold_decision
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create

TODAY = date(2026, 3, 14)


@pytest.fixture(params=[False, True], ids=["real", "practice"])
def vault(tmp_path, request):
    made, _ = create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR, practice=request.param)
    with made:
        yield made


def test_it_says_what_was_decided_and_why(vault):
    decision = samples.share_part()
    (made,) = record.record(vault, [decision])
    text = case_text.case_text(vault, made.reference)
    assert made.reference in text
    assert text.startswith("PRACTICE") == vault.practice
    for words in (
        decision.reasons,
        *(person.who.name for person in decision.people if person.who.name),
        *(item.text for item in decision.items),
        *(recipient.why for recipient in decision.recipients),
        world.AUTHOR.name,
    ):
        assert words in text


def test_what_turns_text_round_is_marked(vault):
    (made,) = record.record(vault, [Decision(reasons="abc\u202edef\x07", recipients=(Recipient(key="r", person="x"),))])
    text = case_text.case_text(vault, made.reference)
    assert "abc\ufffddef\ufffd" in text
    assert "Not settled: x" in text


def test_that_it_was_copied_is_added_once_and_what_was_there_stays(vault):
    official = OfficialRecord(system="Example system", not_copied_because="It was down.")
    (made,) = record.record(vault, [Decision(reasons="a", official_record=official)])
    assert case_text.note_copied(vault, made.reference, TODAY)
    assert not case_text.note_copied(vault, made.reference, TODAY)
    state = fold_decision(vault.store.entries_of(made.id))
    assert len(state.entries) == 2
    assert state.decision.official_record.system == "Example system"
    assert state.decision.official_record.copied_on.said == "14 March 2026"
    assert state.decision.official_record.not_copied_because == ""
    assert state.versions["official_record"][0].value["not_copied_because"] == "It was down."
