"""A whole log as JSON lines: entries, parts and leaves verbatim, so that another log can prove and import them.

One line a record, so that neither side ever holds the whole: a head, the entries in their order, the chains (the log's
own first, then those it imported), an end with the counts. The file is plain text: it holds everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from sharedesk import __version__
from sharedesk.domain import entry as entries
from sharedesk.domain.chain import ChainOf, Incoming
from sharedesk.domain.entry import AlteredEntry, Digest, Entry, Id, Part
from sharedesk.errors import ShareDeskError

VERSION = 2
LONGEST_LINE = 64 * 1024 * 1024


class NotAnExport(ShareDeskError):
    """A file that is not a log export, or not all of one. Nothing was imported."""

    exit_code = 3

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Nothing was imported.", "Export the log again with “sharedesk export”.")


class Front(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line."""

    sharedesk: Literal["log-export"] = "log-export"
    version: Annotated[int, Meta(ge=1)] = VERSION
    log: Id
    practice: bool
    exported_at: datetime
    program: Annotated[str, Meta(max_length=32)] = __version__


class PartLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part: its commit, and unless erased its salt and the exact text of its bytes."""

    id: Id
    slot: Annotated[str, Meta(max_length=100)]
    commit: Digest
    salt: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] | None = None
    content: str | None = None


class EntryLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry: the exact text of its leaf, and its parts in order."""

    leaf: str
    parts: tuple[PartLine, ...]


class Line(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Any line after the first: just one of the three."""

    entry: EntryLine | None = None
    chain: ChainOf | None = None
    end: dict[Literal["entries", "chains"], int] | None = None


def write_lines(front: Front, stored: Iterable[Entry], chains: Iterable[ChainOf]) -> Iterator[bytes]:
    """The lines of an export."""
    encoder = msgspec.json.Encoder()
    yield encoder.encode(front) + b"\n"
    counts: dict[Literal["entries", "chains"], int] = {"entries": 0, "chains": 0}
    for entry in stored:
        parts = tuple(_part_line(part) for part in entry.parts)
        yield encoder.encode(Line(entry=EntryLine(leaf=entry.raw.decode("utf-8"), parts=parts))) + b"\n"
        counts["entries"] += 1
    for chain in chains:
        yield encoder.encode(Line(chain=chain)) + b"\n"
        counts["chains"] += 1
    yield encoder.encode(Line(end=counts)) + b"\n"


def read_lines(file: IO[bytes]) -> Incoming:
    """An export, read as it is used. Raises NotAnExport here or while its records are read."""
    try:
        front = msgspec.json.decode(_line(file), type=Front)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise NotAnExport("That file is not an export of a ShareDesk log.") from None
    if front.version > VERSION:
        raise NotAnExport("That export was made by a newer version of ShareDesk.")
    return Incoming(log=front.log, practice=front.practice, records=_records(file))


def _records(file: IO[bytes]) -> Iterator[Entry | ChainOf]:
    counts = {"entries": 0, "chains": 0}
    decoder = msgspec.json.Decoder(Line)
    number = 1
    while True:
        number += 1
        try:
            line = decoder.decode(_line(file))
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise NotAnExport(f"Line {number} of the export cannot be read.") from None
        if line.entry is not None:
            if counts["chains"]:
                raise NotAnExport(f"Line {number} of the export is out of order.")
            counts["entries"] += 1
            yield _entry(line.entry)
        elif line.chain is not None:
            counts["chains"] += 1
            yield line.chain
        elif line.end == counts and not file.read(1):
            return
        else:
            raise NotAnExport("The export is not complete.")


def _line(file: IO[bytes]) -> bytes:
    line = file.readline(LONGEST_LINE + 1)
    if len(line) > LONGEST_LINE:
        raise NotAnExport("The export holds a line that is far too long.")
    if not line.endswith(b"\n"):
        raise NotAnExport("The export is cut short.")
    return line


def _part_line(part: Part) -> PartLine:
    return PartLine(
        id=part.id,
        slot=part.slot,
        commit=part.commit.hex(),
        salt=part.salt.hex() if part.salt is not None else None,
        content=part.content.decode("utf-8") if part.content is not None else None,
    )


def _entry(line: EntryLine) -> Entry:
    if len(line.parts) > entries.MOST_PARTS:
        raise AlteredEntry("an entry has more parts than any can have")
    raw = line.leaf.encode("utf-8")
    parts = tuple(
        Part(
            id=p.id,
            slot=p.slot,
            commit=bytes.fromhex(p.commit),
            salt=bytes.fromhex(p.salt) if p.salt is not None else None,
            content=p.content.encode("utf-8") if p.content is not None else None,
        )
        for p in line.parts
    )
    return Entry(leaf=entries.decode_leaf(raw), raw=raw, parts=parts, head=b"")
