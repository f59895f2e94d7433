"""Checking the whole log, said in plain words: what was looked at, what was found, and what to do about it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct

from sharedesk.desk.drafting import day_said
from sharedesk.desk.slips import Answer
from sharedesk.domain.entry import OF_A_DECISION, AlteredEntry
from sharedesk.vault import beside, lists, proof
from sharedesk.vault.check import Report
from sharedesk.vault.errors import DatabaseDamaged
from sharedesk.vault.proof import Proof
from sharedesk.vault.search import shown_reference
from sharedesk.vault.store import Progress
from sharedesk.vault.vault import Vault
from sharedesk.vault.walk import Area, Fault

Remedy = Literal["lists", "beside"]
"""What can be put right here: the lists made anew, or the files beside the records written again."""

State = Literal["in order", "something to look at", "a problem", "not looked at"]

MOST_SAID = 5
"""Sentences of one part that are told in full."""
SOUND = "Nothing was found that differs from what was recorded."
BESIDE = "What was recorded is as it was recorded. Something beside it has to be put right: see below."
ALTERED = "This log is not as it was recorded: see below."
UNFIT = "The slip does not fit this log: see below."
DAMAGED = "Part of the file with the records is damaged: see below."
UNSETTLED = (
    "Something was recorded again and again while the log was checked, so what was found may not be so. "
    "Check it once more while nothing is being recorded."
)
_NOT_HERE = (beside.NEWEST_BROKEN, beside.LOCKS_OLDER)
"""What “Put these files right” cannot put right; the sentence itself says what to do."""
PAGES = "Every page of it was read, and how they fit together."
IMPORTS = "The logs that were imported, compared with what they were when they came."
LISTS = "What the lists say of each record, and the words that find it, compared with what was recorded."
NOT_YET = "They are made from what was recorded, which has to be whole first."
LOCKS = "The file with the ways into this log, and its copy."
_ADVICE: dict[Area, str] = {
    "file": "Keep this log’s folder as it is. Restore the newest backup that is whole, and keep the damaged folder for "
    "whoever helps you.",
    "entries": "Do not go on recording in this log, and delete nothing. Tell whoever looks after ShareDesk where you "
    "work. An earlier backup, and any witness slip, can show since when.",
    "imports": "This is about what came from another log. Import that log’s export into a new log, and compare.",
    "lists": "Nothing that was recorded is lost or changed: the lists are made from it. “Make the lists anew” puts "
    "them right. An earlier version of ShareDesk may have listed a record in another way.",
    "locks": "The log is open, so nothing is lost. “Put these files right” writes them as they were when you unlocked "
    "it. If it happens again, something on this computer changes files in the log’s folder: ask your IT team.",
    "backups": "“Put these files right” writes that list anew.",
}


class Part(Struct, frozen=True, kw_only=True):
    """One thing that was looked at. `found` and `advice` are empty where there is no problem."""

    title: str
    state: State
    looked_at: str
    found: tuple[str, ...] = ()
    advice: str = ""


class Said(Struct, frozen=True, kw_only=True):
    """A check in words. `sound`: nothing was found. `is_altered`: what was recorded is not what it was."""

    verdict: str
    sound: bool
    is_altered: bool
    parts: tuple[Part, ...]
    remedies: frozenset[Remedy]
    report: Report

    @property
    def faults(self) -> tuple[str, ...]:
        """Every sentence of what was found."""
        return tuple(sentence for part in self.parts for sentence in part.found)


def check_log(vault: Vault, progress: Progress = lambda done, of: None, folders: Sequence[Path] = ()) -> Said:
    """Check a log while it stays in use: see `vault.proof`. `folders`: where else it has backups."""
    return in_words(vault, proof.prove(vault, progress, folders))


def check_alone(vault: Vault, progress: Progress = lambda done, of: None) -> Said:
    """The same where nobody else wants the log meanwhile: a small one is then looked through by this process."""
    return in_words(vault, proof.prove(vault, progress, alone=True))


def in_words(vault: Vault, found: Proof) -> Said:
    """What a check found, in words."""
    faults: dict[Area, list[Fault]] = {}
    for fault in (*found.report.found, *found.beside.found):
        faults.setdefault(fault.area, []).append(fault)
    altered = bool(faults.keys() & {"file", "entries", "imports"})
    parts = [
        _part(vault, "file", faults, "The file with the records", PAGES),
        _part(vault, "entries", faults, "What was recorded", _read(found.report)),
        _part(
            vault, "lists", faults, "Lists and search", NOT_YET if altered else LISTS,
            "not looked at" if altered else "in order",
        ),
        _part(vault, "locks", faults, "The log’s locks", LOCKS),
        *_beside(vault, found.beside, faults),
    ]  # fmt: skip
    if found.report.imported or "imports" in faults:
        parts.insert(2, _part(vault, "imports", faults, "What was imported", IMPORTS))
    return Said(
        verdict=_verdict(faults, settled=found.settled), sound=not faults, is_altered=altered, parts=tuple(parts),
        remedies=_remedies(faults), report=found.report,
    )  # fmt: skip


def _read(report: Report) -> str:
    """How much was read of what was recorded."""
    imported = f", {report.imported:,} of them imported" if report.imported else ""
    erased = _counted(report.erased_parts, "part was", "parts were")
    return (
        f"{_counted(report.entries, 'entry', 'entries')} read{imported}: every word, who wrote it and when, and that "
        f"they follow one another unbroken from the first to the last."
    ) + (f" {erased} lawfully erased." if report.erased_parts else "")


def _beside(vault: Vault, near: beside.Beside, faults: dict[Area, list[Fault]]) -> list[Part]:
    """Sealed files, and backups."""
    sealed: State = "something to look at" if near.strange_notes + near.strange_drafts else "in order"
    backups: State = "something to look at" if near.strange_backups or not near.backups else "in order"
    return [
        Part(title="Emergency notes and drafts", state=sealed, looked_at=_sealed(near)),
        _part(vault, "backups", faults, "Backups on this computer", _backups(near), backups),
    ]


def with_slip(said: Said, answer: Answer) -> Said:
    """The same with what a slip showed."""
    part = Part(
        title="The witness slip",
        state="in order" if answer.holds else "a problem",
        looked_at=answer.sentence if answer.holds else "The slip that you typed.",
        found=() if answer.holds else (answer.sentence,),
        advice=answer.advice,
    )
    parts = (part, *said.parts)
    if answer.holds:
        return _changed(said, parts=parts)
    verdict = said.verdict if said.is_altered else ALTERED if answer.changed else UNFIT
    return _changed(said, parts=parts, sound=False, is_altered=said.is_altered or answer.changed, verdict=verdict)


def put_files_right(vault: Vault) -> None:
    """Write the locks and the list of erasures as this log knows them. Raises NotNoted and what a save raises."""
    beside.mend(vault)


def make_lists_anew(vault: Vault, progress: Progress = lambda done, of: None) -> int:
    """Make the lists and the search index anew, all or nothing; how many are listed. See `vault.lists.make_anew`."""
    return lists.make_anew(vault.store, progress)


def _changed(said: Said, **fields: object) -> Said:
    return Said(**{name: getattr(said, name) for name in said.__struct_fields__} | fields)


def _verdict(faults: Iterable[Area], *, settled: bool) -> str:
    areas = set(faults)
    if not settled:
        return UNSETTLED
    if areas & {"entries", "imports"}:
        return ALTERED
    if "file" in areas:
        return DAMAGED
    return BESIDE if areas else SOUND


def _remedies(faults: dict[Area, list[Fault]]) -> frozenset[Remedy]:
    """Lists can only be made of entries that are whole, and only the list of erasures is written without a backup."""
    offered: set[Remedy] = set()
    if faults.keys() == {"lists"} or ("lists" in faults and not faults.keys() & {"file", "entries", "imports"}):
        offered.add("lists")
    files = [fault for area in ("locks", "backups") for fault in faults.get(area, ())]
    if any(fault.sentence not in _NOT_HERE for fault in files):
        offered.add("beside")
    return frozenset(offered)


def _part(
    vault: Vault, area: Area, faults: dict[Area, list[Fault]], title: str, looked_at: str, state: State = "in order"
) -> Part:
    here = faults.get(area, [])
    sentences: dict[str, list[int]] = {}
    for fault in here:
        sentences.setdefault(fault.sentence, []).extend([fault.entry] if fault.entry else [])
    found = [sentence + _where(vault, entries) for sentence, entries in sentences.items()]
    if len(found) > MOST_SAID:
        found = [*found[:MOST_SAID], f"And {len(found) - MOST_SAID:,} more of the kind."]
    return Part(
        title=title,
        state="a problem" if here else state,
        looked_at=looked_at,
        found=tuple(found),
        advice=_ADVICE[area] if any(fault.sentence not in _NOT_HERE for fault in here) else "",
    )


def _where(vault: Vault, entries: list[int]) -> str:
    """At which entries, and by reference in which decisions, as far as that can be told."""
    if not entries:
        return ""
    shown = ", ".join(f"{entry:,}" for entry in entries[:MOST_SAID])
    more = f" and {len(entries) - MOST_SAID:,} more" if len(entries) > MOST_SAID else ""
    words = f" ({'Entry' if len(entries) == 1 else 'Entries'} {shown}{more}"
    references = dict.fromkeys(filter(None, (_reference(vault, entry) for entry in entries[:MOST_SAID])))
    return f"{words}; {', '.join(references)}.)" if references else f"{words}.)"


def _reference(vault: Vault, entry: int) -> str:
    """The reference of the decision that an entry is about; empty where it is about another thing or cannot be read."""
    with contextlib.suppress(AlteredEntry, DatabaseDamaged, TypeError):  # TypeError: there is no such entry
        leaf = vault.store.entry(entry).leaf
        if leaf.kind in OF_A_DECISION:
            return shown_reference(vault.store, leaf.entity)
    return ""


def _sealed(near: beside.Beside) -> str:
    waiting = _counted(near.notes, "emergency note waits", "emergency notes wait")
    said = [f"{waiting} to be checked; {_counted(near.drafts, 'draft', 'drafts')}."]
    strange = near.strange_notes + near.strange_drafts
    if strange:
        said.append(
            f"{_counted(strange, 'file', 'files')} among them cannot be opened by this log: damaged, or put there by "
            "something else. See Emergency notes to check; nothing is removed by itself."
        )
    return " ".join(said)


def _backups(near: beside.Beside) -> str:
    if near.newest is None:
        said = ["There is none of this log in its own folder or in the place chosen for backups."]
    else:
        newest = day_said(near.newest.astimezone().date())
        count = _counted(near.backups, "backup of this log; it", "backups of this log; the newest")
        said = [f"{count} is of {newest} and was read whole."]
    if near.strange_backups:
        said.append(f"{_counted(near.strange_backups, 'file there is', 'files there are')} no backup of this log.")
    return " ".join(said)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
