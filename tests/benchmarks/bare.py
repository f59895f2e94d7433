"""What bare sqlcipher3 does with the same bytes: the statements of a save, recorded and run again without ShareDesk."""

from __future__ import annotations

import secrets
from typing import Any

from sharedesk.vault import database
from sharedesk.vault.database import Connection

_WRITES = ("INSERT", "UPDATE", "DELETE")
Statement = tuple[str, str, Any]


class Recording:
    """A connection that notes every statement that writes, in the order they ran."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.statements: list[Statement] = []

    def execute(self, sql: str, values: Any = ()) -> Any:
        if sql.startswith(_WRITES):
            self.statements.append(("execute", sql, values))
        return self._connection.execute(sql, values)

    def executemany(self, sql: str, rows: Any) -> Any:
        rows = list(rows)
        self.statements.append(("executemany", sql, rows))
        return self._connection.executemany(sql, rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def take(self) -> list[Statement]:
        """What was noted since the last time."""
        taken, self.statements = self.statements, []
        return taken


def replay(connection: Connection, statements: list[Statement]) -> None:
    """The same rows into the same tables, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    for how, sql, values in statements:
        if how == "execute":
            connection.execute(sql, values).fetchall()  # to the end: an INSERT ... RETURNING is done only then
        else:
            connection.executemany(sql, values)
    connection.execute("COMMIT")


def bytes_in(statements: list[Statement]) -> int:
    """The bytes of text and blobs among what was written, words for the search index not counted."""
    rows = [
        row
        for how, sql, values in statements
        if "INTO search" not in sql
        for row in ([values] if how == "execute" else values)
    ]
    return sum(
        len(value.encode() if isinstance(value, str) else value)
        for row in rows
        for value in row
        if isinstance(value, str | bytes)
    )


class Simplest:
    """The least anyone could do: one row with all the bytes, and its text in a search index."""

    def __init__(self, path: Any) -> None:
        self._connection = database.create(path, secrets.token_hex(48))  # for the same settings
        self._connection.executescript(
            "CREATE TABLE record (id INTEGER PRIMARY KEY, content BLOB);"
            "CREATE TABLE words (id INTEGER PRIMARY KEY, body TEXT);"
            "CREATE VIRTUAL TABLE search USING fts5 (body, content = 'words', content_rowid = 'id', "
            "tokenize = \"unicode61 remove_diacritics 2\"); INSERT INTO search (search, rank) VALUES ('pgsz', 3970);"
        )

    def save(self, content: bytes, body: str) -> None:
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        row = run("INSERT INTO record (content) VALUES (?)", (content,)).lastrowid
        run("INSERT INTO words VALUES (?, ?)", (row, body))
        run("INSERT INTO search (rowid, body) VALUES (?, ?)", (row, body))
        run("COMMIT")

    def close(self) -> None:
        self._connection.close()
