"""The emergency shares whose reasons are owed, as the projection keeps them, and the reminders that were put off."""

from __future__ import annotations

from typing import NamedTuple

from sharedesk.domain.reference import LONG, SHORT, reference_of
from sharedesk.vault import database
from sharedesk.vault.database import database_errors
from sharedesk.vault.search import SHARES_REFERENCE
from sharedesk.vault.store import Store


class Kept(NamedTuple):
    """One row. Times in seconds since 1970, UTC; `remind_on` an ISO date."""

    id: str
    reference: str
    recorded: float
    shared: float
    missing: int
    remind_on: str | None


def owed(store: Store) -> list[Kept]:
    """Every emergency share whose reasons are owed, the first shared first."""
    with database_errors():
        rows = store.connection.execute(
            f"SELECT e.id, o.recorded, o.shared, o.missing, r.until, {SHARES_REFERENCE} FROM owed o "
            "JOIN entity e USING (row) LEFT JOIN reminder r ON r.decision = o.row ORDER BY o.shared, o.row"
        ).fetchall()
    return [
        Kept(
            entity.hex(), reference_of(entity.hex(), length=LONG if alike else SHORT), recorded, shared, missing, until
        )
        for entity, recorded, shared, missing, until, alike in rows
    ]


def rows_owed(store: Store) -> frozenset[int]:
    """The rows of the decisions whose reasons are owed."""
    with database_errors():
        return frozenset(row for (row,) in store.connection.execute("SELECT row FROM owed"))


def put_off(store: Store, decision: str, until: str | None) -> bool:
    """Keep the day until which somebody wants no reminder; None: forget it. False where nothing is owed."""
    with database.transaction(store.connection):
        run = store.connection.execute
        found = run("SELECT o.row FROM owed o JOIN entity e USING (row) WHERE e.id = ?", (bytes.fromhex(decision),))
        row = found.fetchone()
        if row and until is None:
            run("DELETE FROM reminder WHERE decision = ?", row)
        elif row:
            run("INSERT OR REPLACE INTO reminder VALUES (?, ?)", (*row, until))
    return bool(row)
