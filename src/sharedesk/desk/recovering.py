"""Getting back into a log that is locked: what is known of it, which ways there are, and that one of them fits.

Nothing here changes a file but `Way.open`; and that changes one only after everything in the log has proved itself.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from msgspec import Struct

from sharedesk.desk import keep, ways_in
from sharedesk.errors import ShareDeskError
from sharedesk.paper.recovery_sheet import read_plain_sheet
from sharedesk.vault import database, errors, escrow, files, header, recover, recovery
from sharedesk.vault.fingerprint import fingerprint
from sharedesk.vault.header import Slot
from sharedesk.vault.keys import Root
from sharedesk.vault.store import Progress
from sharedesk.vault.vault import Vault, look

LARGEST_SHEET = 64 * 1024
"""Bytes of a file that may be a recovery sheet."""


class NotASheet(ShareDeskError):
    """A file that is not a recovery sheet in plain text: the PDF, say."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__(
            "That file is not a recovery sheet in plain text. Nothing was changed.",
            "Type the lines from the paper instead.",
        )


class Found(Struct, frozen=True, kw_only=True):
    """What a locked log's folder says of the ways in. Nothing of it is proved yet.

    `log` (its id) and `words` (the four of its inbox) are on its recovery sheet too; both are empty where the header is
    of no use, and `trouble` then says what is wrong with it. `keys`: the four words of each organisation's key.
    """

    folder: Path
    log: str = ""
    words: str = ""
    has_sheet: bool = False
    keys: tuple[str, ...] = ()
    trouble: str = ""


class Way(Struct, frozen=True, kw_only=True):
    """A way in that fits this log. `open` takes a new passphrase and gives the open log."""

    by: Literal["sheet", "organisation"]
    folder: Path
    open: Callable[[str, Progress], Vault]


def find(folder: Path) -> Found:
    """Look at a locked log. Raises NoLogHere, NewerVersion, VaultInUse, DatabaseMissing and its like."""
    try:
        head = look(folder)
    except (errors.HeaderMissing, errors.HeaderDamaged) as problem:
        database.look_before_opening(folder / database.NAME)
        return Found(folder=folder, trouble=problem.sentence)
    body = head.body
    return Found(
        folder=folder, log=body.log, words=fingerprint(body.inbox), has_sheet=bool(body.slots_of("recovery")),
        keys=tuple(fingerprint(slot.recipient) for slot in body.slots_of("escrow") if slot.recipient),
    )  # fmt: skip


def by_sheet(folder: Path, code_lines: list[str], block_lines: list[str] | None = None) -> Way:
    """The way in by a recovery sheet; the key block only where the header does not serve.

    Raises MistypedLine, WrongRecoveryCode, and without a key block HeaderMissing or HeaderDamaged.
    """
    code = recovery.read_code(code_lines)
    block = recovery.read_slot(block_lines) if block_lines is not None else None
    if not _opens(folder, _root(folder, code, block)):
        raise errors.WrongRecoveryCode

    def opener(passphrase: str, progress: Progress) -> Vault:
        return recover.recover(folder, code, passphrase, key_block=block, progress=progress)

    return Way(by="sheet", folder=folder, open=opener)


def by_key(folder: Path, key_file: Path) -> Way:
    """The way in by the file with an organisation's secret key. It is read again when the log is opened.

    Raises NotAKeyFile, WrongKeyFile, HeaderMissing, HeaderDamaged, NoSuchFile, NotReadable.
    """
    with keep.open_to_read(key_file) as file, files.storage():
        identities = escrow.read_identities(file.read(escrow.LARGEST_FILE + 1))
    root, _ = escrow.unlock_by(identities, header.read(folder))
    if not _opens(folder, root):
        raise escrow.WrongKeyFile

    def opener(passphrase: str, progress: Progress) -> Vault:
        return ways_in.recover_with_key(folder, key_file, passphrase, progress)

    return Way(by="organisation", folder=folder, open=opener)


def read_sheet_file(path: Path) -> tuple[list[str], list[str]]:
    """The lines of code and key block of a sheet that was saved as text.

    Raises NotASheet, NoSuchFile, NotReadable and what the disk says.
    """
    with keep.open_to_read(path) as file, files.storage():
        return sheet_in(file.read(LARGEST_SHEET + 1))


def sheet_in(data: bytes) -> tuple[list[str], list[str]]:
    """The lines of code and key block of a sheet as text; those of the key block may be missing. Raises NotASheet."""
    code, block = read_plain_sheet(data.decode("utf-8", errors="replace"))
    if len(data) > LARGEST_SHEET or not code:
        raise NotASheet
    return code, block


def _root(folder: Path, code: bytes, block: tuple[str, Slot] | None) -> Root:
    """By the header where it knows the code, else by the key block."""
    try:
        return recovery.unlock_header(code, header.read(folder))
    except (errors.HeaderMissing, errors.HeaderDamaged, errors.WrongRecoveryCode):
        if block is None:
            raise
        log, slot = block
        return recovery.unlock_slot(code, slot, log)


def _opens(folder: Path, root: Root) -> bool:
    """Is the database under this key, or under the one before while a change of the log's key is not done?"""
    keys = [root.database_key, *([root.before.database_key] if root.before else [])]
    return any(database.is_salted_by(folder / database.NAME, key) for key in keys)
