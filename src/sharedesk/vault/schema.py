"""The tables, their version, and the frame that carries a log from one version to the next.

`entry` and `part` are the log; all else but `reminder` is a projection that can be made again from them.
Rows are filed in the order they come and there are few indexes: every page that a save touches costs about 50 µs, and a
page at a random place costs more as the log grows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sharedesk.vault import errors
from sharedesk.vault.database import APPLICATION_ID, Connection, database_errors, transaction

VERSION = 3

PART_BITS = 13
"""A part is filed under entry position << 13 | its place in the entry."""

TOKENIZER = "unicode61 remove_diacritics 2"
"""What makes words of text: case and accents do not matter."""

MERGE_PAGES = 16
"""So many pages of the search index every save helps to merge, so that none has to merge hundreds."""

_TABLES = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE entity (row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE);
CREATE TABLE entry (
    pos INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    entity INTEGER NOT NULL REFERENCES entity,
    kind TEXT NOT NULL,
    leaf BLOB NOT NULL,
    head BLOB                                   -- NULL: imported, see segment
);
CREATE INDEX entry_of_entity ON entry (entity);
CREATE INDEX entry_of_links ON entry (kind) WHERE kind IN ('people_linked', 'people_unlinked');
CREATE TABLE part (
    place INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    slot TEXT NOT NULL,
    digest BLOB NOT NULL,
    salt BLOB,                                  -- NULL, like content, once erased
    content BLOB
);
CREATE INDEX part_erased ON part (place) WHERE content IS NULL;

-- The chains of other logs whose exports were imported here, entry by entry.
CREATE TABLE segment (row INTEGER PRIMARY KEY, log BLOB NOT NULL);
CREATE TABLE segment_link (
    segment INTEGER NOT NULL REFERENCES segment, number INTEGER NOT NULL, entry INTEGER NOT NULL REFERENCES entry,
    head BLOB NOT NULL, PRIMARY KEY (segment, number)
) WITHOUT ROWID;

-- Projections. decision.row and person.row are the entity's row.
CREATE TABLE decision (
    row INTEGER PRIMARY KEY REFERENCES entity, recorded REAL NOT NULL, changed REAL NOT NULL, decided REAL,
    outcome TEXT NOT NULL, missing INTEGER NOT NULL, children INTEGER NOT NULL, entries INTEGER NOT NULL,
    imported_from BLOB
);
CREATE TABLE person (row INTEGER PRIMARY KEY REFERENCES entity, same_as INTEGER NOT NULL, folded TEXT NOT NULL);
CREATE INDEX person_folded ON person (folded);
CREATE TABLE person_in (person INTEGER NOT NULL, decision INTEGER NOT NULL, PRIMARY KEY (person, decision)) WITHOUT ROWID;

-- Emergency shares whose reasons are not complete; shared: from when the due time counts; missing: how many reasons.
CREATE TABLE owed (
    row INTEGER PRIMARY KEY REFERENCES entity, recorded REAL NOT NULL, shared REAL NOT NULL, missing INTEGER NOT NULL
);

-- No projection: the day until which somebody wants no reminder of what is owed.
CREATE TABLE reminder (decision INTEGER PRIMARY KEY REFERENCES entity, until TEXT NOT NULL);

-- body: every word of a decision. called: the names of a person.
CREATE TABLE search_text (row INTEGER PRIMARY KEY REFERENCES entity, body TEXT NOT NULL, called TEXT NOT NULL);
CREATE VIRTUAL TABLE search USING fts5 (
    body, called, content = 'search_text', content_rowid = 'row', tokenize = "{TOKENIZER}"
);
INSERT INTO search (search, rank) VALUES ('pgsz', 3970);
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
INSERT INTO search (search, rank) VALUES ('automerge', 0);   -- by itself it merges much at once: see MERGE_PAGES
INSERT INTO search (search, rank) VALUES ('crisismerge', 1000);
"""  # noqa: E501 - a frozen log holds these very lines


def create_tables(connection: Connection) -> None:
    """The tables of VERSION in an empty database."""
    with database_errors():
        connection.executescript(f"BEGIN; {_TABLES} COMMIT;")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")


def version_of(connection: Connection) -> int:
    """The schema version of an open database. Raises DatabaseDamaged where it is not one of ours."""
    with database_errors():
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if application != APPLICATION_ID or version < 1:
        raise errors.DatabaseDamaged
    return version


def check_version(connection: Connection, newest: int = VERSION) -> int:
    """The version, if this program knows it. Raises NewerVersion."""
    version = version_of(connection)
    if version > newest:
        raise errors.NewerVersion
    return version


def migrate(connection: Connection, target: int, migrations: Mapping[int, Callable[[Connection], None]]) -> None:
    """Take a database (a copy, never the log itself) up to `target`, one version at a time."""
    for version in range(version_of(connection), target):
        with transaction(connection):
            migrations[version](connection)
            connection.execute(f"PRAGMA user_version = {version + 1}")
