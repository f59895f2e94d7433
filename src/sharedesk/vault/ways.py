"""Changing what opens a log: its passphrase, its recovery sheet, the organisation's key. The log's own key stays.

The header is written in the middle of the transaction that says so in the log, and put back where that fails. Then the
backups in the log's own folder are locked anew, so that no file in it opens with what was taken away.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from sharedesk.domain.entry import Entry, content_of, new_part
from sharedesk.errors import ShareDeskError
from sharedesk.vault import backup_file, errors, escrow, files, header, keys
from sharedesk.vault.backup_file import Manifest
from sharedesk.vault.header import Header, Slot
from sharedesk.vault.keys import Cost
from sharedesk.vault.recovery import RecoverySheet
from sharedesk.vault.store import NewEntry, Progress, Store
from sharedesk.vault.vault import Vault

SLOT = "@keys_changed"
What = Literal["passphrase", "recovery_sheet", "escrow_added", "escrow_removed", "rotated"]


class KeysChanged(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the log keeps of a change: never a secret. `sequence` is the header's after it."""

    what: What
    sequence: int
    generation: int = 1
    recipient: str = ""
    who: str = ""
    """Who holds the organisation's key, by office."""
    with_sheet: bool = False
    """A change of the log's key: is there a recovery sheet for the new one?"""


class HolderThere(errors.VaultError):
    """A key that opens the log already."""

    exit_code = 10
    sentence_text = "That key opens this log already."
    advice_text = "Nothing has to be done."


class TooManyHolders(errors.VaultError):
    """More holders than anybody would look through."""

    exit_code = 10
    sentence_text = f"{escrow.MOST} keys of organisations open this log already, and there may be no more."
    advice_text = "Take one out first."


class NoSuchHolder(errors.VaultError):
    """A key that does not open the log."""

    exit_code = 5
    sentence_text = "No such key opens this log."
    advice_text = "The list shows the keys that do."


class DrawnBefore(errors.VaultError):
    """A new sheet or key that was drawn before something else changed what opens the log."""

    exit_code = 10
    sentence_text = "What opens this log was changed in the meantime, so this was not done. Nothing was changed."
    advice_text = "Start it again. A sheet that was made for it is of no use: destroy it."


class Relocked(Struct, frozen=True, kw_only=True):
    """What became of the backups in the log's own folder: how many open as the log does, and which still do not."""

    done: int
    older: tuple[Path, ...]


def change_passphrase(vault: Vault, old: str, new: str, *, cost: Cost | None = None) -> None:
    """A new passphrase in the place of the old one. Takes about two seconds.

    Raises WrongPassphrase, NotEnoughMemory, ChangeUncertain, and what a save raises.
    """
    vault.header.unlock(old)
    generation = vault.header.body.generation
    slot = header.passphrase_slot(new, vault.root, vault.log, cost or keys.calibrated(), vault.author, generation)
    _put(vault, "passphrase", (slot, *_without(vault, "passphrase")))


def change_sheet(vault: Vault, sheet: RecoverySheet) -> None:
    """A new recovery sheet in the place of the old one, or of none.

    Raises DrawnBefore (the log's key was changed since), ChangeUncertain, and what a save raises.
    """
    if sheet.log != vault.log or sheet.root().secret != vault.root.secret:
        raise DrawnBefore
    _put(vault, "recovery_sheet", (*_without(vault, "recovery"), sheet.slot))


def add_holder(vault: Vault, recipient: str, who: str) -> None:
    """Let an organisation's key open the log.

    Raises NotARecipient, SecretGiven, OwnKey, HolderThere, TooManyHolders; else as above.
    """
    recipient = escrow.checked_recipient(recipient)
    if recipient == vault.root.inbox_public:
        raise escrow.OwnKey
    slots = vault.header.body.slots
    held = [slot.recipient for slot in slots if slot.kind == "escrow"]
    if recipient in held:
        raise HolderThere
    if len(held) >= escrow.MOST:
        raise TooManyHolders
    slot = escrow.slot_for(recipient, vault.root, vault.log, vault.header.body.generation)
    _put(vault, "escrow_added", (*slots, slot), recipient=recipient, who=who)


def remove_holder(vault: Vault, recipient: str) -> None:
    """Take an organisation's key out. Raises NoSuchHolder; else as above."""
    slots = vault.header.body.slots
    kept = tuple(slot for slot in slots if slot.recipient != recipient)
    if not recipient or len(kept) == len(slots):
        raise NoSuchHolder
    _put(vault, "escrow_removed", kept, recipient=recipient)


def changes(vault: Vault) -> Iterator[tuple[KeysChanged, Entry]]:
    """Every change that the log tells of, in the order they came, with its entry."""
    return told_in(vault.store)


