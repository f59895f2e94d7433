"""`identities`: what is found in a text from anywhere, for one decision."""

from __future__ import annotations

import json

from commands.world import a_decision, call, refused, world_of

PEOPLE = [
    {"key": "c", "roles": ["child"], "could_be_harmed": "yes",
     "who": {"name": "Rose Quillfeather", "kind": "child", "date_of_birth": "4 March 2011",
             "contacts": [{"kind": "phone", "text": "01632 960123"}]}},
    {"key": "m", "roles": ["parent"], "who": {"name": "May Quillfeather", "kind": "adult"}},
]  # fmt: skip
TEXT = "Rose rang +44 1632 960123. Oleksandr saw Quillfeather in May 2026, and Rose, born 4/3/11."


def recorded(log):
    done = call("record", log, "-", "--json", given=a_decision(people=PEOPLE))
    return done.value["recorded"][0]["reference"]


def test_what_is_found_with_where_whose_and_how_surely(log):
    reference = recorded(log)
    shown = call("show", log, reference, "--json").value["decision"]["people"]
    child, mother = (one["key"] for one in shown)
    before = world_of(log)
    done = call("identities", log, reference, "--json", given=TEXT.encode())
    assert done.code == 0
    assert done.value["reference"] == reference
    found = [(TEXT[m["start"] : m["end"]], m["kind"], m["whose"], m["certainty"]) for m in done.value["marks"]]
    assert found == [
        ("Rose", "name", [child], "possible"),
        ("+44 1632 960123", "phone", [child], "certain"),
        ("Oleksandr", "unknown_word", [], "possible"),
        ("Quillfeather", "name", sorted([child, mother]), "certain"),
        ("Rose", "name", [child], "certain"),
        ("4/3/11", "date_of_birth", [child], "certain"),
    ]
    assert "cannot find a name that it was not given" in done.value["cannot"]
    assert world_of(log) == before


def test_for_people_it_says_role_labels_and_what_it_cannot_do(log):
    done = call("identities", log, recorded(log), given=TEXT.encode())
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0].split() == ["0-4", "possible", "Rose:", "name,", "Child", "A,", "their", "first", "name:", "also",
                                "an", "ordinary", "word,", "at", "the", "start", "of", "a", "sentence"]  # fmt: skip
    assert lines[-1].startswith("6 places found. ShareDesk cannot find a name that it was not given.")


def test_control_characters_of_a_text_do_not_reach_the_terminal(log):
    done = call("identities", log, recorded(log), given="mail \x1b[2Jx@example.org and Ro\u202ese".encode())
    assert "\x1b" not in done.out
    assert "\u202e" not in done.out


def test_no_text_is_no_error_and_what_is_no_text_is(log):
    reference = recorded(log)
    assert json.loads(call("identities", log, reference, "--json").out)["marks"] == []
    refused(
        call("identities", log, reference, given=b"\xff\xfe\x00"), 3, "The text cannot be looked through: it is not"
    )
