"""Emergency quick share: a note sealed now, checked by a person after unlocking, and taken into the log as it is.

Nothing here asks anybody to justify having acted. What is written while the log is locked goes through `NoteWriter`,
which knows a public key and nothing of the log.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path

import msgspec
from msgspec import Struct

from sharedesk.desk import drafting, record
from sharedesk.desk.guidance_in_use import guidance_in_use
from sharedesk.desk.record import Recorded
from sharedesk.domain.entry import new_part
from sharedesk.domain.ids import Dice, new_id
from sharedesk.domain.parts import slots_of
from sharedesk.domain.quick_share import NOTE, QuickNote, decision_of, decode_note, encode_note
from sharedesk.errors import ShareDeskError
from sharedesk.vault import errors, inbox, sealed
from sharedesk.vault.inbox import Target, Trouble
from sharedesk.vault.sealed import Note
from sharedesk.vault.store import NewEntry
from sharedesk.vault.vault import DRAFTS, Vault


class SayWhy(ShareDeskError):
    """A note is turned away without a reason."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__("Say why this is not kept.", "Nothing was changed. A few words are enough.")


class NoteGone(ShareDeskError):
    """The note is not there any more, or its writer has just changed it."""

    exit_code = 5

    def __init__(self) -> None:
        super().__init__("This note is not there any more, or was changed just now.", "Look at the list again.")


class NotYetANote(ShareDeskError):
    """A file that does not open, or holds no note: there is nothing in it to keep in the log."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__(
            "This file holds no emergency note that can be read, so there is nothing to keep.",
            "Turn it away with a reason; or leave it where it is.",
        )


class NoteWriter:
    """One note that is being written for one log. Sealing it needs no passphrase and opens nothing.

    Calls do not overlap. `now` gives the device's time with its offset.
    """

    def __init__(
        self, folder: Path | None, pin: str = "", *,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(), elsewhere: Path | None = None,
    ) -> None:  # fmt: skip
        self._folder, self._pin, self._now, self._elsewhere = folder, pin, now, elsewhere
        self._name, self._counter = inbox.new_name(), 0
        self._target: Target | None = None

    @property
    def target(self) -> Target:
        """Where it goes, found when it is first asked for. Raises NoKeyKnown."""
        if self._target is None:
            self._target = inbox.find_target(self._folder, self._pin, elsewhere=self._elsewhere)
        return self._target

    @property
    def troubles(self) -> Sequence[Trouble]:
        """What has to be said about the place or the key."""
        return self.target.troubles

    def seal(self, note: QuickNote, *, saved: bool) -> QuickNote:
        """Seal the note as it stands, in the place of its last version; on the disk when it comes back, as sealed.

        Raises NoKeyKnown, InboxFull, TooLong, DiskFull, ReadOnly, StorageFailed; the last version then stands.
        """
        self._counter += 1
        note = msgspec.structs.replace(note, saved=saved, counter=self._counter, sealed_at=self._now())
        words, target = encode_note(note), self.target
        try:
            inbox.seal(target, self._name, words)
        except (FileNotFoundError, errors.ReadOnly, errors.DiskFull, errors.StorageFailed) as problem:
            self._seal_elsewhere(target, words, problem)
        return note

    def drop(self) -> None:
        """Throw away what was sealed of it, as its writer asked."""
        if self._counter:
            inbox.drop(self.target, self._name)

    def _seal_elsewhere(self, target: Target, words: bytes, problem: Exception) -> None:
        """A stick was pulled, or a disk is full or failing, while somebody types: this account's own data has it."""
        if target.own:
            raise problem
        other = inbox.find_target(None, target.public_key, elsewhere=self._elsewhere)
        try:
            inbox.seal(other, self._name, words)
        except errors.VaultError:
            if isinstance(problem, errors.VaultError):
                raise problem from None
            raise
        self._target = other
        with contextlib.suppress(errors.VaultError):  # a version before this one: whoever finds it, finds both
            inbox.drop(target, self._name)


class ToCheck(Struct, frozen=True, kw_only=True):
    """One file that waits for somebody to look at it. Without `note` it cannot be kept, only turned away."""

    sha256: str
    note: QuickNote | None
    opens: bool
    """False: it is damaged, or was sealed for another log."""
    words: str
    """What it holds where that is no note; empty where there is none, or too much for a note."""
    modified: float
    """Seconds since 1970, by the file."""
    among_drafts: bool = False
    """It lies where drafts are kept, and this log did not seal it, or it was damaged."""
    reference_taken: bool = False
    """The log has another record of the note's id, so it would be kept under a new one."""


def to_check(vault: Vault) -> list[ToCheck]:
    """The notes that wait, the last written first; what is a replay of one that was decided is cleared away."""
    found, replays = [], []
    for note in _waiting(vault):
        if _decided(vault, note.sha256):
            replays.append(note)
            continue
        held = decode_note(note.words) if note.words is not None else None
        found.append(
            ToCheck(
                sha256=note.sha256, note=held, opens=note.words is not None,
                words="" if held else _text(note.words), modified=note.modified,
                among_drafts=note.path.parent == vault.folder / DRAFTS,
                reference_taken=held is not None and bool(vault.store.entries_of(held.decision)),
            )
        )  # fmt: skip
    if replays:
        with contextlib.suppress(errors.VaultError):  # they are known either way
            inbox.remove(replays, vault.folder, vault.root)
    return sorted(found, key=_written, reverse=True)


