"""A list of decisions for a spreadsheet: what was decided when and what is still to add, without anybody's name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from sharedesk.desk import keep
from sharedesk.domain.words import said
from sharedesk.exchange.csv_table import Cell, table
from sharedesk.vault import search
from sharedesk.vault.search import Listed
from sharedesk.vault.vault import Vault

MOST = 1_000_000
HEADER = (
    "Reference", "Recorded", "Last added to", "Decided", "Outcome", "Still to add", "Children", "Entries",
    "Emergency share to finish", "Imported from log",
)  # fmt: skip
_PRACTICE = "PRACTICE: everybody in this is made up"


class Saved(Struct, frozen=True, kw_only=True):
    """How many decisions a spreadsheet's file holds, and in how many cells something had to be put before a sign."""

    decisions: int
    changed: int


def save_csv(vault: Vault, target: Path, limit: int = MOST) -> Saved:
    """Write decisions, the last recorded first, to a new file. Raises what `keep.write_new_file` does."""
    keep.free(target)
    listed = search.newest(vault.store, limit)
    header = (*HEADER, _PRACTICE) if vault.practice else HEADER
    made = table(header, _rows(listed, practice=vault.practice))
    keep.write_new_file(target, [made.data])
    return Saved(decisions=len(listed), changed=made.changed)


def _rows(listed: list[Listed], *, practice: bool) -> Iterator[list[Cell]]:
    for one in listed:
        row: list[Cell] = [
            one.reference, _at(one.recorded), _at(one.changed), _at(one.decided), said(one.outcome), one.missing,
            one.children, one.entries, "yes" if one.owed else "", one.imported_from or "",
        ]  # fmt: skip
        yield [*row, "PRACTICE"] if practice else row


def _at(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).astimezone()
