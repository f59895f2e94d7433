"""What a decision says now: independent of the order of storage, with every version kept."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from domain import samples
from hypothesis import given
from hypothesis import strategies as st

from sharedesk.domain import entry as entries
from sharedesk.domain.decision import Decision, Item
from sharedesk.domain.entry import AlteredEntry, Entry, Leaf, new_part
from sharedesk.domain.fold import about_entry, fold_decision
from sharedesk.domain.order import in_order, tips
from sharedesk.domain.outcome import overall_outcome, shares
from sharedesk.domain.people import fold_person, folded_name, same_people
from sharedesk.domain.person import PersonChange, PersonLink, PersonStatement

START = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
_count = itertools.count(1)


def make(kind, slots=(), follows=(), minutes=0, entity="aa" * 16, entry=None):
    parts = tuple(new_part(slot, value) for slot, value in dict(slots).items())
    leaf = Leaf(
        log="01" * 16,
        writer="02" * 16,
        seq=next(_count),
        entry=entry or f"{next(_count):032x}",
        entity=entity,
        follows=tuple(f.leaf.entry for f in follows),
        kind=kind,
        author="06" * 16,
        parts=entries.digest_of(p.commit for p in parts),
        at=START + timedelta(minutes=minutes),
        offset=0,
        zone="",
        program="x",
        guidance="x",
    )
    return Entry(leaf=leaf, raw=entries.encode_leaf(leaf), parts=parts, head=b"")


def erased(entry, slot):
    parts = tuple(msgspec.structs.replace(p, salt=None, content=None) if p.slot == slot else p for p in entry.parts)
    return msgspec.structs.replace(entry, parts=parts)


@given(st.integers(0, 10**6), st.lists(st.tuples(st.integers(0, 5), st.integers(-3, 3)), min_size=1, max_size=8))
def test_the_order_of_storage_makes_no_difference(seed, steps):
    made = [make("recorded", {"reasons": "first"})]
    for back, minutes in steps:
        before = made[max(0, len(made) - 1 - back)]
        made.append(make("correction", {"reasons": f"text {len(made)}", "notes": "n"}, (before,), minutes))
    shuffled = made[:]
    random.Random(seed).shuffle(shuffled)
    one, two = fold_decision(made), fold_decision(shuffled)
    assert one.decision == two.decision
    assert [e.leaf.entry for e in one.entries] == [e.leaf.entry for e in two.entries]
    places = {e.leaf.entry: n for n, e in enumerate(one.entries)}
    assert all(places[f] < places[e.leaf.entry] for e in made for f in e.leaf.follows)
    assert one.recorded.leaf.entry == made[0].leaf.entry
    assert tips(made) == tips(shuffled)


def test_a_correction_wins_even_if_its_clock_went_back():
    first = make("recorded", {"reasons": "first"}, minutes=60)
    second = make("correction", {"reasons": "second"}, (first,), minutes=0)
    assert fold_decision([second, first]).decision.reasons == "second"


def test_two_that_know_nothing_of_each_other_go_by_time_then_by_id():
    first = make("recorded", {"reasons": "first"})
    later = make("correction", {"reasons": "later"}, (first,), 5, entry="00" * 16)
    earlier = make("correction", {"reasons": "earlier"}, (first,), 4, entry="ff" * 16)
    assert fold_decision([later, earlier, first]).decision.reasons == "later"
    tied = make("correction", {"reasons": "tied"}, (first,), 5, entry="11" * 16)
    assert fold_decision([tied, first, later, earlier]).decision.reasons == "tied"
    assert tips([first, later, earlier, tied]) == ("00" * 16, "11" * 16, "ff" * 16)


def test_versions_withdrawal_and_what_an_entry_says_of_itself():
    first = make("recorded", {"reasons": "first", "notes": "kept"})
    second = make("correction", {"@because": "a mistake", "reasons": "second"}, (first,))
    third = make("correction", {"reasons": None}, (second,))
    state = fold_decision([first, second, third])
    assert state.decision == Decision(notes="kept")
    assert [v.value for v in state.versions["reasons"]] == ["first", "second", None]
    assert set(state.corrected_slots) == {"reasons"}
    assert about_entry(second) == {"@because": "a mistake"}
    assert state.id == "aa" * 16


def test_an_element_of_a_list_is_corrected_and_withdrawn_by_itself():
    slot = "items/" + "ab" * 8
    item = Item(key="ab" * 8, text="first")
    other = Item(key="cd" * 8, text="other")
    first = make("recorded", {slot: item, "items/" + "cd" * 8: other})
    second = make("correction", {slot: msgspec.structs.replace(item, text="second")}, (first,))
    assert [i.text for i in fold_decision([second, first]).decision.items] == ["second", "other"]
    third = make("correction", {slot: None}, (second,))
    assert fold_decision([third, second, first]).decision.items == (other,)


def test_erased_words_are_gone_and_older_ones_do_not_come_back():
    first = make("recorded", {"reasons": "first", "notes": "n"})
    second = make("correction", {"reasons": "second"}, (first,))
    state = fold_decision([first, erased(second, "reasons")])
    assert state.decision == Decision(notes="n")
    assert [v.erased for v in state.versions["reasons"]] == [False, True]
    reworded = make("erased", {"@erased": {}, "reasons": "instead"}, (second,))
    assert fold_decision([first, erased(second, "reasons"), reworded]).decision.reasons == "instead"


def test_entries_in_a_circle_are_refused():
    a = make("correction", {"reasons": "a"}, entry="0a" * 16)
    b = make("correction", {"reasons": "b"}, (a,), entry="0b" * 16)
    a = make("correction", {"reasons": "a"}, (b,), entry="0a" * 16)
    with pytest.raises(AlteredEntry):
        in_order([a, b])
    itself = make("recorded", {}, (a,), entry="0a" * 16)
    with pytest.raises(AlteredEntry):
        in_order([itself])


def test_what_is_followed_but_not_here_is_no_matter():
    gone = make("recorded", {"reasons": "gone"})
    assert fold_decision([make("correction", {"reasons": "here"}, (gone,))]).decision.reasons == "here"


# ---- people ---------------------------------------------------------------------------------------------------------


def stated(name, kind="person_stated", **more):
    return make(kind, {"who": PersonChange(who=PersonStatement(name=name))}, **more)


def linked(one, two, **more):
    return make("people_linked", {"link": PersonLink(person=one, same_as=two)}, entity=one, **more)


def test_a_person_and_who_they_were_before():
    first = stated("Kit Placeholder")
    second = stated("Kit Example", "person_changed", follows=(first,))
    state = fold_person([second, first])
    assert state.who.name == "Kit Example"
    assert [who.name for who in state.earlier] == ["Kit Placeholder"]
    assert fold_person([erased(first, "who"), second]).earlier == ()
    assert fold_person([erased(first, "who"), erased(second, "who")]).who is None


def test_links_join_groups_and_are_taken_back():
    a, b, c, d = ("aa" * 16, "bb" * 16, "cc" * 16, "dd" * 16)
    one, two, three = linked(a, b), linked(c, d), linked(b, c)
    assert same_people([one, two]) == {a: a, b: a, c: c, d: c}
    assert same_people([three, two, one]) == {a: a, b: a, c: a, d: a}
    undone = make("people_unlinked", {}, (three,), entity=b)
    assert same_people([undone, three, two, one]) == {a: a, b: a, c: c, d: c}
    again = linked(b, c, follows=(undone,))
    assert same_people([undone, again, three, two, one]) == {a: a, b: a, c: a, d: a}
    assert same_people([erased(one, "link")]) == {}


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=10), st.integers(0, 999))
def test_groups_do_not_depend_on_the_order_of_links(pairs, seed):
    links = [linked(f"{a:032x}", f"{b:032x}") for a, b in pairs]
    shuffled = links[:]
    random.Random(seed).shuffle(shuffled)
    groups = same_people(links)
    assert groups == same_people(shuffled)
    for a, b in pairs:
        assert groups[f"{a:032x}"] == groups[f"{b:032x}"] <= f"{min(a, b):032x}"


@pytest.mark.parametrize(
    ("one", "two"),
    [("Zoë O’Neill", "zoe o'neill"), ("Ann-Marie", "ANN MARIE"), ("Straße", "strasse"), ("  A  B ", "a b")],
)
def test_names_that_may_be_the_same(one, two):
    assert folded_name(one) == folded_name(two)
    assert folded_name(one) != folded_name(two + "x")


# ---- outcome --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcomes", "overall"),
    [
        ([], "not_settled"),
        ([None], "not_settled"),
        (["share", None], "not_settled"),
        (["share"], "share"),
        (["do_not_share", "do_not_share"], "do_not_share"),
        (["share", "share_part"], "share_part"),
        (["share", "do_not_share"], "mixed"),
        (["limited_enquiry"], "limited_enquiry"),
        (["share_later", "ask_requester"], "mixed"),
    ],
)
def test_the_overall_outcome(outcomes, overall):
    from sharedesk.domain.decision import Recipient

    recipients = tuple(Recipient(key=str(n), outcome=o) for n, o in enumerate(outcomes))
    assert overall_outcome(samples.small(recipients=recipients)) == overall


def test_what_passes_something_on():
    assert [
        o
        for o in ("share", "share_part", "do_not_share", "share_later", "ask_requester", "limited_enquiry", None)
        if shares(o)
    ] == [
        "share",
        "share_part",
        "limited_enquiry",
    ]
