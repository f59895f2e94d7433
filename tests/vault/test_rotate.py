"""Changing the log's own key: all is there under the new one, nothing opens with the old, no moment loses a word."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import threading

import pyrage
import pytest
from domain import samples
from vault import old_ways, world

from sharedesk.vault import (
    backup,
    backup_file,
    baton,
    errors,
    header,
    inbox,
    keys,
    recover,
    recovery,
    rotate,
    sealed,
    succession,
    swap,
    ways,
)  # fmt: skip
from sharedesk.vault import vault as vaults
from sharedesk.vault.keys import FLOOR, Root

NEW = "a passphrase for the new key"
WORDS, LATER, DRAFT = b"He said it at the gate.", b"Written after the change.", "ab" * 16
PLANTED = "cd" * 16 + ".sealed"


@pytest.fixture(autouse=True)
def quick(monkeypatch, request, made):
    """Keys are derived quickly; and but for two tests what has a process of its own is done in this one."""
    monkeypatch.setattr(keys, "stretch", old_ways.quick_stretch(made.folder))
    if "apart" not in request.fixturenames:
        monkeypatch.setattr(rotate, "apart", lambda work, *given, told: work(told, *given))


@pytest.fixture
def apart():
    """Checking and packing in a process of its own, as it is."""


@pytest.fixture
def elsewhere(tmp_path):
    """This account's own place for notes."""
    return tmp_path / "elsewhere"


@pytest.fixture
def lived_in(vault, elsewhere, made_backup):
    """A log with a note, one elsewhere, one decided, a draft, what is no draft, a backup and an older database."""
    here = inbox.Target(vault.folder / "inbox", vault.root.inbox_public)
    there = inbox.Target(inbox.outside(vault.root.inbox_public, elsewhere), vault.root.inbox_public, own=True)
    inbox.seal(here, inbox.new_name(), WORDS)
    inbox.seal(there, inbox.new_name(), b"and this while the log was away")
    decided = inbox.new_name()
    inbox.seal(here, decided, b"turned away before")
    sha256 = next(note.sha256 for note in inbox.notes(vault.folder, vault.root) if note.path.name == decided)
    vault.append([rotate.NewEntry(kind="note_rejected", entity=sealed.entity_of(sha256))])
    sealed.save_draft(vault.folder / "drafts", vault.root, sealed.Draft(draft=DRAFT, counter=7, content=b"half a word"))
    (vault.folder / "drafts" / PLANTED).write_bytes(
        sealed.seal(vault.root.inbox_public, b"from somebody else", sealed.DRAFT_SIZES)
    )
    os.utime(vault.folder / "drafts" / PLANTED, (1_700_000_000, 1_700_000_000))
    shutil.copy2(made_backup, backup.proposed_name(vault))
    swap.copy_database(
        vault.store.connection, vault.folder / "backups" / f"{swap.BEFORE}2-0a1b2c3d.db", vault.root.database_key,
        lambda done, of: None,
    )  # fmt: skip
    return vault


def begun(vault, **more):
    return rotate.begin(vault, world.PASSPHRASE, NEW, cost=FLOOR, **more)


def said(vault, elsewhere):
    """All that a log holds, however it is sealed."""
    own, strange = sealed.drafts(vault.folder / "drafts", vault.root)
    notes = inbox.notes(vault.folder, vault.root, elsewhere=elsewhere)
    return (
        world.folds(vault.store), sorted(note.words for note in notes if not gone(vault, note)),
        own, [(note.words, note.modified) for note in strange],
    )  # fmt: skip


def gone(vault, note):
    return bool(vault.store.entries_of(note.entity))


