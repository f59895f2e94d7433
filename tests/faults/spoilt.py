"""ShareDesk made worse, one way each: what the campaigns have to find. Only workshop.py uses this."""

from __future__ import annotations

import shutil
from pathlib import Path

from faults import verbs

from sharedesk.vault import backup, database, errors, files, header, rotate, swap


def without_a_journal() -> None:
    """A save changes the database with nothing to roll back by."""
    database._SETTINGS = database._SETTINGS.replace("journal_mode = DELETE", "journal_mode = OFF")


def says_it_is_saved() -> None:
    """Whatever the disk says; so the draft goes."""
    real = verbs.record_draft

    def record_draft(vault, drafts, draft, today):
        try:
            return real(vault, drafts, draft, today)
        except errors.VaultError:
            drafts.drop(draft.id)

    verbs.record_draft = record_draft


def written_in_place() -> None:
    """A header is written over the one that is there."""

    def write_whole(path: Path, data: bytes, *, proof=None) -> None:
        path.write_bytes(data)

    files.write_whole = header.write_whole = write_whole


def swapped_before_the_header() -> None:
    """The log's key is changed before the header knows of both."""
    rotate._begun = lambda vault, body: header.decode(header.encode(body, vault.root))


def swapped_in_place() -> None:
    """A database is written over the one that is there."""

    def swap_database(folder: Path, new: Path, key: str) -> None:
        shutil.copyfile(new, folder / database.NAME)

    swap.swap_database = swap_database


def exchanged_without_a_marker() -> None:
    """Two folders change places, and nothing tells of it."""

    def exchange(folder: Path, fresh: Path, aside: Path, let_go) -> None:
        let_go()
        folder.rename(aside)
        fresh.rename(folder)

    swap.exchange_folders = exchange


def packed_in_place() -> None:
    """A backup is written where it is to be."""
    backup._give_name = shutil.copyfile


def saves_unsynced() -> None:
    """A save is said before the disk was asked to keep it."""
    database._SETTINGS = database._SETTINGS.replace("synchronous = EXTRA", "synchronous = OFF")


def writes_unsynced() -> None:
    """A file is renamed before the disk was asked to keep what is in it."""

    def write_new(path: Path, data: bytes) -> None:
        with path.open("xb") as file:
            file.write(data)

    files.write_new = write_new
