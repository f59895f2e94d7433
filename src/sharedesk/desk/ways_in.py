"""The ways into a log: passphrase, recovery sheet, organisation's key; and the log's own key, which all of them open.

Every change is on the disk when its verb returns. Then no file in the log's folder opens with what was taken away, but
for backups that could not be read or written, which are named. What somebody copied elsewhere before still opens with
it: each verb says what has to be known of that (`Changed.also`). `chosen` is the place for backups from the settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta, timezone
from pathlib import Path

from msgspec import Struct

from sharedesk.desk import backups, keep
from sharedesk.desk.first_run import GroupAsked, groups_to_type, write_sheet
from sharedesk.domain.entry import Entry
from sharedesk.domain.organisation import Organisation
from sharedesk.errors import ShareDeskError
from sharedesk.paper.describe import day, recorded
from sharedesk.paper.document import Document
from sharedesk.paper.recovery_sheet import SheetSource, recovery_sheet
from sharedesk.vault import escrow, files, recover, recovery, succession, ways
from sharedesk.vault import rotate as rotating
from sharedesk.vault.fingerprint import fingerprint
from sharedesk.vault.recovery import RecoverySheet
from sharedesk.vault.rotate import NewKeys
from sharedesk.vault.store import Progress
from sharedesk.vault.vault import Vault

LONGEST_WHO = 200
"""Characters of what says who holds an organisation's key."""


class Holder(Struct, frozen=True, kw_only=True):
    """Somebody besides the writer who could read the log: the keeper of a key, by office, never by name."""

    who: str
    """As it was typed or stands in the organisation's pack: `Information governance team, Anytown Council`."""
    recipient: str
    """The public key, `age1…`."""
    words: str
    """The four words that stand for the key, to compare with the organisation's own paper."""
    compare: str = ""
    """Where the organisation shows those words, as its pack says."""
    since: str = ""
    """When it was added, in words; empty while it is only offered."""


