"""Checking the log against a witness slip, or the foot of a printed page, typed from paper.

A slip names a writer, the number of an entry and the head of the chain there. A head is random to the eye: if one of
its two lines fits and the other does not, the log is right and the line was mistyped; if neither does, the log changed,
or it is another entry's slip.
"""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from sharedesk.desk.drafting import day_said
from sharedesk.domain import checked_base32 as base32
from sharedesk.domain.entry import AlteredEntry, decode_leaf
from sharedesk.vault.check import head_after
from sharedesk.vault.database import database_errors
from sharedesk.vault.store import Progress
from sharedesk.vault.vault import Vault

LINES, LINE = 2, 16
"""The head is typed as two lines of sixteen characters."""
_WHOLE_HEX = re.compile("[0-9a-f]{64}")
_WRITER = re.compile("[0-9a-f]{8,32}")
_LONGEST_NUMBER = 16
_PAYLOAD = "sharedesk:1:"

LineState = Literal["empty", "unfinished", "impossible", "complete"]


class Slip(Struct, frozen=True, kw_only=True):
    """What a slip says. `head` is as it is typed: 32 characters of base32, or all 64 hexadecimal digits of the code."""

    writer: str
    sequence: int
    head: str


class Answer(Struct, frozen=True, kw_only=True):
    """What the log says of a slip. `mistyped`: the numbers of the lines that were, if that is what is wrong."""

    holds: bool
    sentence: str
    changed: bool = False
    """Is it the log that is not as it was, as far as can be told: nothing seems to be mistyped?"""
    advice: str = ""
    mistyped: tuple[int, ...] = ()


def read_slip(typed: str) -> Slip | None:
    """`WRITER:SEQUENCE:HEAD`, or what a telephone reads from the printed code; None where it is not of that form."""
    writer, _, rest = typed.strip().removeprefix(_PAYLOAD).partition(":")
    sequence, _, head = rest.partition(":")
    return slip_of(writer, sequence, head)


def slip_of(writer: str, sequence: str, head: str) -> Slip | None:
    """A slip of what was typed in its three places; None where one of them is not of its form."""
    number, said = _number(sequence), head.strip().lower()
    name = _tidy_writer(writer)
    if not _WHOLE_HEX.fullmatch(said):
        said = base32.tidy(head)
        if line_state(said, LINES * LINE) != "complete":
            return None
    if number is None or not _WRITER.fullmatch(name):
        return None
    return Slip(writer=name, sequence=number, head=said)


def is_writer(typed: str) -> bool:
    """Can that be a writer, or how one begins?"""
    return _WRITER.fullmatch(_tidy_writer(typed)) is not None


def is_number(typed: str) -> bool:
    """Can that be the number of an entry?"""
    return _number(typed) is not None


def lines_of(head: str) -> tuple[str, str]:
    """The two lines of a head, as they are printed."""
    if _WHOLE_HEX.fullmatch(head):
        head = base32.encode(bytes.fromhex(head))[: LINES * LINE]
    return base32.grouped(head[:LINE]), base32.grouped(head[LINE:])


def _tidy_writer(typed: str) -> str:
    return typed.replace(" ", "").replace("-", "").lower()


def _number(typed: str) -> int | None:
    plain = typed.strip().replace(",", "").replace(" ", "")
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= _LONGEST_NUMBER else None


def line_state(typed: str, length: int = LINE) -> LineState:
    """How a line of the head stands."""
    tidy = base32.tidy(typed)
    if not tidy:
        return "empty"
    if len(tidy) > length or any(character not in base32.ALPHABET for character in tidy):
        return "impossible"
    return "complete" if len(tidy) == length else "unfinished"


def compare(vault: Vault, slip: Slip, progress: Progress = lambda done, of: None) -> Answer:
    """Replay the log's chain to the entry that a slip names. `progress` counts entries and may raise Cancelled.

    It says nothing of the words themselves: those are read by a check of the whole log.
    """
    writers = _writers(vault)
    named = [writer for writer in writers if writer.startswith(slip.writer)]
    if len(named) != 1:
        return _not_found("No entry of this log is of that writer.", "the writer")
    (writer,) = named
    if slip.sequence > writers[writer] or slip.sequence < 1:
        return _not_found(
            f"This log has no entry {slip.sequence:,} of that writer: it ends at {writers[writer]:,}.", "the number"
        )
    try:
        now = head_after(vault.store, writer, slip.sequence, progress)
    except AlteredEntry as problem:
        return Answer(holds=False, sentence=problem.sentence, changed=True, advice=problem.advice)
    return _judge(vault, slip, writer, now)


def _judge(vault: Vault, slip: Slip, writer: str, now: bytes | None) -> Answer:
    if now is None:
        return _not_found(f"This log has no entry {slip.sequence:,} of that writer.", "the number")
    head = base32.encode(now)[: LINES * LINE]
    if slip.head in (now.hex(), head):
        day = _day(vault, writer, slip.sequence)
        return Answer(
            holds=True,
            sentence=f"Unchanged since the slip. Every entry up to number {slip.sequence:,}, recorded on {day}, is the "
            "one that the slip was made from.",
        )
    fitting = [slip.head[i : i + LINE] == head[i : i + LINE] for i in range(0, LINES * LINE, LINE)]
    if any(fitting):
        (line,) = (number for number, fits in enumerate(fitting, 1) if not fits)
        return Answer(
            holds=False,
            sentence=f"Line {line} of the head has a typing mistake: the other line fits this log, which could not be "
            "if an entry had changed.",
            advice="Compare it with the slip, character by character.",
            mistyped=(line,),
        )
    return Answer(
        holds=False,
        sentence="The log is not the one that the slip was made from: entries up to it were changed, removed or "
        "rewritten, or the slip is another log’s.",
        changed=True,
        advice="See first that writer, number and both lines are typed as they are printed. If they are, delete "
        "nothing, do not go on recording in this log, and tell whoever looks after ShareDesk where you work.",
    )


def _not_found(sentence: str, what: str) -> Answer:
    return Answer(
        holds=False,
        sentence=sentence,
        advice=f"See that {what} is typed as it is printed, and that the slip is this log’s. If it is, entries are "
        "missing here: look for a newer backup, and tell whoever looks after ShareDesk where you work.",
    )


def _writers(vault: Vault) -> dict[str, int]:
    """Every writer of this log's own entries, and how far each counted."""
    with database_errors():
        return dict(
            vault.store.connection.execute(
                "SELECT leaf ->> 'writer', max(leaf ->> 'seq') FROM (SELECT CAST(leaf AS TEXT) AS leaf FROM entry "
                "WHERE head IS NOT NULL) WHERE json_valid(leaf) GROUP BY 1"
            ).fetchall()
        )


def _day(vault: Vault, writer: str, sequence: int) -> str:
    with database_errors():
        (raw,) = vault.store.connection.execute(
            "SELECT raw FROM (SELECT leaf AS raw, CAST(leaf AS TEXT) AS leaf FROM entry WHERE head IS NOT NULL) "
            "WHERE json_valid(leaf) AND leaf ->> 'writer' = ? AND leaf ->> 'seq' = ?",
            (writer, sequence),
        ).fetchone()
    return day_said(decode_leaf(raw).at.date())
