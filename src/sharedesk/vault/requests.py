"""Which decisions answer a request, found by looking through some of them: there is no table of requests to keep."""

from __future__ import annotations

from array import array
from typing import NamedTuple

from sharedesk.vault.database import database_errors
from sharedesk.vault.schema import PART_BITS
from sharedesk.vault.store import Store


class Asked(NamedTuple):
    """Rows of decisions that ever held a request, the last recorded first, and the row that was looked at last.

    `reached` 0: there are no earlier ones.
    """

    rows: array[int]
    reached: int


def rows_with_request(store: Store, looked_through: int, before_row: int = 0) -> Asked:
    """Look through so many decisions, the last recorded first or those before a row. 10,000 take about a second."""
    run = store.connection.execute
    with database_errors():
        there = [
            row
            for (row,) in run(
                "SELECT row FROM decision WHERE row < ? ORDER BY row DESC LIMIT ?",
                (before_row or 1 << 62, looked_through),
            )
        ]
        last, first = (there[-1], there[0]) if there else (0, -1)
        found = run(
            "SELECT d.row FROM decision d WHERE d.row BETWEEN ?1 AND ?2 AND EXISTS ("
            "SELECT 1 FROM entry e JOIN part p ON p.place >= e.pos << ?3 AND p.place < (e.pos + 1) << ?3 "
            "WHERE e.entity = d.row AND p.slot = 'request') ORDER BY d.row DESC",
            (last, first, PART_BITS),
        )
        rows = array("q", (row for (row,) in found))
    return Asked(rows, last if len(there) == looked_through else 0)
