"""What an erasure asks of the search index about the one record, without reading the whole index."""

from __future__ import annotations

import pytest
from domain import samples
from vault import world

from sharedesk.vault import errors, search

WORD = "zanzibarish"


@pytest.fixture
def entity(vault):
    return world.record(vault, samples.small("Reasons that stay.", notes=f"Something {WORD} to go, Élan too."))


def _row_of(vault, entity):
    return vault.store.row_of(entity)


def test_words_that_the_index_still_holds_are_found_whatever_their_case_and_accents(vault, entity):
    run = vault.store.connection.execute
    assert not search.words_left(vault.store, entity, [b'{"value":"Something zanzibarish ELAN"}'])  # all in its text
    run("UPDATE search_text SET body = 'Reasons that stay.' WHERE row = ?", (_row_of(vault, entity),))
    assert search.words_left(vault.store, entity, [b'{"value":{"text":["x", "ZANZIBARISH"]}}'])
    assert search.words_left(vault.store, entity, [b'{"value":"elan"}'])
    assert not search.words_left(vault.store, entity, [b'{"value":"a word of no record \\"quoted\\""}'])


def test_another_record_with_the_same_word_does_not_matter(vault, entity):
    other = world.record(vault, samples.small(f"Here {WORD} stays."))
    world.erase_slot(vault, entity, "notes")
    assert [hit.id for hit in search.find(vault.store, WORD)] == [other]


def test_where_the_index_is_out_of_step_nothing_is_erased_and_it_is_said(vault, entity):
    vault.store.connection.execute("UPDATE search_text SET body = 'x' WHERE row = ?", (_row_of(vault, entity),))
    before = world.leaves(vault.store)
    with pytest.raises(errors.DatabaseDamaged):
        world.erase_slot(vault, entity, "notes")
    assert world.leaves(vault.store) == before
    assert WORD.encode() in world.everything(vault.store.connection)
