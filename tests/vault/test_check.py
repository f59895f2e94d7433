"""Alteration, deletion, insertion, reordering and rollback, done with the key in hand, are found."""

from __future__ import annotations

import shutil

import msgspec
import pytest
from domain import samples
from vault import world

from sharedesk.domain import entry as entries
from sharedesk.domain.entry import content_of, new_part
from sharedesk.vault import check, database, errors, projections, segments
from sharedesk.vault.walk import joined, walk


@pytest.fixture
def full(vault, other):
    """A log with everything in it: corrections, people, an erasure and an imported log. `full.entity` is a decision."""
    entity = world.record(vault, samples.small("First words", notes="A note to erase"))
    world.correct(vault, entity, reasons="Corrected words")
    one, two = world.state_person(vault, "Kit Placeholder"), world.state_person(vault, "Kit Placeholder")
    world.link(vault, one, two)
    world.erase_slot(vault, entity, "notes")
    foreign = world.record(other, samples.small("From the other log", notes="Erased there"))
    world.erase_slot(other, foreign, "notes")
    segments.import_log(vault, world.export(other))
    world.record(vault, samples.small("Last words"))
    assert world.faults(vault) == ()  # the control for every test below
    vault.entity, vault.foreign = entity, foreign
    return vault


def reload(vault):
    """The store as an opening finds it: the tip is read anew."""
    vault.store.back_to(vault.store._read_tip())
    return world.faults(vault)


def sql(statement, *arguments):
    def spoil(vault):
        changed = vault.store.connection.execute(statement, arguments).rowcount
        assert changed > 0  # the control: something was altered

    return spoil


def drop_entry(pos_of, renumber=False):
    def spoil(vault):
        run = vault.store.connection.execute
        pos = pos_of(vault)
        run("PRAGMA foreign_keys = OFF")
        run("DELETE FROM part WHERE place >> 13 = ?", (pos,))
        run("DELETE FROM entry WHERE pos = ?", (pos,))
        if renumber:
            for later in range(pos + 1, vault.store.count() + 1):
                run("UPDATE entry SET pos = ? WHERE pos = ?", (later - 1, later))
                run("UPDATE part SET place = place - 8192 WHERE place >> 13 = ?", (later,))

    return spoil


def imported_pos(vault):
    return vault.store.connection.execute("SELECT max(pos) FROM entry WHERE head IS NULL").fetchone()[0]


def swap_two(vault):
    run = vault.store.connection.execute
    a, b = 7, 8
    for table, column, shift in (("entry", "pos", 0), ("part", "place", 13)):
        where = f"{column} >> {shift}"
        run(f"UPDATE {table} SET {column} = {column} + (1000000 << {shift}) WHERE {where} = {a}")
        run(f"UPDATE {table} SET {column} = {column} - (1 << {shift}) WHERE {where} = {b}")
        run(f"UPDATE {table} SET {column} = {column} - (999999 << {shift}) WHERE {where} = {a} + 1000000")


def insert_forged(vault, as_imported):
    """A well-made entry that nobody recorded: a correction of a decision."""
    store = vault.store
    part = new_part("reasons", "Words put in somebody's mouth")
    last = store.entry(store.count())
    leaf = msgspec.structs.replace(
        last.leaf,
        entry="ab" * 16,
        entity=vault.entity,
        kind="correction",
        seq=last.leaf.seq + 5,
        parts=entries.digest_of([part.commit]),
    )
    raw = entries.encode_leaf(leaf)
    forged = entries.Entry(leaf=leaf, raw=raw, parts=(part,), head=entries.next_head(last.head, raw))
    store.insert(forged, foreign=as_imported)


def alter_leaf(change):
    def spoil(vault):
        entry = vault.store.entry(7)
        raw = entries.encode_leaf(msgspec.structs.replace(entry.leaf, **change))
        assert raw != entry.raw
        vault.store.connection.execute("UPDATE entry SET leaf = ? WHERE pos = 7", (raw,))

    return spoil


def silence(vault):
    """Words removed by hand, as an erasure would, but with no entry that says so."""
    part = world.part_of(vault.store, vault.entity, "reasons")
    sql("UPDATE part SET salt = NULL, content = NULL WHERE id = ?", bytes.fromhex(part))(vault)


def truncated_segment(vault):
    run = vault.store.connection.execute
    run("DELETE FROM segment_link WHERE number = (SELECT max(number) FROM segment_link)")


