"""Lists and words: what is found, in which order, and that nothing typed is ever a fault."""

from __future__ import annotations

import pytest
from domain import samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vault import world

from sharedesk.domain.entry import new_part
from sharedesk.domain.reference import NotAReference, reference_of
from sharedesk.vault import errors, search
from sharedesk.vault.store import NewEntry


def ids(found):
    return [listed.id for listed in found]


@pytest.fixture
def three(vault):
    words = ("Élodie saw the apple tree", "the apple fell", "a pear, and an APPLE pie")
    return [world.record(vault, samples.small(text)) for text in words]


def test_every_word_has_to_be_there_whatever_its_case_and_accents(vault, three):
    first, second, third = three
    assert ids(search.find(vault.store, "apple")) == [third, second, first]
    assert ids(search.find(vault.store, "elodie APPLE")) == [first]
    assert ids(search.find(vault.store, "Éloďie")) == [first]
    assert ids(search.find(vault.store, "the app")) == [second, first]  # the last word unfinished
    assert ids(search.find(vault.store, "app tree")) == []
    assert "\x02APPLE\x03" in search.find(vault.store, "apple")[0].snippet
    assert search.find(vault.store, "   ") == search.find(vault.store, "!?") == []


def test_pages_go_on_where_the_last_ended(vault, three):
    first = search.find(vault.store, "apple", limit=2)
    assert ids(first + search.find(vault.store, "apple", 2, first[-1].row)) == three[::-1]
    page = search.newest(vault.store, 2)
    assert ids(page + search.newest(vault.store, 9, page[-1].row))[:3] == three[::-1]


def test_words_from_before_a_correction_are_found_too(vault, three):
    world.correct(vault, three[0], reasons="A quince")
    assert ids(search.find(vault.store, "quince")) == ids(search.find(vault.store, "tree")) == [three[0]]


def test_a_reference_finds_its_record(vault, three):
    reference = reference_of(three[1])
    assert ids(search.find(vault.store, reference.lower())) == [three[1]]
    assert search.decision_by_reference(vault.store, reference) == three[1]
    with pytest.raises(errors.NoSuchRecord):
        search.decision_by_reference(vault.store, reference_of("00" * 16))
    with pytest.raises(NotAReference):
        search.decision_by_reference(vault.store, "apple")


def test_where_two_share_the_short_reference_the_longer_is_shown(vault):
    one, two = "ab" * 8 + "00" * 8, "ab" * 5 + "cd" * 11
    for entity in (one, two):
        vault.append([NewEntry(kind="recorded", entity=entity, parts=(new_part("reasons", "twin"),))])
    short = reference_of(one)
    assert short == reference_of(two)
    shown = [listed.reference for listed in search.find(vault.store, "twin")]
    assert shown == [reference_of(two, length=12), reference_of(one, length=12)]
    assert len(set(shown)) == 2
    with pytest.raises(errors.AmbiguousReference):
        search.decision_by_reference(vault.store, short)
    assert [search.decision_by_reference(vault.store, long) for long in shown] == [two, one]
    assert search.find(vault.store, short) == []


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        'apple"',
        "apple AND",
        "NOT",
        "apple NEAR(",
        "body:apple",
        "^apple",
        "apple*",
        "{apple}",
        "-apple",
        "\0apple",
        "apple\ud800",
        "\ud800",
        "word " * 5_000,
        "a" * 200_000,
        "\U0001f600",
        "%",
        "'; DROP TABLE entry; --",
    ],
)
def test_nothing_typed_is_a_fault(typed, vault, three):
    found = search.find(vault.store, typed)
    assert isinstance(found, list)
    assert world.faults(vault) == ()


@given(words=st.text(max_size=30))
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_no_words_at_all_are_a_fault(words, vault):
    assert isinstance(search.find(vault.store, words), list)


def test_people_of_the_same_name_are_offered_and_linked_ones_found_together(vault):
    one, two = world.state_person(vault, "Kit O’Example"), world.state_person(vault, "kit o'example")
    assert search.possible_duplicates(vault.store, "KIT O EXAMPLE", one) == [two]
    assert search.possible_duplicates(vault.store, "", one) == []
    assert search.same_person(vault.store, two) == two
    made = world.link(vault, two, one)
    assert search.same_person(vault.store, two) == search.same_person(vault.store, one)
    world.unlink(vault, two, made)
    assert search.same_person(vault.store, two) != search.same_person(vault.store, one)
    assert search.same_person(vault.store, "00" * 16) == "00" * 16