def test_everything_is_there_under_the_new_key_and_nothing_opens_with_the_old(lived_in, elsewhere, tmp_path, apart):
    vault, old = lived_in, Root(lived_in.root.secret)
    before, leaves, count = said(vault, elsewhere), world.leaves(vault.store), vault.store.count()
    assert len(old_ways.opened_by_root(vault.folder, old, tmp_path / "scratch")) >= 9, "the control"
    new = begun(vault)
    rotate.rotate(vault, new, elsewhere=elsewhere)
    assert old_ways.opened_by_root(tmp_path, old, tmp_path / "scratch") == [], "in the folder, and elsewhere"
    assert old_ways.opened_by_passphrase(vault.folder, world.PASSPHRASE) == []
    after = said(vault, elsewhere)
    assert after == before
    assert world.leaves(vault.store)[:-1] == leaves
    assert vault.store.count() == count + 1
    ((about, _),) = ways.changes(vault)
    assert (about.what, about.generation, about.with_sheet) == ("rotated", 2, True)
    assert about.sequence == vault.header.body.sequence
    assert world.faults(vault) == ()
    assert not (vault.folder / "inbox" / ".new").exists()
    world.record(vault, samples.small("Going on"))
    vault.lock()
    with vaults.unlock(vault.folder, NEW) as again:
        assert said(again, elsewhere)[1:] == before[1:]
        assert again.store.count() > count
    recover.recover(vault.folder, new.sheet.code, "once more", cost=FLOOR).lock()
    block = (new.sheet.log, new.sheet.slot)
    for name in (header.NAME, header.COPY):
        (vault.folder / name).unlink()
    recover.recover(vault.folder, new.sheet.code, "once more", key_block=block, cost=FLOOR).lock()


def test_the_old_sheet_and_its_key_block_open_it_no_more(vault, sheet_of):
    ways.change_sheet(vault, sheet_of)
    rotate.rotate(vault, begun(vault))
    vault.lock()
    before = world.snapshot(vault.folder)
    for block in (None, (sheet_of.log, sheet_of.slot)):
        with pytest.raises(errors.WrongRecoveryCode):
            recover.recover(vault.folder, sheet_of.code, "not this", key_block=block, cost=FLOOR)
    assert world.snapshot(vault.folder) == before


def test_the_backups_give_way_to_one_under_the_new_key_that_holds_all(lived_in, elsewhere, tmp_path):
    vault = lived_in
    rotate.rotate(vault, begun(vault), elsewhere=elsewhere)
    (made,) = (vault.folder / "backups").iterdir()
    manifest, head = backup_file.header_in(made)
    assert (head.data, manifest.entries) == (vault.header.data, vault.store.count())
    assert manifest.head == vault.store.tip.head.hex()
    backup_file.read_manifest(made, tmp_path / "unpacked")
    assert sorted(sealed.opened(vault.root, p.read_bytes()) for p in (tmp_path / "unpacked" / "inbox").iterdir()) == [
        WORDS, b"turned away before",
    ]  # fmt: skip
    own, strange = sealed.drafts(tmp_path / "unpacked" / "drafts", vault.root)
    assert ([draft.draft for draft in own], [note.words for note in strange]) == ([DRAFT], [b"from somebody else"])


def test_a_backup_that_holds_what_the_log_does_not_stays(vault, folder, made, made_backup, tmp_path):
    """As after a restore: the backup was made of entries that the log lost by going back."""
    vault.lock()
    twin = shutil.copytree(folder, tmp_path / "twin")
    with vaults.open_with_root(twin, header.read(twin), made.root) as other:
        world.record(other, samples.small("Only here"))
        backup.back_up(other, folder / "backups" / "lost.sharedesk-backup")
    shutil.copy2(made_backup, folder / "backups" / "held.sharedesk-backup")
    (folder / "backups" / "damaged.sharedesk-backup").write_bytes(b"no tar")
    with vaults.open_with_root(folder, header.read(folder), made.root) as again:
        rotate.rotate(again, begun(again))
        names = {path.name for path in (folder / "backups").iterdir()}
        assert {"lost.sharedesk-backup", "damaged.sharedesk-backup"} < names
        assert "held.sharedesk-backup" not in names
        assert [path.name for path in ways.older_backups(again)] == ["lost.sharedesk-backup"]


def test_what_the_disk_does_not_let_go_of_stops_nothing_and_is_told_of(lived_in, elsewhere, monkeypatch):
    vault, real, refused = lived_in, os.unlink, []

    def unlink(path, *given, **more):
        if str(path).endswith((backup_file.ENDING, ".db")):
            refused.append(path)
            raise PermissionError(13, "in use")
        real(path, *given, **more)

    with monkeypatch.context() as fault:
        fault.setattr(os, "unlink", unlink)
        rotate.rotate(vault, begun(vault), elsewhere=elsewhere)
    assert len(refused) == 2
    assert vault.header.body.pending is None
    assert len(ways.older_backups(vault)) == 1


