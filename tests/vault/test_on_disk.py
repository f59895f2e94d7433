"""What lies on the disk: never a word in plain text, and a format that another program can read with the key."""

from __future__ import annotations

import base64
import json
import sqlite3

import apsw
import pytest
from domain import samples
from vault import world
from vault.test_lock import child

from sharedesk.domain.entry import decode_leaf, next_head
from sharedesk.vault import backup, database, errors, restore, segments

MARKER = "Ünverwechselbar-marker"


def forms(word):
    raw = word.encode()
    encoded = base64.b64encode(raw)
    return {
        "utf-8": raw,
        "utf-16": word.encode("utf-16-le"),
        "utf-16 big": word.encode("utf-16-be"),
        "json": json.dumps(word).encode().strip(b'"'),
        "base64": encoded[: len(encoded) // 4 * 4 - 4],
        "hex": raw.hex().encode(),
        "lower": word.lower().encode(),
        "folded": b"unverwechselbar",
    }


def found_in(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return {
        (path.name, form) for path in files for form, bytes_ in forms(MARKER).items() if bytes_ in path.read_bytes()
    }


def test_the_control_each_form_is_found_where_it_is(tmp_path):
    for number, bytes_ in enumerate(forms(MARKER).values()):
        (tmp_path / str(number)).write_bytes(b"before " + bytes_ + b" after")
    assert {form for _, form in found_in(tmp_path)} == set(forms(MARKER))


def test_after_ordinary_work(vault, folder, tmp_path, other, made):
    entity = world.record(vault, samples.small(MARKER, notes=MARKER))
    world.correct(vault, entity, reasons=MARKER + " corrected")
    world.state_person(vault, MARKER)
    world.erase_slot(vault, entity, "notes", notes="reworded " + MARKER)
    segments.import_log(other, world.export(vault))
    backup.back_up(vault, tmp_path / "one.backup")
    vault.lock()
    done = restore.restore(tmp_path / "one.backup", folder, lambda h: made.root, lambda plan: True)
    done.vault.lock()
    assert found_in(tmp_path) == set()


def test_after_what_was_stopped_or_failed(vault, folder, tmp_path, other):
    def stop(*_):
        raise errors.Cancelled

    world.record(vault, samples.small(MARKER))
    with pytest.raises(errors.Cancelled):
        backup.back_up(vault, tmp_path / "one.backup", stop)
    with pytest.raises(errors.Cancelled):
        segments.import_log(other, world.export(vault), stop)
    run = vault.store.connection.execute
    run(f"PRAGMA max_page_count = {run('PRAGMA page_count').fetchone()[0] + 2}")
    with pytest.raises(errors.DiskFull):
        world.record(vault, samples.small(MARKER * 9_000))
    assert found_in(tmp_path) == set()


def test_after_a_crash_in_the_middle_of_a_save(folder, made, open_log):
    """A process that ends with a transaction open leaves its journal: that is encrypted too, and is rolled back."""
    code = """
        import os
        from pathlib import Path
        from domain import samples
        from sharedesk.vault import header, keys, vault as vaults
        from vault import world
        folder = Path(sys.argv[1])
        vault = vaults.open_with_root(folder, header.read(folder), keys.Root(bytes.fromhex(sys.argv[2])))
        run = vault.store.connection.execute
        run("PRAGMA cache_size = 2")
        run("BEGIN IMMEDIATE")
        for n in range(40):
            run("INSERT INTO meta VALUES (?, ?)", (f"x{n}", (sys.argv[3] * 300).encode()))
        print("in the middle", flush=True)
        os._exit(9)
    """
    said = child(code, str(folder), made.root.secret.hex(), MARKER).communicate(timeout=60)[0]
    assert said.strip() == "in the middle"
    assert (folder / (database.NAME + "-journal")).stat().st_size > 0  # the control: it did crash in a transaction
    assert found_in(folder) == set()
    with open_log(folder) as vault:
        assert world.faults(vault) == ()
        assert vault.store.connection.execute("SELECT count(*) FROM meta").fetchone() == (2,)


def test_another_implementation_opens_it_with_the_derived_key(vault, folder, made):
    """apsw-sqlite3mc is not in our code path: the format is SQLCipher's, not ours alone."""
    world.record(vault, samples.small("Read from outside"))
    ours = world.leaves(vault.store)
    vault.lock()
    connection = apsw.Connection(str(folder / database.NAME), flags=apsw.SQLITE_OPEN_READONLY)
    connection.pragma("cipher", "sqlcipher")
    connection.pragma("legacy", 4)
    connection.execute(f"PRAGMA key = \"x'{made.root.database_key}'\"")
    theirs = connection.execute("SELECT leaf, head FROM entry ORDER BY pos").fetchall()
    assert theirs == ours
    head = bytes(32)
    for raw, stored in theirs:
        head = next_head(head, raw)
        assert head == stored
        assert decode_leaf(raw).log == made.log
    texts = [row[0] for row in connection.execute("SELECT content FROM part")]
    assert any(b"Read from outside" in text for text in texts)
    connection.close()


def test_with_another_key_it_does_not_open(folder, made):
    connection = apsw.Connection(str(folder / database.NAME), flags=apsw.SQLITE_OPEN_READONLY)
    connection.pragma("cipher", "sqlcipher")
    connection.pragma("legacy", 4)
    connection.execute(f"PRAGMA key = \"x'{'00' * 32}{made.root.database_key[64:]}'\"")
    with pytest.raises(apsw.NotADBError):
        connection.execute("SELECT count(*) FROM entry")
    connection.close()


def test_plain_sqlite_refuses_it(folder):
    connection = sqlite3.connect(folder / database.NAME)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        connection.execute("SELECT count(*) FROM entry")
    connection.close()
