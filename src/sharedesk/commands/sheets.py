"""Recovery sheets on the command line: where they are written to, typed back, and typed in."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from sharedesk.commands import asking
from sharedesk.commands.output import Output
from sharedesk.desk import keep, release
from sharedesk.desk.first_run import GroupAsked
from sharedesk.errors import ShareDeskError
from sharedesk.paper.recovery_sheet import SheetSource, plain_sheet, recovery_sheet
from sharedesk.vault import errors, files, header, recover, recovery
from sharedesk.vault.header import Slot


class NotADescriptor(ShareDeskError):
    """`fd:N` where N is not open for writing."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "The recovery sheet cannot be written to that descriptor. Nothing was made or changed.",
            "Give the name of a file, or fd:N where N is open for writing.",
        )


def free(target: str) -> None:
    """See that a recovery sheet may go to a file or to `fd:N`, before anything is made."""
    if not target.startswith("fd:"):
        keep.free(Path(target))
        return
    try:
        os.write(_descriptor(target), b"")
    except (ValueError, OSError, OverflowError):
        raise NotADescriptor from None


def write(sheet: SheetSource, target: str) -> None:
    """Write a sheet: a PDF where the name ends in .pdf, else plain text; to a file or to `fd:N`."""
    text = plain_sheet(sheet).encode("utf-8")
    if target.startswith("fd:"):
        with files.storage(), os.fdopen(os.dup(_descriptor(target)), "wb") as file:
            file.write(text)
    elif target.lower().endswith(".pdf"):
        release.save_pdf(recovery_sheet(sheet), Path(target))
    else:
        keep.write_new_file(Path(target), [text])


def typed_back(groups: Iterable[GroupAsked], output: Output) -> None:
    """Groups typed back from the sheet, so that it is known to be readable and at hand."""
    for asked in groups:
        prompt = f"To see that the sheet can be read: type the second group of line {asked.line} of the recovery code: "
        while not asked.fits(asking.question(prompt, "")):
            output.say("That is not what the sheet says. Look again.")


def typed_in(folder: Path, output: Output) -> tuple[bytes, tuple[str, Slot] | None]:
    """Code and, where the header does not serve, key block, asked line by line."""
    code = recovery.read_code([_line("code", number) for number in range(1, recovery.CODE_LINES + 1)])
    if not recover.needs_key_block(folder):
        try:
            recovery.unlock_header(code, header.read(folder))
        except errors.WrongRecoveryCode:
            output.say(
                "That code does not open the header that is there. It may be another log's: the key block can tell. "
                "(Ctrl+C stops.)"
            )
        else:
            return code, None
    return code, recovery.read_slot([_line("key block", number) for number in range(1, recovery.SLOT_LINES + 1)])


def _descriptor(target: str) -> int:
    return int(target.removeprefix("fd:"))


def _line(what: str, number: int) -> str:
    while True:
        typed = asking.question(f"Line {number} of the {what}: ", "Give the sheet with --sheet FILE.")
        if recovery.check_line(typed, number):
            return typed
        print("There is a typing mistake in that line. Look again.", file=sys.stderr)
