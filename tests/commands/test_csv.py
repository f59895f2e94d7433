"""`list --csv`: the decisions for a spreadsheet, without names, to a file that was not there before."""

from __future__ import annotations

import csv

from commands.world import a_decision, call

NAME = "Zephyrine Quillfeather"


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_it_holds_every_decision_and_no_name(log, tmp_path, shared):
    person = {"key": "z", "who": {"name": NAME}, "roles": ["child"]}
    assert call("record", log, "-", given=a_decision(people=[person], reasons=NAME, purpose=f"=1+1 {NAME}")).code == 0
    listed = call("list", log, "--json").value["decisions"]
    done = call("list", log, "--csv", tmp_path / "all.csv", "--json")
    assert done.value == {
        "practice": False, "file": str(tmp_path / "all.csv"), "decisions": len(listed), "changed": 0
    }  # fmt: skip
    head, *body = rows(tmp_path / "all.csv")
    assert head[0] == "Reference"
    assert [row[0] for row in body] == [one["reference"] for one in listed]
    assert shared in [row[0] for row in body]
    assert [row[5] for row in body] == [str(one["missing"]) for one in listed]
    assert "Quillfeather" not in (tmp_path / "all.csv").read_text("utf-8")
    assert (tmp_path / "all.csv").stat().st_mode & 0o077 == 0


def test_it_can_be_limited_and_never_writes_over_a_file(log, tmp_path):
    assert "1 decision is in" in call("list", log, "--csv", tmp_path / "one.csv", "--limit", 1).out
    assert len(rows(tmp_path / "one.csv")) == 2
    before = (tmp_path / "one.csv").read_bytes()
    assert call("list", log, "--csv", tmp_path / "one.csv").code == 10
    assert (tmp_path / "one.csv").read_bytes() == before
    assert call("list", log, "--csv", tmp_path / "none" / "one.csv").code == 5
