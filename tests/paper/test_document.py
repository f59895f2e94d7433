"""The plain model refuses what could not be printed accessibly, and costs nothing to import."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from paper.documents import WITNESS, document, every_block

from sharedesk.paper.document import Code, Heading, Table


def test_two_documents_of_the_same_words_are_equal() -> None:
    assert document(*every_block()) == document(*every_block())
    assert document(*every_block()) != document(*every_block(), practice=True)


@pytest.mark.parametrize("level", [0, 4])
def test_a_heading_has_one_of_three_levels(level: int) -> None:
    with pytest.raises(ValueError, match="1, 2 or 3"):
        Heading("Why", level)


def test_a_table_is_regular() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        Table(("a", "b"), (("only one",),))
    with pytest.raises(ValueError, match="at least one column"):
        Table((), ())
    with pytest.raises(ValueError, match="one positive width"):
        Table(("a", "b"), (), widths=(1.0, 0.0))


def test_a_code_says_what_it_is() -> None:
    with pytest.raises(ValueError, match="caption"):
        Code("payload", "  ")


def test_a_witness_holds_a_whole_head() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        replace(WITNESS, head=b"short")


def test_importing_the_model_does_not_import_what_draws_it() -> None:
    heavy = ("reportlab", "pikepdf", "segno", "pypdfium2", "PIL")
    script = (
        f"import sys; sys.path[:0] = {sys.path!r}; import sharedesk.paper.document as d; "
        f"print(d.__name__, *[m for m in {heavy} if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert told.stdout.split() == ["sharedesk.paper.document"]