class NotAHolder(ShareDeskError):
    """Nobody is said to hold a key that is to open the log, or too much is said."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__(
            f"Say who holds that key, in at most {LONGEST_WHO} characters: whoever holds it could read this log.",
            "Name the team or office and the organisation, such as: Information governance team, Anytown Council.",
        )


class WaysIn(Struct, frozen=True, kw_only=True):
    """How one can get into a log, and what has to be known of copies of it. Times are in words."""

    passphrase_since: str
    sheet_since: str
    """Empty: there is no recovery sheet."""
    holders: tuple[Holder, ...]
    key_since: str
    older_backups: tuple[str, ...]
    """Names of backups on this computer that open with an earlier passphrase, sheet or key."""
    kept_aside: tuple[Path, ...]
    """Folders beside the log that a restore kept: they open with what opened the log then."""


class Changed(Struct, frozen=True, kw_only=True):
    """What a change did: `said` is the sentence for it, `also` those that have to be read besides."""

    said: str
    also: tuple[str, ...]
    relocked: int
    """Backups on this computer that now open as the log does."""
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

    keys: NewKeys
    new_sheet: NewSheet | None


def ways_in(vault: Vault, chosen: str = "") -> WaysIn:
    """The state of all ways in. Reads the front of each backup on this computer, nothing large."""
    entries, told = vault.store.entries_of(vault.log), list(ways.changes(vault))
    began = [entry for entry in entries if entry.leaf.kind == "log_created"]
    back_in = [entry for entry in entries if entry.leaf.kind == "recovered"]
    new_words = [entry for about, entry in told if about.what in ("passphrase", "rotated")]
    new_keys = [entry for about, entry in told if about.what == "rotated"]
    sheets = [entry for about, entry in told if about.what == "recovery_sheet" or about.with_sheet]
    return WaysIn(
        passphrase_since=_last((*began, *back_in, *new_words)),
        sheet_since=_last((*began, *sheets)) if vault.has_recovery else "",
        holders=tuple(_holders(vault, told)), key_since=_last((*began, *new_keys)),
        older_backups=tuple(path.name for path in ways.older_backups(vault, _places(chosen))),
        kept_aside=_kept_aside(vault),
    )  # fmt: skip


def change_passphrase(
    vault: Vault, old: str, new: str, progress: Progress = lambda done, of: None, *, chosen: str = ""
) -> Changed:
    """Change the passphrase (about two seconds, then the backups on this computer are locked anew).

    `progress` counts backups; Cancelled raised from it leaves the rest of them as they were, the change itself stands.
    Raises WrongPassphrase (`old` is not it), NotEnoughMemory, ChangeUncertain, and what a save raises.
    """
    ways.change_passphrase(vault, old, new)
    return _relocked(vault, "The passphrase is changed.", "the old passphrase", progress, chosen)


def begin_sheet(vault: Vault) -> NewSheet:
    """Draw a new recovery sheet. The old one stays good until `finish_sheet`."""
    sheet = recovery.new_sheet(vault.root, vault.log, vault.header.body.generation)
    return _new_sheet(vault, sheet, vault.root.inbox_public)


def sheet_document(new: NewSheet) -> Document:
    """The new sheet for paper."""
    return recovery_sheet(sheet_source(new))


def save_sheet(new: NewSheet, target: Path) -> None:
    """Write the new sheet: a PDF where the name ends in .pdf, else plain text.

    Raises SheetBesideLog, AlreadyThere, NoSuchFile, DiskFull, ReadOnly.
    """
    write_sheet(sheet_source(new), new.folder, target)


def sheet_source(new: NewSheet) -> SheetSource:
    """What the new sheet says, for paper or plain text."""
    return SheetSource(
        code_lines=new.sheet.code_lines, block_lines=new.sheet.slot_lines, fingerprint=new.fingerprint,
        log=new.sheet.log, made_at=new.made_at, practice=new.practice,
    )  # fmt: skip


def finish_sheet(
    vault: Vault, new: NewSheet, progress: Progress = lambda done, of: None, *, chosen: str = ""
) -> Changed:
    """The new sheet, its two groups typed back, takes the place of the old. `progress` and errors as above."""
    had_one = vault.has_recovery
    ways.change_sheet(vault, new.sheet)
    changed = _relocked(vault, "The new recovery sheet is the good one now.", "the old sheet", progress, chosen)
    return _also_first(changed, _OLD_SHEET) if had_one else changed


def offered(pack: Organisation | None) -> Holder | None:
    """The holder that the organisation's pack names (`[escrow]`); None where it names none."""
    if pack is None or pack.escrow is None:
        return None
    held = pack.escrow
    who = held.who if pack.name in held.who else f"{held.who}, {pack.name}"
    return Holder(who=who, recipient=held.recipient, words=fingerprint(held.recipient), compare=held.compare)


def typed_holder(who: str, recipient: str) -> Holder:
    """A holder from what somebody typed. Raises NotAHolder, NotARecipient, SecretGiven."""
    who, key = " ".join(who.split()), escrow.checked_recipient(recipient)
    if not who or len(who) > LONGEST_WHO:
        raise NotAHolder
    return Holder(who=who, recipient=key, words=fingerprint(key))


def add_holder(
    vault: Vault, holder: Holder, progress: Progress = lambda done, of: None, *, chosen: str = ""
) -> Changed:
    """Let a holder's key open the log from now on. Raises OwnKey, HolderThere, TooManyHolders; else as above."""
    ways.add_holder(vault, holder.recipient, holder.who)
    changed = _relocked(vault, f"From now on this key opens the log too: {holder.words}.", "", progress, chosen)
    return _also_first(changed, f"Whoever holds it could read everything in this log and its backups: {holder.who}.")


def remove_holder(
    vault: Vault, recipient: str, progress: Progress = lambda done, of: None, *, chosen: str = ""
) -> Changed:
    """Take a holder's key out. Raises NoSuchHolder; else as above."""
    ways.remove_holder(vault, recipient)
    said = f"The key “{fingerprint(recipient)}” no longer opens this log."
    return _relocked(vault, said, "the organisation’s key", progress, chosen)


