"""Older pages and older files put back, with every MAC right, are found: by a check, or against a slip (`make faults`).

Whoever has an older copy of the database file, and no key at all, can put pages of it back: each was written by this
very log. ROUNDS sets how many mixtures of old and new pages are tried besides each page by itself (default 300).
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import NamedTuple

import pytest
from domain import samples
from faults import damage, full_log, table, views
from vault import world

from sharedesk.errors import ShareDeskError
from sharedesk.vault import backup, check, database, restore
from sharedesk.vault.store import Store

ROUNDS = int(os.environ.get("ROUNDS", "300"))


class Slip(NamedTuple):
    """As a witness keeps it."""

    writer: str
    sequence: int
    head: bytes

    def holds(self, store: Store) -> bool:
        return check.head_after(store, self.writer, self.sequence) == self.head


class Two(NamedTuple):
    """A log at two times: the bytes of its database then and now, what it says now, and a slip of now."""

    log: full_log.Log
    then: bytes
    now: bytes
    says: dict[str, object]
    slip: Slip


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> full_log.Log:
    return full_log.make(tmp_path_factory.mktemp("pattern") / "log")


@pytest.fixture
def two(pattern: full_log.Log, tmp_path: Path) -> Two:
    """A decision is corrected, one is recorded, a person is stated, a word is erased: in between, a copy was taken."""
    log = pattern.copy(tmp_path / "log")
    path = log.folder / database.NAME
    with log.open() as vault:
        entity = world.record(vault, samples.small("What was said before.", notes="A note."))
    then = path.read_bytes()
    with log.open() as vault:
        world.correct(vault, entity, reasons="What was said after.")
        world.record(vault, samples.small("Another one, later."))
        world.state_person(vault, "Late Placeholder")
        world.erase_slot(vault, entity, "notes")
        says = views.of(vault.store, full_log.WORDS)
        slip = Slip(vault.store.tip.writer, vault.store.tip.seq, vault.store.tip.head)
        assert slip.holds(vault.store)
    return Two(log, then, path.read_bytes(), says, slip)


def found(two: Two, data: bytes, *, slip: bool = True) -> bool | None:
    """Is it found that these bytes are not the log as it is now? None where it is as it was after all."""
    (two.log.folder / database.NAME).write_bytes(data)
    try:
        vault = two.log.open()
    except ShareDeskError:
        return True
    with vault:
        told = views.compared(two.says, views.of(vault.store, full_log.WORDS))
        try:
            seen = bool(check.check(vault.store).faults) or (slip and not two.slip.holds(vault.store))
        except ShareDeskError:
            seen = True
    return seen or (None if not told.wrong and not told.refused else told.refused > 0)


def differing(two: Two) -> list[int]:
    pages = min(len(two.then), len(two.now)) // damage.PAGE
    cuts = [slice(page * damage.PAGE, (page + 1) * damage.PAGE) for page in range(pages)]
    return [page for page, cut in enumerate(cuts) if two.then[cut] != two.now[cut]]


def mixed(two: Two, old: list[int]) -> bytes:
    data = two.now
    for page in old:
        data = damage.put(data, page * damage.PAGE, two.then[page * damage.PAGE : (page + 1) * damage.PAGE])
    return data


def test_old_pages_among_new_ones_are_found(two: Two) -> None:
    dice = random.Random(damage.SEED)
    print(f"\nSEED={damage.SEED}")  # noqa: T201 - so that a run can be repeated
    pages, seen, harmless = differing(two), 0, 0
    mixtures = [[page] for page in pages] + [dice.sample(pages, dice.randrange(1, len(pages))) for _ in range(ROUNDS)]
    missed = []
    for old in mixtures:
        outcome = found(two, mixed(two, old))
        seen, harmless = seen + (outcome is True), harmless + (outcome is None)
        missed += [old] if outcome is False else []
    assert missed == []
    table.note(
        11, f"{len(mixtures)} mixtures of old and new pages, each of {len(pages)} changed pages by itself among them: "
        f"{seen} found, {harmless} without effect on anything shown, none missed",
    )  # fmt: skip


def test_the_whole_file_of_before_is_found_against_a_slip_and_only_so(two: Two) -> None:
    """The control: without the slip an older file is as good as any."""
    assert found(two, two.then) is True
    assert found(two, two.then, slip=False) is not True
    table.note(11, "", control="an older file put back whole: found with the slip, not without it")


def test_an_honest_restore_is_not_called_tampering(two: Two, tmp_path: Path) -> None:
    """It goes on under a new writer, says what it was restored from, checks clean, and holds to the slip of before."""
    path = tmp_path / "then.sharedesk-backup"
    (two.log.folder / database.NAME).write_bytes(two.then)
    with two.log.open() as vault:
        before = Slip(vault.store.tip.writer, vault.store.tip.seq, vault.store.tip.head)
        backup.back_up(vault, path)
    (two.log.folder / database.NAME).write_bytes(two.now)
    with restore.restore(path, two.log.folder, lambda head: two.log.root, lambda plan: True).vault as restored:
        assert check.check(restored.store).faults == ()
        assert before.holds(restored.store)
        assert not two.slip.holds(restored.store)
        last = restored.store.entries_of_kind(["restored"])[-1]
        assert world.contents(last)["@restored"]["lost_to_head"] == two.slip.head.hex()
    table.note(11, "a restore: checks clean, holds to the slip of before, names the head up to which was lost")
