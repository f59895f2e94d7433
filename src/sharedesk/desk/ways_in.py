"""The ways into a log: passphrase, recovery sheet, the organisation's key; and the log's own key, which all of them open.

Every change is on the disk when its verb returns, and then no file in the log's folder opens with what was taken away.
What somebody copied elsewhere before still opens with it: each verb says what has to be known of that (`Changed.also`).
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from sharedesk.desk.first_run import GroupAsked
from sharedesk.domain.organisation import Organisation
from sharedesk.paper.document import Document
from sharedesk.vault.recovery import RecoverySheet
from sharedesk.vault.store import Progress
from sharedesk.vault.vault import Vault


class Holder(Struct, frozen=True, kw_only=True):
    """Somebody besides the writer who could read the log: the keeper of a key, by office, never by name."""

    who: str
    """As it was typed or stands in the organisation's pack: `Information governance team, Anytown Council`."""
    recipient: str
    """The public key, `age1…`."""
    words: str
    """The four words that stand for the key, to compare with the organisation's own paper."""
    since: str = ""
    """When it was added, in words; empty while it is only offered."""


class WaysIn(Struct, frozen=True, kw_only=True):
    """How one can get into a log, and what has to be known of copies of it. Times are in words."""

    passphrase_since: str
    sheet_since: str
    """Empty: there is no recovery sheet."""
    holders: tuple[Holder, ...]
    key_since: str
    older_backups: tuple[str, ...]
    """Names of backups in the log's own folder that open with an earlier passphrase, sheet or key."""
    kept_aside: tuple[Path, ...]
    """Folders beside the log that a restore kept: they open with what opened the log then."""


class Changed(Struct, frozen=True, kw_only=True):
    """What a change did: `said` is the sentence for it, `also` those that have to be read besides."""

    said: str
    also: tuple[str, ...]
    relocked: int
    """Backups in the log's own folder that now open as the log does."""
    older_backups: tuple[str, ...]
    kept_aside: tuple[Path, ...]


class NewSheet(Struct, frozen=True, kw_only=True):
    """A recovery sheet that counts from the moment at which two groups of it were typed back and the change is made."""

    sheet: RecoverySheet
    asked: tuple[GroupAsked, GroupAsked]
    folder: Path
    fingerprint: str
    made_at: str
    practice: bool


class Rotation(Struct, frozen=True, kw_only=True):
    """A change of the log's key that is drawn but not begun: nothing of it is on the disk."""

    new_sheet: NewSheet | None


def ways_in(vault: Vault) -> WaysIn:
    """The state of all ways in. Reads the front of each backup in the log's folder, nothing large."""
    raise NotImplementedError


def change_passphrase(
    vault: Vault, old: str, new: str, progress: Progress = lambda done, of: None
) -> Changed:
    """Change the passphrase (about two seconds, then the backups in the folder are locked anew).

    `progress` counts backups; Cancelled raised from it leaves the rest of them as they were, the change itself stands.
    Raises WrongPassphrase (`old` is not it), NotEnoughMemory, ChangeUncertain, and what a save raises.
    """
    raise NotImplementedError


def begin_sheet(vault: Vault) -> NewSheet:
    """Draw a new recovery sheet. The old one stays good until `finish_sheet`."""
    raise NotImplementedError


def sheet_document(new: NewSheet) -> Document:
    """The new sheet for paper."""
    raise NotImplementedError


def save_sheet(new: NewSheet, target: Path) -> None:
    """Write the new sheet: a PDF where the name ends in .pdf, else plain text.

    Raises SheetBesideLog, AlreadyThere, NoSuchFile, DiskFull, ReadOnly.
    """
    raise NotImplementedError


def finish_sheet(vault: Vault, new: NewSheet, progress: Progress = lambda done, of: None) -> Changed:
    """The new sheet, its two groups typed back, takes the place of the old. `progress` and errors as above."""
    raise NotImplementedError


def offered(pack: Organisation | None) -> Holder | None:
    """The holder that the organisation's pack names (`[escrow]`); None where it names none."""
    raise NotImplementedError


def typed_holder(who: str, recipient: str) -> Holder:
    """A holder from what somebody typed. Raises NotAHolder, saying what is wrong."""
    raise NotImplementedError


def add_holder(vault: Vault, holder: Holder, progress: Progress = lambda done, of: None) -> Changed:
    """Let a holder's key open the log from now on. Raises HolderThere, TooManyHolders; else as above."""
    raise NotImplementedError


def remove_holder(vault: Vault, recipient: str, progress: Progress = lambda done, of: None) -> Changed:
    """Take a holder's key out. Raises NoSuchHolder; else as above."""
    raise NotImplementedError


def before_rotation(vault: Vault) -> tuple[str, ...]:
    """What changing the log's key will do, in sentences to read first."""
    raise NotImplementedError


def begin_rotation(vault: Vault, passphrase: str, new_passphrase: str = "", *, with_sheet: bool = True) -> Rotation:
    """Draw a new key for the log, with a passphrase (the old one, unless there is a new one) and a sheet for it.

    Takes about two seconds. Raises WrongPassphrase, NotEnoughMemory.
    """
    raise NotImplementedError


def rotate(vault: Vault, rotation: Rotation, progress: Progress = lambda done, of: None) -> Changed:
    """Change the log's key: every file is sealed anew. The same `vault` is open with the new key afterwards.

    `progress` counts pages, may be held up in turns and may raise Cancelled: then nothing has changed. Raises DiskFull,
    ReadOnly, StorageFailed (nothing has changed), or KeyChangeInterrupted: then the vault is locked, and unlocking
    finishes or undoes what was begun.
    The key for emergency notes changes too: whoever keeps it pinned has to pin `vault.root.inbox_public` again.
    """
    raise NotImplementedError


def recover_with_key(folder: Path, key_file: Path, new_passphrase: str) -> Vault:
    """Get back in with the organisation's key file (an age identity) and set a new passphrase.

    Raises NotAKeyFile, WrongKeyFile (it opens no slot of this log), HeaderMissing, HeaderDamaged and what opening does.
    """
    raise NotImplementedError
