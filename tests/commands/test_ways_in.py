"""`passphrase`, `sheet`, `escrow`, `rotate`, and `recover` by an organisation's key."""

from __future__ import annotations

import os
from pathlib import Path

import pyrage
import pytest
from commands import world
from commands.world import call, piped, refused, world_of

from sharedesk.vault import errors
from sharedesk.vault.vault import unlock

NEW = "a passphrase that was never used before"
TEAM = "Records team, Example School"


@pytest.fixture
def identity():
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def key_file(identity, tmp_path):
    path = tmp_path / "key.txt"
    path.write_text(f"# public key: {identity.to_public()}\n{identity}\n", encoding="ascii")
    return path


def with_new(command, folder, *more, present=world.PASSPHRASE, new=NEW):
    """A command that is given the present passphrase and a new one."""
    descriptor = piped(new)
    try:
        return call(command, folder, "--new-passphrase-fd", descriptor, *more, secret=present)
    finally:
        os.close(descriptor)


def test_a_new_passphrase_opens_the_log_and_its_backups(log, tmp_path):
    assert call("back-up", log).code == 0
    done = with_new("passphrase", log, "--json")
    assert done.code == 0, done.err
    assert list(done.value) == ["folder", "relocked", "older_backups", "kept_aside", "also"]
    assert (done.value["relocked"], done.value["older_backups"]) == (1, [])
    refused(call("list", log), 4, "That passphrase does not open this log.")
    assert call("check", log, secret=NEW).code == 0
    (backup,) = (log / "backups").glob("*.sharedesk-backup")
    refused(call("restore", tmp_path / "new", backup, "--yes"), 4, "That passphrase does not open this log.")
    assert call("restore", tmp_path / "new", backup, "--yes", secret=NEW).code == 0


def test_one_descriptor_gives_both_passphrases(log):
    descriptor = piped(world.PASSPHRASE, NEW)
    done = call("passphrase", log, "--passphrase-fd", descriptor, "--new-passphrase-fd", descriptor, secret=None)
    os.close(descriptor)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("The passphrase is changed.\nAny copy of the log that was made elsewhere")
    assert call("list", log, secret=NEW).code == 0


def test_without_a_terminal_it_is_said_where_the_new_passphrase_comes_from(log):
    done = call("passphrase", log)
    refused(done, 2, "There is no terminal to ask for the new passphrase on.")
    assert "--new-passphrase-fd" in done.err


def test_a_wrong_present_passphrase_changes_nothing(log):
    before = world_of(log)
    refused(with_new("passphrase", log, present="not it"), 4, "That passphrase does not open this log.")
    refused(with_new("rotate", log, "--yes", present="not it"), 4, "That passphrase does not open this log.")
    assert world_of(log) == before


def test_a_new_sheet_recovers_and_the_old_one_does_not(log, sheet, tmp_path):
    done = call("sheet", log, "--to", tmp_path / "new sheet.txt")
    assert done.code == 0
    assert "Destroy the old sheet." in done.out
    without_block = sheet.read_text(encoding="utf-8").partition("Key block")[0]
    refused(
        call("recover", log, "--sheet", "-", given=without_block.encode(), secret=NEW), 4, "That recovery code does"
    )
    assert call("recover", log, "--sheet", tmp_path / "new sheet.txt", secret=NEW).code == 0
    assert call("list", log, secret=NEW).code == 0


def test_a_sheet_is_not_written_into_the_logs_own_folder(log):
    before = world_of(log)
    refused(call("sheet", log, "--to", log / "sheet.txt"), 3, "That is the log's own folder.")
    assert world_of(log) == before


