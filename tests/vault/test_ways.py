"""Changing what opens a log: then no file in its folder opens with what was taken away, and nothing is half done."""

from __future__ import annotations

import errno
import os
import shutil

import pyrage
import pytest
from vault import old_ways, world

from sharedesk.vault import backup, backup_file, beside, errors, escrow, header, keys, recover, recovery, restore, ways
from sharedesk.vault import vault as vaults
from sharedesk.vault.keys import FLOOR

NEW = "a passphrase that was never used before"
TEAM = "Information governance team, Anytown Council"


@pytest.fixture(autouse=True)
def quick(monkeypatch, made):
    monkeypatch.setattr(keys, "stretch", old_ways.quick_stretch(made.folder))


@pytest.fixture
def identity():
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def backed_up(vault, made_backup):
    """Two backups in the log's own folder, one of them named by hand."""
    first = backup.proposed_name(vault)
    second = first.with_name("by hand.sharedesk-backup")
    shutil.copy2(made_backup, first)
    shutil.copy2(made_backup, second)
    os.utime(second, (1_700_000_000, 1_700_000_000))
    return first, second


def told(vault):
    return [about.what for about, _ in ways.changes(vault)]


def test_after_a_new_passphrase_no_file_opens_with_the_old_one(vault, backed_up):
    before = vault.store.count()
    ways.change_passphrase(vault, world.PASSPHRASE, NEW, cost=FLOOR)
    assert len(old_ways.opened_by_passphrase(vault.folder, world.PASSPHRASE)) == 2, "the control: the backups"
    assert set(ways.older_backups(vault)) == set(backed_up)
    done = ways.lock_backups_anew(vault)
    assert (done.done, done.older, ways.older_backups(vault)) == (2, (), ())
    assert old_ways.opened_by_passphrase(vault.folder, world.PASSPHRASE) == []
    assert len(old_ways.opened_by_passphrase(vault.folder, NEW)) == 4
    assert backed_up[1].stat().st_mtime == 1_700_000_000
    assert vault.store.count() == before + 1
    assert told(vault) == ["passphrase"]
    assert world.faults(vault) == ()
    vault.lock()
    with pytest.raises(errors.WrongPassphrase):
        vaults.unlock(vault.folder, world.PASSPHRASE)
    vaults.unlock(vault.folder, NEW).lock()


def test_a_backup_that_was_locked_anew_restores_with_the_new_passphrase(vault, backed_up, tmp_path):
    manifest = backup_file.read_manifest(backed_up[0])
    ways.change_passphrase(vault, world.PASSPHRASE, NEW, cost=FLOOR)
    ways.lock_backups_anew(vault)
    after = backup_file.read_manifest(backed_up[0])
    assert (after.made_at, after.head, after.entries) == (manifest.made_at, manifest.head, manifest.entries)
    assert [m for m in after.members if m.name != header.NAME] == [m for m in manifest.members if m.name != header.NAME]
    done = restore.restore(backed_up[0], tmp_path / "new" / "log", lambda head: head.unlock(NEW), lambda plan: True)
    with done.vault as restored:
        assert world.faults(restored) == ()


def test_who_does_not_know_the_passphrase_does_not_change_it(vault):
    before = world.snapshot(vault.folder)
    with pytest.raises(errors.WrongPassphrase):
        ways.change_passphrase(vault, "not it", NEW, cost=FLOOR)
    assert world.snapshot(vault.folder) == before


def test_a_new_sheet_takes_the_place_of_the_old_one(vault, sheet_of, backed_up):
    ways.change_sheet(vault, sheet_of)
    ways.lock_backups_anew(vault)
    assert len(old_ways.opened_by_code(vault.folder, sheet_of.code)) == 4, "the control"
    new = recovery.new_sheet(vault.root, vault.log)
    assert len(old_ways.opened_by_code(vault.folder, sheet_of.code)) == 4, "drawn is not yet good"
    ways.change_sheet(vault, new)
    ways.lock_backups_anew(vault)
    assert old_ways.opened_by_code(vault.folder, sheet_of.code) == []
    assert len(old_ways.opened_by_code(vault.folder, new.code)) == 4
    assert told(vault) == ["recovery_sheet", "recovery_sheet"]
    vault.lock()
    recover.recover(vault.folder, new.code, NEW, cost=FLOOR).lock()


