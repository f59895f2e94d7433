"""Commands that read a log: list, show, find, print."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from sharedesk.commands import asking, copying
from sharedesk.commands.arguments import A_REFERENCE, Commands, command
from sharedesk.commands.emergency import still_owed
from sharedesk.commands.output import Output, counted
from sharedesk.commands.recording import missing_plain
from sharedesk.desk import keep, listing, owed_words, quick_share, record, release
from sharedesk.domain.completeness import still_to_add
from sharedesk.domain.entry import Entry
from sharedesk.domain.fold import DecisionState, about_entry
from sharedesk.domain.outcome import outcome_of
from sharedesk.domain.quick_share import NOTE, note_in
from sharedesk.domain.words import said
from sharedesk.paper.plain import plain_text, shown
from sharedesk.vault import search
from sharedesk.vault.search import Listed
from sharedesk.vault.vault import Vault

_LISTED = 50
NOTHING_YET = "Nothing has been recorded yet. “sharedesk record” adds a decision."


def add_to(commands: Commands) -> None:
    """Add this room's commands."""
    listed = command(commands, "list", "list decisions, the last recorded first, without names", _list)
    listed.add_argument("--limit", type=_count, metavar="N", help="how many at most (default: 50; in a file, all)")
    listed.add_argument("--csv", metavar="FILE", help="write them for a spreadsheet; the file must not exist yet")
    found = command(commands, "find", "find decisions that hold all of some words, or a reference", _find)
    found.add_argument("words", metavar="WORD", nargs="+", help="a word, or the start of one")
    found.add_argument("--limit", type=_count, default=50, metavar="N", help="how many at most (default: 50)")
    shown = command(commands, "show", "show a decision, everything of it", _show)
    shown.add_argument("reference", metavar="REFERENCE", help=A_REFERENCE)
    printed = command(commands, "print", "print a decision as a PDF: the full record, or a copy for somebody", _print)
    printed.add_argument("reference", metavar="REFERENCE", help=A_REFERENCE)
    printed.add_argument("--to", required=True, metavar="FILE", help="the PDF to write; it must not exist yet")
    copying.add_to(printed)
    asking.add_passphrase(printed, "password")


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError("a number from 1 to 1,000,000 belongs here")
    return int(text)


def _list(options: argparse.Namespace, output: Output) -> int:
    if options.csv is not None:
        return _save_csv(options, output)
    with asking.opened(options) as vault:
        _put(search.newest(vault.store, options.limit or _LISTED), vault, output, NOTHING_YET)
        if waiting := quick_share.how_many(vault):
            output.say(f"{owed_words.notes_to_check(waiting)}: “sharedesk inbox”.")
    return 0


def _save_csv(options: argparse.Namespace, output: Output) -> int:
    target = Path(options.csv)
    keep.free(target)
    with asking.opened(options) as vault:
        saved = listing.save_csv(vault, target, options.limit or listing.MOST)
        value = {"practice": vault.practice, "file": str(target), **msgspec.to_builtins(saved)}
    lines = [f"{counted(saved.decisions, 'decision is', 'decisions are')} in {target}, without names."]
    if saved.changed:
        lines.append(
            f"{counted(saved.changed, 'cell begins', 'cells begin')} with a sign that a spreadsheet would carry out: "
            "an apostrophe was put before it."
        )
    output.result("\n".join(lines), value)
    return 0


def _find(options: argparse.Namespace, output: Output) -> int:
    with asking.opened(options) as vault:
        _put(
            search.find(vault.store, " ".join(options.words), options.limit),
            vault,
            output,
            "No decision holds all of that.",
        )
    return 0


def _put(found: list[Listed], vault: Vault, output: Output, empty: str) -> None:
    lines = ["PRACTICE"] if vault.practice else []
    lines += [_line(listed) for listed in found] or [empty]
    output.result("\n".join(lines), {"practice": vault.practice, "decisions": [_listed(listed) for listed in found]})


