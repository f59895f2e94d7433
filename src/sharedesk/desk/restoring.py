"""Putting a backup back: which there are to choose from, how one is opened, and what was done, in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sharedesk.desk import backup_words, backups
from sharedesk.errors import ShareDeskError
from sharedesk.vault import database, errors, header, recovery
from sharedesk.vault.backup_shelf import Kept
from sharedesk.vault.header import Header
from sharedesk.vault.keys import Root
from sharedesk.vault.restore import Opener, Restored


class NoSheetThen(ShareDeskError):
    """A backup of a log that had no recovery sheet when it was made."""

    exit_code = 4

    def __init__(self) -> None:
        super().__init__(
            "When this backup was made, its log had no recovery sheet, so none opens it.",
            "Use the passphrase that the log had then, or a later backup.",
        )


def to_choose_from(folder: Path | None, chosen: str) -> list[Kept]:
    """The backups on this computer that may be put into `folder`, the last made first. None of them is proved.

    Where the log there can be told, only its own.
    """
    if folder is None:
        return []
    log = _log_in(folder)
    found = backups.listed(folder, chosen)
    return [one for one in found if one.manifest is not None and log in ("", one.manifest.log)]


def _log_in(folder: Path) -> str:
    try:
        return header.read(folder).body.log
    except errors.VaultError:
        return ""


def by_passphrase(words: str) -> Opener:
    """Opens a backup with the passphrase that the log had then. Raises, when used, WrongPassphrase and others."""
    return lambda head: head.unlock(words)


def by_sheet(lines: Sequence[str]) -> Opener:
    """Opens a backup with the four lines of a recovery code. Raises MistypedLine; when used, WrongRecoveryCode."""
    code = recovery.read_code(list(lines))

    def opener(head: Header) -> Root:
        if not any(slot.kind == "recovery" for slot in head.body.slots):
            raise NoSheetThen
        return recovery.unlock_header(code, head)

    return opener


def is_taken(place: Path) -> bool:
    """Is there a log in that place, which would be kept aside?"""
    return any((place / name).exists() for name in (header.NAME, header.COPY, database.NAME))


def folder_in(chosen: Path) -> Path:
    """Where a log goes that is put into a folder: the folder itself if it is empty or a log's, else one within it."""
    if not chosen.is_dir() or is_taken(chosen) or not any(chosen.iterdir()):
        return chosen
    return chosen / "ShareDesk log"


def said(done: Restored, *, by_sheet: bool) -> str:
    """What was restored, and where the log that was there is."""
    count = done.vault.store.count()
    entries = "1 entry" if count == 1 else f"{count:,} entries"
    words = f"The backup of {backup_words.moment_said(done.plan.made_at)} is restored: {entries}, checked."
    if done.kept_aside:
        words += f" The log that was there is kept, whole, in “{done.kept_aside}”."
    words += " Its passphrase is the one that it had when the backup was made."
    if by_sheet:
        words += " If you do not know it, lock the log and choose “I cannot get in”: the same sheet sets a new one."
    return words
