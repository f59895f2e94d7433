"""People of the log: known again, told apart, linked, unlinked, and never merged away."""

from __future__ import annotations

from datetime import datetime

import pytest
from vault import world

from sharedesk.desk import people, record, release
from sharedesk.desk.drafting import day_said
from sharedesk.desk.people import NoSuchPerson
from sharedesk.domain.decision import Decision, PersonInvolved
from sharedesk.domain.person import Author, PersonStatement
from sharedesk.domain.stated_time import understand
from sharedesk.paper.plain import plain_text
from sharedesk.vault import people as listing
from sharedesk.vault import search
from sharedesk.vault.check import check
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create


@pytest.fixture
def vault(tmp_path):
    with create(tmp_path / "log", "x", Author(name="J. Practice"), cost=FLOOR)[0] as made:
        yield made
        assert check(made.store).faults == ()


def stated(vault, name: str, **who: object) -> str:
    """The id of somebody who was named in a decision of their own."""
    person = PersonInvolved(key="p", who=PersonStatement(name=name, **who), roles=("child",))
    (made,) = record.record(vault, [Decision(people=(person,), decided_at=understand("14 March 2026"))])
    return record.state_of(vault, made.reference).decision.people[0].key


def again(vault, person: str, name: str, role: str = "parent", **who: object) -> record.Recorded:
    """Another decision that names a person of the log."""
    named = PersonInvolved(key="p", who=PersonStatement(name=name, **who), roles=(role,))
    return record.record(vault, [Decision(people=(named,))], people={"p": person})[0]


def test_what_is_said_anew_of_somebody_is_added_and_what_was_said_before_stays(vault):
    person = stated(vault, "Ash Before", age="30", note="Prefers text messages.")
    again(vault, person, "Ash After", date_of_birth=understand("1 May 1996"))
    state = people.person_now(vault, person)
    assert (state.who.name, state.who.note, state.who.date_of_birth.said) == (
        "Ash After",
        "Prefers text messages.",
        "1 May 1996",
    )
    kinds = [entry.leaf.kind for entry in vault.store.entries_of(person)]
    assert kinds == ["person_stated", "person_changed"]
    assert [who.name for who in state.earlier] == ["Ash Before"]
    assert people.read_person(vault, person).earlier_names == ("Ash Before",)
    again(vault, person, "Ash After")
    assert len(vault.store.entries_of(person)) == 2, "nothing new was said"


def test_two_of_one_name_stay_two_and_are_told_apart(vault):
    child = stated(vault, "Sam Same", date_of_birth=understand("3 May 2018"))
    made = again(vault, child, "Sam Same", "sibling")
    other = stated(vault, "sam SAME", age="41")
    first, second = people.known_by_name(vault, "Sám  Same")
    assert {first.id, second.id} == {child, other}
    told = {one.id: one for one in (first, second)}
    today = day_said(datetime.now().astimezone().date())
    assert told[child].described == f"Sam Same, born 3 May 2018, sibling in {made.reference} of {today}"
    assert told[other].described.startswith("sam SAME, aged 41, child in ")
    assert (told[child].decisions, told[other].decisions) == (2, 1)
    read = people.read_person(vault, child)
    assert [one.id for one in read.namesakes] == [other]
    assert next(iter(search.decisions_at(vault.store, read.decisions))).reference == made.reference
    assert len(read.decisions) == 2


def test_the_find_box_tells_two_of_one_name_apart_by_birth(vault):
    stated(vault, "Sam Same", date_of_birth=understand("3 May 2018"))
    stated(vault, "Sam Same", date_of_birth=understand("9 June 1984"))
    assert len(search.find(vault.store, "sam same")) == 2
    assert len(search.find(vault.store, "sam same 3 may 2018")) == 1


def test_the_paper_tells_two_of_one_name_apart(vault):
    two = (
        PersonInvolved(key="a", who=PersonStatement(name="Sam Same", age="7"), roles=("child",)),
        PersonInvolved(key="b", who=PersonStatement(name="Sam Same"), roles=("parent",)),
    )
    (made,) = record.record(vault, [Decision(people=two)])
    words = plain_text(release.rationale(vault, made.reference))
    assert "Sam Same (aged 7)" in words
    assert "Sam Same (parent)" in words


def test_a_name_that_is_not_finished_offers_those_who_begin_so(vault):
    robin, robinia = stated(vault, "Robin Madeupson"), stated(vault, "Robinia Pretend")
    assert [one.id for one in people.known_by_name(vault, "robin")] == [robin, robinia]
    assert [one.id for one in people.known_by_name(vault, "Robin M")] == [robin]
    assert people.known_by_name(vault, "  ") == people.known_by_name(vault, "obin") == []
    for number in range(9):
        stated(vault, f"Robin Number {number}")
    assert len(people.known_by_name(vault, "rob")) == people.OFFERED


