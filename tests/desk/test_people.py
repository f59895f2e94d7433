"""People of the log: stated, changed, linked, unlinked, and never merged away."""

from __future__ import annotations

import pytest

from sharedesk.desk import people, record
from sharedesk.desk.people import NoSuchPerson
from sharedesk.domain.decision import Decision, PersonInvolved
from sharedesk.domain.person import Author, PersonStatement
from sharedesk.domain.stated_time import understand
from sharedesk.vault.check import check
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create


@pytest.fixture
def vault(tmp_path):
    with create(tmp_path / "log", "x", Author(name="J. Practice"), cost=FLOOR)[0] as made:
        yield made
        assert check(made.store).faults == ()


def test_a_married_name_holds_from_its_date_and_the_old_one_stays(vault):
    person = people.state_person(vault, PersonStatement(name="Ash Before"))
    people.change_person(vault, person, PersonStatement(name="Ash After"), "Married.", understand("1 May 2026"))
    state = people.person_now(vault, person)
    assert state.who.name == "Ash After"
    kinds = [entry.leaf.kind for entry in vault.store.entries_of(person)]
    assert kinds == ["person_stated", "person_changed"]
    assert [who.name for who in state.earlier] == ["Ash Before"]


def test_two_ids_are_linked_as_one_person_and_unlinked_again(vault):
    first, second = (people.state_person(vault, PersonStatement(name="Sam Same")) for _ in range(2))
    assert people.same_person(vault, first) != people.same_person(vault, second)
    entry = people.link(vault, second, first, "Same day of birth.")
    assert people.same_person(vault, first) == people.same_person(vault, second)
    people.unlink(vault, second, entry, "It was the cousin.")
    assert people.same_person(vault, first) != people.same_person(vault, second)
    assert people.person_now(vault, second).who.name == "Sam Same"


def test_who_is_not_there_is_said_and_nothing_is_written(vault):
    person = people.state_person(vault, PersonStatement(name="Sam Same"))
    before = vault.store.count()
    nobody = "00" * 16
    for attempt in (
        lambda: people.person_now(vault, nobody),
        lambda: people.link(vault, person, nobody, "b"),
        lambda: people.link(vault, nobody, person, "b"),
        lambda: people.link(vault, person, person, "b"),
        lambda: people.unlink(vault, person, nobody, "b"),
        lambda: people.change_person(vault, nobody, PersonStatement(), "b"),
        lambda: people.person_now(vault, vault.log),
    ):
        with pytest.raises(NoSuchPerson):
            attempt()
    assert vault.store.count() == before


def test_a_person_of_the_log_is_named_by_a_new_decision_without_being_stated_again(vault):
    person = people.state_person(vault, PersonStatement(name="Sam Same"))
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
