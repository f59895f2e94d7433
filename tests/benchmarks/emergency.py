"""After an emergency: reading back the notes that were sealed while the log was locked, and what owes its reasons."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyrage
from benchmarks import logs
from benchmarks.measure import Comparison, interleave

from sharedesk.desk import quick_share
from sharedesk.desk.owed import reasons_owed
from sharedesk.domain.entry import new_part
from sharedesk.domain.ids import new_id
from sharedesk.domain.parts import slots_of
from sharedesk.domain.quick_share import NOTE, QuickNote, Told, decision_of, encode_note
from sharedesk.vault import database, inbox, projections
from sharedesk.vault.inbox import Target
from sharedesk.vault.store import NewEntry
from sharedesk.vault.vault import Vault

READ_BACK, LISTED = 1.0, 0.050
"""Seconds: 200 notes read at unlock; a thousand shares that owe their reasons, beside 100,000 decisions."""
_AT = datetime(2026, 3, 13, 15, 40, tzinfo=UTC)


def note(number: int) -> QuickNote:
    """A note of the usual length: a few lines."""
    return QuickNote(
        decision=new_id(), told=Told(name="D. Placeholder", organisation="Anytown Council (fictional)"), at_risk="P.",
        shared=f"Number {number}: he is at home alone, and was heard to shout. " * 6, why=("danger_now",),
        said_at="13 March 2026 at 15:30", opened_at=_AT, sealed_at=_AT, counter=9, saved=True,
    )  # fmt: skip


def reading_back(log: Path, notes: int, rounds: int) -> list[Comparison]:
    """All notes that wait, opened, understood and looked for in the log; against `age` opening the same files."""
    with logs.scratch() as folder, logs.opened(logs.copy_of(log, folder / "log")) as vault:
        target = Target(vault.folder / inbox.FOLDER, vault.root.inbox_public)
        for number in range(notes):
            inbox.seal(target, inbox.new_name(), encode_note(note(number)))
        identity = pyrage.x25519.Identity.from_str(vault.root.inbox_secret)

        def bare() -> None:
            for path in target.folder.glob("*.sealed"):
                pyrage.decrypt(path.read_bytes(), [identity])

        assert len(quick_share.to_check(vault)) == notes
        ours, other = interleave(
            {"list of notes to check": lambda: quick_share.to_check(vault), "age alone": bare}, rounds, warm_up=1
        )
    return [Comparison(f"read back {notes} sealed notes at unlock", ours, other, limit=READ_BACK)]


def owed(log: Path, size: int, shares: int, rounds: int) -> list[Comparison]:
    """What owes its reasons, oldest first, with due times; against the bare query of its table."""
    with logs.opened(log) as vault:
        before = vault.store.tip
        found: list[Comparison] = []
        try:
            with database.transaction(vault.store.connection):  # taken back: the log is kept for other runs
                _append(vault, shares)
                run = vault.store.connection.execute
                assert len(reasons_owed(vault, _AT, None)) == shares
                ours, bare = interleave(
                    {
                        "reasons owed": lambda: reasons_owed(vault, _AT, None),
                        "bare query": lambda: run("SELECT row, shared, missing FROM owed ORDER BY shared").fetchall(),
                    },
                    rounds,
                )
                found.append(Comparison(f"{shares:,} reasons owed at {size:,} decisions", ours, bare, limit=LISTED))
                raise _TakenBackError
        except _TakenBackError:
            vault.store.back_to(before)
    return found


class _TakenBackError(Exception):
    pass


def _append(vault: Vault, shares: int) -> None:
    new = []
    for number in range(shares):
        one = note(number)
        parts = [new_part(slot, value) for slot, value in slots_of(decision_of(one))]
        parts.append(new_part(NOTE, encode_note(one).decode()))
        new.append(NewEntry(kind="quick_share", entity=one.decision, parts=tuple(parts)))
    written = vault.store.append(new, vault.author)
    projections.refresh(vault.store, written, new_entities=frozenset(one.entity for one in new))
