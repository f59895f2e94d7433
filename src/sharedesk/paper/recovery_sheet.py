"""The recovery sheet: code, key block and fingerprint, all that brings a log back besides its database file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from sharedesk.paper.document import Block, Code, Document, Facts, Heading, Items, Note, Text, Typed

_NUMBER = re.compile(r"^\d{1,2}[.)]\s*")


class SheetSource(Struct, frozen=True, kw_only=True):
    """What the sheet carries: the lines of the code and of the key block, and the inbox's four words."""

    code_lines: tuple[str, ...]
    block_lines: tuple[str, ...]
    fingerprint: str
    log: str
    made_at: str
    practice: bool


def recovery_sheet(source: SheetSource) -> Document:
    """The document. It names no person and no place."""
    return Document(
        title="Recovery sheet",
        reference=f"Log {source.log[:8]}",
        copy_kind="Keep it locked away, not with the computer",
        practice=source.practice,
        printed_at=source.made_at,
        guidance="does not apply",
        blocks=tuple(_blocks(source)),
    )


def plain_sheet(source: SheetSource) -> str:
    """The same as plain text, which “sharedesk recover --sheet” reads."""
    lines = [
        "ShareDesk recovery sheet" + (" (PRACTICE)" if source.practice else ""),
        f"Log: {source.log}",
        f"Made: {source.made_at}",
    ]
    lines += [
        "",
        "Recovery code",
        *_numbered(source.code_lines),
        "",
        "Key block",
        *_numbered(source.block_lines),
        "",
        f"Inbox words: {source.fingerprint}",
        "",
    ]
    return "\n".join(lines)


def _numbered(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Each line with its number: they are asked for by number. A line has neither full stop nor space, so both read."""
    return tuple(f"{number}. {line}" for number, line in enumerate(lines, 1))


def read_plain_sheet(text: str) -> tuple[list[str], list[str]]:
    """The lines of code and key block of a plain sheet, without their numbers; either may be empty."""
    found: dict[str, list[str]] = {"Recovery code": [], "Key block": []}
    where: list[str] | None = None
    for line in (raw.strip() for raw in text.splitlines()):
        if line in found:
            where = found[line]
        elif not line or ":" in line:
            where = None if line else where
        elif where is not None:
            where.append(_NUMBER.sub("", line))
    return found["Recovery code"], found["Key block"]


def _blocks(source: SheetSource) -> Iterator[Block]:
    yield Text(
        "With this sheet and the log's database file anyone can read the whole log. "
        "Keep it where only you and whoever you trust can reach it, away from the computer."
    )
    yield Heading("If the passphrase is lost: the recovery code", 1)
    yield Typed(_numbered(source.code_lines))
    yield Note(
        "Four lines; the number before each is not part of it, and its last character finds typing mistakes. "
        "There is no letter O, I, L or U: "
        "what looks like O is zero, what looks like I or L is one. Capital and small letters are the same."
    )
    yield Heading("If the log's header file is lost too: the key block", 1)
    yield Typed(_numbered(source.block_lines))
    payload = "sharedesk-recovery:1:" + ":".join(
        line.replace("-", "") for line in (*source.code_lines, "", *source.block_lines)
    )
    yield Code(payload, "The recovery code and the key block as a QR code", 45)
    yield Heading("How to use it", 1)
    yield Items(
        (
            "Install ShareDesk on a computer you trust and put the log's folder, or a backup of it, there.",
            "Choose “I cannot get in”, or type: sharedesk recover FOLDER. Type the lines as they are asked for.",
            "Choose a new passphrase. This sheet stays good afterwards.",
        )
    )
    yield Heading("The inbox's four words", 1)
    yield Facts((("Four words", source.fingerprint), ("Log", source.log), ("Made", source.made_at)))
    yield Note(
        "When an emergency note is written while the log is locked, ShareDesk can show four words. "
        "If they differ from these, somebody may have changed the log's files."
    )
