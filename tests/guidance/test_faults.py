"""Each kind of fault in the built-in pack is found, with its file, item and line."""

from __future__ import annotations

import re

import pytest

from sharedesk.guidance.load import load
from sharedesk.guidance.toml_file import FaultyFile, FileNotThere


def broken(folder, name, old, new):
    """The fault that `load` finds once `old` is `new` in a file, and the line on which the change begins."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FaultyFile) as raised:
        load(folder)
    return raised.value, text[: text.index(old)].count("\n") + 1


RULE_4 = 'id = "rule-4"\n'


@pytest.mark.parametrize(
    ("name", "old", "new", "after", "item", "words"),
    [
        ("rules.toml", RULE_4, 'id = "rule-4\n', 0, "", "not TOML"),
        ("rules.toml", RULE_4, RULE_4 + 'colour = "red"\n', 1, "statement “rule-4”", "“colour” is not a key"),
        ("rules.toml", RULE_4, 'id = "Rule 4"\n', 0, "statement “Rule 4”", "may not stand here"),
        ("rules.toml", 'see = ["two-audiences"]', "see = 3", 0, "statement “rule-5”", "a list in [brackets]"),
        ("rules.toml", RULE_4, 'id = "rule-3"\n', 0, "statement “rule-3”", "the id “rule-3” is given twice"),
        ("rules.toml", RULE_4, 'id = "ico-step-3"\n', 0, "statement “ico-step-3”", "first in ico_ten_steps.toml"),
        ("rules.toml", 'id = "rules"\n', 'id = "rights"\n', 0, "", "the id “rights” is given twice"),
        ("rules.toml", RULE_4, RULE_4 + "in_force_from = 2026-02-30\n", 1, "", "invalid date"),
        ("rules.toml", RULE_4, RULE_4 + 'in_force_from = "soon"\n', 1, "statement “rule-4”", "“in_force_from”"),
        (
            "rules.toml", RULE_4, RULE_4 + "in_force_from = 2026-02-05\nin_force_to = 2026-02-04\n", 2,
            "statement “rule-4”", "it ends before it begins",
        ),
        (
            "rules.toml", 'sources = [{ document = "dfe", place = "p4 rule 4" }]\n', "", -4, "statement “rule-4”",
            "“sources” is missing",
        ),
        ("rules.toml", '[{ document = "dfe", place = "p4 rule 4" }]', "[]", 0, "statement “rule-4”", "at least 1"),
        ("rules.toml", '"dfe", place = "p4 rule 4"', '"dfee"', 0, "statement “rule-4”", "“dfee” is not in"),
        ("rules.toml", 'see = ["two-audiences"]', 'see = ["nowhere"]', 0, "statement “rule-5”", "“nowhere”"),
        ("rules.toml", RULE_4, RULE_4 + 'professions = ["baker"]\n', 1, "statement “rule-4”", "“baker” is not one"),
        ("references.toml", 'id = "ico"\n', 'id = "dfe"\n', 0, "reference “dfe”", "given twice"),
        ("resources.toml", 'document = "kcsie"', 'document = "gone"', 0, "resource “read-kcsie”", "“gone” is not"),
        ("lawful_bases.toml", 'code = "6(1)(d)"', 'code = "6(1)(z)"', 0, "basis “basis-d”", "“6(1)(z)” is not one"),
        ("other_law.toml", 'off_because = "Its', 'title = "Its', 0, "", "not TOML"),
        (
            "other_law.toml", 'status = "not_confirmed_in_force"\n',
            'status = "not_confirmed_in_force"\nin_force_from = 2026-09-01\n', 1, "statement “ca-2004-s16la”",
            "a date in force is given",
        ),
        ("pack.toml", "version = 2026-11-22", 'version = "new"', 0, "", "“version”"),
        ("pack.toml", 'nation = "england"', 'nation = "france"', 0, "", "“france” is not one"),
    ],
)  # fmt: skip
def test_a_fault_names_file_item_and_line(copy, name, old, new, after, item, words):
    found, line = broken(copy, name, old, new)
    assert (found.file, found.item) == (name, item)
    assert found.line == line + after
    assert words in found.sentence
    assert found.advice.endswith(".")


def test_what_is_not_confirmed_in_force_must_be_off(copy):
    path = copy / "other_law.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^off_because = .*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    with pytest.raises(FaultyFile, match=r"other_law.toml, line \d+, statement “ca-2004-s16la”: .* switched off"):
        load(copy)


def test_a_proposal_of_ours_does_not_rest_on_somebody_elses_document_alone(copy):
    found, line = broken(copy, "rules.toml", 'confidence = "read"', 'confidence = "proposal"')
    assert (found.line, found.item) == (line, "statement “rule-1”")


def test_a_file_that_is_missing(copy):
    (copy / "references.toml").unlink()
    with pytest.raises(FileNotThere, match=r"references\.toml"):
        load(copy)


def test_the_copy_itself_has_no_fault(copy, guidance):
    assert load(copy) == guidance
