"""Telling after the decision: added in a few answers, what waits by count and reference, and never by name."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from vault import world

from sharedesk.desk import correcting, drafting, release, telling_later
from sharedesk.desk.drafting import Drafts
from sharedesk.desk.telling_later import new_told, owed, put_told, told_of, who_may_be_told
from sharedesk.domain.fold import fold_decision
from sharedesk.paper.plain import plain_text
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create

TODAY = date(2026, 11, 22)
LATER = datetime(2031, 1, 1, tzinfo=UTC)


@pytest.fixture
def vault(tmp_path):
    made, _ = create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    with made:
        yield made


def recorded(vault, *telling, outcome="share", today=TODAY):
    draft = drafting.new_draft(vault, today)
    draft.answers |= {
        "people": [{"key": f"p{n}", "as": "parent", "who": {"name": f"Fenwick {n}"}} for n in range(len(telling))],
        "recipients": [{"key": "c", "organisation": "Example Council", "outcome": outcome}],
        "telling": [{"key": f"t{n}", "person": f"p{n}"} | one for n, one in enumerate(telling)],
    }
    return drafting.record_draft(vault, Drafts(vault), draft, today).id


def waits(vault, now=None):
    found = owed(vault, now or datetime.now(UTC), 50)
    return [(one.to_tell, one.not_settled, one.look_again) for one in found.owed]


@pytest.mark.parametrize(
    ("telling", "expected"),
    [
        ({"result": "tell_now"}, (1, 0, 0)),
        ({"result": "tell_now", "when": "1 March 2020"}, None),
        ({"result": "tell_now", "when": "1 March 2033"}, (1, 0, 0)),
        ({"result": "tell_after", "when": "1 March 2020"}, (1, 0, 0)),
        ({"result": "safe_route_only"}, (1, 0, 0)),
        ({"result": "not_settled"}, (0, 1, 0)),
        ({}, (0, 1, 0)),
        ({"result": "ask_first", "when": "1 March 2020"}, (0, 0, 1)),
        ({"result": "do_not_tell", "when": "1 March 2030"}, None),
        ({"result": "do_not_tell", "when": "1 March 2020", "told_at": "2 March 2020"}, None),
    ],
)
def test_what_waits_in_a_decision(vault, telling, expected):
    recorded(vault, telling)
    assert waits(vault) == ([expected] if expected else [])


def test_look_again_waits_from_its_day_on(vault):
    recorded(vault, {"result": "do_not_tell", "when": "1 March 2030"})
    assert waits(vault, LATER) == [(0, 0, 1)]


def test_nobody_need_be_told_where_nothing_is_shared(vault):
    recorded(vault, {}, outcome="do_not_share")
    assert waits(vault) == []


def test_it_is_said_by_reference_and_count_alone(vault):
    recorded(vault, {"result": "tell_now"}, {"result": "tell_after"}, {"result": "not_settled"})
    (one,) = owed(vault, datetime.now(UTC), 50).owed
    assert one.words == f"{one.reference}: 2 people to tell, telling 1 person not settled yet"
    assert "Fenwick" not in one.words


def test_decisions_are_looked_through_some_at_a_time(vault):
    for _ in range(5):
        recorded(vault, {"result": "tell_now"})
    first = owed(vault, LATER, 3)
    rest = owed(vault, LATER, 3, first.before)
    assert (first.looked_at, rest.looked_at, rest.before) == (3, 2, None)
    assert len({one.id for one in first.owed + rest.owed}) == 5


def told(vault, decision, person, **said):
    draft = new_told(vault, decision)
    put_told(draft.answers, person(draft.answers), said)
    return correcting.record_correction(vault, Drafts(vault), draft, TODAY)


def first(answers):
    return who_may_be_told(answers)[0][0]


@pytest.mark.parametrize("result", ["tell_now", "tell_after", "safe_route_only", "not_settled"])
def test_that_somebody_was_told_is_added_and_waits_no_more(vault, result):
    decision = recorded(vault, {"result": result})
    assert waits(vault) != []
    told(
        vault, decision, first, told_at="21 November 2020", what_they_said="Glad to know.",
        leaflet_or_notice="Privacy notice", objection={"objection": "Not the school.", "considered": "It was weighed."},
    )  # fmt: skip
    state = fold_decision(vault.store.entries_of(decision))
    (telling,), (objection,) = state.decision.telling, state.decision.objections
    assert telling.told_at.said == "21 November 2020"
    assert (telling.result, telling.what_they_said, telling.leaflet_or_notice) == (
        result, "Glad to know.", "Privacy notice",
    )  # fmt: skip
    assert (objection.person, objection.objection) == (telling.person, "Not the school.")
    assert len(state.entries) == 2
    assert waits(vault) == []
    (reference,) = {one.reference for one in _listed(vault)}
    printed = plain_text(release.rationale(vault, reference))
    assert "Glad to know." in printed
    assert "Not the school." in printed


def _listed(vault):
    from sharedesk.vault import search

    return search.newest(vault.store, 5)


def test_somebody_of_whom_nothing_was_said_yet_can_be_told_too(vault):
    decision = recorded(vault, {})
    told(vault, decision, first, told_at="21 November 2020")
    (telling,) = fold_decision(vault.store.entries_of(decision)).decision.telling
    assert telling.told_at.said == "21 November 2020"


def test_who_is_still_to_be_told_comes_first(vault):
    decision = recorded(vault, {"result": "tell_now", "when": "1 March 2020"}, {"result": "tell_now"})
    answers = new_told(vault, decision).answers
    assert [name for _, name in who_may_be_told(answers)] == ["Fenwick 1", "Fenwick 0"]


def test_what_is_said_comes_back_and_what_is_emptied_goes(vault):
    decision = recorded(vault, {"result": "tell_now", "when": "1 March 2020"})
    answers = new_told(vault, decision).answers
    person = first(answers)
    assert told_of(answers, person) == {"told_at": "1 March 2020", "objection": {}}
    put_told(answers, person, {"told_at": "", "objection": {}})
    assert told_of(answers, person) == {"objection": {}}
    assert "objections" not in answers or answers["objections"] == []


def test_the_draft_knows_its_page(vault):
    decision = recorded(vault, {"result": "tell_now"})
    draft = new_told(vault, decision)
    Drafts(vault).save(draft)
    (kept,) = Drafts(vault).all()
    assert (kept.kind, kept.page) == ("correction", telling_later.PAGE)