def how_many(vault: Vault) -> int:
    """How many notes wait, without opening those of the inbox."""
    strange = sealed.drafts(vault.folder / DRAFTS, vault.root)[1]
    there = inbox.waiting(vault.folder, vault.root) | {note.sha256 for note in strange}
    return sum(not _decided(vault, one) for one in there)


def adopt(vault: Vault, sha256: str, dice: Dice = secrets.token_bytes) -> Recorded:
    """Take a note into the log as it is; its reference stays the same unless the log has another record of that id.

    Raises NoteGone, NotYetANote, and what a save raises; then nothing has changed.
    """
    found = _found(vault, sha256)
    note = decode_note(found.words) if found.words is not None else None
    if note is None:
        raise NotYetANote
    entity = new_id(dice) if vault.store.entries_of(note.decision) else note.decision
    about = (new_part("@sha256", sha256, dice), new_part("@decision", entity, dice))
    kept = NewEntry(kind="note_adopted", entity=found.entity, parts=about)
    made = _record(vault, note, entity, (kept,), dice)
    with contextlib.suppress(errors.VaultError):  # the record stands; its file is known as taken in
        inbox.remove([found], vault.folder, vault.root)
    return made


def reject(
    vault: Vault, sha256: Iterable[str], because: str, dice: Dice = secrets.token_bytes,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> int:  # fmt: skip
    """Turn notes away with a reason, which is an entry each that keeps their words; then their files go.

    Gives how many. Raises SayWhy, NoteGone, and what a save raises; then nothing has changed.
    """
    if not because.strip():
        raise SayWhy
    waiting, wanted = {note.sha256: note for note in _waiting(vault)}, list(dict.fromkeys(sha256))
    gone = [waiting[one] for one in wanted if one in waiting and not _decided(vault, one)]
    if not gone or len(gone) < len(wanted):
        raise NoteGone
    new = []
    for note in gone:
        parts = [new_part("@sha256", note.sha256, dice), new_part("@because", because.strip(), dice)]
        words = _text(note.words)
        if words:
            parts.append(new_part(NOTE, words, dice))
        new.append(NewEntry(kind="note_rejected", entity=note.entity, parts=tuple(parts)))
    vault.append(new)
    with contextlib.suppress(errors.VaultError):  # that they were turned away stands; each is known by its entry
        inbox.remove(gone, vault.folder, vault.root, progress=progress)
    return len(gone)


def record_now(vault: Vault, note: QuickNote, dice: Dice = secrets.token_bytes) -> Recorded:
    """Record a note that was written while the log was open. Raises RecordedAlready and what a save raises."""
    if vault.store.entries_of(note.decision):
        raise drafting.RecordedAlready(record.reference_of(vault, note.decision))
    return _record(vault, note, note.decision, (), dice)


def _record(vault: Vault, note: QuickNote, entity: str, more: Sequence[NewEntry], dice: Dice) -> Recorded:
    decision = decision_of(note, drafting.author(vault), _keys_of(entity))
    parts = [new_part(slot, value, dice) for slot, value in slots_of(decision)]
    parts.append(new_part(NOTE, encode_note(note).decode(), dice))
    people = [record.stated(one.key, one.who, dice) for one in decision.people]
    share = NewEntry(kind="quick_share", entity=entity, parts=tuple(parts), guidance=guidance_in_use())
    vault.append([*people, share, *more])
    return record.receipt_of(vault, entity, decision, {one.key for one in decision.people})


def _keys_of(entity: str) -> Dice:
    """The same keys whenever this record is made: after a restore its note is taken in again, and both may meet."""
    throws = count(1)
    return lambda size: hashlib.shake_256(f"keys of {entity}, {next(throws)}".encode()).digest(size)


def _waiting(vault: Vault) -> list[Note]:
    """Sealed notes, and whatever else lies among the drafts that this log did not seal."""
    strange = sealed.drafts(vault.folder / DRAFTS, vault.root)[1]
    return [*inbox.notes(vault.folder, vault.root), *strange]


def _found(vault: Vault, sha256: str) -> Note:
    found = next((note for note in _waiting(vault) if note.sha256 == sha256), None)
    if found is None or _decided(vault, sha256):
        raise NoteGone
    return found


def _decided(vault: Vault, sha256: str) -> bool:
    """Was this very file taken in or turned away before?"""
    return bool(vault.store.entries_of(sealed.entity_of(sha256)))


def _written(one: ToCheck) -> float:
    return one.note.sealed_at.timestamp() if one.note and one.note.sealed_at else one.modified


def _text(words: bytes | None) -> str:
    """What a file holds as text that a log can keep; empty where it is none, or too much."""
    if words is None or len(words) > inbox.SIZES[-1]:
        return ""
    return words.decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
