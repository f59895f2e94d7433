"""What is read for a page, a question or a statement; a statement and an organisation's pack as blocks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sharedesk.desk import pack_choice, shelf_read
from sharedesk.desk.pack_choice import pack_in_use
from sharedesk.desk.pack_read import blocks_of_pack, reached, summary_of
from sharedesk.desk.shelf import open_shelf, place_for, statement
from sharedesk.paper.document import Facts, Heading, Items, Note, Table, Text
from sharedesk.resources import resource

TODAY = date(2026, 11, 22)
PRACTICE = resource("practice", "organisation.toml")


@pytest.fixture(scope="module")
def shelf():
    return open_shelf(PRACTICE, practice=True)


def test_a_page_whose_place_is_a_topic_has_all_of_it_first(shelf):
    there = shelf_read.of_page(shelf, "telling", TODAY)
    topic = next(t for t in shelf.guidance.topics if t.id == "telling-people")
    ids = [one.id for one in there.statements]
    assert ids[: len(topic.statements)] == [one.id for one in topic.statements]
    assert len(ids) > len(topic.statements), "and what stands elsewhere for it"
    assert len(ids) == len(set(ids))
    assert there.topics[0] == ("telling-people", topic.title)


def test_every_question_of_every_check_has_something_to_read(shelf):
    silent = [
        f"{name}/{question.id}"
        for name, check in shelf.checks.items()
        for question in check.questions
        if not shelf_read.of_page(shelf, f"{name}/{question.id}", TODAY).statements
    ]
    assert silent == []


def test_a_question_has_its_own_statements_and_one_of_them_is_its_place(shelf):
    there = shelf_read.of_page(shelf, "telling/raises-risk", TODAY)
    place = place_for(shelf, "telling/raises-risk")
    assert place.statement == there.statements[0].id
    assert len(there.statements) < len(shelf_read.of_page(shelf, "telling", TODAY).statements)


def test_a_statement_is_its_own_place_and_nothing_has_none(shelf):
    assert [one.id for one in shelf_read.of_page(shelf, "rule-5", TODAY).statements] == ["rule-5"]
    assert shelf_read.of_page(shelf, "no-such-page", TODAY) == shelf_read.OfPage(statements=(), topics=())


def test_a_statement_as_blocks(shelf):
    (*_, note) = blocks = shelf_read.blocks_of([statement(shelf, "telling-allegation", TODAY)])
    assert isinstance(blocks[0], Heading)
    assert any(isinstance(one, Text) and one.text.startswith("Local procedures, Allegations") for one in blocks)
    assert isinstance(note, Note)
    assert note.text.startswith("Source: ")


def test_what_is_off_says_so_before_its_words(shelf):
    off = next(one for one in shelf.guidance.statements.values() if one.off_because)
    heading, note, text, *_ = shelf_read.blocks_of([statement(shelf, off.id, TODAY)])
    assert note.text == f"{shelf_read.NOT_IN_USE} {off.off_because}"
    assert (heading.text, text.text) == (off.title, off.text)


def test_a_condition_has_its_parts_as_a_list(shelf):
    condition = shelf.guidance.conditions()[0]
    (items,) = [one for one in shelf_read.blocks_of([statement(shelf, condition.id, TODAY)]) if isinstance(one, Items)]
    assert items.items[0] == condition.code


def test_the_whole_pack_can_be_read(shelf):
    blocks = blocks_of_pack(shelf)
    words = str(blocks)
    pack = shelf.organisation
    assert pack.usual.sentence in words
    for one in (*pack.contacts, *pack.advisers, *pack.procedures):
        assert (getattr(one, "phone", "") or getattr(one, "title", "")) in words
    assert words.count("Last checked") == len(pack.contacts) + len(pack.advisers) + len(pack.procedures)
    tables = [one for one in blocks if isinstance(one, Table)]
    assert len(tables) == 5
    assert any(isinstance(one, Facts) for one in blocks)


def test_who_can_be_reached(shelf):
    lines = reached(shelf)
    assert len(lines) == len([one for one in shelf.organisation.contacts if one.phone])
    assert lines[0].endswith("01632 960555. Last checked 14 September 2026.")
    assert reached(open_shelf()) == []


def test_a_summary_for_no_pack_one_with_a_fault_and_a_made_up_one(shelf, tmp_path):
    assert summary_of(open_shelf()).startswith("No organisation’s pack is chosen.")
    assert summary_of(shelf).endswith("It is made up, for practice.")
    assert "made up, for the practice log alone" in summary_of(open_shelf(PRACTICE))
    assert "gone.toml" in summary_of(open_shelf(tmp_path / "gone.toml"))
    assert blocks_of_pack(open_shelf()) == ()


def test_which_pack_is_in_use(tmp_path, monkeypatch):
    monkeypatch.setattr(pack_choice.platformdirs, "site_config_dir", lambda *_, **__: str(tmp_path))
    assert pack_in_use("", practice=False) is None
    (tmp_path / "organisation.toml").write_text("", encoding="utf-8")
    assert pack_in_use("", practice=False) == tmp_path / "organisation.toml"
    assert pack_in_use("", practice=True) == PRACTICE
    assert pack_in_use("/else/ours.toml", practice=True) == Path("/else/ours.toml")
