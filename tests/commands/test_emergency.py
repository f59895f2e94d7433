"""Emergency notes from the command line: sealed without the passphrase, looked at with it, taken in or turned away."""

from __future__ import annotations

import json
import os
import re
import shutil

import pytest
from commands import world
from commands.test_canary import found_under, names_it
from commands.test_documented import rows
from commands.world import call, refused, run, world_of

from sharedesk.commands import emergency
from sharedesk.desk import settings
from sharedesk.domain.quick_share import QuickNote, encode_note
from sharedesk.vault import header, inbox
from sharedesk.vault.vault import unlock

NAME = "Zephyrine Quillfeather"  # the canary's name
NOTE = {
    "sharedesk": "quick-note-input", "version": 1,
    "told": {"name": "D. Placeholder", "organisation": "Anytown Council (fictional)", "number": "01632 960123"},
    "at_risk": NAME, "shared": "He is at home alone with the man.", "why": ["danger_now"], "channel": "phone",
    "said_at": "14 March 2026 at 14:02",
}  # fmt: skip


@pytest.fixture(autouse=True)
def account(tmp_path, monkeypatch):
    """An account of its own: no settings yet, and a place for notes whose log is not there."""
    home = tmp_path / "account"
    home.mkdir()
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(home))
    return home


def quick(*words, note=NOTE, **more):
    given = note if isinstance(note, bytes) else json.dumps(note).encode()
    return call("quick", *words, "--note", "-", secret=None, given=given, **more)


def test_a_note_is_sealed_without_a_passphrase_and_its_receipt_printed(log):
    before = world_of(log)
    done = quick(log, "--json")
    assert done.code == 0, done.err
    (sealed,) = (log / "inbox").iterdir()
    after = world_of(log)
    assert {name: data for name, data in after.items() if name not in before} == {
        f"inbox/{sealed.name}": sealed.read_bytes()
    }
    assert all(after[name] == data for name, data in before.items())  # and nothing else of the log was touched
    receipt = done.value
    assert (receipt["needs"], receipt["troubles"], receipt["practice"]) == ([], [], False)
    listed = call("inbox", log, "--json").value["notes"]
    assert [(one["reference"], one["saved"], one["opens"]) for one in listed] == [(receipt["reference"], True, True)]
    assert listed[0]["note"]["told"] == NOTE["told"]
    assert listed[0]["note"]["shared"] == NOTE["shared"]


def test_the_receipt_names_the_reference_and_the_key(log):
    from sharedesk.vault.fingerprint import fingerprint

    done = quick(log)
    with unlock(log, world.PASSPHRASE) as vault:
        assert fingerprint(vault.root.inbox_public) in done.out
    (one,) = call("inbox", log, "--json").value["notes"]
    assert one["reference"] in done.out
    assert "someone with access to this computer could delete it" in done.out
    assert not names_it(done.out)  # a receipt may be left on a screen


@pytest.mark.parametrize(
    ("given", "shared"),
    [
        (b"Rang the duty team: she is on the bridge.\n", "Rang the duty team: she is on the bridge."),
        ("\ufeffSaved by an editor of Windows".encode(), "Saved by an editor of Windows"),
        ("Österreich – ’quoted’".encode("utf-16"), "Österreich – ’quoted’"),
        (b"= no formula, {no JSON}", "= no formula, {no JSON}"),
        ("e\u0301" * 3, "e\u0301" * 3),
        (b"one\0two", "one\ufffdtwo"),
    ],
)
def test_plain_text_is_kept_whole_as_what_was_shared(log, given, shared):
    done = quick(log, "--json", note=given if isinstance(given, bytes) else given.encode())
    assert done.code == 0, done.err
    assert done.value["needs"] == ["told", "why"]  # taken all the same
    (one,) = call("inbox", log, "--json").value["notes"]
    assert one["note"]["shared"] == shared


def test_what_is_lacking_is_said_and_can_be_added_afterwards(log):
    done = quick(log, note={**NOTE, "told": {}})
    assert done.code == 0
    assert "It does not say who was told. That can be added afterwards." in done.out