def test_organisations_keep_their_way_in_and_the_log_its_erasures(vault):
    identity = pyrage.x25519.Identity.generate()
    ways.add_holder(vault, str(identity.to_public()), "A team")
    (entity,) = [e for e in world.folds(vault.store) if isinstance(world.folds(vault.store)[e], tuple)]
    world.erase_slot(vault, entity, "reasons")
    listed = (vault.folder / "backups" / "erased.json").read_bytes()
    rotate.rotate(vault, begun(vault, with_sheet=False))
    assert (vault.folder / "backups" / "erased.json").read_bytes() == listed
    assert not vault.has_recovery
    vault.lock()
    with recover.recover_with_key(vault.folder, str(identity).encode(), "new words", cost=FLOOR) as back:
        assert world.faults(back) == ()
        assert back.header.body.generation == 2


def test_a_note_that_was_sealed_for_the_old_key_afterwards_is_still_found(vault, elsewhere):
    """By somebody who did not know yet: another account's pin, or a form that was open all the while."""
    old = vault.root.inbox_public
    rotate.rotate(vault, begun(vault), elsewhere=elsewhere)
    inbox.seal(inbox.Target(vault.folder / "inbox", old), inbox.new_name(), LATER)
    inbox.seal(inbox.Target(inbox.outside(old, elsewhere), old, own=True), inbox.new_name(), b"and there")
    vault.lock()
    with vaults.unlock(vault.folder, NEW) as again:
        found = sorted(note.words for note in inbox.notes(again.folder, again.root, elsewhere=elsewhere))
        assert found == [LATER, b"and there"]
        new = rotate.begin(again, NEW, cost=FLOOR)
        rotate.rotate(again, new, elsewhere=elsewhere)
        assert len(again.root.former) == 2
        inbox.seal(inbox.Target(again.folder / "inbox", old), inbox.new_name(), b"twice late")
        assert len(inbox.notes(again.folder, again.root, elsewhere=elsewhere)) == 3


def test_what_is_written_meanwhile_is_in_it_too(vault, apart):
    """In turns, as the window does it: the log is used between, so the copy is made once more."""
    steps, recorded = baton.in_turns(lambda tell: rotate.rotate(vault, begun_already, tell)), []
    begun_already = begun(vault)
    while True:
        try:
            done, of = next(steps)
        except StopIteration:
            break
        if not recorded and done > of // 2:
            recorded.append(world.record(vault, samples.small("Recorded meanwhile")))
    assert vault.store.entries_of(recorded[0])
    assert world.faults(vault) == ()
    assert vault.header.body.generation == 2
    with pytest.raises(errors.WrongPassphrase):
        vault.header.unlock(world.PASSPHRASE)


@pytest.mark.parametrize("at", [0.0, 0.5, 0.9])
def test_stopping_changes_nothing(vault, at):
    before = world.snapshot(vault.folder)

    def stop(done, of):
        if done >= at * of:
            raise errors.Cancelled

    with pytest.raises(errors.Cancelled):
        rotate.rotate(vault, begun(vault), stop)
    after = world.snapshot(vault.folder)
    assert {name: held[0] for name, held in after.items()} == {name: held[0] for name, held in before.items()}
    world.record(vault, samples.small("Going on"))
    assert world.faults(vault) == ()
    rotate.rotate(vault, begun(vault))


def test_a_draft_that_is_saved_in_the_last_moment_stays_one(vault, monkeypatch):
    real = succession.finish

    def finish(*given, **more):
        head = real(*given, **more)
        sealed.save_draft(vault.folder / "drafts", vault.root, sealed.Draft(draft=DRAFT, counter=1, content=b"typed"))
        return head

    monkeypatch.setattr(succession, "finish", finish)
    rotate.rotate(vault, begun(vault))
    assert [draft.content for draft in sealed.drafts(vault.folder / "drafts", vault.root)[0]] == [b"typed"]


class _Moments:
    """A copy of a folder from before each call that changes names there: what a kill in that moment leaves."""

    CALLS = ("replace", "rename", "unlink", "link")

    def __init__(self, top, place, monkeypatch) -> None:
        self.folders, self._top, self._place = [], top, place
        self._thread = threading.get_ident()
        for name in self.CALLS:
            monkeypatch.setattr(os, name, self._before(getattr(os, name)))

    def _before(self, real):
        def call(*given, **more):
            if self._thread == threading.get_ident():
                self.take()
            return real(*given, **more)

        return call

    def take(self):
        folder = self._place / str(len(self.folders))
        with contextlib.suppress(shutil.Error):
            shutil.copytree(self._top, folder)
        self.folders.append(folder)


