"""What is printed is what was written: to a screen reader exactly, to another reader of the page but for white space.

Exact means here: the text of the structure element (ActualText where there is one) is the text written, with white
space runs as one space and every character that cannot be printed at all (controls, lone surrogates,
non-characters, private use) as U+FFFD.
"""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper.documents import NASTY, document, in_every_block

from sharedesk.paper.document import Facts, Items, Table, Text
from sharedesk.paper.look import Weight
from sharedesk.paper.read_back import elements_of, structure_faults, text_of
from sharedesk.paper.render import render
from sharedesk.paper.typeset import Typesetter

_NEVER_PRINTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ue000-\uf8ff\U000f0000-\U0010ffff]"
)


def normal(text: str) -> str:
    """White space runs as one space; what cannot be printed as U+FFFD."""
    return " ".join(_NEVER_PRINTED.sub("\ufffd", text).split())


def spoken(pdf: bytes, *roles: str) -> list[str]:
    return [element.text for element in elements_of(pdf) if element.role in roles]


def test_normal_hides_nothing_that_matters() -> None:
    assert normal("a  b\nc") == "a b c"
    assert normal("ab") != normal("a b")
    assert normal("\x07") == "\ufffd" == normal("\ue000")
    assert normal("é") != normal("e\u0301")


@pytest.mark.parametrize("name", NASTY)
def test_nasty_text_comes_back_exactly_in_every_kind_of_block(name: str) -> None:
    text = NASTY[name]
    made = render(document(*in_every_block(text)))
    assert structure_faults(made.pdf) == []
    for role in ("TD", "LBody", "TH"):
        assert normal(text) in [normal(found) for found in spoken(made.pdf, role)], role
    if normal(text):
        paragraphs = normal(" ".join(spoken(made.pdf, "P")))
        # The note, the line typed and the line to sign hold the text whole; so do a text's paragraphs together.
        assert paragraphs.count(normal(text)) >= 4
        assert normal(text) in [normal(found) for found in spoken(made.pdf, "H2", "Caption")]


@pytest.mark.parametrize("name", [name for name in NASTY if name not in ("Hebrew", "Arabic", "Hebrew in English")])
def test_another_reader_finds_the_same_characters_on_the_page(name: str) -> None:
    """PDFium drops invisible characters, guesses at white space and hyphens, and sometimes heeds ActualText.

    All the rest must be there, in order. Right-to-left text is best effort and is asserted by the structure only.
    """
    made = render(document(Text(NASTY[name]), witness=None, running_note="", title="Begin", copy_kind="copy"))
    found = text_of(made.pdf)
    assert len(_HEAD.findall(found)) == made.pages + 1  # and once under the title
    assert len(_FOOT.findall(found)) == made.pages
    body = _FOOT.sub("", _HEAD.sub("", found)).replace("Begin", "", 1)
    assert _seen(body, made.undrawable) == _seen(NASTY[name], made.undrawable)


_HEAD = re.compile(r"SD-2026-0042\s+·\s+copy(?:\s+·\s+21 November 2026, 14:02)?")
_FOOT = re.compile(r"Page \d+ of \d+\s+·\s+Printed 21 November 2026, 14:02\s+·\s+Guidance 2026-03")


def _seen(text: str, undrawable: tuple[str, ...]) -> str:
    """The characters that any reader of the page must find, composed: drawn, visible and no hyphens."""
    text = unicodedata.normalize("NFC", "".join(char for char in normal(text) if char not in undrawable))
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf" and c not in "-\ufffd")


def test_what_could_not_be_drawn_is_told() -> None:
    made = render(document(Text("a \U0001f9ff b \U00020000 c \x07 d \ue000 \U0001f9ff")))
    assert set(made.undrawable) == {"\U0001f9ff", "\U00020000", "\x07", "\ue000"}
    assert len(made.undrawable) == 4
    assert render(document(Text("Łukasz ŵ ŷ Nguyễn"))).undrawable == ()


def test_right_to_left_text_is_drawn_in_its_own_direction() -> None:
    """The glyphs stand from left to right on the page: the last letter of a Hebrew word comes first."""
    made = render(document(Text("אבג")))
    assert spoken(made.pdf, "P")[-1] == "אבג"
    drawn = _drawn(made.pdf)
    assert "גבא" in drawn
    assert "אבג" not in drawn


@pytest.mark.parametrize(("name", "shown"), [("Ro\u200bbin", "Ro[U+200B]bin"), ("a\u202eb", "a[U+202E]b")])
def test_what_nobody_sees_is_drawn_as_its_number_and_read_out_as_it_was_written(name: str, shown: str) -> None:
    made = render(document(Text(f"This is {name} here"), Table(("Who",), ((name,),))))
    assert [run.drawn for run in Typesetter().runs(f"{name} here", Weight.REGULAR)] == [shown, " here"]
    assert spoken(made.pdf, "P")[-1] == f"This is {name} here"
    assert name in spoken(made.pdf, "TH", "TD")
    assert made.undrawable == ()


def _drawn(pdf: bytes) -> str:
    """The characters of the content stream in the order they are drawn, whatever ActualText says."""
    import io

    import pikepdf

    from sharedesk.paper.structure import _Reader

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        reader = _Reader(opened)
        return "".join(text for content in reader._content for text in content.texts.values())


def test_a_megabyte_in_one_text_is_printed_whole() -> None:
    words = "She said that he was hungry and cold and would not go home. "
    text = words * (1_000_000 // len(words))
    made = render(document(Text(text)))
    assert made.pages > 150
    assert normal(spoken(made.pdf, "P")[-1]) == normal(text)


@pytest.mark.parametrize(
    "text", ["x" * 200_000, "word " * 20_000, "line\n" * 5_000], ids=["unbroken", "words", "lines"]
)
def test_a_long_cell_of_each_kind_goes_over_pages(text: str) -> None:
    made = render(document(Facts((("label", text),)), Table(("a", "b"), (("name", text),)), Items((text,))))
    assert structure_faults(made.pdf) == []
    for role in ("TD", "LBody"):
        assert normal(text) in [normal(found) for found in spoken(made.pdf, role)]


def test_paragraphs_are_parted_by_empty_lines_and_keep_their_lines() -> None:
    made = render(document(Text("one\ntwo\n\n\nthree  four\n \nfive")))
    assert spoken(made.pdf, "P")[-3:] == ["one two", "three  four", "five"]


_TEXT = st.text(max_size=120) | st.text(
    alphabet=st.sampled_from(
        "ab <>&/\\()[]\n\t \u0301\u0323éŁ\u05d0\u05b8\u0644\u0627\u0628(1)\u200b\u202e\ufb01\U0001f600\U0001f9ff"
    ),
    max_size=120,
)


@settings(max_examples=150)
@given(texts=st.lists(_TEXT, min_size=3, max_size=3))
def test_any_text_is_printed_exactly(texts: list[str]) -> None:
    label, value, item = texts
    made = render(document(Facts(((label, value),)), Items((item,)), witness=None))
    assert structure_faults(made.pdf) == []
    assert [normal(text) for text in spoken(made.pdf, "TH", "TD", "LBody")] == [normal(t) for t in (label, value, item)]