ALTERATIONS = {
    "a word of a part": sql(
        "UPDATE part SET content = CAST(replace(CAST(content AS TEXT), 'First', 'Other') AS BLOB) "
        "WHERE instr(content, CAST('First' AS BLOB))"
    ),
    "a salt": sql("UPDATE part SET salt = zeroblob(32) WHERE place = 7 << 13"),
    "half of a part": sql("UPDATE part SET salt = NULL WHERE place = 7 << 13"),
    "a part as text": sql("UPDATE part SET content = CAST(content AS TEXT) WHERE place = 7 << 13"),
    "a part's id": sql("UPDATE part SET id = zeroblob(16) WHERE place = 7 << 13"),
    "a part's slot": sql("UPDATE part SET slot = 'notes' WHERE place = 7 << 13"),
    "a part's digest": sql("UPDATE part SET digest = zeroblob(32) WHERE place = 7 << 13"),
    "a part missing": sql("DELETE FROM part WHERE place = 7 << 13"),
    "a part more": sql(
        "INSERT INTO part SELECT place + 50, id, slot, digest, salt, content FROM part WHERE place = 7 << 13"
    ),
    "a part at the end": sql(
        "INSERT INTO part SELECT 999999 << 13, id, slot, digest, salt, content FROM part WHERE place = 7 << 13"
    ),
    "the slot of an erased part": sql("UPDATE part SET slot = 'reasons' WHERE content IS NULL"),
    "the id of an erased part": sql("UPDATE part SET id = zeroblob(16) WHERE content IS NULL"),
    "words removed without an erasure": silence,
    "the time of an entry": alter_leaf({"clock_back": True}),
    "the author of an entry": alter_leaf({"author": "00" * 16}),
    "the kind of an entry": alter_leaf({"kind": "advice"}),
    "what an entry follows": alter_leaf({"follows": ("00" * 16,)}),
    "the kind it is filed under": sql("UPDATE entry SET kind = 'advice' WHERE kind = 'correction'"),
    "the id it is filed under": sql("UPDATE entry SET id = zeroblob(16) WHERE pos = 7"),
    "the record it is filed under": sql("UPDATE entry SET entity = 1 WHERE kind = 'correction'"),
    "the id of a record": sql(
        "UPDATE entity SET id = zeroblob(16) WHERE row = (SELECT entity FROM entry WHERE pos = 7)"
    ),
    "a head": sql("UPDATE entry SET head = zeroblob(32) WHERE pos = 7"),
    "an own entry called imported": sql("UPDATE entry SET head = NULL WHERE pos = 7"),
    "an entry in the middle gone": drop_entry(lambda v: 7),
    "an entry gone and the rest moved up": drop_entry(lambda v: 7, renumber=True),
    "an imported entry gone and the rest moved up": drop_entry(imported_pos, renumber=True),
    "two entries changed over": swap_two,
    "an entry of its own put in": lambda v: insert_forged(v, as_imported=False),
    "an imported entry put in": lambda v: insert_forged(v, as_imported=True),
    "an imported chain cut short": truncated_segment,
    "an imported chain gone": sql("DELETE FROM segment_link"),
    "a head of an imported chain": sql("UPDATE segment_link SET head = zeroblob(32) WHERE number = 2"),
    "two links of an imported chain": sql(
        "UPDATE segment_link SET entry = CASE number WHEN 2 THEN (SELECT entry FROM segment_link "
        "WHERE number = 3) ELSE (SELECT entry FROM segment_link WHERE number = 2) END WHERE number IN (2, 3)"
    ),
    "an imported log's name": sql("UPDATE segment SET log = zeroblob(16)"),
    "a decision missing from the list": sql("DELETE FROM decision WHERE row = (SELECT max(row) FROM decision)"),
    "a word missing from the index": sql("UPDATE search_text SET body = 'other' WHERE body LIKE 'Last%'"),
}


@pytest.mark.parametrize("what", ALTERATIONS)
def test_an_alteration_is_found(what, full):
    ALTERATIONS[what](full)
    found = reload(full)
    assert found
    store = full.store
    at_once = joined([walk(store, 1, store.count())])
    in_parts = joined([walk(store, 1, 5), walk(store, 6, 6), walk(store, 7, store.count())])
    assert set(in_parts.faults) == set(at_once.faults)  # the chain is the same however it is read
    assert in_parts == at_once
    assert all(
        "words" not in fault.lower() or "erased" in fault or "Words" in fault or "recorded" in fault for fault in found
    )
    assert not any(name in fault for fault in found for name in ("First", "Placeholder", "Corrected"))


