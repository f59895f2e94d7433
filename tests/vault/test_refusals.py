"""Every refusal is its own error with its own sentence, and none creates or changes a file."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import time

import msgspec
import pytest
from vault import world

from sharedesk.vault import database, errors, header, keys, schema, swap
from sharedesk.vault import vault as vaults
from sharedesk.vault.keys import Cost

DB, HEADER, COPY = database.NAME, header.NAME, header.COPY


def forge(folder, root=None, version=header.VERSION, **changes):
    """Write header and copy anew with a right digest; with the wrong MAC unless `root` is given."""
    body = msgspec.structs.replace(header.read(folder).body, **changes)
    plain = msgspec.json.encode(body, order="sorted")
    signed = header.MAGIC + version.to_bytes(2, "big") + len(plain).to_bytes(4, "big") + plain
    signed += hashlib.sha256(signed).digest()
    for name in (HEADER, COPY):
        (folder / name).write_bytes(signed + (root.mac(signed) if root else bytes(32)))


def costing(folder, cost):
    slots = header.read(folder).body.slots
    return tuple(msgspec.structs.replace(slot, cost=cost) if slot.cost else slot for slot in slots)


def flip(path, offset):
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(bytes(data))


def both_damaged(folder, made, other_folder):
    for name in (HEADER, COPY):
        flip(folder / name, 60)


def both_missing(folder, made, other_folder):
    for name in (HEADER, COPY):
        (folder / name).unlink()


def foreign_header(folder, made, other_folder):
    for name in (HEADER, COPY):
        shutil.copy2(other_folder / name, folder / name)


def plain_sqlite(folder, made, other_folder):
    (folder / DB).unlink()
    with sqlite3.connect(folder / DB) as plain:
        plain.execute("CREATE TABLE t (x)")
    plain.close()


def cut_short(by):
    def spoil(folder, made, other_folder):
        data = (folder / DB).read_bytes()
        (folder / DB).write_bytes(data[: len(data) - by])

    return spoil


def newer_schema(folder, made, other_folder):
    connection = database.open_existing(folder / DB, made.root.database_key)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()


def with_cost(cost):
    return lambda folder, made, other_folder: forge(folder, slots=costing(folder, cost))


def many_slots(count):
    """Each as dear as may be."""

    def spoil(folder, made, other_folder):
        slot = header.read(folder).body.slots[0]
        forge(folder, slots=tuple(msgspec.structs.replace(slot, cost=Cost(1024 * 1024, 16, 8)) for _ in range(count)))

    return spoil


def no_salt(folder, made, other_folder):
    slots = header.read(folder).body.slots
    forge(folder, slots=tuple(msgspec.structs.replace(slot, salt=b"") for slot in slots))


def only(*names):
    """Leave just these of the log's files."""

    def spoil(folder, made, other_folder):
        for path in folder.iterdir():
            if path.name not in names:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    return spoil


REFUSALS = {
    "missing folder": (lambda f, m, o: shutil.rmtree(f), errors.NoLogHere),
    "not a log": (only("inbox"), errors.NoLogHere),
    "header missing": (both_missing, errors.HeaderMissing),
    "header and copy damaged": (both_damaged, errors.HeaderDamaged),
    "header altered, MAC wrong": (lambda f, m, o: forge(f, sequence=77), errors.HeaderAltered),
    "header altered, practice set": (lambda f, m, o: forge(f, practice=True), errors.HeaderAltered),
    "inbox key swapped": (lambda f, m, o: forge(f, root=m.root, inbox="age1" + "q" * 58), errors.HeaderAltered),
    "foreign header": (foreign_header, errors.HeaderForeign),
    "database missing": (lambda f, m, o: (f / DB).unlink(), errors.DatabaseMissing),
    "database empty": (lambda f, m, o: (f / DB).write_bytes(b""), errors.DatabaseEmpty),
    "database plain": (plain_sqlite, errors.DatabasePlain),
    "database cut in a page": (cut_short(1000), errors.DatabaseDamaged),
    "database cut by pages": (cut_short(3 * 4096), errors.DatabaseDamaged),
    "first page damaged": (lambda f, m, o: flip(f / DB, 100), errors.DatabaseDamaged),
    "memory of 4 TiB": (with_cost(Cost(2**32, 3, 4)), errors.UnsafeParameters),
    "memory beyond any number": (with_cost(Cost(2**60, 3, 4)), errors.UnsafeParameters),
    "memory too small": (with_cost(Cost(8, 3, 4)), errors.UnsafeParameters),
    "too many passes": (with_cost(Cost(64 * 1024, 60_000, 4)), errors.UnsafeParameters),
    "one pass": (with_cost(Cost(64 * 1024, 1, 4)), errors.UnsafeParameters),
    "no lanes": (with_cost(Cost(64 * 1024, 3, 0)), errors.UnsafeParameters),
    "two of the dearest slots": (many_slots(2), errors.UnsafeParameters),
    "forty costly slots": (many_slots(40), errors.UnsafeParameters),
    "no salt": (no_salt, errors.UnsafeParameters),
    "newer header": (lambda f, m, o: forge(f, version=header.VERSION + 1), errors.NewerVersion),
    "newer schema": (newer_schema, errors.NewerVersion),
}


