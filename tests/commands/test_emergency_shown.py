"""An emergency share on the command line: shown with its note, found by any of its words."""

from __future__ import annotations

import json

import msgspec
import pytest
from commands.world import PASSPHRASE, call
from paper import emergencies

from sharedesk.domain.quick_share import encode_note
from sharedesk.vault.vault import unlock


@pytest.fixture
def note():
    return emergencies.note(
        at_risk="a boy in a red coat, perhaps seven, called Wobblekins by the others", why_line="Sirens"
    )


@pytest.fixture
def reference(log, note):
    from sharedesk.desk import quick_share

    with unlock(log, PASSPHRASE) as vault:
        return quick_share.record_now(vault, note).reference


def test_show_holds_the_note_as_it_was_written(log, reference, note):
    shown = call("show", log, reference, "--json").value
    (entry,) = shown["entries"]
    assert entry["kind"] == "quick_share"
    assert entry["about"] == {}
    assert entry["clock_back"] is False
    assert entry["note"].pop("reference") == reference
    assert msgspec.convert(entry["note"], type(note), strict=False) == note
    assert json.loads(encode_note(note)).keys() == entry["note"].keys()
    text = call("show", log, reference).out
    assert "Written at the time" in text
    assert "Form opened: 14 March 2026 at 14:02:10 (UTC+00:00)" in text


@pytest.mark.parametrize(
    "words", ["Wobblekins", "Sirens", "danger", "Uty", "01632 960123", "blue van", "14:00", "Duty worker", "council"]
)
def test_every_word_of_the_note_finds_it(log, reference, words):
    found = call("find", log, *words.split(), "--json").value["decisions"]
    assert reference in [one["reference"] for one in found]
    assert "opened_at" not in json.dumps(found)


def test_the_notes_own_frame_finds_nothing(log, reference):
    for frame in ("opened_at", "sealed_at", "why_line"):
        assert call("find", log, frame, "--json").value["decisions"] == []
