"""`docs/command-line.md` agrees with the program: commands, options, JSON, and the file of what was decided."""

from __future__ import annotations

import argparse
import json
import re
from typing import get_args

import msgspec
from commands import world
from commands.test_copying import LAW, decided, family_log, printed
from commands.world import call
from desk import copies_world as family

from sharedesk.commands import copying
from sharedesk.commands.main import _parser
from sharedesk.desk.copy_texts import REASONS, Choices
from sharedesk.desk.record import state_of
from sharedesk.domain.treatment import Handling, MarkTreatment, Treatment
from sharedesk.vault.vault import unlock

__all__ = ["family_log"]

DOC = (world.SOURCE.parent / "docs" / "command-line.md").read_text(encoding="utf-8")
EVERYWHERE = {"--help", "--json", "--passphrase-fd"}
ROW = re.compile(r"^\| `([a-z-]+)[^`]*` \|(.*)\|([^|]*)\|$", re.MULTILINE)


def rows() -> dict[str, tuple[str, str]]:
    """Of every command that the document lists: all of its row, and the JSON that the row names."""
    return {found[1]: (found[0], found[3]) for found in ROW.finditer(DOC)}


def commands() -> dict[str, argparse.ArgumentParser]:
    (choices,) = [a.choices for a in _parser()._actions if isinstance(a, argparse._SubParsersAction)]
    return dict(choices)


def without_a_word(options: dict[str, argparse.ArgumentParser], said: dict[str, str]) -> list[str]:
    return [
        f"{name} {option}"
        for name, parser in options.items()
        for action in parser._actions
        for option in action.option_strings
        if option.startswith("--") and option not in EVERYWHERE and not re.search(rf"{option}\b", said.get(name, ""))
    ]


def test_every_command_is_there_and_no_other():
    assert set(rows()) == set(commands())


def test_every_option_of_every_command_is_there():
    assert without_a_word(commands(), {name: row for name, (row, _) in rows().items()}) == []


def test_an_option_that_nobody_wrote_about_would_be_found():
    parser = argparse.ArgumentParser()
    parser.add_argument("--new-thing")
    assert without_a_word({"print": parser}, {name: row for name, (row, _) in rows().items()}) == ["print --new-thing"]


def test_the_copies_that_can_be_printed_are_there():
    row = rows()["print"][0]
    assert [kind for kind in copying.KINDS if not re.search(rf"\b{kind}\b", row)] == []


def test_json_of_a_copy_is_as_written(family_log, tmp_path):
    done, _ = decided(family_log, tmp_path, "recipient", "--for", LAW)
    row, json_said = rows()["print"]
    own = re.search(r"JSON holds `([^`]+)` too", row)
    assert own is not None
    said = {*json_said.strip().strip("`").split(", "), *own[1].split(", ")}
    assert set(done.value) == said


def test_json_of_identities_is_as_written(family_log):
    log, reference = family_log
    done = call("identities", log, reference, "--json", given=f"{family.MOTHER} rang.".encode())
    said = rows()["identities"][1].strip().strip("`")
    marks = re.search(r"marks: \[\{([^}]+)\}\]", said)
    assert marks is not None
    assert set(done.value) == set(said.replace(marks[0], "marks").split(", "))
    assert set(done.value["marks"][0]) == set(marks[1].split(", "))


def test_the_fields_of_the_file_of_treatments_are_as_written():
    table = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", DOC, re.MULTILINE))
    fields = {field.name for field in msgspec.structs.fields(Choices)} | {"in_spite_of_that"}
    assert fields <= set(table)
    assert [kind for kind in get_args(Handling) if f"`{kind}`" not in table["treatments"]] == []
    named = set(re.findall(r"\w+", table["treatments"].partition("]`")[0]))
    needed = {field.name for kind in (MarkTreatment, Treatment) for field in msgspec.structs.fields(kind)}
    assert needed - named <= {"whose"}, "which may be left out"
    by_default = {"about_somebody_else", "kept_for_the_file"}
    assert [code for code in REASONS if code not in by_default and f"`{code}`" not in table["hold_back"]] == []


def test_a_place_that_is_not_decided_is_listed_as_written(family_log, tmp_path):
    done = printed(family_log, tmp_path, "recipient", "--for", LAW, "--json")
    assert done.code == 12
    place = json.loads(done.err)["places"][0]
    written = re.search(r"as `places: \[\{([^}]+)\}\]`", DOC)
    assert written is not None
    assert set(place) == set(written[1].split(", "))


def test_which_copy_a_recipient_got_is_kept_as_written(family_log, tmp_path):
    assert "which copy they got" in " ".join(DOC.split())
    decided(family_log, tmp_path, "recipient", "--for", LAW)
    log, reference = family_log
    with unlock(log, world.PASSPHRASE) as vault:
        there = state_of(vault, reference).decision
    law = next(one.key for one in there.recipients if one.organisation == LAW)
    (kept,) = [one for one in there.identities if one.recipient == law]
    assert (kept.copy, kept.audience) == ("recipient", "anyone_else")