def test_killed_at_any_moment_the_old_or_the_new_opens_with_everything(lived_in, elsewhere, tmp_path):
    """Before and after every change of a name. A control: both the old and the new have to be met."""
    vault, old = lived_in, Root(lived_in.root.secret)
    before = said(vault, elsewhere)
    new = begun(vault)
    top = vault.folder.parent
    place = tmp_path.with_name(tmp_path.name + "-moments")
    with pytest.MonkeyPatch.context() as patch:
        moments = _Moments(top, place, patch)
        rotate.rotate(vault, new, elsewhere=elsewhere)
        moments.take()
    assert len(moments.folders) > 15
    met = set()
    for here in moments.folders:
        folder = here / vault.folder.name
        met |= {_opens(folder, here / "elsewhere", root, before, new.generation) for root in _roots(folder, old, new)}
        shutil.rmtree(here)
    assert met == {"old opens", "old is refused", "new opens"}, "where the new one is offered, it opens"


def _roots(folder, old, new):
    """What the header's slots lead to at that moment; the old and the new one by one, each on a copy of its own."""
    body = header.read(folder).body
    for generation in sorted({slot.generation for slot in body.slots}):
        yield generation, (old if generation == 1 else Root(new.root.secret))


def _opens(folder, elsewhere, one, before, newest):
    generation, root = one
    name = "new" if generation == newest else "old"
    copy, there = folder.with_name(f"{name} {folder.name}"), elsewhere.with_name(f"{name} elsewhere")
    shutil.copytree(folder, copy)
    shutil.copytree(elsewhere, there)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inbox.platformdirs, "user_data_dir", lambda *_, **__: str(there.parent / "no such place"))
        patch.setattr(inbox, "outside", functools.partial(_outside, there))
        head = header.read(copy)
        root = head.root_from(root.secret, generation)
        head.verify(root)
        try:
            vault = vaults.open_with_root(copy, head, root)
        except (errors.KeyChanged, errors.KeyNotChanged):
            return f"{name} is refused"
        with vault:
            assert vault.header.body.pending is None
            assert {slot.generation for slot in vault.header.body.slots} == {generation}
            assert said(vault, None) == before
            assert world.faults(vault) == ()
            if name == "new":
                assert old_ways.opened_by_root(copy, Root(bytes(32)), copy / "scratch") == []
                assert all(len(head.body.slots) for _, head in old_ways.headers(copy))
                assert {head.body.generation for _, head in old_ways.headers(copy)} == {newest}
            assert not [path for path in copy.rglob(".*") if path.parent.name != "inbox"], "there others may be writing"
        vaults.open_with_root(copy, header.read(copy), Root(vault.root.secret)).lock()  # and is settled
    return f"{name} opens"


def _outside(there, public_key, _elsewhere=None):
    return there / header.hashlib.sha256(public_key.encode("ascii")).hexdigest()[:32]


def test_a_new_database_that_does_not_hold_the_last_entries_is_never_taken(vault, folder, made, monkeypatch):
    """The header could not be put back, the log was used on, and then the new passphrase is tried."""
    new = begun(vault)
    real, calls = header.write_whole, []

    def fails(path, data, **more):
        calls.append(path.name)
        if len(calls) > 1:
            raise errors.StorageFailed
        real(path, data, **more)

    kept = []
    monkeypatch.setattr(rotate, "_begun", _keeping(rotate._begun, folder, kept))
    with monkeypatch.context() as fault:
        fault.setattr(header, "write_whole", fails)
        with pytest.raises(errors.StorageFailed):
            rotate.rotate(vault, new)
    assert header.read(folder).body.pending is not None, "the control: it says that a change is under way"
    world.record(vault, samples.small("Written on"))
    count = vault.store.count()
    vault.lock()
    name, data = kept[0]
    (folder / name).write_bytes(data)
    head = header.read(folder)
    with pytest.raises(errors.KeyNotChanged):
        vaults.open_with_root(folder, head, head.root_from(new.root.secret, new.generation))
    head = header.read(folder)
    with vaults.open_with_root(folder, head, head.root_from(made.root.secret, 1)) as again:
        assert again.store.count() == count
        assert again.header.body.pending is None


def _keeping(real, folder, kept):
    def begun_then(vault, body):
        kept.append((body.pending.database, (folder / body.pending.database).read_bytes()))
        return real(vault, body)

    return begun_then


