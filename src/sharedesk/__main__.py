"""Chooses window or command: the window where nothing else is asked for and there is a display to show it on."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from sharedesk.ui import process


def main() -> int:
    """The program's entry point; gives the exit code (docs/command-line.md)."""
    process.harden()
    arguments = sys.argv[1:]
    if not arguments and process.has_display():
        return _window(process.Asked())
    if arguments[:1] in (["open"], ["quick"]) and process.can_show() and (asked := process.asked(arguments)):
        return _window(asked)  # also how a locked window comes back: without loading a single command
    from sharedesk.commands.main import run

    return run(arguments, open_window)


def open_window(folder: Path | None, *, if_display: bool = False) -> int:
    """Open the window on a log, or on the last one used; see `commands.arguments.OpenWindow`. Raises NoDisplay."""
    if if_display and not process.has_display():
        return 0
    if not process.can_show():
        from sharedesk.commands.arguments import NoDisplay

        raise NoDisplay
    return _window(process.Asked(folder))


def _window(asked: process.Asked) -> int:
    gc.disable()  # nothing is thrown away while the window comes up; then `ui.collecting` says when to collect
    from sharedesk.desk import settings  # before PySide6, which looks through the source of whatever is imported later

    kept, damaged = settings.load()
    from sharedesk.ui.application import run

    return run(asked, kept, damaged)


if __name__ == "__main__":
    sys.exit(main())