def test_linked_people_are_one_in_lists_with_all_their_decisions(vault):
    first, second = stated(vault, "Sam Same"), stated(vault, "Samuel Same")
    assert len(listing.every_row(vault.store)) == 2
    people.link(vault, second, first, "Same day of birth.")
    (row,) = listing.every_row(vault.store)
    assert people.known_at(vault, [row])[0].decisions == 2
    for one in (first, second):
        assert people.read_person(vault, one).known.id == people.known(vault, one).id
        assert len(people.read_person(vault, one).decisions) == 2
    assert list(listing.every_row(vault.store, "samuel")) == [row]


def test_somebody_whose_words_were_erased_is_still_listed_without_a_name(vault):
    person = stated(vault, "Zanzi Placeholder")
    world.erase_slot(vault, person, "who")
    (row,) = listing.every_row(vault.store)
    (known,) = people.known_at(vault, [row])
    assert (known.id, known.name, known.who) == (person, "Somebody whose details were erased", None)
    assert people.read_person(vault, person).namesakes == ()
    assert list(listing.every_row(vault.store, "zanzi")) == []


def test_two_ids_are_linked_as_one_person_and_unlinked_again(vault):
    first, second = (stated(vault, "Sam Same") for _ in range(2))
    assert people.same_person(vault, first) != people.same_person(vault, second)
    entry = people.link(vault, second, first, "Same day of birth.")
    assert people.same_person(vault, first) == people.same_person(vault, second)
    people.unlink(vault, second, entry, "It was the cousin.")
    assert people.same_person(vault, first) != people.same_person(vault, second)
    assert people.person_now(vault, second).who.name == "Sam Same"


def test_who_is_not_there_is_said_and_nothing_is_written(vault):
    person = stated(vault, "Sam Same")
    before = vault.store.count()
    nobody = "00" * 16
    for attempt in (
        lambda: people.person_now(vault, nobody),
        lambda: people.link(vault, person, nobody, "b"),
        lambda: people.link(vault, nobody, person, "b"),
        lambda: people.link(vault, person, person, "b"),
        lambda: people.unlink(vault, person, nobody, "b"),
        lambda: people.known(vault, nobody),
        lambda: people.read_person(vault, nobody),
        lambda: people.person_now(vault, vault.log),
    ):
        with pytest.raises(NoSuchPerson):
            attempt()
    assert vault.store.count() == before


def test_a_person_of_the_log_is_named_by_a_new_decision_without_being_stated_again(vault):
    person = stated(vault, "Sam Same")
    before = vault.store.count()
    decision = Decision(people=(PersonInvolved(key="sam", who=PersonStatement(name="Sam Same"), roles=("child",)),))
    (done,) = record.record(vault, [decision], people={"sam": person})
    assert vault.store.count() == before + 1
    assert done.possible_duplicates == {}
    assert record.state_of(vault, done.reference).decision.people[0].key == person


def test_a_corrected_person_is_changed_in_the_log_too(vault):
    decision = Decision(people=(PersonInvolved(key="sam", who=PersonStatement(name="Sam Wrong"), roles=("child",)),))
    (done,) = record.record(vault, [decision])
    person = record.state_of(vault, done.reference).decision.people[0]
    right = PersonInvolved(key=person.key, who=PersonStatement(name="Sam Right"), roles=person.roles)
    new = PersonInvolved(key="kim", who=PersonStatement(name="Kim New"), roles=("parent",))
    again = record.correct(vault, done.reference, "The name was misheard.", Decision(people=(right, new)))
    assert people.person_now(vault, person.key).who.name == "Sam Right"
    kim = record.state_of(vault, done.reference).decision.people[1]
    assert people.person_now(vault, kim.key).who.name == "Kim New"
    assert again.possible_duplicates == {}


def test_a_namesake_is_offered_and_never_merged(vault):
    one = Decision(people=(PersonInvolved(key="a", who=PersonStatement(name="Zoë O'Same")),))
    record.record(vault, [one])
    two = Decision(people=(PersonInvolved(key="a", who=PersonStatement(name="zoe o’same")),))
    (done,) = record.record(vault, [two])
    ((person, alike),) = done.possible_duplicates.items()
    assert len(alike) == 1
    assert people.same_person(vault, person) == person
