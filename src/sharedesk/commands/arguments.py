"""What the commands have in common: their folder, their passphrase, their input."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol

from sharedesk.commands.asking import add_passphrase
from sharedesk.commands.output import Output
from sharedesk.desk import keep
from sharedesk.errors import ShareDeskError
from sharedesk.exchange.strict_json import LARGEST
from sharedesk.vault import files

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # argparse has no public name for it
else:
    Commands = object

A_REFERENCE = "as the list shows it, such as 7KQ2-M9XP-R"
_VALUE = re.compile(r"""(invalid [\w ]+): ('([^'\\]|\\.)*'|"([^"\\]|\\.)*")""")
_OPTION = re.compile(r"--?[a-z-]+")


class Parser(argparse.ArgumentParser):
    """argparse, but that no error repeats what was typed: it could be a name, or a passphrase in the wrong place."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and end with exit code 2."""
        before, unknown, typed = message.partition("unrecognized arguments: ")
        if unknown:
            options = [word.partition("=")[0] for word in typed.split() if _OPTION.fullmatch(word.partition("=")[0])]
            message = (
                before + f"there is no option {', '.join(options)} here" if options else "there is a word too many"
            )
        super().error(_VALUE.sub(r"\1", message))


class NoDisplay(ShareDeskError):
    """A window was asked for where none can be shown."""

    exit_code = 10

    def __init__(self) -> None:
        super().__init__(
            "There is no display to open the window on.", "“sharedesk --help” lists what works without one."
        )


class OpenWindow(Protocol):
    """Opens the window, of which this room knows nothing, and gives the exit code once it is closed.

    With `if_display` it does nothing where there is no display; else it raises NoDisplay.
    """

    def __call__(self, folder: Path | None, *, if_display: bool = False) -> int:
        """On a log, or the last one used."""
        ...


def no_window(folder: Path | None, *, if_display: bool = False) -> int:  # noqa: ARG001  # called as OpenWindow is
    """How a window is opened where the program came without one."""
    if if_display:
        return 0
    raise NoDisplay


def opened_by(options: argparse.Namespace) -> OpenWindow:
    """What opens the window."""
    opener: OpenWindow = options.open_window
    return opener


Run = Callable[[argparse.Namespace, Output], int]


def command(
    commands: Commands, name: str, what: str, run: Run, *, folder: bool = True, secret: bool = True
) -> argparse.ArgumentParser:
    """A command with --json, and unless told otherwise FOLDER and --passphrase-fd."""
    description = what[0].upper() + what[1:] + "."
    parser = commands.add_parser(name, help=what, description=description, allow_abbrev=False)
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
    with keep.open_to_read(Path(source)) as file, files.storage():
        return file.read(LARGEST + 1)