def test_an_organisations_key_opens_the_log_from_when_it_is_added_until_it_is_taken_out(vault, identity, backed_up):
    recipient = str(identity.to_public())
    assert old_ways.opened_by_identity(vault.folder, identity) == []
    ways.add_holder(vault, recipient, TEAM)
    ways.lock_backups_anew(vault)
    assert len(old_ways.opened_by_identity(vault.folder, identity)) == 4
    with pytest.raises(ways.HolderThere):
        ways.add_holder(vault, recipient, TEAM)
    ways.remove_holder(vault, recipient)
    ways.lock_backups_anew(vault)
    assert old_ways.opened_by_identity(vault.folder, identity) == []
    with pytest.raises(ways.NoSuchHolder):
        ways.remove_holder(vault, recipient)
    assert told(vault) == ["escrow_added", "escrow_removed"]
    (about, _), _ = ways.changes(vault)
    assert (about.who, about.recipient) == (TEAM, recipient)
    assert TEAM.encode() not in b"".join(data for _, data in old_ways.pieces(vault.folder)), "only the log names them"


def test_the_organisation_gets_back_in_and_the_log_notes_it(vault, identity, sheet_of):
    ways.change_sheet(vault, sheet_of)
    ways.add_holder(vault, str(identity.to_public()), TEAM)
    vault.lock()
    key = f"# created: 2026-01-31\n# public key: {identity.to_public()}\n{identity}\n".encode()
    with recover.recover_with_key(vault.folder, key, NEW, cost=FLOOR) as back:
        last = back.store.entry(back.store.count())
        assert world.contents(last)["@recovered"] == {"header": "kept", "by": "organisation"}
        assert [slot.kind for slot in back.header.body.slots] == ["passphrase", "recovery", "escrow"]
        assert world.faults(back) == ()
    assert old_ways.opened_by_passphrase(vault.folder, world.PASSPHRASE) == []
    recover.recover(vault.folder, sheet_of.code, NEW, cost=FLOOR).lock()  # the sheet is as good as before
    with recover.recover_with_key(vault.folder, key, NEW, cost=FLOOR) as back:  # and so is the key
        assert world.faults(back) == ()


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (b"", escrow.NotAKeyFile),
        (b"age1 and more\n", escrow.NotAKeyFile),
        (b"age-encryption.org/v1\n-> scrypt x 18\n", escrow.NotAKeyFile),
        (b"\xff\xfe\x00" * 9, escrow.NotAKeyFile),
        (b"#\n" * 20_000, escrow.NotAKeyFile),
        pytest.param(str(pyrage.x25519.Identity.generate()).encode(), escrow.WrongKeyFile, id="another key"),
    ],
)
def test_a_file_that_is_not_the_organisations_key_changes_nothing(vault, identity, file, error):
    ways.add_holder(vault, str(identity.to_public()), TEAM)
    vault.lock()
    before = world.snapshot(vault.folder)
    with pytest.raises(error):
        recover.recover_with_key(vault.folder, file, NEW, cost=FLOOR)
    assert world.snapshot(vault.folder) == before


def test_an_organisations_key_needs_the_header(vault, identity):
    ways.add_holder(vault, str(identity.to_public()), TEAM)
    vault.lock()
    for name in (header.NAME, header.COPY):
        (vault.folder / name).unlink()
    with pytest.raises(errors.HeaderMissing):
        recover.recover_with_key(vault.folder, str(identity).encode(), NEW, cost=FLOOR)


