"""Files for input: what breaks the schema names its field and records nothing; any text that fits is kept exactly."""

from __future__ import annotations

import json
import re

import pytest
from commands import world
from commands.world import a_correction, a_decision, call, refused

from sharedesk.vault.keys import FLOOR
from sharedesk.vault.vault import create

BAD_FILES = {
    "empty": (b"", "The file is empty."),
    "blank": (b" \n", "The file is empty."),
    "not JSON": (b"{", "Line 1, column 2: this is not JSON."),
    "text": (b"Robin was hurt", "Line 1, column 1: this is not JSON."),
    "UTF-16": ('{"sharedesk": 1}'.encode("utf-16"), "The file begins with a byte order mark"),
    "UTF-16, no mark": ('{"sharedesk": 1}'.encode("utf-16-le"), "Line 1, column 2: this is not JSON."),
    "byte order mark": (b"\xef\xbb\xbf" + a_decision(), "The file begins with a byte order mark"),
    "Latin-1": (a_decision().replace(b"practice", b"caf\xe9"), "The file is not UTF-8 text (at byte"),
    "a list": (b"[]", "The file does not hold one object."),
    "a name twice": (b'{"version": 1, "version": 1}', "A field is given twice in the same place"),
    "NaN": (b'{"version": NaN}', "NaN and Infinity are not JSON."),
    "a number without end": (b'{"version": ' + b"9" * 5000 + b"}", "The file holds a number that is far too long."),
    "too deep": (b'{"decisions": ' + b"[" * 50 + b"]" * 50 + b"}", "decisions"),
    "far too deep": (b"[" * 200_000 + b"]" * 200_000, "The file is nested too deeply."),
    "an odd name": (b'{"Robin Madeupson": 1}', "A field has a name that the schema does not know"),
    "half a character as a name": (b'{"\\ud800": 1}', "A field has a name that the schema does not know"),
    "wrong kind of file": (a_correction(because="x"), ""),
    "no decisions": (b'{"sharedesk": "decision-input", "version": 1, "decisions": []}', "decisions: there is none."),
    "newer": (
        b'{"sharedesk": "decision-input", "version": 2, "decisions": []}',
        "version: this file was made for a newer",
    ),
    "true for a number": (b'{"sharedesk": "decision-input", "version": true, "decisions": [{}]}', "version: "),
    "a missing field": (a_decision(items=[{"text": "Robin"}]), "decisions[0].items[0]: the field “key” is missing."),
    "an unknown field": (a_decision(colour="red"), "decisions[0]: there is no field “colour” here."),
    "a wrong type": (a_decision(reasons=7), "decisions[0].reasons: text belongs here."),
    "a list for text": (a_decision(reasons=["Robin"]), "decisions[0].reasons: text belongs here."),
    "text for a list": (a_decision(items="Robin"), "decisions[0].items: a list belongs here."),
    "null": (a_decision(reasons=None), "decisions[0].reasons: text belongs here."),
    "a wrong word": (
        a_decision(items=[{"key": "a", "text": "b", "nature": "Robin"}]),
        "decisions[0].items[0].nature: this is not one of the words",
    ),
    "the same key twice": (
        a_decision(items=[{"key": "a", "text": "b"}, {"key": "a", "text": "c"}]),
        "items: two of them have the same key.",
    ),
    "a link to nobody": (
        a_decision(items=[{"key": "a", "text": "b", "about": ["robin"]}]),
        "items[0].about: it names an element of “people”",
    ),
    "no such day": (
        a_decision(event_at="31 February 2026"),
        "decisions[0].event_at: That date is not in the calendar.",
    ),
    "no such hour": (a_decision(event_at="29 March 2026 at 01:30"), "decisions[0].event_at: The clocks went forward"),
    "ends before it begins": (
        a_decision(event_at={"said": "x", "earliest": "2026-03-02T00:00:00Z", "latest": "2026-03-01T00:00:00Z"}),
        "decisions[0].event_at: the earliest time is after the latest.",
    ),
    "no such zone": (
        a_decision(event_at={"said": "x", "zone": "Mars/Olympus"}),
        "decisions[0].event_at: there is no time zone",
    ),
    "a zone that climbs": (
        a_decision(event_at={"said": "x", "zone": "../../etc/passwd"}),
        "decisions[0].event_at: there is no time zone",
    ),
    "no offset": (a_decision(event_at={"said": "x", "earliest": "2026-03-02T00:00:00"}), "decisions[0].event_at"),
    "a megabyte": (
        a_decision(reasons="x" * 1_000_000),
        "decisions[0].reasons: this text is longer than 200,000 characters.",
    ),
    "U+0000": (a_decision(reasons="a\0b"), "decisions[0].reasons: the text holds a character that cannot be kept"),
    "half a character": (a_decision(reasons="\ud83d"), "decisions[0].reasons: the text holds a character"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_breaks_the_schema_names_the_field_and_records_nothing(one_log, name, entries_in, made_log):
    data, sentence = BAD_FILES[name]
    done = call("record", one_log, "-", given=data)
    refused(done, 3, sentence)
    assert "Robin" not in done.err
    assert entries_in(one_log) == made_log.entries


def test_one_bad_decision_among_good_ones_records_none(one_log, entries_in, made_log):
    data = json.loads(world.DECISIONS.read_bytes())
    data["decisions"][1]["sharing"] = [{"key": "s", "item": "i", "recipient": "nobody", "what": "share"}]
    done = call("record", one_log, "-", given=json.dumps(data).encode())
    refused(done, 3, "sharing[0].recipient: it names an element of “recipients” that is not there.")
    assert entries_in(one_log) == made_log.entries


BAD_CORRECTIONS = {
    "no reason": (a_correction(because=" ", changes={"purpose": "x"}), "because: say why it is corrected."),
    "nothing": (a_correction(because="b"), "That correction changes nothing."),
    "withdraws what is not there": (
        a_correction(because="b", withdraw=["items/0"]),
        "withdraw: there is nothing of that name",
    ),
    "a link to nobody": (
        a_correction(because="b", changes={"telling": [{"key": "t", "person": "x"}]}),
        "telling[0].person",
    ),
}


@pytest.mark.parametrize("name", BAD_CORRECTIONS)
def test_a_correction_that_cannot_be_made(one_log, shared, name, entries_in, made_log):
    data, sentence = BAD_CORRECTIONS[name]
    refused(call("correct", one_log, shared, "-", given=data), 3, sentence)
    assert entries_in(one_log) == made_log.entries


NASTY = {
    "markup": '<b>bold <a href="x"> & <img src=/etc/passwd> <!-- gone? --> ]]> </para>',
    "control": "a\x01b\x08c\x1b[31mred\x7f\x85d",
    "emoji": "👩‍👧 😀 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "right to left": "שלום \u202eabc\u202c مرحبا",
    "spaces": "  two  spaces\t a tab \n\n a line\r\nend\u00a0\u2003. ",
    "long word": "x" * 20_000,
    "combining": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L",
    "csv": '=cmd|"/c calc"!A1',
    "nearly too long": "ab " * 66_000,
}


@pytest.fixture(scope="module")
def nasty_log(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nasty") / "log"
    create(folder, world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0].lock()
    return folder


@pytest.mark.parametrize("name", NASTY)
def test_any_text_is_kept_exactly_and_printed(nasty_log, name, tmp_path):
    text = NASTY[name]
    done = call("record", nasty_log, "-", "--json", given=a_decision(reasons=text))
    assert done.code == 0, done.err
    reference = done.value["recorded"][0]["reference"]
    assert call("show", nasty_log, reference, "--json").value["decision"]["reasons"] == text
    shown = call("show", nasty_log, reference)
    assert shown.code == 0
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown.out)
    assert call("print", nasty_log, reference, "--to", tmp_path / "a.pdf").code == 0


def test_control_characters_in_what_is_found_never_reach_the_terminal(nasty_log):
    assert call("record", nasty_log, "-", given=a_decision(reasons="giraffe \x1b]0;title\x07 \u202eabc")).code == 0
    done = call("find", nasty_log, "giraffe")
    assert "[giraffe]" in done.out
    assert not set(done.out) & set("\x1b\x07\u202e")
