"""A whole log is checked while it stays in use, by several processes; a file spoilt meanwhile is found."""

from __future__ import annotations

import multiprocessing
import os

import pytest
from domain import samples
from vault import world
from vault.test_check import ALTERATIONS, full  # noqa: F401  # a fixture

from sharedesk.vault import baton, database, errors, proof


def spoil_page(folder, page):
    path = folder / database.NAME
    data = bytearray(path.read_bytes())
    data[page * 4096 + 100] ^= 0xFF
    path.write_bytes(data)


def no_room(*_):
    """In the other process."""
    raise errors.DiskFull


@pytest.fixture
def split(monkeypatch):
    """Even a small log is looked through in stretches, by several processes."""
    monkeypatch.setattr(proof, "SMALL", 0)
    monkeypatch.setattr(proof.apart, "cores", lambda: 2)
    monkeypatch.setattr(proof, "_STRETCHES", 1)


def test_a_sound_log_is_found_to_be_so_and_nothing_is_left_behind(full, split):  # noqa: F811
    before = world.snapshot(full.folder)
    told = []
    found = proof.prove(full, lambda done, of: told.append((done, of)))
    assert found.report.found == found.beside.found == ()
    assert found.report == proof.check(full.store, with_lists=True)
    assert found.settled
    assert told[0] == (0, proof.STEPS)
    assert told[-1] == (proof.STEPS, proof.STEPS)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert world.snapshot(full.folder).keys() == before.keys()
    assert multiprocessing.active_children() == []


def test_what_is_found_in_one_process_is_found_in_several(full, split):  # noqa: F811
    ALTERATIONS["a word missing from the index"](full)
    assert set(proof.prove(full).report.faults) == set(proof.check(full.store, with_lists=True).faults) != set()


def test_a_small_log_is_looked_through_by_one_process(full):  # noqa: F811
    ALTERATIONS["a decision missing from the list"](full)
    found = proof.prove(full).report
    assert found == proof.check(full.store, with_lists=True)
    assert {fault.area for fault in found.found} == {"lists"}


def test_a_spoilt_page_is_found_though_the_log_is_open(folder, open_log, split):
    with open_log(folder) as vault:
        for number in range(40):
            world.record(vault, samples.small(f"Words {number}"))
    size = (folder / database.NAME).stat().st_size // 4096
    vault = open_log(folder)
    spoil_page(folder, size - 3)
    found = proof.prove(vault)
    assert {fault.area for fault in found.report.found} == {"file"}
    assert found.settled
    assert not [path for path in (folder / "backups").iterdir() if path.name.endswith(".new")]


def test_a_file_cut_short_is_found_though_the_log_is_open(folder, open_log, split):
    vault = open_log(folder)
    os.truncate(folder / database.NAME, (folder / database.NAME).stat().st_size - 4096)
    assert proof.SHORT in proof.prove(vault).report.faults


def test_one_saves_while_it_is_checked(vault, split):
    turns, saved = baton.in_turns(lambda tell: proof.prove(vault, tell)), []
    found = None
    while found is None:
        try:
            next(turns)
        except StopIteration as end:
            found = end.value
        if len(saved) < 30:
            saved.append(world.record(vault, samples.small(f"Saved meanwhile {len(saved)}")))
    assert len(saved) == 30
    assert found.report.found == ()
    assert found.report.entries <= vault.store.count()


def test_it_can_be_stopped_at_any_moment_and_leaves_nothing(vault, split):
    before = world.snapshot(vault.folder)
    for stop_at in (0, 1, 300):

        def stop(done, of, stop_at=stop_at):
            if done >= stop_at:
                raise errors.Cancelled

        with pytest.raises(errors.Cancelled):
            proof.prove(vault, stop)
        assert multiprocessing.active_children() == []
        assert world.snapshot(vault.folder).keys() == before.keys()


def test_without_room_for_a_copy_it_is_looked_at_where_it_is(full, monkeypatch, split):  # noqa: F811
    monkeypatch.setattr(proof.snapshot, "copy_bytes", no_room)
    ALTERATIONS["a word of a part"](full)
    found = proof.prove(full)
    assert ([fault.area for fault in found.report.found], found.settled) == (["entries"], True)


def test_what_was_found_there_while_somebody_saved_is_not_settled(vault, monkeypatch):
    fault = proof.structs.replace(proof.check(vault.store), found=(proof.Fault("file", "A page between two states."),))

    def saving(*_):
        world.record(vault, samples.small("Saved meanwhile"))
        return fault, []

    monkeypatch.setattr(proof, "_source", lambda vault, *_: vault.folder / database.NAME)
    monkeypatch.setattr(proof, "_look_through", saving)
    assert not proof.prove(vault).settled
    monkeypatch.setattr(proof, "_look_through", lambda *_: (fault, []))
    assert proof.prove(vault).settled