def test_a_sheet_does_not_bring_back_keys_that_a_forged_header_names(vault, identity, sheet_of):
    """A header made by somebody else may name any recipient: what its own MAC does not vouch for is dropped."""
    ways.change_sheet(vault, sheet_of)
    slot = escrow.slot_for(str(identity.to_public()), header.Root(bytes(32)), vault.log, 1)
    forged = header.msgspec.structs.replace(vault.header.body, slots=(*vault.header.body.slots, slot))
    folder = vault.folder
    vault.lock()
    for name in (header.NAME, header.COPY):
        (folder / name).write_bytes(header.encode(forged, header.Root(bytes(32))))
    with recover.recover(folder, sheet_of.code, NEW, cost=FLOOR) as back:
        assert [one.kind for one in back.header.body.slots] == ["passphrase", "recovery"]


def test_keys_that_would_not_help_are_refused(vault, identity):
    with pytest.raises(escrow.OwnKey):
        ways.add_holder(vault, vault.root.inbox_public, TEAM)
    with pytest.raises(escrow.SecretGiven) as refused:
        ways.add_holder(vault, str(identity), TEAM)
    assert str(identity) not in str(refused.value)
    for typed in ("", "age1", str(identity.to_public())[:-1] + "q", str(identity.to_public()).upper()):
        with pytest.raises(escrow.NotARecipient):
            ways.add_holder(vault, typed, TEAM)
    for _ in range(escrow.MOST):
        ways.add_holder(vault, str(pyrage.x25519.Identity.generate().to_public()), TEAM)
    with pytest.raises(ways.TooManyHolders):
        ways.add_holder(vault, str(identity.to_public()), TEAM)


def test_where_the_header_cannot_be_written_nothing_has_changed(vault, monkeypatch):
    before, entries = world.snapshot(vault.folder), vault.store.count()

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as fault:
        fault.setattr(os, "replace", full)
        with pytest.raises(errors.DiskFull):
            ways.change_passphrase(vault, world.PASSPHRASE, NEW, cost=FLOOR)
    assert {n: held for n, held in world.snapshot(vault.folder).items() if n.startswith("sharedesk.header")} == {
        n: held for n, held in before.items() if n.startswith("sharedesk.header")
    }
    assert vault.store.count() == entries
    ways.change_passphrase(vault, world.PASSPHRASE, NEW, cost=FLOOR)  # trying again works
    assert vault.store.count() == entries + 1


def test_where_the_entry_cannot_be_committed_the_header_is_put_back(vault, monkeypatch):
    written, append = [], vault.append

    def fails(new, *, with_it):
        def then_fail():
            with_it()
            written.append((vault.folder / header.NAME).read_bytes())
            raise errors.StorageFailed

        return append(new, with_it=then_fail)

    entries = vault.store.count()
    monkeypatch.setattr(vault, "append", fails)
    with pytest.raises(errors.StorageFailed):
        ways.change_passphrase(vault, world.PASSPHRASE, NEW, cost=FLOOR)
    assert written[0] != vault.header.data, "the control: the new header was there"
    for name in (header.NAME, header.COPY):
        assert (vault.folder / name).read_bytes() == vault.header.data
    assert vault.store.count() == entries
    assert world.faults(vault) == ()


def test_half_a_change_that_cannot_be_taken_back_is_said(vault, monkeypatch):
    real, calls = header.write_whole, []

    def once(path, data, **more):
        calls.append(path.name)
        if len(calls) > 1:
            raise errors.StorageFailed
        real(path, data, **more)

    with monkeypatch.context() as fault:
        fault.setattr(header, "write_whole", once)
        with pytest.raises(errors.ChangeUncertain):
            ways.change_passphrase(vault, world.PASSPHRASE, NEW, cost=FLOOR)
    assert calls[0] == header.NAME
    ways.change_passphrase(vault, world.PASSPHRASE, NEW, cost=FLOOR)  # the open log still knows the old one
    vault.lock()
    vaults.unlock(vault.folder, NEW).lock()


