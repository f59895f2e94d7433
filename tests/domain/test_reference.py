"""References: short, checked, and saying nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedesk.domain.ids import new_id, new_key
from sharedesk.domain.reference import LONG, NotAReference, read_reference, reference_of, stem_of

IDS = st.binary(min_size=16, max_size=16).map(bytes.hex)


@given(IDS)
def test_a_reference_reads_back(entity):
    short, long = reference_of(entity), reference_of(entity, length=LONG)
    assert read_reference(short) == stem_of(entity)
    assert read_reference(f" {long.lower()} ").startswith(stem_of(entity))
    assert (len(short), len(long)) == (11, 16)
    assert short[:9] == long[:9]


def test_it_is_frozen():
    assert reference_of("00" * 16) == "0000-0000-0"
    assert reference_of("0123456789abcdef" * 2) == "04HM-ASW9-B"


@pytest.mark.parametrize(
    "typed", ["", "9KQ2-M9XP", "9KQ2-M9XP-7KQ2", "hello there", "0000-0000-1", "0000-000U-0", "0" * 500]
)
def test_what_is_not_one_is_refused(typed):
    with pytest.raises(NotAReference) as caught:
        read_reference(typed)
    assert typed not in str(caught.value) or not typed


@given(IDS, st.integers(0, 8), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_mistyped_one_is_refused(entity, place, wrong):
    plain = reference_of(entity).replace("-", "")
    typed = plain[:place] + wrong + plain[place + 1 :]
    if typed != plain:
        with pytest.raises(NotAReference):
            read_reference(typed)


def test_ids_are_random_and_of_their_length():
    assert len({new_id() for _ in range(1000)}) == 1000
    assert {len(new_id()), len(new_key())} == {32, 16}
    assert new_id(bytes) == "00" * 16
