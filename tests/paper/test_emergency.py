"""An emergency share on paper: two texts, never mixed, all five times and the clocks beside them."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

import msgspec
import page
import pytest
from paper import emergencies
from paper.emergencies import DUTY, LINE, OPENED, SHARED

from sharedesk.desk import record, release
from sharedesk.domain.decision import Decision
from sharedesk.domain.person import Author
from sharedesk.paper.document import Document, Facts, Heading, Note, Table
from sharedesk.paper.emergency import ADDED, BEGAN, NOTE_ERASED, PUT_OTHERWISE, WRITTEN
from sharedesk.paper.plain import plain_text
from sharedesk.paper.read_back import elements_of, structure_faults, text_of
from sharedesk.paper.render import render
from sharedesk.vault import erase, inbox
from sharedesk.vault.erase import Erasure
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.moment import Moment
from sharedesk.vault.vault import create

RECORDED = OPENED + timedelta(hours=2)
WHAT = ("What", "Before", "Now")
SECTIONS = [
    "What happened", "What was decided", "Why", "Who was told, and who was not", "What was shared", "When",
    "What happens next", "Entries and corrections", "How to check this paper",
]  # fmt: skip


@pytest.fixture(scope="module")
def clock():
    return [RECORDED]


@pytest.fixture(scope="module")
def vault(tmp_path_factory, clock):
    folder = tmp_path_factory.mktemp("emergencies")
    author = Author(name="Ada Example", role="Teacher", organisation="Willow Bank School (fictional)")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inbox.platformdirs, "user_data_dir", lambda *_, **__: str(folder / "account"))
        made, _ = create(
            folder / "log", "x", author, cost=FLOOR,
            clock=lambda: Moment(at=clock[0], offset=0, zone="Europe/London"),
        )  # fmt: skip
        with made:
            yield made


@pytest.fixture(autouse=True)
def right_clock(clock):
    clock[0] = RECORDED


def story(document: Document) -> dict[tuple[str, str], str]:
    """The text under each heading of the first and second level."""
    found: dict[tuple[str, str], str] = {}
    first = second = ""
    for block in document.blocks:
        if isinstance(block, Heading) and block.level < 3:
            first, second = (block.text, "") if block.level == 1 else (first, block.text)
        else:
            found[first, second] = found.get((first, second), "") + repr(block)
    return found


def test_the_note_alone_stands_in_the_order_a_reader_looks_and_says_what_is_to_add(vault):
    document = release.rationale(vault, emergencies.now(vault))
    assert [b.text for b in document.blocks if isinstance(b, Heading) and b.level == 1] == SECTIONS
    told = story(document)
    assert not [key for key in told if key[1] == ADDED]
    for section, words in (
        ("What happened", "J.B., 7"),
        ("What was decided", DUTY),
        ("Why", f"In danger now. {LINE}"),
        ("What was shared", SHARED),
    ):
        assert words in told[section, WRITTEN]
    assert Note(BEGAN) in document.blocks
    assert Note(PUT_OTHERWISE) not in document.blocks
    assert "Add what made it urgent" in plain_text(document)


def test_both_texts_stand_under_each_heading_and_no_word_of_one_in_the_other(vault):
    reference = emergencies.sealed(vault)
    emergencies.add_reasons(vault, reference)
    emergencies.add_more(vault, reference)
    document = release.rationale(vault, reference)
    told = story(document)
    written = "".join(text for (_, title), text in told.items() if title == WRITTEN)
    added = "".join(text for (_, title), text in told.items() if title == ADDED)
    first = (SHARED, LINE, "D. Uty", "01632 960123", "Duty social worker", "today at 14:00")
    later = (
        "locked the door", "not to be alone", "is an uncle", "Jo Bloggsworth", "left him to be hurt", "Rang back",
        "hurt by the man", "for what came of it",
    )  # fmt: skip
    assert all(words in written and words not in added for words in first)
    assert all(words in added and words not in written for words in later)
    assert ("What happens next", WRITTEN) not in told
    order = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 2]
    assert order.index(WRITTEN) < order.index(ADDED)
    facts = [block.rows for block in document.blocks if isinstance(block, Facts)]
    assert (("Known at that time", "That the man was not to be alone with him.")) in sum(facts, ())


def test_all_five_times_and_those_of_the_device(vault, clock):
    reference = emergencies.sealed(vault)
    clock[0] += timedelta(hours=1)
    emergencies.add_reasons(vault, reference)
    clock[0] += timedelta(days=2)
    emergencies.add_more(vault, reference)
    document = release.rationale(vault, reference)
    (table,) = (block for block in document.blocks if isinstance(block, Table) and block.header[0] == "Time")
    assert table.header[1:] == (WRITTEN, ADDED)
    assert table.rows == (
        ("Happened", "not said", "nothing added"),
        ("Known to us", "not said", "14 March 2026 at 13:55"),
        ("Decided", "not said", "14 March 2026 at 13:58"),
        ("Shared", "today at 14:00 (14 March 2026 at 14:00)", "nothing added"),
        (
            "Recorded, by this computer's clock",
            "14 March 2026 at 16:02:10 (UTC+00:00)",
            "\n".join(f"Reasons added: {day} March 2026 at 17:02:10 (UTC+00:00)" for day in (14, 16)),
        ),
    )
    text = plain_text(document)
    for row in (
        "Form opened: 14 March 2026 at 14:02:10 (UTC+00:00)",
        "Note saved and sealed: 14 March 2026 at 14:03:10 (UTC+00:00)",
        "Taken into the log: 14 March 2026 at 16:02:10 (UTC+00:00)",
        "The time written for the sharing is earlier than when the form was opened",
    ):
        assert row in text
    assert "Recorded directly" not in text
    assert "Emergency note taken into the log" in text
    assert "clock was" not in text


def test_a_wrong_clock_is_said(vault, clock):
    clock[0] = OPENED - timedelta(days=1)
    reference = emergencies.now(vault, said_at="14 March 2026 at 14:02", saved=False)
    text = plain_text(release.rationale(vault, reference))
    assert "the note came into the log before it was sealed" in text
    assert "Recorded directly in the open log: 13 March 2026 at 14:02:10 (UTC+00:00), clock had gone back" in text
    assert "(its writer was interrupted before saving): 14 March 2026 at 14:03:10 (UTC+00:00)" in text
    assert "earlier than when the form was opened" not in text


def test_what_was_put_right_stands_beside_what_was_written(vault):
    reference = emergencies.now(vault)
    emergencies.add_reasons(vault, reference)
    assert Note(PUT_OTHERWISE) not in release.rationale(vault, reference).blocks
    emergencies.put_right(vault, reference)
    document = release.rationale(vault, reference)
    told = story(document)
    assert Note(PUT_OTHERWISE) in document.blocks
    assert SHARED in told["What was shared", WRITTEN]
    assert "He is at home with his uncle." in told["What was shared", ADDED]
    assert SHARED not in told["What was shared", ADDED]


def test_the_note_stands_whole_among_the_entries(vault):
    text = plain_text(release.rationale(vault, emergencies.now(vault)))
    whole = text[text.index("Entries and corrections") :]
    for row in (
        "Who was told: D. Uty",
        f"Their organisation: {DUTY}",
        f"What was shared: {SHARED}",
        f"Why it could not wait: In danger now. {LINE}",
        "How: Phone",
        "When it was shared, as written: today at 14:00",
    ):
        assert row in whole


def test_added_reasons_are_listed_without_what_stood_there_before(vault):
    reference = emergencies.now(vault)
    emergencies.add_reasons(vault, reference)
    standing = Note(f"All that was added stands above, under “{ADDED}”.")
    assert standing in release.rationale(vault, reference).blocks
    emergencies.add_more(vault, reference)
    blocks = release.rationale(vault, reference).blocks
    assert standing not in blocks  # in two sittings: what was added when
    first, second = (b for b in blocks if isinstance(b, Table) and b.header in (WHAT, ("What", "Added")))
    rows = {row[0]: row[1:] for row in first.rows}
    assert first.header == WHAT
    assert rows["People"] == ("Roles: Subject", "Also known as: Jo Bloggsworth\nRoles: Subject; Child")
    assert rows["Recipients"] == ("nothing", "Verified? Yes\nHow it was verified: Rang back on their own number")
    assert LINE not in repr(first)
    assert [row[0] for row in second.rows] == ["What happens next"]


def test_no_heading_stands_over_nothing(vault):
    reference = emergencies.now(vault)
    told = record.state_of(vault, reference).decision.recipients[0]
    why = msgspec.structs.replace(told, why="They can go there.")
    record.correct(vault, reference, "", Decision(recipients=(why,)), kind="reasons_added")
    document = release.rationale(vault, reference)
    assert "They can go there." in story(document)["What was decided", ADDED]
    assert ("What was shared", ADDED) not in story(document)
    for one, after in pairwise(document.blocks):
        assert not (isinstance(one, Heading) and isinstance(after, Heading) and after.level <= one.level), one.text


def test_what_a_sitting_added_and_another_took_back_is_listed(vault):
    reference = emergencies.now(vault)
    emergencies.add_reasons(vault, reference)
    record.correct(vault, reference, "It was said too soon.", Decision(), ["reasons"])
    text = plain_text(release.rationale(vault, reference))
    assert "- What: Reasons; Before: nothing; Now: Waiting could have left him to be hurt." in text
    assert "- What: Reasons; Before: Waiting could have left him to be hurt.; Now: withdrawn" in text


def test_erased_words_are_gone_and_it_is_said(vault):
    reference = emergencies.now(vault, shared="Rosalind Wobbleton is there")
    state = record.state_of(vault, reference)
    item = next(slot for slot in state.versions if slot.startswith("items/"))
    part = state.versions[item][0].part
    reworded = {item: {"key": item.partition("/")[2], "text": "Somebody is there"}}
    erase.erase(vault, [Erasure(entity=state.id, parts=(part,), category="right", reworded=reworded)])
    document = release.rationale(vault, reference)
    assert "Wobbleton" not in plain_text(document)
    assert "Somebody is there" in story(document)["What was shared", WRITTEN]
    assert Note(NOTE_ERASED) in document.blocks
    assert "is not kept: the note was erased since" in plain_text(document)


@pytest.mark.parametrize("case", ["only the note", "two sittings", "put right", "long", "right to left"])
def test_the_pdf_is_accessible_and_says_the_same(vault, case):
    long = {"shared": ("The door is locked, he says. " * 60 + "\n\n") * 3, "at_risk": "a boy in a red coat " * 12}
    reference = emergencies.now(
        vault, **{"long": long, "right to left": {"at_risk": "רחל כהן", "why_line": "مرحبا بك"}}.get(case, {})
    )
    if case != "only the note":
        emergencies.add_reasons(vault, reference)
        emergencies.add_more(vault, reference)
    if case == "put right":
        emergencies.put_right(vault, reference)
    document = release.rationale(vault, reference)
    made = render(document)
    assert structure_faults(made.pdf) == []
    assert page.validate_pdf_bytes(made.pdf, profile="PDF/UA-1").is_compliant
    elements = elements_of(made.pdf)
    assert [element.text for element in elements if element.role == "H3"].count(WRITTEN) == 4
    assert made.undrawable == ()
    printed, read = text_of(made.pdf), re.sub(r"\s+", "", "".join(element.text for element in elements))
    for words in (emergencies.note(**(long if case == "long" else {})).shared, WRITTEN, BEGAN):
        assert re.sub(r"\s+", "", words) in read
    assert document.witness is not None
    assert document.witness.typed in printed