def test_backups_that_cannot_be_locked_anew_are_told_of_and_stay(vault, backed_up, other):
    first, second = backed_up
    foreign = first.with_name("another log's.sharedesk-backup")
    backup.back_up(other, foreign)
    strange = foreign.read_bytes()
    data = bytearray(second.read_bytes())
    data[40_000] ^= 1  # within the database
    second.write_bytes(data)
    (first.parent / "not one.sharedesk-backup").write_bytes(b"no tar at all")
    ways.change_passphrase(vault, world.PASSPHRASE, NEW, cost=FLOOR)
    done = ways.lock_backups_anew(vault)
    assert (done.done, done.older) == (1, (second,))
    assert second.read_bytes() == bytes(data)
    assert foreign.read_bytes() == strange
    assert ways.older_backups(vault) == (second,)


def test_stopping_leaves_the_rest_of_the_backups_as_they_are(vault, backed_up):
    ways.change_passphrase(vault, world.PASSPHRASE, NEW, cost=FLOOR)

    def stop(done, of):
        if done == 1:
            raise errors.Cancelled

    done = ways.lock_backups_anew(vault, stop)
    assert (done.done, len(done.older)) == (1, 1)
    assert ways.older_backups(vault) == done.older
    assert ways.lock_backups_anew(vault).older == ()


def test_a_header_that_changed_since_it_was_read_is_not_written_over(vault, folder, made):
    """Two programs: one reads the header, the other changes the passphrase and is gone, the first opens the log."""
    head = header.read(folder)
    ways.change_passphrase(vault, world.PASSPHRASE, NEW, cost=FLOOR)
    vault.lock()
    with pytest.raises(errors.VaultInUse):
        vaults.open_with_root(folder, head, made.root)
    assert old_ways.opened_by_passphrase(folder, world.PASSPHRASE) == []


def test_a_header_that_was_put_back_is_told_of_until_the_way_in_is_changed_again(vault, folder, made, sheet_of):
    """Its MAC is right: who has the folder can put an old copy of it back, and the old passphrase opens it again."""
    kept = (folder / header.NAME).read_bytes()
    ways.change_passphrase(vault, world.PASSPHRASE, NEW, cost=FLOOR)
    ways.change_sheet(vault, sheet_of)
    assert not ways.is_rolled_back(vault)
    vault.lock()
    for name in (header.NAME, header.COPY):
        (folder / name).write_bytes(kept)
    with vaults.unlock(folder, world.PASSPHRASE) as again:
        assert ways.is_rolled_back(again)
        assert beside.LOCKS_OLDER in [fault.sentence for fault in beside.look_beside(again, [], [], []).found]
        ways.change_passphrase(again, world.PASSPHRASE, NEW, cost=FLOOR)
        assert not ways.is_rolled_back(again)
        assert beside.look_beside(again, [], [], []).found == ()


def test_a_header_that_is_made_anew_is_not_taken_for_an_old_one(vault, folder, sheet_of):
    ways.change_sheet(vault, sheet_of)
    ways.change_passphrase(vault, world.PASSPHRASE, NEW, cost=FLOOR)
    vault.lock()
    for name in (header.NAME, header.COPY):
        (folder / name).unlink()
    block = (sheet_of.log, sheet_of.slot)
    with recover.recover(folder, sheet_of.code, NEW, key_block=block, cost=FLOOR) as back:
        assert not ways.is_rolled_back(back)


def test_what_an_ended_change_left_behind_is_cleared_away(vault, folder, made):
    left = [folder / ".0123456789abcdef.new", folder / "drafts" / ".0123456789abcdef.new"]
    left += [folder / ".0123456789abcdef.rotated", folder / "backups" / ".0123456789abcdef.rotated"]
    vault.lock()
    for path in left:
        path.write_bytes(vault.header.data)
    vaults.open_with_root(folder, header.read(folder), made.root).lock()
    assert not any(path.exists() for path in left)
