"""The emergency form's words on their way to the disk: sealed while the log is locked, a draft while it is open.

Everything here may be called from any thread. The window calls it from the worker's, but for the one moment in which
the log is being locked.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import cast

import msgspec
from msgspec import Struct

from sharedesk.desk.drafting import Draft, Drafts
from sharedesk.desk.emergency_words import LogChoice, Typed, kept_from
from sharedesk.desk.quick_share import NoteWriter, record_now
from sharedesk.desk.record import Recorded
from sharedesk.desk.settings import label_of
from sharedesk.domain.ids import new_id
from sharedesk.domain.quick_share import Channel, QuickNote, Told, new_note, what_it_needs
from sharedesk.vault import errors, header
from sharedesk.vault.fingerprint import fingerprint
from sharedesk.vault.inbox import NoKeyKnown, Trouble
from sharedesk.vault.vault import Vault

Clock = Callable[[], datetime]

OPENED_AT = "opened_at"


def local_now() -> datetime:
    """The device's time, with its offset."""
    return datetime.now().astimezone()


TROUBLES: dict[Trouble, str] = {
    "key_differs": "The key in this log’s folder is not the one this computer saw when the log was last open, so the "
    "note is sealed for the one seen then and waits on this computer, in {place}. Ask whoever looks "
    "after this computer before you type the passphrase here.",
    "header_lost": "The file that holds this log’s locks is missing or damaged. The note is sealed with the key that "
    "this computer knew; it opens once the log is put right.",
    "elsewhere": "The log’s folder is not there, or cannot be written to, just now. The note waits on this "
    "computer, in {place}, and is found when the log is next opened here.",
}


class Found(Struct, frozen=True, kw_only=True):
    """Where a note goes: the log's label, its key, and what has to be said of either."""

    folder: Path
    label: str
    practice: bool
    public_key: str
    sentences: tuple[str, ...]


class Sealed(Struct, frozen=True, kw_only=True):
    """A note on the disk."""

    reference: str
    at: datetime
    found: Found


class Writing:
    """One form's note while its log is locked: for the log that is chosen, else for one whose key is known."""

    def __init__(
        self, choices: Sequence[LogChoice], opened_at: datetime, *,
        now: Clock = local_now, elsewhere: Path | None = None,
    ) -> None:  # fmt: skip
        self.note = new_note(opened_at)
        self._choices = list(choices)
        self._now, self._elsewhere = now, elsewhere
        self._turn = threading.Lock()
        self._writers = dict[LogChoice, NoteWriter]()
        self._written: NoteWriter | None = None

    def find(self, chosen: int) -> Found:
        """Where a note for the log chosen goes. Reads a header, and nothing else of any log. Raises NoKeyKnown."""
        return self._found(*self._writer(chosen))

    def seal(self, typed: Typed, chosen: int, *, saved: bool) -> Sealed:
        """Seal what was typed in the place of what was sealed before; on the disk when it comes back.

        Raises NoKeyKnown, InboxFull, TooLong, DiskFull, ReadOnly, StorageFailed; what was sealed before then stands.
        """
        with self._turn:
            choice, writer = self._writer(chosen)
            sealed = writer.seal(note_of(self.note, typed), saved=saved)
            if self._written is not None and self._written is not writer:
                with contextlib.suppress(errors.VaultError):  # it is for another log: whoever reads it turns it away
                    self._written.drop()
            self._written = writer
            at = sealed.sealed_at or self._now()
            return Sealed(reference=sealed.reference, at=at, found=self._found(choice, writer))

    def drop(self) -> None:
        """Throw away what was sealed, as its writer asked. Raises DiskFull, ReadOnly, StorageFailed."""
        with self._turn:
            if self._written is not None:
                self._written.drop()

    def _writer(self, chosen: int) -> tuple[LogChoice, NoteWriter]:
        """The writer for the log chosen, or for the first other one whose key is known."""
        for choice in [*self._choices[chosen:], *self._choices[:chosen]]:
            writer = self._writers.get(choice)
            writer = writer or NoteWriter(choice.folder, choice.pin, now=self._now, elsewhere=self._elsewhere)
            try:
                writer.target  # noqa: B018  # it looks for the key
            except NoKeyKnown:
                continue
            self._writers[choice] = writer
            return choice, writer
        raise NoKeyKnown

    @staticmethod
    def _found(choice: LogChoice, writer: NoteWriter) -> Found:
        label, practice = choice.label, False
        with contextlib.suppress(errors.VaultError):
            body = header.read(choice.folder).body
            label, practice = label or label_of(body.log), body.practice
        target = writer.target
        return Found(
            folder=choice.folder, label=label, practice=practice, public_key=target.public_key,
            sentences=tuple(TROUBLES[one].format(place=target.folder) for one in target.troubles),
        )  # fmt: skip


class Receipt(Struct, frozen=True, kw_only=True):
    """What is said of a note that was saved: for which log, and by which four words its key is known."""

    label: str
    words: str
    sentences: tuple[str, ...]


def receipt(choices: Sequence[LogChoice], opened_at: datetime, *, elsewhere: Path | None = None) -> Receipt | None:
    """What there is to say beside a saved note's reference; None where no key is known (any more)."""
    try:
        found = Writing(choices, opened_at, elsewhere=elsewhere).find(0)
    except NoKeyKnown:
        return None
    return Receipt(label=found.label, words=fingerprint(found.public_key), sentences=found.sentences)


def note_of(note: QuickNote, typed: Typed) -> QuickNote:
    """The note with what was typed in it."""
    return msgspec.structs.replace(
        note,
        told=Told(name=typed.name, role=typed.role, organisation=typed.organisation, number=typed.number),
        at_risk=typed.at_risk, shared=typed.shared, why=typed.why, why_line=typed.why_line,
        channel=cast(Channel, typed.channel) if typed.channel else None, said_at=typed.said_at,
    )  # fmt: skip


def still_needed(typed: Typed) -> list[str]:
    """What *Save now* still asks for: `told` and `why`, and nothing else ever."""
    return what_it_needs(note_of(QuickNote(decision="0" * 32), typed))


def new_draft(opened_at: datetime) -> Draft:
    """A draft of an emergency share, while the log is open. It has the id that the decision will have."""
    return Draft(id=new_id(), kind="quick", page="quick", answers={OPENED_AT: opened_at.isoformat()})


def keep(draft: Draft, typed: Typed) -> None:
    """Put what was typed into a draft."""
    draft.answers = {OPENED_AT: draft.answers[OPENED_AT], **kept_from(typed)}


def opened_at(draft: Draft) -> datetime:
    """When the form of a draft was opened, by the device's clock."""
    return datetime.fromisoformat(draft.answers[OPENED_AT])


def record(vault: Vault, drafts: Drafts, draft: Draft, typed: Typed, now: Clock = local_now) -> Recorded:
    """Record what was typed, and let its draft go. Raises RecordedAlready and what a save raises."""
    begun = QuickNote(decision=draft.id, opened_at=opened_at(draft), counter=draft.counter, saved=True, sealed_at=now())
    made = record_now(vault, note_of(begun, typed))
    with contextlib.suppress(errors.VaultError):  # recorded is recorded; home offers the draft, which says so
        drafts.drop(draft.id)
    return made