def told_in(store: Store) -> Iterator[tuple[KeysChanged, Entry]]:
    """The same of a log that is only being opened."""
    for entry in store.entries_of(store.log):
        for part in entry.parts if (entry.leaf.kind, entry.leaf.log) == ("keys_changed", store.log) else ():
            content = content_of(part)
            if part.slot == SLOT and content is not None:
                yield msgspec.convert(content.value, KeysChanged), entry


def next_sequence(store: Store, head: Header | None) -> int:
    """The number that a header gets: after that of the present one, and of any that the log tells of."""
    return max(_noted(store), head.body.sequence if head else 0) + 1


def is_rolled_back(vault: Vault) -> bool:
    """Is the header older than the log's last change of it? Then what was taken away opens the log again."""
    return vault.header.body.sequence < _noted(vault.store)


def _noted(store: Store) -> int:
    return max((about.sequence for about, _ in told_in(store)), default=0)


def _without(vault: Vault, kind: Literal["passphrase", "recovery"]) -> tuple[Slot, ...]:
    return tuple(slot for slot in vault.header.body.slots if slot.kind != kind)


def _put(vault: Vault, what: What, slots: tuple[Slot, ...], *, recipient: str = "", who: str = "") -> None:
    """Write a header with other slots, and the entry that says so: both or neither."""
    sequence = next_sequence(vault.store, vault.header)
    body = msgspec.structs.replace(vault.header.body, slots=slots, sequence=sequence)
    about = KeysChanged(what=what, sequence=sequence, generation=body.generation, recipient=recipient, who=who)
    written: list[Header] = []
    try:
        vault.append(
            [NewEntry(kind="keys_changed", entity=vault.log, parts=(new_part(SLOT, about),))],
            with_it=lambda: written.append(header.write(vault.folder, body, vault.root)),
        )
    except BaseException:
        put_back(vault)
        raise
    vault.header = written[0]


def put_back(vault: Vault) -> None:
    """Have the header and its copy be again what the open log knows. Raises ChangeUncertain where the disk refuses."""
    try:
        header.mend(vault.folder, vault.header)
    except (errors.DiskFull, errors.ReadOnly, errors.StorageFailed):
        raise errors.ChangeUncertain from None


def older_backups(vault: Vault, places: Iterable[Path] = ()) -> tuple[Path, ...]:
    """The backups of this log, in its own folder and other places, that do not open just as the log does now.

    Also those, and whole folders, that the disk does not let be read: they may be anything.
    """
    unread: list[Path] = []
    older = [path for path, _, head in _fronts(vault, places, unread) if head.data != vault.header.data]
    return (*older, *unread)


def lock_backups_anew(
    vault: Vault, progress: Progress = lambda done, of: None, places: Iterable[Path] = ()
) -> Relocked:
    """Put the log's present header into every one of those that is under the log's present key.

    `progress` counts backups; Cancelled raised from it leaves the rest as they are. One that cannot be read whole or
    written stays as it was, and is told of.
    """
    unread: list[Path] = []
    older = [(path, head) for path, _, head in _fronts(vault, places, unread) if head.data != vault.header.data]
    left, done = [path for path, _ in older], 0
    with contextlib.suppress(errors.Cancelled):
        for number, (path, head) in enumerate(older):
            progress(number, len(older))
            if _locked_anew(vault, path, head):
                left.remove(path)
                done += 1
        progress(len(older), max(len(older), 1))
    return Relocked(done=done, older=(*left, *unread))


def _locked_anew(vault: Vault, path: Path, head: Header) -> bool:
    try:
        head.verify(vault.root)
        backup_file.lock_anew(path, vault.header)
    except errors.VaultError:  # under an earlier key, damaged, or no room: it stays, and is told of
        return False
    return True


def _fronts(
    vault: Vault, places: Iterable[Path], unread: list[Path] | None = None
) -> Iterator[tuple[Path, Manifest, Header]]:
    """This log's backups in its own folder and other places. What cannot be read is added to `unread`."""
    unread = [] if unread is None else unread
    for folder in dict.fromkeys((vault.folder / files.BACKUPS, *places)):
        try:
            with files.storage():
                paths = sorted((path for path in folder.iterdir() if _is_backup(path)), reverse=True)
        except FileNotFoundError:
            continue
        except errors.VaultError:
            unread.append(folder)
            continue
        for path in paths:
            try:
                manifest, head = backup_file.header_in(path)
            except (errors.StorageFailed, errors.ReadOnly):
                unread.append(path)
            except ShareDeskError:
                continue  # no backup
            else:
                if manifest.log == vault.log:
                    yield path, manifest, head


def _is_backup(path: Path) -> bool:
    return path.name.endswith(backup_file.ENDING) and not path.name.startswith(".") and path.is_file()