@pytest.mark.parametrize(
    ("given", "code", "sentence"),
    [
        (b"", 3, "There is nothing in this note"),
        (b" \n\t", 3, "There is nothing in this note"),
        (b'{"sharedesk": "quick-note-input", "version": 1, "said_at": "now"}', 3, "There is nothing in this note"),
        (b'{"sharedesk": "quick-note-input", "version": 2}', 3, "version: this file was made for a newer version"),
        (b'{"sharedesk": "quick-note-input", "version": 1, "shred": "x"}', 3, "there is no field “shred” here."),
        (b'{"sharedesk": "quick-note-input", "version": 1, "why": ["bored"]}', 3, "why[0]: this is not one of"),
        (b'{"sharedesk": "quick-note-input", "version": 1, "shared": 5}', 3, "shared: text belongs here."),
        (b'{"version": NaN}', 3, "NaN and Infinity are not JSON."),
        (b'{"shared": "cut sho', 3, "Line 1, column 12: this is not JSON."),
        (b'{"a":' * 30_000, 3, "The file is nested too deeply."),
        (b"\xff\xfe\x00", 3, "The file is not text in UTF-8"),
        (b"x" * 70_000, 3, "This text is too long to be sealed."),
    ],
)
def test_only_what_could_lose_words_is_refused(log, given, code, sentence):
    before = world_of(log)
    done = quick(log, note=given)
    refused(done, code, sentence)
    assert world_of(log) == before


def test_no_word_of_it_is_on_the_disk_nor_in_what_is_said(log, account, tmp_path):
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(NOTE))
    done = run("quick", log, "--note", file, secret=None, env=world.environment(HOME=str(account)))
    assert done.code == 0, done.err
    file.unlink()
    assert not names_it(done.out + done.err)
    assert found_under(log, account) == []
    assert call("inbox", log).out.count(NAME) == 1  # the control: it is there, sealed


def test_without_a_folder_it_is_for_the_log_used_last(log, tmp_path):
    refused(quick(), 8, "This note cannot be saved sealed: this computer knows no log")
    with unlock(log, world.PASSPHRASE) as vault:
        settings.save(settings.Settings().having_used(log, "Log one", vault.root.inbox_public))
    done = quick("--json")
    assert (done.code, done.value["log"]) == (0, "Log one")
    assert len(list((log / "inbox").iterdir())) == 1


def test_a_folder_that_is_no_log_is_not_guessed_at(log, tmp_path):
    """A mistyped folder must not seal the note for another log unseen."""
    with unlock(log, world.PASSPHRASE) as vault:
        settings.save(settings.Settings().having_used(log, "Log one", vault.root.inbox_public))
    refused(quick(tmp_path / "lgo"), 8, "This note cannot be saved sealed")
    assert not list((log / "inbox").iterdir())


def test_a_log_that_is_not_there_gets_its_note_on_this_computer(log, account, tmp_path):
    with unlock(log, world.PASSPHRASE) as vault:
        settings.save(settings.Settings().having_used(log, "Log one", vault.root.inbox_public))
    shutil.move(log, tmp_path / "away")
    done = quick(log, "--json")
    assert done.code == 0, done.err
    assert len(done.value["troubles"]) >= 1
    shutil.move(tmp_path / "away", log)
    (one,) = call("inbox", log, "--json").value["notes"]
    assert one["reference"] == done.value["reference"]


def test_a_swapped_key_is_said_and_the_note_sealed_for_the_one_known(log):
    with unlock(log, world.PASSPHRASE) as vault:
        settings.save(settings.Settings().having_used(log, "Log one", vault.root.inbox_public))
        other = header.Root(bytes(32)).inbox_public
        damaged = (log / header.NAME).read_bytes().replace(vault.root.inbox_public.encode(), other.encode())
    for name in (header.NAME, header.COPY):
        (log / name).write_bytes(damaged)
    done = quick(log, "--json")
    assert done.code == 0, done.err
    assert len(done.value["troubles"]) >= 1


