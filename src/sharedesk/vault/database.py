"""Opening the SQLCipher database safely, and saying in its own words what went wrong.

Settings and why they are so: docs/decisions/0004-one-database-file.md. While a log is open nothing else in this process
may open and close its file: POSIX locks belong to the process, and closing any descriptor drops them all.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from sharedesk.vault import errors
from sharedesk.vault.files import discard, storage

NAME = "sharedesk.db"
APPLICATION_ID = 0x53484445  # "SHDE"
KEY_LENGTH = 96
_PLAIN = b"SQLite format 3\0"

DatabaseError = sqlcipher.DatabaseError
IntegrityError = sqlcipher.IntegrityError


class Connection(sqlcipher.Connection):
    """An open database, which remembers that something below it failed.

    After a page could not be read SQLCipher calls every page damaged, until the database is opened anew.
    """

    failed = False

    def execute(self, *arguments: Any) -> sqlcipher.Cursor:
        """As SQLite's own."""
        try:
            return super().execute(*arguments)
        except sqlcipher.DatabaseError as problem:
            self._remember(problem)
            raise

    def executemany(self, *arguments: Any) -> sqlcipher.Cursor:
        """As SQLite's own."""
        try:
            return super().executemany(*arguments)
        except sqlcipher.DatabaseError as problem:
            self._remember(problem)
            raise

    def backup(self, *arguments: Any, **more: Any) -> None:
        """As SQLite's own."""
        try:
            super().backup(*arguments, **more)
        except sqlcipher.DatabaseError as problem:
            self._remember(problem)
            raise

    def _remember(self, problem: sqlcipher.DatabaseError) -> None:
        self.failed = self.failed or _code(problem) in _BELOW


_SETTINGS = """
PRAGMA trusted_schema = OFF;
PRAGMA foreign_keys = ON;
PRAGMA temp_store = MEMORY;
PRAGMA secure_delete = ON;
PRAGMA journal_mode = DELETE;
PRAGMA synchronous = EXTRA;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -16384;
"""


_FOR_PERSON: dict[int, Callable[[], errors.VaultError]] = {
    5: errors.VaultInUse,  # SQLITE_BUSY
    6: errors.VaultInUse,  # LOCKED
    8: errors.ReadOnly,  # READONLY
    9: errors.Cancelled,  # INTERRUPT
    10: errors.StorageFailed,  # IOERR
    11: errors.DatabaseDamaged,  # CORRUPT
    13: errors.DiskFull,  # FULL
    14: errors.ReadOnly,  # CANTOPEN
    26: errors.DatabaseDamaged,  # NOTADB
}
"""By SQLite's primary result code (https://sqlite.org/rescode.html)."""
_BELOW = {10, 11, 14, 26}
"""Those of them after which the database has to be opened anew; a full disk is no such failure."""


_BY_WORDS = {
    "database is locked": 5,
    "attempt to write a readonly database": 8,
    "disk I/O error": 10,
    "database disk image is malformed": 11,
    "database or disk is full": 13,
    "unable to open database file": 14,
    "file is not a database": 26,
}
"""What a copy in steps reports has no code, only SQLite's own words."""


def _code(problem: sqlcipher.DatabaseError) -> int:
    code: int | None = getattr(problem, "sqlite_errorcode", None)
    return code & 0xFF if code is not None else _BY_WORDS.get(str(problem), 0)


@contextlib.contextmanager
def database_errors() -> Iterator[None]:
    """Turns the database's own errors into those that a person reads; anything unknown is a fault and passes."""
    try:
        yield
    except sqlcipher.DatabaseError as problem:
        error = _FOR_PERSON.get(_code(problem))
        if error is None:
            raise
        raise error() from problem


