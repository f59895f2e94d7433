"""Emergency notes: quick seals one without a passphrase; inbox lists those that wait, adopt and reject decide.

What is loaded for `quick` is little, and nothing of any log is opened for it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sharedesk.commands import asking
from sharedesk.commands.arguments import Commands, command, read_input
from sharedesk.commands.output import Output, counted
from sharedesk.errors import ShareDeskError

if TYPE_CHECKING:
    from sharedesk.desk.quick_share import ToCheck
    from sharedesk.domain.entry import Entry
    from sharedesk.vault.vault import Vault

_SHORT = 8
"""Characters of a note's SHA-256 by which it is shown and named."""
_BEGINNING = re.compile("[0-9a-f]{4,64}")
_NEEDS = {"told": "who was told", "why": "why it could not wait"}


class NoForm(ShareDeskError):
    """The emergency form was asked for where there is no display, or with an answer in JSON."""

    exit_code = 10

    def __init__(self) -> None:
        super().__init__(
            "The emergency form is a window, and there is none to show here.",
            "Seal a note without it: --note FILE, or --note - to type it in. If someone is in danger, call 999 first.",
        )


class EmptyNote(ShareDeskError):
    """An emergency note without a word in it."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__("There is nothing in this note, so nothing was saved.", "Any one thing is enough to save it.")


class NoSuchNote(ShareDeskError):
    """No note that waits is called so."""

    exit_code = 5

    def __init__(self) -> None:
        super().__init__("No note of that name waits to be checked.", "“sharedesk inbox” lists those that do.")


class AmbiguousNote(ShareDeskError):
    """Several notes that wait are called so."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "Several notes that wait are called so.", "Name one by more of the letters and digits in front of it."
        )


def add_to(commands: Commands) -> None:
    """Add this room's commands."""
    quick = command(
        commands, "quick", "open the emergency form, or with --note seal a note; no passphrase is needed", _quick,
        folder=False,
    )  # fmt: skip
    quick.add_argument("folder", metavar="FOLDER", nargs="?", help="the log's folder (left out: the last one used)")
    quick.add_argument("--note", metavar="FILE|-", help="JSON (“sharedesk schema quick-note-input”), or plain text")
    inbox = command(commands, "inbox", "list the emergency notes that wait to be checked, with their words", _inbox)
    inbox.add_argument("--turned-away", action="store_true", help="list those that were turned away, and why")
    a_note = "as the inbox shows it: the beginning of its name, or its reference"
    adopt = command(commands, "adopt", "take an emergency note into the log, as it is", _adopt)
    adopt.add_argument("note", metavar="NOTE", help=a_note)
    reject = command(commands, "reject", "turn emergency notes away; the log keeps their words and the reason", _reject)
    reject.add_argument("note", metavar="NOTE", nargs="+", help=a_note)
    reject.add_argument("--reason", required=True, metavar="WORDS|-", help="why; - reads it from standard input")


def _quick(options: argparse.Namespace, output: Output) -> int:
    if options.note is None:
        raise NoForm
    from sharedesk.desk import settings
    from sharedesk.desk.emergency import Sealed, Writing, local_now, still_needed
    from sharedesk.desk.emergency_words import PROMISE, Typed, log_choices
    from sharedesk.exchange.note_input import read_note
    from sharedesk.vault.fingerprint import fingerprint

    opened_at = local_now()
    if options.note == "-" and sys.stdin.isatty():
        output.say("Type who you told, what you shared and why it could not wait. End with Ctrl+D (Windows: Ctrl+Z).")
    given = read_note(read_input(options.note))
    typed = Typed(
        **msgspec.structs.asdict(given.told), at_risk=given.at_risk, shared=given.shared, why=given.why,
        why_line=given.why_line, channel=given.channel or "", said_at=given.said_at,
    )  # fmt: skip
    if typed.is_empty:
        raise EmptyNote
    kept, damaged = settings.load()
    if damaged:
        output.say(f"{damaged.sentence} {damaged.advice}")
    # only the log that was asked for: nobody looks here where the note went instead
    choices = log_choices(Path(options.folder) if options.folder else None, kept)[:1]
    done: Sealed = Writing(choices, opened_at).seal(typed, 0, saved=True)
    needs, four_words = still_needed(typed), fingerprint(done.found.public_key)
    lines = ["PRACTICE"] * done.found.practice
    lines.append(f"Saved and sealed at {done.at:%H:%M:%S}: {done.reference}, for {done.found.label or 'your log'}.")
    if needs:
        lines.append(f"It does not say {' or '.join(_NEEDS[one] for one in needs)}. That can be added afterwards.")
    lines += [f"The key it is sealed to: {four_words}. Your recovery sheet has the same four words.", PROMISE]
    lines += done.found.sentences
    value = {
        "reference": done.reference, "log": done.found.label, "practice": done.found.practice, "sealed_at": done.at,
        "needs": needs, "fingerprint": four_words, "troubles": done.found.sentences,
    }  # fmt: skip
    output.result("\n".join(lines), value)
    return 0


def _inbox(options: argparse.Namespace, output: Output) -> int:
    from sharedesk.desk import quick_share
    from sharedesk.desk.emergency import local_now

    with asking.opened(options) as vault:
        if options.turned_away:
            _turned_away(vault, output)
            return 0
        found, now = quick_share.to_check(vault), local_now()
        lines = ["PRACTICE"] if vault.practice else []
        names = _names(found)
        for one in found:
            lines += _in_words(one, names[one.sha256], now)
        lines = lines if found else [*lines, "No emergency note waits to be checked."]
        value = {"practice": vault.practice, "notes": [_plain(one, names[one.sha256], now) for one in found]}
        output.result("\n".join(lines), value)
    return 0


