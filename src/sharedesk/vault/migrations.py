"""The steps from one schema to the next. Each stays as it was released and has a frozen log among the fixtures."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

from sharedesk.vault import projections
from sharedesk.vault.database import Connection
from sharedesk.vault.moment import device_clock
from sharedesk.vault.store import Store

Migration = Callable[[Connection], None]


def _to_2(connection: Connection) -> None:
    """Emergency shares whose reasons are owed, and the days on which to be reminded of them."""
    connection.execute(
        """CREATE TABLE owed (
    row INTEGER PRIMARY KEY REFERENCES entity, recorded REAL NOT NULL, shared REAL NOT NULL, missing INTEGER NOT NULL
)"""
    )
    connection.execute("CREATE TABLE reminder (decision INTEGER PRIMARY KEY REFERENCES entity, until TEXT NOT NULL)")
    (log,) = connection.execute("SELECT value FROM meta WHERE name = 'log'").fetchone()
    projections.refresh_emergency_shares(Store(connection, log.hex(), device_clock, secrets.token_bytes))


def _to_3(connection: Connection) -> None:
    """No other tables: from 3 on a log may hold entries of copies outside, keys changed and retention reviewed."""


MIGRATIONS: Mapping[int, Migration] = {1: _to_2, 2: _to_3}
"""From version n to n + 1."""
