"""A few hostile files for each of our parsers; many more, under a memory limit: campaign_fuzz.py."""

from __future__ import annotations

import contextlib

import pytest
from faults.edits import anything
from faults.parsers import FUZZED, PARSERS
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sharedesk.errors import ShareDeskError


@pytest.mark.parametrize("name", FUZZED)
def test_anything_is_read_or_refused_in_words(name):
    parser = PARSERS[name]
    seeds = parser.seeds()

    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(anything(seeds))
    def given_anything(data):
        with contextlib.suppress(ShareDeskError):
            parser.read(data)

    given_anything()


@pytest.mark.parametrize("name", FUZZED)
def test_a_good_file_is_read(name):
    """The control."""
    for seed in PARSERS[name].seeds():
        PARSERS[name].read(seed)


def test_a_fault_is_found():
    """The control of the search."""

    @settings(max_examples=300, deadline=None, database=None, report_multiple_bugs=False, phases=[Phase.generate])
    @given(st.data())
    def given_anything(data):
        parser = PARSERS["control: trusting"]
        parser.read(data.draw(anything(parser.seeds())))

    with pytest.raises((KeyError, TypeError)):
        given_anything()
