"""Every row of the field's table of rules and steps has its statements on the shelf and its pages in the product."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sharedesk.desk.shelf import open_shelf, place_for

ROWS = tomllib.loads(Path(__file__).with_name("traceability.toml").read_text(encoding="utf-8"))["row"]
NAMES = [row["what"] for row in ROWS]


@pytest.fixture(scope="module")
def shelf():
    return open_shelf()


def test_the_table_has_a_row_for_each_of_the_fields():
    assert len(ROWS) == 29
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_a_row_has_statements_that_are_there_and_pages_that_they_belong_to(row, guidance):
    assert row["statements"]
    assert row["pages"]
    assert row["where"]
    claimed = set()
    for name in row["statements"]:
        claimed |= {*guidance.statement(name).pages, *guidance.topic_of(name).pages}
    assert set(row["pages"]) - claimed == set()


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_each_page_has_its_place_on_the_shelf(row, shelf):
    for page in row["pages"]:
        place = place_for(shelf, page)
        assert place is not None, page
        assert place.statement in {one.id for one in shelf.guidance.statements.values()}


def test_rules_steps_and_forms_are_all_in_the_table(guidance):
    traced = {name for row in ROWS for name in row["statements"]}
    must = {
        name for name in guidance.statements if name.startswith(("rule-", "ico-step-", "form-", "principle-", "right-"))
    }
    assert must - traced == set()
    assert {one.id for one in guidance.advisers()} - traced == set()