def lock_backups_anew(vault: Vault, progress: Progress = lambda done, of: None, *, chosen: str = "") -> Changed:
    """Have the backups on this computer open as the log does now: after getting back in, or where some were left."""
    return _relocked(vault, "The backups on this computer were looked through.", "an earlier way in", progress, chosen)


def before_rotation(vault: Vault) -> tuple[str, ...]:
    """What changing the log's key will do, in sentences to read first."""
    said = list(_BEFORE_ROTATION)
    if vault.header.body.slots_of("escrow"):
        said.append("Organisations whose key opens the log now can open it afterwards too. Take their keys out first "
                    "if they should not.")  # fmt: skip
    return (*said, *_out_of_reach(vault, "the present passphrase or sheet"))


def begin_rotation(vault: Vault, passphrase: str, new_passphrase: str = "", *, with_sheet: bool = True) -> Rotation:
    """Draw a new key for the log, with a passphrase (the old one, unless there is a new one) and a sheet for it.

    Takes about two seconds. Raises WrongPassphrase, NotEnoughMemory.
    """
    keys = rotating.begin(vault, passphrase, new_passphrase, with_sheet=with_sheet)
    sheet = _new_sheet(vault, keys.sheet, keys.root.inbox_public) if keys.sheet else None
    return Rotation(keys=keys, new_sheet=sheet)


def rotate(
    vault: Vault, rotation: Rotation, progress: Progress = lambda done, of: None, *, chosen: str = ""
) -> Changed:
    """Change the log's key: every file is sealed anew. The same `vault` is open with the new key afterwards.

    `progress` counts `vault.backup.STEPS`, may be held up in turns and may raise Cancelled: then nothing has changed.
    Raises DiskFull, ReadOnly, StorageFailed, BackupNotProved, DatabaseDamaged (nothing has changed), or
    KeyChangeInterrupted: then the vault is locked, and unlocking finishes or undoes what was begun.
    The key for emergency notes changes too: whoever keeps it pinned has to pin `vault.root.inbox_public` again.
    """
    rotating.rotate(vault, rotation.keys, progress)
    for place in (place for place in _places(chosen) if place != vault.folder / files.BACKUPS):
        succession.remove_older(place, vault.store, rotation.keys.generation, ours_alone=True)
    older = ways.older_backups(vault, _places(chosen))
    also = []
    if older:
        also.append(f"{_backups(len(older), 'was', 'were')} not removed and still under the old key, because the log "
                    f"does not hold all that is there: {_names(older)}. Remove what you do not need.")  # fmt: skip
    return Changed(
        said="The log’s key is changed, and everything in its folder is sealed with the new one.",
        also=(*also, *_out_of_reach(vault, "the old passphrase or sheet")), relocked=0,
        older_backups=tuple(path.name for path in older), kept_aside=_kept_aside(vault),
    )  # fmt: skip


def recover_with_key(
    folder: Path, key_file: Path, new_passphrase: str, progress: Progress = lambda done, of: None
) -> Vault:
    """Get back in with the organisation's key file (an age identity) and set a new passphrase.

    Raises NotAKeyFile, WrongKeyFile (it opens no slot of this log), HeaderMissing, HeaderDamaged, NoSuchFile,
    NotReadable and what opening does.
    """
    with keep.open_to_read(key_file) as file, files.storage():
        data = file.read(escrow.LARGEST_FILE + 1)
    return recover.recover_with_key(folder, data, new_passphrase, progress=progress)


_BEFORE_ROTATION = (
    (
        "Everything in the log’s folder is sealed anew: the records, the drafts, the emergency notes that wait. "
        "No record is changed or lost, and the log notes that it was done."
    ),
    "The recovery sheet that you have now stops working. You get a new one first, and keep it.",
    (
        "Do this where somebody may have had the passphrase or the old sheet together with the log’s files. "
        "Choose a new passphrase then."
    ),
    "The backups on this computer are replaced by a new one under the new key.",
    "It takes about as long as two backups, and that much room on the disk. You can stop it until the very end.",
)
_OLD_SHEET = (
    "Destroy the old sheet. Whoever has it together with the log’s files could still read them; "
    "if that may be, change the log’s key."
)