def _line(listed: Listed) -> str:
    state = f"{listed.missing} to add" if listed.missing else "" if listed.outcome == "erased" else "complete"
    state += ", an emergency share to finish" if listed.owed else ""
    words = " ".join(listed.snippet.split()).replace("\x02", "[").replace("\x03", "]")
    recorded = _utc(listed.recorded).astimezone()  # as this device's clock shows it
    line = f"{listed.reference}  {recorded:%d/%m/%Y %H:%M}  {said(listed.outcome):28}  {state}"
    return f"{line}\n    {shown(words)}" if words else line


def _listed(listed: Listed) -> dict[str, object]:
    return {
        "reference": listed.reference,
        "id": listed.id,
        "recorded_at": _utc(listed.recorded),
        "changed_at": _utc(listed.changed),
        "decided_at": _utc(listed.decided) if listed.decided is not None else None,
        "outcome": listed.outcome,
        "missing": listed.missing,
        "children": listed.children,
        "entries": listed.entries,
        "imported_from": listed.imported_from,
        "owed": listed.owed,
        "snippet": listed.snippet,
    }


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _show(options: argparse.Namespace, output: Output) -> int:
    with asking.opened(options) as vault:
        if output.json:
            output.result("", _shown(vault, record.state_of(vault, options.reference)))
        else:
            text = plain_text(release.rationale(vault, options.reference))
            owed = still_owed(vault, search.decision_by_reference(vault.store, options.reference))
            output.result(f"{owed[0]}\n\n{text}" if owed else text, None)
    return 0


def _shown(vault: Vault, state: DecisionState) -> dict[str, object]:
    """A decision with every entry and every earlier version. Keys and slots are those that a correction names."""
    owed = still_owed(vault, state.id)
    return {
        "reference": record.reference_of(vault, state.id),
        "id": state.id,
        "practice": vault.practice,
        "outcome": outcome_of(state),
        "missing": missing_plain(still_to_add(state)),
        "owed": owed[1] if owed else None,
        "decision": msgspec.to_builtins(state.decision),
        "entries": [_entry(e) for e in state.entries],
        "versions": {
            slot: [
                {"entry": v.entry.leaf.entry, "part": v.part, "value": v.value, "erased": v.erased} for v in versions
            ]
            for slot, versions in state.versions.items()
        },
    }


def _entry(entry: Entry) -> dict[str, object]:
    """An entry; that of an emergency share with its note as it was written."""
    leaf, about, note = entry.leaf, about_entry(entry), note_in(entry)
    shown: dict[str, object] = {
        "entry": leaf.entry, "kind": leaf.kind, "at": leaf.at, "clock_back": leaf.clock_back, "author": leaf.author,
        "log": leaf.log,
    }  # fmt: skip
    if note is not None:
        del about[NOTE]
        shown["note"] = {"reference": note.reference, **msgspec.to_builtins(note)}
    return shown | {"about": about}


def _print(options: argparse.Namespace, output: Output) -> int:
    keep.free(Path(options.to))
    password = asking.passphrase(options.password_fd) if options.password_fd is not None else None
    with asking.opened(options) as vault:
        if options.copy != "record":
            copying.print_copy(vault, options, password, output)
            return 0
        printed = release.save_pdf(release.rationale(vault, options.reference), Path(options.to), password)
        lines = [f"The full record is in {options.to}: {counted(printed.pages, 'page', 'pages')}."]
        lines.append("It names people: it is for the file, not for handing over.")
        if printed.undrawable:
            codes = " ".join(f"U+{ord(c):04X}" for c in printed.undrawable)
            lines.append(f"Characters that could not be drawn (they are marked): {codes}")
        value = {
            "file": options.to,
            "pages": printed.pages,
            "undrawable": printed.undrawable,
            "encrypted": password is not None,
        }
        output.result("\n".join(lines), value)
    return 0
