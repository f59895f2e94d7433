"""Commands that keep a log: new, practice, open."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from sharedesk.commands import asking, sheets
from sharedesk.commands.arguments import Commands, command, opened_by
from sharedesk.commands.output import Output
from sharedesk.commands.proving import FAULTS_FOUND, NO_RECOVERY
from sharedesk.desk import first_run, practice, release
from sharedesk.domain.person import Author
from sharedesk.errors import ShareDeskError
from sharedesk.vault import errors, files
from sharedesk.vault.places import default_folder, warnings_for
from sharedesk.vault.vault import create


def add_to(commands: Commands) -> None:
    """Add this room's commands."""
    new = command(commands, "new", "make a log in a new folder", _new, folder=False)
    new.add_argument(
        "folder", metavar="FOLDER", nargs="?", default=str(default_folder()), help="where to (default: %(default)s)"
    )
    asking.add_passphrase(new)
    for option, what in (("name", "your name"), ("role", "your role"), ("organisation", "your organisation")):
        new.add_argument(f"--{option}", help=f"{what}, as it stands by your entries")
    new.add_argument("--practice", action="store_true", help="a practice log: everything made from it says PRACTICE")
    new.add_argument(
        "--recovery-to",
        metavar="FILE|fd:N",
        help="write the recovery sheet there (a PDF if FILE ends in .pdf, else text)",
    )
    tried = command(
        commands,
        "practice",
        "make a practice log of a made-up family, record, check and print",
        _practice,
        folder=False,
        secret=False,
    )
    tried.add_argument("folder", metavar="FOLDER", nargs="?", default="practice", help="where to (default: practice)")
    tried.add_argument("--open", action="store_true", help="then open the window on it, where there is a display")
    window = command(commands, "open", "open the window on a log", _open,
                     folder=False)  # fmt: skip
    window.add_argument("folder", metavar="FOLDER", nargs="?", help="the log's folder (default: the last one used)")


def _new(options: argparse.Namespace, output: Output) -> int:
    folder, target = Path(options.folder), options.recovery_to
    with files.storage():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise errors.AlreadyThere
    if target:
        sheets.free(target)
    for warning in warnings_for(folder):
        output.say(f"Note: {warning}")
    words = asking.new_passphrase(options.passphrase_fd)
    author = Author(
        name=_asked(options.name, "Your name"),
        role=_asked(options.role, "Your role"),
        organisation=_asked(options.organisation, "Your organisation"),
    )
    if target is None and asking.at_terminal():
        target = _asked_target(output)
    vault, sheet = create(folder, words, author, practice=options.practice, with_recovery=bool(target))
    with vault:
        if sheet is not None:
            try:
                sheets.write(release.sheet(vault, sheet), target)
            except BaseException:  # the only copy of the code is lost, so the log, still empty, is not kept
                vault.lock()
                shutil.rmtree(folder)
                raise
            if asking.at_terminal():
                sheets.typed_back(first_run.groups_to_type(sheet), output)
        else:
            output.say(NO_RECOVERY)
        value = {"folder": str(folder), "log": vault.log, "practice": vault.practice, "recovery": vault.has_recovery}
        output.result(f"The log is ready in {folder}.", value)
    return 0


def _asked(given: str | None, what: str) -> str:
    if given is not None or not asking.at_terminal():
        return given or ""
    return asking.question(f"{what} (may be left empty): ", "")


def _asked_target(output: Output) -> str | None:
    while target := asking.question("File for the recovery sheet (.pdf to print it; leave empty for none): ", ""):
        try:
            sheets.free(target)
        except ShareDeskError as problem:
            output.say(str(problem))
        else:
            return target
    return None


def _program() -> str:
    """How the program is called from here: as it was installed beside this Python, or as `sharedesk`."""
    beside = Path(sys.executable).with_name("sharedesk")
    if shutil.which("sharedesk") or not beside.exists():
        return "sharedesk"
    here = Path.cwd()
    return str(beside.relative_to(here)) if beside.is_relative_to(here) else str(beside)


def _practice(options: argparse.Namespace, output: Output) -> int:
    done = practice.practise(Path(options.folder))
    lines = [
        "PRACTICE: everybody in this log is made up.",
        f"Log:        {done.log_folder}   (passphrase: {practice.PASSPHRASE})",
        f"Checked:    {done.report.entries} entries; "
        + ("; ".join(done.report.faults) or "nothing differs from what was recorded"),
        *(f"Rationale:  {path}   ({reference})" for reference, path in done.printed),
        f"Recovery:   {done.sheet}",
        "Look around with:",
        f"  {_program()} list {done.log_folder}",
        f"  {_program()} show {done.log_folder} {done.printed[0][0]}",
    ]
    value = {
        "log": str(done.log_folder),
        "entries": done.report.entries,
        "faults": done.report.faults,
        "sheet": str(done.sheet),
        "printed": [{"reference": reference, "file": str(path)} for reference, path in done.printed],
    }
    output.result("\n".join(lines), value)
    if done.report.faults:
        return FAULTS_FOUND
    if not options.open:
        return 0
    output.finish()
    return opened_by(options)(done.log_folder.absolute(), if_display=True)


def _open(options: argparse.Namespace, _output: Output) -> int:
    return opened_by(options)(Path(options.folder) if options.folder else None)
