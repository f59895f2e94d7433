"""Each of the twenty statements has a test that exists, and the document shows what was last measured."""

from __future__ import annotations

import pytest
from faults import table


def test_each_of_the_twenty_statements_is_there_once():
    listed = [one["number"] for one in table.tomllib.loads(table.STATEMENTS.read_text("utf-8"))["statement"]]
    assert listed == list(range(1, 21))


@pytest.mark.parametrize("number", range(1, 21))
def test_a_statement_names_tests_that_exist_and_what_is_measured_a_control(number):
    statement = table.statements()[number]
    rows = [row for row in table.figures() if row["statement"] == number]
    assert statement["tests"]
    assert [test for test in (*statement["tests"], *(row["test"] for row in rows)) if not table.is_there(test)] == []
    assert not rows or statement.get("control") or any(row["control"] for row in rows)


def test_a_test_that_is_not_there_is_missed():
    """The control."""
    assert table.is_there("faults/test_table.py::test_a_test_that_is_not_there_is_missed")
    assert table.is_there(
        "faults/test_table.py::test_a_statement_names_tests_that_exist_and_what_is_measured_a_control[3]"
    )
    assert not table.is_there("faults/test_table.py::test_that_nobody_wrote")
    assert not table.is_there("faults/memory.py")
    assert not table.is_there("faults/test_gone.py")


def test_the_document_has_the_table_as_it_is():
    assert table.written() in table.DOCUMENT.read_text("utf-8"), "run `python tests/faults/table.py`"


def test_a_figure_is_kept_once_with_its_test(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("FIGURES", str(tmp_path / "figures.json"))
    table.note(13, "1 flip")
    table.note(13, "2 flips", control="found | so")
    table.note(5, "", control="opens")
    kept = table.figures(tmp_path / "figures.json")
    assert [(row["statement"], row["figure"]) for row in kept] == [(5, ""), (13, "2 flips")]
    assert {row["test"] for row in kept} == {
        "faults/test_table.py::test_a_figure_is_kept_once_with_its_test",
    }
    assert "[13] 2 flips" in capsys.readouterr().out
    monkeypatch.setattr(table, "FIGURES", tmp_path / "figures.json")
    monkeypatch.setattr(table, "figures", lambda: kept)
    assert "found \\| so" in table.written()
    with pytest.raises(AssertionError, match="there is no statement"):
        table.note(21, "anything")


def test_without_a_file_it_is_only_said(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("FIGURES", raising=False)
    before = table.FIGURES.read_bytes() if table.FIGURES.exists() else None
    table.note(13, "1 flip")
    assert "1 flip" in capsys.readouterr().out
    assert (table.FIGURES.read_bytes() if table.FIGURES.exists() else None) == before
