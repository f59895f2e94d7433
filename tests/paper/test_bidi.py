"""Right-to-left text as it stands on the page. The expected orders are Unicode's own (UAX #9), worked by hand."""

from __future__ import annotations

import pytest

from sharedesk.paper import bidi


@pytest.mark.parametrize(
    ("line", "base_rtl", "shown"),
    [
        ("plain text", False, "plain text"),
        ("אבג", True, "גבא"),
        ("see אבג דה now", False, "see הד גבא now"),
        ("אבג abc דה", True, "הד abc גבא"),
        ("אב 123 גד", True, "דג 123 בא"),
        ("in אב 12 now", False, "in 12 בא now"),
        ("אב (גד)", True, "(דג) בא"),
        ("she (אב) said", False, "she (בא) said"),
        ("12 abc", False, "12 abc"),
        ("", False, ""),
    ],
)
def test_a_line_stands_in_the_order_of_its_places(line: str, base_rtl: bool, shown: str) -> None:
    assert bidi.visual(line, base_rtl) == shown


def test_marks_stay_on_their_letters() -> None:
    assert bidi.visual("אָב", base_rtl=True) == "באָ"


def test_direction_controls_are_not_obeyed() -> None:
    assert bidi.visual("ab\u202ecd\u202c", base_rtl=False) == "ab\u202ecd\u202c"


def test_arabic_letters_take_the_shape_their_neighbours_ask_for() -> None:
    assert bidi.shaped("بب") == "\ufe91\ufe90"
    assert bidi.shaped("ببب") == "\ufe91\ufe92\ufe90"
    assert bidi.shaped("ابا") == "\ufe8d\ufe91\ufe8e"
    assert bidi.shaped("لا") == "\ufefb"
    assert bidi.shaped("بلا") == "\ufe91\ufefc"
    assert bidi.shaped("abc") == "abc"


def test_the_first_letter_says_where_a_paragraph_hangs() -> None:
    assert bidi.starts_rtl("12 (אב)")
    assert not bidi.starts_rtl("She said אב")
    assert not bidi.starts_rtl("123")
    assert bidi.has_rtl("She said אב")
    assert not bidi.has_rtl("Nguyễn")
