"""The guidance and an organisation's pack on the command line."""

from __future__ import annotations

import json

import pytest
from commands import world
from commands.world import call

PACK = world.PRACTICE / "organisation.toml"


@pytest.fixture
def bad(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(PACK.read_text(encoding="utf-8").replace('body = "maintained_school"', 'body = "pub"'), "utf-8")
    return path


def test_the_whole_shelf_can_be_read(tmp_path):
    done = call("guidance", secret=None)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Guidance 20")
    assert "Protection comes before privacy  [rule-1]" in done.out
    assert "NOT IN USE: Its commencement is not confirmed." in done.out
    assert "DfE p4 rule 1. DfE: May 2024. Read in the source." in done.out


def test_a_search_says_the_statement_its_source_and_its_date():
    found = call("guidance", "--search", "recognised", "legitimate", "--json", secret=None).value
    first = found["statements"][0]
    assert (first["id"], first["date"]) == ("basis-ea", "In force from 5 February 2026.")
    assert first["source"].startswith("SI 2026/82 reg 2")
    assert found["version"].startswith("20")
    words = call("guidance", "--search", "recognised", "legitimate", secret=None).out
    assert words.index("[basis-ea]") < words.index("[basis-by-sector]")
    assert "Nothing on the shelf" in call("guidance", "--search", "zzzz", secret=None).out


def test_a_profession_reads_what_is_for_it():
    shown = [
        {one["id"] for one in call("guidance", "--for", each, "--json", secret=None).value["statements"]}
        for each in ("police", "voluntary")
    ]
    assert "part-3-basis" in shown[0] - shown[1]
    assert call("guidance", "--for", "baker", secret=None).code == 2


def test_an_organisations_notes_stand_beside_the_guidance():
    done = call("guidance", "--search", "allegation", "--organisation", PACK, secret=None)
    assert done.code == 0
    assert "Local note, Allegations about staff: Ring Anytown's designated officer" in done.out


def test_a_pack_with_a_fault_is_said_and_the_guidance_still_serves(bad):
    done = call("guidance", "--search", "jigsaw", "--organisation", bad, secret=None)
    assert done.code == 3
    assert "There is a fault in ours.toml, line 5: “body”: “pub” is not one of the words" in done.err
    assert "left out; the guidance itself follows" in done.err
    assert "[identity-jigsaw]" in done.out


def test_a_good_pack_is_said_to_be_usable():
    done = call("organisation", PACK, secret=None)
    assert done.code == 0
    assert "It holds 4 contacts, 2 advisers, 1 agreement, 2 local procedures, 1 retention period." in done.out
    assert "checked longest ago: 1 September 2026" in done.out
    assert call("organisation", PACK, "--json", secret=None).value["holds"]["contacts"] == 4


def test_a_pack_with_a_fault_is_named_by_file_and_line(bad, tmp_path):
    done = call("organisation", bad, "--json", secret=None)
    error = json.loads(done.err)
    assert (done.code, done.out, error["error"]) == (3, "", "FaultyFile")
    assert "ours.toml, line 5" in error["sentence"]
    assert call("organisation", tmp_path / "none.toml", secret=None).code == 5


def test_the_template_goes_through_its_own_check(tmp_path):
    done = call("organisation", "--template", secret=None)
    path = tmp_path / "ours.toml"
    path.write_text(done.out, encoding="utf-8")
    checked = call("organisation", path, secret=None)
    assert checked.code == 0
    assert "It has no usual basis yet." in checked.out
    assert call("organisation", secret=None).code == 2
    assert call("organisation", path, "--template", secret=None).code == 2