def _new_sheet(vault: Vault, sheet: RecoverySheet, inbox: str) -> NewSheet:
    now = vault.store.now()
    return NewSheet(
        sheet=sheet, asked=groups_to_type(sheet), folder=vault.folder, fingerprint=fingerprint(inbox),
        made_at=recorded(now.at, now.offset), practice=vault.practice,
    )  # fmt: skip


def _relocked(vault: Vault, said: str, old_way: str, progress: Progress, chosen: str) -> Changed:
    """Lock the backups anew, and say what was done and what is out of reach. `old_way` no longer opens the log."""
    found = ways.lock_backups_anew(vault, progress, _places(chosen))
    also = []
    if found.done:
        also.append(f"On this computer {_backups(found.done, 'opens', 'open')} as the log does now.")
    if found.older:
        also.append(f"On this computer {_backups(len(found.older), 'still opens', 'still open')} as before, because "
                    f"not all could be read and written: {_names(found.older)}. Make a new backup, and remove what "
                    "you do not need.")  # fmt: skip
    if old_way:
        also += _out_of_reach(vault, old_way)
    return Changed(
        said=said, also=tuple(also), relocked=found.done,
        older_backups=tuple(path.name for path in found.older), kept_aside=_kept_aside(vault),
    )  # fmt: skip


def _out_of_reach(vault: Vault, old_way: str) -> Iterator[str]:
    """What still opens with the old way in, and cannot be changed from here."""
    copies = backups.outside_copies(vault)
    if copies:
        last = copies[-1]
        yield (f"Copies outside this computer still open with {old_way}: the log knows of {len(copies)}, the last of "
               f"{day(last.at.astimezone())} at “{last.place}”.")  # fmt: skip
    else:
        yield f"Any copy of the log that was made elsewhere before still opens with {old_way}."
    if aside := _kept_aside(vault):
        yield f"What was kept aside beside the log when a backup was restored opens as it did then: {_names(aside)}."


def _also_first(changed: Changed, sentence: str) -> Changed:
    return Changed(
        said=changed.said, also=(sentence, *changed.also), relocked=changed.relocked,
        older_backups=changed.older_backups, kept_aside=changed.kept_aside,
    )  # fmt: skip


def _holders(vault: Vault, told: Sequence[tuple[ways.KeysChanged, Entry]]) -> Iterator[Holder]:
    added = {about.recipient: (about.who, entry) for about, entry in told if about.what == "escrow_added"}
    for slot in vault.header.body.slots_of("escrow"):
        if slot.recipient:
            who, entry = added.get(slot.recipient, ("", None))
            since = _when(entry) if entry else ""
            yield Holder(who=who, recipient=slot.recipient, words=fingerprint(slot.recipient), since=since)


def _kept_aside(vault: Vault) -> tuple[Path, ...]:
    return tuple(one.path for one in backups.kept_aside(vault.folder) if one.kind == "restored")


def _places(chosen: str) -> list[Path]:
    return [Path(chosen)] if chosen else []


def _last(entries: Iterable[Entry]) -> str:
    latest = max(entries, key=lambda entry: entry.leaf.at, default=None)
    return _when(latest) if latest else ""


def _when(entry: Entry) -> str:
    """`14 March 2026 at 14:02`, by the clock of the device that recorded it."""
    local = entry.leaf.at.astimezone(timezone(timedelta(minutes=entry.leaf.offset)))
    return f"{day(local)} at {local:%H:%M}"


def _backups(count: int, one: str, many: str) -> str:
    return f"1 backup {one}" if count == 1 else f"{count} backups {many}"


def _names(paths: Iterable[Path]) -> str:
    return ", ".join(path.name for path in paths)
