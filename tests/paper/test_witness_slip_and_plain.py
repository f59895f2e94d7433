"""The witness slip, and a document as plain text."""

from __future__ import annotations

import re

import pytest

from sharedesk.desk import release
from sharedesk.domain import checked_base32 as base32
from sharedesk.domain.person import Author
from sharedesk.paper.document import (
    Code,
    Document,
    Facts,
    Heading,
    Items,
    Note,
    PageBreak,
    SignLine,
    Table,
    Text,
    Typed,
)
from sharedesk.paper.plain import plain_text
from sharedesk.paper.read_back import text_of
from sharedesk.paper.render import render
from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create


def test_a_slip_fixes_where_the_log_stands_and_says_nothing_of_what_it_holds(tmp_path):
    with create(tmp_path / "log", "x", Author(name="Erasmus Namesake"), practice=True, cost=FLOOR)[0] as vault:
        document, tip, log, entries = release.slip(vault), vault.store.tip, vault.log, vault.store.count()
    made = render(document)
    text = re.sub(r"\s+", "", text_of(made.pdf))
    assert made.pages == 1
    typed = base32.encode(tip.head)[:32]
    assert typed in text.replace("-", "")
    for words in (log, tip.writer, f"{tip.at:%Y-%m-%d}", "PRACTICE", "Countersigned", "Signature"):
        assert words in text
    assert f"Entries: {entries}" in plain_text(document)
    assert document.witness.qr == f"sharedesk:1:{tip.writer}:{tip.seq}:{tip.head.hex()}"
    assert b"Erasmus" not in made.pdf
    assert "Erasmus" not in text
    assert "that they are true" in plain_text(document)


def document(*blocks, **more) -> Document:
    return Document(
        title="T", reference="R", copy_kind="A copy", printed_at="now", guidance="none", blocks=blocks, **more
    )


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (Heading("One", 1), "\nOne\n==="), (Heading("Two", 2), "\nTwo\n---"), (Text("a\nb"), "a\nb"), (Note("n"), "n"),
        (Facts((("L", "v"), ("M", "w"))), "L: v\nM: w"), (Table(("A", "B"), (("1", "2"),)), "- A: 1; B: 2"),
        (Items(("x", "y")), "- x\n- y"), (Typed(("AAAA", "BBBB")), "AAAA\nBBBB"), (Code("payload", "A code"), "A code"),
        (SignLine("Name"), "Name: ____________________"), (PageBreak(), None),
    ],
)  # fmt: skip
def test_each_block_as_plain_text(block, words):
    assert plain_text(document(block)) == "A copy" + (f"\n{words}" if words is not None else "")


def test_practice_and_the_running_note_come_first():
    assert plain_text(document(running_note="Mind.", practice=True)).splitlines() == ["PRACTICE. A copy", "Mind."]


@pytest.mark.parametrize("text", ["👩‍👧", "می‌خواهم", "a\u00a0b\u2003c", "שלום", "Łŵŷ", "e\u0301", "a  b"])
def test_words_of_every_script_stay_as_they_are(text):
    assert plain_text(document(Text(text))) == f"A copy\n{text}"


@pytest.mark.parametrize(
    "character", list("\x00\x07\x08\x0b\x0c\r\x1b\x7f\x85\x9b\u200b\u200e\u202e\u2066\u2028\ufeff\ue000")
)
def test_what_could_turn_a_terminal_round_is_marked(character):
    said = "\ufffd" if character in "\r\ue000" else f"[U+{ord(character):04X}]"
    assert plain_text(document(Text(f"a{character}b"))) == f"A copy\na{said}b"


def test_a_tab_is_four_spaces():
    assert plain_text(document(Text("a\tb"))) == "A copy\na    b"
