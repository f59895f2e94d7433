"""What the commands have in common: their folder, their passphrase, their input."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sharedesk.commands.asking import add_passphrase
from sharedesk.commands.output import Output
from sharedesk.desk.keep import NoSuchFile
from sharedesk.exchange.strict_json import LARGEST
from sharedesk.vault import files

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Commands = object

Run = Callable[[argparse.Namespace, Output], int]


def command(commands: Commands, name: str, what: str, run: Run, *, folder: bool = True, secret: bool = True) -> argparse.ArgumentParser:
    """A command with --json, and unless told otherwise FOLDER and --passphrase-fd."""
    parser = commands.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
    parser.set_defaults(run=run)
    if folder:
        parser.add_argument("folder", metavar="FOLDER", help="the log's folder")
    if folder and secret:
        add_passphrase(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON value instead of words")
    return parser


def read_input(source: str) -> bytes:
    """A file's bytes, or standard input's for `-`; one byte more than may be, so that the reader can refuse it."""
    if source == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        with files.storage(), Path(source).open("rb") as file:
            return file.read(LARGEST + 1)
    except (FileNotFoundError, IsADirectoryError):
        raise NoSuchFile from None
