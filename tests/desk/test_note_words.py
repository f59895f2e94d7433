"""What is said of a note that waits: not a word of it in the list, all of it once opened, clocks left alone."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import msgspec
import pytest

from sharedesk.desk import note_words
from sharedesk.desk.quick_share import ToCheck
from sharedesk.domain.quick_share import Told, new_note
from sharedesk.paper.document import Facts, Note, Text

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=timezone(timedelta(0)))
LOST = datetime(1970, 1, 1, tzinfo=NOW.tzinfo)
OPENED, SEALED = NOW - timedelta(minutes=59), NOW - timedelta(minutes=58)


def waiting(note=None, **changes):
    known = {"sha256": "0" * 64, "note": note, "opens": True, "words": "", "modified": SEALED.timestamp()}
    return ToCheck(**{**known, **changes})


def a_note(**changes):
    said = {"told": Told(name="D. Uty"), "at_risk": "J.B.", "shared": "Alone with him.", "why_line": "Tonight."}
    plain = {"opened_at": OPENED, "sealed_at": SEALED, "saved": True, "said_at": "20 November 2026 at 14:02"}
    return msgspec.structs.replace(new_note(OPENED), **{**said, **plain, **changes})


def shown(one):
    texts = []
    for block in note_words.blocks(one, NOW):
        match block:
            case Facts(rows):
                texts += [f"{label}: {text}" for label, text in rows]
            case Note(text) | Text(text):
                texts.append(text)
    return "\n".join(texts)


def test_a_line_says_time_and_reference_and_not_a_word_of_the_note():
    note = a_note()
    assert note_words.line(waiting(note), NOW) == f"Saved today at 14:02: {note.reference}"
    begun = a_note(saved=False, opened_at=NOW - timedelta(days=1, hours=1))
    assert note_words.line(waiting(begun), NOW) == f"Begun yesterday at 14:00, never saved: {begun.reference}"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "Holds no note: a file"),
        ({"opens": False}, "Does not open: a file"),
        ({"opens": False, "among_drafts": True}, "Does not open: a file among the drafts"),
    ],
)
def test_what_is_no_note_is_called_so(changes, expected):
    changed = note_words.when(SEALED.astimezone(), NOW)
    assert note_words.line(waiting(**changes), NOW) == f"{expected}, {changed}"


def test_a_file_may_have_a_time_that_no_calendar_has():
    assert note_words.line(waiting(modified=1e300), NOW).endswith("at a time that is not known")


def test_opened_it_says_all_of_it():
    said = shown(waiting(a_note()))
    for words in ("D. Uty", "J.B.", "Alone with him.", "Tonight.", "20 November 2026 at 14:02", "20 November 2026"):
        assert words in said


def test_one_without_a_word_says_so():
    assert note_words.NO_WORDS in shown(waiting(new_note(OPENED)))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"said_at": "20 November 2026 at 11:00"}, ["before the form was opened"]),
        ({"said_at": "21 November 2026 at 11:00"}, ["after it was sealed"]),
        ({"sealed_at": OPENED - timedelta(hours=2), "said_at": ""}, ["the clock was put back"]),
        ({"sealed_at": NOW + timedelta(days=3)}, ["later than now"]),
        ({"sealed_at": LOST, "opened_at": None, "said_at": ""}, ["had lost its time"]),
        ({"said_at": "the day it rained"}, []),
    ],
)  # fmt: skip
def test_clocks_that_do_not_agree_are_said_and_left(changes, expected):
    found = note_words.remarks(waiting(a_note(**changes)), NOW)
    assert len(found) == len(expected), found
    for remark, part in zip(found, expected, strict=True):
        assert part in remark


def test_a_files_own_date_is_mentioned_only_where_it_is_far_off():
    assert "Anybody can set that time" not in shown(waiting(a_note()))
    assert "Anybody can set that time" in shown(waiting(a_note(), modified=SEALED.timestamp() - 90_000))


def test_what_has_to_be_known_before_anybody_decides():
    assert note_words.standing(waiting(a_note())) == note_words.ANYBODY
    assert note_words.standing(waiting(a_note(saved=False))).startswith(note_words.UNFINISHED)
    assert "under a new one" in note_words.standing(waiting(a_note(), reference_taken=True))
    assert "nothing in it to keep" in note_words.standing(waiting())
    assert "this log did not seal it" in note_words.standing(waiting(among_drafts=True))
    assert "write down what you remember" in note_words.standing(waiting(opens=False))


def test_a_file_that_holds_something_else_is_shown_in_part_and_without_signs_that_draw_nothing():
    said = shown(waiting(words="\x07plain\n" + "x" * note_words.SHOWN))
    assert "\N{REPLACEMENT CHARACTER}plain\n" in said
    assert "first 20,000 characters" in said
