"""Logs of every released schema open for good; carrying one to the next schema works, or leaves the old one."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime

import pytest
from domain import samples
from vault import make_fixture, world

from sharedesk.desk import retention
from sharedesk.domain.completeness import by_rule
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.outside import copies_outside
from sharedesk.domain.owed import reasons_missing
from sharedesk.domain.quick_share import note_in
from sharedesk.vault import database, errors, escrow, header, migrations, schema, search, swap, ways
from sharedesk.vault import vault as vaults

RELEASED = range(1, schema.VERSION + 1)
clock, dice = world.LoadedClock(), world.LoadedDice()


def frozen(version, tmp_path):
    """A copy of a frozen log to work in, as a person's disk has it, without what only the tests put there."""
    source = make_fixture.FIXTURES / f"schema_{version}"
    place = tmp_path / "log"
    shutil.copytree(source, place, ignore=shutil.ignore_patterns("README", "folds.json", "organisation.key"))
    for inner in ("inbox", "drafts", "backups"):  # git keeps no empty folders
        (place / inner).mkdir(exist_ok=True)
    return place, json.loads((source / "folds.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("version", RELEASED)
def test_there_is_a_frozen_log_of_every_schema(version):
    place = make_fixture.FIXTURES / f"schema_{version}"
    assert (place / database.NAME).is_file()
    assert make_fixture.PASSPHRASE in (place / "README").read_text(encoding="utf-8")


@pytest.mark.parametrize("version", RELEASED)
def test_a_frozen_log_opens_checks_clean_and_says_what_it_said(version, tmp_path):
    place, folds = frozen(version, tmp_path)
    with vaults.unlock(place, make_fixture.PASSPHRASE) as vault:
        assert schema.version_of(vault.store.connection) == schema.VERSION
        assert world.faults(vault) == ()
        assert make_fixture.said_by(vault) == folds
        assert vault.practice
        world.record(vault, samples.small("Going on"))
        assert world.faults(vault) == ()
    with pytest.raises(errors.WrongPassphrase):
        vaults.unlock(place, "another")


def test_every_step_between_schemas_is_there():
    assert set(migrations.MIGRATIONS) == set(range(1, schema.VERSION))


def test_emergency_shares_of_a_log_of_schema_1_are_owed_once_it_is_of_2(folder, made, open_log):
    """An older program could import them from a newer one; it kept no table of what is owed."""
    with open_log(folder) as vault:
        owing = world.share_quickly(vault, world.a_note())
        world.give_reasons(vault, world.share_quickly(vault, world.a_note()))
        connection, before = vault.store.connection, world.projections(vault.store.connection)
        for undone in ("DROP TABLE owed", "DROP TABLE reminder", "PRAGMA user_version = 1"):
            connection.execute(undone)
    with open_log(folder) as vault:
        connection = vault.store.connection
        assert schema.version_of(connection) == schema.VERSION
        assert [row for (row,) in connection.execute("SELECT row FROM owed")] == [vault.store.row_of(owing)]
        assert world.projections(connection) == before
        assert connection.execute("SELECT * FROM reminder").fetchall() == []
        assert world.faults(vault) == ()


def test_the_frozen_log_of_schema_2_still_owes_what_it_owed(tmp_path):
    place, _ = frozen(2, tmp_path)
    with vaults.unlock(place, make_fixture.PASSPHRASE) as vault:
        run = vault.store.connection.execute
        ((row, recorded, shared, missing),) = run("SELECT row, recorded, shared, missing FROM owed").fetchall()
        state = fold_decision(vault.store.entries_of(vault.store.entity_of(row)))
        assert note_in(state.recorded).at_risk == "K."
        assert recorded == state.recorded.leaf.at.timestamp()
        assert shared == datetime(2026, 3, 13, 15, 40, tzinfo=UTC).timestamp()
        assert missing == len(by_rule(reasons_missing(state))) > 3
        assert run("SELECT decision, until FROM reminder").fetchall() == [(row, "2026-03-20")]


def test_the_frozen_log_of_schema_3_has_the_ways_in_and_copies_that_it_had(tmp_path):
    place, _ = frozen(3, tmp_path)
    held = escrow.read_identities((make_fixture.FIXTURES / "schema_3" / "organisation.key").read_bytes())
    root, _ = escrow.unlock_by(held, header.read(place))
    with vaults.unlock(place, make_fixture.PASSPHRASE) as vault:
        assert vault.root.secret == root.secret
        assert [about.what for about, _ in ways.changes(vault)] == ["escrow_added", "passphrase", "rotated"]
        (copy,) = copies_outside(vault.store.entries_of(vault.log))
        assert copy.place == "E:/a-copy.sharedesk-backup"
        kept = [retention.kept_until(vault, listed.id) for listed in search.newest(vault.store, 9)]
        assert [until for until in kept if until] == [(date(2031, 3, 1), "The child is still in care.")]


def add_a_table(connection):
    connection.execute("CREATE TABLE fresh (x)")
    connection.execute("INSERT INTO fresh VALUES (1)")


def upgrade(folder, made, steps, target):
    return swap.upgrade(folder, made.root, made.log, clock=clock, dice=dice, target=target, migrations=steps)


def version_on_disk(folder, made):
    connection = database.open_existing(folder / database.NAME, made.root.database_key)
    try:
        return schema.version_of(connection), connection.execute("SELECT count(*) FROM entry").fetchone()[0]
    finally:
        connection.close()


def test_a_log_is_carried_two_schemas_on(folder, made):
    now = schema.VERSION
    assert upgrade(
        folder, made, {now: add_a_table, now + 1: lambda c: c.execute("INSERT INTO fresh VALUES (2)")}, now + 2
    )
    assert version_on_disk(folder, made) == (now + 2, 7)
    connection = database.open_existing(folder / database.NAME, made.root.database_key)
    assert connection.execute("SELECT x FROM fresh").fetchall() == [(1,), (2,)]
    last = swap.Store(connection, made.log, clock, dice).entry(7)
    assert world.contents(last) == {"@migrated": {"from": now, "to": now + 2}}
    connection.close()
    (kept,) = (folder / "backups").glob("before-schema-*.db")
    connection = database.open_existing(kept, made.root.database_key)
    assert schema.version_of(connection) == now
    connection.close()
    assert not list(folder.glob(".*.new"))
    assert not upgrade(folder, made, {}, now + 2)  # nothing left to do


def fails(connection):
    add_a_table(connection)
    raise RuntimeError("a fault in the migration")


def spoils(connection):
    connection.execute("UPDATE part SET salt = zeroblob(32) WHERE place = 4 << 13")


@pytest.mark.parametrize("step", [fails, spoils])
def test_a_migration_that_fails_leaves_the_old_log(step, folder, made, open_log):
    before = (folder / database.NAME).read_bytes()
    with pytest.raises((RuntimeError, errors.DatabaseDamaged)):
        upgrade(folder, made, {schema.VERSION: step}, schema.VERSION + 1)
    assert (folder / database.NAME).read_bytes() == before
    assert version_on_disk(folder, made) == (schema.VERSION, 6)
    assert not list(folder.glob(".*.new*"))
    assert not list((folder / "backups").iterdir())
    with open_log(folder) as vault:
        assert world.faults(vault) == ()


def test_a_kill_while_the_databases_change_places(folder, made, monkeypatch, open_log):
    class PowerCutError(BaseException):
        pass

    def cut(*_):
        raise PowerCutError

    with monkeypatch.context() as fault:
        fault.setattr(swap.files, "replace", cut)
        with pytest.raises(PowerCutError):
            upgrade(folder, made, {schema.VERSION: add_a_table}, schema.VERSION + 1)
    assert version_on_disk(folder, made) == (schema.VERSION, 6)
    open_log(folder)


def test_a_stale_journal_stops_the_swap(folder, made, monkeypatch):
    """A journal that is still there after closing would be rolled into the new file."""
    journal = folder / (database.NAME + "-journal")
    real = database.open_existing

    def leaves_a_journal(path, key):
        connection = real(path, key)
        journal.write_bytes(b"\xd9\xd5\x05\xf9 a journal that is still to be rolled back")
        return connection

    new = folder / "new.db"
    shutil.copy2(folder / database.NAME, new)
    with monkeypatch.context() as fault:
        fault.setattr(swap.database, "open_existing", leaves_a_journal)
        with pytest.raises(errors.StorageFailed):
            swap.swap_database(folder, new, made.root.database_key)
    journal.unlink()
    swap.swap_database(folder, new, made.root.database_key)  # the control


@pytest.mark.parametrize("spent", [b"", bytes(4096)])
def test_a_spent_journal_is_cleared_away_before_the_swap(folder, made, spent):
    """A process that died in mid-save leaves one, and SQLite passes it over."""
    journal, new = folder / (database.NAME + "-journal"), folder / "new.db"
    shutil.copy2(folder / database.NAME, new)
    journal.write_bytes(spent)
    swap.swap_database(folder, new, made.root.database_key)
    assert not journal.exists()
    assert version_on_disk(folder, made)[1] == 6


@pytest.mark.parametrize("with_links", [True, False])
def test_the_old_file_is_kept_with_or_without_second_names(with_links, folder, made, monkeypatch):
    """A memory stick's file system knows none."""

    def none_here(*_):
        raise PermissionError

    before = (folder / database.NAME).read_bytes()
    if not with_links:
        monkeypatch.setattr(swap.os, "link", none_here)
    assert upgrade(folder, made, {schema.VERSION: add_a_table}, schema.VERSION + 1)
    (kept,) = (folder / "backups").glob("before-schema-*.db")
    assert kept.read_bytes() == before
    assert kept.stat().st_nlink == 1


def test_a_second_name_of_the_log_itself_that_a_crash_left_is_taken_away(folder, made):
    """It would go on changing with the log, and so is no copy of what was before."""
    stray = folder / "backups" / "before-schema-9-feedbeef.db"
    stray.hardlink_to(folder / database.NAME)
    assert upgrade(folder, made, {schema.VERSION: add_a_table}, schema.VERSION + 1)
    (kept,) = (folder / "backups").glob("before-schema-*.db")
    assert kept != stray


def test_a_missing_backups_folder_is_made(folder, made):
    shutil.rmtree(folder / "backups")
    assert upgrade(folder, made, {schema.VERSION: add_a_table}, schema.VERSION + 1)


def test_a_newer_schema_is_left_alone(folder, made):
    upgrade(folder, made, {schema.VERSION: add_a_table}, schema.VERSION + 1)
    before = world.snapshot(folder)
    with pytest.raises(errors.NewerVersion):
        vaults.unlock(folder, world.PASSPHRASE)
    assert world.snapshot(folder) == before


@pytest.mark.parametrize("version", RELEASED)
def test_a_frozen_log_once_open_has_the_tables_of_a_new_one(version, tmp_path, vault):
    """Whoever changes the tables without a new schema number finds out here."""
    place, _ = frozen(version, tmp_path / "frozen")
    tables = "SELECT type, name, sql FROM sqlite_schema ORDER BY name"
    with vaults.unlock(place, make_fixture.PASSPHRASE) as old:
        assert old.store.connection.execute(tables).fetchall() == vault.store.connection.execute(tables).fetchall()
