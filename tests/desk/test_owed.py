"""Reasons owed: kept up by every save, due by a local setting, put off to a day and never for ever."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from domain import samples
from vault import world

from sharedesk.desk import owed as desk_owed
from sharedesk.desk.owed import LONGEST_WAIT, NothingOwed, NotThatDay, reasons_owed, remind_on, to_remind
from sharedesk.domain import due, owed
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.organisation import Organisation
from sharedesk.vault import database, erase, header, keys, projections, search
from sharedesk.vault import vault as vaults

TODAY = date(2026, 3, 14)  # a Saturday
NOW = datetime(2026, 3, 14, 18, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pattern") / "log"
    with vaults.create(folder, "quietly seven", world.AUTHOR, cost=keys.FLOOR, clock=world.LoadedClock())[0] as made:
        return folder, made.root


@pytest.fixture
def vault(pattern, tmp_path):
    folder = shutil.copytree(pattern[0], tmp_path / "log")
    with vaults.open_with_root(folder, header.read(folder), pattern[1], clock=world.LoadedClock()) as opened:
        yield opened


def pack(days=1, nation="england"):
    return Organisation(
        name="Anytown Council", version=date(2026, 1, 1), body="council", nation=nation, part_3=False,
        reasons_due_working_days=days,
    )  # fmt: skip


def ids(vault):
    return [one.id for one in reasons_owed(vault, NOW, None)]


def test_a_share_is_owed_until_every_reason_is_there(vault):
    world.record(vault, samples.small("An ordinary decision, not complete"))
    entity = world.share_quickly(vault, world.a_note())
    (one,) = reasons_owed(vault, NOW, None)
    assert one.id == entity
    assert one.reference == search.shown_reference(vault.store, entity)
    assert one.started.isoformat() == "2026-03-13T15:30:00+00:00"
    assert one.due.isoformat() == "2026-03-16T23:59:59.999999+00:00"
    assert (one.overdue, one.days_old, one.remind_on) == (False, 1, None)
    left = one.missing
    for slot, value in (
        ("reasons", "He was in danger."),
        ("first_questions", {"if_not_shared": "He could have been hurt."}),
        ("emergency", {"could_not_wait_because": "x", "what_made_it_urgent": "y", "known_at_the_time": "z"}),
        ("basis", {"usual": "same_as_usual", "sentence": "A task in the public interest."}),
    ):
        world.correct(vault, entity, **{slot: value})
        left -= 1
        (one,) = reasons_owed(vault, NOW, None)
        assert one.missing == left
    world.give_reasons(vault, entity)
    assert reasons_owed(vault, NOW, None) == []
    world.correct(vault, entity, reasons=None)  # taken back
    assert ids(vault) == [entity]


@pytest.mark.parametrize("slot", ["emergency", "reasons"])
def test_a_share_never_shows_as_complete_while_reasons_are_owed(vault, slot):
    """Whatever is taken back of it."""
    entity = world.share_quickly(vault, world.a_note())
    world.give_reasons(vault, entity)
    world.correct(vault, entity, **{slot: None})
    (listed,) = search.newest(vault.store, 10)
    assert listed.owed
    assert listed.missing > 0


def test_saving_an_ordinary_decision_touches_neither_table(vault):
    """So it costs what it did before they were there."""
    said = []
    vault.store.connection.set_trace_callback(said.append)
    entity = world.record(vault, samples.share_part())
    world.correct(vault, entity, reasons="Corrected.")
    assert len(said) > 20
    assert not [statement for statement in said if re.search(r"\b(owed|reminder)\b", statement)]
    world.share_quickly(vault, world.a_note())
    assert [statement for statement in said if re.search(r"INTO owed", statement)]  # the control
    vault.store.connection.set_trace_callback(None)


def test_the_oldest_comes_first_whenever_it_was_recorded(vault):
    said = ["13 March 2026 at 15:30", "", "11 March 2026", "14 March 2026 at 11:00", "long ago"]
    at = [datetime(2026, 3, 13, 15, minute, tzinfo=UTC) for minute in (31, 35, 36, 37, 34)]
    shares = [
        world.share_quickly(vault, world.a_note(said_at=words, sealed_at=when))
        for words, when in zip(said, at, strict=True)
    ]
    # a time after the note was sealed counts as that; no time, or none that can be placed, likewise
    assert ids(vault) == [shares[i] for i in (2, 0, 4, 1, 3)]


@pytest.mark.parametrize(
    ("sealed", "believed"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (datetime(2090, 1, 1, tzinfo=UTC), False),
        (datetime(2026, 2, 1, 9, 0, tzinfo=UTC), True),  # it lay for weeks
    ],
)
def test_a_wrong_clock_does_not_make_a_share_older_or_hide_it(vault, sealed, believed):
    entity = world.share_quickly(vault, world.a_note(said_at="", opened_at=sealed, sealed_at=sealed))
    recorded = fold_decision(vault.store.entries_of(entity)).recorded.leaf.at
    (one,) = reasons_owed(vault, NOW, None)
    assert one.started == (sealed if believed else recorded)


def test_the_organisation_says_how_many_working_days(vault):
    world.share_quickly(vault, world.a_note())
    for days, due_day in ((0, "2026-03-13"), (1, "2026-03-16"), (2, "2026-03-17"), (20, "2026-04-14")):
        (one,) = reasons_owed(vault, NOW, pack(days))
        assert one.due.date().isoformat() == due_day
        assert one.overdue is (days == 0)
    (one,) = reasons_owed(vault, NOW, pack(2, "northern_ireland"))
    assert one.due.date().isoformat() == "2026-03-18"
    (one,) = reasons_owed(vault, one.due, pack(2, "northern_ireland"))
    assert not one.overdue
    (one,) = reasons_owed(vault, one.due + timedelta(microseconds=1), pack(2, "northern_ireland"))
    assert one.overdue


def test_a_reminder_is_put_off_to_a_day_and_comes_back(vault):
    entity = world.share_quickly(vault, world.a_note())
    other = world.share_quickly(vault, world.a_note())
    for day in (TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=LONGEST_WAIT + 1), date(9999, 12, 31)):
        with pytest.raises(NotThatDay, match="until 14 April 2026"):
            remind_on(vault, entity, day, TODAY)
    for day in (TODAY + timedelta(days=LONGEST_WAIT), TODAY + timedelta(days=1)):
        remind_on(vault, entity, day, TODAY)
    shown = reasons_owed(vault, NOW, None)
    assert {one.id: one.remind_on for one in shown} == {entity: TODAY + timedelta(days=1), other: None}
    assert [one.id for one in to_remind(shown, TODAY)] == [other]
    assert len(to_remind(shown, TODAY + timedelta(days=1))) == 2
    remind_on(vault, entity, None, TODAY)
    assert len(to_remind(reasons_owed(vault, NOW, None), TODAY)) == 2


def test_only_what_is_owed_can_be_put_off(vault):
    plain = world.record(vault, samples.small("An ordinary decision"))
    entity = world.share_quickly(vault, world.a_note())
    for decision in (plain, "ab" * 16):
        with pytest.raises(NothingOwed):
            remind_on(vault, decision, TODAY + timedelta(days=2), TODAY)
    remind_on(vault, entity, TODAY + timedelta(days=2), TODAY)
    world.give_reasons(vault, entity)
    assert reminders(vault) == []  # it went with what was owed
    with pytest.raises(NothingOwed):
        remind_on(vault, entity, TODAY + timedelta(days=2), TODAY)


def reminders(vault):
    return vault.store.connection.execute("SELECT until FROM reminder").fetchall()


def test_rebuilding_keeps_reminders_and_makes_the_rest_again(vault):
    entity = world.share_quickly(vault, world.a_note())
    world.give_reasons(vault, world.share_quickly(vault, world.a_note()))
    remind_on(vault, entity, TODAY + timedelta(days=2), TODAY)
    before = world.projections(vault.store.connection)
    vault.store.connection.execute("DELETE FROM owed")
    with database.transaction(vault.store.connection):
        projections.rebuild(vault.store)
    assert world.projections(vault.store.connection) == before
    assert reminders(vault) == [("2026-03-16",)]
    assert world.faults(vault) == ()


def test_what_was_lawfully_erased_is_not_asked_for_again(vault):
    entity = world.share_quickly(vault, world.a_note())
    world.give_reasons(vault, entity)
    world.erase_slot(vault, entity, "reasons")
    assert reasons_owed(vault, NOW, None) == []


def test_a_share_erased_whole_owes_nothing_and_loses_its_reminder(vault):
    entity = world.share_quickly(vault, world.a_note())
    remind_on(vault, entity, TODAY + timedelta(days=2), TODAY)
    parts = tuple(p.id for e in vault.store.entries_of(entity) for p in e.parts)
    erase.erase(vault, [erase.Erasure(entity=entity, parts=parts, category="court_order")])
    assert ids(vault) == []
    assert reminders(vault) == []
    assert world.faults(vault) == ()


def test_no_sentence_calls_the_due_time_law():
    for module in (due, owed, desk_owed):
        text = Path(module.__file__).read_text(encoding="utf-8")
        said = re.findall(r"[^.]*\b(?:law|legal|statutory|must)\b[^.]*\.", text)
        assert all("No law sets hours" in sentence for sentence in said), said