def test_the_form_without_a_display_says_what_to_do(log, monkeypatch):
    done = run("quick", log, secret=None, env=world.environment(QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY=""))
    refused(done, 10, "The emergency form is a window")
    assert "--note FILE" in done.err
    assert "999" in done.err
    refused(call("quick", log, "--json", secret=None), 10, '{"error":"NoForm"')


def test_a_full_inbox_refuses_and_deletes_nothing(log, monkeypatch):
    monkeypatch.setattr(inbox, "MOST_NOTES", 2)
    assert [quick(log).code for _ in range(2)] == [0, 0]
    before = world_of(log)
    refused(quick(log), 8, "There is no room for another sealed note")
    assert world_of(log) == before


# ---- afterwards -----------------------------------------------------------------------------------------------------


def test_a_note_is_taken_in_by_the_beginning_of_its_name_or_by_its_reference(log):
    references = [quick(log, "--json").value["reference"] for _ in range(2)]
    first, second = call("inbox", log, "--json").value["notes"]
    done = call("adopt", log, first["name"], "--json")
    assert done.code == 0, done.err
    assert done.value["reference"] == first["reference"]
    assert done.value["note"] == first["sha256"]
    assert not done.value["reference_changed"]
    assert {missing["code"] for missing in done.value["missing"]} >= {"reasons", "emergency", "if_not_shared"}
    assert set(done.value["owed"]) == {"shared_at", "due", "overdue", "missing", "remind_on"}
    done = call("adopt", log, second["reference"].lower().replace("-", ""))
    assert done.out.startswith(f"Taken into the log as it is: {second['reference']}.")
    assert "reasons to add, " in done.out
    assert "No emergency note waits" in call("inbox", log).out
    listed = call("list", log, "--json").value["decisions"]
    assert {one["reference"] for one in listed if one["owed"]} == set(references)


def test_list_and_show_mark_what_is_to_be_finished(log, shared):
    reference = quick(log, "--json").value["reference"]
    call("adopt", log, reference)
    lines = call("list", log).out.splitlines()
    assert [line for line in lines if "an emergency share to finish" in line] == [
        line for line in lines if line.startswith(reference)
    ]
    shown = call("show", log, reference).out
    assert shown.splitlines()[0].startswith(f"{reference}: reasons to add, ")
    assert call("show", log, reference, "--json").value["owed"]["shared_at"].startswith("2026-03-14T14:02:00")
    assert call("show", log, shared, "--json").value["owed"] is None
    assert "reasons to add" not in call("show", log, shared).out


def test_the_list_counts_what_waits_to_be_checked(log):
    assert call("list", log).err == ""
    quick(log)
    assert call("list", log).err == "1 emergency note to check: “sharedesk inbox”.\n"


def test_turning_away_keeps_the_words_and_the_reason(log, entries_in):
    quick(log)
    quick(log)
    names = [one["name"] for one in call("inbox", log, "--json").value["notes"]]
    before = entries_in(log)
    refused(call("reject", log, *names, "--reason", " "), 3, "Say why")
    refused(call("reject", log, names[0], "0" * 12, "--reason", "x"), 5, "No note of that name waits")
    assert entries_in(log) == before  # all or none
    done = call("reject", log, *names, names[0], "--reason", "-", given="Nobody here wrote these – sure.".encode())
    assert done.out == "Turned away: 2 notes. The log keeps the reason and their words.\n"
    assert entries_in(log) == before + 2
    assert not list((log / "inbox").iterdir())
    exported = call("export", log, "--to", "-").out
    assert exported.count("Nobody here wrote these") == 2
    assert exported.count(NAME) >= 2


def test_what_was_turned_away_can_be_read_again(log):
    assert call("inbox", log, "--turned-away").out == "No emergency note was turned away.\n"
    reference = quick(log, "--json").value["reference"]
    call("reject", log, reference, "--reason", "A try, nothing more.")
    text = call("inbox", log, "--turned-away").out
    for words in ("Turned away: ", "Because: A try, nothing more.", NAME, "Form opened: "):
        assert words in text
    (gone,) = call("inbox", log, "--turned-away", "--json").value["turned_away"]
    assert set(gone) == {"at", "sha256", "because", "reference", "words", "note"}
    assert (gone["reference"], gone["because"], gone["words"]) == (reference, "A try, nothing more.", "")
    assert NAME in json.dumps(gone["note"])
    assert reference not in call("inbox", log).out


