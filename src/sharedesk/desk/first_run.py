"""The first day: a passphrase and a place, a way back in, and who writes. Nothing is on the disk until `finish`."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from sharedesk.desk import keep, release
from sharedesk.domain import checked_base32 as base32
from sharedesk.domain.person import Author, LogAgreement
from sharedesk.errors import ShareDeskError
from sharedesk.paper.document import Document
from sharedesk.paper.recovery_sheet import SheetSource, plain_sheet, recovery_sheet
from sharedesk.vault.places import default_folder
from sharedesk.vault.recovery import CODE_LINES, RecoverySheet
from sharedesk.vault.vault import Beginning, Vault, begin, make, see_that_free

SHEET_NAME = "ShareDesk-recovery-sheet"


class SheetBesideLog(ShareDeskError):
    """The recovery sheet would be saved in the log's own folder."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__(
            "That is the log's own folder. Whoever finds the sheet beside the log can read all of it.",
            "Save it elsewhere, best on a memory stick, or print it and remove the file.",
        )


class GroupAsked(Struct, frozen=True):
    """A group to type back: the second of a line of the recovery code (lines count from 1)."""

    line: int
    group: str

    def fits(self, typed: str) -> bool:
        """Is it what the sheet says? Spaces and capitals do not matter, nor O for zero."""
        return base32.tidy(typed) == self.group


@dataclass
class Setup:
    """A log that is being set up: where, with which keys, and which groups of its sheet are to be typed back."""

    folder: Path
    begun: Beginning
    asked: tuple[GroupAsked, GroupAsked]
    with_recovery: bool = True


def prepare(folder: Path, passphrase: str) -> Setup:
    """Draw the keys of a log that is to be in `folder`. Takes about a second. Raises AlreadyThere, NotEnoughMemory."""
    see_that_free(folder)
    begun = begin(passphrase)
    return Setup(folder, begun, groups_to_type(begun.sheet))


def free_folder() -> Path:
    """A place for a new log: the usual one, or the first beside it that is not taken."""
    usual = default_folder()
    beside = (usual.with_name(f"{usual.name}-{number}") for number in itertools.count(2))
    return next(folder for folder in itertools.chain((usual,), beside) if not folder.exists())


def save_sheet(setup: Setup, target: Path) -> None:
    """Write the recovery sheet: a PDF where the name ends in .pdf, else plain text.

    Raises SheetBesideLog, AlreadyThere, NoSuchFile, DiskFull, ReadOnly.
    """
    write_sheet(release.sheet_of_new(setup.begun), setup.folder, target)


def write_sheet(sheet: SheetSource, folder: Path, target: Path) -> None:
    """The same for the sheet of any log in `folder`."""
    if target.absolute().is_relative_to(folder.absolute()):
        raise SheetBesideLog
    if target.suffix.lower() == ".pdf":
        release.save_pdf(recovery_sheet(sheet), target)
    else:
        keep.write_new_file(target, [plain_sheet(sheet).encode("utf-8")])


def sheet_document(setup: Setup) -> Document:
    """The recovery sheet of a log that is being set up, for paper."""
    return recovery_sheet(release.sheet_of_new(setup.begun))


def groups_to_type(sheet: RecoverySheet) -> tuple[GroupAsked, GroupAsked]:
    """Two groups, of lines drawn at random, that show the sheet to be readable and at hand."""
    first, second = sorted(secrets.SystemRandom().sample(range(CODE_LINES), 2))
    lines = sheet.code_lines
    return GroupAsked(first + 1, lines[first].split("-")[1]), GroupAsked(second + 1, lines[second].split("-")[1])


def finish(setup: Setup, author: Author, agreement: LogAgreement) -> Vault:
    """Make the log and open it. Raises AlreadyThere, ReadOnly, DiskFull, WrongText; then nothing of it is left."""
    return make(setup.folder, setup.begun, author, agreement, with_recovery=setup.with_recovery)
