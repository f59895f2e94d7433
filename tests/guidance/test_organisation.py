"""An organisation's pack: read strictly, refused with file, item and line, and never able to harm the built-in one."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from sharedesk.guidance.organisation import load_organisation, template
from sharedesk.guidance.toml_file import FaultyFile
from sharedesk.resources import resource

PRACTICE = resource("practice", "organisation.toml")
TEXT = PRACTICE.read_text(encoding="utf-8")


def test_the_practice_pack_is_whole_and_plainly_made_up(guidance):
    pack = load_organisation(PRACTICE, guidance)
    assert pack.practice
    assert "fictional" in pack.name
    assert pack.usual.article_6 == ("6(1)(e)", "6(1)(c)")
    assert [one.id for one in pack.contacts if one.duty] == ["social-care-duty", "police-child-protection"]
    assert pack.contacts[0].last_checked == date(2026, 9, 14)
    assert pack.reasons_due_working_days == 1
    numbers = re.findall(r"\b0\d{4} ?\d{6}\b", TEXT)
    assert len(numbers) > 5
    assert all(number.startswith("01632 960") for number in numbers)
    assert all(mail.endswith(".example.org") for mail in re.findall(r"@([\w.]+)", TEXT))


def test_the_template_can_be_used_as_it_is(guidance, tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(template(), encoding="utf-8")
    pack = load_organisation(path, guidance)
    assert (pack.body, pack.usual, pack.contacts) == ("council", None, ())


def test_the_template_explains_every_field_there_is_and_its_examples_are_right(guidance, tmp_path):
    path = tmp_path / "full.toml"
    path.write_text(re.sub(r"^# (?=\[|[a-z0-9_]+ = )", "", template(), flags=re.MULTILINE), encoding="utf-8")
    pack = load_organisation(path, guidance)
    given = {"practice"}
    for part in (pack, pack.usual, pack.escrow, *(getattr(pack, name)[0] for name in
                 ("contacts", "advisers", "agreements", "procedures", "retention"))):  # fmt: skip
        given |= {name for name in part.__struct_fields__ if re.search(rf"^#? ?{name} = ", template(), re.MULTILINE)}
        lists = {"usual", "escrow", "contacts", "advisers", "agreements", "procedures", "retention"}
        assert set(part.__struct_fields__) - given - lists == set()
    assert pack.switched_on == ("ca-2004-s16la",)


@pytest.mark.parametrize(
    ("old", "new", "after", "item", "words"),
    [
        ('name = "Pretend', "name = Pretend", 0, "", "not TOML"),
        ("part_3 = false", 'part_3 = "no"', 0, "", "true or false belongs here"),
        ("part_3 = false", 'part_3 = false\ncolour = "red"', 1, "", "“colour” is not a key"),
        ('body = "maintained_school"', 'body = "school"', 0, "", "“school” is not one of the words"),
        ("version = 2026-10-01", "", -3, "", "“version” is missing"),
        ("reasons_due_working_days = 1", "reasons_due_working_days = 99", 0, "", "at most 20"),
        ('id = "early-help"', 'id = "health-visitors"', 0, "contacts “health-visitors”", "given twice"),
        (
            'hours = "Monday to Friday, 9 to 5"\nlast_checked = 2026-09-14', "", -6, "contacts “early-help”",
            "“last_checked” is missing",
        ),
        ("last_checked = 2026-09-14", "last_checked = 2026-09-31", 0, "", "invalid date"),
        ("last_checked = 2026-09-14", 'last_checked = "today"', 0, "contacts “social-care-duty”", "“last_checked”"),
        ('adviser = "data-protection-lead"', 'adviser = "dpo"', 0, "advisers 2", "there is no adviser “dpo”"),
        ("dated = 2025-04-01", "dated = 2028-04-01", 1, "agreements “anytown-partners”", "its review comes before"),
        ('about = ["telling-allegation"]', 'about = ["x"]', 0, "procedures “allegations”", "no statement “x”"),
        ('"6(1)(c)"]', '"6(1)(f)"]', 0, "", "6(1)(f) is not for a public authority"),
        ('"9(2)(g) + Sch 1 para 18"', '"para 18"', 0, "", "there is no condition “para 18”"),
        ("years = 10", "years = -1", 0, "retention 1", "at least 0"),
        ("dpo_view", 'switched_on = ["rule-1"]\ndpo_view', 0, "switched_on 1", "nothing that waits"),
        ("dpo_view", 'switched_on = ["read-dfe-2018"]\ndpo_view', 0, "switched_on 1", "that waits"),
    ],
)  # fmt: skip
def test_a_fault_names_file_item_and_line(guidance, tmp_path, old, new, after, item, words):
    at = TEXT.rindex(old) if "Monday" in old else TEXT.index(old)
    path = tmp_path / "ours.toml"
    path.write_text(TEXT[:at] + new + TEXT[at + len(old) :], encoding="utf-8")
    with pytest.raises(FaultyFile) as raised:
        load_organisation(path, guidance)
    found = raised.value
    assert words in found.sentence
    assert (found.file, found.item) == ("ours.toml", item)
    assert found.line == TEXT[:at].count("\n") + 1 + after


def test_a_charity_that_recognises_an_interest_names_the_condition(guidance, tmp_path):
    charity = TEXT.replace('body = "maintained_school"', 'body = "charity"')
    charity = charity.replace('["6(1)(e)", "6(1)(c)"]', '["6(1)(ea)"]')
    path = tmp_path / "ours.toml"
    path.write_text(charity, encoding="utf-8")
    with pytest.raises(FaultyFile, match="needs a condition of Annex 1"):
        load_organisation(path, guidance)
    path.write_text(charity.replace("[usual]", '[usual]\nannex_1_paragraph = "para 6"'), encoding="utf-8")
    assert load_organisation(path, guidance).usual.annex_1_paragraph == "para 6"


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_however_a_pack_is_spoilt_it_is_read_or_named_by_a_line_of_its_own(guidance, tmp_path, data):
    lines = TEXT.split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        how = data.draw(st.sampled_from(["out", "twice", "short", "mark"]))
        if how == "out":
            del lines[at]
        elif how == "twice":
            lines.insert(at, lines[at])
        elif how == "short":
            lines[at] = lines[at][: data.draw(st.integers(0, len(lines[at])))]
        else:
            lines[at] += data.draw(st.sampled_from(['"', "]", "[", "=", "{", "'''", "\x00", "\u2028", " = 1", "#"]))
    path = tmp_path / "ours.toml"
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
    found = None
    try:
        load_organisation(path, guidance)
    except FaultyFile as fault:
        found = fault
    event("refused" if found else "still whole")
    if found:
        assert 1 <= found.line <= len(lines)
        assert found.file == "ours.toml"
        assert found.advice
