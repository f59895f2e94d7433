"""Commands for other programs and other logs: export, import, schema."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sharedesk.commands import asking
from sharedesk.commands.arguments import Commands, command
from sharedesk.commands.output import Output, counted
from sharedesk.desk import keep
from sharedesk.errors import ShareDeskError
from sharedesk.exchange import schema

PLAIN = (
    "The export is plain text: whoever has the file can read the whole log. "
    "Keep it where only you can, and remove it afterwards."
)


class NotToATerminal(ShareDeskError):
    """A whole log would be written on a screen."""

    exit_code = 10

    def __init__(self) -> None:
        super().__init__(
            "An export is not written to a terminal: anyone behind you could read it.", "Give a file with --to FILE."
        )


def add_to(commands: Commands) -> None:
    """Add this room's commands."""
    out = command(commands, "export", "write the whole log, entries and chain, as plain text for another log", _export)
    out.add_argument("--to", required=True, metavar="FILE|-", help="the file to write; it must not exist yet")
    into = command(commands, "import", "bring in another log's export, proved, all or nothing", _import)
    into.add_argument("file", metavar="FILE", help="the export of another log")
    published = command(commands, "schema", "print a published JSON Schema", _schema, folder=False)
    published.add_argument("name", nargs="?", choices=schema.NAMES, default="decision-input")


def _export(options: argparse.Namespace, output: Output) -> int:
    if options.to == "-" and sys.stdout.isatty():
        raise NotToATerminal
    if options.to != "-":
        keep.free(Path(options.to))
    with asking.opened(options) as vault:
        output.say(PLAIN)
        progress = output.progress("Exporting")
        if options.to == "-":
            output.lines(keep.export_lines(vault, progress))
            return 0
        entries = keep.export_log(vault, Path(options.to), progress)
        output.result(
            f"The export is in {options.to}: {counted(entries, 'entry', 'entries')}.",
            {"file": options.to, "entries": entries, "practice": vault.practice},
        )
    return 0


def _import(options: argparse.Namespace, output: Output) -> int:
    with asking.opened(options) as vault:
        done = keep.import_log(vault, Path(options.file), output.progress("Importing"))
        came = counted(done.added, "entry", "entries")
        words = f"From log {done.log[:8]} came {came}; {done.known:,} more were here already."
        output.result(words, {"log": done.log, "added": done.added, "known": done.known})
    return 0


def _schema(options: argparse.Namespace, output: Output) -> int:
    output.json = True  # a schema is JSON either way
    output.result("", schema.schema(options.name))
    return 0