def look_before_opening(path: Path) -> None:
    """Refuse what SQLCipher would silently make new or read as plain text. Changes nothing.

    Raises DatabaseMissing, DatabaseEmpty, DatabasePlain, DatabaseDamaged (cut short).
    """
    try:
        with storage(), open(path, "rb") as file:
            front = file.read(len(_PLAIN))
            size = os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        raise errors.DatabaseMissing from None
    if not front:
        raise errors.DatabaseEmpty
    if front == _PLAIN:
        raise errors.DatabasePlain
    if size % 4096:
        raise errors.DatabaseDamaged


def is_salted_by(path: Path, key: str) -> bool:
    """Does the file begin with this key's salt? If not, it is another log's. Only while nothing has it open."""
    with storage(), open(path, "rb") as file:
        return file.read(16) == bytes.fromhex(key[64:])


def create(path: Path, key: str) -> Connection:
    """A new database file, which must not exist yet."""
    with storage():
        if path.exists():
            raise errors.AlreadyThere
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        return _connect(path, key)
    except BaseException:
        discard(path)
        raise


def open_existing(path: Path, key: str) -> Connection:
    """A database that is there, exclusively. Raises what `look_before_opening` does, DatabaseDamaged, VaultInUse."""
    look_before_opening(path)
    try:
        return _connect(path, key)
    except errors.DatabaseDamaged:
        look_before_opening(path)  # SQLCipher calls damaged what could not be read: a disk that fails says so here
        return _connect(path, key)


def open_to_look(path: Path, key: str) -> Connection:
    """A database to read as its file is now, taking no lock and changing nothing: a journal beside it is left alone.

    Never in the process that has it open. While somebody writes, what is read may belong to two moments.
    Raises what `look_before_opening` does.
    """
    look_before_opening(path)
    with database_errors():
        where = f"{path.absolute().as_uri()}?immutable=1&mode=ro"
        connection = sqlcipher.connect(where, uri=True, isolation_level=None, factory=Connection)
    try:
        with database_errors():
            _unlock(connection, key)
            connection.executescript(
                "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384"
            )
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _unlock(connection: Connection, key: str) -> None:
    if len(key) != KEY_LENGTH:  # a shorter "raw" key would silently be taken for a passphrase
        raise ValueError("a raw key is 96 hexadecimal characters")
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key}'\"")
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise RuntimeError("this SQLite cannot encrypt")


def _connect(path: Path, key: str) -> Connection:
    with database_errors():
        connection = sqlcipher.connect(
            path, isolation_level=None, cached_statements=256, check_same_thread=False, factory=Connection
        )
    try:
        with database_errors():
            _unlock(connection, key)
            connection.executescript(_SETTINGS)
            connection.execute("BEGIN EXCLUSIVE")  # takes the lock for good: the pragma alone does not
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            # a file that could not be opened for writing is silently opened for reading, and not kept from others: this
            # asks for the right to write, and writes nothing (there is no auto-vacuum)
            connection.execute("PRAGMA incremental_vacuum(1)").fetchall()
            connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """All or nothing. What is inside is on the disk when this returns; after any error nothing of it is."""
    with database_errors():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlcipher.OperationalError):  # a full disk may have rolled back by itself
                connection.execute("ROLLBACK")
            raise


def integrity_faults(connection: Connection) -> list[str]:
    """What SQLCipher's and SQLite's own checks find; both are needed, each misses what the other sees."""
    return [*seal_faults(connection), *structure_faults(connection)]


def seal_faults(connection: Connection) -> list[str]:
    """What SQLCipher's check finds: pages whose seal does not fit. Nothing stops it but the process's end."""
    return _found_by(connection, "cipher_integrity_check")


def structure_faults(connection: Connection) -> list[str]:
    """What SQLite's check finds: tables, indexes and pages that do not fit together."""
    return _found_by(connection, "integrity_check")


def _found_by(connection: Connection, pragma: str) -> list[str]:
    with database_errors():
        rows = [str(row[0]) for row in connection.execute(f"PRAGMA {pragma}")]
    return [row for row in rows if row != "ok"]