def test_a_disk_that_fails_after_the_beginning_locks_the_log_and_opening_finishes(lived_in, elsewhere, monkeypatch):
    vault, before = lived_in, said(lived_in, elsewhere)
    with monkeypatch.context() as fault:
        fault.setattr(sealed, "reseal_drafts", _fails)
        with pytest.raises(errors.KeyChangeInterrupted):
            rotate.rotate(vault, begun(vault), elsewhere=elsewhere)
    with pytest.raises(errors.Locked):
        _ = vault.store
    with pytest.raises(errors.KeyChanged):
        vaults.unlock(vault.folder, world.PASSPHRASE)
    monkeypatch.setattr(inbox, "outside", functools.partial(_outside, elsewhere))
    with vaults.unlock(vault.folder, NEW) as again:
        assert said(again, None) == before
        assert again.header.body.pending is None


def _fails(*_):
    raise errors.StorageFailed


@pytest.mark.parametrize("where", ["copy_database", "header"])
def test_a_full_disk_before_anything_is_swapped_changes_nothing(vault, monkeypatch, where):
    before, called = world.snapshot(vault.folder), []

    def full(*_, **__):
        called.append(where)
        raise errors.DiskFull

    with monkeypatch.context() as fault:
        fault.setattr(*((header, "write") if where == "header" else (swap, where)), full)
        with pytest.raises(errors.DiskFull):
            rotate.rotate(vault, begun(vault))
    assert called == [where]
    after = world.snapshot(vault.folder)
    assert {name: held[0] for name, held in after.items()} == {name: held[0] for name, held in before.items()}
    world.record(vault, samples.small("Going on"))
    assert world.faults(vault) == ()


def test_a_forged_beginning_is_told_before_anything_is_done(vault, folder):
    """Who has the folder but no key can write a header that says a change is under way; its MAC does not fit."""
    new = begun(vault)
    body = rotate._with_both(vault, new, rotate._names())
    vault.lock()
    for name in (header.NAME, header.COPY):
        (folder / name).write_bytes(header.encode(body, Root(bytes(32))))
    before = world.snapshot(folder)
    with pytest.raises(errors.HeaderAltered):
        vaults.unlock(folder, world.PASSPHRASE)
    assert world.snapshot(folder) == before


def test_what_was_drawn_before_something_else_changed_is_not_used(vault, folder):
    """Else a key that was taken out meanwhile would be let in again, or a sheet would lead to a key that is gone."""
    identity = pyrage.x25519.Identity.generate()
    ways.add_holder(vault, str(identity.to_public()), "A team")
    new, sheet = begun(vault), recovery.new_sheet(vault.root, vault.log)
    ways.remove_holder(vault, str(identity.to_public()))
    before = world.snapshot(folder)
    with pytest.raises(ways.DrawnBefore):
        rotate.rotate(vault, new)
    assert world.snapshot(folder) == before
    rotate.rotate(vault, begun(vault))
    assert old_ways.opened_by_identity(folder, identity) == []
    with pytest.raises(ways.DrawnBefore):
        ways.change_sheet(vault, sheet)


@pytest.mark.parametrize("by", ["old sheet", "new sheet", "new key block", "organisation"])
def test_a_change_that_was_cut_off_is_settled_by_getting_back_in_too(vault, folder, sheet_of, monkeypatch, by):
    identity = pyrage.x25519.Identity.generate()
    ways.add_holder(vault, str(identity.to_public()), "A team")
    ways.change_sheet(vault, sheet_of)
    new, count = begun(vault), vault.store.count()
    with monkeypatch.context() as fault:
        fault.setattr(swap, "swap_database", _fails)
        with pytest.raises(errors.KeyChangeInterrupted):
            rotate.rotate(vault, new)
    assert header.read(folder).body.pending is not None, "the control"
    if by == "organisation":
        back = recover.recover_with_key(folder, str(identity).encode(), "words", cost=FLOOR)
    else:
        sheet = sheet_of if by == "old sheet" else new.sheet
        block = (sheet.log, sheet.slot) if "block" in by else None
        back = recover.recover(folder, sheet.code, "words", key_block=block, cost=FLOOR)
    with back:
        assert back.header.body.pending is None
        assert back.header.body.generation == (1 if by == "old sheet" else 2)
        assert {slot.generation for slot in back.header.body.slots} == {back.header.body.generation}
        assert sorted(slot.kind for slot in back.header.body.slots) == ["escrow", "passphrase", "recovery"]
        assert back.store.count() == count + (1 if by == "old sheet" else 2)
        assert world.faults(back) == ()