def test_words_that_come_back_after_an_erasure_are_found(vault):
    entity = world.record(vault, samples.small("Kept", notes="To be erased"))
    run = vault.store.connection.execute
    place, salt, content = run("SELECT place, salt, content FROM part WHERE slot = 'notes'").fetchone()
    world.erase_slot(vault, entity, "notes")
    assert world.faults(vault) == ()
    run("UPDATE part SET salt = ?, content = ? WHERE place = ?", (salt, content, place))
    assert any("again" in fault for fault in world.faults(vault))


def test_a_tail_cut_off_is_found_against_a_slip(full):
    """The chain alone cannot tell a log that ends earlier from one that never went on: that is what a slip is for."""
    store = full.store
    slip = (store.tip.writer, store.tip.seq, store.tip.head)
    assert check.head_after(store, *slip[:2]) == slip[2]
    drop_entry(lambda v: v.store.count())(full)
    store.connection.execute("DELETE FROM decision WHERE row = (SELECT max(row) FROM decision)")
    projections.rebuild(store)
    assert reload(full) == ()
    assert check.head_after(store, *slip[:2]) is None


def test_an_older_page_put_back_is_found_against_a_slip(folder, open_log):
    with open_log(folder) as vault:
        world.record(vault, samples.small("one"))
        pos = vault.store.count()
    older = (folder / database.NAME).read_bytes()
    with open_log(folder) as vault:
        world.record(vault, samples.small("two"))
        slip = (vault.store.tip.writer, vault.store.tip.seq)
        head = vault.store.tip.head
        assert check.head_after(vault.store, *slip) == head
        right = (world.folds(vault.store), world.projections(vault.store.connection))
    newer = (folder / database.NAME).read_bytes()
    (folder / database.NAME).write_bytes(older)
    with open_log(folder) as vault:
        assert world.faults(vault) == ()
        assert vault.store.count() == pos
        assert check.head_after(vault.store, *slip) is None
    found = harmless = 0
    for page in range(1, len(older) // 4096):  # one page of the older file in the newer one
        here = slice(page * 4096, page * 4096 + 4096)
        if older[here] != newer[here]:
            (folder / database.NAME).write_bytes(newer[: here.start] + older[here] + newer[here.stop :])
            try:
                with open_log(folder) as vault:
                    if not world.faults(vault) and check.head_after(vault.store, *slip) == head:
                        assert (world.folds(vault.store), world.projections(vault.store.connection)) == right
                        harmless += 1
            except errors.DatabaseDamaged:
                pass
            found += 1
    assert found >= 3
    assert harmless <= 1  # nothing that is read lies in such a page


def test_the_slip_of_an_earlier_day_still_holds_later(vault):
    world.record(vault, samples.small("one"))
    writer, seq, head = vault.store.tip.writer, vault.store.tip.seq, vault.store.tip.head
    entity = world.record(vault, samples.small("two", notes="goes"))
    world.erase_slot(vault, entity, "notes")
    assert check.head_after(vault.store, writer, seq) == head
    assert check.head_after(vault.store, writer, seq + 1) != head
    assert check.head_after(vault.store, "00" * 16, 1) is None


def test_the_report_counts(full):
    report = check.check(full.store)
    assert report.entries == full.store.count() == len(world.leaves(full.store))
    assert (report.imported, report.erased_parts) == (4, 2)
    assert (report.head, report.writer) == (full.store.tip.head.hex(), full.store.tip.writer)
    assert report.faults == ()


def test_a_check_can_be_stopped(full):
    def stop(done, of):
        assert of == full.store.count()
        if done == 3:
            raise errors.Cancelled

    with pytest.raises(errors.Cancelled):
        check.check(full.store, stop)
    assert world.faults(full) == ()


def test_rebuilding_the_projections_changes_nothing(full):
    before = world.projections(full.store.connection)
    projections.rebuild(full.store)
    assert world.projections(full.store.connection) == before
    full.store.connection.execute("DELETE FROM decision")
    full.store.connection.execute("DELETE FROM person_in")
    projections.rebuild(full.store)
    assert world.projections(full.store.connection) == before


def test_a_folder_copied_whole_checks_clean_elsewhere(folder, tmp_path, open_log):
    place = shutil.copytree(folder, tmp_path / "elsewhere")
    vault = open_log(place)
    assert world.faults(vault) == ()
    assert content_of(vault.store.entry(1).parts[0]) is not None
