"""A slip typed from paper: what cannot be one is seen at once, a mistyped line is told from a log that changed."""

from __future__ import annotations

import pytest
from domain import samples
from vault import world
from vault.conftest import *  # noqa: F403  # its logs

from sharedesk.desk import slips, witness
from sharedesk.domain import checked_base32 as base32
from sharedesk.vault import errors, projections


def slip_for(vault, **changed):
    seen = witness.witness_of(vault)
    typed = {"writer": seen.writer, "sequence": str(seen.sequence), "head": seen.typed} | changed
    return slips.slip_of(typed["writer"], typed["sequence"], typed["head"])


def test_what_is_printed_is_read_in_each_of_its_forms(vault):
    seen = witness.witness_of(vault)
    typed = f"{seen.writer}:{seen.sequence}:{seen.typed.lower()}"
    assert slips.read_slip(typed) == slip_for(vault)
    code = slips.read_slip(seen.qr)
    assert code is not None
    assert code.head == seen.head.hex()
    assert slips.compare(vault, code).holds
    assert "".join(slips.lines_of(code.head)).replace("-", "") == base32.tidy(seen.typed)
    assert slips.lines_of(slip_for(vault).head) == slips.lines_of(code.head)


@pytest.mark.parametrize(
    "typed",
    ["", "a:b:c", "0" * 32, f"{'0' * 32}:1:", f"{'0' * 32}:²:{'A' * 32}", f"{'0' * 7}:1:{'A' * 32}",
     f"{'g' * 32}:1:{'A' * 32}", f"{'0' * 32}:1:{'A' * 31}", f"{'0' * 32}:1:{'U' * 32}",
     f"{'0' * 32}:{'9' * 5000}:{'A' * 32}"],
)  # fmt: skip
def test_what_is_no_slip_is_none(typed):
    assert slips.read_slip(typed) is None


@pytest.mark.parametrize(
    ("typed", "state"),
    [("", "empty"), (" - ", "empty"), ("ABCD-EF", "unfinished"), ("abcd-efgh-jkmn-pqrs", "complete"),
     ("ABCD EFGH JKMN PQRST", "impossible"), ("ABCU", "impossible"), ("o0Il 1111 2222 3333", "complete")],
)  # fmt: skip
def test_a_line_says_how_it_stands(typed, state):
    assert slips.line_state(typed) == state


def test_a_slip_holds_later_and_with_eight_characters_of_the_writer(vault):
    before = slip_for(vault)
    short = slip_for(vault, writer=before.writer[:8].upper(), sequence=f" {before.sequence:,} ")
    for number in range(3):
        world.record(vault, samples.small(f"Later {number}"))
    for slip in (before, short):
        answer = slips.compare(vault, slip)
        assert answer.holds
        assert answer.sentence.startswith(f"Unchanged since the slip. Every entry up to number {before.sequence}")


@pytest.mark.parametrize("line", [1, 2])
def test_a_mistyped_line_is_told_from_a_log_that_changed(vault, line):
    right = witness.witness_of(vault).typed.replace("-", "")
    wrong = "7" if right[line * 16 - 1] != "7" else "8"
    answer = slips.compare(vault, slip_for(vault, head=right[: line * 16 - 1] + wrong + right[line * 16 :]))
    assert (answer.holds, answer.mistyped) == (False, (line,))
    assert f"Line {line} " in answer.sentence
    changed = slips.compare(vault, slip_for(vault, head="0" * 32))
    assert (changed.holds, changed.mistyped) == (False, ())
    assert "not the one that the slip was made from" in changed.sentence


def test_a_log_that_lost_its_last_entry_or_another_writers_slip_is_said(vault):
    world.record(vault, samples.small("Last"))
    slip = slip_for(vault)
    assert slips.compare(vault, slip).holds
    run = vault.store.connection.execute
    run("PRAGMA foreign_keys = OFF")
    run("DELETE FROM part WHERE place >> 13 = ?", (vault.store.count(),))
    run("DELETE FROM entry WHERE pos = ?", (vault.store.count(),))
    vault.store.back_to(vault.store._read_tip())
    projections.rebuild(vault.store)
    answer = slips.compare(vault, slip)
    assert not answer.holds
    assert f"no entry {slip.sequence}" in answer.sentence
    assert "missing" in answer.advice
    assert "of that writer" in slips.compare(vault, slip_for(vault, writer="ab" * 16)).sentence


def test_an_altered_entry_on_the_way_is_said_and_a_spoilt_one_is_no_fault(vault):
    slip = slip_for(vault)
    run = vault.store.connection.execute
    run("UPDATE entry SET head = zeroblob(32) WHERE pos = 2")
    assert "altered" in slips.compare(vault, slip).sentence
    run("UPDATE entry SET leaf = x'00' WHERE pos = 2")
    assert not slips.compare(vault, slip).holds


def test_comparing_can_be_stopped(vault):
    def stop(done, of):
        raise errors.Cancelled

    with pytest.raises(errors.Cancelled):
        slips.compare(vault, slip_for(vault), stop)