def passphrase_for(case):
    return "another log, another passphrase" if case == "foreign header" else world.PASSPHRASE


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal_is_its_own_error_and_changes_nothing(case, folder, made, other_folder, monkeypatch):
    spoil, error = REFUSALS[case]
    spoil(folder, made, other_folder)
    before = world.snapshot(folder)
    if error is errors.UnsafeParameters:
        monkeypatch.setattr(keys, "Argon2id", None)  # the derivation is not even begun
    start = time.process_time()
    with pytest.raises(errors.VaultError) as caught:
        vaults.unlock(folder, passphrase_for(case)).lock()
    assert type(caught.value) is error
    assert world.snapshot(folder) == before
    if error is errors.UnsafeParameters:
        assert time.process_time() - start < 1


def test_a_wrong_passphrase_changes_nothing(folder):
    before = world.snapshot(folder)
    with pytest.raises(errors.WrongPassphrase):
        vaults.unlock(folder, "not the passphrase")
    assert world.snapshot(folder) == before


def test_the_control_the_untouched_log_opens(folder):
    with vaults.unlock(folder, world.PASSPHRASE) as vault:
        assert vault.store.count() == 6


@pytest.mark.parametrize("spoil", ["missing", "damaged"])
def test_a_good_copy_of_the_header_opens_the_log_and_mends_the_header(spoil, folder):
    good = (folder / HEADER).read_bytes()
    (folder / HEADER).unlink() if spoil == "missing" else flip(folder / HEADER, 60)
    vaults.unlock(folder, world.PASSPHRASE).lock()
    assert (folder / HEADER).read_bytes() == (folder / COPY).read_bytes() == good


def test_damage_to_the_mac_alone_is_mended_from_the_copy_and_alteration_is_not(folder):
    good = (folder / HEADER).read_bytes()
    flip(folder / HEADER, len(good) - 3)
    vaults.unlock(folder, world.PASSPHRASE).lock()
    assert (folder / HEADER).read_bytes() == (folder / COPY).read_bytes() == good
    forge(folder, sequence=77)
    (folder / COPY).write_bytes(good)
    with pytest.raises(errors.HeaderAltered):
        vaults.unlock(folder, world.PASSPHRASE)


def test_every_class_has_a_sentence_of_its_own():
    classes = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.VaultError)]
    sentences = [c.sentence_text for c in classes if c.sentence_text]
    assert len(set(sentences)) == len(sentences) >= 25
    assert {error for _, error in REFUSALS.values()} <= set(classes)


def test_a_newer_header_is_not_passed_over_for_its_older_copy(folder):
    older = (folder / COPY).read_bytes()
    forge(folder, version=header.VERSION + 1)
    (folder / COPY).write_bytes(older)
    with pytest.raises(errors.NewerVersion):
        vaults.unlock(folder, world.PASSPHRASE)


def test_damage_in_a_later_page_never_shows_wrong_text(folder, made, open_log):
    """One bit in every page: it is refused on opening, or the check says so; never a wrong word."""
    pristine = (folder / DB).read_bytes()
    with open_log(folder) as vault:
        right = world.folds(vault.store)
    seen = 0
    for page in range(len(pristine) // 4096):
        data = bytearray(pristine)
        data[page * 4096 + 1234] ^= 0x10
        (folder / DB).write_bytes(bytes(data))
        try:
            with open_log(folder) as vault:
                found = world.faults(vault)
                assert found
                seen += 1
                assert world.folds(vault.store) == right
        except errors.DatabaseDamaged:
            seen += 1
    assert seen == len(pristine) // 4096 > 10


def test_a_database_that_is_not_ours_is_damaged(folder, made):
    (folder / DB).unlink()
    connection = database.create(folder / DB, made.root.database_key)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(errors.DatabaseDamaged):
        swap.open_database(folder, made.root, made.log)


def test_a_short_key_is_never_taken_for_a_passphrase(folder, made):
    with pytest.raises(ValueError, match="96"):
        database.open_existing(folder / DB, made.root.database_key[:64])


@pytest.mark.parametrize("what", ["a file", "a folder with something in it", "a log", "an unfinished log"])
def test_making_a_log_overwrites_nothing(what, folder, tmp_path):
    place = tmp_path / "place"
    if what == "a file":
        place.write_text("mine")
    elif what == "a folder with something in it":
        place.mkdir()
        (place / "letter.txt").write_text("mine")
    else:
        place = folder
        if what == "an unfinished log":
            both_missing(folder, None, None)
    before = world.snapshot(tmp_path)
    with pytest.raises(errors.AlreadyThere):
        vaults.create(place, world.PASSPHRASE, world.AUTHOR, cost=keys.FLOOR)
    assert world.snapshot(tmp_path) == before


@pytest.mark.parametrize("step", ["schema.create_tables", "header.write"])
def test_a_failed_making_leaves_nothing_and_can_be_tried_again(step, tmp_path, monkeypatch):
    place = tmp_path / "new"
    with monkeypatch.context() as fault:
        module, name = step.split(".")

        def full(*_, **__):
            raise errors.DiskFull

        fault.setattr(getattr(vaults, module), name, full)
        with pytest.raises(errors.DiskFull):
            vaults.create(place, world.PASSPHRASE, world.AUTHOR, cost=keys.FLOOR)
    assert {path.name for path in place.iterdir()} <= {"sharedesk.lock"}
    vaults.create(place, world.PASSPHRASE, world.AUTHOR, cost=keys.FLOOR)[0].lock()
    vaults.unlock(place, world.PASSPHRASE).lock()
