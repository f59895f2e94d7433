"""Lines: nothing is lost at a break, none is too long, and what was written stays beside what is drawn."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from sharedesk.paper.fonts import font, unicode_map
from sharedesk.paper.look import BODY, SMALL, TYPED, Weight
from sharedesk.paper.typeset import Typesetter


@example(text="\U000e0000", room=15.0)
@given(
    text=st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("   \nab"), max_size=300),
    room=st.floats(15, 400),
)
def test_lines_joined_are_the_text_and_no_line_is_too_long(text: str, room: float) -> None:
    setter = Typesetter()
    clean = setter.clean(text)
    lines = setter.lines(clean, BODY, room)
    assert "".join(lines) == clean.replace("\n", " ")
    for line in lines:
        # One letter always stands, with the marks on it, and so does a sign that nobody sees, written out as its code;
        # a word cut in two may kern back into one shape.
        widest = max((setter.width(sign, BODY) for sign in line), default=0.0)
        assert setter.width(line.rstrip(" "), BODY) <= max(room, 25.0, widest) + 0.01


def test_spaces_hang_past_the_edge_so_that_lines_begin_with_words() -> None:
    setter = Typesetter()
    words = "one two three four five six seven eight nine ten"
    lines = setter.lines(words, BODY, 80.0)
    assert len(lines) > 3
    assert all(line[0] != " " for line in lines)
    assert all(line[-1] == " " for line in lines[:-1])


def test_a_fitted_text_is_cut_with_an_ellipsis_only_if_it_must_be() -> None:
    setter = Typesetter()
    assert setter.fitted("short", SMALL, 200.0, 2) == ["short"]
    cut = setter.fitted("long words " * 50, SMALL, 200.0, 2)
    assert len(cut) == 2
    assert cut[-1].endswith("…")
    assert setter.width(cut[-1], SMALL) <= 200.0


def test_what_was_written_stays_beside_what_is_drawn() -> None:
    setter = Typesetter()
    runs = setter.runs("plain Nguye\u0302\u0303n \U0001f9ffx end", Weight.REGULAR)
    assert [(run.drawn, run.actual) for run in runs] == [
        ("plain ", None),
        ("Nguyễn", "Nguye\u0302\u0303n"),
        (" ", None),
        ("\ufffdx", "\U0001f9ffx"),
        (" end", None),
    ]
    assert setter.undrawable == ("\U0001f9ff",)


def test_a_letter_only_the_regular_font_has_is_drawn_with_it() -> None:
    setter = Typesetter()
    only_regular = min(font(Weight.REGULAR).drawable - font(Weight.MONO).drawable)
    (run,) = setter.runs(f"{only_regular}", Weight.MONO)
    assert run.font is font(Weight.REGULAR)
    assert run.actual is None
    assert setter.undrawable == ()


def test_typed_groups_stand_in_columns() -> None:
    setter = Typesetter()
    assert {setter.width(group, TYPED) for group in ("0000", "WMWM", "1J1J")} == {setter.width("8888", TYPED)}


def test_the_map_to_unicode_names_no_forbidden_character() -> None:
    written = unicode_map([0, 65, 0x1F600, 0xFEFB, 0])
    assert "<00>  <" not in written
    assert "<0000>" not in written
    assert "<01> <0041>" in written
    assert "<02> <D83DDE00>" in written
    assert "<03> <06270644>" in written  # lam and alef, last letter first
    assert "3 beginbfchar" in written
    assert unicode_map(list(range(1, 251))).count("beginbfchar") == 3
