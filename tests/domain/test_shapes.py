"""What came from another log is read by every page and paper: what could not be read is refused at the door."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from domain import samples

import sharedesk
from sharedesk.domain import shapes
from sharedesk.domain.entry import AlteredEntry, Entry, Leaf, digest_of, encode_leaf, new_part
from sharedesk.domain.ids import new_id
from sharedesk.domain.parts import slots_of, with_new_keys
from sharedesk.domain.person import Author
from sharedesk.domain.shapes import see_that_it_reads


def entry(kind, *filled, **more) -> Entry:
    parts = tuple(new_part(slot, value, os.urandom) for slot, value in filled)
    ids = {name: new_id(os.urandom) for name in ("log", "writer", "entry", "entity", "author")}
    leaf = Leaf(
        **ids, seq=1, kind=kind, parts=digest_of(p.commit for p in parts), program="1", guidance="none",
        **{"at": datetime(2026, 3, 14, tzinfo=UTC), "offset": 0, "zone": "Europe/London", **more},
    )  # fmt: skip
    return Entry(leaf=leaf, raw=encode_leaf(leaf), parts=parts, head=b"")


def test_what_this_program_writes_reads():
    see_that_it_reads(entry("recorded", *slots_of(with_new_keys(samples.share_part(), os.urandom))))
    see_that_it_reads(entry("author_stated", ("author", Author(name="A"))))
    see_that_it_reads(entry("correction", ("reasons", None), ("@because", "It was wrong.")))
    see_that_it_reads(entry("recorded", ("reasons", "R"), offset=-11 * 60))


@pytest.mark.parametrize(
    ("kind", "slot", "value"),
    [
        ("author_stated", "author", None), ("author_stated", "author", {"name": 3}), ("person_stated", "who", "Kit"),
        ("people_linked", "link", {"person": "ab" * 16}), ("recorded", "reasons", {"a": 1}),
        ("correction", "items/" + "ab" * 16, "words"), ("erased", "@erased", []), ("released_copy", "@copy", "copy"),
        ("released_copy", "@released/" + "ab" * 16, 4), ("correction", "@because", ["why"]),
        ("note_adopted", "@decision", "../.."), ("retention_reviewed", "@retention_reviewed", {"keep_until": "later"}),
        ("recorded", "no_such_field", "words"),
    ],
)  # fmt: skip
def test_what_nothing_could_read_is_refused(kind, slot, value):
    with pytest.raises(AlteredEntry, match="does not hold what its place is for"):
        see_that_it_reads(entry(kind, (slot, value)))


@pytest.mark.parametrize(
    "odd", [{"at": datetime(1, 1, 1, tzinfo=UTC)}, {"at": datetime(9999, 12, 31, tzinfo=UTC)}, {"offset": 1440}]
)
def test_a_time_that_no_clock_shows_is_refused(odd):
    with pytest.raises(AlteredEntry, match="no clock shows"):
        see_that_it_reads(entry("recorded", ("reasons", "R"), **odd))


def test_every_slot_of_an_entry_itself_has_its_shape():
    """A new one that the source names has to be told of here."""
    source = "".join(path.read_text("utf-8") for path in Path(sharedesk.__file__).parent.rglob("*.py"))
    named = set(re.findall(r'"(@[a-z_]+)"', source))
    assert len(named) > 10
    assert named <= set(shapes._SHAPES)
