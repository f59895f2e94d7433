"""Drafts: what is being written, sealed as it is written, so that neither locking nor a power cut loses a word.

A draft of a decision has the id that the decision will have. So one that was recorded already (the program ended before
the draft was removed; the same draft was recorded on another computer) is recognised, and offered to copy from.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Literal

import msgspec
from msgspec import Struct

from sharedesk.desk import answers as answering
from sharedesk.desk import record
from sharedesk.desk.answers import Answers
from sharedesk.desk.record import Recorded
from sharedesk.domain.entry import content_of
from sharedesk.domain.fold import fold_decision
from sharedesk.domain.ids import Dice, new_id
from sharedesk.domain.order import in_order
from sharedesk.domain.person import Author
from sharedesk.domain.stated_time import MONTHS
from sharedesk.errors import ShareDeskError
from sharedesk.vault import errors, sealed, search
from sharedesk.vault.vault import DRAFTS, Vault

_LOOKED_THROUGH = 20
"""Decisions, the last first, among which the usual sentence is looked for."""


class LogGone(ShareDeskError):
    """The log's folder is not there any more: a stick was pulled, a share was lost."""

    exit_code = 8

    def __init__(self) -> None:
        super().__init__(
            "The log's folder is not there, so nothing can be saved just now.",
            "Your words are still on this page. Put the drive back and they are saved; or copy them before you lock.",
        )


class RecordedAlready(ShareDeskError):
    """The decision of this draft is in the log. The draft stays, to copy from."""

    exit_code = 6

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"This was recorded before, as {reference}.",
            "Nothing was recorded twice. The words are kept: go on with them as a new decision, or discard the draft.",
        )
        self.reference = reference


class Draft(Struct, kw_only=True, forbid_unknown_fields=True):
    """One thing being written."""

    id: str
    kind: Literal["decision", "correction", "copy", "afterwards", "quick", "notes", "erasure", "keep"] = "decision"
    counter: int = 0
    page: str = "short_route"
    answers: Answers = {}
    usual: str = ""
    """The organisation's sentence on its lawful basis, ready for whoever chooses “Same as usual”."""
    decision: str | None = None
    """The id of the decision that a correction or the reasons are added to, a copy is made of, or that is erased."""
    base: str | None = None
    """For what is added to a decision: its last entry that the writer saw."""
    saved_at: float = 0.0
    """Seconds since 1970, UTC."""


class Drafts:
    """The drafts of an open log. Saving needs no database, so a draft can be sealed from any thread, at any moment."""

    def __init__(self, vault: Vault, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._folder, self._vault, self._now = vault.folder / DRAFTS, vault, now  # whose key may be changed meanwhile
        self._turn, self._saved = threading.Lock(), dict[str, int]()

    def save(self, draft: Draft) -> float:
        """Seal a draft in the place of its last version, unless a later one is there. Gives the time.

        Raises LogGone, DiskFull, ReadOnly, StorageFailed, TooLong; the last version then stands.
        """
        with self._turn:
            if draft.counter <= self._saved.get(draft.id, -1):
                return draft.saved_at
            draft.saved_at = self._now().timestamp()
            content = json.dumps(msgspec.to_builtins(draft)).encode("ascii")  # half a character survives as its escape
            try:
                sealed.save_draft(
                    self._folder, self._vault.root,
                    sealed.Draft(draft=draft.id, counter=draft.counter, base=draft.base, content=content),
                )  # fmt: skip
            except FileNotFoundError:
                raise LogGone from None
            self._saved[draft.id] = draft.counter
        return draft.saved_at

    def all(self) -> list[Draft]:
        """Every authentic draft, the last saved first. Whatever else lies there is for somebody to check."""
        own, _strange = sealed.drafts(self._folder, self._vault.root)
        found = [msgspec.convert(json.loads(one.content), Draft) for one in own]
        return sorted(found, key=lambda draft: draft.saved_at, reverse=True)

    def drop(self, draft: str) -> None:
        """Remove a draft that was recorded or discarded; a save that is still on its way does not bring it back."""
        with self._turn:
            self._saved[draft] = 1 << 62
            sealed.drop_draft(self._folder, draft)


class Waiting(Struct, frozen=True, kw_only=True):
    """Drafts to go on with: how many, and when the last was saved. No names."""

    count: int
    last_saved: float


def waiting(vault: Vault) -> Waiting:
    """What home says about drafts."""
    found = Drafts(vault).all()
    return Waiting(count=len(found), last_saved=found[0].saved_at if found else 0.0)


def new_draft(vault: Vault, today: date, dice: Dice = secrets.token_bytes) -> Draft:
    """A draft with what is known before anybody types: who decides, and that it is decided today."""
    writer, usual = author(vault), usual_sentence(vault)
    answers: Answers = {
        "decided_at": day_said(today),
        "decided_by": {"name": writer.name, "position": writer.role, "organisation": writer.organisation},
    }
    return Draft(id=new_id(dice), answers=answers, usual=usual)


def again(draft: Draft, dice: Dice = secrets.token_bytes) -> Draft:
    """The same words as a new draft: for one whose decision was recorded already."""
    return Draft(id=new_id(dice), page=draft.page, answers=draft.answers, usual=draft.usual)


def record_draft(vault: Vault, drafts: Drafts, draft: Draft, today: date) -> Recorded:
    """Record a draft's decision. Only when it is on the disk is the draft removed.

    Raises Unfit, RecordedAlready and what a save raises; then the draft is as it was.
    """
    if vault.store.entries_of(draft.id):
        raise RecordedAlready(record.reference_of(vault, draft.id))
    decision = answering.to_decision(draft.answers, today)
    known = answering.known_people(draft.answers)
    (made,) = record.record(vault, [decision], people=known, entity=draft.id)
    with contextlib.suppress(errors.VaultError):  # the record stands; what is left of the draft is recognised by its id
        drafts.drop(draft.id)
    return made


def people_recorded(vault: Vault, decision: str, answers: Answers) -> dict[str, str]:
    """For the people of some answers the ids that they got when the decision was recorded, by their keys."""
    here, there = answering.to_decision(answers).people, fold_decision(vault.store.entries_of(decision)).decision.people
    return {one.key: other.key for one, other in zip(here, there, strict=True)}


def usual_sentence(vault: Vault) -> str:
    """The organisation's sentence on its lawful basis as it was last used in this log; empty where none was."""
    for listed in search.newest(vault.store, _LOOKED_THROUGH):
        basis = fold_decision(vault.store.entries_of(listed.id)).decision.basis
        if basis is not None and basis.usual == "same_as_usual" and basis.sentence:
            return basis.sentence
    return ""


def day_said(day: date) -> str:
    """`14 March 2026`, as somebody would type it."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def author(vault: Vault) -> Author:
    """Who writes this log, as stated last."""
    stated = Author(name="")
    for entry in in_order(vault.store.entries_of(vault.author)):
        for part in entry.parts:
            content = content_of(part)
            if content is not None and content.slot == "author":
                stated = msgspec.convert(content.value, Author)
    return stated
