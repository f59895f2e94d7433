"""What was written then beside what is added: answer by answer, each with its time; and what is still to add."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from vault import world

from sharedesk.desk import afterwards, correcting, quick_share, written_then
from sharedesk.desk.correcting import BECAUSE
from sharedesk.desk.drafting import Drafts
from sharedesk.domain.parts import decision_from
from sharedesk.domain.quick_share import Told, new_note
from sharedesk.vault import erase
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create

WHEN, TODAY = datetime(2026, 3, 14, 14, 2, tzinfo=UTC), date(2026, 3, 16)


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    made, _ = create(tmp_path_factory.mktemp("then") / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with made:
        yield made


@pytest.fixture
def share(vault):
    note = msgspec.structs.replace(
        new_note(WHEN), sealed_at=WHEN + timedelta(minutes=1), told=Told(organisation="Anytown Council (fictional)"),
        at_risk="K.M.", shared="Alone with the man.", why_line="He rang.", channel="phone",
        said_at="14 March 2026 at 14:00",
    )  # fmt: skip
    return quick_share.record_now(vault, note).id


def then(vault, share, now=WHEN):
    return written_then.then(vault, share, now, None)


def rows(vault, share, answers):
    state = then(vault, share).state
    decision = decision_from(afterwards.after_adding(state, answers, TODAY))
    return {row.label: row for row in written_then.side_by_side(state, decision)}


def test_the_note_is_shown_as_it_was_written_with_the_devices_time(vault, share):
    shown = then(vault, share)
    assert shown.title == "Written on 14 March 2026 at 14:03, as you wrote it"
    assert ("Why it could not wait", "He rang.") in shown.written
    assert shown.first["people"][0]["who"]["name"] == "K.M."


@pytest.mark.parametrize(("days", "late"), [(0, False), (2, False), (3, True)])
def test_late_is_after_the_next_working_day(days, late, vault, share):
    """The 14th of March 2026 was a Saturday."""
    assert then(vault, share, WHEN + timedelta(days=days)).is_late is late


def test_each_answer_stands_once_with_what_was_said_then_or_added(vault, share):
    draft = afterwards.opened(vault, share).draft
    draft.answers["emergency"]["learnt_since"] = "He is safe."
    draft.answers["people"][0] |= {"name_now": "Kim Madeupson", "as": "child"}
    found = rows(vault, share, draft.answers)
    why = next(row for label, row in found.items() if label.endswith("Why it could not wait"))
    since = next(row for row in found.values() if row.added == "He is safe.")
    assert (why.then, why.added) == ("He rang.", "")
    assert (since.then, since.on) == ("", "")
    assert (found["K.M.: Name"].then, found["K.M.: Also known as"].added) == ("K.M.", "Kim Madeupson")
    assert (found["K.M.: Roles"].then, found["K.M.: Roles"].added) == ("Subject", "Subject; Child")
    assert found["K.M.: Kind"].then == ""


def test_what_was_added_earlier_has_its_own_time_and_a_correction_stands_beside_the_first(vault, share):
    draft = afterwards.opened(vault, share).draft
    draft.answers["emergency"]["learnt_since"] = "He is safe."
    afterwards.record_reasons(vault, Drafts(vault), draft, TODAY)
    correction = correcting.new_correction(vault, share)
    correction.answers |= {BECAUSE: "A slip."}
    correction.answers["items"][0]["text"] = "Alone with his uncle."
    correcting.record_correction(vault, Drafts(vault), correction, TODAY)
    draft = afterwards.opened(vault, share).draft
    draft.answers["emergency"]["what_made_it_urgent"] = "He whispered."
    found = rows(vault, share, draft.answers)
    since = next(row for row in found.values() if row.added == "He is safe.")
    new = next(row for row in found.values() if row.added == "He whispered.")
    text = found["Information 1: Text"]
    assert since.on.startswith(f"{datetime.now().astimezone().day} ")
    assert new.on == ""
    assert (text.then, text.added) == ("Alone with the man.", "Alone with his uncle.")
    assert text.on != ""


def test_the_reasons_are_told_from_what_else_a_record_has(vault, share):
    draft = afterwards.opened(vault, share).draft
    still = written_then.still_to_add(then(vault, share).state, draft.answers, TODAY)
    reasons = {one.rule.code for one in still.reasons}
    assert reasons == {"why_recipient", "if_not_shared", "emergency", "reasons", "basis"}
    assert {"telling", "next_step"} <= {one.rule.code for one in still.besides}
    assert not reasons & {one.rule.code for one in still.besides}


@pytest.mark.parametrize(("known", "asked"), [("14 March 2026", False), ("2 March 2026", True)])
def test_delay_is_asked_about_only_where_there_was_one(known, asked, vault, share):
    draft = afterwards.opened(vault, share).draft
    draft.answers["known_at"] = known
    still = written_then.still_to_add(then(vault, share).state, draft.answers, TODAY)
    assert written_then.asks_about_delay(still.decision) is asked


def test_of_a_note_that_was_erased_nothing_is_shown_and_the_page_still_opens(vault, share):
    parts = tuple(part.id for part in then(vault, share).state.recorded.parts)
    erase.erase(vault, [erase.Erasure(entity=share, parts=parts, category="court_order")])
    shown = then(vault, share)
    assert (shown.written, shown.first) == ((), {})
    assert shown.at.date() == datetime.now().astimezone().date()  # when it was recorded, where its own time is gone
