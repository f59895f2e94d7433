"""The power goes at any moment (`make faults`; not in `make test`). A kill keeps the system's cache, this does not.

What each verb writes, syncs and renames is recorded by disk.c, SQLite's own writes too. Then every state is laid out in
which the disk could come back after each of these calls: what was synced is there, of the rest all, nothing, or any of
it, torn (power.py). In each of them the old or the new opens, with all entries, drafts and notes; once "done" was said,
the new. Needs Linux and a C compiler.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults import disk, table, verbs
from faults.campaign_syscalls import keys_derived_once, scratch
from faults.disk import Kind, Orders
from faults.judging import Stage
from faults.power import Cut, Replay
from faults.workshop import Workshop

pytestmark = pytest.mark.skipif(bool(disk.missing()), reason=disk.missing() or "-")
__all__ = ["keys_derived_once", "scratch"]


def wrong(stage: Stage, scratch: Path, deaf: tuple[str, ...] = ()) -> Iterator[tuple[Cut, str]]:
    """Every state that a verb's disk could be left in, with what is wrong with it."""
    trace = scratch / "trace"
    trace.unlink(missing_ok=True)
    stage.set_up()
    replay = Replay(stage.place.top, deaf)
    outcome = stage.shop.run(stage.verb.name, stage.place.top, Orders(stage.place.top, kinds=Kind.ANY, trace=trace))
    assert outcome.said == ["done"], outcome
    for cut in replay.cuts(disk.calls(trace)):
        shutil.rmtree(stage.place.top)
        cut.lay_out(stage.place.top)
        yield cut, stage.judge_cut(cut.said)


@pytest.mark.parametrize("verb", verbs.VERBS, ids=lambda verb: verb.name)
def test_whenever_the_power_goes_the_old_or_the_new_is_there(verb: verbs.Verb, scratch: Path) -> None:
    with Workshop(scratch) as shop:
        found = list(wrong(Stage(verb, scratch, shop), scratch))
    assert [f"{cut.when}: {fault}" for cut, fault in found if fault] == []
    said = sum(cut.said for cut, _ in found)
    assert len(found) > 30
    assert said
    statement = 1 if verb.name == "save" else 6
    table.note(
        statement,
        f"{verb.name}: {len(found)} states after a power cut, {said} of them after “done” was said: none lost",
    )


@pytest.mark.parametrize("deaf", ["file", "folder"])
@pytest.mark.parametrize("name", ["save", "back up", "restore", "change the passphrase", "rotate"])
def test_a_disk_that_is_not_asked_to_keep_it_is_found_out(name: str, deaf: str, scratch: Path) -> None:
    """The control: with no sync of files, or none of folders, something is lost."""
    verb = next(verb for verb in verbs.VERBS if verb.name == name)
    with Workshop(scratch) as shop:
        assert any(fault for _, fault in wrong(Stage(verb, scratch, shop), scratch, (deaf,)))
    table.note(1 if name == "save" else 6, "", control=f"{name} with {deaf}s unsynced: found")


@pytest.mark.parametrize(("spoilt", "name"), [("saves_unsynced", "save"), ("writes_unsynced", "change the passphrase")])
def test_a_program_that_does_not_ask_is_found_out(spoilt: str, name: str, scratch: Path) -> None:
    """The control of the recording: the program itself leaves its syncs out."""
    verb = next(verb for verb in verbs.VERBS if verb.name == name)
    with Workshop(scratch, spoilt) as shop:
        assert any(fault for _, fault in wrong(Stage(verb, scratch, shop), scratch))
