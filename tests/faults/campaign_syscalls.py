"""A log survives whatever call to the disk fails, or ends the process (`make faults`; not part of `make test`).

Everything that writes a log is done again and again: saving, erasing, backing up, restoring, getting back in, carrying
to a later schema, and every change of what opens it. Each time another call below its folder is the last of the
process, or finds the disk full, or failing, once or from then on (disk.c, between the process and the C library). Then:
the old or the new is there and opens, with all entries, drafts and notes; what was said to be done is done; a refusal
is an error that a person can read, never a crash; trying again works; nothing half-made stays; after a change of what
opens the log no file in it opens with what was taken away, but for those that were named.

EVERY=5 takes each fifth call where calls that only look fail too. Needs Linux and a C compiler.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from faults import disk, judging, table, verbs
from faults.disk import Kind
from faults.judging import FAILINGS, Stage, Verdict
from faults.workshop import Workshop

pytestmark = pytest.mark.skipif(bool(disk.missing()), reason=disk.missing() or "-")
EVERY = int(os.environ.get("EVERY", "1"))
FULL_OR_FAILING = ("save", "erase", "back up")
"""What statement 10 is about; statement 6 is about the rest, and both about all."""


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch):
    place = judging.new_scratch()
    monkeypatch.setenv("XDG_DATA_HOME", str(place / "work" / "top" / "home"))
    yield place
    shutil.rmtree(place)


@pytest.fixture(autouse=True)
def keys_derived_once(monkeypatch: pytest.MonkeyPatch) -> None:
    verbs.loaded(monkeypatch.setattr)


def all_of(verb: verbs.Verb, scratch: Path) -> dict[str, list[Verdict]]:
    """The verdicts on a verb, by how the disk failed."""
    with Workshop(scratch) as shop:
        stage = Stage(verb, scratch, shop)
        return {
            failing.name: list(judging.through(stage, failing, EVERY if failing.kinds == Kind.ANY else 1))
            for failing in FAILINGS
        }


@pytest.mark.parametrize("verb", verbs.VERBS, ids=lambda verb: verb.name)
def test_whatever_call_fails_the_old_or_the_new_is_there(verb: verbs.Verb, scratch: Path) -> None:
    found = all_of(verb, scratch)
    for name, verdicts in found.items():
        print(f"  {verb.name}, {name}: {judging.summed(verdicts)}")  # noqa: T201  # the campaign's figures
    wrong = [f"{name}, {verdict}" for name, verdicts in found.items() for verdict in verdicts if verdict.wrong]
    assert wrong == []
    kills = sum(len(verdicts) for name, verdicts in found.items() if name.startswith("killed"))
    faults = sum(map(len, found.values())) - kills
    taken = "every" if EVERY == 1 else f"each {EVERY}th"
    table.note(
        10 if verb.name in FULL_OR_FAILING else 6,
        f"{verb.name}: {kills} kills, {faults} times full or failing ({taken} call): the old or the new each time",
    )


SPOILT = [
    ("without_a_journal", "save", 10), ("says_it_is_saved", "save", 10), ("packed_in_place", "back up", 10),
    ("written_in_place", "change the passphrase", 6), ("written_in_place", "recover", 6),
    ("swapped_before_the_header", "rotate", 6), ("swapped_in_place", "migrate", 6),
    ("exchanged_without_a_marker", "restore", 6),
]  # fmt: skip


@pytest.mark.parametrize(("spoilt", "name", "statement"), SPOILT)
def test_a_worse_program_is_found_out(spoilt: str, name: str, statement: int, scratch: Path) -> None:
    """The control: each of these ways to do it loses something, and is found."""
    verb = next(verb for verb in verbs.VERBS if verb.name == name)
    with Workshop(scratch, spoilt) as shop:
        stage = Stage(verb, scratch, shop)
        assert any(verdict.wrong for failing in FAILINGS for verdict in judging.through(stage, failing))
    table.note(statement, "", control=f"{name} {spoilt.replace('_', ' ')}: found")
