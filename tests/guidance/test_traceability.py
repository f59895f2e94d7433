"""Every row of the field's table of rules and steps has its statements on the shelf and its pages in the product."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sharedesk.commands import main
from sharedesk.desk.answers import SECTIONS
from sharedesk.desk.shelf import open_shelf, place_for
from sharedesk.ui import pages

TABLE = tomllib.loads(Path(__file__).with_name("traceability.toml").read_text(encoding="utf-8"))
ROWS, PRODUCT = TABLE["row"], TABLE["product"]
PAGES = Path(pages.__file__).parent
SOURCES = "".join(file.read_text(encoding="utf-8") for file in PAGES.parent.rglob("*.py") if "_forms" not in file.parts)
"""Somewhere in the window each page is asked for by its name."""
COMMANDS = next(action for action in main._parser()._actions if action.dest == "command").choices
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


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_each_place_of_a_row_is_in_the_product(row, shelf):
    for page in row["pages"]:
        assert PRODUCT[page]
        for where in PRODUCT[page]:
            assert is_there(*where.split(), shelf.checks), where


def test_no_place_is_named_for_nothing():
    assert set(PRODUCT) == {page for row in ROWS for page in row["pages"]}
    assert not is_there("page", "nowhere", {})
    assert not is_there("section", "nowhere", {})
    assert not is_there("check", "nowhere", {})
    assert not is_there("command", "nowhere", {})


def test_what_is_not_there_yet_is_said():
    assert len([row for row in ROWS if row.get("not_yet")]) == 2


def is_there(kind, name, checks):
    """A page that the window can show, a section of the task list, a check that is run, or a command."""
    if kind == "page":
        return (PAGES / f"{name}.py").is_file() and f'"{name}"' in SOURCES
    if kind == "section":
        return name in SECTIONS
    return name in checks if kind == "check" else name in COMMANDS
