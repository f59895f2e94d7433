"""No cell of a spreadsheet's file is ever a formula, whatever separator the spreadsheet takes; all else stays exact."""

from __future__ import annotations

import csv
import io
import itertools
import re
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedesk.exchange.csv_table import inert, table

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|'/C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", "  =1+1", "\u00a0=1+1",
    "\u3000+1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(A1)", "\u200b=1+1", "\u202e=1+1", "\ufeff=1+1",
    '"=1+1"', '" =1+1', "\u2212 1", "a;=1+1", "a,=1+1", "a\t=1+1", "a|=1+1", "a\r\n=1+1", "a;  +1", 'a"; =1',
    "\x1b=1+1", "\u2028=1", "\t\t=1", ";;\n@a",
]  # fmt: skip
ORDINARY = [
    "", "Robin Example", "7KQ2-M9XP-R", "a = b", "e-mail", "3 - 4", "Seen. - And then", "נועה", "it's", 'say "no"',
    "1-2", "'=1", "50 %",
]  # fmt: skip


def read(data: bytes, separator: str) -> list[list[str]]:
    """The file as a program reads it that takes this for its separator."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))


def would_run(cell: str) -> bool:
    """Would some spreadsheet take a cell for a formula? It strips what is not seen, and folds full-width forms."""
    folded = unicodedata.normalize("NFKC", cell)
    seen = "".join(c for c in folded if not (c.isspace() or unicodedata.category(c) in ("Cc", "Cf")))
    return seen.lstrip('"')[:1] in ("=", "+", "-", "@", "\u2212")


def split_as_others_do(cell: str) -> list[str]:
    """What becomes of a cell where a spreadsheet takes another separator, or heeds no quotes."""
    return re.split("[,;|\t\r\n\x0b\x0c\x1c-\x1f\x85\u2028\u2029]", cell)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_formula_gets_through(text):
    assert any(map(would_run, split_as_others_do(text))), "the control: it would run"
    made = table(["A"], [[text]])
    for separator in ",;\t|":
        for cell in itertools.chain.from_iterable(read(made.data, separator)):
            assert not any(map(would_run, split_as_others_do(cell))), (separator, cell)
    assert made.changed == 1


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_stay_exactly_as_they_are(text):
    made = table(["A", "B"], [[text, 5]])
    assert read(made.data, ",") == [["A", "B"], [text, "5"]]
    assert made.changed == 0


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_is_inert_and_nothing_but_apostrophes_is_put_in(text):
    made = inert(text)
    assert not any(map(would_run, split_as_others_do(made)))
    left = iter(made)
    assert all(any(c == mine or (mine != "'" and False) for mine in left) for c in text), (
        "every character is there, in order"
    )
    assert made.replace("'", "") == text.replace("'", "")
    assert inert(made) == made


def test_numbers_and_times_are_not_taken_for_texts():
    made = table(["n", "t", "none"], [[-5, datetime(2026, 11, 22, 8, 5, tzinfo=UTC), None]])
    assert read(made.data, ",")[1] == ["-5", "2026-11-22 08:05:00+00:00", ""]
    assert made.changed == 0


def test_a_spreadsheet_reads_it_as_utf_8():
    assert table(["É"], []).data == b'\xef\xbb\xbf"\xc3\x89"\r\n'