def _turned_away(vault: Vault, output: Output) -> None:
    from sharedesk.paper.emergency import turned_away
    from sharedesk.paper.plain import plain_blocks

    gone = vault.store.entries_of_kind(["note_rejected"])
    lines = ["PRACTICE"] if vault.practice else []
    lines += [f"{plain_blocks(turned_away(entry))}\n" for entry in gone] or ["No emergency note was turned away."]
    value = [_gone(entry) for entry in gone]
    output.result("\n".join(lines), {"practice": vault.practice, "turned_away": value})


def _gone(entry: Entry) -> dict[str, object]:
    from sharedesk.domain.fold import about_entry
    from sharedesk.domain.quick_share import NOTE, note_in

    note, about = note_in(entry), about_entry(entry)
    return {
        "at": entry.leaf.at, "sha256": about.get("@sha256"), "because": about.get("@because"),
        "reference": note.reference if note else None, "words": "" if note else about.get(NOTE, ""),
        "note": msgspec.to_builtins(note, builtin_types=(datetime,)) if note else None,
    }  # fmt: skip


def _adopt(options: argparse.Namespace, output: Output) -> int:
    from sharedesk.commands import recording
    from sharedesk.desk import quick_share

    with asking.opened(options) as vault:
        one = _named(options.note, quick_share.to_check(vault))
        done = quick_share.adopt(vault, one.sha256)
        changed = one.note is not None and one.note.reference != done.reference
        lines = [recording.words(done, "Taken into the log as it is:")]
        if changed:
            lines.append("Its reference is a new one: the log has another record with the one that it had.")
        line, owed = still_owed(vault, done.id) or ("", None)
        lines += [line] if line else []
        value = {**recording.plain(done), "note": one.sha256, "reference_changed": changed, "owed": owed}
        output.result("\n".join(lines), value)
    return 0


def _reject(options: argparse.Namespace, output: Output) -> int:
    from sharedesk.desk import quick_share

    reason = options.reason
    if reason == "-":
        reason = read_input("-").decode("utf-8", "replace")
    if not reason.strip():
        raise quick_share.SayWhy  # before a passphrase is asked for
    with asking.opened(options) as vault:
        there = quick_share.to_check(vault)
        which = list(dict.fromkeys(_named(name, there).sha256 for name in options.note))
        count = quick_share.reject(vault, which, reason, progress=output.progress("Removing"))
        words = f"Turned away: {counted(count, 'note', 'notes')}. The log keeps the reason and their words."
        output.result(words, {"rejected": which})
    return 0


def still_owed(vault: Vault, decision: str) -> tuple[str, dict[str, object]] | None:
    """What is owed for a decision, in a line and for JSON; None: no emergency share, or its reasons are there."""
    from sharedesk.desk import owed_words, settings
    from sharedesk.desk.emergency import local_now
    from sharedesk.desk.owed import reasons_owed
    from sharedesk.desk.pack_choice import pack_in_use
    from sharedesk.desk.shelf import open_shelf

    now = local_now()
    if not any(one.id == decision for one in reasons_owed(vault, now, None)):
        return None  # without looking for the organisation's pack
    file = pack_in_use(settings.load()[0].organisation, practice=vault.practice)
    organisation = open_shelf(file, practice=vault.practice).organisation if file else None
    (owed,) = [one for one in reasons_owed(vault, now, organisation) if one.id == decision]
    value = {
        "shared_at": owed.started, "due": owed.due, "overdue": owed.overdue, "missing": owed.missing,
        "remind_on": owed.remind_on,
    }  # fmt: skip
    return owed_words.line(owed, now, own=organisation is not None), value


def _names(found: Sequence[ToCheck]) -> dict[str, str]:
    """What each note is called: so much of its SHA-256 as tells it from the others."""
    short = _SHORT
    while len({one.sha256[:short] for one in found}) < len(found):
        short += 1
    return {one.sha256: one.sha256[:short] for one in found}


def _named(name: str, there: Iterable[ToCheck]) -> ToCheck:
    """The note with a name: the beginning of its SHA-256, or its reference.

    Raises NoSuchNote, AmbiguousNote, or NotAReference where it is neither.
    """
    from sharedesk.domain.reference import SHORT, read_reference, stem_of

    there, wanted = list(there), name.strip().lower()
    found = [one for one in there if _BEGINNING.fullmatch(wanted) and one.sha256.startswith(wanted)]
    if not found and not _BEGINNING.fullmatch(wanted):
        stem = read_reference(name)[:SHORT]
        found = [one for one in there if one.note is not None and stem_of(one.note.decision) == stem]
    if not found:
        raise NoSuchNote
    if len(found) > 1:
        raise AmbiguousNote
    return found[0]


def _in_words(one: ToCheck, name: str, now: datetime) -> Iterator[str]:
    from sharedesk.desk import note_words
    from sharedesk.paper.plain import plain_blocks

    yield f"{name}  {note_words.line(one, now)}"
    for line in f"{plain_blocks(note_words.blocks(one, now))}\n{note_words.standing(one)}".splitlines():
        yield f"    {line}"


def _plain(one: ToCheck, name: str, now: datetime) -> dict[str, object]:
    from sharedesk.desk import note_words

    note = one.note
    return {
        "name": name, "sha256": one.sha256, "reference": note.reference if note else None,
        "saved": note.saved if note else None, "opens": one.opens, "among_drafts": one.among_drafts,
        "reference_taken": one.reference_taken, "remarks": note_words.remarks(one, now), "words": one.words,
        "note": msgspec.to_builtins(note, builtin_types=(datetime,)) if note else None,
    }  # fmt: skip
