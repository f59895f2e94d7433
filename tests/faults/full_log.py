"""A log with everything in it, for the campaigns, small enough to be copied a thousand times.

Decisions, corrections, people, links, emergency shares, an erasure, an imported log, sealed notes and drafts.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from domain import samples
from vault import world

from sharedesk.domain.ids import new_id
from sharedesk.domain.quick_share import encode_note
from sharedesk.vault import header, inbox, sealed, segments
from sharedesk.vault.keys import FLOOR, Root
from sharedesk.vault.recovery import RecoverySheet
from sharedesk.vault.vault import Vault, create, open_with_root

WORDS = ("bruises", "playground", "corrected", "Placeholder", "nothing at all")
"""What is looked for in it."""


class Log(NamedTuple):
    """A locked log: its folder, its key, and its recovery sheet."""

    folder: Path
    root: Root
    sheet: RecoverySheet

    def open(self) -> Vault:
        return open_with_root(self.folder, header.read(self.folder), self.root)

    def copy(self, place: Path) -> Log:
        return self._replace(folder=shutil.copytree(self.folder, place))


def make(folder: Path, decisions: int = 12) -> Log:
    """Make one, and lock it."""
    vault, sheet = create(folder, world.PASSPHRASE, world.AUTHOR, cost=FLOOR)
    assert sheet is not None
    with vault:
        _fill(vault, decisions)
        _bring_in(vault, folder.with_name(f"{folder.name} imported"))
        _seal(vault)
    return Log(folder, vault.root, sheet)


def _fill(vault: Vault, decisions: int) -> None:
    whole = world.record(vault, samples.share_part())
    world.correct(vault, whole, reasons="Corrected: two marks, and a call.")
    for number in range(decisions):
        words = f"Decision {number}: what was seen at the playground on day {number}. " * 20
        entity = world.record(vault, samples.small(words, notes=f"Note {number}"))
        if number % 3 == 0:
            world.correct(vault, entity, purpose=f"corrected purpose {number}")
    world.erase_slot(vault, entity, "notes")
    quick = world.share_quickly(vault, world.a_note())
    world.give_reasons(vault, quick)
    world.share_quickly(vault, world.a_note(shared="A second call, whose reasons are owed."))
    people = [world.state_person(vault, name) for name in ("Kit Placeholder", "Kit Placeholder", "Sam Sample")]
    world.unlink(vault, people[0], world.link(vault, people[0], people[1]))
    world.link(vault, people[1], people[2])


def _bring_in(vault: Vault, elsewhere: Path) -> None:
    with create(elsewhere, "the words of another log", world.AUTHOR, cost=FLOOR, with_recovery=False)[0] as other:
        world.record(other, samples.small("From another log, about the playground."))
        segments.import_log(vault, world.export(other))
    shutil.rmtree(elsewhere)


def _seal(vault: Vault) -> None:
    target = inbox.Target(vault.folder / inbox.FOLDER, vault.root.inbox_public)
    for length in (40, 3_000):
        note = world.a_note(shared="He said so. " * (length // 12))
        inbox.seal(target, inbox.new_name(), encode_note(note))
    for length in (100, 20_000):
        draft = sealed.Draft(draft=new_id(os.urandom), counter=2, content=b"typed words " * (length // 12))
        sealed.save_draft(vault.folder / "drafts", vault.root, draft)
