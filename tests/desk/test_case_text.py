"""The short text for the organisation's own system, and the note that it was copied there."""

from __future__ import annotations

from datetime import date

import pytest
from domain import samples
from paper import emergencies
from vault import world

from sharedesk.desk import case_text, record
from sharedesk.domain.decision import Decision, OfficialRecord, Recipient
from sharedesk.domain.fold import fold_decision
from sharedesk.vault import erase
from sharedesk.vault.erase import Erasure
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
    assert "abc[U+202E]def[U+0007]" in text
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


def test_an_emergency_share_says_both_texts_and_when_each_was_written(vault):
    reference = emergencies.now(vault)
    first = case_text.case_text(vault, reference)
    assert f"Emergency share {reference}" in first
    assert "Added afterwards: nothing yet" in first
    for words in (
        "Who was told: D. Uty", "Their number: 01632 960123", f"What was shared: {emergencies.SHARED}",
        f"Why it could not wait: In danger now. {emergencies.LINE}", "When it was shared, as written: today at 14:00",
        "Form opened: 14 March 2026 at 14:02:10 (UTC+00:00)",
    ):  # fmt: skip
        assert words in first
    emergencies.add_reasons(vault, reference)
    text = case_text.case_text(vault, reference)
    written, _, added = text.partition("Added afterwards, recorded ")
    assert written == first.partition("Added afterwards")[0]
    assert emergencies.SHARED not in added
    assert emergencies.LINE not in added
    for words in (
        "Decided: 14 March 2026 at 13:58", "When it was known to us: 14 March 2026 at 13:55",
        "About: J.B., 7, also known as Jo Bloggsworth (subject, child)",
        "What made it urgent: He said the man had locked the door.",
        "Learnt since, not known then: The man is an uncle.",
        "Reasons: Waiting could have left him to be hurt.",
    ):  # fmt: skip
        assert words in added
        assert words not in written


def test_what_is_left_of_an_emergency_share_whose_note_was_erased(vault):
    reference = emergencies.now(vault)
    state = record.state_of(vault, reference)
    parts = tuple(v[0].part for slot, v in state.versions.items() if slot.startswith("items/"))
    erase.erase(vault, [Erasure(entity=state.id, parts=parts, category="right")])
    text = case_text.case_text(vault, reference)
    assert emergencies.SHARED not in text
    assert f"Why it could not wait: In danger now. {emergencies.LINE}" in text
