"""What an erasure cannot reach, said before it: copies elsewhere, what was handed over, paper, folders that were kept.

And what it can: backups in the log's own folder, which still hold the words until a new one has taken their place.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from sharedesk.desk import backups, quick_share
from sharedesk.desk.drafting import Drafts, day_said
from sharedesk.desk.erasing import Plan, drafts_of, seeker_of
from sharedesk.desk.shelf import Shelf, statement
from sharedesk.desk.shelf_words import checked
from sharedesk.domain.copies import copies_of
from sharedesk.paper.copies import kind_said
from sharedesk.vault import errors, files
from sharedesk.vault.store import Progress
from sharedesk.vault.vault import BACKUPS, Vault

LEAD = "data-protection-lead"
_NAMED = 6
"""So many of each kind are named; of more it is said how many."""
PAPER = (
    "Printed records, saved PDFs, text that was copied into another system, and log exports: ShareDesk does not know "
    "where they are."
)
TRACES = (
    "Traces on the disk itself: a solid-state disk may keep what was written for a while, even when it is overwritten."
)


class Reach(Struct, frozen=True, kw_only=True):
    """What has to be said before an erasure: each a line, without a name but whom a copy was for."""

    outside: tuple[str, ...]
    """Copies of the log that were taken elsewhere since, by date and place."""
    handed: tuple[str, ...]
    """Copies of the records that were handed over, and to whom."""
    aside: tuple[str, ...]
    """Folders with an earlier log, beside this one."""
    backups: tuple[Path, ...]
    """Files in the log's own folder of backups that still hold the words."""
    drafts_gone: int
    """Drafts that go with the decision."""
    drafts_naming: int
    """Drafts that name the person: they are to be finished or discarded by themselves."""
    notes: int
    """Sealed emergency notes that wait and have the same reference, or name the person."""

    @property
    def lines(self) -> tuple[str, ...]:
        """All that cannot be erased from here, to be read first."""
        return (
            *_some(self.outside, "copies of this log elsewhere"),
            *_some(self.handed, "copies that were handed over"),
            *_some(self.aside, "folders with an earlier log"),
            *_counted(self.drafts_naming, "draft names this person", "drafts name this person", "Finish or discard"),
            *_counted(self.notes, "emergency note that waits holds it", "emergency notes that wait hold it", "Check"),
            PAPER,
            TRACES,
        )


class Renewed(Struct, frozen=True, kw_only=True):
    """The new backup, the older files that it took the place of, and those that could not be removed."""

    made: Path
    removed: tuple[Path, ...]
    left: tuple[Path, ...]


def ask_first(shelf: Shelf, today: date) -> tuple[str, ...]:
    """Whom to ask before anything is erased: the organisation's own adviser where its pack has one, and the advice."""
    advisers = shelf.organisation.advisers if shelf.organisation else ()
    own = [one for one in advisers if one.adviser == LEAD]
    reached = [
        ", ".join(filter(None, (one.role, one.phone, one.email, one.hours))) + f". {checked(one.last_checked)}"
        for one in own
    ]
    return (
        statement(shelf, "right-corrected", today).text,
        *(f"Ask first: {words}" for words in reached or _nobody(shelf)),
    )


def reach(vault: Vault, plan: Plan, chosen: str = "") -> Reach:
    """What an erasure by this plan leaves elsewhere. `chosen`: the place for backups in the settings, or nothing."""
    first = _first_position(vault, plan)
    return Reach(
        outside=tuple(_outside(vault, first)), handed=tuple(_handed(vault, plan)), aside=tuple(_aside(vault.folder)),
        backups=tuple(holding(vault, first, chosen)), drafts_gone=len(drafts_of(vault, plan)),
        drafts_naming=len(_drafts_naming(vault, plan)), notes=_notes(vault, plan),
    )  # fmt: skip


