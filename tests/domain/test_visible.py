from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedesk.domain.visible import escaped, hides_something, masked, visible

TURNED = "Robin \u202eelpmaxE"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Ro\u200bbin", "Ro[U+200B]bin"), (TURNED, "Robin [U+202E]elpmaxE"), ("a\u2066b\u2069", "a[U+2066]b[U+2069]"),
        ("Fern\u00adsby", "Fern[U+00AD]sby"), ("Ro\u200dbin", "Ro[U+200D]bin"), ("Ro\u200cbin", "Ro[U+200C]bin"),
        ("\ufeffRobin", "[U+FEFF]Robin"), ("Robin\u3164", "Robin[U+3164]"), ("a\x07\x1b[31m", "a[U+0007][U+001B][31m"),
        ("R\ufe0fobin", "R[U+FE0F]obin"), ("Robin\U000e0041", "Robin[U+E0041]"), ("Robin\u200e", "Robin[U+200E]"),
        ("a\u2028b", "a[U+2028]b"), ("Zoe\u0301\u200d", "Zoe\u0301[U+200D]"),
        ("a\u2060b\u180eb", "a[U+2060]b[U+180E]b"),
    ],
)  # fmt: skip
def test_what_nobody_sees_is_said(written, shown):
    assert visible(written) == shown
    assert hides_something(written)


@pytest.mark.parametrize(
    "written",
    [
        "", "Robin Example", "Zoë O’Hara-Żak", "line\nend\r\n\ttab", "نمی\u200cخواهم", "क्\u200dष",
        "❤\ufe0f", "1\ufe0f\u20e3",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f44d\U0001f3fd", "\U0001f3f3\ufe0f\u200d\U0001f308",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "אבג", "محمد", "a\u00a0b", "e\u0301",
    ],
)  # fmt: skip
def test_how_languages_and_pictures_are_written_stays(written):
    assert visible(written) == written
    assert not hides_something(written)


def test_every_sign_that_turns_text_or_takes_no_room_is_known():
    """All of Unicode's format characters, as this Python knows them, between two Latin letters."""
    format_signs = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"]
    seen = set(map(chr, [*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD]))
    shorthand = {chr(code) for code in (*range(0x13430, 0x13440), *range(0x1BCA0, 0x1BCA4))}
    missed = [f"{ord(sign):04X}" for sign in format_signs if not hides_something(f"a{sign}b")]
    assert missed == [f"{ord(sign):04X}" for sign in format_signs if sign in seen | shorthand], "signs with a shape"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_json_says_the_same_with_escapes(text):
    written = json.dumps({text: [text]}, ensure_ascii=False)
    assert json.loads(escaped(written)) == {text: [text]}
    assert not hides_something(escaped(written))


def test_escapes_of_json_are_whole():
    assert escaped('"a\u202eb\U000e0041"') == '"a\\u202eb\\udb40\\udc41"'


@pytest.mark.parametrize(
    ("text", "kept"), [("a\u202eb", "a\ufffdb"), ("a\U000e0041b", "a\ufffd\ufffdb"), ("plain", "plain")]
)
def test_a_mask_is_as_long_as_what_it_hides(text, kept):
    assert masked(text) == kept
    assert len(masked(text).encode("utf-16-le")) == len(text.encode("utf-16-le"))


def test_a_text_of_nothing_else_takes_no_time():
    """Looking at each costs the same however long the text is."""
    assert visible("\U000e0041" * 100_000).count("[") == 100_000


@given(st.text())
def test_nothing_that_is_shown_hides_anything_and_nothing_else_is_changed(text):
    shown = visible(text)
    assert visible(shown) == shown
    if not hides_something(text):
        assert shown == text
