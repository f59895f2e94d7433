"""Which decisions answer a request, found among the last recorded: there is no table of requests to keep."""

from __future__ import annotations

from array import array

from sharedesk.vault.database import database_errors
from sharedesk.vault.schema import PART_BITS
from sharedesk.vault.store import Store


def rows_with_request(store: Store, looked_through: int) -> array[int]:
    """The rows of those of the last `looked_through` decisions that ever held a request, the last recorded first."""
    with database_errors():
        return array(
            "q",
            (
                row
                for (row,) in store.connection.execute(
                    "SELECT d.row FROM (SELECT row FROM decision ORDER BY row DESC LIMIT ?1) d WHERE EXISTS ("
                    "SELECT 1 FROM entry e JOIN part p ON p.place >= e.pos << ?2 AND p.place < (e.pos + 1) << ?2 "
                    "WHERE e.entity = d.row AND p.slot = 'request') ORDER BY d.row DESC",
                    (looked_through, PART_BITS),
                )
            ),
        )


def decisions(store: Store) -> int:
    """How many decisions there are."""
    with database_errors():
        count: int = store.connection.execute("SELECT count(*) FROM decision").fetchone()[0]
    return count