def test_an_organisation_is_let_in_shown_and_taken_out(log, identity):
    key = str(identity.to_public())
    refused(call("escrow", log, "--key", key, "--who", TEAM), 10, "Whoever holds this key could read everything")
    added = call("escrow", log, "--key", key, "--who", TEAM, "--yes")
    assert added.code == 0
    assert "Its four words:" in added.err, "who could read is said first"
    shown = call("escrow", log, "--json").value
    assert list(shown) == ["passphrase_since", "sheet_since", "key_since", "holders", "older_backups", "kept_aside"]
    (holder,) = shown["holders"]
    assert (holder["who"], holder["key"], len(holder["words"].split())) == (TEAM, key, 4)
    assert TEAM in call("escrow", log).out
    refused(call("escrow", log, "--key", key, "--who", TEAM, "--yes"), 10, "Whoever holds this key")
    assert call("escrow", log, "--remove", holder["words"]).code == 0
    assert call("escrow", log, "--json").value["holders"] == []
    refused(call("escrow", log, "--remove", holder["words"]), 5, "No such key opens this log.")


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (["--key", "age1nothing", "--who", TEAM], 3, "That is not an organisation's public key."),
        (["--key", str(pyrage.x25519.Identity.generate()), "--who", TEAM], 3, "That is the secret half of a key"),
        (["--key", str(pyrage.x25519.Identity.generate().to_public())], 3, "Say who holds that key"),
        (["--pack", "nowhere.toml"], 5, "The file nowhere.toml is not there"),
    ],
)
def test_what_is_no_holder_is_refused_before_the_log_is_opened(one_log, options, code, sentence):
    done = call("escrow", one_log, *options, "--yes", secret="not even the passphrase")
    refused(done, code, sentence)
    assert "AGE-SECRET" not in done.err


def test_the_organisations_pack_names_its_key(log, tmp_path):
    pack = (world.PRACTICE / "organisation.toml").read_text(encoding="utf-8").replace("practice = true", "")
    ours = tmp_path / "ours.toml"
    ours.write_text(pack, encoding="utf-8")
    done = call("escrow", log, "--pack", ours, "--yes")
    assert done.code == 0, done.err
    assert "Made-up records team" in done.err
    assert "Made-up intranet" in done.err
    ours.write_text(pack.partition("[escrow]")[0], encoding="utf-8")
    refused(call("escrow", log, "--pack", ours, "--yes"), 5, "That organisation's pack names no key")


def test_the_organisation_gets_back_in(log, identity, key_file, made_log):
    refused(
        call("recover", log, "--organisation-key", key_file, secret=NEW), 4, "That organisation's key does not open"
    )
    assert call("escrow", log, "--key", identity.to_public(), "--who", TEAM, "--yes").code == 0
    done = call("recover", log, "--organisation-key", key_file, "--json", secret=NEW)
    assert done.code == 0, done.err
    assert list(done.value) == ["folder", "log", "entries", "relocked", "older_backups", "also"]
    assert done.value["entries"] == made_log.entries + 2
    assert call("check", log, secret=NEW).code == 0
    refused(
        call("recover", log, "--organisation-key", log / "sharedesk.header", secret=NEW), 3, "That file holds no key"
    )


def test_rotate_says_first_what_will_be_and_does_it(log, shared, sheet, tmp_path):
    assert call("back-up", log).code == 0
    before = world_of(log)
    asked = call("rotate", log, "--to", tmp_path / "sheet two.txt")
    assert (asked.code, asked.out) == (10, "")
    assert "Everything in the log’s folder is sealed anew" in asked.err
    assert (world_of(log), (tmp_path / "sheet two.txt").exists()) == (before, False)
    done = with_new("rotate", log, "--to", tmp_path / "sheet two.txt", "--yes", "--json")
    assert done.code == 0, done.err
    assert list(done.value) == ["folder", "relocked", "older_backups", "kept_aside", "also"]
    refused(call("list", log), 4, "That passphrase does not open this log.")
    assert shared in call("list", log, secret=NEW).out
    assert call("check", log, secret=NEW).code == 0
    refused(call("recover", log, "--sheet", sheet, secret="x"), 4, "That recovery code does not open this log.")
    assert call("recover", log, "--sheet", tmp_path / "sheet two.txt", secret="x y z").code == 0
    assert len(list((log / "backups").glob("*.sharedesk-backup"))) == 1


def test_rotate_without_a_new_passphrase_keeps_the_present_one(log):
    done = call("rotate", log, "--yes")
    assert done.code == 0
    assert "Without --to there will be no recovery sheet." in done.err
    assert "There is no recovery sheet" in call("check", log).out


def test_a_change_of_the_key_that_the_disk_cut_off_is_said_and_finished(log, monkeypatch):
    def fails(*_):
        raise errors.StorageFailed

    with monkeypatch.context() as fault:
        fault.setattr("sharedesk.vault.sealed.reseal_drafts", fails)
        refused_at = call("rotate", log, "--yes")
    assert refused_at.code == 8
    assert "The disk failed while the log's key was being changed" in refused_at.err
    assert call("check", log).code == 0
    with unlock(Path(log), world.PASSPHRASE) as vault:
        assert vault.header.body.pending is None
