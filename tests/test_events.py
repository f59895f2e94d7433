"""The program's own log: codes and places alone, of a bounded size, and nothing where nobody asked for it."""

from __future__ import annotations

import re
import sys

import pytest

from sharedesk import events
from sharedesk.events import LARGEST, NAME, OLDER, Event

NAMES = "Quillan Hartsworth"
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [a-z_]+( [A-Za-z0-9_.:<> +-]+)?", re.ASCII)


@pytest.fixture
def kept(tmp_path):
    events.begin(tmp_path / "log")
    yield tmp_path / "log"
    events.end()


def test_nothing_is_kept_before_it_was_begun(tmp_path, monkeypatch):
    monkeypatch.setattr(events, "place", lambda: tmp_path)
    events.note(Event.STARTED)
    assert list(tmp_path.iterdir()) == []


def test_each_event_is_a_line_of_its_own(kept):
    assert not kept.exists()
    events.note(Event.STARTED)
    events.note(Event.REFUSED, KeyError)
    events.note(Event.FAULT, ValueError, "story.py:33 < reading.py:90")
    lines = (kept / NAME).read_text("ascii").splitlines()
    assert [line.split(" ", 1)[1].split(" ")[0] for line in lines] == ["started", "said_a_problem", "fault"]
    assert lines[2].endswith(" ValueError story.py:33 < reading.py:90")
    assert all(LINE.fullmatch(line) for line in lines)
    if sys.platform != "win32":
        assert (kept / NAME).stat().st_mode & 0o077 == 0


def test_nothing_but_codes_classes_and_places_gets_in(kept):
    named = type(NAMES, (Exception,), {})
    for kind, where in ((named, NAMES), (named, f"story.py:1 {NAMES}"), (None, "/home/somebody/story.py:3")):
        events.note(Event.FAULT, kind, where)
    with pytest.raises(ValueError, match="not a valid"):
        events.note(NAMES)
    held = (kept / NAME).read_bytes()
    assert held.count(b" other elsewhere\n") == 2
    assert not any(word.encode() in held for word in (*NAMES.split(), "somebody"))


def test_it_never_grows_beyond_two_files(kept):
    for _ in range(LARGEST // 10):
        events.note(Event.LOCKED)
    assert sorted(path.name for path in kept.iterdir()) == [OLDER, NAME]
    assert all(path.stat().st_size <= LARGEST for path in kept.iterdir())
    assert (kept / OLDER).stat().st_size > LARGEST - 100, "the control: it was full"


@pytest.mark.parametrize("place", ["a file", "nowhere"])
def test_where_it_cannot_be_kept_nothing_comes_of_it(tmp_path, place):
    (tmp_path / "a file").write_bytes(b"")
    events.begin(tmp_path / place / "log" if place == "a file" else tmp_path / ("x" * 300))
    try:
        events.note(Event.STARTED)
    finally:
        events.end()
    assert [path.name for path in tmp_path.iterdir()] == ["a file"]
