"""A decision as parts and back; keys made random, links following them."""

from __future__ import annotations

import hashlib
import json
import re

import msgspec
import pytest
from domain import samples
from domain.any_decision import decisions
from hypothesis import HealthCheck, given, settings

from sharedesk.domain.decision import Concern, Decision, IdentityResult, Item, PersonInvolved, Recipient, Sharing
from sharedesk.domain.parts import BrokenLink, decision_from, people_in, slots_of, texts_of, with_new_keys
from sharedesk.domain.person import PersonStatement
from sharedesk.domain.request import Request
from sharedesk.domain.treatment import MarkTreatment, Treatment

ANY = settings(max_examples=20, suppress_health_check=list(HealthCheck))


class Dice:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, size: int) -> bytes:
        self.count += 1
        return hashlib.shake_256(str(self.count).encode()).digest(size)


@given(decisions())
@ANY
def test_any_decision_comes_back_from_its_slots(decision):
    slots = dict(slots_of(decision))
    through_json = msgspec.json.decode(msgspec.json.encode(slots))
    assert decision_from(through_json) == decision


@given(decisions())
@ANY
def test_new_keys_change_nothing_but_keys(decision):
    fresh = with_new_keys(decision, Dice())
    new = msgspec.json.encode(fresh).decode()
    assert len(list(slots_of(fresh))) == len(list(slots_of(decision)))
    for slot, _ in slots_of(fresh):
        field, _, key = slot.partition("/")
        assert not key or re.fullmatch(
            r"[0-9a-f]{32}" if field in ("people", "feedback", "enquiries") else r"[0-9a-f]{16}", key
        )
    # back again by the order in which they stand: the same text
    table = dict(zip(keys_in(fresh), keys_in(decision), strict=True))
    for key, was in table.items():
        new = new.replace(f'"{key}"', json.dumps(was)).replace(f'"items/{key}.text"', f'"items/{was}.text"')
    assert msgspec.json.decode(new, type=Decision) == decision
    assert len(table) == len(set(table.values()))


def keys_in(decision):
    found = [e.key for name in decision.__struct_fields__ if isinstance(v := getattr(decision, name), tuple) for e in v]
    return found + ([decision.request.key] if decision.request else [])


def test_a_treatment_follows_its_text_and_falls_away_with_it():
    def treated(place):
        mark = MarkTreatment(place=place, start=0, end=3, kind="name", words="Ann", treatment=Treatment(what="remove"))
        identity = IdentityResult(key="n", recipient="r", treatments=(mark,))
        decision = Decision(
            items=(Item(key="i", text="Ann"),), recipients=(Recipient(key="r"),), identities=(identity,)
        )
        fresh = with_new_keys(decision, Dice())
        return fresh.identities[0].treatments[0].place, fresh.items[0].key

    place, key = treated("items/i.text")
    assert place == f"items/{key}.text"
    assert treated("items/gone.text")[0] == "items/gone.text"
    assert treated("reasons")[0] == "reasons"


@given(decisions())
@ANY
def test_the_people_and_the_words_of_a_decision(decision):
    fresh = with_new_keys(decision, Dice())
    assert people_in(fresh) == {person.key for person in fresh.people}
    texts = list(texts_of(fresh))
    assert all(isinstance(text, str) for text in texts)
    for person in fresh.people:
        assert not person.who.name or person.who.name in texts
        assert person.key not in texts
    assert not fresh.reasons or fresh.reasons in texts


def test_links_follow():
    decision = with_new_keys(samples.share_part(), Dice())
    robin, alex, sam = decision.people
    marks, rumour = decision.items
    assert decision.concerns[0].about == (robin.key,)
    assert marks.supplied_by == sam.key
    assert rumour.about == (alex.key,)
    assert [(s.item, s.recipient) for s in decision.sharing] == [
        (i.key, decision.recipients[0].key) for i in (marks, rumour)
    ]
    assert decision.identities[0].protected == (sam.key,)
    assert decision.telling[0].person == robin.key
    assert {len(p.key) for p in decision.people} == {32}
    assert {len(i.key) for i in decision.items} == {16}


def test_people_who_are_known_keep_their_id():
    decision = Decision(people=(PersonInvolved(key="robin", who=PersonStatement(name="Robin Placeholder")),))
    assert with_new_keys(decision, Dice(), {"people": {"robin": "ab" * 16}}).people[0].key == "ab" * 16


def test_keys_are_random():
    one, two = (with_new_keys(samples.share_part(), __import__("secrets").token_bytes) for _ in range(2))
    assert not set(keys_in(one)) & set(keys_in(two))


@pytest.mark.parametrize(
    ("decision", "where"),
    [
        (Decision(concerns=(Concern(key="c", text="x", about=("nobody",)),)), "concerns[0].about"),
        (Decision(items=(Item(key="i", text="x", supplied_by="nobody"),)), "items[0].supplied_by"),
        (Decision(sharing=(Sharing(key="s", item="i", recipient="r", what="share"),)), "sharing[0].item"),
        (
            Decision(
                items=(Item(key="i", text="x"),), sharing=(Sharing(key="s", item="i", recipient="i", what="share"),)
            ),
            "sharing[0].recipient",
        ),
        (Decision(recipients=(Recipient(key="r"), Recipient(key="r"))), "recipients"),
    ],
)
def test_a_broken_link_names_its_field(decision, where):
    with pytest.raises(BrokenLink) as caught:
        with_new_keys(decision, Dice())
    assert caught.value.where == where
    assert where in str(caught.value)


def test_an_attached_reference_and_an_item_share_their_keys():
    from sharedesk.domain.decision import AttachedReference

    one, other = Item(key="same", text="x"), AttachedReference(key="same", title="y")
    with pytest.raises(BrokenLink):
        with_new_keys(Decision(items=(one,), attached=(other,)), Dice())


def test_a_request_has_an_id_of_its_own():
    fresh = with_new_keys(Decision(request=Request(what="x")), Dice())
    assert re.fullmatch("[0-9a-f]{32}", fresh.request.key)


@pytest.mark.parametrize(
    "slots",
    [
        {"reasons": 5},
        {"no_such": "x"},
        {"items/ab": "x"},
        {"reasons/ab": "x"},
        {"concerns": {}, "concerns/ab": {}},
        {"concerns/ab": {}, "concerns": {}},
    ],
)
def test_slots_that_make_no_decision(slots):
    with pytest.raises(msgspec.ValidationError):
        decision_from(slots)
