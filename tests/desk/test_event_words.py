from __future__ import annotations

import re

import pytest

from sharedesk import events
from sharedesk.desk.event_words import SAID, last_events
from sharedesk.events import NAME, OLDER, Event


@pytest.fixture
def kept(tmp_path):
    events.begin(tmp_path)
    yield tmp_path
    events.end()


def test_every_code_has_its_words():
    assert set(SAID) == set(Event)


def test_they_are_told_newest_first_and_of_both_files(kept):
    events.note(Event.STARTED)
    (kept / NAME).rename(kept / OLDER)
    events.note(Event.FAULT, KeyError, "story.py:3 < reading.py:90")
    said = last_events(folder=kept)
    assert said[0].endswith("ShareDesk met a fault of its own: KeyError story.py:3 < reading.py:90")
    assert re.fullmatch(r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d  A window was opened: .*", said[1])
    assert last_events(1, kept) == said[:1]


def test_none_are_told_where_none_are_kept(tmp_path):
    assert last_events(folder=tmp_path / "none") == []


@pytest.mark.parametrize(
    "planted", ["<b>Quillan</b>", "2026-11-22T08:00:00Z fault Quíllan", "2026-13-45T08:00:00Z fault Quillan", "\x00"]
)
def test_nothing_that_somebody_planted_there_is_repeated(tmp_path, planted):
    (tmp_path / NAME).write_text(f"{planted}\n2026-11-22T08:00:00Z of_a_newer_version\n", encoding="utf-8")
    newest, oldest = last_events(folder=tmp_path)
    assert newest.endswith("of_a_newer_version")
    assert oldest == "A line that ShareDesk did not write"
