"""`sharedesk COMMAND …`: the arguments, and what becomes of an error."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from sharedesk import __version__, quiet
from sharedesk.commands import (
    backing_up,
    emergency,
    erasing,
    exchanging,
    guiding,
    identifying,
    keeping,
    proving,
    reading,
    recording,
    ways_in,
)
from sharedesk.commands.arguments import OpenWindow, Parser, no_window
from sharedesk.commands.output import AnswerLost, Output
from sharedesk.errors import ShareDeskError

FAULT, USAGE, STOPPED = 1, 2, 130


def run(arguments: Sequence[str], open_window: OpenWindow = no_window) -> int:
    """Carry out one command and give its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # any name can be printed, whatever the system's own code page holds
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = _parser()
    options = parser.parse_args(arguments)
    options.open_window = open_window
    if not options.command:
        parser.print_help()
        return USAGE
    output = Output(json=getattr(options, "json", False))
    try:
        code: int = options.run(options, output)
        output.finish()
    except ShareDeskError as problem:
        if isinstance(problem, AnswerLost):
            _let_go_of_output()
        output.error(problem)
        return problem.exit_code
    except KeyboardInterrupt:
        output.say("Stopped.")
        return STOPPED
    except BrokenPipeError:
        _let_go_of_output()  # whoever read us has gone
        return 0
    except Exception as fault:  # noqa: BLE001  # a fault of the program: say where, never what it held
        quiet.note_fault(type(fault), fault.__traceback__)
        output.fault(quiet.place_of(type(fault), fault.__traceback__))
        return FAULT
    return code


def _let_go_of_output() -> None:
    """Send what is still to be written nowhere, or Python would try, and fail, once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="sharedesk",
        allow_abbrev=False,
        description="An encrypted log of decisions to share, or not to share, information to safeguard a child. "
        "It supports a judgement and never makes one; nothing in it uses the network.",
        epilog="To look around first: sharedesk practice. "
        "If someone is in immediate danger, call 999 now and record afterwards.",
    )
    parser.add_argument("--version", action="version", version=f"ShareDesk {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for room in (
        keeping, proving, backing_up, ways_in, emergency, recording, reading, identifying, exchanging, guiding, erasing
    ):  # fmt: skip
        room.add_to(commands)
    return parser
