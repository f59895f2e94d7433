"""The loader of checks: shipped files hold, their links resolve, and a fault is named by file, item and line."""

from __future__ import annotations

import pytest

from sharedesk.domain.decision import AttachedReference, FirstQuestions, IdentityResult, Sharing
from sharedesk.domain.telling import SafeContact, Telling
from sharedesk.guidance.checks import load_checks
from sharedesk.guidance.toml_file import FaultyFile
from sharedesk.resources import resource


def broken(copy, name, old, new, guidance):
    """The fault that is found once `old` is `new` in a file, and the line on which the change begins."""
    path = copy / "checks" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FaultyFile) as raised:
        load_checks(guidance, copy / "checks")
    return raised.value, text[: text.index(old)].count("\n") + 1


def test_every_file_is_a_check_and_every_link_and_source_is_there(guidance):
    found = load_checks(guidance)
    assert set(found) == {"telling", "identities", "first-questions", "lawful-basis", "amount", "attached"}
    assert len(list(resource("guidance", "checks").glob("*.toml"))) == len(found)
    assert sum(len(q.guidance) for check in found.values() for q in check.questions) > 60


@pytest.mark.parametrize(
    ("name", "old", "new", "item", "words"),
    [
        ("telling.toml", 'guidance = ["telling-flight"]', 'guidance = ["telling-fright"]', "flight", "no statement"),
        ("telling.toml", 'sources = [{ document = "rcpch-2021", place = "perplexing pres',
         'sources = [{ document = "rcpch", place = "perplexing pres', "induced-illness", "no reference"),
        ("amount.toml", "prompt = true\nplain", "prompted = true\nplain", "necessary", "“prompted” is not a key"),
        ("telling.toml", 'where = { answered = { child-asks = ["yes"] } }',
         'where = { answered = { disclosure-scheme = ["yes"] } }', "child-asks-about", "is asked later"),
        ("telling.toml", 'where = { any_of = ["person_of_concern"] }',
         'where = { any_of = ["child"], none_of = ["child"] }', "could-pressure", "can never be asked"),
        ("telling.toml", 'where = { any_of = ["parent", "carer"] }', 'where = { any_of = ["aunt"] }', "child-asks",
         "aunt"),
        ("identities.toml", 'result = "change_words"', 'result = "blur"', "jigsaw", "no result “blur”"),
        ("attached.toml", 'otherwise = "nothing_found"', 'otherwise = "nothing"', "", "no result “nothing”"),
        ("attached.toml", 'id = "attached"', 'id = "amount"', "", "another file has the check"),
    ],
)  # fmt: skip
def test_a_fault_names_file_item_and_line(copy, guidance, name, old, new, item, words):
    fault, line = broken(copy, name, old, new, guidance)
    assert fault.file == name
    assert words in str(fault)
    assert item in fault.item
    assert abs(fault.line - line) <= 10  # at the value, or at the question it stands in
    assert fault.advice


def test_a_circle_in_a_file_is_refused(copy, guidance):
    where = 'where = { any_of = ["parent", "carer"] }'
    round_ = f'{where[:-2]}, answered = {{ child-asks-about = ["protection"] }} }}'
    fault, _ = broken(copy, "telling.toml", where, round_, guidance)
    assert "circle: child-asks-about → child-asks → child-asks-about" in fault.fault


def test_every_field_that_a_question_fills_is_one_of_the_records():
    """Each `fills` of the checks for a person, an item and the first page is a field of its struct."""
    fields = {
        "telling": {*Telling.__struct_fields__, "practicable", "when"}
        | {f"safe_contact.{name}" for name in SafeContact.__struct_fields__},
        "identities": set(IdentityResult.__struct_fields__),
        "amount": set(Sharing.__struct_fields__),
        "attached": set(AttachedReference.__struct_fields__),
        "first-questions": set(FirstQuestions.__struct_fields__),
    }
    for name, known in fields.items():
        assert {q.fills for q in load_checks()[name].questions if q.fills} <= known
    card = {q.fills for q in load_checks()["telling"].questions if q.fills.startswith("safe_contact.")}
    assert card == {f"safe_contact.{name}" for name in SafeContact.__struct_fields__}  # the whole card is asked
