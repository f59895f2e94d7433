"""`erase` and `retention`: what is asked first, what is refused, and that the words are gone."""

from __future__ import annotations

import json
import re

import pytest
from commands import world
from commands.world import call
from vault import world as vaults

from sharedesk.desk import settings
from sharedesk.vault.vault import unlock

WHY = ("--category", "right_to_erasure", "--authority", "Data protection officer, DP-17")
DOC = (world.SOURCE.parent / "docs" / "command-line.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def own_settings(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "load", lambda: (settings.Settings(), []))


def everything(log) -> bytes:
    with unlock(log, world.PASSPHRASE) as vault:
        assert vaults.faults(vault) == ()
        return vaults.everything(vault.store.connection)


def said_of(command: str) -> list[str]:
    row = next(line for line in DOC.splitlines() if line.startswith(f"| `{command} "))
    return re.sub(r": \[.*\]", "", row.split("|")[-2].strip().strip("`")).split(", ")


def test_a_decision_goes_and_the_answer_says_what_cannot(log, shared, refused):
    done = call("erase", log, shared, *WHY, "--yes", "--json")
    assert done.code == 0, done.err
    assert list(done.value) == said_of("erase")
    assert done.value["references"] == [shared]
    assert done.value["erased"] > 20
    assert any("Printed records" in line for line in done.value["cannot"])
    assert b"threw the chair" not in everything(log)
    listed = {one["reference"]: one["outcome"] for one in call("list", log, "--json").value["decisions"]}
    assert listed[shared] == "erased"
    assert listed[refused] != "erased"
    shown = call("show", log, shared)
    assert shown.code == 0
    assert "Right to erasure" in shown.out
    assert "DP-17" in shown.out
    again = call("erase", log, shared, *WHY, "--yes")
    world.refused(again, 5, "There is nothing there to erase.")


def test_the_plan_changes_nothing_and_lists_every_piece_with_its_words(log, shared):
    before = world.world_of(log)
    done = call("erase", log, shared, "--plan", "--json")
    assert done.code == 0
    own = re.search(r"changes nothing .*?JSON: `([^`]+)`", DOC)
    assert own is not None
    assert list(done.value) == own[1].split(", ")
    assert any("threw the chair" in text["text"] for one in done.value["pieces"] for text in one["texts"])
    words = call("erase", log, shared, "--plan")
    assert "This cannot be erased from here" in words.out
    assert "data protection" in words.out.lower()
    assert world.world_of(log) == before


def person_in(log, shared, name: str) -> str:
    people = call("show", log, shared, "--json").value["decision"]["people"]
    return next(one["key"] for one in people if one["who"].get("name", "").startswith(name))


def in_other_words(piece) -> dict[str, object]:
    texts = [{"at": text["at"], "text": text["instead"]} for text in piece["texts"]]
    given = {"what": "reword", "texts": texts} if piece["may_reword"] else {"what": "erase"}
    return {"piece": piece["piece"], **given}


def test_a_person_goes_once_each_piece_is_decided(log, shared, tmp_path):
    dex = person_in(log, shared, "Dex")
    open_ones = call("erase", log, "--person", dex, *WHY, "--yes", "--json")
    assert (open_ones.code, open_ones.out) == (10, "")
    waiting = json.loads(open_ones.err)["pieces"]
    plan = call("erase", log, "--person", dex, "--plan", "--json").value
    assert set(waiting) == {one["piece"] for one in plan["pieces"] if one["to_decide"]}
    decided = [in_other_words(one) for one in plan["pieces"] if one["to_decide"]]
    file = tmp_path / "choices.json"
    file.write_text(json.dumps({"pieces": decided}))
    assert b"Dex" in everything(log)
    done = call("erase", log, "--person", dex, *WHY, "--choices", file, "--yes", "--json")
    assert done.code == 0, done.err
    assert done.value["reworded"] > 5
    assert b"Dex" not in everything(log)
    assert b"threw the chair" in everything(log)


def test_without_ground_authority_or_answer_nothing_goes(log, shared):
    before = everything(log)
    world.refused(call("erase", log, shared, "--yes"), 3, "Say why this may be erased")
    world.refused(call("erase", log, shared, *WHY[:2], "--authority", " ", "--yes"), 3, "Say why this may be erased")
    named = (*WHY[:2], "--authority", "Robin Madeupson asked")
    world.refused(call("erase", log, shared, *named, "--yes"), 3, "What you say of who decided names somebody")
    done = call("erase", log, shared, *WHY)
    assert done.code == 10
    assert "This cannot erase:" in done.err
    world.refused(call("erase", log, *WHY, "--yes"), 2, "Say what is to be erased")
    world.refused(call("erase", log, shared, "--person", "00" * 16, *WHY, "--yes"), 2, "Say what is to be erased")
    for nobody in ("00" * 16, "Robin", ""):
        world.refused(call("erase", log, "--person", nobody, *WHY, "--yes"), 5, "There is no such person")
    assert everything(log) == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "this is not what belongs here"),
        ('{"pieces": [{"piece": "x", "what": "burn"}]}', "erase, keep or reword belongs here"),
        ('{"pieces": [{"piece": "x", "what": "erase", "more": 1}]}', "this is not what belongs here"),
    ],
)
def test_a_file_of_choices_is_read_strictly(log, shared, tmp_path, text, words):
    file = tmp_path / "choices.json"
    file.write_text(text)
    done = call("erase", log, shared, *WHY, "--choices", file, "--yes")
    assert done.code == 3
    assert words in done.err