def holding(vault: Vault, first: int, chosen: str = "") -> Iterator[Path]:
    """Backups of this log that hold an entry at a position: in its own folder, and what ShareDesk put into the place
    that was chosen; and logs from before an update. A file that cannot be read is for somebody to look at.
    """
    own = vault.folder / BACKUPS
    for one in backups.listed(vault.folder, chosen):
        here = one.path.parent == own or one.number
        if here and one.manifest and one.manifest.log == vault.log and one.manifest.entries >= first:
            yield one.path
    yield from sorted(one.path for one in backups.kept_aside(vault.folder) if one.kind == "updated")


def renew_backups(
    vault: Vault, older: tuple[Path, ...], chosen: str = "", progress: Progress = lambda done, of: None
) -> Renewed:
    """Make a new backup, proved; only then remove the older files that hold the words.

    Raises what making a backup raises; then nothing was removed.
    """
    made = backups.back_up(vault, chosen, backups.Proved(), progress).path
    removed, left = list[Path](), list[Path]()
    for path in older:
        try:
            with files.storage():
                path.unlink(missing_ok=True)
            removed.append(path)
        except errors.VaultError:
            left.append(path)
    for folder in {path.parent for path in removed}:
        with contextlib.suppress(errors.VaultError), files.storage():
            files.sync_folder(folder)
    return Renewed(made=made, removed=tuple(removed), left=tuple(left))


def _nobody(shelf: Shelf) -> list[str]:
    title = next(one.title for one in shelf.guidance.advisers() if one.id == LEAD)
    return [f"{title[0].lower()}{title[1:]} of your organisation."]


def _first_position(vault: Vault, plan: Plan) -> int:
    entries = [vault.store.entries_of(entity)[0] for entity in {piece.entity for piece in plan.pieces}]
    return min((vault.store.position_of(entry.leaf) or 0 for entry in entries), default=0)


def _outside(vault: Vault, first: int) -> Iterator[str]:
    """Copies elsewhere that hold the words, the last first."""
    for copy in reversed(backups.outside_copies(vault)):
        if copy.entries >= first:
            day = day_said(copy.at.astimezone().date())
            yield f"The copy of {day}, taken to “{copy.place}”. It is good for as long as it exists."


def _handed(vault: Vault, plan: Plan) -> Iterator[str]:
    for decision, reference in plan.references.items():
        for copy in copies_of(vault.store.entries_of(decision)):
            whom = copy.for_whom or "somebody whose name was erased since"
            yield f"{kind_said(copy)} of {reference}, {day_said(copy.entry.leaf.at.date())}, for {whom}."


def _aside(folder: Path) -> Iterator[str]:
    for one in backups.kept_aside(folder):
        if one.kind == "restored":
            yield f"The folder “{one.path.name}” beside this log: the log as it was before a backup was restored."


def _drafts_naming(vault: Vault, plan: Plan) -> list[str]:
    if not plan.people:
        return []
    seeker, found = seeker_of(vault, plan), []
    for draft in Drafts(vault).all():
        texts = "\n".join(_texts(draft.answers))
        names = seeker.surely(texts) or any(one in texts for one in plan.people)
        if draft.kind != "erasure" and names:
            found.append(draft.id)
    return found


def _notes(vault: Vault, plan: Plan) -> int:
    """Notes that wait: of the very decision, or in whose words the person is surely named."""
    waiting = quick_share.to_check(vault)
    if plan.decision is not None:
        return sum(one.note is not None and one.note.decision == plan.decision for one in waiting)
    seeker = seeker_of(vault, plan)
    texts = ["\n".join(_texts(msgspec.to_builtins(one.note))) if one.note else one.words for one in waiting]
    return sum(map(seeker.surely, texts))


def _texts(plain: object) -> Iterator[str]:
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, dict | list | tuple):
        for held in plain.values() if isinstance(plain, dict) else plain:
            yield from _texts(held)


def _some(lines: tuple[str, ...], what: str) -> tuple[str, ...]:
    more = len(lines) - _NAMED
    return lines if more <= 0 else (*lines[:_NAMED], f"And {more:,} more {what}.")


def _counted(number: int, one: str, many: str, todo: str) -> tuple[str, ...]:
    return (
        (f"{number:,} {one if number == 1 else many}. {todo} {'it' if number == 1 else 'them'} by hand.",)
        if number
        else ()
    )