def test_json_is_as_the_documentation_says(log):
    said = {name: row[1].strip().strip("`") for name, row in rows().items()}
    note = re.search(r"notes: \[\{([^}]+)\}\]", said["inbox"])
    done = quick(log, "--json")
    assert set(done.value) == set(said["quick"].split(", "))
    listed = call("inbox", log, "--json").value
    assert set(listed) == {"practice", "notes"}
    assert set(listed["notes"][0]) == set(note[1].split(", "))
    assert set(call("adopt", log, done.value["reference"], "--json").value) == set(said["adopt"].split(", "))
    quick(log)
    (one,) = call("inbox", log, "--json").value["notes"]
    assert call("reject", log, one["name"], "--reason", "x", "--json").value == {said["reject"]: [one["sha256"]]}


def test_names_that_fit_none_or_several(log, monkeypatch):
    quick(log)
    with unlock(log, world.PASSPHRASE) as vault:
        target = inbox.Target(vault.folder / "inbox", vault.root.inbox_public)
        (there,) = inbox.notes(vault.folder, vault.root)
        inbox.seal(target, inbox.new_name(), there.words)  # the same note sealed again
    reference = call("inbox", log, "--json").value["notes"][0]["reference"]
    refused(call("adopt", log, reference), 2, "Several notes that wait are called so.")
    refused(call("adopt", log, "ffff00001111"), 5, "No note of that name waits to be checked.")
    refused(call("adopt", log, "abc"), 2, "That is not a reference")
    refused(call("adopt", log, f"{reference[:-1]}{'0' if reference[-1] != '0' else '1'}"), 2, "That is not a reference")
    monkeypatch.setattr(emergency, "_SHORT", 1)
    names = [one["name"] for one in call("inbox", log, "--json").value["notes"]]
    assert len(set(names)) == 2


def test_what_is_no_note_is_listed_and_can_only_be_turned_away(log):
    (log / "inbox" / "aa.sealed").write_bytes(os.urandom(300))
    with unlock(log, world.PASSPHRASE) as vault:
        target = inbox.Target(vault.folder / "inbox", vault.root.inbox_public)
        inbox.seal(target, inbox.new_name(), b"Not a note \x1b[31m at all")
    listed = call("inbox", log, "--json").value["notes"]
    assert sorted((one["opens"], one["reference"]) for one in listed) == [(False, None), (True, None)]
    text = call("inbox", log).out
    assert "\x1b" not in text
    for one in listed:
        refused(call("adopt", log, one["name"]), 3, "This file holds no emergency note that can be read")
    assert call("reject", log, *[one["name"] for one in listed], "--reason", "Not ours.").code == 0
    assert "No emergency note waits" in call("inbox", log).out


def test_a_reference_that_is_taken_is_said_to_be_another(log, made_log):
    with unlock(log, world.PASSPHRASE) as vault:
        target = inbox.Target(vault.folder / "inbox", vault.root.inbox_public)
        taken = vault.store.entity_of(vault.store.row_of(vault.author))  # the author's own id
        inbox.seal(target, inbox.new_name(), encode_note(QuickNote(decision=taken, shared="x")))
    (one,) = call("inbox", log, "--json").value["notes"]
    assert one["reference_taken"]
    done = call("adopt", log, one["name"], "--json")
    assert done.value["reference_changed"]
    assert done.value["reference"] != one["reference"]


def test_control_characters_in_a_note_never_reach_the_terminal(log):
    quick(log, note={**NOTE, "shared": "\x1b]0;owned\x07 \u202e backwards"})
    text = call("inbox", log).out
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text


def test_the_passphrase_is_needed_for_all_but_quick(log):
    quick(log)
    for words in (["inbox", log], ["adopt", log, "abcd"], ["reject", log, "abcd", "--reason", "x"]):
        refused(call(*words, secret="not it"), 4, "That passphrase does not open this log.")