def test_a_new_backup_takes_the_place_of_those_that_hold_the_words(log, shared):
    assert call("back-up", log).code == 0
    (older,) = (log / "backups").glob("*.sharedesk-backup")
    kept = call("erase", log, shared, *WHY, "--yes", "--new-backup", "--json")
    assert kept.value["removed"] == [str(older)]
    (now,) = (log / "backups").glob("*.sharedesk-backup")
    assert kept.value["backup"] == str(now)


def test_without_a_new_backup_it_is_said_that_the_old_ones_hold_the_words(log, shared):
    call("back-up", log)
    assert "1 backup here still holds the words" in call("erase", log, shared, *WHY, "--yes").out


def test_retention_lists_keeps_and_says_so(log, shared, tmp_path):
    pack = tmp_path / "ours.toml"
    text = (world.PRACTICE / "organisation.toml").read_text(encoding="utf-8").replace("practice = true\n", "")
    pack.write_text(text, encoding="utf-8")
    done = call("retention", log, "--organisation", pack, "--json")
    assert done.code == 0, done.err
    assert list(done.value) == said_of("retention")
    assert (done.value["due"], done.value["unknown"]) == ([], [])
    assert done.value["kept_on"] >= 2
    at_once = tmp_path / "none.toml"
    at_once.write_text(text.replace("years = 10", "years = 0"), encoding="utf-8")
    due = call("retention", log, "--organisation", at_once, "--json").value["due"]
    assert shared in [one["reference"] for one in due]
    assert set(due[0]) == {"reference", "id", "recorded", "last", "since", "kind", "keep_until"}
    keep = ("--keep", shared, "--until", "14 March 2090", "--because", "An inquiry asked for it.")
    after = call("retention", log, "--organisation", at_once, *keep, "--json").value
    assert shared not in [one["reference"] for one in after["due"]]
    assert "An inquiry asked for it." in call("show", log, shared).out


@pytest.mark.parametrize(
    ("until", "because"), [("", "x"), ("soon", "x"), ("1 January 2001", "x"), ("1 January 2090", "")]
)
def test_keeping_needs_a_day_and_a_reason(log, shared, entries_in, until, because):
    before = entries_in(log)
    assert call("retention", log, "--keep", shared, "--until", until, "--because", because).code == 3
    assert entries_in(log) == before


def test_without_a_pack_it_is_said_that_there_is_no_period(log):
    assert "No organisation's pack says" in call("retention", log).out
