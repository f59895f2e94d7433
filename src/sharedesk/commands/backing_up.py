"""Commands that keep a log from being lost: back-up, backups, restore."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path
from typing import Any

from sharedesk.commands import asking
from sharedesk.commands.arguments import Commands, command, read_input
from sharedesk.commands.output import Output, counted
from sharedesk.desk import backup_words, backups, keep, recovering, settings
from sharedesk.desk.backups import Proved
from sharedesk.vault import backup, errors, header, recovery, restore
from sharedesk.vault.backup_shelf import Kept
from sharedesk.vault.store import Progress

_STATES = {True: "complete", False: "damaged"}


def add_to(commands: Commands) -> None:
    """Add this room's commands."""
    back = command(commands, "back-up", "make a backup: one file, proved before it has its name", _back_up)
    back.add_argument(
        "--to", metavar="FILE", help="a place outside this computer; left out: among the backups on this computer"
    )
    kept = command(commands, "backups", "list the backups on this computer, each read through", _backups, secret=False)
    asking.add_passphrase(kept)
    kept.add_argument("--outside", action="store_true", help="also the copies outside this computer; opens the log")
    restored = command(commands, "restore", "put a backup in a folder; a log that is there is kept aside", _restore)
    restored.add_argument("backup", metavar="BACKUP", help="the backup's file")
    restored.add_argument(
        "--sheet", metavar="FILE|-", help="open it with a recovery sheet (text) instead of the passphrase"
    )
    restored.add_argument("--yes", action="store_true", help="go on without asking, whatever would be missing")


def chosen_place() -> str:
    """Where this account keeps backups, if it chose a place."""
    kept, damaged = settings.load()
    return "" if damaged else kept.backup_place


def _back_up(options: argparse.Namespace, output: Output) -> int:
    if options.to:
        keep.free(Path(options.to))
    with asking.opened(options) as vault:
        tell = output.progress("Backing up")
        if options.to:
            copy = backups.copy_outside(vault, Path(options.to), chosen_place(), Proved(), tell)
            manifest, path, removed = copy.manifest, copy.path, copy.removed
            if copy.same_disk:
                output.say("Note: it is on the same disk as the log. Take it to another place, such as a memory stick.")
        else:
            place = backups.place_for(vault.folder, chosen_place())
            if place.missing:
                output.say("Note: the place chosen for backups is not there, so it goes into the log's own folder.")
            made = backups.back_up(vault, chosen_place(), Proved(), tell)
            manifest, path, removed = made.manifest, made.path, made.removed
        value = {
            "file": str(path), "entries": manifest.entries, "head": manifest.head, "made_at": manifest.made_at,
            "outside": bool(options.to), "removed": [str(gone) for gone in removed],
        }  # fmt: skip
        entries = counted(manifest.entries, "entry", "entries")
        output.result(f"The backup is in {path}: {entries}, read back and checked.", value)
    return 0


def _backups(options: argparse.Namespace, output: Output) -> int:
    folder, proved = Path(options.folder), Proved()
    log = _log_in(folder)
    found = backups.listed(folder, chosen_place())
    tell = output.progress("Reading")
    of = sum(one.size for one in found)
    rows, done = list[tuple[Kept, bool | None]](), 0
    for one in found:
        ours = one.manifest is not None and one.manifest.log == (log or one.manifest.log)
        rows.append((one, proved.read(one, _from(done, of, tell)) if ours else None))
        done += one.size
    aside = backups.kept_aside(folder)
    lines = [
        f"{backup_words.moment_said(one.manifest.made_at) if one.manifest else '(unknown)'}  "
        f"{backup_words.size_said(one.size)}  {backup_words.state_said(one, log, whole)}  {one.path}"
        for one, whole in rows
    ] or ["There are no backups of this log on this computer."]
    lines += [f"{backup_words.aside_said(one)}  {one.path}" for one in aside]
    value: dict[str, Any] = {
        "backups": [_row(one, log, whole) for one, whole in rows],
        "kept_aside": [{"path": str(one.path), "kind": one.kind, "at": one.at} for one in aside],
        "outside": None,
    }
    if options.outside:
        with asking.opened(options) as vault:
            copies, now = backups.outside_copies(vault), vault.store.now().at
        lines.append(backup_words.outside_said(copies[-1] if copies else None, now))
        lines += [f"{backup_words.moment_said(copy.at)}  {copy.place}" for copy in copies]
        value["outside"] = copies
    output.result("\n".join(lines), value)
    return 0


def _from(before: int, of: int, tell: Progress) -> Progress:
    """The progress of one file among several, in bytes."""
    return lambda done, _: tell(before + done, of)


def _log_in(folder: Path) -> str:
    """The log's id as its header says it; empty where the header does not serve: that may be why somebody looks."""
    if not folder.is_dir():
        raise errors.NoLogHere
    with contextlib.suppress(errors.VaultError):
        return header.read(folder).body.log
    return ""


def _row(one: Kept, log: str, whole: bool | None) -> dict[str, Any]:
    state = "newer" if one.newer else "damaged"
    if one.manifest is not None:
        state = "another_log" if log and one.manifest.log != log else _STATES[bool(whole)]
    return {
        "file": str(one.path), "made_at": one.manifest and one.manifest.made_at,
        "entries": one.manifest and one.manifest.entries, "size": one.size, "state": state,
    }  # fmt: skip


def _restore(options: argparse.Namespace, output: Output) -> int:
    backup.glance(Path(options.backup))

    def agree(plan: restore.Plan) -> bool:
        for sentence in backup_words.plan_said(plan):
            output.say(sentence)
        if options.yes:
            return True
        return asking.question("Restore it? Type yes: ", "Say --yes to go on without asking.").lower() == "yes"

    opener = _opener(options)
    source, folder = Path(options.backup), Path(options.folder)
    done = restore.restore(source, folder, opener, agree, output.progress("Reading the backup"))
    with done.vault as vault:
        aside = f" The log that was there is kept in “{done.kept_aside}”." if done.kept_aside else ""
        value = {
            "folder": str(options.folder),
            "entries": vault.store.count(),
            "would_be_missing": done.plan.would_be_missing,
            "kept_aside": str(done.kept_aside) if done.kept_aside else None,
        }
        output.result(f"Restored into {options.folder}.{aside}", value)
    return 0


def _opener(options: argparse.Namespace) -> restore.Opener:
    if not options.sheet:
        words = asking.passphrase(options.passphrase_fd, "Passphrase of the backup: ")
        return lambda head: head.unlock(words)
    code = recovery.read_code(sheet_lines(options.sheet)[0])
    return lambda head: recovery.unlock_header(code, head)


def sheet_lines(source: str) -> tuple[list[str], list[str]]:
    """The lines of code and key block in a recovery sheet's text. Raises NotASheet."""
    return recovering.sheet_in(read_input(source))
