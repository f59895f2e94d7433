"""Signs that nobody sees are said wherever a command prints words; JSON says them by their escapes, exactly."""

from __future__ import annotations

import json

import pytest
from commands.world import a_decision, call

from sharedesk.domain.visible import hides_something

NAME = "Ro\u200bbin \u202eelpmaxE"
PERSON = {"key": "z", "who": {"name": NAME}, "roles": ["child"]}


@pytest.fixture
def reference(log):
    item = {"key": "i", "text": f"Seen by {NAME}, who said so", "about": ["z"]}
    record = a_decision(people=[PERSON], reasons=f"{NAME} said so.", items=[item])
    return call("record", log, "-", "--json", given=record).value["recorded"][0]["reference"]


@pytest.mark.parametrize("verb", ["show", "find", "identities"])
def test_words_say_them(log, reference, verb):
    given = f"Seen by {NAME}.".encode() if verb == "identities" else b""
    done = call(verb, log, "said" if verb == "find" else reference, given=given)
    assert done.code == 0, done.err
    assert "Ro[U+200B]bin" in done.out
    assert not hides_something(done.out)


def test_json_holds_them_exactly_and_shows_none(log, reference):
    done = call("show", log, reference, "--json")
    assert not hides_something(done.out)
    assert "\\u202e" in done.out
    assert json.loads(done.out)["decision"]["people"][0]["who"]["name"] == NAME


def test_an_export_is_as_it_was(log, reference, tmp_path):
    assert call("export", log, "--to", tmp_path / "all").code == 0
    assert NAME in (tmp_path / "all").read_text("utf-8")
